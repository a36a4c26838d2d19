//! m, u and the prior of encodings, learnt without labels from the pairs inside each blocking key.
//!
//! Records without a common key are salted apart and cannot be compared, so that u cannot come from pairs taken at
//! random. Inside a key the fields that it is not made of are compared freely: there EM tells both m and u of them, with
//! a prior for each key; what a key is made of says nothing there and is left out (Fellegi and Sunter 1969; Winkler
//! 1988). Few pairs lean on starting values.

use super::{EncodedRecords, pattern};
use crate::{
    comparison::{Comparison, MISSING, Pattern, Records},
    encode::{ANCHORS, Atom, SECTIONS},
    model::{Model, Probabilities},
    role::Role,
};
use std::collections::BTreeMap;

/// Most pairs looked at inside one key.
const SAMPLE: usize = 300_000;
const ROUNDS: usize = 200;
const CONVERGED: f64 = 1e-6;
/// Pairs that the starting values of m count for.
const M_STRENGTH: f64 = 4.0;
/// Pairs that the starting values of u count for.
const U_STRENGTH: f64 = 40.0;

/// How often each pattern was seen inside one key, the fields of the key left out.
struct Inside {
    patterns: Vec<(Pattern, f64)>,
    prior: f64,
}

/// m and u of every field; the prior of the model is still to be set.
pub(super) fn learn(records: &EncodedRecords, across: bool) -> Model {
    let mut keys: Vec<Inside> = (0..ANCHORS.len())
        .map(|anchor| inside(records, anchor, across))
        .collect();
    let mut model = start(records.comparisons());
    for _ in 0..ROUNDS {
        let (next, change) = round(records.comparisons(), &model, &mut keys);
        model = next;
        if change < CONVERGED {
            break;
        }
    }
    model
}

/// The patterns inside a key, of evenly spread pairs if there are many.
fn inside(records: &EncodedRecords, anchor: usize, across: bool) -> Inside {
    let mut order: Vec<(u64, u32)> = Vec::new();
    for record in 0..records.count() as u32 {
        let own = records
            .views(record)
            .iter()
            .find(|view| usize::from(view.anchor) == anchor);
        order.extend(own.map(|view| (view.key, record)));
    }
    order.sort_unstable();
    let blocks: Vec<&[(u64, u32)]> = order
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|block| block.len() > 1)
        .collect();
    let pairs = |block: &&[(u64, u32)]| block.len() * (block.len() - 1) / 2;
    let every = blocks.iter().map(pairs).sum::<usize>().div_ceil(SAMPLE).max(1);
    let mut seen: BTreeMap<Pattern, f64> = BTreeMap::new();
    let mut number = 0;
    for block in blocks {
        for (at, one) in block.iter().enumerate() {
            for other in &block[at + 1..] {
                let apart = !across || records.sources[one.1 as usize] != records.sources[other.1 as usize];
                number += 1;
                if apart && number % every == 0 {
                    let own = inside_pattern(records, anchor, one.1, other.1);
                    *seen.entry(own).or_default() += 1.0;
                }
            }
        }
    }
    Inside {
        patterns: seen.into_iter().collect(),
        prior: 0.5,
    }
}

/// The pattern of two records under a key, without what the key is made of.
fn inside_pattern(records: &EncodedRecords, anchor: usize, a: u32, b: u32) -> Pattern {
    let own = |record: u32| {
        records
            .views(record)
            .iter()
            .find(|view| usize::from(view.anchor) == anchor)
    };
    let (Some(a), Some(b)) = (own(a), own(b)) else {
        return Pattern::default();
    };
    let whole = pattern(&a.filter, &b.filter);
    let free = |k: &usize| !ANCHORS[anchor].atoms.iter().any(|atom| is_of(*atom, SECTIONS[*k].role));
    (0..SECTIONS.len())
        .filter(free)
        .fold(Pattern::default(), |pattern, k| pattern.with(k, whole.level(k)))
}

