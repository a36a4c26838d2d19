//! The match weight of one pair: the weights of its levels, adjusted by how common the agreeing values are.

use crate::comparison::{Comparison, Frequency, Pattern, Records, Seen};
use crate::model::{Model, Weights, probability};

/// How many wrong spellings of a name share its errors, about: what makes a rare spelling of a common name likely to be
/// that name.
const SPELLINGS: f64 = 40.0;

/// Records with one spelling that may all be of one person.
const OWN: f64 = 2.0;

/// The most bits by which two rare values that are alike may outweigh their level.
const MOST_MORE: f64 = 3.0;

/// A pair with its match weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The smaller record.
    pub a: u32,
    /// The greater record.
    pub b: u32,
    /// Match weight in bits, the prior's included.
    pub weight: f32,
    /// The levels of its comparisons.
    pub pattern: Pattern,
}

impl ScoredPair {
    /// The probability that both records are of one person.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability(f64::from(self.weight))
    }
}

/// Scores pairs of records under a model.
#[derive(Debug)]
pub struct Scorer<'r, R> {
    records: &'r R,
    weights: Weights,
    model: &'r Model,
    by_frequency: Vec<usize>,
}

impl<'r, R: Records> Scorer<'r, R> {
    /// A scorer.
    #[must_use]
    pub fn new(records: &'r R, model: &'r Model) -> Self {
        let levels = |comparison: &Comparison| comparison.levels.iter().take_while(|level| level.by_frequency).count();
        Self {
            records,
            weights: model.weights(),
            model,
            by_frequency: records.comparisons().iter().map(levels).collect(),
        }
    }

    /// The records that are scored.
    #[must_use]
    pub fn records(&self) -> &'r R {
        self.records
    }

    /// A pair with its weight.
    pub fn score(&self, a: u32, b: u32, seen: &mut Seen) -> ScoredPair {
        let pattern = self.records.pattern(a, b, seen);
        let parts = (0..self.by_frequency.len()).map(|k| self.part(k, pattern.level(k), a, b));
        let weight = self.weights.prior + parts.sum::<f64>();
        ScoredPair {
            a,
            b,
            weight: weight as f32,
            pattern,
        }
    }

    /// The weight of one comparison of a pair: that of its level, adjusted by frequency.
    pub fn part(&self, k: usize, level: u8, a: u32, b: u32) -> f64 {
        let plain = self.weights.of(k, level);
        if level == 0 || usize::from(level) > self.by_frequency[k] {
            return plain;
        }
        match self.records.frequency(k, a, b) {
            Some(frequency) if level == 1 => (self.m(k, level) / f64::from(frequency.commoner)).log2(),
            Some(frequency) => self.alike(k, level, frequency),
            None => plain,
        }
    }

    fn m(&self, k: usize, level: u8) -> f64 {
        self.model.comparisons[k].m[usize::from(level) - 1]
    }

    /// The weight of two values that are alike: a rare spelling beside a common one is likely an error in it, and then
    /// says as much as the common one; two common values are two names.
    fn alike(&self, k: usize, level: u8, frequency: Frequency) -> f64 {
        let own = (f64::from(frequency.rarer) - OWN / self.records.count() as f64).max(0.0);
        let as_error = 1.0 / f64::from(frequency.commoner);
        let ratio = 1.0 / (1.0 / as_error + SPELLINGS * own / self.m(k, level));
        ratio.log2().min(self.weights.of(k, level) + MOST_MORE)
    }
}
