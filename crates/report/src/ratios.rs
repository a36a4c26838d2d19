//! The ratios of the catalogue and the funnel of justice that some of them are the steps of.

use catalogue::Ratio;
use statistics::Address;

use crate::{
    block::{Block, Cell, Grid, Run, Under},
    book::Book,
    chart::{
        Chart,
        funnel::{Funnel, Step},
    },
    html_block,
    number::{count, quotient},
    section::Section,
};

/// Writes the funnel and the table of every ratio as HTML.
pub(crate) fn write(book: &Book<'_>, section: &Section<'_>) -> String {
    let number = section.number.to_string();
    let chart = funnel(book).map_or_else(String::new, |chart| {
        chart.numbered(book, &number).html(&section.plan.id)
    });
    chart + &html_block::write(book, &section.plan.id, &listed(book))
}

/// Every ratio in a table.
pub(crate) fn listed(book: &Book<'_>) -> Vec<Block> {
    let ratios = book.diagnosis.catalogue.ratios();
    if ratios.is_empty() {
        return Vec::new();
    }
    let heads = [
        (book.say("Razón", "Ratio"), Under::Name),
        (book.say("Cifra", "Figure"), Under::Number),
        (book.say("Entre", "Over"), Under::Number),
        (book.say("Cociente", "Quotient"), Under::Number),
        (book.say("Fuente", "Source"), Under::Words),
    ];
    let caption = book.say(
        "Razones entre cifras de distintos registros",
        "Ratios between figures of different registers",
    );
    vec![Block::Table(Grid {
        caption: caption.to_owned(),
        heads: heads.map(|(words, under)| (words.to_owned(), under)).to_vec(),
        rows: ratios.iter().map(|ratio| row(book, ratio)).collect(),
        total: None,
    })]
}

fn row(book: &Book<'_>, ratio: &Ratio) -> Vec<Cell> {
    let computed = book.diagnosis.ratio(&ratio.id);
    let id = ratio.id.clone();
    vec![
        Cell::Name(vec![Run::plain(ratio.title.get(book.language))]),
        figure(book, &ratio.over, computed.and_then(|computed| computed.over)),
        figure(book, &ratio.under, computed.and_then(|computed| computed.under)),
        match computed.and_then(statistics::ComputedRatio::value) {
            Some(value) => Cell::Quotient(id.clone(), value),
            None => Cell::None(Some(id.clone())),
        },
        Cell::Source(ratio.cite.join(", "), id),
    ]
}

/// A figure of a ratio; a sum says how many records lack the number.
fn figure(book: &Book<'_>, text: &str, value: Option<u64>) -> Cell {
    let Some((address, value)) = Address::parse(text).zip(value) else {
        return Cell::None(None);
    };
    let computed = book.diagnosis.computed(&address.table);
    let lacking = computed.map_or(0, |table| table.without_number);
    Cell::Figure(address, value, lacking)
}

/// The funnel, when two of its stages count anything.
pub(crate) fn funnel(book: &Book<'_>) -> Option<Chart> {
    let steps = stages(book)?;
    if steps.iter().filter(|step| step.value > Some(0)).count() < 2 {
        return None;
    }
    let known: Vec<&Step> = steps.iter().filter(|step| step.value.is_some()).collect();
    let (first, last) = (known.first()?, known.last()?);
    let words = book.say("De {a} en «{x}» a {b} en «{y}»", "From {a} in “{x}” to {b} in “{y}”");
    let words = words
        .replace("{a}", &count(first.value?))
        .replace("{b}", &count(last.value?));
    let title = words.replace("{x}", &first.label).replace("{y}", &last.label);
    let under = book.say(
        "Cada barra cuenta su propia unidad (personas, expedientes, sentencias) del mismo periodo: una investigación \
         puede ser de varias víctimas y una sentencia, de hechos de otros años.",
        "Each bar counts its own unit (persons, files, judgments) of the same period: an investigation may concern \
         several victims, and a judgment the facts of other years.",
    );
    let svg = Funnel {
        title: &title,
        description: under,
        none: "—",
        steps: &steps,
    }
    .svg();
    Some(Chart {
        title,
        under: under.to_owned(),
        svg,
    })
}

/// The stages of the funnel: what the first ratio starts from, then what each arrives at.
fn stages(book: &Book<'_>) -> Option<Vec<Step>> {
    let ratios = book.diagnosis.catalogue.ratios().iter();
    let mut steps: Vec<&Ratio> = ratios.filter(|ratio| ratio.funnel.is_some()).collect();
    steps.sort_by_key(|ratio| ratio.funnel);
    let computed = |ratio: &Ratio| book.diagnosis.ratio(&ratio.id);
    let first = steps.first()?;
    let start = computed(first).and_then(|ratio| ratio.under);
    let mut stages = vec![Step {
        label: title_of(book, &first.under),
        value: start,
        ratio: None,
    }];
    for ratio in steps {
        let value = computed(ratio).and_then(|ratio| ratio.value());
        stages.push(Step {
            label: title_of(book, &ratio.over),
            value: computed(ratio).and_then(|ratio| ratio.over),
            ratio: value.map(|value| format!("{}: {}", ratio.title.get(book.language), quotient(value))),
        });
    }
    Some(stages)
}

/// What a figure counts: the title of its table, with the category when it is one.
fn title_of(book: &Book<'_>, text: &str) -> String {
    let Some(address) = Address::parse(text) else {
        return text.to_owned();
    };
    let title = book
        .diagnosis
        .catalogue
        .table(&address.table)
        .map_or(text, |table| table.title.get(book.language));
    let row = address.row.as_ref().and_then(|id| {
        let computed = book.diagnosis.computed(&address.table)?;
        computed.rows.iter().find(|category| category.id == *id)
    });
    row.map_or_else(
        || title.to_owned(),
        |row| format!("{title}: {}", row.label.get(book.language)),
    )
}
