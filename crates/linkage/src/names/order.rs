//! Full names of which some begin with the surnames, or have one surname only, and no comma says so: which words are given
//! names is learnt from the column itself.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::full::{FullName, readings, split_full_name};

/// How often each word of a column stands among given names and among surnames.
#[derive(Debug, Default)]
pub struct NameWords {
    counts: HashMap<String, [f32; 2], FixedState>,
}

/// How many bits likelier another reading must be than the usual one.
const LIKELIER: f32 = 2.0;

/// Rounds of reading all names by the words' counts, and counting again.
const ROUNDS: usize = 2;

/// Distinct names that are enough to learn from.
const ENOUGH: usize = 20_000;

impl NameWords {
    /// Learns from the distinct full names of a column.
    #[must_use]
    pub fn learn<'t>(names: impl Iterator<Item = &'t str> + Clone) -> Self {
        let mut words = Self::default();
        for _ in 0..ROUNDS {
            let mut next = Self::default();
            for name in names.clone().take(ENOUGH) {
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

    /// Takes a full name apart, the last two words its surnames unless its words say otherwise.
    #[must_use]
    pub fn split(&self, text: &str) -> FullName {
        let last = split_full_name(text);
        if self.counts.is_empty() || text.contains(',') {
            return last;
        }
        let usual = self.likelihood(&last) + LIKELIER;
        let others = readings(text).into_iter().map(|name| (self.likelihood(&name), name));
        let best = others
            .filter(|&(likelihood, _)| likelihood > usual)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or(last, |(_, name)| name)
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
