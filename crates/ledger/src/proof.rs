//! Proofs that an entry is in a log, and that a log contains an earlier one (RFC 6962, sections 2.1.1 and 2.1.2;
//! how they are verified: RFC 9162, sections 2.1.3.2 and 2.1.4.2).

use crate::tree::{Hash, empty, node, root_of, split_of};

/// The proof that the log of these leaves contains that of its first `old`; nothing if it has fewer.
#[must_use]
pub fn consistency_proof(leaves: &[Hash], old: u64) -> Option<Vec<Hash>> {
    let old = usize::try_from(old).ok().filter(|old| *old <= leaves.len())?;
    let mut proof = Vec::new();
    if old > 0 {
        prove_consistency(leaves, old, true, &mut proof);
    }
    Some(proof)
}

/// SUBPROOF of RFC 6962; `whole` says that these leaves begin the log.
fn prove_consistency(leaves: &[Hash], old: usize, whole: bool, proof: &mut Vec<Hash>) {
    if old == leaves.len() {
        if !whole {
            proof.push(root_of(leaves));
        }
        return;
    }
    let (left, right) = leaves.split_at(split_of(leaves.len()));
    if old <= left.len() {
        prove_consistency(left, old, whole, proof);
        proof.push(root_of(right));
    } else {
        prove_consistency(right, old - left.len(), false, proof);
        proof.push(root_of(left));
    }
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

/// The proof that the leaf `at`, counted from 0, is in the log of these leaves; nothing if it has fewer.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], at: u64) -> Option<Vec<Hash>> {
    let mut at = usize::try_from(at).ok().filter(|at| *at < leaves.len())?;
    let (mut rest, mut proof) = (leaves, Vec::new());
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split_of(rest.len()));
        if at < left.len() {
            proof.push(root_of(right));
            rest = left;
        } else {
            proof.push(root_of(left));
            (rest, at) = (right, at - left.len());
        }
    }
    proof.reverse();
    Some(proof)
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
