//! The totals of a section in one table: each row is a table of one number, with its universe and address.

use catalogue::{Measure, Table};
use statistics::Computed;

use crate::{
    book::Book,
    html::{self, TABLE_END, address, escape, figure, headings},
    number::count,
    section::Section,
    three, variable,
};

/// Writes the table of totals, when the section has any.
pub(crate) fn write(book: &Book<'_>, section: &Section<'_>) -> String {
    if section.totals.is_empty() {
        return String::new();
    }
    let caption = format!(
        "{} {}.1. {}",
        book.say("Tabla", "Table"),
        section.number,
        book.say("Totales", "Totals")
    );
    let heads = headings(&[
        (book.say("Qué se cuenta", "What is counted"), ""),
        ("Total", "n"),
        (book.say("Fuente y tabla", "Source and table"), "w"),
    ]);
    let mut html = format!("<div class=\"table alone\">\n{}{heads}<tbody>\n", html::table(&caption));
    for (table, computed) in &section.totals {
        html += &row(book, table, computed);
    }
    html + "</tbody>" + TABLE_END + "</div>\n"
}

fn row(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    let id = escape(&table.id);
    let all = address(&table.id, None, None);
    let universe = escape(&variable::universe(book.diagnosis.catalogue, table, book.language));
    let title = escape(table.title.get(book.language));
    let three = three::words(book, computed).map_or_else(String::new, |words| format!("<small>{words}</small>"));
    let note = match table.note.get(book.language) {
        "" => String::new(),
        note => format!("<small>{}</small>", escape(note)),
    };
    format!(
        "<tr id=\"table-{id}\"><th scope=\"row\">{title}<small>{universe}</small>{note}</th><td {}>{}{}{three}</td>\
         <td class=\"source\">{} <code>{id}</code></td></tr>\n",
        figure(&all),
        book.counted(&all, computed.total),
        lacking(book, table, computed),
        escape(&table.cite.join(", ")),
    )
}

/// What a sum lacks: it is a least while some records do not bring the number.
fn lacking(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    if table.measure == Measure::Count || computed.without_number == 0 {
        return String::new();
    }
    let words = book.say("al menos; sin el número:", "at least; without the number:");
    format!("<small>{words} {}</small>", count(computed.without_number))
}
