//! The Fellegi–Sunter model: m and u probabilities of every level, the prior, and the match weight of a pattern.

use crate::comparison::{Comparison, MAX_COMPARISONS, Pattern};

/// The m and u probabilities of one comparison, by level; the missing level is in neither.
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities {
    /// The chance of each level among pairs of one person, given that both sides are known.
    pub m: Vec<f64>,
    /// The same among pairs of two persons.
    pub u: Vec<f64>,
}

/// A model of what pairs of one person and pairs of two persons look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The chance that two records taken at random are of one person.
    pub prior: f64,
    /// By comparison.
    pub comparisons: Vec<Probabilities>,
}

impl Model {
    /// The weight in bits of a comparison at a level (1 is best), log₂ m/u; 0 for the missing level.
    #[must_use]
    pub fn weight(&self, comparison: usize, level: u8) -> f64 {
        let of = &self.comparisons[comparison];
        match usize::from(level).checked_sub(1) {
            Some(at) => (of.m[at] / of.u[at]).log2(),
            None => 0.0,
        }
    }

    /// The weight of the prior, log₂ of its odds.
    #[must_use]
    pub fn prior_weight(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }

    /// The weights of all comparisons and levels, for look-up.
    #[must_use]
    pub fn weights(&self) -> Weights {
        let mut table = [[0.0; 16]; MAX_COMPARISONS];
        for (k, of) in self.comparisons.iter().enumerate() {
            for level in 1..=of.m.len() {
                table[k][level] = self.weight(k, level as u8);
            }
        }
        Weights {
            prior: self.prior_weight(),
            table,
            count: self.comparisons.len(),
        }
    }
}

/// The weights of a model as a table.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The weight of the prior.
    pub prior: f64,
    table: [[f64; 16]; MAX_COMPARISONS],
    count: usize,
}

impl Weights {
    /// The weight of a comparison at a level.
    #[must_use]
    pub fn of(&self, comparison: usize, level: u8) -> f64 {
        self.table[comparison][usize::from(level & 15)]
    }

    /// The match weight of a pattern, the prior's included.
    #[must_use]
    pub fn sum(&self, pattern: Pattern) -> f64 {
        (0..self.count).fold(self.prior, |sum, k| sum + self.of(k, pattern.level(k)))
    }
}

/// The probability that a match weight stands for.
#[must_use]
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// Probabilities to start from: most pairs of one person agree exactly, and the better a level, the likelier.
#[must_use]
pub(crate) fn starting_m(comparison: &Comparison) -> Vec<f64> {
    let levels = comparison.levels.len();
    let rest = 0.2 / levels.saturating_sub(1).max(1) as f64;
    (0..levels).map(|level| if level == 0 { 0.8 } else { rest }).collect()
}
