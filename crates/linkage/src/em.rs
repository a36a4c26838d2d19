//! Expectation–maximisation without labels: m and the prior from candidate pairs, u from pairs taken at random.
//!
//! Pairs that no blocking key finds count as pairs of two persons, so that the prior and u are those of all pairs
//! (Fellegi and Sunter 1969; Winkler 1988). u is corrected for the pairs of one person among the random ones.

use crate::comparison::{Comparison, Pattern};
use crate::model::{Model, Probabilities, probability, starting_m};

/// What EM learns from.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Patterns of candidate pairs and how many pairs have each, a sample counted in full.
    pub candidates: Vec<(Pattern, f64)>,
    /// Patterns of pairs taken at random, and how many.
    pub random: Vec<(Pattern, f64)>,
    /// By comparison, the chance of agreement at level 1 between two random records, where known exactly.
    pub chances: Vec<Option<f64>>,
    /// All pairs that could be of one person.
    pub pairs: f64,
    /// The greatest number of pairs of one person to start from.
    pub at_most: f64,
}

/// The most rounds of EM.
const ROUNDS: usize = 200;

/// EM ends when no probability changes by more.
const CONVERGED: f64 = 1e-6;

/// Pairs that speak for the starting values of m, so that a level never seen is not impossible.
const STRENGTH: f64 = 2.0;

/// Learns a model.
#[must_use]
pub fn learn(comparisons: &[Comparison], evidence: &Evidence) -> Model {
    let random: Vec<Levels> = (0..comparisons.len())
        .map(|k| random_levels(k, &comparisons[k], evidence))
        .collect();
    let mut model = start(comparisons, &random, evidence);
    for _ in 0..ROUNDS {
        let next = round(comparisons, &random, evidence, &model);
        let change = change(&model, &next);
        model = next;
        if change < CONVERGED {
            break;
        }
    }
    model
}

/// The levels of a comparison among random pairs: shares given both sides known, their least trustworthy size, and the
/// share of pairs with both sides known.
#[derive(Debug, Clone)]
struct Levels {
    shares: Vec<f64>,
    floor: Vec<f64>,
    known: f64,
}

fn random_levels(k: usize, comparison: &Comparison, evidence: &Evidence) -> Levels {
    let mut counts = vec![0.0; comparison.levels.len() + 1];
    for (pattern, count) in &evidence.random {
        counts[usize::from(pattern.level(k))] += count;
    }
    let all: f64 = counts.iter().sum();
    let known = (all - counts[0]).max(0.0);
    let mut shares: Vec<f64> = counts[1..]
        .iter()
        .map(|count| (count + 0.1) / (known + 0.1 * comparison.levels.len() as f64))
        .collect();
    let mut floor = vec![0.3 / known.max(1.0); shares.len()];
    if let Some(chance) = evidence.chances[k] {
        floor[0] = 0.5 / evidence.pairs.max(1.0);
        replace_first(&mut shares, chance.max(floor[0]));
    }
    Levels {
        shares,
        floor,
        known: known / all.max(1.0),
    }
}

/// Puts an exact share in the first place and scales the others to what is left.
fn replace_first(shares: &mut [f64], first: f64) {
    let rest: f64 = shares[1..].iter().sum();
    for share in &mut shares[1..] {
        *share *= (1.0 - first) / rest.max(f64::MIN_POSITIVE);
    }
    shares[0] = first;
}

fn start(comparisons: &[Comparison], random: &[Levels], evidence: &Evidence) -> Model {
    let each = comparisons.iter().zip(random);
    Model {
        prior: (0.1 * evidence.at_most / evidence.pairs.max(1.0)).clamp(1e-12, 0.3),
        comparisons: each
            .map(|(comparison, levels)| Probabilities {
                m: starting_m(comparison),
                u: levels.shares.clone(),
            })
            .collect(),
    }
}

/// One round: the probability of each candidate pattern, then m, u and the prior that these give.
fn round(comparisons: &[Comparison], random: &[Levels], evidence: &Evidence, model: &Model) -> Model {
    let weights = model.weights();
    let mut sums: Vec<Vec<f64>> = comparisons
        .iter()
        .map(|comparison| vec![0.0; comparison.levels.len() + 1])
        .collect();
    let mut matches = 0.0;
    for &(pattern, count) in &evidence.candidates {
        let expected = count * probability(weights.sum(pattern));
        matches += expected;
        for (k, sum) in sums.iter_mut().enumerate() {
            sum[usize::from(pattern.level(k))] += expected;
        }
    }
    let next = |k: usize| Probabilities {
        m: next_m(&comparisons[k], &sums[k][1..]),
        u: next_u(&random[k], &sums[k][1..], evidence.pairs),
    };
    Model {
        prior: (matches / evidence.pairs.max(1.0)).clamp(1e-15, 0.9),
        comparisons: (0..comparisons.len()).map(next).collect(),
    }
}

fn next_m(comparison: &Comparison, sums: &[f64]) -> Vec<f64> {
    let known: f64 = sums.iter().sum();
    let start = starting_m(comparison);
    sums.iter()
        .zip(start)
        .map(|(sum, start)| (sum + STRENGTH * start) / (known + STRENGTH))
        .collect()
}

/// u without the pairs of one person among the random ones.
fn next_u(random: &Levels, sums: &[f64], pairs: f64) -> Vec<f64> {
    let known = random.known * pairs;
    let others = (known - sums.iter().sum::<f64>()).max(1.0);
    let share = |at: usize| {
        let without = (random.shares[at] * known - sums[at]) / others;
        without.max(random.floor[at])
    };
    let u: Vec<f64> = (0..sums.len()).map(share).collect();
    let all: f64 = u.iter().sum();
    u.iter().map(|share| share / all).collect()
}

fn change(a: &Model, b: &Model) -> f64 {
    let each = a.comparisons.iter().zip(&b.comparisons);
    let of_m = each.flat_map(|(a, b)| a.m.iter().zip(&b.m)).map(|(x, y)| (x - y).abs());
    of_m.fold((a.prior.ln() - b.prior.ln()).abs(), f64::max)
}
