//! Blocks within bounds: a blocking key is made finer, block by block, until the pairs it gives are few enough.

use crate::comparison::BlockingKey;

/// How many candidate pairs a key may give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockBudget {
    /// Candidate pairs per record, on average over all records.
    pub pairs_per_record: f64,
    /// Whether only records of different sources are candidates.
    pub across: bool,
}

/// From so many records on, time is dearer than the last pairs: they are found by transitivity or not at all.
const LARGE: usize = 300_000;

impl BlockBudget {
    /// The usual budget for so many records: 20 candidate pairs a record, 8 for large files.
    #[must_use]
    pub fn usual(records: usize, across: bool) -> Self {
        Self {
            pairs_per_record: if records < LARGE { 20.0 } else { 8.0 },
            across,
        }
    }

    /// The part of each of `keys` keys.
    #[must_use]
    pub fn shared_by(self, keys: usize) -> Self {
        Self {
            pairs_per_record: self.pairs_per_record / keys.max(1) as f64,
            ..self
        }
    }
}

/// A key whose blocks are within a budget, and what that cost.
#[derive(Debug, Clone)]
pub struct Refined {
    /// The key.
    pub key: BlockingKey,
    /// Pairs that agree on the first part of the key but are no candidates by it, because the block was too large and
    /// nothing more was known that would part it.
    pub cut_pairs: u64,
}

/// One block: records `from..to` of the sorted order, and the pairs it gives.
#[derive(Debug, Clone, Copy)]
struct Block {
    from: usize,
    to: usize,
    pairs: u64,
}

/// The share of the budget that the blocks left alone may use, while larger ones are made finer.
const KEPT: f64 = 0.7;

/// A key from the columns of `parts`: the first for all records, the others in turn for blocks beyond the budget; what is
/// still too large after the last is cut into pieces.
pub(crate) fn refined(names: &[&str], parts: &[&[u32]], sources: &[u16], budget: &BlockBudget) -> Refined {
    let allowed = budget.pairs_per_record * sources.len() as f64;
    let mut order = sorted(parts[0]);
    let (mut used, mut cut_pairs) = (1, 0);
    loop {
        let blocks = blocks(&order, sources, budget.across);
        let total: u64 = blocks.iter().map(|block| block.pairs).sum();
        if total as f64 <= allowed {
            break;
        }
        let limit = largest_kept(&blocks, allowed * KEPT);
        let large = blocks.into_iter().filter(|block| block.pairs > limit);
        let Some(part) = parts.get(used) else {
            cut_pairs = large
                .map(|block| cut(&mut order[block.from..block.to], limit, block.pairs))
                .sum();
            break;
        };
        for block in large {
            part_block(&mut order[block.from..block.to], part);
        }
        used += 1;
    }
    Refined {
        key: BlockingKey {
            name: names[..used].join(" + "),
            keys: keys_of(&order, sources.len()),
        },
        cut_pairs,
    }
}

/// What stands for a part that is not known: those of whom it is not known stay together.
const UNKNOWN: u32 = 1;

/// Makes the key of one block finer and sorts the block by it.
fn part_block(block: &mut [u64], part: &[u32]) {
    for entry in block.iter_mut() {
        let record = *entry as u32;
        let key = mixed((*entry >> 32) as u32, part[record as usize].max(UNKNOWN));
        *entry = u64::from(key) << 32 | u64::from(record);
    }
    block.sort_unstable();
}

/// The key of each record, 0 for those that are in no order.
fn keys_of(order: &[u64], records: usize) -> Vec<u32> {
    let mut keys = vec![0; records];
    for &entry in order {
        keys[entry as u32 as usize] = (entry >> 32) as u32;
    }
    keys
}

/// Two keys made one; none when the second is none.
pub(crate) fn mixed(key: u32, part: u32) -> u32 {
    if key == 0 || part == 0 {
        return 0;
    }
    let both = u64::from(key) << 32 | u64::from(part);
    (both.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32 | 1
}

/// Records that have a key, by key: the key in the upper half, the record in the lower.
pub(crate) fn sorted(keys: &[u32]) -> Vec<u64> {
    let entries = keys.iter().zip(0u64..).filter(|&(&key, _)| key != 0);
    let mut order: Vec<u64> = entries.map(|(&key, record)| u64::from(key) << 32 | record).collect();
    sort_by_key(&mut order);
    order
}

/// Sorts entries by their upper halves, eleven bits at a time; entries of one key keep their order.
pub(crate) fn sort_by_key(order: &mut Vec<u64>) {
    if order.len() < 1 << 14 {
        order.sort_unstable();
        return;
    }
    let mut other = vec![0u64; order.len()];
    for shift in [32, 43, 54] {
        let digit = |entry: u64| (entry >> shift & 0x7FF) as usize;
        let mut starts = [0usize; 2048];
        for &entry in order.iter() {
            starts[digit(entry)] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            (*start, sum) = (sum, sum + *start);
        }
        for &entry in order.iter() {
            let place = &mut starts[digit(entry)];
            other[*place] = entry;
            *place += 1;
        }
        std::mem::swap(order, &mut other);
    }
}

/// The blocks of two records or more.
fn blocks(order: &[u64], sources: &[u16], across: bool) -> Vec<Block> {
    // A block of one record is no block; one of key 0 says nothing.
    let mut blocks = Vec::new();
    let mut from = 0;
    for run in order.chunk_by(|a, b| a >> 32 == b >> 32) {
        let to = from + run.len();
        if run.len() > 1 && run[0] >> 32 != 0 {
            blocks.push(Block {
                from,
                to,
                pairs: pairs(run, sources, across),
            });
        }
        from = to;
    }
    blocks
}

/// How many pairs a block gives.
fn pairs(run: &[u64], sources: &[u16], across: bool) -> u64 {
    let all = |n: u64| n * n.saturating_sub(1) / 2;
    let count = run.len() as u64;
    if !across {
        return all(count);
    }
    let mut of_source = [0u64; 16];
    for &entry in run {
        of_source[usize::from(sources[entry as u32 as usize]).min(15)] += 1;
    }
    all(count) - of_source.iter().map(|&n| all(n)).sum::<u64>()
}

/// The greatest number of pairs in a block so that all blocks up to it stay within `allowed`.
fn largest_kept(blocks: &[Block], allowed: f64) -> u64 {
    let mut sizes: Vec<u64> = blocks.iter().map(|block| block.pairs).collect();
    sizes.sort_unstable();
    let mut sum = 0.0;
    let mut limit = 1;
    for size in sizes {
        sum += size as f64;
        if sum > allowed {
            break;
        }
        limit = size.max(1);
    }
    limit
}

/// Cuts a block that nothing parts any more into pieces of about `limit` pairs, in the order of records; gives the number
/// of pairs lost, of the block's `pairs`.
fn cut(block: &mut [u64], limit: u64, pairs: u64) -> u64 {
    let piece = (1.0 + (1.0 + 8.0 * limit as f64).sqrt()) as usize / 2;
    let mut kept = 0;
    for (run, number) in block.chunks_mut(piece.max(2)).zip(1..) {
        kept += (run.len() * (run.len() - 1) / 2) as u64;
        for entry in run {
            let key = mixed((*entry >> 32) as u32, number);
            *entry = u64::from(key) << 32 | *entry & 0xFFFF_FFFF;
        }
    }
    pairs.saturating_sub(kept)
}
