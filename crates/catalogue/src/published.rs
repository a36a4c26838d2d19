//! Figures that somebody else published, each with the way to compute it from tables, or why it cannot be.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Label;

/// A publication whose figures are held against ours: `published/<id>.toml`, its figures in a CSV beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The id: `published-2019`.
    pub id: String,
    /// What was published, by whom.
    pub title: Label,
    /// The CSV with its figures.
    pub figures_in: String,
    /// Why figures are not computed, or cannot be equal, in words.
    pub reason: BTreeMap<String, Label>,
    #[serde(skip)]
    pub(crate) figures: Vec<PublishedFigure>,
    #[serde(skip)]
    pub(crate) file: String,
}

/// One published figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFigure {
    /// Its key, unique.
    pub key: String,
    /// The paragraph that prints it.
    pub paragraph: u32,
    /// The footnote, when it stands in one.
    #[serde(default)]
    pub footnote: Option<u32>,
    /// What it is, for those who keep the file.
    pub what: String,
    /// As printed: a number, a date, a range.
    pub published: String,
    /// `count`, `percent`, `rank`, `per_10` …
    pub unit: String,
    /// How exactly it was printed: `exact`, `almost`, `more_than` …
    pub qualifier: String,
    /// How it is computed; none when it is not.
    #[serde(default)]
    pub how: Option<How>,
    /// Addresses of figures, or a table, or a list with attributes: what [`How`] says.
    #[serde(default)]
    pub over: String,
    /// What a percentage is of.
    #[serde(default)]
    pub under: String,
    /// The reason why it is not computed, or why what is computed cannot be equal.
    #[serde(default)]
    pub why_not: Option<String>,
}

/// The closed set of ways to compute a published figure. `over` and `under` are addresses with spaces between,
/// added up; `known:table` and `unknown:table` are a table's known base and what is not known in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The figures of `over` added up.
    Count,
    /// `over` in percent of `under`; without `under`, the share of the known that the figure has.
    Percent,
    /// Known rows of the table `over` with a count, in the column if one is named; less those that `under` names.
    Rows,
    /// Known rows without any; with a column, rows that have some but not there.
    RowsWithout,
    /// Rows of which only the column of `over` has a count.
    RowsOnly,
    /// Rows of which every known column has a count.
    RowsFull,
    /// Rows of which some known columns have a count and some have none.
    RowsInPart,
    /// Rows with a count of which nothing is known.
    RowsUnknown,
    /// The place of the row of `over` among the known rows of its table, the largest first.
    Rank,
    /// Codes of the list `over` that have every `attribute=value` after it; `|` stands between two values.
    Codes,
}

impl Published {
    /// Its figures, in the order of the file.
    #[must_use]
    pub fn figures(&self) -> &[PublishedFigure] {
        &self.figures
    }
}

impl How {
    /// Whether `over` names a table and not figures.
    #[must_use]
    pub fn is_of_table(self) -> bool {
        !matches!(self, How::Count | How::Percent | How::Rank | How::Codes)
    }
}

impl PublishedFigure {
    /// The tables that it is computed from.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let words = self.over.split_whitespace().chain(self.under.split_whitespace());
        words
            .filter(|_| self.how != Some(How::Codes))
            .map(|word| word.split_once(':').map_or(word, |(_, table)| table))
            .map(|word| word.split('[').next().unwrap_or_default())
    }
}
