//! What an installation tells of itself for its security document: numbers and instants, and no name of a person.

use crate::Role;

/// An installation at an instant.
#[derive(Clone, Debug, Default)]
pub struct Installation {
    /// The instant, RFC 3339 in UTC.
    pub at: String,
    /// The version of the program.
    pub program: String,
    /// The institutions that have a key, each with how many custodians hold it.
    pub institutions: Vec<(String, usize)>,
    /// How many accounts of a role are in a stage (`invited`, `active`, `closed` …); an account of two roles counts in
    /// both.
    pub accounts: Vec<(Role, String, usize)>,
    /// Active accounts whose roles ask for a second factor and that have none.
    pub without_code: usize,
    /// Records whose sealed identity can still be opened.
    pub sealed: u64,
    /// Alerts of the last twelve months, by kind: `canary`, `emergency`, `lock_out`, `quota`.
    pub alerts: Vec<(String, u64)>,
    /// What the log tells of each act, by its id.
    pub acts: Vec<Happened>,
    /// Openings in an emergency that nobody has reviewed.
    pub unreviewed: usize,
    /// Proposals that wait for a second person.
    pub waiting: usize,
    /// How many signed states of the log are kept, and the instant of the first; empty when there is none.
    pub checkpoints: (u64, String),
    /// The signed state of the log, and the key that verifies it.
    pub checkpoint: String,
}

/// How often an act was done, and when last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// The act, as the log names it.
    pub act: String,
    /// How often in the last twelve months.
    pub in_year: u64,
    /// When last, RFC 3339 in UTC.
    pub last: String,
}

impl Installation {
    /// What the log tells of an act; nothing when it was never done.
    pub(super) fn of_act(&self, act: &str) -> Option<&Happened> {
        self.acts.iter().find(|one| one.act == act)
    }
}
