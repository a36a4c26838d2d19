//! How long what is kept is kept, and what becomes of it then.

use serde::Deserialize;

use crate::Label;

/// A class of retention: what it covers, for how long, and what happens at the end.
#[derive(Clone, Debug)]
pub struct Retention {
    /// The id.
    pub id: String,
    /// What it covers: `record`, `identity`, `original`, `opening`, `log`, `account`, `vintage`, `publication`,
    /// `backup`.
    pub of: String,
    /// The registers whose records it covers; `None` for all, empty for what is of no register.
    pub registers: Option<Vec<String>>,
    /// The compartments of identity it covers.
    pub compartments: Vec<String>,
    /// The term in years; `None` where the law sets none.
    pub years: Option<u32>,
    /// From when the term runs.
    pub from: String,
    /// What happens at its end.
    pub then: Then,
    /// The articles it stands on.
    pub basis: Vec<String>,
    /// In words.
    pub label: Label,
    /// The line of the file.
    pub line: u32,
}

impl Retention {
    /// Whether it covers what is of a register.
    #[must_use]
    pub fn covers(&self, register: &str) -> bool {
        self.registers
            .as_ref()
            .is_none_or(|some| some.iter().any(|one| one == register))
    }
}

/// What happens at the end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is blocked: kept, and used no more.
    Block,
    /// It goes to the historical archive, its restriction with it.
    Transfer,
    /// Its key is destroyed; what is pseudonymous stays.
    EraseIdentity,
    /// It leaves the system: a backup, of which there are later ones.
    Discard,
    /// It stays.
    Keep,
}

impl Then {
    /// Everything that can happen.
    pub const ALL: [Then; 5] = [
        Then::Block,
        Then::Transfer,
        Then::EraseIdentity,
        Then::Discard,
        Then::Keep,
    ];

    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Then::Block => "block",
            Then::Transfer => "transfer",
            Then::EraseIdentity => "erase_identity",
            Then::Discard => "discard",
            Then::Keep => "keep",
        }
    }

    /// What an id stands for, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Then> {
        Self::ALL.into_iter().find(|then| then.id() == id)
    }
}

/// A class as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    id: String,
    of: String,
    registers: String,
    compartments: String,
    years: Option<u32>,
    from: String,
    then: String,
    basis: String,
    es: String,
    en: String,
}

impl Written {
    /// The class, or what is wrong with it.
    pub(super) fn class(self, line: u32) -> Result<Retention, Vec<String>> {
        let several = super::line::several;
        let Some(then) = Then::of(&self.then) else {
            let known = Then::ALL.map(Then::id).join(", ");
            return Err(vec![format!(
                "«{}» in the column then is not known ({known})",
                self.then
            )]);
        };
        Ok(Retention {
            id: self.id,
            of: self.of,
            registers: (self.registers != "*").then(|| several(&self.registers)),
            compartments: several(&self.compartments),
            years: self.years,
            from: self.from,
            then,
            basis: several(&self.basis),
            label: Label {
                es: self.es,
                en: self.en,
            },
            line,
        })
    }
}
