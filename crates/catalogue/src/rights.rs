//! The policy: who may do what, read from `rights/`, and the one place where it is decided. What is not
//! written there is refused.

mod act;
mod installation;
mod line;
pub(crate) mod page;
pub(crate) mod reading;
mod retention;
mod role;
mod safeguard;
pub(crate) mod security;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{Label, Tier};

pub use act::Act;
pub use installation::{Happened, Installation};
pub use line::{Jurisdiction, Line, Need, Whose};
pub use retention::{Retention, Then};
pub use role::{Apart, NoIdentity, Role, RoleDescription};
pub use safeguard::{Safeguard, Standing};

/// The compartments of identity.
pub(crate) const COMPARTMENTS: [&str; 4] = ["person", "contact", "narrative", "document"];

/// Who asks: all roles of one person, and where they act from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asker<'a> {
    /// The roles; whoever has none is the public.
    pub roles: &'a [Role],
    /// The institution (list `authority`), or empty for those who act for no single one: the national secretariat,
    /// the national auditor, the national administrator.
    pub institution: &'a str,
    /// The institution's federal state (INEGI code; `00` the federation), or empty.
    pub state: &'a str,
}

/// On what: as much of it as the policy asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Thing<'a> {
    /// The institution whose it is, or empty when it is of none: a vintage, the log as a whole.
    pub institution: &'a str,
    /// That institution's federal state (INEGI code; `00` the federation), or empty.
    pub federal_state: &'a str,
    /// The stage of the return, record, opening or account, or empty when it has none.
    pub stage: &'a str,
    /// The highest tier that the act reaches, or writes.
    pub tier: Tier,
    /// Of identity, the compartment; none named is all of them.
    pub compartment: Option<&'a str>,
}

/// What the policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'r> {
    /// Yes, in this role, by this line of `acts.csv`, once every need is met.
    Allowed {
        /// The role in which it is done.
        role: Role,
        /// What must be given or be there first.
        needs: &'r [Need],
        /// The line of the file.
        line: u32,
    },
    /// No, for the nearest reason.
    Refused(Refusal),
}

/// Why not; the nearer to a yes, the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// None of the roles may do it.
    NoRole,
    /// The roles may do it for their own institution, or for none.
    OtherInstitution,
    /// The roles may do it in their own state, or only those who act for the country may.
    OtherJurisdiction,
    /// Not in the stage in which the thing is.
    WrongStage,
    /// It reaches further than the role does: another tier or compartment, or an institution that holds no identity.
    Identity,
    /// The person holds two roles that may not be one person's.
    RolesApart,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Refusal; 6] = [
        Refusal::NoRole,
        Refusal::OtherInstitution,
        Refusal::OtherJurisdiction,
        Refusal::WrongStage,
        Refusal::Identity,
        Refusal::RolesApart,
    ];

    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Refusal::NoRole => "no_role",
            Refusal::OtherInstitution => "other_institution",
            Refusal::OtherJurisdiction => "other_jurisdiction",
            Refusal::WrongStage => "wrong_stage",
            Refusal::Identity => "identity",
            Refusal::RolesApart => "roles_apart",
        }
    }
}

/// A refusal in words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// What is so.
    pub says: Label,
    /// The way out.
    pub mend: Label,
}

/// An act in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActDescription {
    /// The act.
    pub id: Act,
    /// The kinds of thing whose stages its lines may name; none for an act on what has no stage.
    #[serde(default)]
    pub about: Vec<String>,
    /// What is done, in the infinitive, without a full stop.
    pub label: Label,
    /// Whether nobody may do it yet.
    #[serde(default)]
    pub nobody_yet: bool,
}

/// A stage of a return, a record, an opening or an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The id.
    pub id: String,
    /// Of what: `return`, `record`, `opening`, `account`.
    pub of: String,
    /// In words.
    pub label: Label,
}

/// Who may do what, of one edition.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    roles: Vec<RoleDescription>,
    apart: Vec<Apart>,
    no_identity: Vec<NoIdentity>,
    acts: Vec<ActDescription>,
    stages: Vec<Stage>,
    reasons: BTreeMap<String, Reason>,
    words: BTreeMap<String, BTreeMap<String, Label>>,
    lines: BTreeMap<Act, Vec<Line>>,
    retention: Vec<Retention>,
    safeguards: Vec<Safeguard>,
    holders: BTreeSet<String>,
    kinds: BTreeMap<String, Label>,
}

