//! What the rows of one person say of a variable, put together.

use catalogue::{Bucket, State};

use crate::{
    Column, Facts,
    variable::{Value, Variable},
};

/// A variable of a table, by the codes of its column.
pub(super) struct Side<'a> {
    column: &'a Column,
    /// The categories of each code.
    members: &'a [Vec<usize>],
    /// How little each code says: 0 an answer, then not identified, does not apply, no information, not asked.
    says_little: Vec<u8>,
    /// Whether one record may be in several categories, so that two categories are no two answers.
    is_multiple: bool,
}

/// What is known of a person.
#[derive(Default)]
pub(super) struct Known {
    /// Their categories, ascending, each once.
    pub(super) categories: Vec<usize>,
    says_little: u8,
}

impl<'a> Side<'a> {
    pub(super) fn new(facts: &'a Facts, variable: &Variable<'_>, members: &'a [Vec<usize>]) -> Side<'a> {
        Side {
            column: &facts.frame().columns()[variable.column],
            members,
            says_little: variable.values.iter().map(says_little).collect(),
            is_multiple: variable.is_multiple,
        }
    }

    fn code(&self, row: u32) -> usize {
        self.column.code(row as usize).unwrap_or_default() as usize
    }

    /// The categories of a row.
    pub(super) fn of(&self, row: u32) -> &'a [usize] {
        &self.members[self.code(row)]
    }

    pub(super) fn bucket(&self, row: u32) -> Bucket {
        bucket(self.says_little[self.code(row)])
    }

    fn is_answer(&self, row: u32) -> bool {
        self.says_little[self.code(row)] == 0
    }

    /// Puts the rows of a person together: all that any of them answers; else the state that says most.
    pub(super) fn together(&self, rows: &[u32], known: &mut Known) {
        let little = |row: &u32| self.says_little[self.code(*row)];
        known.says_little = rows.iter().map(little).min().unwrap_or_default();
        known.categories.clear();
        for row in rows.iter().filter(|row| little(row) == known.says_little) {
            known.categories.extend_from_slice(self.of(*row));
        }
        known.categories.sort_unstable();
        known.categories.dedup();
        if known.says_little > 0 {
            known.categories.truncate(1);
        }
    }

    /// The categories that a row of a person is counted in: its own answer, or what the others know.
    pub(super) fn completed<'k>(&self, row: u32, known: &'k Known) -> &'k [usize]
    where
        'a: 'k,
    {
        if self.is_answer(row) {
            self.of(row)
        } else {
            &known.categories
        }
    }

    /// Whether records of a person answer differently what has one answer.
    pub(super) fn is_contradicted(&self, known: &Known) -> bool {
        !self.is_multiple && known.says_little == 0 && known.categories.len() > 1
    }
}

impl Known {
    pub(super) fn bucket(&self) -> Bucket {
        bucket(self.says_little)
    }
}

fn says_little(value: &Value) -> u8 {
    match value {
        Value::One(_) | Value::Several(_) => 0,
        Value::Missing(State::Unidentified) => 1,
        Value::Missing(state) => match state.bucket() {
            Bucket::Known => 1,
            Bucket::NotApplicable => 2,
            Bucket::NoInformation => 3,
            Bucket::NotAsked => 4,
        },
    }
}

fn bucket(says_little: u8) -> Bucket {
    match says_little {
        0 | 1 => Bucket::Known,
        2 => Bucket::NotApplicable,
        3 => Bucket::NoInformation,
        _ => Bucket::NotAsked,
    }
}
