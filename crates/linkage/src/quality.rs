//! How good a linkage is, without labels: m and u, the histogram of weights, expected precision and recall, missed
//! matches, and how far the number of persons moves with the threshold and with chance.

use crate::clusters::{Joining, clusters};
use crate::comparison::{Comparison, Records};
use crate::model::Model;
use crate::score::{ScoredPair, Scorer};

/// One row of the table of m and u: a level of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelRow {
    /// The comparison.
    pub comparison: String,
    /// The level.
    pub level: String,
    /// Its chance among pairs of one person.
    pub m: f64,
    /// Its chance among pairs of two persons who have nothing to do with each other.
    pub u: f64,
    /// Its chance among pairs of two persons of one home.
    pub kin: f64,
    /// log₂ m/u.
    pub weight: f64,
}

/// The table of m and u, best level first.
#[must_use]
pub fn level_table(comparisons: &[Comparison], model: &Model) -> Vec<LevelRow> {
    let rows = comparisons
        .iter()
        .zip(&model.comparisons)
        .zip(0..)
        .flat_map(|((comparison, of), k)| {
            comparison.levels.iter().enumerate().map(move |(at, level)| LevelRow {
                comparison: comparison.name.clone(),
                level: level.name.clone(),
                m: of.m[at],
                u: of.u[at],
                kin: of.kin[at],
                weight: model.weight(k, at as u8 + 1),
            })
        });
    rows.collect()
}

/// Pairs by match weight: how many weigh from `from` to `from` + 1 bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeightBin {
    /// The lower bound, in bits.
    pub from: i32,
    /// How many pairs.
    pub pairs: u64,
}

/// The histogram of the weights of scored pairs, in bins of one bit without gaps.
#[must_use]
pub fn weight_histogram(pairs: &[ScoredPair]) -> Vec<WeightBin> {
    let bin = |pair: &ScoredPair| pair.weight.floor() as i32;
    let (Some(first), Some(last)) = (pairs.iter().map(bin).min(), pairs.iter().map(bin).max()) else {
        return Vec::new();
    };
    let mut bins: Vec<WeightBin> = (first..=last).map(|from| WeightBin { from, pairs: 0 }).collect();
    for pair in pairs {
        bins[(bin(pair) - first) as usize].pairs += 1;
    }
    bins
}

/// What the probabilities of the pairs themselves promise at a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedQuality {
    /// The match weight from which on pairs are taken.
    pub threshold: f64,
    /// Expected share of pairs taken that are of one person.
    pub precision: f64,
    /// Expected share of the pairs of one person that are taken, those no blocking key finds included.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Expected precision and recall at a threshold; `missed` pairs of one person are no candidates.
#[must_use]
pub fn expected_quality(pairs: &[ScoredPair], missed: f64, threshold: f64) -> ExpectedQuality {
    let all: f64 = pairs.iter().map(ScoredPair::probability).sum::<f64>() + missed;
    let taken = pairs.iter().filter(|pair| f64::from(pair.weight) >= threshold);
    let (count, right) = taken.fold((0.0, 0.0), |(count, right), pair| {
        (count + 1.0, right + pair.probability())
    });
    ExpectedQuality {
        threshold,
        precision: right / f64::max(count, f64::MIN_POSITIVE),
        recall: right / f64::max(all, f64::MIN_POSITIVE),
        f1: 2.0 * right / f64::max(count + all, f64::MIN_POSITIVE),
    }
}

/// An estimate of the pairs of one person that no blocking key found, from how many keys found each of the others
/// (Chao 1987: a lower bound when keys differ in what they find). `found_by` gives the number of keys of each pair.
#[must_use]
pub fn missed_matches(pairs: &[ScoredPair], found_by: &[u8]) -> f64 {
    let (mut once, mut twice) = (0.0, 0.0);
    for (pair, &keys) in pairs.iter().zip(found_by) {
        match keys {
            1 => once += pair.probability(),
            2 => twice += pair.probability(),
            _ => {}
        }
    }
    once * (once - 1.0f64).max(0.0) / (2.0 * (twice + 1.0))
}

/// The number of persons at each threshold, in bits of match weight.
pub fn sensitivity<R: Records>(
    scorer: &Scorer<R>,
    pairs: &[ScoredPair],
    unique: bool,
    thresholds: &[f64],
) -> Vec<(f64, usize)> {
    let at = |&threshold: &f64| {
        (
            threshold,
            clusters(scorer, pairs, Joining::Above(threshold), unique).count,
        )
    };
    thresholds.iter().map(at).collect()
}

/// How many persons the records are of, with what chance allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonsInterval {
    /// In one draw of forty there are fewer.
    pub low: usize,
    /// In half the draws there are fewer.
    pub median: usize,
    /// In one draw of forty there are more.
    pub high: usize,
}

/// The 95 % interval of the number of persons from `draws` partitions drawn by the pairs' probabilities, less the
/// `missed` pairs that join nobody.
pub fn persons_interval<R: Records>(
    scorer: &Scorer<R>,
    pairs: &[ScoredPair],
    unique: bool,
    missed: f64,
    (draws, seed): (u64, u64),
) -> PersonsInterval {
    let drawn = |draw: u64| {
        let joining = Joining::Drawn(seed.wrapping_add(draw.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        clusters(scorer, pairs, joining, unique)
            .count
            .saturating_sub(missed.round() as usize)
    };
    let mut counts: Vec<usize> = (0..draws.max(1)).map(drawn).collect();
    counts.sort_unstable();
    let at = |share: f64| counts[((counts.len() - 1) as f64 * share).round() as usize];
    PersonsInterval {
        low: at(0.025),
        median: at(0.5),
        high: at(0.975),
    }
}
