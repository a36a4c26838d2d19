//! Sources held against each other: what was compared, what clashes, what to ask; and what could not be compared.

use catalogue::Contradiction;
use statistics::{Address, Clash, Contradicted};

use crate::{
    block::{Block, Run},
    book::Book,
    html_block,
    number::count,
};

/// The id of the section and of its page.
pub(crate) const ID: &str = "contradictions";

/// The section's title.
pub(crate) fn title(book: &Book<'_>) -> &'static str {
    book.say("Contradicciones entre fuentes", "Contradictions between sources")
}

/// The section as HTML.
pub(crate) fn section(book: &Book<'_>) -> String {
    format!(
        "<section id=\"{ID}\">\n<h2>{}</h2>\n{}</section>\n",
        title(book),
        html_block::write(book, ID, &blocks(book))
    )
}

/// Each contradiction of the catalogue with what was found.
pub(crate) fn pairs<'b>(book: &Book<'b>) -> Vec<(&'b Contradiction, Option<&'b Contradicted>)> {
    let found = book.diagnosis.contradictions;
    let looked_for = book.diagnosis.catalogue.contradictions().iter();
    looked_for
        .map(|one| (one, found.iter().find(|found| found.id == one.id)))
        .collect()
}

/// The section: an introduction, then each comparison under a heading of its own.
pub(crate) fn blocks(book: &Book<'_>) -> Vec<Block> {
    let pairs = pairs(book);
    if pairs.is_empty() {
        return vec![Block::words(book.say(
            "El catálogo de esta edición no pide comparar ninguna fuente con otra.",
            "The catalogue of this edition asks for no source to be compared with another.",
        ))];
    }
    let intro = book.say(
        "Dos fuentes que hablan de lo mismo no siempre dicen lo mismo. Aquí se pone cada cifra junto a la que la \
         contradice y se dice qué hay que preguntar. El informe no elige entre ellas ni las corrige.",
        "Two sources that speak of the same do not always say the same. Here each figure stands beside the one that \
         contradicts it, with what there is to ask. The report neither chooses between them nor corrects them.",
    );
    let mut blocks = vec![Block::words(intro), Block::words(summary(book, &pairs))];
    for (one, found) in pairs {
        let runs = vec![Run::plain(one.title.get(book.language))];
        blocks.push(Block::Heading(1, runs, Some(format!("contradiction-{}", one.id))));
        blocks.extend(compared(book, one, found));
    }
    blocks
}

/// How many comparisons were made, and how many found a contradiction.
fn summary(book: &Book<'_>, pairs: &[(&Contradiction, Option<&Contradicted>)]) -> String {
    let made = pairs.iter().filter(|(_, found)| is_compared(*found)).count();
    let clashing = pairs
        .iter()
        .filter(|(_, found)| found.is_some_and(|found| !found.clashes.is_empty()));
    let words = book.say(
        "Comparaciones previstas: {all}; hechas: {made}; con alguna contradicción: {clashing}.",
        "Comparisons foreseen: {all}; made: {made}; with some contradiction: {clashing}.",
    );
    words
        .replace("{all}", &pairs.len().to_string())
        .replace("{made}", &made.to_string())
        .replace("{clashing}", &clashing.count().to_string())
}

fn is_compared(found: Option<&Contradicted>) -> bool {
    found.is_some_and(|found| found.compared)
}

/// What one comparison found: sentences, and what to ask.
fn compared(book: &Book<'_>, one: &Contradiction, found: Option<&Contradicted>) -> Vec<Block> {
    let cite = format!("{}: {}.", book.say("Fuente", "Source"), one.cite.join(", "));
    let Some(found) = found.filter(|found| found.compared) else {
        let [left, right] = one.tables();
        let words = book.say(
            "No se comparó: falta al menos una de las tablas {left} y {right}. No haber comparado no es haber coincidido.",
            "Not compared: at least one of the tables {left} and {right} is missing. Not to have compared is not to \
             have agreed.",
        );
        let words = words.replace("{left}", left).replace("{right}", right);
        return vec![Block::words(format!("{words} {cite}"))];
    };
    if found.clashes.is_empty() {
        let words = book.say(
            "Se comparó y no se halló ninguna contradicción.",
            "Compared, and no contradiction was found.",
        );
        return vec![Block::words(format!("{words} {cite}"))];
    }
    let ask = book.say("Qué preguntar. ", "What to ask. ");
    let clashes = found.clashes.iter().map(|clash| sentence(book, one, clash)).collect();
    vec![
        Block::List(clashes),
        Block::Paragraph(vec![
            Run::strong(ask),
            Run::plain(format!("{} {cite}", one.ask.get(book.language))),
        ]),
    ]
}

/// One clash in the catalogue's words, its figures linked to their places.
pub(crate) fn sentence(book: &Book<'_>, one: &Contradiction, clash: &Clash) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut rest = one.says.get(book.language);
    while let Some((before, (name, after))) = next_place(rest) {
        runs.push(Run::plain(before));
        runs.push(match name {
            "left" => figure(&clash.left),
            "right" => figure(&clash.right),
            _ => Run::plain(clash.row.as_ref().map_or("", |row| row.get(book.language))),
        });
        rest = after;
    }
    runs.push(Run::plain(rest));
    runs.retain(|run| !run.words.is_empty());
    runs
}

fn figure((address, value): &(Address, u64)) -> Run {
    Run::figure(address.to_string(), count(*value))
}

/// What stands before the next place to fill in, the place's name, and what follows.
fn next_place(text: &str) -> Option<(&str, (&str, &str))> {
    let places = ["row", "left", "right"].iter().filter_map(|name| {
        let mark = format!("{{{name}}}");
        text.find(&mark).map(|at| (at, *name, at + mark.len()))
    });
    let (at, name, end) = places.min()?;
    Some((&text[..at], (name, &text[end..])))
}
