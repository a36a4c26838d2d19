//! The words of the names of each record by their sound, whatever field they stand in: surnames written in one field, or
//! with the given names, are found, and so are the words that tell most.

use super::fields::hashed;
use crate::names::phonetic;
use crate::persons::{Column, Persons};
use crate::role::Role;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// The words of all names: given names, first and second surnames.
pub(super) struct Words<'p> {
    names: [Option<Name<'p>>; 3],
}

/// The words of a column of names.
struct Name<'p> {
    codes: &'p [u32],
    /// By code, where its words begin.
    starts: Vec<u32>,
    /// The sound of each word, and how many records have it.
    words: Vec<(u32, u32)>,
}

impl<'p> Name<'p> {
    fn new(column: &'p Column) -> Self {
        let (mut starts, mut words) = (vec![0], Vec::new());
        for name in column.values.iter() {
            let own = name.split(' ').filter(|word| !word.is_empty());
            words.extend(own.map(|word| (hashed(&phonetic(word)), 0)));
            starts.push(words.len() as u32);
        }
        Self {
            codes: &column.codes,
            starts,
            words,
        }
    }

    fn of_code(&self, code: usize) -> &[(u32, u32)] {
        &self.words[self.starts[code] as usize..self.starts[code + 1] as usize]
    }

    /// How often each code stands.
    fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.starts.len() - 1];
        self.codes.iter().for_each(|&code| counts[code as usize] += 1);
        counts
    }
}

impl<'p> Words<'p> {
    pub(super) fn new(persons: &'p Persons) -> Self {
        let roles = [Role::GivenName, Role::FirstSurname, Role::SecondSurname];
        let mut names = roles.map(|role| persons.column(role).map(Name::new));
        let mut sums: HashMap<u32, u32, FixedState> = HashMap::default();
        for name in names.iter().flatten() {
            for (code, count) in name.counts().into_iter().enumerate() {
                name.of_code(code)
                    .iter()
                    .for_each(|(sound, _)| *sums.entry(*sound).or_default() += count);
            }
        }
        for (sound, count) in names.iter_mut().flatten().flat_map(|name| &mut name.words) {
            *count = sums.get(sound).copied().unwrap_or(0);
        }
        Self { names }
    }

    /// The words of one name of a record.
    fn of(&self, name: usize, record: usize) -> &[(u32, u32)] {
        self.names[name]
            .as_ref()
            .map_or(&[], |name| name.of_code(name.codes[record] as usize))
    }

    /// By record, the sound of the first surname's first word and that of the second's, 0 for none. Where there is no second
    /// surname the second word of the first is taken for it; where there is none at all, the last two of three given names.
    pub(super) fn surnames(&self, records: usize) -> (Vec<u32>, Vec<u32>) {
        let sound = |word: Option<&(u32, u32)>| word.map_or(0, |(sound, _)| *sound);
        let of = |record: usize| {
            let [given, first, second] = [0, 1, 2].map(|name| self.of(name, record));
            match (first, second) {
                ([], []) if given.len() > 2 => (given[given.len() - 2].0, given[given.len() - 1].0),
                ([one, two, ..], []) => (one.0, two.0),
                _ => (sound(first.first()), sound(second.first())),
            }
        };
        (0..records).map(of).unzip()
    }

    /// By record, the sounds of the rarest and the next rarest of the words of all its names, of those that another record
    /// has too; 0 for none.
    pub(super) fn rarest(&self, records: usize) -> (Vec<u32>, Vec<u32>) {
        let of = |record: usize| {
            let mut rarest = [(u32::MAX, 0); 2];
            for (sound, count) in (0..3).flat_map(|name| self.of(name, record)) {
                let word = (*count, *sound);
                if *count < 2 || rarest.contains(&word) {
                    continue;
                }
                if word < rarest[0] {
                    rarest = [word, rarest[0]];
                } else if word < rarest[1] {
                    rarest[1] = word;
                }
            }
            (rarest[0].1, rarest[1].1)
        };
        (0..records).map(of).unzip()
    }
}
