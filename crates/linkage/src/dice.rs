//! All pairs of two sets of filters whose Dice coefficient reaches a threshold: by tiles that stay in the first cache,
//! eight filters a time, and only where the numbers of bits set allow it.

use crate::encode::{FILTER_WORDS, Filter, dice_of};
use fearless_simd::{Level, Simd, dispatch, prelude::*, u64x8};
use rayon::prelude::*;

/// Filters compared at one stroke.
const LANES: usize = 8;
/// Filters of the left side that one load of eight filters serves.
const ROWS: usize = 4;
/// Fours of the left side in a tile: 8 KiB.
const TILE: usize = 16;
/// Lots of eight filters of the right side that stay in the first cache: 16 KiB.
const LOTS: usize = 16;
/// Thresholds in integers are in units of one part in so many.
const UNIT_BITS: u32 = 16;
const UNIT: u64 = 1 << UNIT_BITS;

/// A pair whose Dice coefficient reaches the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Number of the filter on the left.
    pub left: u32,
    /// Number of the filter on the right.
    pub right: u32,
    /// Dice coefficient, 0 to 1.
    pub dice: f32,
}

/// What is to be found.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// Lowest Dice coefficient of a hit, over 0.
    pub threshold: f64,
    /// Hits kept for each filter of the left: the highest, of equals the first. Bounds the answer.
    pub most: usize,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The hits by left and right number.
    pub hits: Vec<Hit>,
    /// Pairs that were compared: all but those the numbers of bits set rule out.
    pub compared: u64,
    /// Hits left out because a filter had more than `most`.
    pub left_out: u64,
}

/// So many filters, turned so that the same word of all stands together.
#[derive(Clone)]
struct Turned<const N: usize> {
    words: [[u64; N]; FILTER_WORDS],
    /// Bits set times the threshold: half of what a pair needs. `NONE` where the last lot has no filter.
    half: [u64; N],
    ones: [u32; N],
    numbers: [u32; N],
}

/// What a place without a filter needs, which no pair has.
const NONE: u64 = u64::MAX >> 8;

/// All pairs of `left` and `right` at or above the threshold. Empty filters match nothing. Work is at most the product
/// of the two lengths; a half billion pairs take about a second of one core.
pub fn all_pairs(left: &[Filter], right: &[Filter], search: Search) -> Hits {
    search_tiles(left, right, search, false)
}

/// All pairs of one set at or above the threshold, each once, the lower number on the left.
pub fn all_pairs_within(filters: &[Filter], search: Search) -> Hits {
    search_tiles(filters, filters, search, true)
}

fn search_tiles(left: &[Filter], right: &[Filter], search: Search, within: bool) -> Hits {
    let per_bit = (search.threshold.clamp(0.0, 1.0) * UNIT as f64).floor() as u64;
    let rows: Vec<Turned<ROWS>> = turned(left, per_bit);
    let lots: Vec<Turned<LANES>> = turned(right, per_bit);
    let level = Level::new();
    let found: Vec<Hits> = rows
        .par_chunks(TILE)
        .map(|tile| dispatch!(level, simd => tile_hits(simd, tile, &lots, search, within)))
        .collect();
    let mut all = Hits::default();
    for mut one in found {
        all.hits.append(&mut one.hits);
        all.compared += one.compared;
        all.left_out += one.left_out;
    }
    all.hits.sort_unstable_by_key(|hit| (hit.left, hit.right));
    all
}

/// The filters that are not empty by their number of bits set, `N` together.
fn turned<const N: usize>(filters: &[Filter], per_bit: u64) -> Vec<Turned<N>> {
    let ones = filters.iter().zip(0..).map(|(filter, number)| (filter.ones(), number));
    let mut order: Vec<(u32, u32)> = ones.filter(|(ones, _)| *ones > 0).collect();
    order.sort_unstable();
    order.chunks(N).map(|some| turn(filters, some, per_bit)).collect()
}

fn turn<const N: usize>(filters: &[Filter], some: &[(u32, u32)], per_bit: u64) -> Turned<N> {
    let mut lot = Turned {
        words: [[0; N]; FILTER_WORDS],
        half: [NONE; N],
        ones: [some.last().map_or(0, |last| last.0); N],
        numbers: [0; N],
    };
    for (lane, (ones, number)) in some.iter().enumerate() {
        lot.half[lane] = u64::from(*ones) * per_bit;
        lot.ones[lane] = *ones;
        lot.numbers[lane] = *number;
        for (words, word) in lot.words.iter_mut().zip(filters[*number as usize].0) {
            words[lane] = word;
        }
    }
    lot
}

