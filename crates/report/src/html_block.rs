//! Blocks and the tables that list things, as HTML.

use crate::{
    block::{Block, Cell, Grid, Run, Under},
    book::Book,
    html::{self, TABLE_END, escape, headings},
    number::{count, percent, quotient},
};
use statistics::Address;

/// Writes blocks for a page: `from` is its name.
pub(crate) fn write(book: &Book<'_>, from: &str, blocks: &[Block]) -> String {
    let link = |run: &Run| place(book, from, run);
    blocks
        .iter()
        .map(|block| match block {
            Block::Table(grid) => self::grid(book, from, grid),
            prose => prose_block(prose, &link),
        })
        .collect()
}

/// Where a run leads, seen from a page.
fn place(book: &Book<'_>, from: &str, run: &Run) -> Option<String> {
    if let Some(place) = &run.place {
        return Some(book.page_of(from, place.page, &place.anchor));
    }
    let address = run.address.as_deref()?;
    match Address::parse(address) {
        Some(address) => book.figure_link(from, &address),
        None => book
            .table_link(from, address)
            .or_else(|| book.ratio_link(from, address)),
    }
}

/// Writes a block of prose; `link` gives the place of a figure, when it has one.
pub(crate) fn prose_block(block: &Block, link: &dyn Fn(&Run) -> Option<String>) -> String {
    match block {
        Block::Heading(level, runs, anchor) => {
            let id = anchor
                .as_ref()
                .map_or_else(String::new, |anchor| format!(" id=\"{}\"", escape(anchor)));
            let level = level + 2;
            format!("<h{level}{id}>{}</h{level}>\n", self::runs(runs, link))
        }
        Block::Paragraph(runs) => format!("<p>{}</p>\n", self::runs(runs, link)),
        Block::List(items) => {
            let items = items.iter().map(|item| format!("<li>{}</li>", runs(item, link)));
            format!("<ul>{}</ul>\n", items.collect::<String>())
        }
        Block::Table(_) => String::new(),
    }
}

fn runs(runs: &[Run], link: &dyn Fn(&Run) -> Option<String>) -> String {
    let one = |run: &Run| {
        let words = linked(run, link);
        let words = if run.is_emphasis {
            format!("<em>{words}</em>")
        } else {
            words
        };
        if run.is_strong {
            format!("<strong>{words}</strong>")
        } else {
            words
        }
    };
    runs.iter().map(one).collect()
}

fn linked(run: &Run, link: &dyn Fn(&Run) -> Option<String>) -> String {
    let (shown, title) = (escape(&run.words), run.address.as_deref().map(escape));
    match (link(run).map(|place| escape(&place)), title) {
        (Some(place), Some(title)) => format!("<a class=\"fig\" href=\"{place}\" title=\"{title}\">{shown}</a>"),
        (None, Some(title)) => format!("<span class=\"fig\" title=\"{title}\">{shown}</span>"),
        (Some(place), None) => format!("<a href=\"{place}\">{shown}</a>"),
        (None, None) => shown,
    }
}

/// Writes a table that lists things.
pub(crate) fn grid(book: &Book<'_>, from: &str, grid: &Grid) -> String {
    let class = |under: Under| match under {
        Under::Name => "",
        Under::Number => "n",
        Under::Words => "w",
        Under::Short => "l",
    };
    let words: Vec<(String, &str)> = grid
        .heads
        .iter()
        .map(|(words, under)| (escape(words), class(*under)))
        .collect();
    let heads: Vec<(&str, &str)> = words.iter().map(|(words, class)| (words.as_str(), *class)).collect();
    let row = |cells: &Vec<Cell>| {
        let cells: String = cells.iter().map(|cell| self::cell(book, from, cell)).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let body: String = grid.rows.iter().map(row).collect();
    let total = grid
        .total
        .as_ref()
        .map_or_else(String::new, |cells| format!("<tfoot>\n{}</tfoot>", row(cells)));
    format!(
        "<div class=\"table alone\">\n{}{}<tbody>\n{body}</tbody>{total}{TABLE_END}</div>\n",
        html::table(&escape(&grid.caption)),
        headings(&heads)
    )
}

fn cell(book: &Book<'_>, from: &str, cell: &Cell) -> String {
    match cell {
        Cell::Name(words) => {
            let link = |run: &Run| place(book, from, run);
            format!("<th scope=\"row\">{}</th>", runs(words, &link))
        }
        Cell::Words(words) => format!("<td class=\"w\">{}</td>", escape(words)),
        Cell::Short(words) => format!("<td class=\"l\">{}</td>", escape(words)),
        Cell::Count(number) => format!("<td>{}</td>", count(*number)),
        Cell::Part(part) => format!("<td>{}</td>", percent(*part, book.language)),
        Cell::Figure(address, value, lacking) => figure(book, from, address, *value, *lacking),
        Cell::Own(address, value) => {
            let number = book.counted(address, *value);
            format!("<td {}>{number}</td>", html::figure(address))
        }
        Cell::Quotient(id, value) => ratio(id, &quotient(*value)),
        Cell::None(Some(id)) => ratio(id, "—"),
        Cell::None(None) => "<td>—</td>".to_owned(),
        Cell::Source(cite, id) => {
            format!("<td class=\"source\">{} <code>{}</code></td>", escape(cite), escape(id))
        }
    }
}

/// A figure linked to its place in its table; a sum says how many records lack the number.
fn figure(book: &Book<'_>, from: &str, address: &Address, value: u64, lacking: u64) -> String {
    let run = Run::figure(address.to_string(), count(value));
    let words = book.say("sin el número:", "without the number:");
    let lacking = match lacking {
        0 => String::new(),
        lacking => format!("<small>{words} {}</small>", count(lacking)),
    };
    let link = |run: &Run| place(book, from, run);
    format!("<td>{}{lacking}</td>", linked(&run, &link))
}

fn ratio(id: &str, shown: &str) -> String {
    let id = escape(id);
    format!("<td id=\"fig-{id}\" title=\"{id}\">{shown}</td>")
}
