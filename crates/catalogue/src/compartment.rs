//! The compartments of identity: each is sealed on its own, so that who needs an address opens no account of the facts.

use serde::Deserialize;

/// What part of a person's identity a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compartment {
    /// Who the person is: names, birth date, CURP.
    Person,
    /// How the person is reached: address, telephone, e-mail.
    Contact,
    /// The account of the facts.
    Narrative,
    /// The names of attached documents about the person.
    Document,
}

impl Compartment {
    /// Every compartment, in the order in which forms ask for them.
    pub const ALL: [Compartment; 4] = [
        Compartment::Person,
        Compartment::Contact,
        Compartment::Narrative,
        Compartment::Document,
    ];

    /// The id by which files name the compartment; never reused.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Compartment::Person => "person",
            Compartment::Contact => "contact",
            Compartment::Narrative => "narrative",
            Compartment::Document => "document",
        }
    }

    /// The compartment of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Compartment> {
        Self::ALL.into_iter().find(|compartment| compartment.id() == id)
    }
}
