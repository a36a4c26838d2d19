//! Tables and ratios as files: which register, which universe, by what.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Label;

/// A table over one register of a vintage. Variables are named by a field, a derived variable, or
/// `authority`; with `.attribute` they stand for an attribute of the code (`authority.kind`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The id, which begins the address of its figures: `victims.sex_by_age`.
    pub id: String,
    /// The register.
    pub of: String,
    /// The universe: each variable has one of the codes given.
    #[serde(default, rename = "where")]
    pub universe: BTreeMap<String, Vec<String>>,
    /// The variable of the rows; none for a single total.
    #[serde(default)]
    pub rows: Vec<String>,
    /// The variable of the columns; none for a one-way table.
    #[serde(default)]
    pub columns: Vec<String>,
    /// What each cell adds up: records, or the numbers of a field.
    #[serde(default)]
    pub measure: Measure,
    /// Whether records are counted as reported, or persons and files once.
    #[serde(default)]
    pub count: Counting,
    /// What percentages are of, always of the known.
    #[serde(default)]
    pub shares: Shares,
    /// Print only the largest rows, the rest as one row of others.
    #[serde(default)]
    pub top: Option<usize>,
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

/// What a cell adds up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Records, each as many times as it stands for.
    #[default]
    Count,
    /// The known numbers of a field.
    Sum(String),
}

/// How often a person, or a file, is counted that several records speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counting {
    /// As often as it was reported: what every record stands for, added up.
    #[default]
    Reported,
    /// As often, but only records that took part in linkage: each stands for one and brought something to link by.
    Linked,
    /// Once, as linkage found it; records that took no part are counted as reported.
    Distinct,
}

/// What percentages are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shares {
    /// Of all known of the table.
    #[default]
    Total,
    /// Of the known of the row.
    Row,
    /// Of the known of the column.
    Column,
    /// No percentages.
    None,
}

/// A figure over another, possibly of two registers: victims per investigation, a step of the funnel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// The id.
    pub id: String,
    /// The figure above the line: `victims.total[*]`.
    pub over: String,
    /// The figure below the line.
    pub under: String,
    /// The place in the justice funnel, 1 the first, when it is a step of it.
    #[serde(default)]
    pub funnel: Option<u32>,
    /// Title.
    pub title: Label,
    /// The paragraph or article.
    pub cite: Vec<String>,
    #[serde(skip)]
    pub(crate) file: String,
}

impl Counting {
    /// The name in files and addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Counting::Reported => "reported",
            Counting::Linked => "linked",
            Counting::Distinct => "distinct",
        }
    }

    /// The counting of a name, or `None` when there is none of that name.
    #[must_use]
    pub fn of(id: &str) -> Option<Counting> {
        let all = [Counting::Reported, Counting::Linked, Counting::Distinct];
        all.into_iter().find(|count| count.id() == id)
    }
}

impl Shares {
    /// The name in files and addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Shares::Total => "total",
            Shares::Row => "row",
            Shares::Column => "column",
            Shares::None => "none",
        }
    }

    /// The shares of a name, or `None` when there are none of that name.
    #[must_use]
    pub fn of(id: &str) -> Option<Shares> {
        let all = [Shares::Total, Shares::Row, Shares::Column, Shares::None];
        all.into_iter().find(|shares| shares.id() == id)
    }
}

impl Table {
    /// Every variable the table names: rows, columns, universe.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .chain(&self.columns)
            .chain(self.universe.keys())
            .map(String::as_str)
    }
}
