//! Pairs of alike filters among very many, without comparing all: locality-sensitive hashing by sampled bits (Indyk and
//! Motwani 1998), then the Dice coefficient of the pairs that share a band.

use crate::{
    candidates::Candidates,
    comparison::BlockingKey,
    dice::Hit,
    encode::{FILTER_BITS, Filter},
    link::Chance,
};

/// What is sought, and how much work it may be.
#[derive(Clone, Copy, Debug)]
pub struct Bands {
    /// How many bands: pairs must agree on all bits of one of them.
    pub count: usize,
    /// Bits in a band, at most 32.
    pub bits: usize,
    /// Most records that share a band and are still compared; larger blocks are left out of this band.
    pub most: usize,
    /// Seed of the bits that are sampled.
    pub seed: u64,
}

impl Default for Bands {
    fn default() -> Self {
        Self {
            count: 40,
            bits: 24,
            most: 50,
            seed: 1,
        }
    }
}

/// Pairs found by LSH.
#[derive(Clone, Debug, Default)]
pub struct Banded {
    /// Pairs at or above the threshold, each once, by left and right number.
    pub hits: Vec<Hit>,
    /// Pairs whose Dice coefficient was computed.
    pub compared: u64,
    /// Blocks left out because they were too large; records in them may still meet in other bands.
    pub left_out: u64,
}

/// The bands of filters as blocking keys; empty filters have none.
#[must_use]
pub fn bands(filters: &[Filter], bands: &Bands) -> Vec<BlockingKey> {
    let mut chance = Chance(bands.seed);
    let bits = bands.bits.clamp(1, 32);
    (0..bands.count)
        .map(|band| {
            let sampled: Vec<usize> = (0..bits).map(|_| chance.below(FILTER_BITS as u64) as usize).collect();
            BlockingKey {
                name: format!("band {}", band + 1),
                keys: filters.iter().map(|filter| key(filter, &sampled)).collect(),
            }
        })
        .collect()
}

fn key(filter: &Filter, sampled: &[usize]) -> u32 {
    if filter.is_empty() {
        return 0;
    }
    let bits = sampled
        .iter()
        .fold(0u64, |bits, at| bits << 1 | u64::from(filter.has(*at)));
    (bits.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32 | 1
}

/// The pairs at or above a threshold that share a band. `sources` with `across` leaves out pairs of one source. Work is
/// at most `count · most / 2` comparisons a record.
#[must_use]
pub fn banded_pairs(filters: &[Filter], sources: &[u16], across: bool, threshold: f64, bands_of: &Bands) -> Banded {
    let mut found = Banded::default();
    let mut keys = bands(filters, bands_of);
    for key in &mut keys {
        found.left_out += without_large(&mut key.keys, bands_of.most);
    }
    let candidates = Candidates::new(keys, sources, across);
    candidates.stream(
        1,
        |_| {},
        |pair| {
            found.compared += 1;
            let dice = filters[pair.a as usize].dice(&filters[pair.b as usize]);
            if dice >= threshold {
                let (left, right, dice) = (pair.a, pair.b, dice as f32);
                found.hits.push(Hit { left, right, dice });
            }
        },
    );
    found.hits.sort_unstable_by_key(|hit| (hit.left, hit.right));
    found
}

/// Takes the keys away that more than `most` records have; how many such keys there were.
fn without_large(keys: &mut [u32], most: usize) -> u64 {
    let known = keys.iter().copied().zip(0u32..).filter(|(key, _)| *key != 0);
    let mut order: Vec<(u32, u32)> = known.collect();
    order.sort_unstable();
    let mut large = 0;
    for block in order.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > most) {
        large += 1;
        block.iter().for_each(|(_, record)| keys[*record as usize] = 0);
    }
    large
}

/// One partner for each record: pairs from the most alike down, taken while both are free; of equals the first.
#[must_use]
pub fn one_to_one(hits: &[Hit]) -> Vec<Hit> {
    let mut order: Vec<&Hit> = hits.iter().collect();
    order.sort_unstable_by(|a, b| {
        b.dice
            .total_cmp(&a.dice)
            .then((a.left, a.right).cmp(&(b.left, b.right)))
    });
    let last = hits
        .iter()
        .map(|hit| hit.left.max(hit.right))
        .max()
        .map_or(0, |last| last as usize + 1);
    let mut taken = vec![false; last];
    let mut kept = Vec::new();
    for hit in order {
        let (left, right) = (hit.left as usize, hit.right as usize);
        if !taken[left] && !taken[right] {
            (taken[left], taken[right]) = (true, true);
            kept.push(*hit);
        }
    }
    kept
}
