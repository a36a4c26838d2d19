//! Proofs verify for what they prove and for nothing else.

use std::ops::Range;

use ledger::{
    Hash, consistency_proof, consistency_ranges, inclusion_proof, inclusion_ranges, root_of, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;

use crate::trees::{leaves, tree_of};

/// Sizes up to which every pair is tried.
const MANY: u64 = 40;

/// The same proof, altered in each way that changes it: a hash other, one fewer, one more, two exchanged.
fn altered(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut other = proof.to_vec();
        other[at][at % 32] ^= 1;
        all.push(other);
        all.push([&proof[..at], &proof[at + 1..]].concat());
        if at > 0 {
            let mut other = proof.to_vec();
            other.swap(at - 1, at);
            all.push(other);
        }
    }
    all.push([proof, &[[0; 32]]].concat());
    all.push([&[[0; 32]], proof].concat());
    all.extend(proof.last().map(|last| [proof, &[*last]].concat()));
    all
}

fn other(hash: &Hash) -> Hash {
    let mut other = *hash;
    other[31] ^= 0x80;
    other
}

#[test]
fn every_log_contains_every_earlier_one() {
    let all = leaves(MANY);
    for new in 0..=MANY {
        let (log, new_root) = (&all[..new as usize], root_of(&all[..new as usize]));
        for old in 0..=new {
            let (old_root, proof) = (root_of(&all[..old as usize]), consistency_proof(log, old).unwrap());
            assert!(
                verify_consistency(old, &old_root, new, &new_root, &proof),
                "{old} in {new}"
            );
            assert!(!verify_consistency(old, &other(&old_root), new, &new_root, &proof));
            if old > 0 {
                assert!(!verify_consistency(old, &old_root, new, &other(&new_root), &proof));
            }
            for proof in altered(&proof) {
                assert!(
                    !verify_consistency(old, &old_root, new, &new_root, &proof),
                    "{old} in {new}"
                );
            }
        }
    }
}

#[test]
fn a_proof_is_of_one_size_only() {
    let all = leaves(MANY);
    let root = |size: u64| root_of(&all[..size as usize]);
    for new in 1..=MANY {
        for old in 1..new {
            let proof = consistency_proof(&all[..new as usize], old).unwrap();
            for wrong in (1..=MANY).filter(|wrong| *wrong != old) {
                assert!(!verify_consistency(wrong, &root(wrong), new, &root(new), &proof));
                assert!(!verify_consistency(old, &root(wrong), new, &root(new), &proof));
            }
        }
    }
}

#[test]
fn a_rewritten_log_contains_no_earlier_one() {
    let honest = leaves(MANY);
    for new in 1..=MANY as usize {
        for old in 1..=new {
            let mut rewritten = honest[..new].to_vec();
            rewritten[old - 1] = other(&rewritten[old - 1]);
            let proof = consistency_proof(&rewritten, old as u64).unwrap();
            let (old_root, new_root) = (root_of(&honest[..old]), root_of(&rewritten));
            assert!(
                !verify_consistency(old as u64, &old_root, new as u64, &new_root, &proof),
                "{old} in {new}"
            );
        }
    }
}

#[test]
fn a_shortened_log_contains_no_later_one() {
    let all = leaves(10);
    let (long, short) = (root_of(&all), root_of(&all[..9]));
    assert!(!verify_consistency(10, &long, 9, &short, &[]));
    assert!(!verify_consistency(10, &long, 9, &long, &[]));
    assert_eq!(consistency_proof(&all[..9], 10), None);
}

#[test]
fn every_entry_is_in_its_log_in_its_place() {
    let all = leaves(MANY);
    for size in 1..=MANY {
        let (log, root) = (&all[..size as usize], root_of(&all[..size as usize]));
        for at in 0..size {
            let (leaf, proof) = (&all[at as usize], inclusion_proof(log, at).unwrap());
            assert!(verify_inclusion(at, leaf, size, &root, &proof), "{at} of {size}");
            assert!(!verify_inclusion(at, &other(leaf), size, &root, &proof));
            assert!(!verify_inclusion(at, leaf, size, &other(&root), &proof));
            for place in (0..=size).filter(|place| *place != at) {
                assert!(
                    !verify_inclusion(place, leaf, size, &root, &proof),
                    "{at} as {place} of {size}"
                );
            }
            for proof in altered(&proof) {
                assert!(!verify_inclusion(at, leaf, size, &root, &proof), "{at} of {size}");
            }
        }
        assert_eq!(inclusion_proof(log, size), None);
    }
}

#[test]
fn a_log_that_is_not_held_is_proved_from_parts_of_it() {
    let all = leaves(MANY);
    let root = |range: &Range<u64>| tree_of(&all[range.start as usize..range.end as usize]).root();
    for old in 0..=MANY {
        let ranges = consistency_ranges(old, MANY).unwrap();
        let proof: Vec<Hash> = ranges.iter().map(root).collect();
        assert_eq!(Some(proof), consistency_proof(&all, old), "{old}");
    }
    for at in 0..MANY {
        let ranges = inclusion_ranges(at, MANY).unwrap();
        let proof: Vec<Hash> = ranges.iter().map(root).collect();
        assert_eq!(Some(proof), inclusion_proof(&all, at), "{at}");
    }
    assert_eq!(
        (consistency_ranges(2, 1), inclusion_ranges(1, 1), inclusion_ranges(0, 0)),
        (None, None, None)
    );
}

proptest! {
    #[test]
    fn proofs_of_the_longest_logs_are_short(size in 1..=i64::MAX as u64, part: u64) {
        let part = part % size;
        prop_assert!(consistency_ranges(part, size).unwrap().len() <= 65);
        let ranges = inclusion_ranges(part, size).unwrap();
        prop_assert!(ranges.len() <= 64 && ranges.iter().all(|range| !range.contains(&part)));
        let covered: u64 = ranges.iter().map(|range| range.end - range.start).sum();
        prop_assert_eq!(covered, size - 1);
    }

    #[test]
    fn a_proof_of_anything_is_refused_without_a_panic(
        sizes: (u64, u64),
        hashes: [Hash; 3],
        proof in prop::collection::vec(any::<Hash>(), 0..70),
    ) {
        let ((one, two), [a, b, c]) = (sizes, hashes);
        prop_assume!(one != two);
        prop_assert!(!verify_consistency(one, &a, two, &b, &proof));
        prop_assert!(!verify_inclusion(one, &c, two, &a, &proof));
    }

    #[test]
    fn long_logs_prove_as_short_ones_do(size in 41_u64..2000, at: prop::sample::Index) {
        let all = leaves(size);
        let (root, at) = (root_of(&all), at.index(all.len()));
        let proof = inclusion_proof(&all, at as u64).unwrap();
        prop_assert!(verify_inclusion(at as u64, &all[at], size, &root, &proof));
        let proof = consistency_proof(&all, at as u64).unwrap();
        prop_assert!(verify_consistency(at as u64, &root_of(&all[..at]), size, &root, &proof));
    }
}
