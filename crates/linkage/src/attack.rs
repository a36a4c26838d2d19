//! What encodings give away to whoever holds them without the key: measured before they leave.
//!
//! Frequency alignment (Christen and others 2017): what stands most often is taken for the commonest name, and so on down.
//! It needs tokens that repeat as names do. Encodings by key repeat only among records that agree on all that a blocking
//! key is made of; how often that happens is the residual risk that [`risk`] reports.

use crate::encode::{ANCHORS, Encoding, FILTER_BITS, Filter};
use foldhash::fast::FixedState;
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::BuildHasher,
};

/// The residual risk of a set of encodings.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Encodings.
    pub records: usize,
    /// Encodings without a view: too little is known of the record for it to be linked.
    pub without_views: usize,
    /// Share of records that have a key which more than `limit` records share.
    pub share_in_crowds: f64,
    /// The number that was asked for.
    pub limit: usize,
    /// Share of records one of whose filters equals that of another record.
    pub share_equal: f64,
    /// Mean share of bits set in a filter.
    pub fill: f64,
    /// By blocking key that is in use, the most telling first.
    pub keys: Vec<KeyRisk>,
}

/// The residual risk of one blocking key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRisk {
    /// The key.
    pub name: &'static str,
    /// Records that have it.
    pub records: usize,
    /// Records that share its commonest value.
    pub largest: usize,
    /// Records that share a value with more than `limit` records.
    pub in_crowds: usize,
    /// Bits of surprise in the commonest value (min-entropy): log₂ of records by `largest`.
    pub bits: f64,
}

/// The residual risk of encodings; a value that more than `limit` records share is a crowd, whose size tells what it is.
#[must_use]
pub fn risk(encodings: &[Encoding], limit: usize) -> Risk {
    let mut crowded = vec![false; encodings.len()];
    let mut keys = Vec::new();
    for (anchor, of) in ANCHORS.iter().enumerate() {
        let counts = sharing(encodings, anchor);
        let records: usize = counts.iter().map(Vec::len).sum();
        let largest = counts.iter().map(Vec::len).max().unwrap_or(0);
        let crowds = counts.iter().filter(|records| records.len() > limit);
        let in_crowds = crowds.clone().map(Vec::len).sum();
        crowds.flatten().for_each(|record| crowded[*record as usize] = true);
        keys.push(KeyRisk {
            name: of.name,
            records,
            largest,
            in_crowds,
            bits: (records.max(1) as f64 / largest.max(1) as f64).log2(),
        });
    }
    keys.retain(|key| key.records > 0);
    keys.sort_by(|a, b| b.in_crowds.cmp(&a.in_crowds).then(b.largest.cmp(&a.largest)));
    let share = |count: usize| count as f64 / encodings.len().max(1) as f64;
    Risk {
        records: encodings.len(),
        without_views: encodings.iter().filter(|one| one.views.is_empty()).count(),
        share_in_crowds: share(crowded.iter().filter(|crowded| **crowded).count()),
        limit,
        share_equal: share(equal(encodings)),
        fill: fill(
            encodings
                .iter()
                .flat_map(|one| one.views.iter().map(|view| &view.filter)),
        ),
        keys,
    }
}

/// Takes away every key that more than `limit` encodings of the set share: its frequency could tell what it is made of.
/// Records keep their other keys. Returns how many keys of records went.
pub fn withhold_crowds(encodings: &mut [Encoding], limit: usize) -> usize {
    let mut went = 0;
    for anchor in 0..ANCHORS.len() {
        let crowds = sharing(encodings, anchor)
            .into_iter()
            .filter(|records| records.len() > limit);
        for record in crowds.flatten().collect::<Vec<_>>() {
            encodings[record as usize]
                .views
                .retain(|view| usize::from(view.anchor) != anchor);
            went += 1;
        }
    }
    went
}

/// The records of each value of a blocking key.
fn sharing(encodings: &[Encoding], anchor: usize) -> Vec<Vec<u32>> {
    let own = |one: &Encoding| {
        one.views
            .iter()
            .find(|view| usize::from(view.anchor) == anchor)
            .map(|view| view.key)
    };
    together(
        encodings
            .iter()
            .zip(0..)
            .filter_map(|(one, record)| Some((own(one)?, record))),
    )
}

