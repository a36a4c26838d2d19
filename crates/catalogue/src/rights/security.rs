//! The security document: the standing sentences of the edition, and in them what the policy says and what an
//! installation tells of itself.

mod tables;

use super::{Installation, page::Page};
use crate::{Catalogue, Language};

use tables::Tables;
pub(crate) use tables::WORDS;

/// What a text of the document leaves to be filled in; it stands there in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    At,
    Program,
    Edition,
    Identity,
    NoIdentity,
    Institutions,
    Retention,
    Roles,
    Apart,
    Accounts,
    Safeguards,
    State,
    Gaps,
    Events,
    Checkpoint,
}

impl Slot {
    pub(crate) const ALL: [Slot; 15] = [
        Slot::At,
        Slot::Program,
        Slot::Edition,
        Slot::Identity,
        Slot::NoIdentity,
        Slot::Institutions,
        Slot::Retention,
        Slot::Roles,
        Slot::Apart,
        Slot::Accounts,
        Slot::Safeguards,
        Slot::State,
        Slot::Gaps,
        Slot::Events,
        Slot::Checkpoint,
    ];

    pub(crate) fn id(self) -> &'static str {
        match self {
            Slot::At => "at",
            Slot::Program => "program",
            Slot::Edition => "edition",
            Slot::Identity => "identity",
            Slot::NoIdentity => "no_identity",
            Slot::Institutions => "institutions",
            Slot::Retention => "retention",
            Slot::Roles => "roles",
            Slot::Apart => "apart",
            Slot::Accounts => "accounts",
            Slot::Safeguards => "safeguards",
            Slot::State => "state",
            Slot::Gaps => "gaps",
            Slot::Events => "events",
            Slot::Checkpoint => "checkpoint",
        }
    }

    pub(crate) fn of(id: &str) -> Option<Slot> {
        Self::ALL.into_iter().find(|slot| slot.id() == id)
    }
}

/// Where the standing sentences of a language are.
pub(crate) fn path(language: Language) -> String {
    format!("rights/security.{}.md", language.code())
}

/// A text taken apart: what stands, each followed by the id in braces after it, if any.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut parts = text.split('{');
    let first = parts.next().map(|text| (text, None));
    let rest = parts.map(|part| match part.split_once('}') {
        Some((id, text)) => (text, Some(id)),
        None => (part, Some("")),
    });
    first.into_iter().chain(rest)
}

impl Catalogue {
    /// The security document of an installation, in Markdown. `None` of an edition made before there was one.
    #[must_use]
    pub fn security_document(&self, language: Language, of: &Installation) -> Option<String> {
        let text = self.files().text(&path(language))?;
        let tables = Tables {
            catalogue: self,
            page: Page {
                rights: self.rights(),
                language,
            },
            of,
        };
        let filled = pieces(text).map(|(text, slot)| {
            let filled = slot.and_then(Slot::of).map(|slot| self.filled(slot, &tables));
            filled.unwrap_or_default() + text
        });
        Some(filled.collect())
    }

    fn filled(&self, slot: Slot, tables: &Tables<'_>) -> String {
        let text = match slot {
            Slot::At => tables.of.at.clone(),
            Slot::Program => tables.of.program.clone(),
            Slot::Edition => self.edition().to_owned(),
            Slot::Identity => tables.identity(),
            Slot::NoIdentity => tables.page.kinds(),
            Slot::Institutions => tables.institutions(),
            Slot::Retention => tables.page.classes(),
            Slot::Roles => tables.roles(),
            Slot::Apart => tables.page.pairs(),
            Slot::Accounts => tables.accounts(),
            Slot::Safeguards => tables.safeguards(),
            Slot::State => tables.state(),
            Slot::Gaps => tables.gaps(),
            Slot::Events => tables.events(),
            Slot::Checkpoint => tables.of.checkpoint.clone(),
        };
        text.trim_end().to_owned()
    }
}
