//! Rules of a register: a closed set of kinds, each rule with a stable id and its sentences.

use serde::Deserialize;

use crate::{Label, Severity};

/// A rule of a register. Exactly one kind is given.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct Rule {
    /// Stable, never reused: `V-014`.
    pub id: String,
    /// An error makes the row wait.
    pub severity: Severity,
    /// What is wrong when it is broken.
    pub says: Label,
    /// How to mend it.
    pub mend: Label,
    /// The article or paragraph.
    pub cite: Vec<String>,
    /// What it asks.
    pub kind: RuleKind,
}

/// What a rule asks. Field names are ids of the register.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleKind {
    /// Each date is not after the next; unknown parts never break it.
    Order(Vec<String>),
    /// When the condition holds, the field is answered with a value or S.I.
    Requires {
        /// The condition.
        when: When,
        /// The field that must be answered.
        field: String,
    },
    /// When the condition holds, the field is empty or N.A., or has none of the codes given.
    Excludes {
        /// The condition.
        when: When,
        /// The field.
        field: String,
        /// The codes it may not have; none given means any value at all.
        codes: Vec<String>,
    },
    /// A number within bounds, both included.
    Range {
        /// The field.
        field: String,
        /// The least and the most.
        bounds: [i64; 2],
    },
    /// The total equals the sum of its parts, when all are known.
    Sum {
        /// The total.
        total: String,
        /// The parts.
        parts: Vec<String>,
    },
    /// No two rows of a return have the same answers in these fields, when all are values.
    Unique(Vec<String>),
    /// The text has this form (a regular expression, the whole text).
    Matches {
        /// The field.
        field: String,
        /// The form.
        pattern: String,
    },
    /// At least one of the fields is answered, with a value or S.I.
    OneOf(Vec<String>),
    /// The date falls in the period of the return (¶23).
    InPeriod(String),
    /// Every code of the first field was in force on the date of the second.
    InForce {
        /// A field of codes.
        field: String,
        /// A date.
        on: String,
    },
}

/// A condition: the field has one of these codes (or any value, when none is given).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The field.
    pub field: String,
    /// The codes that make it hold; for a field of numbers, ranges with both ends (`0..17`).
    #[serde(default)]
    pub is: Vec<String>,
}

impl RuleKind {
    /// The fields the rule speaks of; the first is where its finding points.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match self {
            RuleKind::Order(fields) | RuleKind::Unique(fields) | RuleKind::OneOf(fields) => {
                fields.iter().map(String::as_str).collect()
            }
            RuleKind::Requires { when, field } | RuleKind::Excludes { when, field, .. } => {
                vec![field, &when.field]
            }
            RuleKind::Range { field, .. } | RuleKind::Matches { field, .. } => vec![field],
            RuleKind::Sum { total, parts } => std::iter::once(total).chain(parts).map(String::as_str).collect(),
            RuleKind::InPeriod(field) => vec![field],
            RuleKind::InForce { field, on } => vec![field, on],
        }
    }
}

/// A rule as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    severity: Severity,
    says: Label,
    #[serde(default)]
    mend: Label,
    #[serde(default)]
    cite: Vec<String>,
    order: Option<Vec<String>>,
    requires: Option<String>,
    excludes: Option<String>,
    #[serde(default)]
    codes: Vec<String>,
    when: Option<When>,
    range: Option<String>,
    bounds: Option<[i64; 2]>,
    sum: Option<String>,
    parts: Option<Vec<String>>,
    unique: Option<Vec<String>>,
    matches: Option<String>,
    pattern: Option<String>,
    one_of: Option<Vec<String>>,
    in_period: Option<String>,
    in_force: Option<String>,
    on: Option<String>,
}

impl TryFrom<Written> for Rule {
    type Error = String;

    fn try_from(written: Written) -> Result<Rule, String> {
        let mut kinds = written.kinds();
        let kind = match (kinds.pop(), kinds.is_empty()) {
            (Some(kind), true) => kind,
            (None, _) => {
                return Err(format!(
                    "rule {} has no complete kind (order, requires+when, excludes+when, range+bounds, \
                     sum+parts, unique, matches+pattern, one_of, in_period, in_force+on)",
                    written.id
                ));
            }
            _ => return Err(format!("rule {} has more than one kind; write two rules", written.id)),
        };
        Ok(Rule {
            id: written.id,
            severity: written.severity,
            says: written.says,
            mend: written.mend,
            cite: written.cite,
            kind,
        })
    }
}

impl Written {
    fn kinds(&self) -> Vec<RuleKind> {
        let when = self.when.clone();
        let conditioned = |field: &Option<String>| field.clone().zip(when.clone());
        [
            self.order.clone().map(RuleKind::Order),
            conditioned(&self.requires).map(|(field, when)| RuleKind::Requires { when, field }),
            conditioned(&self.excludes).map(|(field, when)| RuleKind::Excludes {
                when,
                field,
                codes: self.codes.clone(),
            }),
            self.range
                .clone()
                .zip(self.bounds)
                .map(|(field, bounds)| RuleKind::Range { field, bounds }),
            self.sum
                .clone()
                .zip(self.parts.clone())
                .map(|(total, parts)| RuleKind::Sum { total, parts }),
            self.unique.clone().map(RuleKind::Unique),
            self.matches
                .clone()
                .zip(self.pattern.clone())
                .map(|(field, pattern)| RuleKind::Matches { field, pattern }),
            self.one_of.clone().map(RuleKind::OneOf),
            self.in_period.clone().map(RuleKind::InPeriod),
            self.in_force
                .clone()
                .zip(self.on.clone())
                .map(|(field, on)| RuleKind::InForce { field, on }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
