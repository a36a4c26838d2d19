//! The three numbers of a table that counts each person, or file, once: reported, linked, distinct, side by side.

use catalogue::{Counting, Table, Unit};
use statistics::{Address, Computed, Estimate, Three};

use crate::{
    block::{Block, Cell, Grid, Run, Under},
    book::Book,
    html::address,
    number::{count, say},
    table::{known, states},
};

/// The three numbers of every row and of the total; none of a table that counts what was reported, or has no rows.
pub(crate) fn block(book: &Book<'_>, table: &Table, computed: &Computed) -> Option<Block> {
    if computed.persons.is_none() || computed.rows.is_empty() {
        return None;
    }
    let heads = [
        (book.say("Categoría", "Category"), Under::Name),
        (book.say("Informado", "Reported"), Under::Number),
        (book.say("Vinculable", "Linkable"), Under::Number),
        (once(book, table), Under::Number),
        (book.say("Entre", "Between"), Under::Number),
    ];
    let rows = known(&computed.rows).chain(states(&computed.rows));
    let rows = rows.take(book.rows_max).filter_map(|(_, category)| {
        let of = address(&computed.id, Some(&category.id), None);
        Some(line(category.label.get(book.language), &computed.three(&of)?))
    });
    Some(Block::Table(Grid {
        caption: book
            .say("Las tres cifras: {title}", "The three numbers: {title}")
            .replace("{title}", table.title.get(book.language)),
        heads: heads.map(|(words, under)| (words.to_owned(), under)).to_vec(),
        rows: rows.collect(),
        total: computed
            .three(&address(&computed.id, None, None))
            .map(|three| line("Total", &three)),
    }))
}

/// What is counted once.
pub(crate) fn once<'w>(book: &Book<'w>, table: &Table) -> &'w str {
    match book
        .diagnosis
        .catalogue
        .register(&table.of)
        .map(|register| register.unit)
    {
        Some(Unit::File) => book.say("Expedientes, una vez", "Files, once"),
        _ => book.say("Personas, una vez", "Persons, once"),
    }
}

fn line(name: &str, three: &Three) -> Vec<Cell> {
    vec![
        Cell::Name(vec![Run::plain(name)]),
        Cell::Count(three.reported),
        Cell::Count(three.linked),
        Cell::Count(three.distinct.value),
        between(three.distinct),
    ]
}

/// The interval of a number of persons, where links leave it uncertain.
pub(crate) fn between(persons: Estimate) -> Cell {
    match persons.is_uncertain() {
        true => Cell::Short(format!("{}–{}", count(persons.low), count(persons.high))),
        false => Cell::None(None),
    }
}

/// The three numbers of a total, in words: «informado: 791; vinculable: 700; entre 640 y 655».
pub(crate) fn words(book: &Book<'_>, computed: &Computed) -> Option<String> {
    let three = computed.three(&address(&computed.id, None, None))?;
    let mut words = format!(
        "{}: {}; {}: {}",
        book.say("informado", "reported"),
        count(three.reported),
        book.say("vinculable", "linkable"),
        count(three.linked)
    );
    if let Some(interval) = interval(three.distinct, book.language) {
        words += &format!("; {interval}");
    }
    Some(words)
}

/// «entre 640 y 655»; none where links leave no doubt.
pub(crate) fn interval(persons: Estimate, language: catalogue::Language) -> Option<String> {
    persons.is_uncertain().then(|| {
        say(language, "entre {low} y {high}", "between {low} and {high}")
            .replace("{low}", &count(persons.low))
            .replace("{high}", &count(persons.high))
    })
}

/// What a reader must know of a table that does not count what was reported.
pub(crate) fn notes(book: &Book<'_>, table: &Table, computed: &Computed) -> Vec<String> {
    let is_of_files = once(book, table) == book.say("Expedientes, una vez", "Files, once");
    let mut notes = match table.count {
        Counting::Reported => return Vec::new(),
        Counting::Linked => return vec![linked_alone(book).to_owned()],
        Counting::Distinct if is_of_files => vec![book.say(
            "Cada expediente se cuenta una vez, aunque varios registros hablen de él.",
            "Each file is counted once, though several records may speak of it.",
        )],
        Counting::Distinct => vec![book.say(
            "Cada persona se cuenta una vez, aunque varios registros hablen de ella.",
            "Each person is counted once, though several records may speak of her.",
        )],
    }
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<String>>();
    let Some(persons) = &computed.persons else { return notes };
    if persons.apart() > 0 {
        let words = book.say(
            "{n} no pudieron vincularse y se cuentan como se informaron: puede haber repetidos entre ellos.",
            "{n} could not be linked and are counted as reported: some of them may be counted twice.",
        );
        notes.push(words.replace("{n}", &count(persons.apart())));
    }
    if persons.with_two_answers > 0 {
        let words = book.say(
            "De {n} hay respuestas distintas: están en cada una de ellas y una vez en el total. Lo que un registro no \
             sabe se completa con lo que sabe otro.",
            "Of {n} there are different answers: they are in each of them and once in the total. What one record does \
             not know is completed by what another knows.",
        );
        notes.push(words.replace("{n}", &count(persons.with_two_answers)));
    }
    if persons.draws > 0 {
        let words = book.say(
            "El intervalo dice cuánto deja en duda la vinculación (95 %, {n} sorteos); no incluye lo que no se informó.",
            "The interval says how much linkage leaves in doubt (95%, {n} draws); what was not reported is not in it.",
        );
        notes.push(words.replace("{n}", &count(persons.draws as u64)));
    }
    notes
}

fn linked_alone<'w>(book: &Book<'w>) -> &'w str {
    book.say(
        "Solo registros que pudieron vincularse: cada uno representa a uno solo y trae con qué compararlo.",
        "Only records that could be linked: each stands for one and brings something to compare it by.",
    )
}

/// The figure of an overlap or pathway at an address, when there is one.
pub(crate) fn across(across: &statistics::Across, address: &Address) -> Option<Estimate> {
    let overlap = across.overlaps.iter().find(|one| one.id == address.table);
    let pathway = across.pathways.iter().find(|one| one.id == address.table);
    overlap
        .and_then(|overlap| overlap.figure(address))
        .or_else(|| pathway?.figure(address))
}
