//! The Fellegi–Sunter model with kin: the probabilities of every level among pairs of one person, of two persons, of two
//! persons who share a home, and the match weight that these give.
//!
//! Fields are not independent. Who shares a home shares surname, street and telephone, so that a plain model takes the
//! household for the person. Here a pair is of one person or of two, and beside it of one home, of one locality or of
//! neither; given both, fields are taken as independent. What a shared home says for one person is thereby bounded by how
//! often two persons share one.

use crate::comparison::{Comparison, Concerns, MAX_COMPARISONS, Pattern};

/// Kinds of pairs: of two persons elsewhere, in one locality, in one home; of one person elsewhere, in one locality, in one
/// home.
pub const CLASSES: usize = 6;

/// The first of the classes that are pairs of one person.
pub(crate) const SAME: usize = 3;

/// The class of two persons of one home, and that of two persons of one locality.
pub(crate) const KIN: usize = 2;
pub(crate) const LOCAL: usize = 1;

/// The probabilities of one comparison by level, given that both sides are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities {
    /// Among pairs of one person (for a home: of one home).
    pub m: Vec<f64>,
    /// Among pairs of two persons who share neither home nor locality.
    pub u: Vec<f64>,
    /// Among pairs of two persons of one home.
    pub kin: Vec<f64>,
    /// Among pairs of one locality.
    pub local: Vec<f64>,
}

/// Which of a comparison's probabilities hold in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    M,
    U,
    Kin,
    Local,
}

/// Which probabilities hold in each class, by what a comparison concerns.
pub(crate) const fn parts(concerns: Concerns) -> [Part; CLASSES] {
    use Part::{Kin, Local, M, U};
    match concerns {
        Concerns::Person | Concerns::Family => [U, U, Kin, M, M, M],
        Concerns::Region => [U, Local, Kin, M, M, M],
        Concerns::Locality => [U, Local, M, U, Local, M],
        Concerns::Home => [U, U, M, U, U, M],
    }
}

/// A model of what pairs look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The share of each class among all pairs of records.
    pub classes: [f64; CLASSES],
    /// By comparison.
    pub comparisons: Vec<Probabilities>,
    /// What each comparison concerns.
    pub concerns: Vec<Concerns>,
}

impl Probabilities {
    pub(crate) fn part(&self, part: Part) -> &[f64] {
        match part {
            Part::M => &self.m,
            Part::U => &self.u,
            Part::Kin => &self.kin,
            Part::Local => &self.local,
        }
    }

    pub(crate) fn part_mut(&mut self, part: Part) -> &mut Vec<f64> {
        match part {
            Part::M => &mut self.m,
            Part::U => &mut self.u,
            Part::Kin => &mut self.kin,
            Part::Local => &mut self.local,
        }
    }
}

impl Model {
    /// The chance that two records taken at random are of one person.
    #[must_use]
    pub fn prior(&self) -> f64 {
        self.classes[SAME..].iter().sum()
    }

    /// The weight in bits of a comparison at a level (1 is best) taken alone, log₂ m/u; 0 for the missing level.
    #[must_use]
    pub fn weight(&self, comparison: usize, level: u8) -> f64 {
        let of = &self.comparisons[comparison];
        usize::from(level)
            .checked_sub(1)
            .map_or(0.0, |at| (of.m[at] / of.u[at]).log2())
    }

    /// The weights of all classes, comparisons and levels, for look-up.
    #[must_use]
    pub fn weights(&self) -> Weights {
        let mut table = vec![[0.0; CLASSES]; MAX_COMPARISONS * 16];
        for (k, of) in self.comparisons.iter().enumerate() {
            for (class, part) in parts(self.concerns[k]).into_iter().enumerate() {
                for (at, (p, u)) in of.part(part).iter().zip(&of.u).enumerate() {
                    table[k * 16 + at + 1][class] = (p / u).log2() as f32;
                }
            }
        }
        Weights {
            prior: self
                .classes
                .map(|share| (share / self.classes[0]).log2().max(-200.0) as f32),
            table,
            count: self.comparisons.len(),
        }
    }
}

/// By class, bits for it against two persons elsewhere.
pub type Bits = [f32; CLASSES];

/// The weights of a model as a table.
#[derive(Debug, Clone)]
pub struct Weights {
    /// What is known before anything is compared.
    pub prior: Bits,
    table: Vec<Bits>,
    count: usize,
}

impl Weights {
    /// The bits of a comparison at a level.
    #[must_use]
    #[inline]
    pub fn of(&self, comparison: usize, level: u8) -> &Bits {
        &self.table[comparison * 16 + usize::from(level & 15)]
    }

    /// The bits of a pattern, the prior's included.
    #[must_use]
    pub fn sum(&self, pattern: Pattern) -> Bits {
        (0..self.count).fold(self.prior, |sum, k| added(&sum, self.of(k, pattern.level(k))))
    }
}

/// The sum of two rows of bits.
pub(crate) fn added(a: &Bits, b: &Bits) -> Bits {
    std::array::from_fn(|class| a[class] + b[class])
}

/// The match weight of a pair: log₂ of the odds that it is of one person.
#[must_use]
pub fn match_weight(bits: &Bits) -> f32 {
    log_sum(&bits[SAME..]) - log_sum(&bits[..SAME])
}

/// The match weight of a probability between 0 and 1, in bits: what [`probability`] undoes.
#[must_use]
pub fn weight_of(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// log₂ of the sum of powers of two.
fn log_sum(bits: &[f32]) -> f32 {
    let top = bits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    top + bits.iter().map(|bit| (bit - top).exp2()).sum::<f32>().log2()
}

/// The probability that a match weight stands for.
#[must_use]
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// Probabilities to start from where values agree for a reason: most pairs agree exactly.
pub(crate) fn agreeing(comparison: &Comparison, exact: f64) -> Vec<f64> {
    let levels = comparison.levels.len();
    let rest = (1.0 - exact) / levels.saturating_sub(1).max(1) as f64;
    (0..levels).map(|level| if level == 0 { exact } else { rest }).collect()
}
