//! The sentences that findings say, apart from the rules of registers.

use serde::Deserialize;

use crate::Label;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Note,
    /// Counted and shown; the row goes in.
    Warning,
    /// The row waits for its correction.
    Error,
    /// The file is not read.
    Refusal,
}

impl Severity {
    /// The word in `--json`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
            Severity::Refusal => "refusal",
        }
    }
}

/// What a finding of a code says and how it is mended. `{value}`, `{list}`, `{near}`, `{other}` and
/// `{count}` are filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The finding's code, for instance `C-004`; never reused.
    pub id: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub says: Label,
    /// How to mend it.
    pub mend: Label,
}
