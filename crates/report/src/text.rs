//! The prose of a section: a template of the catalogue in which figures are called by name.
//!
//! | call | gives |
//! | --- | --- |
//! | `n("table[row]")` | the number, linked to its place |
//! | `share("table[row]")` | its percentage of the known |
//! | `words("table[row]", "one", "many", "none")` | the number with its noun; the last word is optional |
//! | `reported("table[row]")`, `linked(…)` | where persons are counted once: what was reported, and of it what could be linked |
//! | `between("table[row]")` | the numbers between which links leave it; nothing where they leave no doubt |
//! | `value("table[row]")` | the bare number, to compare |
//! | `known("table[row]")`, `known("table")` | whether there is such a figure; whether anything of a table is known |
//! | `base("table")`, `unknown("table")`, `coverage("table")` | the known, what is not known, the known in percent |
//! | `lacking("table", "one", "many")` | for a sum, in brackets: how many records lack the number; nothing when none does |
//! | `largest("table")` | the label of the largest row; nothing when none is, or several tie |
//! | `largest_n("table")`, `largest_share("table")` | its number and percentage |
//! | `compare("table[a]", "table[b]", "more", "fewer", "same", "none")` | the words that fit two figures; nothing without them |
//! | `names("table")`, `names_none("table")` | the rows that count something, or nothing: a list, or all but a few |
//! | `names_only("table[*,column]")` | the rows that count something in one column alone |
//! | `how_many("table", "one", "many", "none")`, `how_many_none(…)` | how many rows count something, or nothing |
//! | `ratio("id")`, `ratio_share("id")` | a ratio, as a quotient or in percent; nothing without its figures |

use std::{cmp::Ordering, collections::BTreeSet, sync::Arc};

use catalogue::{Language, Table};
use minijinja::{Environment, UndefinedBehavior, syntax::SyntaxConfig, value::Rest};
use statistics::{Address, Computed};

use crate::{
    Diagnosis,
    block::Block,
    book::{Book, FIRST},
    finding,
    html::{address, escape},
    html_block,
    markdown::{self, mark},
    naming::{self, Naming, Which},
    number::{count, percent, quotient, say},
    plan::text_path,
    three, variable,
};

/// The calls whose first argument is the address of a figure.
pub(crate) const OF_FIGURES: [&str; 9] = [
    "n",
    "share",
    "words",
    "value",
    "compare",
    "names_only",
    "reported",
    "linked",
    "between",
];
/// The call whose second argument is one too.
pub(crate) const OF_TWO_FIGURES: &str = "compare";
/// The calls whose argument is a table, or a figure as well for `known`.
pub(crate) const OF_TABLES: [&str; 12] = [
    "names",
    "names_none",
    "how_many",
    "how_many_none",
    "known",
    "base",
    "unknown",
    "coverage",
    "lacking",
    "largest",
    "largest_n",
    "largest_share",
];
/// The calls whose argument is a ratio.
pub(crate) const OF_RATIOS: [&str; 2] = ["ratio", "ratio_share"];

/// What calls answer from: the figures of a report, owned so that the template engine can keep them.
struct Figures {
    language: Language,
    tables: Vec<Computed>,
    /// The tables that have a row for every code of their list.
    whole: BTreeSet<String>,
    ratios: Vec<statistics::ComputedRatio>,
    across: statistics::Across,
}

/// Writes the text of a section as HTML; nothing when the catalogue has none.
pub(crate) fn write(book: &Book<'_>, section: &str) -> String {
    let from = if section == "summary" { FIRST } else { section };
    match read(book, section) {
        None => String::new(),
        Some(Ok(blocks)) => format!(
            "<div class=\"prose\">\n{}</div>\n",
            html_block::write(book, from, &blocks)
        ),
        Some(Err(says)) => format!("<p class=\"none\">{}</p>\n", escape(&says)),
    }
}

/// The text of a section with its figures filled in; nothing when the catalogue has none.
pub(crate) fn read(book: &Book<'_>, section: &str) -> Option<Result<Vec<Block>, String>> {
    let path = text_path(section, book.language);
    let text = book.diagnosis.catalogue.files().text(&path)?;
    let prose = book.texts.render_str(text, ());
    Some(match prose {
        Ok(prose) => Ok(markdown::read(&prose)),
        Err(error) => Err(format!("{path}: {error}")),
    })
}

