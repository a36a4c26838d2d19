//! What was received: the returns by state for the cover, and the list of all of them for the annex.

use register::ReturnState;

use crate::{
    ReturnLine,
    block::{Block, Cell, Grid, Place, Run, Under},
    book::Book,
    html_block,
    number::count,
};

/// The id of the annex and of its page.
pub(crate) const ID: &str = "returns";

/// The annex's title.
pub(crate) fn title(book: &Book<'_>) -> &'static str {
    book.say("Anexo: entregas recibidas", "Annex: returns received")
}

/// The summary by state: a table and a sentence.
pub(crate) fn summary(book: &Book<'_>) -> Vec<Block> {
    let returns = &book.diagnosis.vintage.returns;
    if returns.is_empty() {
        return vec![Block::words(
            book.say("No se ha recibido ninguna entrega.", "No return has been received."),
        )];
    }
    let first = [
        (book.say("Estado", "State"), Under::Name),
        (book.say("Entregas", "Returns"), Under::Number),
    ];
    let mut grid = head(
        book,
        book.say("Entregas recibidas, por estado", "Returns received, by state"),
        &first,
    );
    for state in ReturnState::ALL {
        let of: Vec<&ReturnLine> = returns.iter().filter(|line| line.state == state).collect();
        grid.rows.push(line(state.words(book.language), &of));
    }
    let all: Vec<&ReturnLine> = returns.iter().collect();
    grid.total = Some(line("Total", &all));
    vec![Block::Table(grid), sentence(book, &all)]
}

/// A table whose last columns are the rows of the returns.
fn head(book: &Book<'_>, caption: &str, first: &[(&str, Under)]) -> Grid {
    let rows = [
        (book.say("Renglones", "Rows"), Under::Number),
        (book.say("Aceptados", "Accepted"), Under::Number),
        (
            book.say("En espera de corrección", "Waiting for correction"),
            Under::Number,
        ),
    ];
    let heads = first.iter().chain(&rows);
    Grid {
        caption: caption.to_owned(),
        heads: heads.map(|(words, under)| ((*words).to_owned(), *under)).collect(),
        rows: Vec::new(),
        total: None,
    }
}

fn line(label: &str, of: &[&ReturnLine]) -> Vec<Cell> {
    let sum = |number: fn(&ReturnLine) -> u64| Cell::Count(of.iter().map(|line| number(line)).sum());
    vec![
        Cell::Name(vec![Run::plain(label)]),
        Cell::Count(of.len() as u64),
        sum(|line| line.rows),
        sum(|line| line.accepted),
        sum(|line| line.waiting),
    ]
}

/// How many rows wait, in a sentence.
fn sentence(book: &Book<'_>, all: &[&ReturnLine]) -> Block {
    let words = match all.iter().map(|line| line.waiting).sum() {
        0 => book
            .say("Ningún renglón espera corrección.", "No row waits for correction.")
            .to_owned(),
        1 => book
            .say(
                "Un renglón espera corrección: no está en las cifras y se cuenta aquí.",
                "One row waits for correction: it is not in the figures and is counted here.",
            )
            .to_owned(),
        waiting => book
            .say(
                "{n} renglones esperan corrección: no están en las cifras y se cuentan aquí.",
                "{n} rows wait for correction: they are not in the figures and are counted here.",
            )
            .replace("{n}", &count(waiting)),
    };
    let place = Place {
        page: ID,
        anchor: ID.to_owned(),
    };
    Block::Paragraph(vec![
        Run::plain(words + " "),
        Run::to(place, title(book)),
        Run::plain("."),
    ])
}

/// The annex as HTML.
pub(crate) fn annex(book: &Book<'_>) -> String {
    format!(
        "<section id=\"{ID}\">\n<h2>{}</h2>\n{}</section>\n",
        title(book),
        html_block::write(book, ID, &listed(book))
    )
}

/// Every return.
pub(crate) fn listed(book: &Book<'_>) -> Vec<Block> {
    let returns = &book.diagnosis.vintage.returns;
    if returns.is_empty() {
        return summary(book);
    }
    let columns = [
        (book.say("Núm.", "No."), Under::Number),
        (book.say("Autoridad", "Authority"), Under::Words),
        (book.say("Registros", "Registers"), Under::Words),
        (book.say("Periodo", "Period"), Under::Short),
        (book.say("Recibida", "Received"), Under::Short),
        (book.say("Estado", "State"), Under::Words),
    ];
    let mut grid = head(book, book.say("Entregas recibidas", "Returns received"), &columns);
    grid.rows = returns.iter().map(|line| row(book, line)).collect();
    vec![Block::Table(grid)]
}

fn row(book: &Book<'_>, line: &ReturnLine) -> Vec<Cell> {
    let language = book.language;
    let registers: Vec<&str> = line.registers.iter().map(|id| book.register_name(id)).collect();
    vec![
        Cell::Count(u64::try_from(line.number).unwrap_or_default()),
        Cell::Name(vec![Run::plain(line.authority.get(language))]),
        Cell::Words(registers.join(", ")),
        Cell::Short(format!("{} – {}", line.period.from(), line.period.until())),
        Cell::Short(line.received_at.get(..10).unwrap_or(&line.received_at).to_owned()),
        Cell::Words(line.state.words(language).to_owned()),
        Cell::Count(line.rows),
        Cell::Count(line.accepted),
        Cell::Count(line.waiting),
    ]
}
