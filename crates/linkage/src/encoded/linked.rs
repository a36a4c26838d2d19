//! Linkage of encodings from end to end.

use super::EncodedRecords;
use crate::{
    comparison::BlockingKey,
    link::{Linked, Settings, link},
};

/// Most records in one block; a larger block is cut into pieces, in the order of records.
const BLOCK: usize = 100;

/// What came of a linkage of encodings.
#[derive(Clone, Debug)]
pub struct EncodedLinkage {
    /// The linkage, as of persons in the clear.
    pub linked: Linked,
    /// Pairs not looked at because their block was larger than is compared in full.
    pub cut_pairs: u64,
}

/// Links encodings. Work is bounded: a block of more than 100 records is compared in pieces, and how many pairs that
/// leaves out is said.
#[must_use]
pub fn link_encoded(records: &EncodedRecords, settings: &Settings) -> EncodedLinkage {
    EncodedLinkage {
        linked: link(records, records.keys().to_vec(), settings),
        cut_pairs: records.cut_pairs(),
    }
}

/// Cuts blocks that are too large; returns how many pairs that leaves out.
pub(super) fn cut(key: &mut BlockingKey) -> u64 {
    let known = key.keys.iter().copied().zip(0u32..).filter(|(key, _)| *key != 0);
    let mut order: Vec<(u32, u32)> = known.collect();
    order.sort_unstable();
    let mut left_out = 0;
    for block in order.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > BLOCK) {
        let pairs = |n: usize| (n * (n - 1) / 2) as u64;
        left_out += pairs(block.len());
        for (piece, records) in block.chunks(BLOCK).zip(0u32..) {
            left_out -= pairs(piece.len());
            for (own, record) in piece {
                key.keys[*record as usize] = own.wrapping_add(records.wrapping_mul(0x9E37_79B9)) | 1;
            }
        }
    }
    left_out
}
