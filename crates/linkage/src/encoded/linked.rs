//! Linkage of encodings from end to end.

use super::{EncodedRecords, learn::learn};
use crate::{
    candidates::Candidates,
    clusters::clusters,
    comparison::{BlockingKey, Pattern, Records, Seen},
    link::{Linked, Settings},
    model::{Model, Probabilities, probability},
    score::{ScoredPair, Scorer},
};
use std::collections::BTreeMap;

/// Most records in one block; a larger block is cut into pieces, in the order of records.
const BLOCK: usize = 400;

/// What came of a linkage of encodings.
#[derive(Clone, Debug)]
pub struct EncodedLinkage {
    /// The linkage, as of persons in the clear.
    pub linked: Linked,
    /// Pairs not looked at because their block was larger than is compared in full.
    pub cut_pairs: u64,
}

/// Links encodings. Work is bounded: a block of more than 400 records is compared in pieces, and how many pairs that
/// leaves out is said.
#[must_use]
pub fn link_encoded(records: &EncodedRecords, settings: &Settings) -> EncodedLinkage {
    let mut keys = records.keys();
    let cut_pairs = keys.iter_mut().map(cut).sum();
    let candidates = Candidates::new(keys, records.sources(), settings.across);
    let mut model = learn(records, settings.across);
    let pairs = scored(records, &candidates, &mut model, settings);
    let clusters = clusters(records, &model, &pairs.1, settings.across);
    let linked = Linked {
        model,
        candidates: pairs.0,
        pairs: pairs.1,
        clusters,
    };
    EncodedLinkage { linked, cut_pairs }
}

/// Cuts blocks that are too large; returns how many pairs that leaves out.
fn cut(key: &mut BlockingKey) -> u64 {
    let mut order: Vec<(u32, u32)> = key.keys.iter().copied().zip(0..).filter(|(key, _)| *key != 0).collect();
    order.sort_unstable();
    let mut left_out = 0;
    for block in order.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > BLOCK) {
        let pairs = |n: usize| (n * (n - 1) / 2) as u64;
        left_out += pairs(block.len());
        for (piece, records) in block.chunks(BLOCK).enumerate() {
            left_out -= pairs(records.len());
            for (own, record) in records {
                key.keys[*record as usize] = own.wrapping_add(piece as u32 * 0x9E37_79B9) | 1;
            }
        }
    }
    left_out
}

/// All candidates, and those that reach the lowest probability; the prior is learnt on the way.
fn scored(
    records: &EncodedRecords,
    candidates: &Candidates,
    model: &mut Model,
    settings: &Settings,
) -> (u64, Vec<ScoredPair>) {
    let mut seen = Seen::default();
    let mut patterns: BTreeMap<Pattern, f64> = BTreeMap::new();
    let mut pairs = Vec::new();
    candidates.stream(1, |pair| {
        let pattern = records.pattern(pair.a, pair.b, &mut seen);
        *patterns.entry(pattern).or_default() += 1.0;
        pairs.push((pair.a, pair.b));
    });
    settle(model, &patterns, records.count() as f64);
    let scorer = Scorer::new(records, model);
    let scored = pairs.iter().map(|(a, b)| scorer.score(*a, *b, &mut seen));
    let mut kept: Vec<ScoredPair> = scored.filter(|pair| pair.probability() >= settings.floor).collect();
    kept.sort_unstable_by_key(|pair| (pair.a, pair.b));
    (pairs.len() as u64, kept)
}

/// Learns what only the candidates together tell: the chance that two records taken at random are of one person, which
/// is the expected pairs of one person by all pairs, and m and u of the rarity of the key.
fn settle(model: &mut Model, patterns: &BTreeMap<Pattern, f64>, count: f64) {
    let all = (count * (count - 1.0) / 2.0).max(1.0);
    let rarity = model.comparisons.len() - 1;
    model.prior = (0.25 * count / all).min(0.5);
    for _ in 0..50 {
        let weights = model.weights();
        let levels = model.comparisons[rarity].m.len();
        let (mut same, mut others) = (vec![1.0; levels], vec![1.0; levels]);
        let mut expected = 0.0;
        for (pattern, n) in patterns {
            let chance = probability(weights.sum(*pattern));
            expected += n * chance;
            if let Some(at) = usize::from(pattern.level(rarity)).checked_sub(1) {
                same[at] += n * chance;
                others[at] += n * (1.0 - chance);
            }
        }
        model.prior = (expected / all).clamp(1e-15, 0.9);
        model.comparisons[rarity] = Probabilities {
            m: shares(&same),
            u: shares(&others),
        };
    }
}

fn shares(counts: &[f64]) -> Vec<f64> {
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|count| count / sum).collect()
}
