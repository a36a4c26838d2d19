//! A table of one variable, and what stands around every table: caption, chart, notes.

use catalogue::{Bucket, Counting, Shares, Table};
use statistics::{Category, Computed};

use crate::{
    book::Book,
    chart::{self, captioned::Captioned},
    html::{self, TABLE_END, address, escape, figure, headings},
    html_block, notes,
    number::{count, range, share},
    three, two_way, variable,
};

/// Writes a numbered table with its chart and its notes.
pub(crate) fn write(book: &Book<'_>, number: &str, table: &Table, computed: &Computed) -> String {
    let id = escape(&table.id);
    let grid = grid(book, table, computed);
    let caption = format!(
        "{} {number}. {}",
        book.say("Tabla", "Table"),
        escape(table.title.get(book.language))
    );
    let known = computed
        .columns
        .iter()
        .filter(|category| category.bucket == Bucket::Known)
        .count();
    let chart = chart::of_report(book, table, computed)
        .map_or_else(String::new, |chart| Captioned::of(book, &chart, number).html(&table.id));
    let three = three::block(book, table, computed)
        .map_or_else(String::new, |block| html_block::write(book, &table.id, &[block]));
    let class = match (chart.is_empty(), known > 3 || (known > 1 && computed.needs_bounds())) {
        (true, _) => "table alone",
        (false, true) => "table over",
        (false, false) => "table",
    };
    format!(
        "<div class=\"{class}\" id=\"table-{id}\">\n{}{grid}{TABLE_END}{chart}{}</div>\n{three}",
        html::table(&caption),
        notes::write(book, table, computed)
    )
}

/// Head, body and foot of a table.
pub(crate) fn grid(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    if computed.columns.is_empty() {
        one_way(book, table, computed)
    } else {
        two_way::write(book, table, computed)
    }
}

/// What the numbers of a table count: its heading.
pub(crate) fn measure(book: &Book<'_>, table: &Table) -> String {
    let catalogue::Measure::Sum(field) = &table.measure else {
        if table.count == Counting::Distinct {
            return three::once(book, table).to_owned();
        }
        return book.say("Número", "Number").to_owned();
    };
    let field = book
        .diagnosis
        .catalogue
        .register(&table.of)
        .and_then(|register| register.field(field));
    field.map_or_else(
        || book.say("Suma", "Sum").to_owned(),
        |field| field.label.get(book.language).to_owned(),
    )
}

fn one_way(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    let catalogue = book.diagnosis.catalogue;
    let variable = variable::of_rows(catalogue, table, book.language).map_or_else(String::new, |found| found.label);
    let (variable, measure) = (escape(&variable), escape(&measure(book, table)));
    let (has_shares, has_bounds) = (computed.shares != Shares::None, computed.needs_bounds());
    let mut heads = vec![(variable.as_str(), ""), (measure.as_str(), "n")];
    if has_shares {
        heads.push((book.say("% de lo conocido", "% of the known"), "n"));
    }
    if has_shares && has_bounds {
        heads.push((book.say("Puede ser, %", "May be, %"), "n"));
    }
    let mut html = headings(&heads) + "<tbody>\n";
    for (at, category) in known(&computed.rows).take(book.rows_max) {
        html += &row(book, computed, at, category, has_shares.then_some(has_bounds));
    }
    html += &base(book, computed, has_shares, has_bounds);
    for (at, category) in states(&computed.rows) {
        html += &row(book, computed, at, category, has_shares.then_some(has_bounds));
    }
    let of = address(&computed.id, None, None);
    let (total, number) = (figure(&of), book.counted(&of, computed.total));
    let rest = "<td></td>".repeat(heads.len() - 2);
    html + &format!(
        "</tbody>\n<tfoot>\n<tr><th scope=\"row\">Total</th><td {total}>{number}</td>{rest}</tr>\n</tfoot>\n"
    )
}

/// The categories that are answers, with their places.
pub(crate) fn known(categories: &[Category]) -> impl Iterator<Item = (usize, &Category)> {
    categories
        .iter()
        .enumerate()
        .filter(|(_, category)| category.bucket == Bucket::Known)
}

/// The categories that are states, with their places.
pub(crate) fn states(categories: &[Category]) -> impl Iterator<Item = (usize, &Category)> {
    categories
        .iter()
        .enumerate()
        .filter(|(_, category)| category.bucket != Bucket::Known)
}

/// One row; `bounds` says whether percentages, and whether their bounds, have columns.
fn row(book: &Book<'_>, computed: &Computed, at: usize, category: &Category, bounds: Option<bool>) -> String {
    let class = if category.bucket == Bucket::Known {
        ""
    } else {
        " class=\"state\""
    };
    let at_row = address(&computed.id, Some(&category.id), None);
    let of = figure(&at_row);
    let label = escape(category.label.get(book.language));
    let mut html = format!(
        "<tr{class}><th scope=\"row\">{label}</th><td {of}>{}</td>",
        book.counted(&at_row, computed.cell(at, 0))
    );
    let part = computed.share(at, 0);
    if let Some(has_bounds) = bounds {
        html += &format!(
            "<td>{}</td>",
            part.map_or_else(|| "—".to_owned(), |part| share(part.value))
        );
        if has_bounds {
            html += &format!(
                "<td>{}</td>",
                part.map_or_else(|| "—".to_owned(), |part| range(part.bounds))
            );
        }
    }
    html + "</tr>\n"
}

/// The known base between the answers and the states, when some are not known.
fn base(book: &Book<'_>, computed: &Computed, has_shares: bool, has_bounds: bool) -> String {
    if !has_shares || computed.known == computed.total {
        return String::new();
    }
    let words = book.say("Con dato: base de los porcentajes", "Known: base of the percentages");
    let all = if computed.known > 0 {
        share(1.0)
    } else {
        "—".to_owned()
    };
    let bounds = if has_bounds { "<td></td>" } else { "" };
    format!(
        "<tr class=\"base\"><th scope=\"row\">{words}</th><td>{}</td><td>{all}</td>{bounds}</tr>\n",
        count(computed.known)
    )
}
