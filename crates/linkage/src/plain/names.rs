//! The levels of two names, the other names of the persons in view: a surname written in the place of another.

use super::PlainRecords;
use super::fields::Kind;
use super::shapes::Shape;
use crate::comparison::{MISSING, Seen};
use crate::persons::Persons;
use crate::role::Role;
use crate::similarity::{edit_distance, jaro_winkler, within_one_edit};
use crate::values::{Interner, Values};

/// The levels of a name.
pub(super) const LEVELS: [&str; 7] = [
    "exact",
    "one letter off or jaro-winkler ≥ 0.92",
    "part of it",
    "jaro-winkler ≥ 0.82",
    "swapped",
    "swapped, the other missing",
    "else",
];

const SWAPPED: u8 = 5;
const HALF_SWAPPED: u8 = 6;
const ELSE: u8 = 7;

/// The roles whose values are names of persons and share one dictionary, so that they can be compared crosswise.
const NAMES: [Role; 3] = [Role::GivenName, Role::FirstSurname, Role::SecondSurname];

/// The names of all columns in one dictionary.
#[derive(Debug)]
pub(super) struct Names {
    values: Values,
    shapes: Vec<Shape>,
    /// By name role, the common code of each of the column's codes.
    codes: Vec<(Role, Vec<u32>)>,
}

impl Names {
    pub(super) fn new(persons: &Persons) -> Self {
        let mut interner = Interner::default();
        let columns = NAMES.iter().filter_map(|&role| persons.column(role));
        let codes = columns
            .map(|column| {
                (
                    column.role,
                    column.values.iter().map(|name| interner.code(name)).collect(),
                )
            })
            .collect();
        let values = interner.finish();
        Self {
            shapes: values.iter().map(Shape::of).collect(),
            values,
            codes,
        }
    }

    /// The common code of each code of a column, if it is one of names.
    pub(super) fn of(&self, role: Role) -> Option<&[u32]> {
        self.codes
            .iter()
            .find(|(other, _)| *other == role)
            .map(|(_, codes)| codes.as_slice())
    }

    /// How many common codes there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The level of two names by themselves.
    fn level(&self, a: u32, b: u32, seen: &mut Seen) -> u8 {
        match (a, b) {
            (0, _) | (_, 0) => MISSING,
            _ if a == b => 1,
            _ if !could_be_alike(self.shapes[a as usize], self.shapes[b as usize]) => ELSE,
            _ => seen.level(15, a, b, || name_level(self.values.bytes(a), self.values.bytes(b))),
        }
    }
}

impl PlainRecords<'_> {
    /// The level of one name of two records.
    pub(super) fn name_level(&self, comparison: usize, a: &[u32], b: &[u32], seen: &mut Seen) -> u8 {
        let direct = self.names.level(a[comparison], b[comparison], seen);
        let others: &[Role] = match (direct, self.fields[comparison].kind) {
            (ELSE, Kind::GivenName) => &[Role::FirstSurname],
            (ELSE, Kind::FirstSurname) => &[Role::GivenName, Role::SecondSurname],
            (ELSE, _) => &[Role::FirstSurname],
            _ => return direct,
        };
        let own = self.fields[comparison].column.role;
        let crossed = others
            .iter()
            .map(|&role| (self.crossed(comparison, role, a, b, seen), role));
        match crossed.max_by_key(|&(ways, _)| ways) {
            // The other name of the two already says so.
            Some((2, role)) if role < own => MISSING,
            Some((2, _)) => SWAPPED,
            Some((1, _)) => HALF_SWAPPED,
            _ => ELSE,
        }
    }

    /// How far the names of two columns are alike crosswise: 2 for both ways, 1 for one way and the other missing, else 0.
    fn crossed(&self, comparison: usize, role: Role, a: &[u32], b: &[u32], seen: &mut Seen) -> u8 {
        let Some(other) = self.place(role) else { return 0 };
        let mut alike = |x: u32, y: u32| match self.names.level(x, y, seen) {
            MISSING => None,
            level => Some(level <= 4),
        };
        match (alike(a[comparison], b[other]), alike(b[comparison], a[other])) {
            (Some(true), Some(true)) => 2,
            (Some(true), None) | (None, Some(true)) => 1,
            _ => 0,
        }
    }
}

/// Whether two different names could be anything but different.
#[inline]
fn could_be_alike(a: Shape, b: Shape) -> bool {
    a.most_alike(b) >= 0.82 || a.within(b, 2) || a.could_be_part(b)
}

/// The level of two different names by themselves.
fn name_level(a: &[u8], b: &[u8]) -> u8 {
    let (alike, shorter) = (jaro_winkler(a, b), a.len().min(b.len()));
    let one_off = shorter > 1 && within_one_edit(a, b);
    match alike {
        0.92.. => 2,
        _ if one_off && shorter > 3 => 2,
        _ if is_part(a, b) || is_part(b, a) => 3,
        0.82.. => 4,
        _ if one_off || (shorter > 5 && edit_distance(a, b, 2) == 2) => 4,
        _ => ELSE,
    }
}

/// Whether all words of `part` are words of `whole`, an initial standing for a word.
fn is_part(part: &[u8], whole: &[u8]) -> bool {
    let words = |text| <[u8]>::split(text, |&byte| byte == b' ');
    let initial = |word: &[u8], other: &[u8]| (word.len() == 1 || other.len() == 1) && word.first() == other.first();
    words(part).all(|word| words(whole).any(|other| other == word || initial(word, other)))
}
