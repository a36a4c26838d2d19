//! A return: what an authority hands in, its parts by register, and the receipt it gets.

use catalogue::{Date, Language};

use crate::Period;

/// Where a return stands (¶13, ¶23, ¶57).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReturnState {
    /// Every row went in and nothing was found.
    Accepted,
    /// Rows went in; findings or waiting rows remain.
    AcceptedWithObservations,
    /// No row could go in.
    SentBack,
}

impl ReturnState {
    /// Every state.
    pub const ALL: [ReturnState; 3] = [
        ReturnState::Accepted,
        ReturnState::AcceptedWithObservations,
        ReturnState::SentBack,
    ];

    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ReturnState::Accepted => "accepted",
            ReturnState::AcceptedWithObservations => "accepted_with_observations",
            ReturnState::SentBack => "sent_back",
        }
    }

    /// The state of an id.
    #[must_use]
    pub fn of(id: &str) -> Option<ReturnState> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// In words.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (ReturnState::Accepted, Language::Es) => "aceptada",
            (ReturnState::Accepted, Language::En) => "accepted",
            (ReturnState::AcceptedWithObservations, Language::Es) => "aceptada con observaciones",
            (ReturnState::AcceptedWithObservations, Language::En) => "accepted with observations",
            (ReturnState::SentBack, Language::Es) => "devuelta para corrección",
            (ReturnState::SentBack, Language::En) => "sent back for correction",
        }
    }
}

/// One register's share of a return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The register.
    pub register: String,
    /// Its version when the return was read.
    pub version: u32,
    /// The sheet it came from, or empty.
    pub sheet: String,
    /// Rows of the file that are of this register.
    pub rows: u64,
    /// Rows that went in.
    pub accepted: u64,
    /// Rows that wait for their correction.
    pub waiting: u64,
    /// What the accepted rows stand for, added up.
    pub stands_for: u64,
    /// The earlier returns whose records of this register this one replaces: those whose period its own contains.
    pub replaces: Vec<i64>,
}

/// A return as the store remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Its number in this store, from 1.
    pub number: i64,
    /// The authority (list `authority`).
    pub authority: String,
    /// The period.
    pub period: Period,
    /// The file's name as it was handed in.
    pub file_name: String,
    /// The file's SHA-256, hexadecimal.
    pub sha256: String,
    /// The file's size in bytes.
    pub size_bytes: u64,
    /// The crosswalk, or empty when the file is one of our own forms.
    pub crosswalk: String,
    /// The catalogue's edition under which it was read.
    pub edition: String,
    /// When it was received, RFC 3339 in UTC.
    pub received_at: String,
    /// Who handed it in.
    pub received_from: String,
    /// Where it stands.
    pub state: ReturnState,
    /// Its parts.
    pub parts: Vec<Part>,
    /// The documents handed in with it, in the order of their names.
    pub annexes: Vec<Annex>,
}

/// A document handed in with a return, kept as received (¶23).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annex {
    /// The file's name as it was handed in.
    pub name: String,
    /// The file's SHA-256, hexadecimal.
    pub sha256: String,
    /// The file's size in bytes.
    pub size_bytes: u64,
}

impl Returned {
    /// The day on which the system learnt it.
    #[must_use]
    pub fn known_on(&self) -> Option<Date> {
        Date::parse(self.received_at.get(..10)?)
    }
}

/// What the authority gets back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The return.
    pub returned: Returned,
    /// Whether the same file had already been received: then nothing changed.
    pub already_had: bool,
}
