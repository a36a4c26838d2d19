//! What is known of persons and not of records, as files: who is known to which authorities, and how far each person
//! came on the path of justice. Both need a linkage, and are of every register that the same persons are in. Which files
//! of investigation are known to which authorities is told in the same way.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Label;

/// How many persons, or files, are known to exactly which sets: of kinds of authority, or of authorities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    /// The id, which begins the address of its figures.
    pub id: String,
    /// The registers whose records are held against each other: all of persons, or all of files.
    pub of: Vec<String>,
    /// The variable whose categories are the sets: `authority` or `authority.kind`.
    pub by: String,
    /// Only records with one of the codes given, for each variable; every register must have it.
    #[serde(default, rename = "where")]
    pub universe: BTreeMap<String, Vec<String>>,
    /// Categories that are one set: each code of the variable with the code it goes with.
    #[serde(default)]
    pub together: BTreeMap<String, String>,
    /// Title, without a full stop.
    pub title: Label,
    /// What the reader should know; the system writes its own notes besides.
    #[serde(default)]
    pub note: Label,
    /// The paragraph or article that asks for it.
    pub cite: Vec<String>,
    #[serde(skip)]
    pub(crate) file: String,
}

/// How far persons came, step by step, and in what time. Those of the first step are followed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    /// The id, which begins the address of its figures.
    pub id: String,
    /// The steps, in their order.
    pub step: Vec<Step>,
    /// Title, without a full stop.
    pub title: Label,
    /// What the reader should know; the system writes its own notes besides.
    #[serde(default)]
    pub note: Label,
    /// The paragraph or article that asks for it.
    pub cite: Vec<String>,
    #[serde(skip)]
    pub(crate) file: String,
}

/// A step that a person reaches by any of some records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The id within the pathway.
    pub id: String,
    /// What people read: «Identificadas».
    pub label: Label,
    /// The records that show it.
    #[serde(rename = "in")]
    pub shown: Vec<Shown>,
}

/// Records of one register that show a step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The register: of persons, or of files that persons are in.
    pub of: String,
    /// Only records with one of the codes given, for each variable.
    #[serde(default, rename = "where")]
    pub universe: BTreeMap<String, Vec<String>>,
    /// The field with the day of the step, where there is one.
    #[serde(default)]
    pub date: Option<String>,
}

/// The most sets of an overlap that are kept apart; smaller ones beyond them are one set of others.
pub const SETS_MAX: usize = 24;

/// The most steps of a pathway.
pub const STEPS_MAX: usize = 16;

impl Pathway {
    /// Every set of records that shows a step.
    pub fn shown(&self) -> impl Iterator<Item = &Shown> {
        self.step.iter().flat_map(|step| &step.shown)
    }
}
