//! Candidate pairs: the union of the blocks of several keys, each pair once, streamed and never held.

use crate::blocks::{mixed, sorted};
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

    /// Calls `each` for every candidate pair once, block by block; of the blocks one in `every` only, chosen by their keys.
    pub fn stream(&self, every: u32, mut each: impl FnMut(Candidate)) {
        for key in 0..self.names.len() {
            let column: Vec<u32> = self.rows.iter().skip(key).step_by(self.names.len()).copied().collect();
            for block in sorted(&column).chunk_by(|a, b| a >> 32 == b >> 32) {
                let taken = every <= 1 || mixed((block[0] >> 32) as u32, 7) / 2 % every == 0;
                if block.len() > 1 && taken {
                    self.block(key, block, &mut each);
                }
            }
        }
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
