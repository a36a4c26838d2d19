//! The match weight of one pair: the weights of its levels, adjusted by how common the agreeing values are.

use crate::comparison::{Comparison, Concerns, Frequency, Pattern, Records, Seen};
use crate::model::{Bits, Model, Part, Weights, added, match_weight, parts, probability};

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
    caused: Vec<Bits>,
}

impl<'r, R: Records> Scorer<'r, R> {
    /// A scorer.
    #[must_use]
    pub fn new(records: &'r R, model: &'r Model) -> Self {
        let levels = |comparison: &Comparison| comparison.levels.iter().take_while(|level| level.by_frequency).count();
        let caused = |concerns: &Concerns| {
            parts(*concerns).map(|part| match part {
                Part::Kin if *concerns == Concerns::Person => 0.0,
                Part::U => 0.0,
                _ => 1.0,
            })
        };
        Self {
            records,
            weights: model.weights(),
            model,
            by_frequency: records.comparisons().iter().map(levels).collect(),
            caused: model.concerns.iter().map(caused).collect(),
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
        let mut bits = self.weights.prior;
        for k in 0..self.by_frequency.len() {
            bits = added(&bits, &self.bits(k, pattern.level(k), a, b));
        }
        ScoredPair {
            a,
            b,
            weight: match_weight(&bits),
            pattern,
        }
    }

    /// What each comparison adds to the match weight of a pair, one after the other; with the prior's weight, which is that
    /// of two records of which nothing is known, they sum to the pair's.
    pub fn waterfall(&self, a: u32, b: u32, seen: &mut Seen) -> Vec<f32> {
        let pattern = self.records.pattern(a, b, seen);
        let mut bits = self.weights.prior;
        let mut before = match_weight(&bits);
        let mut step = |k: usize| {
            bits = added(&bits, &self.bits(k, pattern.level(k), a, b));
            let after = match_weight(&bits);
            let step = after - before;
            before = after;
            step
        };
        (0..self.by_frequency.len()).map(&mut step).collect()
    }

    /// The bits of one comparison of a pair: those of its level, adjusted by frequency in the classes where the values agree
    /// for a reason.
    fn bits(&self, k: usize, level: u8, a: u32, b: u32) -> Bits {
        let plain = *self.weights.of(k, level);
        if level == 0 || usize::from(level) > self.by_frequency[k] {
            return plain;
        }
        let Some(frequency) = self.records.frequency(k, a, b) else {
            return plain;
        };
        let of = &self.model.comparisons[k];
        let at = usize::from(level) - 1;
        let more = match level {
            1 => (of.u[at] / f64::from(frequency.commoner)).log2(),
            _ => self.alike(of.m[at], of.u[at], frequency),
        };
        std::array::from_fn(|class| plain[class] + self.caused[k][class] * more as f32)
    }

    /// The bits by which two values that are alike outweigh their level: a rare spelling beside a common one is likely an
    /// error in it, and then says as much as the common one; two common values are two names.
    fn alike(&self, m: f64, u: f64, frequency: Frequency) -> f64 {
        let own = (f64::from(frequency.rarer) - OWN / self.records.count() as f64).max(0.0);
        let ratio = 1.0 / (f64::from(frequency.commoner) + SPELLINGS * own / m);
        (ratio * u / m).log2().min(MOST_MORE)
    }
}
