//! Crosswalks: somebody else's columns to the fields of a register, as data. What cannot be mapped is
//! said, never guessed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Label;

/// How the files of one source become records of one register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// The id, given to `--map`.
    pub id: String,
    /// The register its rows become.
    pub register: String,
    /// The source, in words.
    pub title: Label,
    /// Where the source's definitions stand.
    pub cite: Vec<String>,
    /// The headings by which the source's files are known; all must be there (case and accents aside).
    pub columns: Vec<String>,
    /// The rows taken; a row that fails is outside the matter, and counted as such.
    #[serde(default)]
    pub keep: Vec<Keep>,
    /// Columns to fields.
    #[serde(default)]
    pub map: Vec<MapColumn>,
    /// Fields that every row answers alike.
    #[serde(default)]
    pub always: BTreeMap<String, Mapped>,
    /// Several yes-or-missing columns to one field of codes.
    #[serde(default)]
    pub flags: Vec<Flags>,
    /// Wide months: one row of the file becomes up to twelve records.
    #[serde(default)]
    pub months: Option<Months>,
    /// Columns that no field of ours can hold, and why.
    #[serde(default)]
    pub unmapped: Vec<Unmapped>,
}

/// A condition for taking a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// The heading.
    pub column: String,
    /// One of these values.
    pub is: Vec<String>,
}

/// One column to one field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapColumn {
    /// The heading.
    pub column: String,
    /// The field.
    pub field: String,
    /// Values to answers; a value not named here goes to the field's list as it stands.
    #[serde(default)]
    pub values: BTreeMap<String, Mapped>,
    /// Digits to which a code that lost its leading zeros is padded.
    #[serde(default)]
    pub pad: Option<usize>,
    /// What an empty cell means in this source.
    #[serde(default)]
    pub blank: Option<Mapped>,
    /// What stands between the answers of a cell with several.
    #[serde(default)]
    pub split: Option<String>,
}

/// An answer given by a crosswalk: a code (or text), or a state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Mapped {
    /// A code, or a text, of the field.
    Value(String),
    /// A state.
    State {
        /// The id of the state.
        state: String,
    },
}

/// Yes-or-missing columns to one field of codes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flags {
    /// The field.
    pub field: String,
    /// Heading → code.
    pub columns: BTreeMap<String, String>,
    /// The value that says yes.
    pub yes: String,
    /// Whether a column that does not say yes says no (else nothing is known, as in CTDC).
    #[serde(default)]
    pub no: Option<String>,
    /// The state when no column says yes.
    pub none: String,
}

/// Wide months.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Months {
    /// The heading of the year.
    pub year: String,
    /// The twelve headings, January first.
    pub columns: Vec<String>,
    /// The date field that receives the year and month.
    pub field: String,
}

/// A column that no field of ours can hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unmapped {
    /// The heading.
    pub column: String,
    /// Why.
    pub why: Label,
}
