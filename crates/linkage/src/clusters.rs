//! Which records are of one person: pairs joined from the strongest down, so long as the whole agrees.
//!
//! Two clusters are joined when the pairs between them weigh enough on average, those that no blocking key found
//! included: one weak chain holds nothing together, and one weak pair among strong ones parts nothing. Where a source
//! has each person once, no cluster has two of its records.

use crate::comparison::{Records, Seen};
use crate::model::probability;
use crate::score::{ScoredPair, Scorer};

/// The clusters of all records.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// The cluster of each record: the smallest record in it.
    pub of: Vec<u32>,
    /// The probability that a record belongs to its cluster; 1 for a record alone.
    pub probability: Vec<f32>,
    /// How many clusters there are: persons, as far as the records tell.
    pub count: usize,
}

/// When two clusters are joined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Joining {
    /// When the pairs between them have at least this mean weight.
    Above(f64),
    /// With the probability that their mean weight stands for, by chance: one draw of the partition. The number is the seed.
    Drawn(u64),
}

/// Members of either cluster that are compared with each other, so that the work of joining large ones is bounded.
const COMPARED: usize = 8;

/// The most bits that one pair says for or against joining.
const MOST: f64 = 15.0;

/// Clusters records by their scored pairs, which are in the order of their records; `unique` says that no source has a person twice.
pub fn clusters<R: Records>(scorer: &Scorer<R>, pairs: &[ScoredPair], joining: Joining, unique: bool) -> Clusters {
    let least = match joining {
        Joining::Above(weight) => weight,
        Joining::Drawn(_) => f64::NEG_INFINITY,
    };
    let mut order: Vec<&ScoredPair> = pairs.iter().filter(|pair| f64::from(pair.weight) >= least).collect();
    order.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then((a.a, a.b).cmp(&(b.a, b.b))));
    let mut growing = Growing::new(scorer, pairs, unique);
    for pair in order {
        growing.consider(pair, joining);
    }
    growing.finish()
}

/// Clusters as they grow: each a ring of records, and a tree to its smallest.
struct Growing<'s, 'r, R> {
    scorer: &'s Scorer<'r, R>,
    pairs: &'s [ScoredPair],
    /// By record, where its pairs with greater ones begin.
    starts: Vec<u32>,
    unique: bool,
    parent: Vec<u32>,
    next: Vec<u32>,
    /// By smallest record, the weight by which its cluster was last joined.
    joined: Vec<f32>,
    seen: Seen,
}

impl<'s, 'r, R: Records> Growing<'s, 'r, R> {
    fn new(scorer: &'s Scorer<'r, R>, pairs: &'s [ScoredPair], unique: bool) -> Self {
        let records = scorer.records().count() as u32;
        Self {
            scorer,
            pairs,
            starts: starts(pairs, records),
            unique,
            parent: (0..records).collect(),
            next: (0..records).collect(),
            joined: vec![0.0; records as usize],
            seen: Seen::default(),
        }
    }

    /// Joins the clusters of a pair, if they are two and may be one.
    fn consider(&mut self, pair: &ScoredPair, joining: Joining) {
        let (a, b) = (root(&mut self.parent, pair.a), root(&mut self.parent, pair.b));
        if a == b || (self.unique && self.share_a_source(a, b)) {
            return;
        }
        let alone = self.next[a as usize] == a && self.next[b as usize] == b;
        let weight = if alone {
            f64::from(pair.weight)
        } else {
            self.mean_weight(a, b)
        };
        let join = match joining {
            Joining::Above(least) => weight >= least,
            Joining::Drawn(seed) => probability(weight) > drawn(seed, a, b),
        };
        if join {
            self.joined[a.min(b) as usize] = weight as f32;
            self.parent[a.max(b) as usize] = a.min(b);
            self.next.swap(a as usize, b as usize);
        }
    }

    /// The first members of a cluster.
    fn members(&self, of: u32) -> impl Iterator<Item = u32> + '_ {
        let ring = std::iter::successors(Some(of), move |&record| {
            Some(self.next[record as usize]).filter(|&next| next != of)
        });
        ring.take(COMPARED)
    }

    fn share_a_source(&self, a: u32, b: u32) -> bool {
        let sources = self.scorer.records().sources();
        self.members(a)
            .any(|x| self.members(b).any(|y| sources[x as usize] == sources[y as usize]))
    }

    /// The mean weight of the pairs between two clusters.
    fn mean_weight(&mut self, a: u32, b: u32) -> f64 {
        let (of_a, of_b): (Vec<u32>, Vec<u32>) = (self.members(a).collect(), self.members(b).collect());
        let mut sum = 0.0;
        for &x in &of_a {
            for &y in &of_b {
                sum += self.weight(x, y);
            }
        }
        sum / (of_a.len() * of_b.len()) as f64
    }

    /// What a pair says for or against joining, scored now if it is none of the pairs.
    fn weight(&mut self, x: u32, y: u32) -> f64 {
        let (a, b) = (x.min(y), x.max(y));
        let own = self.starts[a as usize] as usize..self.starts[a as usize + 1] as usize;
        let known = self.pairs[own].iter().find(|pair| pair.b == b);
        let weight = known.map_or_else(|| self.scorer.score(a, b, &mut self.seen).weight, |pair| pair.weight);
        f64::from(weight).clamp(-MOST, MOST)
    }

    fn finish(mut self) -> Clusters {
        let records = self.parent.len() as u32;
        let of: Vec<u32> = (0..records).map(|record| root(&mut self.parent, record)).collect();
        let probability = (0..records).map(|record| self.belonging(record)).collect();
        let count = of
            .iter()
            .zip(0..)
            .filter(|&(&cluster, record)| cluster == record)
            .count();
        Clusters { of, probability, count }
    }

    /// The probability that a record belongs with the others of its cluster.
    fn belonging(&mut self, record: u32) -> f32 {
        let next = self.next[record as usize];
        if next == record {
            return 1.0;
        }
        if self.next[next as usize] == record {
            return probability(f64::from(self.joined[record.min(next) as usize])) as f32;
        }
        let others: Vec<u32> = self.members(record).skip(1).collect();
        let mut sum = 0.0;
        for &other in &others {
            sum += self.weight(record, other);
        }
        probability(sum / others.len() as f64) as f32
    }
}

/// By record, where its pairs begin in pairs that are in the order of their records; one more at the end.
fn starts(pairs: &[ScoredPair], records: u32) -> Vec<u32> {
    let mut starts = vec![0; records as usize + 1];
    for pair in pairs {
        starts[pair.a as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

/// A number from 0 to 1 for two clusters, the same whenever they are considered in one draw.
fn drawn(seed: u64, a: u32, b: u32) -> f64 {
    let mut chance = crate::link::Chance(seed ^ u64::from(a.min(b)) << 32 ^ u64::from(a.max(b)));
    (chance.next() >> 11) as f64 / (1u64 << 53) as f64
}

/// The smallest record of a cluster, paths shortened on the way.
fn root(parent: &mut [u32], mut record: u32) -> u32 {
    while parent[record as usize] != record {
        parent[record as usize] = parent[parent[record as usize] as usize];
        record = parent[record as usize];
    }
    record
}
