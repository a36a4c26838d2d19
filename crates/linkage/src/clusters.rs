//! Which records are of one person: clusters of pairs, under constraints.

use crate::comparison::Records;
use crate::model::Model;
use crate::score::ScoredPair;

/// The clusters of all records.
#[derive(Debug, Clone)]
pub struct Clusters {
    /// The cluster of each record: the smallest record in it.
    pub of: Vec<u32>,
    /// The probability that a record belongs to its cluster; 1 for a record alone.
    pub probability: Vec<f32>,
    /// Pairs of a lower probability were not joined.
    pub threshold: f64,
}

/// Clusters records.
pub fn clusters<R: Records>(records: &R, _model: &Model, pairs: &[ScoredPair], _across: bool) -> Clusters {
    let mut parent: Vec<u32> = (0..records.count() as u32).collect();
    for pair in pairs.iter().filter(|pair| pair.probability() >= 0.5) {
        let (a, b) = (root(&mut parent, pair.a), root(&mut parent, pair.b));
        parent[a.max(b) as usize] = a.min(b);
    }
    let of = (0..parent.len() as u32)
        .map(|record| root(&mut parent, record))
        .collect();
    Clusters {
        of,
        probability: vec![1.0; parent.len()],
        threshold: 0.5,
    }
}

/// The smallest record of a cluster, paths shortened on the way.
fn root(parent: &mut [u32], mut record: u32) -> u32 {
    while parent[record as usize] != record {
        parent[record as usize] = parent[parent[record as usize] as usize];
        record = parent[record as usize];
    }
    record
}
