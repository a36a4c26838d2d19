//! A register: a kind of record with its form, read from one file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Compartment, Label, Rule};

/// A register of a version: its fields in the order of the form, its rules, the variables derived from it
/// and how older versions speak to this one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The id, for instance `victims`.
    pub id: String,
    /// The version of the form; every revision remembers its own.
    pub version: u32,
    /// One record, in words.
    pub one: Label,
    /// Many records, in words.
    pub many: Label,
    /// The kinds of authority that keep it (list `authority_kind`).
    pub kept_by: Vec<String>,
    /// The paragraphs and articles that ask for it.
    pub basis: Vec<String>,
    /// What one record is.
    pub unit: Unit,
    /// The fields that tell one record of an authority from another, when it is a single one.
    #[serde(default)]
    pub key: Vec<String>,
    /// What a registrar should know before filling it in.
    #[serde(default)]
    pub note: Label,
    #[serde(skip)]
    pub(crate) fields: Vec<Field>,
    #[serde(skip)]
    pub(crate) derived: Vec<Derived>,
    #[serde(skip)]
    pub(crate) rules: Vec<Rule>,
    #[serde(skip)]
    pub(crate) concordance: Vec<Concordance>,
    #[serde(skip)]
    pub(crate) file: String,
}

/// What one record of a register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A human being.
    Person,
    /// An investigation file, a case file.
    File,
    /// Something that happened: a judgment, a course.
    Event,
    /// A unit, a shelter.
    Organisation,
    /// An offence, where a source counts offences and not files.
    Offence,
}

/// The kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One code of a list.
    Code,
    /// Any number of codes of a list.
    Codes,
    /// A place: one code of a list of places.
    Place,
    /// One authority.
    Authority,
    /// A date, known to the day, the month or the year.
    Date,
    /// A year.
    Year,
    /// A whole number.
    Integer,
    /// A number with up to four decimals.
    Decimal,
    /// Pesos and centavos.
    Money,
    /// Short text: an authority's own number of a file, a name of a course.
    Text,
    /// The key of a record of another register.
    Link,
    /// An attached file.
    File,
}

/// Who may ever see a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Tier {
    /// What is published, or concerns no person; no field of a register has it.
    #[default]
    T0,
    /// The pseudonymous statistical record.
    T1,
    /// Identity: sealed to the institution that sent it, or refused; never counted.
    T2,
}

/// One question of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The id.
    pub id: String,
    /// The kind of answer.
    pub kind: Kind,
    /// The list of codes, for `code`, `codes`, `place` and `authority`; the register, for `link`.
    #[serde(default)]
    pub list: Option<String>,
    /// Whether an empty cell is a finding; S.I. satisfies it.
    #[serde(default)]
    pub required: bool,
    /// Whether the field accepts N.A. (S.I. is always accepted).
    #[serde(default = "yes")]
    pub may_not_apply: bool,
    /// The tier.
    pub tier: Tier,
    /// Which part of identity it is: given for every field of T2, and for no other.
    #[serde(default)]
    pub compartment: Option<Compartment>,
    /// For text, the longest that the field keeps, in characters, when it is not [`Field::TEXT_CHARS`].
    #[serde(default)]
    pub max_chars: Option<u16>,
    /// The heading.
    pub label: Label,
    /// What to write, for the heading's note.
    #[serde(default)]
    pub note: Label,
    /// Other headings under which files bring it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The article or paragraph that asks for it.
    #[serde(default)]
    pub cite: Vec<String>,
    /// Its name in other standards.
    #[serde(default)]
    pub standard: BTreeMap<String, String>,
    /// What linkage may use it for (`given_name`, `birth_date`, `file_number` …).
    #[serde(default)]
    pub role: Option<String>,
    /// The answer of the template's example row.
    #[serde(default)]
    pub example: String,
    /// For numbers, least and most.
    #[serde(default)]
    pub range: Option<[i64; 2]>,
    /// The first version of the register that asks it.
    #[serde(default = "one")]
    pub since: u32,
    /// The last version that asked it.
    #[serde(default)]
    pub until: Option<u32>,
}

/// A variable computed from fields by one of a closed set of ways.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The id.
    pub id: String,
    /// What it is.
    pub label: Label,
    /// The fields it is made from.
    pub from: Vec<String>,
    /// The list its values belong to (none for years and months).
    #[serde(default)]
    pub list: Option<String>,
    /// Why and by which paragraph.
    #[serde(default)]
    pub cite: Vec<String>,
    /// Numbers to codes, by the least number of each band.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// What to take of a date, or of an offence set.
    #[serde(default)]
    pub take: Option<Take>,
    /// Codes of one field to codes of the list: `old = new`.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Codes of two fields to a code of the list: `"F,A00_17" = "GIRL"`.
    #[serde(default)]
    pub pair: BTreeMap<String, String>,
}

/// A band of numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The code of the band.
    pub code: String,
    /// Its least number.
    pub from: i64,
}

/// What a derived variable takes of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The year of a date.
    Year,
    /// The year and month of a date.
    Month,
    /// The reporting group of an offence set (fields: offences, purposes, other offences).
    ReportingGroup,
    /// How many codes were answered.
    HowMany,
    /// Which codes were answered together, as one category.
    Combination,
}

/// How answers to an older version are read in this one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concordance {
    /// The older version.
    pub version: u32,
    /// The field of this version.
    pub field: String,
    /// The older field's id, when it had another.
    #[serde(default)]
    pub was: Option<String>,
    /// Older codes to present ones, where they differ; an older code mapped to nothing is *not separated*.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    /// What cannot be compared and why.
    #[serde(default)]
    pub note: Label,
}

impl Register {
    /// The fields that this version asks, in the order of the form.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The position of a field.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.id == id)
    }

    /// A field by its id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The derived variables.
    #[must_use]
    pub fn derived(&self) -> &[Derived] {
        &self.derived
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How older versions are read.
    #[must_use]
    pub fn concordance(&self) -> &[Concordance] {
        &self.concordance
    }
}

impl Field {
    /// Longest text that a field keeps, in characters, unless it says otherwise.
    pub const TEXT_CHARS: u16 = 200;

    /// Longest text that this field keeps, in characters.
    #[must_use]
    #[inline]
    pub fn chars_max(&self) -> usize {
        usize::from(self.max_chars.unwrap_or(Self::TEXT_CHARS))
    }

    /// Whether the field is of identity (T2).
    #[must_use]
    #[inline]
    pub fn is_identity(&self) -> bool {
        self.tier == Tier::T2
    }

    /// Whether the field holds an encoding, made by whoever sends it in place of an identity: kept as what it is, never
    /// sealed, counted or shown.
    #[must_use]
    #[inline]
    pub fn is_encoding(&self) -> bool {
        self.is_identity() && self.role.as_deref() == Some("encoding")
    }

    /// Whether the answer is one code, or several, of a list.
    #[must_use]
    pub fn is_coded(&self) -> bool {
        matches!(self.kind, Kind::Code | Kind::Codes | Kind::Place | Kind::Authority)
    }
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}
