//! From answers to codes: the dictionary of one field, in an order that no row can change.
//!
//! An answer is whatever the caller counts by: a code, a set of codes, a date, a missing state.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use crate::column::{Column, ColumnBuilder};
use crate::hashing::Mixing;

/// Gives each distinct answer a code as it arrives; `finish` puts the dictionary in canonical order.
#[derive(Debug, Clone)]
pub struct Interner<T> {
    codes: HashMap<T, u32, Mixing>,
    entries: Vec<T>,
    last: u32,
    column: ColumnBuilder,
}

impl<T: Ord + Hash + Clone> Default for Interner<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Ord + Hash + Clone> Interner<T> {
    /// An empty dictionary over an empty column.
    #[must_use]
    pub fn new() -> Self {
        Self {
            codes: HashMap::default(),
            entries: Vec::new(),
            last: 0,
            column: ColumnBuilder::new(),
        }
    }

    /// Adds one row that holds `value`; a `String` dictionary also takes `&str`.
    pub fn push<Q>(&mut self, value: &Q)
    where
        T: Borrow<Q>,
        Q: Ord + Hash + ToOwned<Owned = T> + ?Sized,
    {
        // Registers come sorted by file and office, so an answer often repeats the one above it.
        let repeats = self
            .entries
            .get(self.last as usize)
            .is_some_and(|last| last.borrow() == value);
        if !repeats {
            self.last = match self.codes.get(value) {
                Some(&code) => code,
                None => self.admit(value.to_owned()),
            };
        }
        self.column.push(self.last);
    }

    /// Gives the next free code to an answer not seen before.
    fn admit(&mut self, value: T) -> u32 {
        let code = self.entries.len() as u32;
        self.entries.push(value.clone());
        self.codes.insert(value, code);
        code
    }

    /// The column and its dictionary in ascending order: entry `c` is what code `c` means.
    ///
    /// The same rows in any order give the same dictionary and, row for row, the same codes.
    #[must_use]
    pub fn finish(self) -> (Column, Vec<T>) {
        let mut arrivals: Vec<(T, usize)> = self.entries.into_iter().zip(0..).collect();
        arrivals.sort();
        let mut map = vec![0; arrivals.len()];
        for (canonical, &(_, arrived)) in arrivals.iter().enumerate() {
            map[arrived] = canonical as u32;
        }
        let cardinality = arrivals.len();
        let entries = arrivals.into_iter().map(|(entry, _)| entry).collect();
        (self.column.finish().mapped(&map, cardinality), entries)
    }
}
