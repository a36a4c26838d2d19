//! Contradictions between sources as files: which two figures, or which rows of two tables, must not be so.

use serde::Deserialize;

use crate::Label;

/// Two sources held against each other. `left` and `right` are tables, compared row by row by the rows' codes,
/// or the addresses of two figures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// The id.
    pub id: String,
    /// What makes two figures contradict each other.
    pub kind: ContradictionKind,
    /// The first table or figure.
    pub left: String,
    /// The second table or figure.
    pub right: String,
    /// Title, without a full stop.
    pub title: Label,
    /// What one clash says: `{row}`, `{left}` and `{right}` are filled in.
    pub says: Label,
    /// What to ask, and of whom, to resolve it.
    pub ask: Label,
    /// The paragraph or article.
    pub cite: Vec<String>,
    #[serde(skip)]
    pub(crate) file: String,
}

/// What makes two figures contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContradictionKind {
    /// The first has some, the second none.
    Without,
    /// The first, which is a part of the second, is more.
    Exceeds,
    /// The two speak of one fact and are not equal.
    Differs,
}

impl Contradiction {
    /// The tables that it holds against each other.
    pub fn tables(&self) -> [&str; 2] {
        [&self.left, &self.right].map(|side| side.split('[').next().unwrap_or_default())
    }
}