/// The records of each value.
fn together(values: impl Iterator<Item = (u64, u32)>) -> Vec<Vec<u32>> {
    let mut order: Vec<(u64, u32)> = values.collect();
    order.sort_unstable();
    let records = |same: &[(u64, u32)]| same.iter().map(|(_, record)| *record).collect();
    order.chunk_by(|a, b| a.0 == b.0).map(records).collect()
}

/// Records one of whose filters equals that of another record.
fn equal(encodings: &[Encoding]) -> usize {
    let hasher = FixedState::with_seed(0);
    let filters = |(one, record): (&'_ Encoding, u32)| {
        let filters = one
            .views
            .iter()
            .map(|view| view.filter)
            .filter(|filter| !filter.is_empty());
        let hashes: Vec<(u64, u32)> = filters.map(|filter| (hasher.hash_one(filter), record)).collect();
        hashes
    };
    let mut records: Vec<u32> = together(encodings.iter().zip(0..).flat_map(filters))
        .into_iter()
        .filter(|records| records.len() > 1)
        .flatten()
        .collect();
    records.sort_unstable();
    records.dedup();
    records.len()
}

fn fill<'f>(filters: impl Iterator<Item = &'f Filter>) -> f64 {
    let (mut ones, mut count) = (0.0, 0.0);
    for filter in filters {
        ones += f64::from(filter.ones());
        count += 1.0;
    }
    ones / (f64::max(count, 1.0) * FILTER_BITS as f64)
}

/// Frequency alignment: the tokens by how often they stand, most first (of equals the smallest), each with the name of
/// the same rank among `names`, which are given most common first.
#[must_use]
pub fn align<'n, T: Ord + Clone>(tokens: &[T], names: &[&'n str]) -> BTreeMap<T, &'n str> {
    let mut counts: BTreeMap<&T, usize> = BTreeMap::new();
    tokens.iter().for_each(|token| *counts.entry(token).or_default() += 1);
    let mut order: Vec<(&T, usize)> = counts.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    order
        .into_iter()
        .zip(names)
        .map(|((token, _), name)| (token.clone(), *name))
        .collect()
}

/// Pattern mining (Christen and others 2018): bits that are set nearly wherever some bit is (in nine of ten), as the bits of one
/// piece of a name are; each such set once, largest first. `least` is the share of filters that the bit must be set in to be looked at. Sets of
/// one bit are left out.
#[must_use]
pub fn bits_set_together(filters: &[Filter], least: f64) -> Vec<Vec<usize>> {
    let columns: Vec<Vec<u64>> = (0..FILTER_BITS).map(|bit| column(filters, bit)).collect();
    let often = |column: &[u64]| {
        let set: u32 = column.iter().map(|word| word.count_ones()).sum();
        set > 0 && f64::from(set) >= least * filters.len() as f64
    };
    let ones = |words: &mut dyn Iterator<Item = u64>| words.map(u64::count_ones).sum::<u32>();
    let within = |few: &[u64], many: &[u64]| {
        let without = ones(&mut few.iter().zip(many).map(|(few, many)| few & !many));
        10 * without <= ones(&mut few.iter().copied())
    };
    let mut sets = BTreeSet::new();
    for own in columns.iter().filter(|own| often(own)) {
        let with: Vec<usize> = (0..FILTER_BITS).filter(|bit| within(own, &columns[*bit])).collect();
        if with.len() > 1 {
            sets.insert(with);
        }
    }
    let mut sets: Vec<Vec<usize>> = sets.into_iter().collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.len()));
    sets
}

/// In which filters a bit is set.
fn column(filters: &[Filter], bit: usize) -> Vec<u64> {
    let word = |some: &[Filter]| {
        some.iter()
            .rev()
            .fold(0, |word, filter| word << 1 | u64::from(filter.has(bit)))
    };
    filters.chunks(64).map(word).collect()
}
