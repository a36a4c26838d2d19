//! What a table says, in one sentence for the head of its chart: built from the figures, silent where they
//! are, and never naming a largest where several tie.

use catalogue::{Bucket, Catalogue, Language, Measure, Table, Unit};
use statistics::Computed;

use crate::{
    number::{count, percent},
    plan::Phrase,
};

/// What sentences are made from, and in which language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling<'a> {
    pub(crate) catalogue: &'a Catalogue,
    /// Words for categories, by list and register.
    pub(crate) phrases: &'a [Phrase],
    pub(crate) language: Language,
}

impl Telling<'_> {
    /// One of two words.
    pub(crate) fn say<'w>(&self, es: &'w str, en: &'w str) -> &'w str {
        crate::number::say(self.language, es, en)
    }
}

/// The row of categories put together.
pub(crate) const OTHERS: &str = "OTHERS";

/// The rows that share the largest count, when it is not zero; the row of others is no category.
fn largest(computed: &Computed) -> Vec<usize> {
    let is_named = |at: &usize| computed.rows[*at].bucket == Bucket::Known && computed.rows[*at].id != OTHERS;
    let named: Vec<usize> = (0..computed.rows.len()).filter(is_named).collect();
    let top = named
        .iter()
        .map(|at| computed.row_totals[*at])
        .max()
        .unwrap_or_default();
    named
        .into_iter()
        .filter(|at| top > 0 && computed.row_totals[*at] == top)
        .collect()
}

