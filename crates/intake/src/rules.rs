//! The rules of a register, made ready to run on every row.

use std::{
    collections::HashSet,
    hash::{BuildHasher, Hash, Hasher},
};

use foldhash::quality::FixedState;

use catalogue::{Precision, Rule, RuleKind, State, When};
use regex::Regex;
use register::{Answer, Form, Period};

/// A rule with its fields as positions and its codes as sets.
#[derive(Debug)]
pub(crate) struct Ready<'c> {
    pub(crate) rule: &'c Rule,
    /// Where its finding points.
    pub(crate) field: usize,
    test: Test<'c>,
}

#[derive(Debug)]
enum Test<'c> {
    Order(Vec<usize>),
    Requires(Condition, usize),
    Excludes(Condition, usize, Codes),
    Range(usize, [i64; 2]),
    Sum(usize, Vec<usize>),
    Unique(Vec<usize>, Seen),
    Matches(usize, Regex),
    OneOf(Vec<usize>),
    InPeriod(usize),
    InForce(usize, usize, &'c catalogue::List),
}

#[derive(Debug)]
struct Condition {
    field: usize,
    is: Codes,
}

/// What a condition looks for.
#[derive(Debug)]
enum Codes {
    /// Any value.
    Any,
    /// One of these positions of the field's list.
    Of(Vec<u16>),
    /// A number within one of these ranges, both ends included (`0..17`, or `7` alone).
    Within(Vec<[i64; 2]>),
}

impl<'c> Ready<'c> {
    /// Makes the rules of a form ready. The catalogue's check has seen to it that every field is there.
    pub(crate) fn all(form: &Form<'c>) -> Vec<Ready<'c>> {
        form.register()
            .rules()
            .iter()
            .filter_map(|rule| Ready::one(form, rule))
            .collect()
    }

    fn one(form: &Form<'c>, rule: &'c Rule) -> Option<Ready<'c>> {
        let at = |field: &String| form.register().position(field);
        let all = |fields: &[String]| fields.iter().map(at).collect::<Option<Vec<usize>>>();
        let codes = |field: usize, codes: &[String]| -> Codes {
            match form.list(field) {
                _ if codes.is_empty() => Codes::Any,
                Some(list) => Codes::Of(codes.iter().filter_map(|code| list.position(code)).collect()),
                None => Codes::Within(codes.iter().filter_map(|code| ends(code)).collect()),
            }
        };
        let condition = |when: &When| {
            at(&when.field).map(|field| Condition {
                field,
                is: codes(field, &when.is),
            })
        };
        let test = match &rule.kind {
            RuleKind::Order(fields) => Test::Order(all(fields)?),
            RuleKind::Requires { when, field } => Test::Requires(condition(when)?, at(field)?),
            RuleKind::Excludes {
                when,
                field,
                codes: none_of,
            } => Test::Excludes(condition(when)?, at(field)?, codes(at(field)?, none_of)),
            RuleKind::Range { field, bounds } => Test::Range(at(field)?, *bounds),
            RuleKind::Sum { total, parts } => Test::Sum(at(total)?, all(parts)?),
            RuleKind::Unique(fields) => Test::Unique(all(fields)?, Seen::default()),
            RuleKind::Matches { field, pattern } => Test::Matches(at(field)?, whole(pattern)?),
            RuleKind::OneOf(fields) => Test::OneOf(all(fields)?),
            RuleKind::InPeriod(field) => Test::InPeriod(at(field)?),
            RuleKind::InForce { field, on } => Test::InForce(at(field)?, at(on)?, form.list(at(field)?)?),
        };
        let field = at(&rule.kind.fields().first()?.to_string())?;
        Some(Ready { rule, field, test })
    }

