//! One column of persons, laid out for comparison: shares of its values and the levels of its kind.

use super::dates::{Digits, date_level};
use super::names::Names;
use super::numbers::{number_level, year_level};
use super::shapes::Shape;
use crate::comparison::{Comparison, Concerns, MISSING, Seen};
use crate::persons::Column;
use crate::role::Role;
use crate::similarity::jaro_winkler;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// How the values of a column are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    GivenName,
    FirstSurname,
    SecondSurname,
    Date,
    Year,
    /// A code with few values: alike or not.
    Code,
    /// A number that a clerk copies sign by sign.
    Number,
    /// Words: a place or a street.
    Words,
}

impl Kind {
    fn of(role: Role) -> Self {
        match role {
            Role::GivenName | Role::FullName => Self::GivenName,
            Role::FirstSurname => Self::FirstSurname,
            Role::SecondSurname => Self::SecondSurname,
            Role::BirthDate => Self::Date,
            Role::BirthYear => Self::Year,
            Role::Sex => Self::Code,
            Role::NationalId | Role::Postcode | Role::StreetNumber | Role::Phone => Self::Number,
            Role::Place | Role::Region | Role::Address => Self::Words,
        }
    }

    /// What a comparison costs, about: what is cheap is compared first.
    pub(super) fn cost(self) -> u8 {
        match self {
            Self::Code => 1,
            Self::Date | Self::Year => 2,
            Self::GivenName | Self::FirstSurname | Self::SecondSurname => 3,
            Self::Number | Self::Words => 5,
        }
    }

    /// The comparison of a column of this kind.
    pub(super) fn comparison(self, role: Role) -> Comparison {
        let levels: &[&str] = match self {
            Self::GivenName | Self::FirstSurname | Self::SecondSurname => &super::names::LEVELS,
            Self::Date => &[
                "exact",
                "day and month swapped",
                "one digit off",
                "two parts of three",
                "year, the rest unknown",
                "two digits off",
                "year or close",
                "else",
            ],
            Self::Year => &["exact", "one year off", "one digit off", "else"],
            Self::Code => &["exact", "else"],
            Self::Number => &["exact", "one sign off", "two signs off", "else"],
            Self::Words => &["exact", "jaro-winkler ≥ 0.92", "jaro-winkler ≥ 0.82", "else"],
        };
        let by_frequency = match self {
            Self::GivenName | Self::FirstSurname | Self::SecondSurname => 2,
            _ => 1,
        };
        Comparison::new(role.name(), concerns(role), levels, by_frequency)
    }
}

/// What a role tells about.
fn concerns(role: Role) -> Concerns {
    match role {
        Role::FirstSurname | Role::SecondSurname => Concerns::Family,
        Role::Region => Concerns::Region,
        Role::Place | Role::Postcode => Concerns::Locality,
        Role::Address | Role::StreetNumber | Role::Phone => Concerns::Home,
        _ => Concerns::Person,
    }
}

/// A column with what its comparison needs of each value.
#[derive(Debug)]
pub(super) struct Field<'p> {
    pub(super) column: &'p Column,
    pub(super) kind: Kind,
    /// The share of each value among the records that have one; 0 for missing.
    pub(super) shares: Vec<f32>,
    /// The chance that two records agree exactly.
    pub(super) chance: f64,
    /// The digits of each date.
    dates: Vec<Digits>,
    /// The shape of each text.
    shapes: Vec<Shape>,
}

