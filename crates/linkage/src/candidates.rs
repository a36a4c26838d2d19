//! Candidate pairs: the union of the blocks of several keys, each pair once, streamed and never held.

use crate::blocks::{mixed, sort_by_key};
use crate::comparison::BlockingKey;

/// The blocks of several keys.
#[derive(Debug)]
pub struct Candidates<'a> {
    names: Vec<String>,
    /// For each record its keys, side by side.
    rows: Vec<u32>,
    sources: &'a [u16],
    across: bool,
}

/// Entries that are fetched at once.
const WINDOW: usize = 256;

/// The first place from `at` on where a block ends.
fn end_of_block(order: &[u64], at: usize) -> usize {
    let mut at = at.min(order.len());
    while at < order.len() && order[at] >> 32 == order[at - 1] >> 32 {
        at += 1;
    }
    at
}

/// A candidate pair, the smaller record first, and the number of the key that found it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The smaller record.
    pub a: u32,
    /// The greater record.
    pub b: u32,
    /// Which key.
    pub key: usize,
}

impl<'a> Candidates<'a> {
    /// The candidates of these keys; `across` leaves out pairs of one source.
    #[must_use]
    pub fn new(keys: Vec<BlockingKey>, sources: &'a [u16], across: bool) -> Self {
        let width = keys.len();
        let mut rows = vec![0; width * sources.len()];
        let mut names = Vec::with_capacity(width);
        for (at, BlockingKey { name, keys }) in keys.into_iter().enumerate() {
            for (row, key) in rows.chunks_exact_mut(width).zip(keys) {
                row[at] = key;
            }
            names.push(name);
        }
        Self {
            names,
            rows,
            sources,
            across,
        }
    }

    /// The names of the keys.
    #[must_use]
    pub fn key_names(&self) -> &[String] {
        &self.names
    }

    /// The keys of a record.
    #[must_use]
    pub fn row(&self, record: u32) -> &[u32] {
        let width = self.names.len();
        &self.rows[record as usize * width..][..width]
    }

    /// Which keys two records share, one bit a key.
    #[must_use]
    pub fn shared(&self, a: u32, b: u32) -> u64 {
        let both = self.row(a).iter().zip(self.row(b)).enumerate();
        both.fold(0, |bits, (at, (x, y))| bits | u64::from(x == y && *x != 0) << at)
    }

    /// The records by one key; of the blocks one in `every`, chosen by its key.
    fn order(&self, key: usize, every: u32) -> Vec<u64> {
        let column = self.rows.iter().skip(key).step_by(self.names.len()).zip(0u64..);
        let taken = |key: u32| key != 0 && (every <= 1 || (mixed(key, 7) / 2).is_multiple_of(every));
        let entries = column.filter(|&(&key, _)| taken(key));
        let mut order: Vec<u64> = entries.map(|(&key, record)| u64::from(key) << 32 | record).collect();
        sort_by_key(&mut order);
        order
    }

    /// Calls `each` for every candidate pair once, block by block; of the blocks one in `every` only, chosen by their keys.
    /// Before that it calls `soon` with the records that are about to be in pairs.
    pub fn stream(&self, every: u32, mut soon: impl FnMut(u32), mut each: impl FnMut(Candidate)) {
        for key in 0..self.names.len() {
            let order = self.order(key, every);
            let mut from = 0;
            while from < order.len() {
                let to = end_of_block(&order, from + WINDOW);
                self.fetch(&order[from..to], &mut soon);
                for block in order[from..to].chunk_by(|a, b| a >> 32 == b >> 32) {
                    if block.len() > 1 {
                        self.block(key, block, &mut each);
                    }
                }
                from = to;
            }
        }
    }

    /// Reads the keys of all records of a window that are in pairs, one after another: the processor waits for many of them
    /// at a time, where it would else wait for each.
    fn fetch(&self, window: &[u64], soon: &mut impl FnMut(u32)) {
        let mut sum = 0u32;
        for block in window
            .chunk_by(|a, b| a >> 32 == b >> 32)
            .filter(|block| block.len() > 1)
        {
            for &entry in block {
                sum = sum.wrapping_add(self.row(entry as u32)[0]);
                soon(entry as u32);
            }
        }
        std::hint::black_box(sum);
    }

    /// The pairs of one block that no earlier key has found.
    fn block(&self, key: usize, block: &[u64], each: &mut impl FnMut(Candidate)) {
        for (at, &entry) in block.iter().enumerate() {
            let a = entry as u32;
            let (source, row) = (self.sources[a as usize], &self.row(a)[..key]);
            for &other in &block[at + 1..] {
                let b = other as u32;
                let apart = !self.across || self.sources[b as usize] != source;
                if apart && !row.iter().zip(self.row(b)).any(|(x, y)| x == y && *x != 0) {
                    each(Candidate { a, b, key });
                }
            }
        }
    }
}
