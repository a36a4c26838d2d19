//! Proofs that an entry is in a log, and that a log contains an earlier one (RFC 6962, sections 2.1.1 and 2.1.2;
//! how they are verified: RFC 9162, sections 2.1.3.2 and 2.1.4.2).

use std::ops::Range;

use crate::tree::{Hash, empty, node, root_of, split_of};

/// Which entries the hashes of a proof of consistency are the roots of, in its order: the proof that a log of `new`
/// entries contains that of its first `old`. Nothing if it has fewer.
///
/// A log that is too long to be held has each root by pushing those entries on a [`crate::Tree`] of their own.
#[must_use]
pub fn consistency_ranges(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    let mut ranges = Vec::new();
    // What is left of the log, and whether its beginning is where the earlier log ended.
    let (mut rest, mut whole) = (0..new, true);
    while old > 0 && old < rest.end {
        let split = rest.start + split_of(rest.end - rest.start);
        if old <= split {
            ranges.push(split..rest.end);
            rest.end = split;
        } else {
            ranges.push(rest.start..split);
            (rest.start, whole) = (split, false);
        }
    }
    if old > 0 && !whole {
        ranges.push(rest);
    }
    ranges.reverse();
    (old <= new).then_some(ranges)
}

/// The proof that the log of these leaves contains that of its first `old`; nothing if it has fewer.
#[must_use]
pub fn consistency_proof(leaves: &[Hash], old: u64) -> Option<Vec<Hash>> {
    roots(leaves, &consistency_ranges(old, leaves.len() as u64)?)
}

/// Which entries the hashes of a proof of inclusion are the roots of, in its order: the proof that the entry `at`,
/// counted from 0, is in a log of `size` entries. Nothing if it has fewer.
#[must_use]
pub fn inclusion_ranges(at: u64, size: u64) -> Option<Vec<Range<u64>>> {
    let (mut rest, mut ranges) = (0..size, Vec::new());
    while rest.end - rest.start > 1 && at < size {
        let split = rest.start + split_of(rest.end - rest.start);
        if at < split {
            ranges.push(split..rest.end);
            rest.end = split;
        } else {
            ranges.push(rest.start..split);
            rest.start = split;
        }
    }
    ranges.reverse();
    (at < size).then_some(ranges)
}

/// The proof that the leaf `at`, counted from 0, is in the log of these leaves; nothing if it has fewer.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], at: u64) -> Option<Vec<Hash>> {
    roots(leaves, &inclusion_ranges(at, leaves.len() as u64)?)
}

/// The roots over some of these leaves.
fn roots(leaves: &[Hash], ranges: &[Range<u64>]) -> Option<Vec<Hash>> {
    let root = |range: &Range<u64>| {
        let (start, end) = (usize::try_from(range.start).ok()?, usize::try_from(range.end).ok()?);
        leaves.get(start..end).map(root_of)
    };
    ranges.iter().map(root).collect()
}

/// Whether a log of `new` entries and root `new_root` contains one of `old` entries and root `old_root`.
#[must_use]
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty();
    }
    let rest = if old.is_power_of_two() {
        Some((old_root, proof))
    } else {
        proof.split_first()
    };
    rest.is_some_and(|(first, rest)| climbed(old, new, first, rest) == Some((*old_root, *new_root)))
}

/// Both roots as the hashes of a proof of consistency give them; nothing if it is too long or too short.
fn climbed(old: u64, new: u64, first: &Hash, proof: &[Hash]) -> Option<(Hash, Hash)> {
    let (mut old_node, mut new_node) = (old - 1, new - 1);
    let level = old_node.trailing_ones();
    (old_node, new_node) = (old_node >> level, new_node >> level);
    let (mut old_root, mut new_root) = (*first, *first);
    for hash in proof {
        if new_node == 0 {
            return None;
        }
        if old_node & 1 == 1 || old_node == new_node {
            (old_root, new_root) = (node(hash, &old_root), node(hash, &new_root));
            while old_node & 1 == 0 && old_node != 0 {
                (old_node, new_node) = (old_node >> 1, new_node >> 1);
            }
        } else {
            new_root = node(&new_root, hash);
        }
        (old_node, new_node) = (old_node >> 1, new_node >> 1);
    }
    (new_node == 0).then_some((old_root, new_root))
}

/// Whether `leaf` is the entry `at`, counted from 0, of the log of `size` entries and root `root`.
#[must_use]
pub fn verify_inclusion(at: u64, leaf: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if at >= size {
        return false;
    }
    let (mut own, mut last, mut hash) = (at, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if own & 1 == 1 || own == last {
            hash = node(sibling, &hash);
            while own & 1 == 0 && own != 0 {
                (own, last) = (own >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, sibling);
        }
        (own, last) = (own >> 1, last >> 1);
    }
    last == 0 && hash == *root
}
