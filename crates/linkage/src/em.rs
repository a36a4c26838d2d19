//! Expectation–maximisation without labels: what pairs of one person and of kin look like from candidate pairs, what
//! strangers and neighbours look like from pairs taken at random.
//!
//! Pairs that no blocking key finds count as pairs of strangers, so that the shares of the classes are those of all pairs
//! (Fellegi and Sunter 1969; Winkler 1988). u is corrected for the pairs of one person among the random ones.

use std::collections::BTreeMap;

use crate::comparison::{Comparison, Concerns, Pattern};
use crate::model::{Bits, CLASSES, KIN, LOCAL, Model, Part, Probabilities, SAME, Weights, agreeing, parts};

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
const ROUNDS: usize = 100;

/// EM ends when no probability changes by more.
const CONVERGED: f64 = 1e-5;

/// Pairs that speak for the starting values, so that a level never seen is not impossible.
const STRENGTH: f64 = 2.0;

/// Pairs that say that kin have given names and dates of birth like strangers.
const STRANGERS: f64 = 20.0;

/// Learns a model.
#[must_use]
pub fn learn(comparisons: &[Comparison], evidence: &Evidence) -> Model {
    let random: Vec<Levels> = (0..comparisons.len())
        .map(|k| random_levels(k, &comparisons[k], evidence))
        .collect();
    let mut model = start(comparisons, &random, evidence);
    let evidence = &projected(comparisons, evidence);
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

/// The evidence with its random patterns on what tells of neighbours alone: few patterns instead of many.
fn projected(comparisons: &[Comparison], evidence: &Evidence) -> Evidence {
    let tells = |comparison: &Comparison| matches!(comparison.concerns, Concerns::Locality | Concerns::Region);
    let places: Vec<usize> = (0..comparisons.len()).filter(|&k| tells(&comparisons[k])).collect();
    let part = |pattern: Pattern| {
        places
            .iter()
            .fold(Pattern::default(), |part, &k| part.with(k, pattern.level(k)))
    };
    let mut random: BTreeMap<Pattern, f64> = BTreeMap::new();
    for &(pattern, count) in &evidence.random {
        *random.entry(part(pattern)).or_default() += count;
    }
    Evidence {
        random: random.into_iter().collect(),
        ..evidence.clone()
    }
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
    let levels = comparison.levels.len();
    let mut counts = vec![0.0; levels + 1];
    for (pattern, count) in &evidence.random {
        counts[usize::from(pattern.level(k))] += count;
    }
    let all: f64 = counts.iter().sum();
    let known = (all - counts[0]).max(0.0);
    let mut shares: Vec<f64> = counts[1..]
        .iter()
        .map(|count| (count + 0.1) / (known + 0.1 * levels as f64))
        .collect();
    let mut floor = vec![0.3 / known.max(1.0); levels];
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
    let of = |(comparison, levels): (&Comparison, &Levels)| {
        let (u, high) = (levels.shares.clone(), agreeing(comparison, 0.8));
        let kin = matches!(comparison.concerns, Concerns::Family | Concerns::Region);
        let local = matches!(comparison.concerns, Concerns::Locality | Concerns::Region);
        Probabilities {
            kin: if kin { high.clone() } else { u.clone() },
            local: if local { high.clone() } else { u.clone() },
            m: high,
            u,
        }
    };
    let concerns: Vec<Concerns> = comparisons.iter().map(|comparison| comparison.concerns).collect();
    Model {
        classes: start_classes(&concerns, evidence),
        comparisons: comparisons.iter().zip(random).map(of).collect(),
        concerns,
    }
}

/// The shares of classes to start from; classes that nothing tells apart are not there.
fn start_classes(concerns: &[Concerns], evidence: &Evidence) -> [f64; CLASSES] {
    let has = |wanted: &[Concerns]| f64::from(u8::from(concerns.iter().any(|concern| wanted.contains(concern))));
    let same = (0.1 * evidence.at_most / evidence.pairs.max(1.0)).clamp(1e-12, 0.2);
    let home = has(&[Concerns::Home, Concerns::Locality]);
    let local = has(&[Concerns::Locality, Concerns::Region]);
    let kin = has(&[Concerns::Family, Concerns::Home]);
    let mut classes = [
        0.0,
        1e-3 * local,
        same * kin,
        0.2 * same,
        0.1 * same * local,
        0.7 * same * home,
    ];
    classes[0] = 1.0 - classes[1..].iter().sum::<f64>();
    classes
}

/// What is expected of each class: pairs, and pairs by comparison and level.
struct Expected {
    pairs: [f64; CLASSES],
    levels: Vec<Vec<[f64; CLASSES]>>,
}

impl Expected {
    fn new(comparisons: &[Comparison]) -> Self {
        Self {
            pairs: [0.0; CLASSES],
            levels: comparisons
                .iter()
                .map(|comparison| vec![[0.0; CLASSES]; comparison.levels.len() + 1])
                .collect(),
        }
    }

    /// Adds pairs of a pattern, by class.
    fn add(&mut self, pattern: Pattern, pairs: &[f64; CLASSES]) {
        for (sum, more) in self.pairs.iter_mut().zip(pairs) {
            *sum += more;
        }
        for (k, levels) in self.levels.iter_mut().enumerate() {
            let level = &mut levels[usize::from(pattern.level(k))];
            for (sum, more) in level.iter_mut().zip(pairs) {
                *sum += more;
            }
        }
    }

    /// The pairs at each level of a comparison, over the classes in which `part` holds.
    fn of(&self, k: usize, parts: &[Part; CLASSES], part: Part) -> Vec<f64> {
        let sum = |level: &[f64; CLASSES]| -> f64 {
            level
                .iter()
                .zip(parts)
                .filter(|(_, of)| **of == part)
                .map(|(n, _)| n)
                .sum()
        };
        self.levels[k][1..].iter().map(sum).collect()
    }
}

/// Below this share a class is not counted for a pair.
const NOTHING: f64 = 1e-12;

/// The share of each class in a pair.
fn shares(bits: &Bits) -> [f64; CLASSES] {
    let top = bits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let odds = bits.map(|bit| f64::from(power_of_two(bit - top)));
    let all: f64 = odds.iter().sum();
    odds.map(|odds| odds / all)
}

/// 2ˣ for x up to 0, to six digits; 0 for less than -126.
///
/// The whole part is the exponent; the rest, from -1 to 0, goes through a polynomial (the Taylor series around -1/2).
fn power_of_two(x: f32) -> f32 {
    let x = x.max(-126.0);
    let whole = x as i32;
    let y = (x - whole as f32 + 0.5) * std::f32::consts::LN_2;
    let rest = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y * (1.0 / 24.0 + y * (1.0 / 120.0)))));
    f32::from_bits(((whole + 127) as u32) << 23) * rest * std::f32::consts::FRAC_1_SQRT_2
}

