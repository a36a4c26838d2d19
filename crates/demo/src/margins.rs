//! The margins of a country as a file: how many persons, files and facilities, by what. They are facts, read and
//! checked before anything is made.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

/// Counts by category.
pub(crate) type Counts = BTreeMap<String, u64>;

/// The margins of a synthetic country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margins {
    /// The period that every return speaks about.
    pub(crate) period: String,
    /// Its populations; one that takes persons from another stands after it.
    pub(crate) population: Vec<Population>,
    /// What authorities declare of registers that they have no rows of.
    #[serde(default)]
    pub(crate) declaration: Vec<Declaration>,
    /// What an authority of a kind declares where no declaration is written for it.
    pub(crate) otherwise: BTreeMap<String, String>,
    /// Authorities that hand in no workbook, with the answer they gave instead, if any.
    #[serde(default)]
    pub(crate) letter: Vec<Letter>,
    /// Mistakes and omissions of the returns.
    #[serde(default)]
    pub(crate) fault: Vec<Fault>,
}

/// One kind of record that some authorities hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Population {
    pub(crate) id: String,
    pub(crate) register: String,
    /// The letter of its own numbers.
    pub(crate) letter: String,
    /// Whether `--scale` multiplies it: offices and shelters stay as many as they are.
    #[serde(default = "yes")]
    pub(crate) scales: bool,
    /// How many there are by the categories of a variable, by variables that come earlier in the list.
    #[serde(default)]
    pub(crate) margin: Vec<Margin>,
    /// Variables drawn by weight, each record for itself.
    #[serde(default)]
    pub(crate) drawn: BTreeMap<String, Counts>,
    /// Answers that every record has.
    #[serde(default)]
    pub(crate) always: BTreeMap<String, String>,
    /// Numbers shared out among the records so that they add up to this.
    #[serde(default)]
    pub(crate) sum: Counts,
    /// Records given one by one, in place of margins.
    #[serde(default)]
    pub(crate) given: Vec<BTreeMap<String, String>>,
    /// Authorities that hand in lines that stand for several records, instead of a row for each.
    #[serde(default)]
    pub(crate) added_up: Vec<String>,
    /// Where its persons come from, when they are not all new.
    #[serde(default)]
    pub(crate) persons_of: Option<PersonsOf>,
}

/// Persons that another population already has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonsOf {
    pub(crate) population: String,
    /// Of a hundred records, how many are of a person of that population, if there is one alike.
    pub(crate) percent: u8,
    /// The variables in which the two must agree; `state` is the state of the authority.
    pub(crate) alike: Vec<String>,
}

/// The margin of a variable: over all records, or within the categories of variables that came before.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Margin {
    pub(crate) of: String,
    /// The variables within whose categories it counts; a finer margin comes after a coarser one.
    #[serde(default)]
    pub(crate) by: Vec<String>,
    /// Counts over all records.
    #[serde(default)]
    pub(crate) is: Counts,
    /// Counts within categories: `"F/A18P" = { SEX = 60 }`. What is not said is free.
    #[serde(default)]
    pub(crate) within: BTreeMap<String, Counts>,
}

/// What an authority says of a whole register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Declaration {
    pub(crate) register: String,
    pub(crate) says: String,
    pub(crate) authorities: Vec<String>,
}

/// An answer that came as a letter, or no answer at all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Letter {
    pub(crate) authority: String,
    /// The state it declares (list `response_status`); none when nothing came.
    #[serde(default)]
    pub(crate) state: Option<String>,
    #[serde(default)]
    pub(crate) note: String,
}

/// Something wrong in an authority's sheet of a register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) authority: String,
    pub(crate) register: String,
    pub(crate) kind: FaultKind,
    /// What it takes: a field and a text, a number, a file's name.
    #[serde(default)]
    pub(crate) field: String,
    #[serde(default)]
    pub(crate) text: String,
}

/// The faults that the Diagnosis tells of, and those that clerks make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultKind {
    /// A row of totals that says another number than its parts add up to (¶38 note, ¶56).
    WrongTotal,
    /// A row more, dated after the period (¶23).
    OutOfPeriod,
    /// A row more with a cell that no list has: it waits for its correction.
    WrongCell,
    /// An annex named in the sheet and handed in.
    Annex,
    /// An annex named in the sheet that never arrived (¶23).
    MissingAnnex,
}

/// Why a country cannot be made from its margins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarginsError {
    /// The file cannot be read: line, 0 when unknown, and why.
    Unreadable(usize, String),
    /// A margin that cannot be met together with another: population, the one, the other.
    Unmet {
        /// The population.
        population: String,
        /// The margin that fails.
        margin: String,
        /// The margin it is held against.
        against: String,
    },
    /// Something named that is not there.
    Unknown(String),
    /// The country would have no record at all: the scale is zero.
    NoScale,
}

impl Margins {
    /// The margins that the Diagnosis of 2019 published, completed where it publishes none.
    ///
    /// # Errors
    /// [`MarginsError`] when the file is not sound, which a test rules out.
    pub fn of_2019() -> Result<Margins, MarginsError> {
        Margins::read(include_str!("../margins/2019.toml"))
    }

    /// Reads margins.
    ///
    /// # Errors
    /// [`MarginsError::Unreadable`] with the line.
    pub fn read(text: &str) -> Result<Margins, MarginsError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
            MarginsError::Unreadable(line, error.message().to_owned())
        })
    }

    /// The period that every return speaks about.
    #[must_use]
    pub fn period(&self) -> &str {
        &self.period
    }
}

impl Margin {
    /// In words: `sex by authority`.
    pub(crate) fn name(&self) -> String {
        if self.by.is_empty() {
            self.of.clone()
        } else {
            format!("{} by {}", self.of, self.by.join(" and "))
        }
    }
}

impl fmt::Display for MarginsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarginsError::Unreadable(line, why) => write!(f, "the margins cannot be read, line {line}: {why}"),
            MarginsError::Unmet {
                population,
                margin,
                against,
            } => write!(
                f,
                "{population}: the margin of {margin} cannot be met together with the margin of {against}; correct one \
                 of the two"
            ),
            MarginsError::Unknown(says) => f.write_str(says),
            MarginsError::NoScale => f.write_str("a scale of 0 makes no country; write 1 or more"),
        }
    }
}

impl std::error::Error for MarginsError {}

fn yes() -> bool {
    true
}
