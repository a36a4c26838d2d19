//! From weights to decisions without labels: whether sources are free of duplicates, how pairs compete then, and the
//! threshold that promises the best F1.

use crate::model::probability;
use crate::score::ScoredPair;

/// Above this share of linked records with two certain partners in one source, sources hold duplicates.
const DUPLICATES: f64 = 0.03;

/// A pair of this probability is certain.
const CERTAIN: f64 = 0.95;

/// Whether each source seems to have a person once: hardly any record has two certain partners in one other source.
#[must_use]
pub fn sources_are_unique(pairs: &[ScoredPair], sources: &[u16]) -> bool {
    let last = sources.iter().max().map_or(0, |&last| usize::from(last));
    let mut partners = vec![0u8; sources.len() * (last + 1)];
    for pair in pairs.iter().filter(|pair| pair.probability() >= CERTAIN) {
        for (own, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let count = &mut partners[own as usize * (last + 1) + usize::from(sources[other as usize])];
            *count = count.saturating_add(1);
        }
    }
    let linked = partners.iter().filter(|&&count| count > 0).count();
    let several = partners.iter().filter(|&&count| count > 1).count();
    several as f64 <= DUPLICATES * linked as f64
}

/// Weights where a record has at most one partner in each other source: the candidates for the place share it.
pub fn compete(pairs: &mut [ScoredPair], sources: &[u16]) {
    let records = sources.len();
    let last = sources.iter().max().map_or(0, |&last| usize::from(last));
    if records == 0 {
        return;
    }
    let place = |record: u32, other: u32| record as usize * (last + 1) + usize::from(sources[other as usize]);
    let mut odds = vec![0.0f32; records * (last + 1)];
    for pair in pairs.iter() {
        let own = capped_odds(pair.weight);
        odds[place(pair.a, pair.b)] += own;
        odds[place(pair.b, pair.a)] += own;
    }
    for pair in pairs.iter_mut() {
        let own = capped_odds(pair.weight);
        let others = odds[place(pair.a, pair.b)] + odds[place(pair.b, pair.a)] - 2.0 * own;
        pair.weight -= (1.0 + others.max(0.0)).log2();
    }
}

/// Weights around 0 whose pairs tell how cautious the weights are.
const DOUBTFUL: f32 = 6.0;

/// A pair of so many bits is certain enough to rule out any other partner.
const RULES_OUT: f32 = 10.0;

/// Doubtful pairs that are enough to tell.
const ENOUGH: usize = 30;

/// By how many bits weights are too cautious where each of two sources has a person once, learnt without labels: doubtful
/// pairs of records that have a certain partner elsewhere are wrong, and as many are wrong, in proportion, among the
/// doubtful pairs of records that have none. 0 to 5; 0 where too few pairs tell.
#[must_use]
pub fn caution(pairs: &[ScoredPair], sources: &[u16]) -> f32 {
    let mut partners = vec![0u8; sources.len()];
    for pair in pairs.iter().filter(|pair| pair.weight >= RULES_OUT) {
        for record in [pair.a, pair.b] {
            partners[record as usize] = partners[record as usize].saturating_add(1);
        }
    }
    let ruled_out = |pair: &&ScoredPair| partners[pair.a as usize].max(partners[pair.b as usize]) > 0;
    let doubtful = pairs.iter().filter(|pair| pair.weight.abs() <= DOUBTFUL);
    let (wrong, open): (Vec<&ScoredPair>, Vec<&ScoredPair>) = doubtful.partition(ruled_out);
    let free = free_pairs(&partners, sources);
    if sources.iter().any(|&source| source > 1) || wrong.len().min(open.len()) < ENOUGH {
        return 0.0;
    }
    let expected = wrong.len() as f64 * free / (1.0 - free).max(f64::MIN_POSITIVE);
    let said = |bits: f32| -> f64 {
        let wrong = |pair: &&ScoredPair| 1.0 - probability(f64::from(pair.weight + bits));
        open.iter().map(wrong).sum()
    };
    (1..=20)
        .map(|quarters| quarters as f32 / 4.0)
        .take_while(|&bits| said(bits) >= expected)
        .last()
        .unwrap_or(0.0)
}

/// The share of the pairs of records of two sources of which neither has a partner.
fn free_pairs(partners: &[u8], sources: &[u16]) -> f64 {
    let share = |source: u16| {
        let of = || partners.iter().zip(sources).filter(move |(_, own)| **own == source);
        of().filter(|(partners, _)| **partners == 0).count() as f64 / of().count().max(1) as f64
    };
    share(0) * share(1)
}

/// Odds that a sum of many can hold.
fn capped_odds(weight: f32) -> f32 {
    weight.clamp(-60.0, 60.0).exp2()
}

/// The weight from which on pairs are taken: the one of the greatest expected F1 under the pairs' own probabilities.
#[must_use]
pub fn best_threshold(pairs: &[ScoredPair]) -> f64 {
    let mut weights: Vec<f32> = pairs.iter().map(|pair| pair.weight).collect();
    weights.sort_unstable_by(|a, b| b.total_cmp(a));
    let all: f64 = weights.iter().map(|&weight| probability(f64::from(weight))).sum();
    let (mut right, mut best, mut threshold) = (0.0, 0.0, 0.0);
    for (at, &weight) in weights.iter().enumerate() {
        right += probability(f64::from(weight));
        let f1 = 2.0 * right / (at as f64 + 1.0 + all);
        if f1 > best {
            (best, threshold) = (f1, f64::from(weight));
        }
    }
    threshold
}