/// The largest row, when no other is as large.
pub(crate) fn largest_alone(computed: &Computed) -> Option<usize> {
    match largest(computed).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The finding of a table of categories.
pub(crate) fn of_categories(told: &Telling<'_>, table: &Table, computed: &Computed) -> String {
    let rows = largest(computed);
    let label = |at: &usize| computed.rows[*at].label.get(told.language);
    match rows.as_slice() {
        [] => nothing(told),
        [one] => alone(told, table, computed, *one),
        [one, other] => {
            let words = told.say(
                "«{a}» y «{b}» tienen la cuenta mayor: {n} cada una",
                "“{a}” and “{b}” have the largest count: {n} each",
            );
            fill(
                words,
                &[
                    ("{a}", label(one)),
                    ("{b}", label(other)),
                    ("{n}", &count(computed.row_totals[*one])),
                ],
            )
        }
        several => {
            let words = told.say(
                "{k} categorías comparten la cuenta mayor: {n} cada una",
                "{k} categories share the largest count: {n} each",
            );
            fill(
                words,
                &[
                    ("{k}", &several.len().to_string()),
                    ("{n}", &count(computed.row_totals[several[0]])),
                ],
            )
        }
    }
}

fn nothing(told: &Telling<'_>) -> String {
    told.say("Ningún dato conocido", "Nothing known").to_owned()
}

fn fill(words: &str, parts: &[(&str, &str)]) -> String {
    parts
        .iter()
        .fold(words.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// One category stands alone at the top.
fn alone(told: &Telling<'_>, table: &Table, computed: &Computed, at: usize) -> String {
    let label = computed.rows[at].label.get(told.language);
    let value = count(computed.row_totals[at]);
    let share = if computed.columns.is_empty() {
        computed.share(at, 0)
    } else {
        computed.row_share(at)
    };
    let Some(share) = share else {
        let words = told.say(
            "La cuenta mayor es la de «{a}»: {n}",
            "The largest count is that of “{a}”: {n}",
        );
        return fill(words, &[("{a}", label), ("{n}", &value)]);
    };
    if let Some(phrase) = phrase(told, table, computed, at) {
        return fill(&phrase, &[("{p}", &percent(share.value, told.language))]);
    }
    let words = match is_of_names(told, table) {
        true => told.say(
            "La cuenta mayor es la de {a}: {n} ({p} de lo conocido)",
            "The largest count is that of {a}: {n} ({p} of the known)",
        ),
        false => told.say(
            "«{a}» es lo más frecuente: {p} de lo conocido",
            "“{a}” is the most frequent: {p} of the known",
        ),
    };
    fill(
        words,
        &[
            ("{a}", label),
            ("{n}", &value),
            ("{p}", &percent(share.value, told.language)),
        ],
    )
}

/// Whether the rows are places or authorities, which bear names; their lists are long and stand in files apart.
fn is_of_names(told: &Telling<'_>, table: &Table) -> bool {
    let rows = crate::variable::of_rows(told.catalogue, table, told.language);
    rows.and_then(|rows| rows.list)
        .is_some_and(|list| list.codes_in.is_some())
}

/// A sentence about persons or files, where the catalogue has words for the category.
fn phrase(told: &Telling<'_>, table: &Table, computed: &Computed, at: usize) -> Option<String> {
    let register = told.catalogue.register(&table.of)?;
    if computed.known < 2 || register.unit == Unit::Offence || table.measure != Measure::Count {
        return None;
    }
    let list = crate::variable::of_rows(told.catalogue, table, told.language)?.list?;
    let fits = |phrase: &&Phrase| {
        phrase.list == list.id && phrase.code == computed.rows[at].id && phrase.registers.contains(&table.of)
    };
    let says = told.phrases.iter().find(fits)?.says.get(told.language);
    let many = register.many.get(told.language);
    let words = told.say(
        "{p} de {k} {many} con dato conocido {says}",
        "{p} of {k} {many} with a known answer {says}",
    );
    let base = if computed.columns.is_empty() {
        computed.known
    } else {
        return None;
    };
    Some(fill(
        words,
        &[("{k}", &count(base)), ("{many}", many), ("{says}", says)],
    ))
}

/// The finding of a series of years or months.
pub(crate) fn of_series(told: &Telling<'_>, computed: &Computed) -> String {
    match largest(computed).as_slice() {
        [] => nothing(told),
        [one] => {
            let (label, value) = (
                computed.rows[*one].label.get(told.language),
                count(computed.row_totals[*one]),
            );
            let words = told.say(
                "La cuenta mayor es la de {a}: {n}",
                "The largest count is that of {a}: {n}",
            );
            fill(words, &[("{a}", label), ("{n}", &value)])
        }
        several => {
            let labels: Vec<&str> = several
                .iter()
                .map(|at| computed.rows[*at].label.get(told.language))
                .collect();
            let words = told.say(
                "La cuenta mayor se repite en {a}: {n}",
                "The largest count repeats in {a}: {n}",
            );
            fill(
                words,
                &[
                    ("{a}", &labels.join(", ")),
                    ("{n}", &count(computed.row_totals[several[0]])),
                ],
            )
        }
    }
}

/// The finding of a table of two variables: of its largest row, its largest column.
pub(crate) fn of_two(told: &Telling<'_>, computed: &Computed) -> Option<String> {
    let row = largest_alone(computed)?;
    let known = (0..computed.columns.len()).filter(|at| computed.columns[*at].bucket == Bucket::Known);
    let column = known.max_by_key(|at| (computed.cell(row, *at), std::cmp::Reverse(*at)))?;
    let ties = (0..computed.columns.len()).filter(|at| {
        computed.columns[*at].bucket == Bucket::Known && computed.cell(row, *at) == computed.cell(row, column)
    });
    if ties.count() > 1 || computed.cell(row, column) == 0 || computed.shares != catalogue::Shares::Row {
        return None;
    }
    let (a, b) = (
        computed.rows[row].label.get(told.language),
        computed.columns[column].label.get(told.language),
    );
    let share = percent(computed.share(row, column)?.value, told.language);
    let words = told.say(
        "En «{a}», {p} de lo conocido es «{b}»",
        "In “{a}”, {p} of the known is “{b}”",
    );
    Some(fill(words, &[("{a}", a), ("{b}", b), ("{p}", &share)]))
}

/// What a reader must know beside the finding: how much is not known.
pub(crate) fn unknown(told: &Telling<'_>, computed: &Computed) -> String {
    let coverage = computed.coverage().unwrap_or_default();
    match computed.no_information() {
        0 => String::new(),
        unknown => {
            let words = told.say(
                "Sin dato: {n} ({p} de lo que aplica).",
                "Not known: {n} ({p} of what applies).",
            );
            fill(
                words,
                &[
                    ("{n}", &count(unknown)),
                    ("{p}", &percent(1.0 - coverage, told.language)),
                ],
            )
        }
    }
}
