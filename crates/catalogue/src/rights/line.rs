//! One line of `rights/acts.csv`: an act that a role may do, of what, and with what need.

use serde::Deserialize;

use crate::{Act, Asker, Label, Refusal, Role, Thing, Tier};

/// What somebody must give or have, besides the right, before an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A purpose, written for this act; it stands in the log.
    Purpose,
    /// The number of the official letter or file that asks for it.
    OfficeNumber,
    /// A second person, who is not the first in another role.
    SecondPerson,
    /// The password, given in the last 15 minutes.
    Fresh,
    /// A second factor in this session.
    SecondFactor,
}

impl Need {
    /// Every need.
    pub const ALL: [Need; 5] = [
        Need::Purpose,
        Need::OfficeNumber,
        Need::SecondPerson,
        Need::Fresh,
        Need::SecondFactor,
    ];

    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Need::Purpose => "purpose",
            Need::OfficeNumber => "office_number",
            Need::SecondPerson => "second_person",
            Need::Fresh => "fresh",
            Need::SecondFactor => "second_factor",
        }
    }

    /// The need of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Need> {
        Self::ALL.into_iter().find(|need| need.id() == id)
    }
}

/// Whose thing a line lets its role act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The institution's own.
    Own,
    /// Anybody's, or nobody's.
    Any,
    /// What is of no institution.
    None,
}

impl Whose {
    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Whose::Own => "own",
            Whose::Any => "any",
            Whose::None => "none",
        }
    }

    fn of(id: &str) -> Option<Whose> {
        [Whose::Own, Whose::Any, Whose::None]
            .into_iter()
            .find(|whose| whose.id() == id)
    }

    fn holds(self, by: &Asker<'_>, on: &Thing<'_>) -> bool {
        match self {
            Whose::Own => !by.institution.is_empty() && by.institution == on.institution,
            Whose::Any => true,
            Whose::None => on.institution.is_empty(),
        }
    }
}

/// Over which jurisdiction a line reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jurisdiction {
    /// The whole country, whoever asks.
    Any,
    /// The federal state of the asker's institution; the federation (`00`) is no state.
    OwnState,
    /// The whole country, for those who act for no single institution.
    National,
}

impl Jurisdiction {
    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Jurisdiction::Any => "any",
            Jurisdiction::OwnState => "own_state",
            Jurisdiction::National => "national",
        }
    }

    fn of(id: &str) -> Option<Jurisdiction> {
        [Jurisdiction::Any, Jurisdiction::OwnState, Jurisdiction::National]
            .into_iter()
            .find(|jurisdiction| jurisdiction.id() == id)
    }

    fn holds(self, by: &Asker<'_>, on: &Thing<'_>) -> bool {
        match self {
            Jurisdiction::Any => true,
            Jurisdiction::OwnState => !["", "00"].contains(&by.state) && by.state == on.federal_state,
            Jurisdiction::National => by.institution.is_empty(),
        }
    }
}

/// One act that one role may do.
#[derive(Clone, Debug)]
pub struct Line {
    /// The act.
    pub act: Act,
    /// The role.
    pub role: Role,
    /// Of whom.
    pub whose: Whose,
    /// In which jurisdiction.
    pub jurisdiction: Jurisdiction,
    /// In which stages of the thing; `None` in any.
    pub stages: Option<Vec<String>>,
    /// The tier it reaches at most.
    pub tier: Tier,
    /// Of identity, the compartments it reaches.
    pub compartments: Vec<String>,
    /// What it needs, in the order in which it is asked for.
    pub needs: Vec<Need>,
    /// The articles and paragraphs it stands on.
    pub basis: Vec<String>,
    /// Why so, for whoever reads the policy.
    pub note: Label,
    /// The line of the file.
    pub line: u32,
}

/// A line as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    act: String,
    role: String,
    whose: String,
    jurisdiction: String,
    states: String,
    tier: String,
    compartments: String,
    needs: String,
    basis: String,
    es: String,
    en: String,
}

impl Written {
    /// The line, or everything that is wrong with it.
    pub(super) fn line(self, line: u32) -> Result<Line, Vec<String>> {
        let mut wrong = Vec::new();
        let needs = several(&self.needs).into_iter();
        let needs: Vec<Option<Need>> = needs
            .map(|need| known("need", &need, Need::of(&need), &mut wrong))
            .collect();
        let read = Line {
            act: known("act", &self.act, Act::of(&self.act), &mut wrong).unwrap_or(Act::Check),
            role: known("role", &self.role, Role::of(&self.role), &mut wrong).unwrap_or(Role::Public),
            whose: known("whose", &self.whose, Whose::of(&self.whose), &mut wrong).unwrap_or(Whose::Own),
            jurisdiction: known(
                "jurisdiction",
                &self.jurisdiction,
                Jurisdiction::of(&self.jurisdiction),
                &mut wrong,
            )
            .unwrap_or(Jurisdiction::OwnState),
            stages: (self.states != "*").then(|| several(&self.states)),
            tier: known("tier", &self.tier, Tier::of(&self.tier), &mut wrong).unwrap_or_default(),
            compartments: several(&self.compartments),
            needs: needs.into_iter().flatten().collect(),
            basis: several(&self.basis),
            note: Label {
                es: self.es,
                en: self.en,
            },
            line,
        };
        if wrong.is_empty() { Ok(read) } else { Err(wrong) }
    }
}

pub(super) fn several(cell: &str) -> Vec<String> {
    cell.split('|')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Tier {
    /// Every tier, from what is published to identity.
    pub const ALL: [Tier; 3] = [Tier::T0, Tier::T1, Tier::T2];

    /// The id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Tier::T0 => "T0",
            Tier::T1 => "T1",
            Tier::T2 => "T2",
        }
    }

    /// The tier of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Tier> {
        Self::ALL.into_iter().find(|tier| tier.id() == id)
    }
}

fn known<T>(column: &str, cell: &str, read: Option<T>, wrong: &mut Vec<String>) -> Option<T> {
    if read.is_none() {
        wrong.push(format!(
            "«{cell}» in the column {column} is not known; rights/acts.toml says what may stand there"
        ));
    }
    read
}

impl Line {
    /// What stands against letting the asker act on the thing by this line; the nearest to a yes comes last.
    pub(super) fn against(&self, by: &Asker<'_>, on: &Thing<'_>) -> Option<Refusal> {
        if !self.whose.holds(by, on) {
            Some(Refusal::OtherInstitution)
        } else if !self.jurisdiction.holds(by, on) {
            Some(Refusal::OtherJurisdiction)
        } else if !self.is_in_stage(on.stage) {
            Some(Refusal::WrongStage)
        } else if !self.reaches(on) {
            Some(Refusal::Identity)
        } else {
            None
        }
    }

    fn is_in_stage(&self, stage: &str) -> bool {
        self.stages
            .as_ref()
            .is_none_or(|stages| stages.iter().any(|one| one == stage))
    }

    /// Identity of no named compartment is identity in all of them.
    fn reaches(&self, on: &Thing<'_>) -> bool {
        let compartments = match on.compartment {
            _ if on.tier < Tier::T2 => return on.tier <= self.tier,
            Some(one) => vec![one],
            None => super::COMPARTMENTS.to_vec(),
        };
        self.tier == Tier::T2
            && compartments
                .iter()
                .all(|one| self.compartments.iter().any(|own| own == one))
    }
}
