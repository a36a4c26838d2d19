//! The roles in which people act, and which of them one person may not hold together.

use serde::Deserialize;

use crate::Label;

/// A role. What it is for stands in `rights/roles.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Role {
    /// Hands in what an institution keeps.
    Registrar,
    /// Answers for what an institution's registrars hand in.
    Reviewer,
    /// Calls for returns, follows them, freezes and publishes.
    Coordinator,
    /// Computes and explains figures.
    Analyst,
    /// Guards the key of an institution's identities.
    Custodian,
    /// Watches those who act.
    Auditor,
    /// Keeps accounts and machines.
    Administrator,
    /// Whoever reads what is published.
    Public,
}

impl Role {
    /// Every role, in the order of the policy's page.
    pub const ALL: [Role; 8] = [
        Role::Registrar,
        Role::Reviewer,
        Role::Coordinator,
        Role::Analyst,
        Role::Custodian,
        Role::Auditor,
        Role::Administrator,
        Role::Public,
    ];

    /// The id; never reused.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Registrar => "registrar",
            Role::Reviewer => "reviewer",
            Role::Coordinator => "coordinator",
            Role::Analyst => "analyst",
            Role::Custodian => "custodian",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::Public => "public",
        }
    }

    /// The role of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Role> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// Whether an edition may let it reach identity (T2) at all: those of the institution that holds it, and no
    /// others.
    #[must_use]
    pub fn may_reach_identity(self) -> bool {
        matches!(self, Role::Registrar | Role::Reviewer | Role::Custodian)
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(id: String) -> Result<Role, String> {
        Role::of(&id).ok_or_else(|| format!("«{id}» is no role that the program knows"))
    }
}

/// A role in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleDescription {
    /// The role.
    pub id: Role,
    /// Its name.
    pub label: Label,
    /// What it is for.
    pub purpose: Label,
    /// Whether whoever holds it signs in with a second factor.
    pub second_factor: bool,
    /// The articles and paragraphs it stands on.
    pub basis: Vec<String>,
}

/// Roles that one person may not hold together with another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// The role.
    pub role: Role,
    /// What the same person may not be.
    pub from: Vec<Role>,
    /// Why.
    pub reason: Label,
    /// The articles and paragraphs it stands on.
    pub basis: Vec<String>,
}

/// A kind of authority (list `authority_kind`) that never holds identity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoIdentity {
    /// The kind.
    pub kind: String,
    /// Why.
    pub reason: Label,
    /// The articles and paragraphs it stands on.
    pub basis: Vec<String>,
}
