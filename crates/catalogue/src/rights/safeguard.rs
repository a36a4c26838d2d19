//! The measures of security: what is kept, what is kept in part, what is not kept yet and what the plan is.

use serde::Deserialize;

use crate::Label;

/// A measure of security.
#[derive(Clone, Debug)]
pub struct Safeguard {
    /// The id.
    pub id: String,
    /// How far it is kept.
    pub standing: Standing,
    /// The articles it stands on.
    pub basis: Vec<String>,
    /// What is so, in words.
    pub label: Label,
    /// What comes next; without words when it is kept.
    pub plan: Label,
    /// The line of the file.
    pub line: u32,
}

/// How far a measure is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Whole.
    Kept,
    /// In part.
    Partly,
    /// Not yet.
    NotYet,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 3] = [Standing::Kept, Standing::Partly, Standing::NotYet];

    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Standing::Kept => "kept",
            Standing::Partly => "partly",
            Standing::NotYet => "not_yet",
        }
    }

    /// The standing of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Standing> {
        Self::ALL.into_iter().find(|standing| standing.id() == id)
    }
}

/// A measure as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    id: String,
    standing: String,
    basis: String,
    es: String,
    en: String,
    plan_es: String,
    plan_en: String,
}

impl Written {
    /// The measure, or what is wrong with it.
    pub(super) fn safeguard(self, line: u32) -> Result<Safeguard, Vec<String>> {
        let Some(standing) = Standing::of(&self.standing) else {
            let known = Standing::ALL.map(Standing::id).join(", ");
            return Err(vec![format!(
                "«{}» in the column standing is not known ({known})",
                self.standing
            )]);
        };
        Ok(Safeguard {
            id: self.id,
            standing,
            basis: super::line::several(&self.basis),
            label: Label {
                es: self.es,
                en: self.en,
            },
            plan: Label {
                es: self.plan_es,
                en: self.plan_en,
            },
            line,
        })
    }
}