/// The template engine with every call, answering from the figures of a report.
pub(crate) fn environment(diagnosis: &Diagnosis<'_>, language: Language) -> Environment<'static> {
    let figures = Arc::new(Figures {
        language,
        tables: diagnosis.tables.to_vec(),
        whole: diagnosis
            .tables()
            .filter(|(table, computed)| is_whole(diagnosis, table, computed))
            .map(|(table, _)| table.id.clone())
            .collect(),
        ratios: diagnosis.ratios.to_vec(),
        across: diagnosis.across.clone(),
    });
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A line that holds only a condition leaves no empty line, which would end the paragraph.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    of_figures(&mut environment, &figures);
    of_persons(&mut environment, &figures);
    of_tables(&mut environment, &figures);
    of_rows(&mut environment, &figures);
    of_ratios(&mut environment, &figures);
    environment
}

/// Whether a table has a row for every code of its list.
fn is_whole(diagnosis: &Diagnosis<'_>, table: &Table, computed: &Computed) -> bool {
    let list = variable::of_rows(diagnosis.catalogue, table, Language::Es).and_then(|rows| rows.list);
    let answers = computed.rows.iter().filter(|row| row.is_answer()).count();
    list.is_some_and(|list| table.top.is_none() && list.codes().len() == answers)
}

fn of_figures(environment: &mut Environment<'static>, figures: &Arc<Figures>) {
    let all = Arc::clone(figures);
    environment.add_function("n", move |at: String| all.number(&at));
    let all = Arc::clone(figures);
    environment.add_function("share", move |at: String| all.share(&at));
    let all = Arc::clone(figures);
    environment.add_function("value", move |at: String| {
        all.figure(&at).map_or(0, |figure| figure.value)
    });
    let all = Arc::clone(figures);
    environment.add_function(
        "words",
        move |at: String, one: String, many: String, none: Option<String>| all.words(&at, &one, &many, none.as_deref()),
    );
}

fn of_persons(environment: &mut Environment<'static>, figures: &Arc<Figures>) {
    let all = Arc::clone(figures);
    environment.add_function("reported", move |at: String| all.three(&at, |three| three.reported));
    let all = Arc::clone(figures);
    environment.add_function("linked", move |at: String| all.three(&at, |three| three.linked));
    let all = Arc::clone(figures);
    environment.add_function("between", move |at: String| all.between(&at));
}

fn of_tables(environment: &mut Environment<'static>, figures: &Arc<Figures>) {
    let all = Arc::clone(figures);
    environment.add_function("known", move |at: String| match all.table(&at) {
        Some(table) => table.known > 0,
        None => all.figure(&at).is_some(),
    });
    let all = Arc::clone(figures);
    environment.add_function("base", move |id: String| all.of_table(&id, |table| table.known));
    let all = Arc::clone(figures);
    environment.add_function("unknown", move |id: String| all.of_table(&id, Computed::no_information));
    let all = Arc::clone(figures);
    environment.add_function("lacking", move |id: String, one: String, many: String| {
        all.lacking(&id, &one, &many)
    });
    let all = Arc::clone(figures);
    environment.add_function("coverage", move |id: String| {
        let coverage = all.table(&id).and_then(Computed::coverage);
        mark(
            &id,
            &coverage.map_or_else(|| "—".to_owned(), |part| percent(part, all.language)),
        )
    });
    let all = Arc::clone(figures);
    environment.add_function("largest", move |id: String| {
        all.largest(&id)
            .map_or_else(String::new, |(at, label)| mark(&at, &label))
    });
    let all = Arc::clone(figures);
    environment.add_function("largest_n", move |id: String| {
        all.largest(&id).map_or_else(String::new, |(at, _)| all.number(&at))
    });
    let all = Arc::clone(figures);
    environment.add_function("largest_share", move |id: String| {
        all.largest(&id).map_or_else(String::new, |(at, _)| all.share(&at))
    });
}

fn of_rows(environment: &mut Environment<'static>, figures: &Arc<Figures>) {
    let all = Arc::clone(figures);
    environment.add_function("compare", move |a: String, b: String, words: Rest<String>| {
        let place = all.compare(&a, &b).map(|(order, is_none)| match order {
            Ordering::Greater => 0,
            Ordering::Less => 1,
            Ordering::Equal if is_none && words.len() > 3 => 3,
            Ordering::Equal => 2,
        });
        place.and_then(|at| words.get(at).cloned()).unwrap_or_default()
    });
    for (name, which) in [("names", Which::Some), ("names_none", Which::None)] {
        let all = Arc::clone(figures);
        environment.add_function(name, move |id: String, gender: Option<String>| {
            all.names(&id, which, gender.as_deref())
        });
    }
    let all = Arc::clone(figures);
    environment.add_function("names_only", move |at: String, gender: Option<String>| {
        let address = Address::parse(&at);
        address.map_or_else(String::new, |address| {
            let column = address.column.unwrap_or_default();
            all.names(&address.table, Which::Only(&column), gender.as_deref())
        })
    });
    for (name, which) in [("how_many", Which::Some), ("how_many_none", Which::None)] {
        let all = Arc::clone(figures);
        environment.add_function(
            name,
            move |id: String, one: String, many: String, none: Option<String>| {
                all.how_many(&id, which, &one, &many, none.as_deref())
            },
        );
    }
}

fn of_ratios(environment: &mut Environment<'static>, figures: &Arc<Figures>) {
    let all = Arc::clone(figures);
    environment.add_function("ratio", move |id: String| {
        all.ratio(&id)
            .map_or_else(String::new, |value| mark(&id, &quotient(value)))
    });
    let all = Arc::clone(figures);
    environment.add_function("ratio_share", move |id: String| {
        all.ratio(&id)
            .map_or_else(String::new, |value| mark(&id, &percent(value, all.language)))
    });
}

impl Figures {
    fn table(&self, id: &str) -> Option<&Computed> {
        self.tables.iter().find(|table| table.id == id)
    }

    fn figure(&self, text: &str) -> Option<statistics::Figure> {
        let address = Address::parse(text)?;
        let of_persons = || {
            let persons = three::across(&self.across, &address)?;
            Some(statistics::Figure {
                value: persons.value,
                share: None,
            })
        };
        match self.table(&address.table) {
            Some(table) => table.figure(&address),
            None => of_persons(),
        }
    }

    /// One of the three numbers of a table that counts persons once.
    fn three(&self, text: &str, number: impl Fn(&statistics::Three) -> u64) -> String {
        let address = Address::parse(text);
        let three = address.and_then(|address| self.table(&address.table)?.three(&address));
        three.map_or_else(|| "—".to_owned(), |three| count(number(&three)))
    }

    /// Between which numbers a number of persons is.
    fn between(&self, text: &str) -> String {
        let estimate = |address: Address| match self.table(&address.table) {
            Some(table) => table.three(&address).map(|three| three.distinct),
            None => three::across(&self.across, &address),
        };
        let interval = Address::parse(text)
            .and_then(estimate)
            .and_then(|persons| three::interval(persons, self.language));
        interval.unwrap_or_default()
    }

    fn number(&self, text: &str) -> String {
        self.figure(text)
            .map_or_else(|| "—".to_owned(), |figure| mark(text, &count(figure.value)))
    }

    fn share(&self, text: &str) -> String {
        let share = self.figure(text).and_then(|figure| figure.share);
        share.map_or_else(
            || "—".to_owned(),
            |share| mark(text, &percent(share.value, self.language)),
        )
    }

    fn words(&self, text: &str, one: &str, many: &str, none: Option<&str>) -> String {
        match (self.figure(text).map(|figure| figure.value), none) {
            (None, _) => format!("— {many}"),
            (Some(0), Some(none)) => mark(text, none),
            (Some(1), _) => format!("{} {one}", mark(text, "1")),
            (Some(value), _) => format!("{} {many}", mark(text, &count(value))),
        }
    }

    /// How two figures compare, and whether both are zero.
    fn compare(&self, a: &str, b: &str) -> Option<(Ordering, bool)> {
        let (a, b) = (self.figure(a)?.value, self.figure(b)?.value);
        Some((a.cmp(&b), a + b == 0))
    }

    /// The names of rows; `m` says that in Spanish they are masculine.
    fn names(&self, id: &str, which: Which<'_>, gender: Option<&str>) -> String {
        let is_masculine = gender == Some("m");
        self.table(id).map_or_else(String::new, |table| {
            let naming = Naming {
                language: self.language,
                is_masculine,
                is_whole: self.whole.contains(id),
            };
            naming::named(table, which, naming)
        })
    }

    /// The number of rows with its noun.
    fn how_many(&self, id: &str, which: Which<'_>, one: &str, many: &str, none: Option<&str>) -> String {
        let Some(table) = self.table(id) else {
            return format!("— {many}");
        };
        // A row of others stands for several.
        let others = if which == Which::Some { table.others } else { 0 };
        match (naming::rows(table, which).0.len() + others, none) {
            (0, Some(none)) => mark(id, none),
            (1, _) => format!("{} {one}", mark(id, "1")),
            (number, _) => format!("{} {many}", mark(id, &count(number as u64))),
        }
    }

    /// For a sum, how many records lack the number, in brackets.
    fn lacking(&self, id: &str, one: &str, many: &str) -> String {
        let number = self.table(id).map_or(0, |table| table.without_number);
        let said = say(self.language, "sin el número", "without the number");
        match number {
            0 => String::new(),
            1 => format!(" ({said}: {} {one})", mark(id, "1")),
            _ => format!(" ({said}: {} {many})", mark(id, &count(number))),
        }
    }

    fn of_table(&self, id: &str, number: impl Fn(&Computed) -> u64) -> String {
        self.table(id)
            .map_or_else(|| "—".to_owned(), |table| mark(id, &count(number(table))))
    }

    /// The address and label of the largest row, when one stands alone.
    fn largest(&self, id: &str) -> Option<(String, String)> {
        let table = self.table(id)?;
        let row = finding::largest_alone(table)?;
        let category = &table.rows[row];
        Some((
            address(id, Some(&category.id), None).to_string(),
            category.label.get(self.language).to_owned(),
        ))
    }

    fn ratio(&self, id: &str) -> Option<f64> {
        self.ratios.iter().find(|ratio| ratio.id == id)?.value()
    }
}
