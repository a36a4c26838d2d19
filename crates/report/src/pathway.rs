//! The path of justice, person by person, as a chart and as a table.

use catalogue::{Label, Language, Pathway, Step};
use statistics::{Coverage, Followed, Span, StepReached};

use crate::{
    Diagnosis,
    block::{Block, Cell, Grid, Run, Under},
    book::Book,
    chart::{Chart, Cut, Drawing, Milestone, Number, Twin, TwinCell, TwinRow},
    html::address,
    number::{count, say},
    three::between,
};

/// Each pathway of the catalogue with what was computed of it.
pub(crate) fn pairs<'d>(diagnosis: &Diagnosis<'d>) -> impl Iterator<Item = (&'d Pathway, &'d Followed)> {
    let computed = &diagnosis.across.pathways;
    let all = diagnosis.catalogue.pathways().iter();
    all.filter_map(|one| Some((one, computed.iter().find(|found| found.id == one.id)?)))
}

/// The steps with who reached them.
fn steps<'d>(pathway: &'d Pathway, computed: &'d Followed) -> impl Iterator<Item = (&'d Step, &'d StepReached)> {
    pathway.step.iter().zip(&computed.steps)
}

/// The chart of a pathway, where anybody is at its first step.
pub(crate) fn chart(pathway: &Pathway, computed: &Followed, cut: &Cut) -> Option<Chart> {
    let first = computed.steps.first().filter(|step| step.persons.value > 0)?;
    let ((from, _), (to, last)) = steps(pathway, computed).next().zip(steps(pathway, computed).last())?;
    let cites = pathway.cite.join(", ");
    let (all, some) = (count(first.persons.value), count(last.persons.value));
    Some(Chart {
        id: pathway.id.clone(),
        title: Label {
            es: format!(
                "De {all} personas en «{}», {some} llegan a «{}»",
                from.label.es, to.label.es
            ),
            en: format!(
                "Of {all} persons in “{}”, {some} come to “{}”",
                from.label.en, to.label.en
            ),
        },
        read: Label {
            es: "cada barra son personas, cada una una vez; no todas pasan por todos los pasos".to_owned(),
            en: "each bar is of persons, each once; not all of them pass through every step".to_owned(),
        },
        coverage: Label {
            es:
                "Solo se sigue a quien pudo vincularse: que no se vea a alguien en un paso no quiere decir que no haya \
                 llegado."
                    .to_owned(),
            en: "Only those who could be linked are followed: not to be seen at a step does not mean not to have come \
                 there."
                .to_owned(),
        },
        source: Label {
            es: cut.source(&cites, Language::Es),
            en: cut.source(&cites, Language::En),
        },
        twin: twin(pathway, computed),
        drawing: Drawing::Pathway(
            steps(pathway, computed)
                .map(|(step, reached)| milestone(step, reached))
                .collect(),
        ),
        cut: cut.clone(),
    })
}

fn milestone(step: &Step, reached: &StepReached) -> Milestone {
    let both = |words: &dyn Fn(Language) -> Option<String>| {
        Some(Label {
            es: words(Language::Es)?,
            en: words(Language::En)?,
        })
    };
    let since = both(&|language| Some(since(reached.since_previous?, language)));
    let followed = both(&|language| followed(reached, language));
    Milestone {
        label: step.label.clone(),
        value: reached.persons.value,
        between: reached
            .persons
            .is_uncertain()
            .then_some((reached.persons.low, reached.persons.high)),
        notes: since.into_iter().chain(followed).collect(),
    }
}

/// «La mitad, en 12 días o menos desde el paso anterior (40 personas)».
fn since(span: Span, language: Language) -> String {
    let words = match span.median_days {
        0.. => say(
            language,
            "La mitad, a {days} días o menos del paso anterior ({n} con fecha)",
            "Half within {days} days of the step before ({n} with dates)",
        ),
        _ => say(
            language,
            "La mitad, {days} días o más antes del paso anterior ({n} con fecha)",
            "Half {days} days or more ahead of the step before ({n} with dates)",
        ),
    };
    let days = count(span.median_days.unsigned_abs());
    words.replace("{days}", &days).replace("{n}", &count(span.persons))
}

fn days(span: Span) -> String {
    match u64::try_from(span.median_days) {
        Ok(days) => count(days),
        Err(_) => format!("−{}", count(span.median_days.unsigned_abs())),
    }
}

