//! Prose and the tables that list things, for print.

use std::collections::BTreeSet;

use statistics::Address;

use super::code::{call, list, list_or_empty, quoted};
use crate::{
    block::{Block, Cell, Grid, Run, Under, plain},
    book::Book,
    notes,
    number::{count, percent, quotient},
};

/// What prints and can be led to, and which tables had their base said already.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) printed: BTreeSet<String>,
    pub(super) said: BTreeSet<String>,
}

/// Writes blocks; headings begin under a level. Those right under a part are many names, which the contents leave
/// out.
pub(super) fn write(book: &Book<'_>, places: &mut Places, level: usize, blocks: &[Block]) -> String {
    let mut code = String::new();
    for block in blocks {
        code += &match block {
            Block::Heading(under, words, place) => {
                let mut arguments = vec![(level + under).to_string(), quoted(&plain(words))];
                if level == 1 {
                    arguments.push("is-name: true".to_owned());
                }
                arguments.extend(place.as_ref().map(|place| format!("place: {}", quoted(place))));
                call("head", &arguments)
            }
            Block::Paragraph(words) => call("par", &[runs(book, places, words)]),
            Block::List(items) => {
                let items: Vec<String> = items.iter().map(|item| runs(book, places, item)).collect();
                call("list", &items)
            }
            Block::Table(grid) => self::grid(book, places, grid),
        };
    }
    code
}

/// Runs of words, one after the other.
fn runs(book: &Book<'_>, places: &mut Places, runs: &[Run]) -> String {
    let parts: Vec<String> = runs.iter().map(|run| self::run(book, places, run)).collect();
    format!("{{ {} }}", parts.join("; "))
}

fn run(book: &Book<'_>, places: &mut Places, run: &Run) -> String {
    let mut code = match place(places, run) {
        Some(place) => format!("to({}, {})", quoted(&place), quoted(&run.words)),
        None => quoted(&run.words),
    };
    if run.is_emphasis {
        code = format!("emph({code})");
    }
    if run.is_strong {
        code = format!("strong({code})");
    }
    if let Some(base) = base(book, places, run) {
        code += &format!("; footnote({})", quoted(&base));
    }
    code
}

/// Where words lead; nothing when the place does not print.
fn place(places: &Places, run: &Run) -> Option<String> {
    if let Some(place) = &run.place {
        return Some(place.anchor.clone());
    }
    let place = format!("table-{}", table_of(run.address.as_deref()?));
    places.printed.contains(&place).then_some(place)
}

fn table_of(address: &str) -> &str {
    address.split('[').next().unwrap_or_default()
}

/// What is known and what is not of the table behind a figure, the first time that a text draws on it.
fn base(book: &Book<'_>, places: &mut Places, run: &Run) -> Option<String> {
    let id = table_of(run.address.as_deref()?);
    let computed = book.diagnosis.computed(id)?;
    let table = book.diagnosis.catalogue.table(id)?;
    let lacks = (computed.no_information() > 0 && !computed.rows.is_empty()) || computed.without_number > 0;
    if !lacks || !places.said.insert(id.to_owned()) {
        return None;
    }
    let words = notes::numbers(book, table, computed).or_else(|| notes::coverage(book, computed))?;
    Some(format!("{}. {words}", table.title.get(book.language)))
}

/// Writes a table that lists things.
fn grid(book: &Book<'_>, places: &mut Places, grid: &Grid) -> String {
    // Many columns share the width, so that long headings break and names keep their room.
    let (is_full, is_wide) = (grid.heads.len() > 5, grid.heads.len() > 7);
    let columns = grid.heads.iter().map(|(_, under)| match under {
        Under::Name if is_full && !is_wide => "3.2fr",
        Under::Name => "2fr",
        Under::Words => "1.4fr",
        Under::Number if is_full && !is_wide => "1fr",
        Under::Number | Under::Short => "auto",
    });
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    let head = |(words, under): &(String, Under)| match under {
        Under::Number if is_wide => format!("hr({})", quoted(words)),
        Under::Number => format!("hn({})", quoted(words)),
        _ => format!("h({})", quoted(words)),
    };
    let heads: Vec<String> = grid.heads.iter().map(head).collect();
    let mut cells = Vec::new();
    for row in &grid.rows {
        cells.extend(row.iter().map(|cell| self::cell(book, places, ("a", "an"), cell)));
    }
    if let Some(row) = &grid.total {
        cells.extend(row.iter().map(|cell| self::cell(book, places, ("t", "tn"), cell)));
    }
    let size = if is_wide { "size: 7.5pt" } else { "size: 8.5pt" };
    let body = call(
        "grid-of",
        &[list(&columns), list(&heads), list_or_empty(&cells), size.to_owned()],
    );
    call("tabulated", &["none".to_owned(), quoted(&grid.caption), body])
}

fn cell(book: &Book<'_>, places: &mut Places, (words, number): (&str, &str), cell: &Cell) -> String {
    let of = |kind: &str, text: &str| format!("{kind}({})", quoted(text));
    match cell {
        Cell::Name(name) => format!("{words}({})", runs(book, places, name)),
        Cell::Words(text) | Cell::Short(text) => of(words, text),
        Cell::Count(value) | Cell::Own(_, value) => of(number, &count(*value)),
        Cell::Part(part) => of(number, &percent(*part, book.language)),
        Cell::Quotient(_, value) => of(number, &quotient(*value)),
        Cell::None(_) => of(number, "—"),
        Cell::Figure(address, value, lacking) => figure(book, places, number, address, *value, *lacking),
        Cell::Source(cite, id) => format!("{words}({{ {}; sub(code({})) }})", quoted(cite), quoted(id)),
    }
}

/// A figure that leads to its table; a sum says how many records lack the number.
fn figure(book: &Book<'_>, places: &Places, kind: &str, address: &Address, value: u64, lacking: u64) -> String {
    let run = Run::figure(address.to_string(), count(value));
    let shown = match place(places, &run) {
        Some(place) => format!("to({}, {})", quoted(&place), quoted(&run.words)),
        None => quoted(&run.words),
    };
    let words = book.say("sin el número:", "without the number:");
    let lacking = match lacking {
        0 => String::new(),
        lacking => format!("; sub({})", quoted(&format!("{words} {}", count(lacking)))),
    };
    format!("{kind}({{ {shown}{lacking} }})")
}
