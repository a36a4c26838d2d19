//! Pairs with their weights and what persons decided of them, made into clusters: one partition as decided, or one drawn
//! from the probabilities. It is computed anew each time, so that a decision undone leaves no trace in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::probability;

/// Members of either cluster whose pairs are looked at before two clusters are joined.
const COMPARED: usize = 8;
/// The most bits that one pair says for or against joining; a pair that nobody compared says as much against.
const MOST: f64 = 15.0;

/// What is known of pairs of records, numbered from 0.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By record, where it came from: two records of one source are one person only if somebody said so.
    pub sources: Vec<u32>,
    /// Pairs with the log₂ of the odds that they are of one person, the smaller record first.
    pub pairs: Vec<(u32, u32, f32)>,
    /// Pairs that were confirmed.
    pub together: Vec<(u32, u32)>,
    /// Pairs that were rejected.
    pub apart: Vec<(u32, u32)>,
}

/// How pairs of which nothing was decided join.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Join {
    /// Those of at least this weight.
    Above(f64),
    /// Each with the probability that its weight stands for; the number is the seed of the draw.
    Drawn(u64),
    /// None: only what was confirmed is together.
    Never,
}

/// The clusters: of each record, the smallest record in its cluster. What was confirmed is together, what was rejected is
/// not; other pairs join from the strongest down, so long as the two clusters agree on the whole (mean weight of the pairs
/// between them) and no source would have the person twice. Confirmations that contradict a rejection do not join.
#[must_use]
pub fn partition(known: &Known, join: Join) -> Vec<u32> {
    let mut growing = Growing::new(known);
    for &(a, b) in &known.together {
        growing.confirm(a, b);
    }
    for (a, b, weight) in strongest_first(&known.pairs, join) {
        growing.consider(a, b, (f64::from(weight), join));
    }
    growing.of
}

/// Whether a pair may be confirmed: what was confirmed with either and rejected with the other stands against it. Answers
/// the rejected pair.
#[must_use]
pub fn against_confirming(known: &Known, a: u32, b: u32) -> Option<(u32, u32)> {
    let of = partition(known, Join::Never);
    let (a, b) = (of[a as usize], of[b as usize]);
    let parts = |&&(x, y): &&(u32, u32)| {
        let (x, y) = (of[x as usize], of[y as usize]);
        (x, y) == (a, b) || (x, y) == (b, a)
    };
    known.apart.iter().find(parts).copied()
}

fn strongest_first(pairs: &[(u32, u32, f32)], join: Join) -> Vec<(u32, u32, f32)> {
    let least = match join {
        Join::Above(least) => least,
        Join::Drawn(_) => f64::NEG_INFINITY,
        Join::Never => return Vec::new(),
    };
    let mut order: Vec<_> = pairs
        .iter()
        .filter(|pair| f64::from(pair.2) >= least)
        .copied()
        .collect();
    order.sort_unstable_by(|one, other| other.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(other.0, other.1))));
    order
}

struct Growing<'k> {
    known: &'k Known,
    weights: BTreeMap<(u32, u32), f32>,
    apart: BTreeMap<u32, BTreeSet<u32>>,
    of: Vec<u32>,
    members: BTreeMap<u32, Vec<u32>>,
}

impl<'k> Growing<'k> {
    fn new(known: &'k Known) -> Self {
        let mut apart: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for &(a, b) in &known.apart {
            apart.entry(a).or_default().insert(b);
            apart.entry(b).or_default().insert(a);
        }
        let weights = known.pairs.iter().map(|&(a, b, weight)| (ordered(a, b), weight));
        let together = known.together.iter().map(|&(a, b)| (ordered(a, b), MOST as f32));
        Self {
            known,
            weights: weights.chain(together).collect(),
            apart,
            of: (0..known.sources.len() as u32).collect(),
            members: BTreeMap::new(),
        }
    }

    fn members(&self, cluster: u32) -> Vec<u32> {
        self.members.get(&cluster).cloned().unwrap_or_else(|| vec![cluster])
    }

    fn confirm(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of[a as usize], self.of[b as usize]);
        if a != b && !self.are_apart(&self.members(a), &self.members(b)) {
            self.join(a, b);
        }
    }

    /// Joins the clusters of a pair, if they are two and may be one.
    fn consider(&mut self, a: u32, b: u32, (weight, join): (f64, Join)) {
        let (a, b) = (self.of[a as usize], self.of[b as usize]);
        let (own, other) = (self.members(a), self.members(b));
        if a == b || self.are_apart(&own, &other) || self.share_a_source(&own, &other) {
            return;
        }
        let weight = if own.len() * other.len() == 1 {
            weight
        } else {
            self.mean_weight(&own, &other)
        };
        let joins = match join {
            Join::Above(_) => weight >= 0.0,
            Join::Drawn(seed) => probability(weight) > drawn(seed, a, b),
            Join::Never => false,
        };
        if joins {
            self.join(a, b);
        }
    }

    fn are_apart(&self, own: &[u32], other: &[u32]) -> bool {
        let rejected = |x: &u32| {
            self.apart
                .get(x)
                .is_some_and(|apart| other.iter().any(|y| apart.contains(y)))
        };
        own.iter().any(rejected)
    }

    fn share_a_source(&self, own: &[u32], other: &[u32]) -> bool {
        let source = |record: &u32| self.known.sources[*record as usize];
        let sources: BTreeSet<u32> = own.iter().map(source).collect();
        other.iter().any(|record| sources.contains(&source(record)))
    }

    /// The mean weight of the pairs between the first members of two clusters.
    fn mean_weight(&self, own: &[u32], other: &[u32]) -> f64 {
        let (own, other) = (&own[..own.len().min(COMPARED)], &other[..other.len().min(COMPARED)]);
        let weight = |x: u32, y: u32| {
            let weight = self.weights.get(&ordered(x, y));
            weight.map_or(-MOST, |weight| f64::from(*weight).clamp(-MOST, MOST))
        };
        let sum: f64 = own
            .iter()
            .flat_map(|x| other.iter().map(move |y| (*x, *y)))
            .map(|(x, y)| weight(x, y))
            .sum();
        sum / (own.len() * other.len()) as f64
    }

    fn join(&mut self, a: u32, b: u32) {
        let (keep, goes) = ordered(a, b);
        let moved = self.members.remove(&goes).unwrap_or_else(|| vec![goes]);
        moved.iter().for_each(|record| self.of[*record as usize] = keep);
        self.members.entry(keep).or_insert_with(|| vec![keep]).extend(moved);
    }
}

fn ordered(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// A number from 0 to 1 for two clusters, the same whenever they meet in one draw (SplitMix64; Steele, Lea and Flood 2014).
pub(crate) fn drawn(seed: u64, a: u32, b: u32) -> f64 {
    let (a, b) = ordered(a, b);
    let mixed = |x: u64| {
        let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ x >> 31
    };
    let x = mixed(mixed(seed) ^ (u64::from(a) << 32 | u64::from(b)));
    (x >> 11) as f64 / (1u64 << 53) as f64
}