/// Whether an atom is made of a field.
fn is_of(atom: Atom, role: Role) -> bool {
    match atom {
        Atom::Id => role == Role::NationalId,
        Atom::Given | Atom::GivenStart => role == Role::GivenName,
        Atom::First | Atom::FirstStart => role == Role::FirstSurname,
        Atom::SecondStart => role == Role::SecondSurname,
        Atom::Sketch(_) => matches!(role, Role::GivenName | Role::FirstSurname | Role::SecondSurname),
        Atom::Date | Atom::Year | Atom::MonthDay => role == Role::BirthDate,
        Atom::Sex => role == Role::Sex,
        Atom::Place => role == Role::Place,
        Atom::Region => role == Role::Region,
        Atom::Postcode => role == Role::Postcode,
        Atom::Address => role == Role::Address,
        Atom::StreetNumber => role == Role::StreetNumber,
        Atom::Phone => role == Role::Phone,
    }
}

fn start(comparisons: &[Comparison]) -> Model {
    Model {
        prior: 0.5,
        comparisons: comparisons.iter().enumerate().map(starting_at).collect(),
    }
}

fn starting_at((k, of): (usize, &Comparison)) -> Probabilities {
    let even = || vec![1.0 / of.levels.len() as f64; of.levels.len()];
    match SECTIONS.get(k) {
        Some(section) => starting(of, section.role),
        None => Probabilities { m: even(), u: even() },
    }
}

/// What is known before any data: most pairs of one person agree, most others do not.
fn starting(comparison: &Comparison, role: Role) -> Probabilities {
    let count = comparison.levels.len();
    let chance = match role {
        Role::Sex => 0.5,
        Role::Region => 0.08,
        Role::BirthDate => 5e-5,
        Role::NationalId | Role::Phone => 2e-6,
        Role::Address | Role::Postcode => 2e-3,
        _ => 0.01,
    };
    let spread = |first: f64, last: f64| -> Vec<f64> {
        let between = (1.0 - first - last) / (count - 2).max(1) as f64;
        let at = |level: usize| match level {
            0 => first,
            _ if level == count - 1 => last,
            _ => between,
        };
        (0..count).map(at).collect()
    };
    match count {
        2 => Probabilities {
            m: vec![0.9, 0.1],
            u: vec![chance, 1.0 - chance],
        },
        _ => Probabilities {
            m: spread(0.8, 0.06),
            u: spread(chance, (0.9 - chance).max(0.1)),
        },
    }
}

/// One round of EM over all keys.
fn round(comparisons: &[Comparison], model: &Model, keys: &mut [Inside]) -> (Model, f64) {
    let zeros: Vec<Vec<f64>> = comparisons.iter().map(|of| vec![0.0; of.levels.len() + 1]).collect();
    let (mut same, mut others) = (zeros.clone(), zeros);
    let weights = model.weights();
    for key in keys.iter_mut() {
        let odds = (key.prior / (1.0 - key.prior)).log2();
        let (mut matches, mut all) = (1.0, 2.0);
        for &(pattern, count) in &key.patterns {
            let weight = weights.sum(pattern) - weights.prior + odds;
            let chance = crate::model::probability(weight);
            matches += count * chance;
            all += count;
            for k in 0..comparisons.len() {
                let level = usize::from(pattern.level(k));
                same[k][level] += count * chance;
                others[k][level] += count * (1.0 - chance);
            }
        }
        key.prior = (matches / all).clamp(1e-6, 1.0 - 1e-6);
    }
    let before = start(comparisons);
    let next = |k: usize| Probabilities {
        m: shares(&same[k], &before.comparisons[k].m, M_STRENGTH),
        u: shares(&others[k], &before.comparisons[k].u, U_STRENGTH),
    };
    let comparisons = (0..comparisons.len()).map(next).collect();
    let next = Model {
        prior: model.prior,
        comparisons,
    };
    let change = change(model, &next);
    (next, change)
}

/// Shares of the levels where both sides are known, starting values counted in.
fn shares(counts: &[f64], start: &[f64], strength: f64) -> Vec<f64> {
    let known: f64 = counts[usize::from(MISSING) + 1..].iter().sum();
    let share = |(count, start): (&f64, &f64)| (count + strength * start) / (known + strength);
    counts[1..].iter().zip(start).map(share).collect()
}

fn change(a: &Model, b: &Model) -> f64 {
    let each = a.comparisons.iter().zip(&b.comparisons);
    each.flat_map(|(a, b)| a.m.iter().zip(&b.m))
        .map(|(x, y)| (x - y).abs())
        .fold(0.0, f64::max)
}
