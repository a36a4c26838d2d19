//! Candidate pairs: the union of the blocks of several keys, each pair once, streamed and never held.

use crate::blocks::sorted;
use crate::comparison::BlockingKey;
use crate::lines::{Line, WIDTH};

/// The blocks of several keys.
#[derive(Debug)]
pub struct Candidates<'a> {
    names: Vec<String>,
    /// For each record its keys, side by side on as many lines as they need.
    rows: Vec<Line>,
    /// By key, the blocks that give pairs.
    blocks: Vec<Blocks>,
    sources: &'a [u16],
    across: bool,
}

/// The blocks of one key, one after another.
#[derive(Debug, Default)]
struct Blocks {
    records: Vec<u32>,
    ends: Vec<usize>,
}

impl Blocks {
    /// The blocks in which there are two records, of different sources if they must be.
    fn new(keys: &[u32], sources: &[u16], across: bool) -> Self {
        let mut blocks = Self::default();
        let source = |entry: &u64| sources[*entry as u32 as usize];
        for run in sorted(keys).chunk_by(|a, b| a >> 32 == b >> 32) {
            if run.len() > 1 && (!across || run.iter().any(|entry| source(entry) != source(&run[0]))) {
                blocks.records.extend(run.iter().map(|&entry| entry as u32));
                blocks.ends.push(blocks.records.len());
            }
        }
        blocks
    }

    /// One block in `every`.
    fn one_in(&self, every: u32) -> impl Iterator<Item = &[u32]> {
        let block = |at: usize| {
            let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.records[from..self.ends[at]]
        };
        (0..self.ends.len()).step_by(every.max(1) as usize).map(block)
    }
}

/// Records of blocks whose keys are fetched at once.
const WINDOW: usize = 256;

/// Pairs whose records are fetched at once.
const PAIRS: usize = 256;

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
        let lines = width.div_ceil(WIDTH);
        let mut rows = vec![Line::default(); lines * sources.len()];
        let mut names = Vec::with_capacity(width);
        let mut blocks = Vec::with_capacity(width);
        for (at, BlockingKey { name, keys }) in keys.into_iter().enumerate() {
            blocks.push(Blocks::new(&keys, sources, across));
            for (row, key) in rows.chunks_exact_mut(lines).zip(keys) {
                row[at / WIDTH].0[at % WIDTH] = key;
            }
            names.push(name);
        }
        Self {
            names,
            rows,
            blocks,
            sources,
            across,
        }
    }

    /// The names of the keys.
    #[must_use]
    pub fn key_names(&self) -> &[String] {
        &self.names
    }

    /// The lines with the keys of a record.
    fn row(&self, record: u32) -> &[Line] {
        let lines = self.names.len().div_ceil(WIDTH);
        &self.rows[record as usize * lines..][..lines]
    }

    /// Which keys two records share, one bit a key.
    #[must_use]
    pub fn shared(&self, a: u32, b: u32) -> u64 {
        shared(self.row(a), self.row(b))
    }

    /// Calls `each` for every candidate pair once, block by block; of the blocks of each key one in `every` only. Before that
    /// it calls `soon` with the records that are about to be in pairs.
    pub fn stream(&self, every: u32, mut soon: impl FnMut(u32), mut each: impl FnMut(Candidate)) {
        let mut pairs = Vec::with_capacity(2 * PAIRS);
        let mut give = |pairs: &mut Vec<Candidate>| {
            let mut last = None;
            for pair in pairs.iter() {
                if last != Some(pair.a) {
                    soon(pair.a);
                }
                last = Some(pair.a);
                soon(pair.b);
            }
            pairs.drain(..).for_each(&mut each);
        };
        for key in 0..self.names.len() {
            let mut window = Vec::new();
            let mut records = 0;
            for block in self.blocks[key].one_in(every) {
                records += block.len();
                window.push(block);
                if records >= WINDOW {
                    self.window(key, &window, &mut pairs, &mut give);
                    window.clear();
                    records = 0;
                }
            }
            self.window(key, &window, &mut pairs, &mut give);
        }
        give(&mut pairs);
    }

    /// The pairs of several blocks. The keys of all their records are read first, one after another: the processor waits for
    /// many of them at a time, where it would else wait for each.
    fn window(
        &self,
        key: usize,
        blocks: &[&[u32]],
        pairs: &mut Vec<Candidate>,
        give: &mut impl FnMut(&mut Vec<Candidate>),
    ) {
        let records = blocks.iter().flat_map(|block| block.iter());
        let sum = records.fold(0u32, |sum, &record| sum ^ self.row(record)[0].0[0]);
        std::hint::black_box(sum);
        for block in blocks {
            for (at, &a) in block.iter().enumerate() {
                self.pairs_of(key, a, &block[at + 1..], pairs);
                if pairs.len() >= PAIRS {
                    give(pairs);
                }
            }
        }
    }

    /// The pairs of one record with others of its block that no earlier key has found.
    fn pairs_of(&self, key: usize, a: u32, others: &[u32], pairs: &mut Vec<Candidate>) {
        let (source, row) = (self.sources[a as usize], self.row(a));
        let apart = |b: &&u32| !self.across || self.sources[**b as usize] != source;
        let new = |b: &&u32| !share_earlier(row, self.row(**b), key);
        let found = others.iter().filter(apart).filter(new);
        pairs.extend(found.map(|&b| Candidate { a, b, key }));
    }
}

/// The places at which two rows have the same key, as bits.
fn shared(a: &[Line], b: &[Line]) -> u64 {
    let lines = a.iter().zip(b).enumerate();
    lines.fold(0, |bits, (at, (a, b))| bits | a.shared(b) << (at * WIDTH))
}

/// Whether two rows share a key before this one.
fn share_earlier(a: &[Line], b: &[Line], key: usize) -> bool {
    let (whole, rest) = (key / WIDTH, key % WIDTH);
    let in_part = |at: usize| a[at].shared(&b[at]) & ((1 << rest) - 1) != 0;
    a[..whole].iter().zip(b).any(|(a, b)| a.shared(b) != 0) || (rest > 0 && in_part(whole))
}