/// Candidates tell of one person and of kin; pairs taken at random tell of neighbours.
fn expected(comparisons: &[Comparison], evidence: &Evidence, weights: &Weights) -> Expected {
    let mut expected = Expected::new(comparisons);
    for &(pattern, count) in &evidence.candidates {
        let mut pairs = shares(&weights.sum(pattern)).map(|share| share * count);
        (pairs[0], pairs[LOCAL]) = (0.0, 0.0);
        if pairs.iter().any(|&pairs| pairs > NOTHING) {
            expected.add(pattern, &pairs);
        }
    }
    let all: f64 = evidence.random.iter().map(|(_, count)| count).sum();
    for &(pattern, count) in &evidence.random {
        let share = shares(&weights.sum(pattern))[LOCAL];
        let mut pairs = [0.0; CLASSES];
        pairs[LOCAL] = share * count * evidence.pairs / all.max(1.0);
        expected.add(pattern, &pairs);
    }
    expected
}

/// One round: the classes of each pattern, then the probabilities and shares that these give.
fn round(comparisons: &[Comparison], random: &[Levels], evidence: &Evidence, model: &Model) -> Model {
    let expected = expected(comparisons, evidence, &model.weights());
    let next = |k: usize| {
        let parts = parts(model.concerns[k]);
        let mut next = model.comparisons[k].clone();
        next.u = next_u(&random[k], &expected, k, &parts, evidence.pairs);
        next.m = smoothed(
            &expected.of(k, &parts, Part::M),
            &agreeing(&comparisons[k], 0.8),
            STRENGTH,
        );
        for part in [Part::Kin, Part::Local] {
            let towards = match (model.concerns[k], part) {
                (Concerns::Person, _) => (next.u.clone(), STRANGERS),
                _ => (agreeing(&comparisons[k], 0.8), STRENGTH),
            };
            *next.part_mut(part) = match parts.contains(&part) {
                true => smoothed(&expected.of(k, &parts, part), &towards.0, towards.1),
                false => next.u.clone(),
            };
        }
        next
    };
    let mut classes = expected.pairs.map(|pairs| pairs / evidence.pairs.max(1.0));
    classes[0] = (1.0 - classes[1..].iter().sum::<f64>()).max(0.05);
    Model {
        classes,
        comparisons: (0..comparisons.len()).map(next).collect(),
        concerns: model.concerns.clone(),
    }
}

/// Shares of counted levels, with `strength` pairs more of the prior shares.
fn smoothed(counts: &[f64], prior: &[f64], strength: f64) -> Vec<f64> {
    let known: f64 = counts.iter().sum();
    counts
        .iter()
        .zip(prior)
        .map(|(count, prior)| (count + strength * prior) / (known + strength))
        .collect()
}

/// u without the pairs among the random ones that agree for a reason.
fn next_u(random: &Levels, expected: &Expected, k: usize, parts: &[Part; CLASSES], pairs: f64) -> Vec<f64> {
    let known = random.known * pairs;
    let reasons: Vec<f64> = expected.levels[k][1..]
        .iter()
        .map(|level| {
            level
                .iter()
                .zip(parts)
                .filter(|(_, part)| **part != Part::U)
                .map(|(n, _)| n)
                .sum()
        })
        .collect();
    let others = (known - reasons.iter().sum::<f64>()).max(1.0);
    let share = |at: usize| ((random.shares[at] * known - reasons[at]) / others).max(random.floor[at]);
    let u: Vec<f64> = (0..reasons.len()).map(share).collect();
    let all: f64 = u.iter().sum();
    u.iter().map(|share| share / all).collect()
}

fn change(a: &Model, b: &Model) -> f64 {
    let each = a.comparisons.iter().zip(&b.comparisons);
    let of_m = each.flat_map(|(a, b)| a.m.iter().zip(&b.m)).map(|(x, y)| (x - y).abs());
    let of_classes =
        [KIN, SAME, SAME + 2].map(|class| (a.classes[class].max(1e-30).ln() - b.classes[class].max(1e-30).ln()).abs());
    of_m.chain(of_classes.map(|change| change.min(1.0))).fold(0.0, f64::max)
}
