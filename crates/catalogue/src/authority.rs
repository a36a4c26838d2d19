//! An authority as the list `authority` describes it.

use crate::{Catalogue, Code, Register};

/// The attribute of a kind of authority, or of an authority, that says whether it may hand in identity.
pub(crate) const IDENTITY: &str = "identity";
/// It may, sealed.
pub(crate) const SEALED: &str = "sealed";
/// It may not, nor if its kind might.
pub(crate) const NEVER: &str = "never";

/// A view of one code of the list `authority`.
#[derive(Clone, Copy, Debug)]
pub struct Authority<'c>(pub(crate) &'c Code);

impl<'c> Authority<'c> {
    /// The authority of an id, or `None`.
    #[must_use]
    pub fn of(catalogue: &'c Catalogue, id: &str) -> Option<Authority<'c>> {
        let list = catalogue.list("authority")?;
        list.code(list.position(id)?).map(Authority)
    }

    /// The id, for instance `pros-09-cmx`.
    #[must_use]
    pub fn id(self) -> &'c str {
        &self.0.id
    }

    /// The code itself, with labels and citations.
    #[must_use]
    pub fn code(self) -> &'c Code {
        self.0
    }

    /// Its kind (list `authority_kind`): prosecution, court, victim_commission …
    #[must_use]
    pub fn kind(self) -> &'c str {
        self.attribute("kind")
    }

    /// Its state (INEGI code), or `00` for the federation.
    #[must_use]
    pub fn jurisdiction(self) -> &'c str {
        self.attribute("jurisdiction")
    }

    /// Whether it is one of the 104 that the Diagnosis asked (¶8).
    #[must_use]
    pub fn is_asked(self) -> bool {
        self.attribute("asked") == "1"
    }

    /// For a unit of a prosecution office, the office that was asked and for which it answers too (¶11).
    #[must_use]
    pub fn answers_for(self, catalogue: &'c Catalogue) -> Option<Authority<'c>> {
        let mut one = self;
        // The list is short of cycles by its check; the bound holds without it.
        for _ in 0..8 {
            if one.is_asked() {
                return (one.id() != self.id()).then_some(one);
            }
            if one.kind() != "prosecution_unit" {
                return None;
            }
            one = Authority::of(catalogue, one.attribute("parent"))?;
        }
        None
    }

    /// Whether it keeps this register.
    #[must_use]
    pub fn keeps(self, register: &Register) -> bool {
        register.kept_by.iter().any(|kind| kind == self.kind())
    }

    /// Whether it may hand in identity, sealed: its kind says so, and nothing of its own denies it. Shelters and
    /// organisations that assist victims never may.
    #[must_use]
    pub fn may_send_identity(self, catalogue: &Catalogue) -> bool {
        let kind = catalogue
            .list("authority_kind")
            .and_then(|kinds| kinds.code(kinds.position(self.kind())?));
        let says = kind.and_then(|kind| kind.attributes.get(IDENTITY));
        says.is_some_and(|says| says == SEALED) && self.attribute(IDENTITY) != NEVER
    }

    fn attribute(self, name: &str) -> &'c str {
        self.0.attributes.get(name).map_or("", String::as_str)
    }
}
