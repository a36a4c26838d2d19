//! The ratios of the catalogue and the funnel of justice that some of them are the steps of.

use catalogue::{Label, Language, Ratio};
use statistics::Address;

use crate::{
    Diagnosis,
    block::{Block, Cell, Grid, Run, Under},
    book::Book,
    chart::{Chart, Cut, Drawing, Number, Stage, Twin, TwinCell, TwinRow, captioned::Captioned},
    html_block,
    number::count,
    section::Section,
};

/// Writes the funnel and the table of every ratio as HTML.
pub(crate) fn write(book: &Book<'_>, section: &Section<'_>) -> String {
    let number = section.number.to_string();
    let chart = funnel(book.diagnosis).map_or_else(String::new, |chart| {
        Captioned::of(book, &chart, &number).html(&section.plan.id)
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

/// The funnel of justice, when two of its stages count anything.
#[must_use]
pub fn funnel(diagnosis: &Diagnosis<'_>) -> Option<Chart> {
    let stages = stages(diagnosis)?;
    if stages.iter().filter(|stage| stage.value > Some(0)).count() < 2 {
        return None;
    }
    let under = Label {
        es: "Cada barra cuenta su propia unidad (personas, expedientes, sentencias) del mismo periodo: una \
             investigación puede ser de varias víctimas y una sentencia, de hechos de otros años."
            .to_owned(),
        en: "Each bar counts its own unit (persons, files, judgments) of the same period: an investigation may \
             concern several victims, and a judgment the facts of other years."
            .to_owned(),
    };
    let cut = Cut::of(diagnosis);
    Some(Chart {
        id: "funnel".to_owned(),
        title: title(&stages)?,
        read: Label::default(),
        coverage: under,
        source: Label {
            es: cut.source("", Language::Es),
            en: cut.source("", Language::En),
        },
        twin: twin(&stages),
        drawing: Drawing::Funnel(stages),
        cut,
    })
}

/// From the first stage with a figure to the last.
fn title(stages: &[Stage]) -> Option<Label> {
    let known: Vec<&Stage> = stages.iter().filter(|stage| stage.value.is_some()).collect();
    let (first, last) = (known.first()?, known.last()?);
    let (from, to) = (count(first.value?), count(last.value?));
    Some(Label {
        es: format!("De {from} en «{}» a {to} en «{}»", first.label.es, last.label.es),
        en: format!("From {from} in “{}” to {to} in “{}”", first.label.en, last.label.en),
    })
}

/// The stages as a table.
fn twin(stages: &[Stage]) -> Twin {
    let label = |es: &str, en: &str| Label {
        es: es.to_owned(),
        en: en.to_owned(),
    };
    let row = |stage: &Stage| TwinRow {
        id: stage.figure.clone(),
        label: stage.label.clone(),
        is_answer: true,
        cells: vec![
            TwinCell {
                number: stage.value.map_or(Number::None, Number::Count),
                figure: Some(stage.figure.clone()),
            },
            TwinCell {
                number: stage
                    .ratio
                    .as_ref()
                    .map_or(Number::None, |(_, value)| Number::Quotient(*value)),
                figure: None,
            },
        ],
    };
    Twin {
        head: label("Etapa", "Stage"),
        columns: vec![
            label("Número", "Number"),
            label("Razón con la etapa anterior", "Ratio to the stage before"),
        ],
        rows: stages.iter().map(row).collect(),
    }
}

/// The stages of the funnel: what the first ratio starts from, then what each arrives at.
fn stages(diagnosis: &Diagnosis<'_>) -> Option<Vec<Stage>> {
    let ratios = diagnosis.catalogue.ratios().iter();
    let mut steps: Vec<&Ratio> = ratios.filter(|ratio| ratio.funnel.is_some()).collect();
    steps.sort_by_key(|ratio| ratio.funnel);
    let computed = |ratio: &Ratio| diagnosis.ratio(&ratio.id);
    let first = steps.first()?;
    let mut stages = vec![Stage {
        label: title_of(diagnosis, &first.under),
        value: computed(first).and_then(|ratio| ratio.under),
        figure: first.under.clone(),
        ratio: None,
    }];
    for ratio in steps {
        let value = computed(ratio).and_then(|ratio| ratio.value());
        stages.push(Stage {
            label: title_of(diagnosis, &ratio.over),
            value: computed(ratio).and_then(|ratio| ratio.over),
            figure: ratio.over.clone(),
            ratio: value.map(|value| (ratio.title.clone(), value)),
        });
    }
    Some(stages)
}

/// What a figure counts: the title of its table, with the category when it is one.
fn title_of(diagnosis: &Diagnosis<'_>, text: &str) -> Label {
    let plain = || Label {
        es: text.to_owned(),
        en: text.to_owned(),
    };
    let Some(address) = Address::parse(text) else {
        return plain();
    };
    let table = diagnosis.catalogue.table(&address.table);
    let title = table.map_or_else(plain, |table| table.title.clone());
    let row = address.row.as_ref().and_then(|id| {
        let computed = diagnosis.computed(&address.table)?;
        computed.rows.iter().find(|category| category.id == *id)
    });
    row.map_or(title.clone(), |row| Label {
        es: format!("{}: {}", title.es, row.label.es),
        en: format!("{}: {}", title.en, row.label.en),
    })
}
