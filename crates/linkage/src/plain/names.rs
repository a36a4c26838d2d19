//! The levels of two names, the other names of the persons in view: a surname written in the place of another.

use super::PlainRecords;
use super::fields::Kind;
use crate::comparison::{MISSING, Seen};
use crate::role::Role;
use crate::similarity::jaro_winkler;

/// Levels of a name, as its comparison names them.
const SWAPPED: u8 = 5;
const ELSE: u8 = 6;

impl PlainRecords<'_> {
    /// The level of one name of two records.
    pub(super) fn name_level(&self, comparison: usize, a: &[u32], b: &[u32], seen: &mut Seen) -> u8 {
        let field = &self.fields[comparison];
        let (code_a, code_b) = (a[comparison], b[comparison]);
        let direct = match (code_a, code_b) {
            (0, _) | (_, 0) => MISSING,
            _ if code_a == code_b => 1,
            _ => seen.level(comparison, code_a, code_b, || {
                name_level(field.column.values.get(code_a), field.column.values.get(code_b))
            }),
        };
        let others: &[Role] = match (direct, field.kind) {
            (ELSE, Kind::GivenName) => &[Role::FirstSurname],
            (ELSE, Kind::FirstSurname) => &[Role::SecondSurname, Role::GivenName],
            (ELSE, Kind::SecondSurname) => &[Role::FirstSurname],
            _ => &[],
        };
        let swapped = others.iter().any(|&role| self.swapped(comparison, role, a, b));
        if swapped { SWAPPED } else { direct }
    }

    /// Whether the names of two columns sound alike crosswise.
    fn swapped(&self, comparison: usize, other: Role, a: &[u32], b: &[u32]) -> bool {
        let Some(other) = self.place(other) else { return false };
        let sound = |row: &[u32], place: usize| self.fields[place].facts[row[place] as usize];
        let (own_a, own_b) = (sound(a, comparison), sound(b, comparison));
        let (other_a, other_b) = (sound(a, other), sound(b, other));
        let crosswise = |x: u32, y: u32| x == y && x != 0;
        match (crosswise(own_a, other_b), crosswise(own_b, other_a)) {
            (true, true) => true,
            (true, false) => other_a == 0,
            (false, true) => other_b == 0,
            (false, false) => false,
        }
    }
}

/// The level of two different names by themselves.
fn name_level(a: &str, b: &str) -> u8 {
    let alike = jaro_winkler(a, b);
    match alike {
        0.92.. => 2,
        _ if is_part(a, b) || is_part(b, a) => 3,
        0.82.. => 4,
        _ => ELSE,
    }
}

/// Whether all words of `part` are words of `whole`, an initial standing for a word.
fn is_part(part: &str, whole: &str) -> bool {
    let is_word = |word: &str| {
        whole
            .split(' ')
            .any(|other| other == word || ((word.len() == 1 || other.len() == 1) && other[..1] == word[..1]))
    };
    part.is_ascii() && whole.is_ascii() && part.split(' ').all(is_word)
}
