//! The clusters of a standing with their sizes, and what an answer about a pair is expected to set right.

use std::collections::BTreeMap;

use super::standing::{Pair, Standing};

/// Clusters as decided.
pub(super) struct Clustered {
    of: Vec<u32>,
    sizes: BTreeMap<u32, usize>,
}

impl Clustered {
    pub(super) fn of(standing: &Standing) -> Clustered {
        let of = standing.clusters();
        let mut sizes = BTreeMap::new();
        of.iter().for_each(|cluster| *sizes.entry(*cluster).or_default() += 1);
        Clustered { of, sizes }
    }

    /// How many records are with a record, itself included.
    pub(super) fn size(&self, standing: &Standing, record: i64) -> usize {
        let at = standing.at(record).map(|at| self.of[at as usize]);
        at.map_or(1, |cluster| self.sizes[&cluster])
    }

    /// The pairs of records that an answer is expected to set right: the chance that the present clusters are wrong of the
    /// pair, by the pairs that hang on it.
    pub(super) fn gain(&self, standing: &Standing, (a, b): Pair, probability: f64) -> f64 {
        let pairs = self.size(standing, a) * self.size(standing, b);
        let cluster = |record| standing.at(record).map(|at| self.of[at as usize]);
        let wrong = if cluster(a) == cluster(b) {
            1.0 - probability
        } else {
            probability
        };
        wrong.min(0.5) * pairs as f64
    }
}
