//! Tables of figures in print: heads that repeat on each page, states and totals set apart, and columns in as
//! many parts as the paper needs, so that none is cut off.

use catalogue::{Bucket, Shares, Table};
use statistics::{Category, Computed, Share};

use super::code::{call, list, list_or_empty, quoted};
use crate::{
    book::Book,
    number::{count, range, share},
    table::{known, measure, states},
    two_way::short,
    variable,
};

/// The most columns of figures side by side; more go below, under the same row headings.
const COLUMNS_MAX: usize = 13;

/// The most columns whose headings stand upright.
const UPRIGHT_MAX: usize = 6;

/// Writes the table, or each part of it.
pub(super) fn write(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    if computed.columns.is_empty() {
        return one_way(book, table, computed);
    }
    let columns: Vec<usize> = known(&computed.columns)
        .chain(states(&computed.columns))
        .map(|(at, _)| at)
        .collect();
    let parts: Vec<&[usize]> = columns.chunks(COLUMNS_MAX).collect();
    let last = parts.len();
    let parts = parts.iter().enumerate();
    let parts: Vec<String> = parts
        .map(|(at, columns)| two_way(book, table, computed, columns, at + 1 == last))
        .collect();
    format!("{{ {} }}", parts.join("; v(0.6em); "))
}

/// The kinds of cell of a row: words and number.
fn kinds(category: &Category) -> (&'static str, &'static str) {
    match category.bucket {
        Bucket::Known => ("a", "an"),
        _ => ("s", "sn"),
    }
}

fn of(kind: &str, words: &str) -> String {
    format!("{kind}({})", quoted(words))
}

fn one_way(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    let variable = variable::of_rows(book.diagnosis.catalogue, table, book.language);
    let has_shares = computed.shares != Shares::None;
    let has_bounds = has_shares && computed.needs_bounds();
    let mut heads = vec![
        of("h", &variable.map_or_else(String::new, |found| found.label)),
        of("hn", &measure(book, table)),
    ];
    if has_shares {
        heads.push(of("hn", book.say("% de lo conocido", "% of the known")));
    }
    if has_bounds {
        heads.push(of("hn", book.say("Puede ser, %", "May be, %")));
    }
    let width = heads.len();
    let mut cells = Vec::new();
    let row = |(at, category): (usize, &Category)| line(book, computed, at, category, has_shares, has_bounds);
    cells.extend(known(&computed.rows).flat_map(row));
    if has_shares && computed.known != computed.total {
        cells.extend(base(book, computed, width));
    }
    cells.extend(states(&computed.rows).flat_map(row));
    cells.extend([of("t", "Total"), of("tn", &count(computed.total))]);
    cells.extend((2..width).map(|_| of("tn", "")));
    let columns: Vec<String> = (0..width)
        .map(|at| if at == 0 { "1fr" } else { "auto" }.to_owned())
        .collect();
    call("grid-of", &[list(&columns), list(&heads), list_or_empty(&cells)])
}

fn line(
    book: &Book<'_>,
    computed: &Computed,
    at: usize,
    category: &Category,
    has_shares: bool,
    has_bounds: bool,
) -> Vec<String> {
    let (words, number) = kinds(category);
    let part = computed.share(at, 0);
    let shown = |write: fn(Share) -> String| part.map_or_else(|| "—".to_owned(), write);
    let mut cells = vec![
        of(words, category.label.get(book.language)),
        of(number, &count(computed.cell(at, 0))),
    ];
    if has_shares {
        cells.push(of(number, &shown(|part| share(part.value))));
    }
    if has_bounds {
        cells.push(of(number, &shown(|part| range(part.bounds))));
    }
    cells
}

/// The known base between the answers and the states.
fn base(book: &Book<'_>, computed: &Computed, width: usize) -> Vec<String> {
    let words = book.say("Con dato: base de los porcentajes", "Known: base of the percentages");
    let all = if computed.known > 0 {
        share(1.0)
    } else {
        "—".to_owned()
    };
    let mut cells = vec![of("b", words), of("bn", &count(computed.known)), of("bn", &all)];
    cells.extend((3..width).map(|_| of("bn", "")));
    cells
}

fn two_way(book: &Book<'_>, table: &Table, computed: &Computed, columns: &[usize], has_total: bool) -> String {
    let is_turned = columns.len() > UPRIGHT_MAX;
    let kind = if is_turned { "hr" } else { "hn" };
    let catalogue = book.diagnosis.catalogue;
    let label = |found: Option<variable::Variable<'_>>| quoted(&found.map_or_else(String::new, |found| found.label));
    let width = columns.len() + usize::from(has_total);
    let mut heads = vec![
        of("h", ""),
        format!(
            "hc({width}, {})",
            label(variable::of_columns(catalogue, table, book.language))
        ),
        format!("h({})", label(variable::of_rows(catalogue, table, book.language))),
    ];
    heads.extend(columns.iter().map(|at| of(kind, heading(book, &computed.columns[*at]))));
    if has_total {
        heads.push(of(kind, "Total"));
    }
    let mut cells = Vec::new();
    for (at, category) in known(&computed.rows).chain(states(&computed.rows)) {
        cells.extend(cross(book, computed, at, category, columns, has_total));
    }
    cells.push(of("t", "Total"));
    cells.extend(columns.iter().map(|at| of("tn", &count(computed.column_totals[*at]))));
    if has_total {
        cells.push(of("tn", &count(computed.total)));
    }
    let widths: Vec<String> = std::iter::once("1fr")
        .chain((0..width).map(|_| if is_turned { "auto" } else { "0.45fr" }))
        .map(str::to_owned)
        .collect();
    let size = if is_turned { "size: 7.2pt" } else { "size: 8.5pt" };
    call(
        "grid-of",
        &[list(&widths), list(&heads), list_or_empty(&cells), size.to_owned()],
    )
}

/// The heading of a column: an answer by its label, a state by the short form that tables print.
fn heading<'b>(book: &Book<'b>, category: &'b Category) -> &'b str {
    short(book, category).unwrap_or_else(|| category.label.get(book.language))
}

fn cross(
    book: &Book<'_>,
    computed: &Computed,
    at: usize,
    category: &Category,
    columns: &[usize],
    has_total: bool,
) -> Vec<String> {
    let (words, number) = kinds(category);
    let is_narrow = columns.len() > UPRIGHT_MAX;
    let mut cells = vec![of(words, category.label.get(book.language))];
    for column in columns {
        let part = under(computed, computed.share(at, *column), is_narrow);
        cells.push(format!(
            "{number}({{ {}{part} }})",
            quoted(&count(computed.cell(at, *column)))
        ));
    }
    if has_total {
        let part = computed.row_share(at).filter(|_| computed.shares != Shares::None);
        let part = under(computed, part, is_narrow);
        cells.push(format!(
            "{number}({{ {}{part} }})",
            quoted(&count(computed.row_totals[at]))
        ));
    }
    cells
}

/// The percentage under a count, with its bounds where the coverage asks for them; `is_narrow` puts them below.
fn under(computed: &Computed, part: Option<Share>, is_narrow: bool) -> String {
    let Some(part) = part else { return String::new() };
    let (value, bounds) = (share(part.value), range(part.bounds));
    match (computed.needs_bounds(), is_narrow) {
        (false, _) => format!("; sub({})", quoted(&value)),
        (true, true) => format!("; sub({}); sub({})", quoted(&value), quoted(&bounds)),
        (true, false) => format!("; sub({})", quoted(&format!("{value} ({bounds})"))),
    }
}
