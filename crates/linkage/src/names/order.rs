//! Full names of which some begin with the surnames and no comma says so: which words are given names is learnt from
//! the column itself.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::full::{FullName, split_full_name, surnames_first};

/// How often each word of a column stands among given names and among surnames.
#[derive(Debug, Default)]
pub struct NameWords {
    counts: HashMap<String, [f32; 2], FixedState>,
}

/// How much likelier surnames first must be than surnames last before a name is read so.
const LIKELIER: f32 = 2.0;

/// Rounds of reading all names by the words' counts, and counting again.
const ROUNDS: usize = 2;

impl NameWords {
    /// Learns from the distinct full names of a column.
    #[must_use]
    pub fn learn<'t>(names: impl Iterator<Item = &'t str> + Clone) -> Self {
        let mut words = Self::default();
        for _ in 0..ROUNDS {
            let mut next = Self::default();
            for name in names.clone() {
                next.count(&words.split(name));
            }
            words = next;
        }
        words
    }

    fn count(&mut self, name: &FullName) {
        for (place, part) in [&name.given, &name.first_surname, &name.second_surname]
            .into_iter()
            .enumerate()
        {
            for word in part.split(' ').filter(|word| word.len() > 1) {
                self.counts.entry(word.to_owned()).or_default()[place.min(1)] += 1.0;
            }
        }
    }

    /// Takes a full name apart, surnames last unless its words say otherwise.
    #[must_use]
    pub fn split(&self, text: &str) -> FullName {
        let last = split_full_name(text);
        if self.counts.is_empty() || text.contains(',') {
            return last;
        }
        let first = surnames_first(text);
        if self.likelihood(&first) > self.likelihood(&last) + LIKELIER {
            first
        } else {
            last
        }
    }

    /// log₂ of how likely the words are where they stand.
    fn likelihood(&self, name: &FullName) -> f32 {
        let chance = |word: &str, place: usize| {
            let counts = self.counts.get(word).copied().unwrap_or_default();
            ((counts[place] + 1.0) / (counts[0] + counts[1] + 2.0)).log2()
        };
        let of = |part: &str, place: usize| -> f32 {
            part.split(' ')
                .filter(|word| word.len() > 1)
                .map(|word| chance(word, place))
                .sum()
        };
        of(&name.given, 0) + of(&name.first_surname, 1) + of(&name.second_surname, 1)
    }
}
