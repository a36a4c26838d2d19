//! A table of two variables: in each cell the count and, under it, the percentage of the known.

use catalogue::{Bucket, Language, Table};
use statistics::{Category, Computed, Share};

use crate::{
    book::Book,
    html::{address, escape, figure},
    number::{range, share},
    table::{known, states},
    variable,
};

/// Writes head, body and foot.
pub(crate) fn write(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    let mut html = head(book, table, computed) + "<tbody>\n";
    for (at, category) in known(&computed.rows).take(book.rows_max).chain(states(&computed.rows)) {
        html += &row(book, computed, at, category);
    }
    html += "</tbody>\n<tfoot>\n<tr><th scope=\"row\">Total</th>";
    for (at, column) in known(&computed.columns).chain(states(&computed.columns)) {
        let at_column = address(&computed.id, None, Some(&column.id));
        let number = book.counted(&at_column, computed.column_totals[at]);
        html += &format!("<td {}>{number}</td>", figure(&at_column));
    }
    let all = address(&computed.id, None, None);
    let number = book.counted(&all, computed.total);
    html + &format!("<td class=\"sum\" {}>{number}</td></tr>\n</tfoot>\n", figure(&all))
}

fn head(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    let (catalogue, language) = (book.diagnosis.catalogue, book.language);
    let label = |found: Option<variable::Variable<'_>>| escape(&found.map_or_else(String::new, |found| found.label));
    let rows = label(variable::of_rows(catalogue, table, language));
    let columns = label(variable::of_columns(catalogue, table, language));
    let width = computed.columns.len();
    let mut html = format!(
        "<colgroup></colgroup><colgroup span=\"{width}\"></colgroup><colgroup></colgroup>\n<thead>\
         <tr><th scope=\"col\" rowspan=\"2\">{rows}</th>\
         <th scope=\"colgroup\" colspan=\"{width}\" class=\"group\">{columns}</th>\
         <th scope=\"col\" rowspan=\"2\" class=\"n\">Total</th></tr>\n<tr>"
    );
    for (_, column) in known(&computed.columns).chain(states(&computed.columns)) {
        html += &format!("<th scope=\"col\" class=\"n\">{}</th>", heading(book, column));
    }
    html + "</tr></thead>\n"
}

/// The heading of a column: an answer by its label, a state by the short form that tables print.
fn heading(book: &Book<'_>, category: &Category) -> String {
    let label = escape(category.label.get(book.language));
    match short(book, category) {
        Some(short) => format!("<abbr title=\"{label}\">{}</abbr>", escape(short)),
        None => label,
    }
}

/// The short form of a state, as the catalogue has it printed.
pub(crate) fn short<'c>(book: &Book<'c>, category: &Category) -> Option<&'c str> {
    let list = book
        .diagnosis
        .catalogue
        .list("value_state")
        .filter(|_| category.bucket != Bucket::Known)?;
    let attributes = &list.code(list.position(&category.id)?)?.attributes;
    let printed = if book.language == Language::Es {
        "printed"
    } else {
        "printed_en"
    };
    attributes.get(printed).map(String::as_str)
}

fn row(book: &Book<'_>, computed: &Computed, at: usize, category: &Category) -> String {
    let class = if category.bucket == Bucket::Known {
        ""
    } else {
        " class=\"state\""
    };
    let mut html = format!(
        "<tr{class}><th scope=\"row\">{}</th>",
        escape(category.label.get(book.language))
    );
    for (column, other) in known(&computed.columns).chain(states(&computed.columns)) {
        let cell = address(&computed.id, Some(&category.id), Some(&other.id));
        let part = under(computed, computed.share(at, column));
        let number = book.counted(&cell, computed.cell(at, column));
        html += &format!("<td {}>{number}{part}</td>", figure(&cell));
    }
    let at_row = address(&computed.id, Some(&category.id), None);
    let part = if computed.shares == catalogue::Shares::None {
        String::new()
    } else {
        under(computed, computed.row_share(at))
    };
    let number = book.counted(&at_row, computed.row_totals[at]);
    html + &format!("<td class=\"sum\" {}>{number}{part}</td></tr>\n", figure(&at_row))
}

/// The percentage under a count, with its bounds where the coverage asks for them.
fn under(computed: &Computed, part: Option<Share>) -> String {
    let Some(part) = part else { return String::new() };
    match computed.needs_bounds() {
        true => format!("<small>{} ({})</small>", share(part.value), range(part.bounds)),
        false => format!("<small>{}</small>", share(part.value)),
    }
}