/// The hits of one tile of the left side with all of the right.
#[inline(always)]
fn tile_hits<S: Simd>(simd: S, tile: &[Turned<ROWS>], lots: &[Turned<LANES>], search: Search, within: bool) -> Hits {
    let mut found = Hits::default();
    let lots = possible(tile, lots, search.threshold);
    let mut kept: Vec<[Vec<Hit>; ROWS]> = tile.iter().map(|_| std::array::from_fn(|_| Vec::new())).collect();
    for lots in lots.chunks(LOTS) {
        for (rows, hits) in tile.iter().zip(&mut kept) {
            for lot in lots {
                let both = shared(simd, rows, lot);
                if reaches(simd, rows, lot, &both) {
                    let both = both.map(|both| both.into());
                    keep(rows, lot, &both, (search.threshold, within), hits);
                }
            }
            found.left_out += trim(hits, search.most, 2 * search.most);
        }
    }
    found.compared = (tile.len() * ROWS * lots.len() * LANES) as u64;
    for mut hits in kept {
        found.left_out += trim(&mut hits, search.most, search.most);
        hits.iter_mut().for_each(|hits| found.hits.append(hits));
    }
    found
}

/// The lots whose numbers of bits set can reach the threshold with a row of the tile: Dice ≥ t needs the smaller to be
/// at least t / (2 − t) of the larger.
fn possible<'a>(tile: &[Turned<ROWS>], lots: &'a [Turned<LANES>], threshold: f64) -> &'a [Turned<LANES>] {
    let (Some(first), Some(last)) = (tile.first(), tile.last()) else {
        return &[];
    };
    let share = threshold / (2.0 - threshold);
    let (least, most) = (
        f64::from(first.ones[0]) * share,
        f64::from(last.ones[ROWS - 1]) / share.max(1e-9),
    );
    let from = lots.partition_point(|lot| f64::from(lot.ones[LANES - 1]) < least - 1e-6);
    let to = lots.partition_point(|lot| f64::from(lot.ones[0]) <= most + 1e-6);
    &lots[from.min(to)..to]
}

/// The bits that each of the rows shares with each of eight filters.
#[inline(always)]
fn shared<S: Simd>(simd: S, rows: &Turned<ROWS>, lot: &Turned<LANES>) -> [u64x8<S>; ROWS] {
    let mut both = [u64x8::splat(simd, 0); ROWS];
    for (row, words) in rows.words.iter().zip(&lot.words) {
        let words = u64x8::from_slice(simd, words);
        for (both, word) in both.iter_mut().zip(row) {
            *both += (words & u64x8::splat(simd, *word)).count_ones();
        }
    }
    both
}

/// Whether one of the pairs may reach the threshold.
#[inline(always)]
fn reaches<S: Simd>(simd: S, rows: &Turned<ROWS>, lot: &Turned<LANES>, both: &[u64x8<S>; ROWS]) -> bool {
    let half = u64x8::from_slice(simd, &lot.half);
    let reach = |row: usize| (both[row] << (UNIT_BITS + 1)).simd_ge(half + u64x8::splat(simd, rows.half[row]));
    let mut any = reach(0);
    for row in 1..ROWS {
        any |= reach(row);
    }
    any.any_true()
}

/// Keeps the pairs of four rows and eight filters that reach the threshold.
#[cold]
#[inline(never)]
fn keep(
    rows: &Turned<ROWS>,
    lot: &Turned<LANES>,
    both: &[[u64; LANES]; ROWS],
    (threshold, within): (f64, bool),
    hits: &mut [Vec<Hit>; ROWS],
) {
    for (row, lane) in (0..ROWS * LANES).map(|at| (at / LANES, at % LANES)) {
        let (left, right) = (rows.numbers[row], lot.numbers[lane]);
        let real = rows.half[row] < NONE && lot.half[lane] < NONE && (!within || left < right);
        let dice = dice_of(both[row][lane] as u32, rows.ones[row], lot.ones[lane]);
        if real && dice >= threshold {
            let dice = dice as f32;
            hits[row].push(Hit { left, right, dice });
        }
    }
}

/// Where there are more than `limit`, keeps the `most` highest, of equals the first; returns how many went.
fn trim(rows: &mut [Vec<Hit>; ROWS], most: usize, limit: usize) -> u64 {
    let mut went = 0;
    for hits in rows.iter_mut().filter(|hits| hits.len() > limit) {
        went += (hits.len() - most) as u64;
        hits.sort_unstable_by(|a, b| b.dice.total_cmp(&a.dice).then(a.right.cmp(&b.right)));
        hits.truncate(most);
    }
    went
}