impl Rights {
    /// Whether somebody may do an act on a thing. Of several lines that allow it, the one that needs least; what the
    /// public may do, everybody may.
    #[must_use]
    pub fn decide(&self, act: Act, by: &Asker<'_>, on: &Thing<'_>) -> Decision<'_> {
        if self.incompatible(by.roles).is_some() {
            return Decision::Refused(Refusal::RolesApart);
        }
        let lines = self.lines_of(act);
        let own = lines.iter().filter(|line| by.roles.contains(&line.role));
        let open = lines.iter().filter(|line| line.role == Role::Public);
        let allowed = own.clone().chain(open.clone());
        let allowed = allowed.filter(|line| self.against(line, by, on).is_none());
        if let Some(line) = allowed.min_by_key(|line| line.needs.len()) {
            return Decision::Allowed {
                role: line.role,
                needs: &line.needs,
                line: line.line,
            };
        }
        let nearest = own.filter_map(|line| self.against(line, by, on)).max();
        let nearest = nearest.or_else(|| open.filter_map(|line| self.against(line, by, on)).max());
        Decision::Refused(nearest.unwrap_or(Refusal::NoRole))
    }

    fn against(&self, line: &Line, by: &Asker<'_>, on: &Thing<'_>) -> Option<Refusal> {
        let holds = |institution: &str| self.holds_identity(institution);
        line.against(by, on).or_else(|| {
            (on.tier == Tier::T2 && !(holds(by.institution) && holds(on.institution))).then_some(Refusal::Identity)
        })
    }

    /// Whether an institution may hold identity: it is in the list `authority`, of a kind that is not among
    /// [`Rights::no_identity`].
    #[must_use]
    pub fn holds_identity(&self, institution: &str) -> bool {
        self.holders.contains(institution)
    }

    /// The first two roles of these that one person may not hold together.
    #[must_use]
    pub fn incompatible(&self, roles: &[Role]) -> Option<(Role, Role)> {
        let pairs = roles
            .iter()
            .flat_map(|one| roles.iter().map(move |other| (*one, *other)));
        pairs
            .into_iter()
            .find(|(one, other)| self.apart.iter().any(|apart| apart.separates(*one, *other)))
    }

    /// A role in words; `None` in an edition without rights.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<&RoleDescription> {
        self.roles.iter().find(|one| one.id == role)
    }

    /// An act in words; `None` in an edition without rights.
    #[must_use]
    pub fn act(&self, act: Act) -> Option<&ActDescription> {
        self.acts.iter().find(|one| one.id == act)
    }

    /// A refusal in words; `None` in an edition without rights.
    #[must_use]
    pub fn reason(&self, refusal: Refusal) -> Option<&Reason> {
        self.reasons.get(refusal.id())
    }

    /// A need in words, as what is asked for; `None` in an edition without rights.
    #[must_use]
    pub fn need(&self, need: Need) -> Option<&Label> {
        self.word("need", need.id())
    }

    /// The lines of an act, in the order of the file.
    #[must_use]
    pub fn lines_of(&self, act: Act) -> &[Line] {
        self.lines.get(&act).map_or(&[], Vec::as_slice)
    }

    /// Every line, act by act.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values().flatten()
    }

    /// The stages of a kind of thing: `return`, `record`, `opening`, `account`.
    pub fn stages<'a>(&'a self, of: &'a str) -> impl Iterator<Item = &'a Stage> {
        self.stages.iter().filter(move |stage| stage.of == of)
    }

    /// Which roles one person may not hold together, and why.
    #[must_use]
    pub fn apart(&self) -> &[Apart] {
        &self.apart
    }

    /// The kinds of authority that never hold identity, and why.
    #[must_use]
    pub fn no_identity(&self) -> &[NoIdentity] {
        &self.no_identity
    }

    /// How long what is kept is kept, in the order of the file.
    #[must_use]
    pub fn retention(&self) -> &[Retention] {
        &self.retention
    }

    /// The measures of security, kept and not yet, in the order of the file.
    #[must_use]
    pub fn safeguards(&self) -> &[Safeguard] {
        &self.safeguards
    }

    /// A word of a group of `words.toml`.
    pub(crate) fn word(&self, of: &str, id: &str) -> Option<&Label> {
        self.words.get(of)?.get(id)
    }

    /// The ids of a group's words.
    pub(crate) fn words(&self, of: &str) -> impl Iterator<Item = &str> {
        self.words
            .get(of)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .map(String::as_str)
    }

    /// The ids of the reasons.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = &str> {
        self.reasons.keys().map(String::as_str)
    }

    /// Every role, as its file has it.
    pub(crate) fn roles(&self) -> &[RoleDescription] {
        &self.roles
    }

    /// Every act, as its file has it.
    pub(crate) fn acts(&self) -> &[ActDescription] {
        &self.acts
    }

    /// The stages of everything that has some.
    pub(crate) fn every_stage(&self) -> &[Stage] {
        &self.stages
    }
}

impl Apart {
    /// Whether it keeps these two roles apart, in either order.
    fn separates(&self, one: Role, other: Role) -> bool {
        self.role == one && self.from.contains(&other) || self.role == other && self.from.contains(&one)
    }
}