impl<'p> Field<'p> {
    pub(super) fn new(column: &'p Column, sources: &[u16], across: bool) -> Self {
        let kind = Kind::of(column.role);
        let counts = counts(column, |_| true);
        let known: u32 = counts.iter().sum();
        Self {
            column,
            kind,
            shares: counts.iter().map(|&count| share(column.role, count, known)).collect(),
            chance: if across {
                chance_across(column, sources)
            } else {
                chance_within(&counts)
            },
            dates: dates(column, kind),
            shapes: match kind {
                Kind::Number | Kind::Words => column.values.iter().map(Shape::of).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// The field of a name with its shares by the names' common codes; any other as it is.
    pub(super) fn with_names(self, names: &Names) -> Self {
        let Some(codes) = names.of(self.column.role) else {
            return self;
        };
        let mut shares = vec![0.0; names.len()];
        for (&common, &share) in codes.iter().zip(&self.shares) {
            shares[common as usize] = share;
        }
        Self { shares, ..self }
    }

    /// The level of two codes.
    #[inline]
    pub(super) fn level(&self, comparison: usize, a: u32, b: u32, seen: &mut Seen) -> u8 {
        if a == 0 || b == 0 {
            return MISSING;
        }
        if a == b {
            return 1;
        }
        match self.kind {
            Kind::Code => 2,
            Kind::Date => date_level(self.dates[a as usize], self.dates[b as usize]),
            Kind::Year => year_level(self.column.values.get(a), self.column.values.get(b)),
            Kind::Number => self.number(a, b),
            _ => self.words(comparison, a, b, seen),
        }
    }

    /// The level of two different numbers.
    #[inline]
    fn number(&self, a: u32, b: u32) -> u8 {
        match self.shapes[a as usize].within(self.shapes[b as usize], 2) {
            true => number_level(self.column.values.bytes(a), self.column.values.bytes(b)),
            false => 4,
        }
    }

    /// The level of two different texts.
    #[inline]
    fn words(&self, comparison: usize, a: u32, b: u32, seen: &mut Seen) -> u8 {
        match self.shapes[a as usize].most_alike(self.shapes[b as usize]) {
            0.82.. => seen.level(comparison, a, b, || {
                words_level(self.column.values.bytes(a), self.column.values.bytes(b))
            }),
            _ => 4,
        }
    }
}

/// A number of one person is on as many records as the person is: only a number that many share, such as a filler,
/// counts by its frequency.
const MANY: u32 = 12;

/// The share of a value that `count` of `known` records have; 0 where it shall not count.
fn share(role: Role, count: u32, known: u32) -> f32 {
    let own = matches!(role, Role::NationalId | Role::Phone);
    if own && count < MANY {
        0.0
    } else {
        (count as f32 - 1.0).max(0.5) / known.max(1) as f32
    }
}

/// How many records have each value; 0 for the missing one.
fn counts(column: &Column, counted: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut counts = vec![0; column.values.len()];
    for (record, &code) in column.codes.iter().enumerate() {
        counts[code as usize] += u32::from(counted(record));
    }
    counts[0] = 0;
    counts
}

/// The chance that two different records taken at random agree.
fn chance_within(counts: &[u32]) -> f64 {
    let known: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let pairs: f64 = counts
        .iter()
        .map(|&count| f64::from(count) * (f64::from(count) - 1.0).max(0.0))
        .sum();
    pairs / (known * (known - 1.0)).max(1.0)
}

/// The chance that two records of different sources agree.
fn chance_across(column: &Column, sources: &[u16]) -> f64 {
    let last = sources.iter().max().map_or(0, |&last| last);
    let (mut alike, mut all) = (0.0, 0.0);
    let mut sum = vec![0.0; column.values.len()];
    let mut known = 0.0;
    for source in 0..=last {
        let counts = counts(column, |record| sources[record] == source);
        let of_source: f64 = counts.iter().map(|&count| f64::from(count)).sum();
        all += known * of_source;
        for (total, &count) in sum.iter_mut().zip(&counts) {
            alike += *total * f64::from(count);
            *total += f64::from(count);
        }
        known += of_source;
    }
    alike / f64::max(all, 1.0)
}

/// The digits of each date.
fn dates(column: &Column, kind: Kind) -> Vec<Digits> {
    match kind {
        Kind::Date => column.values.iter().map(Digits::of).collect(),
        _ => Vec::new(),
    }
}

/// A text's hash, 0 for the empty text only.
pub(super) fn hashed(text: &str) -> u32 {
    match text {
        "" => 0,
        _ => (FixedState::with_seed(1).hash_one(text) >> 32) as u32 | 1,
    }
}

fn words_level(a: &[u8], b: &[u8]) -> u8 {
    match jaro_winkler(a, b) {
        0.92.. => 2,
        0.82.. => 3,
        _ => 4,
    }
}