/// How many of the step's records could be followed.
fn followed(reached: &StepReached, language: Language) -> Option<String> {
    let part = |coverage: Coverage, es: &'static str, en: &'static str| {
        let words = say(language, "{linked} de {reported}", "{linked} of {reported}");
        let words = words.replace("{linked}", &count(coverage.linked));
        let words = words.replace("{reported}", &count(coverage.reported));
        (coverage.reported > 0).then(|| format!("{} {words}", say(language, es, en)))
    };
    let parts = [
        part(reached.records, "registros", "records"),
        part(reached.files, "expedientes", "files"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let head = say(language, "Pudieron seguirse", "Could be followed");
    (!parts.is_empty()).then(|| format!("{head}: {}", parts.join("; ")))
}

fn twin(pathway: &Pathway, computed: &Followed) -> Twin {
    let label = |es: &str, en: &str| Label {
        es: es.to_owned(),
        en: en.to_owned(),
    };
    let cell = |number| TwinCell { number, figure: None };
    let span = |span: Option<Span>| {
        let days = span.map_or(Number::None, |span| Number::Days(span.median_days));
        [
            cell(days),
            cell(span.map_or(Number::None, |span| Number::Count(span.persons))),
        ]
    };
    let followed = |coverage: Coverage| {
        [
            cell(Number::Count(coverage.reported)),
            cell(Number::Count(coverage.linked)),
        ]
    };
    let row = |(step, reached): (&Step, &StepReached)| TwinRow {
        id: step.id.clone(),
        label: step.label.clone(),
        is_answer: true,
        cells: [
            vec![
                TwinCell {
                    number: Number::Count(reached.persons.value),
                    figure: Some(format!("{}[{}]", computed.id, step.id)),
                },
                cell(Number::Between((reached.persons.low, reached.persons.high))),
                cell(Number::Count(reached.elsewhere)),
            ],
            span(reached.since_first).to_vec(),
            span(reached.since_previous).to_vec(),
            followed(reached.records).to_vec(),
            followed(reached.files).to_vec(),
        ]
        .concat(),
    };
    Twin {
        head: label("Paso", "Step"),
        columns: [
            ["Personas", "Persons"],
            ["Entre", "Between"],
            ["Sin estar en el primer paso", "Not at the first step"],
            [
                "Días desde el primer paso (la mitad)",
                "Days since the first step (half)",
            ],
            ["con las dos fechas", "with both dates"],
            [
                "Días desde el paso anterior (la mitad)",
                "Days since the step before (half)",
            ],
            ["con las dos fechas", "with both dates"],
            ["Registros informados", "Records reported"],
            ["que pudieron seguirse", "that could be followed"],
            ["Expedientes informados", "Files reported"],
            ["que pudieron seguirse", "that could be followed"],
        ]
        .map(|[es, en]| label(es, en))
        .to_vec(),
        rows: steps(pathway, computed).map(row).collect(),
    }
}

/// The steps as a table.
pub(crate) fn table(book: &Book<'_>, pathway: &Pathway, computed: &Followed) -> Vec<Block> {
    let heads = [
        (book.say("Paso", "Step"), Under::Name),
        (book.say("Personas, una vez", "Persons, once"), Under::Number),
        (book.say("Entre", "Between"), Under::Number),
        (book.say("Sin estar en el primero", "Not at the first"), Under::Number),
        (book.say("Días desde el primero", "Days since the first"), Under::Number),
        (
            book.say("Días desde el anterior", "Days since the one before"),
            Under::Number,
        ),
        (book.say("Lo que pudo seguirse", "What could be followed"), Under::Words),
    ];
    let span = |span: Option<Span>| match span {
        Some(span) => Cell::Short(format!("{} ({})", days(span), count(span.persons))),
        None => Cell::None(None),
    };
    let row = |(step, reached): (&Step, &StepReached)| {
        vec![
            Cell::Name(vec![Run::plain(step.label.get(book.language))]),
            Cell::Own(address(&computed.id, Some(&step.id), None), reached.persons.value),
            between(reached.persons),
            Cell::Count(reached.elsewhere),
            span(reached.since_first),
            span(reached.since_previous),
            Cell::Words(followed(reached, book.language).unwrap_or_default()),
        ]
    };
    let grid = Grid {
        caption: pathway.title.get(book.language).to_owned(),
        heads: heads.map(|(words, under)| (words.to_owned(), under)).to_vec(),
        rows: steps(pathway, computed).map(row).collect(),
        total: None,
    };
    let days = book.say(
        "Días: la mitad de las personas con las dos fechas completas no tardó más; entre paréntesis, cuántas son.",
        "Days: half of the persons with both dates complete took no longer; in brackets, how many these are.",
    );
    let note = pathway.note.get(book.language);
    let mut blocks = vec![Block::Table(grid), Block::words(days)];
    if !note.is_empty() {
        blocks.push(Block::words(note));
    }
    blocks
}