    /// Whether a row breaks the rule. Missing answers break none but `requires` and `one_of`.
    pub(crate) fn is_broken(&mut self, answers: &[Answer<'_>], period: Option<Period>) -> bool {
        match &mut self.test {
            Test::Order(fields) => fields
                .windows(2)
                .any(|pair| is_after(answers[pair[0]], answers[pair[1]])),
            Test::Requires(when, field) => when.holds(answers) && is_open(answers[*field]),
            Test::Excludes(when, field, codes) => codes.hit(answers[*field]) && when.holds(answers),
            Test::Range(field, [least, most]) => {
                matches!(answers[*field], Answer::Number(number) if !(*least..=*most).contains(&number))
            }
            Test::Sum(total, parts) => is_wrong_sum(answers, *total, parts),
            Test::Unique(fields, seen) => {
                fields.iter().all(|field| answers[*field].is_value()) && !seen.insert(hash(answers, fields))
            }
            Test::Matches(field, form) => matches!(answers[*field], Answer::Text(text) if !form.is_match(text)),
            Test::OneOf(fields) => fields.iter().all(|field| is_open(answers[*field])),
            Test::InPeriod(field) => match (answers[*field], period) {
                (Answer::Date(date), Some(period)) => !period.touches(date),
                _ => false,
            },
            Test::InForce(field, on, list) => {
                match answers[*on] {
                    Answer::Date(day) => list.codes().iter().enumerate().any(|(at, code)| {
                        u16::try_from(at).is_ok_and(|at| answers[*field].has(at)) && !code.in_force(day)
                    }),
                    _ => false,
                }
            }
        }
    }
}

impl Condition {
    fn holds(&self, answers: &[Answer<'_>]) -> bool {
        self.is.hit(answers[self.field])
    }
}

impl Codes {
    fn hit(&self, answer: Answer<'_>) -> bool {
        match (self, answer) {
            (Codes::Any, answer) => answer.is_value(),
            (Codes::Of(codes), answer) => codes.iter().any(|code| answer.has(*code)),
            (Codes::Within(ranges), Answer::Number(number)) => {
                ranges.iter().any(|[least, most]| (*least..=*most).contains(&number))
            }
            (Codes::Within(_), _) => false,
        }
    }
}

/// The ends of a range of numbers as rules write it.
fn ends(text: &str) -> Option<[i64; 2]> {
    let (least, most) = text.split_once("..").unwrap_or((text, text));
    Some([least.trim().parse().ok()?, most.trim().parse().ok()?])
}

/// Left open: neither a value nor a declared S.I.; N.A. does not answer what is required.
fn is_open(answer: Answer<'_>) -> bool {
    matches!(answer, Answer::Missing(State::NotAnswered | State::NotApplicable))
}

/// Whether one date is surely after another; dates of lesser precision are compared by what is known.
fn is_after(one: Answer<'_>, other: Answer<'_>) -> bool {
    match (one, other) {
        (Answer::Date(one), Answer::Date(other))
            if one.precision() == Precision::Day && other.precision() == Precision::Day =>
        {
            one > other
        }
        (Answer::Date(one), Answer::Date(other)) => one.first_day() > other.last_day(),
        _ => false,
    }
}

fn is_wrong_sum(answers: &[Answer<'_>], total: usize, parts: &[usize]) -> bool {
    let number = |field: &usize| match answers[*field] {
        Answer::Number(number) => Some(number),
        _ => None,
    };
    let sum = parts
        .iter()
        .map(number)
        .try_fold(0i64, |sum, part| sum.checked_add(part?));
    number(&total).zip(sum).is_some_and(|(total, sum)| total != sum)
}

/// Fingerprints seen.
pub(crate) type Seen = HashSet<u64, foldhash::fast::FixedState>;

/// A fingerprint of some answers of a row; a fixed hash, so that every run says the same.
pub(crate) fn hash(answers: &[Answer<'_>], fields: &[usize]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    for field in fields {
        match answers[*field] {
            Answer::Text(text) => text.hash(&mut hasher),
            Answer::Code(code) => hasher.write_u64(1 << 32 | u64::from(code)),
            Answer::Codes(set) => hasher.write_u64(set),
            Answer::Date(date) => hasher.write_i64(3 << 32 | i64::from(date.number())),
            Answer::Number(number) => hasher.write_i64(number),
            Answer::Missing(state) => hasher.write_u64(5 << 32 | state as u64),
        }
    }
    hasher.finish()
}

fn whole(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{pattern})$")).ok()
}
