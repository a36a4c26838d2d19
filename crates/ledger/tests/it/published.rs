//! Trees, proofs and notes of others come out here as they did there.

use ledger::{
    Hash, KeyKind, LedgerError, Note, Tree, Verifier, consistency_proof, inclusion_proof, leaf, root_of,
    verify_consistency, verify_inclusion,
};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn hash(hex: &str) -> Hash {
    bytes(hex).try_into().unwrap()
}

/// The lines of a table after its heading, taken apart.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

fn proof(cell: &str) -> Vec<Hash> {
    cell.split_whitespace().map(hash).collect()
}

/// The leaves of the eight entries, and the root with each of them.
fn eight() -> (Vec<Hash>, Vec<Hash>) {
    rows(include_str!("../golden/rfc6962/roots.csv"))
        .map(|row| (leaf(&bytes(row[0])), hash(row[1])))
        .unzip()
}

#[test]
fn the_roots_of_the_reference_are_ours() {
    let (leaves, roots) = eight();
    let mut tree = Tree::new();
    assert_eq!(
        tree.root(),
        hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
    for (at, root) in roots.iter().enumerate() {
        tree.push(leaves[at]);
        assert_eq!((tree.root(), root_of(&leaves[..=at])), (*root, *root), "with {at}");
    }
    assert_eq!(
        leaf(&bytes("101112131415161718191a1b1c1d1e1f")),
        hash("3bfb960453ebaebf33727da7a1f4db38acc051d381b6da20d6d4e88f0eabfd7a")
    );
}

#[test]
fn the_proofs_of_the_reference_are_ours() {
    let (leaves, roots) = eight();
    for row in rows(include_str!("../golden/rfc6962/consistency.csv")) {
        let (old, new, proof) = (
            row[0].parse::<usize>().unwrap(),
            row[1].parse::<usize>().unwrap(),
            proof(row[2]),
        );
        assert_eq!(
            consistency_proof(&leaves[..new], old as u64),
            Some(proof.clone()),
            "{old} in {new}"
        );
        assert!(verify_consistency(
            old as u64,
            &roots[old - 1],
            new as u64,
            &roots[new - 1],
            &proof
        ));
    }
    for row in rows(include_str!("../golden/rfc6962/inclusion.csv")) {
        let (at, size, proof) = (
            row[0].parse::<usize>().unwrap(),
            row[1].parse::<usize>().unwrap(),
            proof(row[2]),
        );
        assert_eq!(
            inclusion_proof(&leaves[..size], at as u64),
            Some(proof.clone()),
            "{at} of {size}"
        );
        assert!(verify_inclusion(
            at as u64,
            &leaves[at],
            size as u64,
            &roots[size - 1],
            &proof
        ));
    }
}

#[test]
fn an_entry_of_a_log_in_use_is_in_it() {
    let mut lines = include_str!("../golden/rfc6962/long.txt").lines();
    let mut number = || lines.next().unwrap().parse::<u64>().unwrap();
    let (at, size) = (number(), number());
    let mut hashes = lines.map(hash);
    let (leaf, root) = (hashes.next().unwrap(), hashes.next().unwrap());
    let proof: Vec<Hash> = hashes.collect();
    assert!(verify_inclusion(at, &leaf, size, &root, &proof));
    assert!(!verify_inclusion(at + 1, &leaf, size, &root, &proof));
    assert!(!verify_inclusion(at, &leaf, size, &root, &proof[1..]));
}

#[test]
fn notes_of_others_read_and_print_as_they_were() {
    for text in [
        include_str!("../golden/c2sp/example.note"),
        include_str!("../golden/c2sp/cosigned.note"),
        include_str!("../golden/golang/peter.note"),
        include_str!("../golden/transparency-dev/arche2025h1.note"),
    ] {
        assert_eq!(text.parse::<Note>().unwrap().to_string(), text);
    }
}

#[test]
fn keys_of_others_read_and_print_as_they_were() {
    for text in [
        include_str!("../golden/c2sp/example.vkey"),
        include_str!("../golden/golang/peter.vkey"),
        include_str!("../golden/transparency-dev/arche2025h1.vkey"),
    ] {
        let key: Verifier = text.parse().unwrap();
        assert_eq!((key.to_string().as_str(), key.kind()), (text.trim(), KeyKind::Note));
    }
}

#[test]
fn signatures_of_others_verify_and_altered_ones_do_not() {
    // Their texts are no checkpoints: that this is what is found wrong says that the signature is right.
    for (note, key) in [
        (
            include_str!("../golden/c2sp/example.note"),
            include_str!("../golden/c2sp/example.vkey"),
        ),
        (
            include_str!("../golden/golang/peter.note"),
            include_str!("../golden/golang/peter.vkey"),
        ),
    ] {
        let (read, key): (Note, Verifier) = (note.parse().unwrap(), key.parse().unwrap());
        assert_eq!(read.checkpoint(&key), Err(LedgerError::NotACheckpoint));
        let altered: Note = note.replacen('i', "j", 1).parse().unwrap();
        assert_eq!(
            altered.checkpoint(&key),
            Err(LedgerError::FalseSignature(key.name().to_owned()))
        );
    }
}

#[test]
fn the_checkpoint_of_a_log_in_use_verifies_with_its_witnesses() {
    let text = include_str!("../golden/transparency-dev/arche2025h1.note");
    let note: Note = text.parse().unwrap();
    let log: Verifier = include_str!("../golden/transparency-dev/arche2025h1.vkey")
        .parse()
        .unwrap();
    let checkpoint = note.checkpoint(&log).unwrap();
    assert_eq!(
        (checkpoint.origin.as_str(), checkpoint.size),
        (log.name(), 1_432_088_532)
    );
    let altered: Note = text.replacen("1432088532", "1432088531", 1).parse().unwrap();
    assert!(altered.checkpoint(&log).is_err());
    for line in include_str!("../golden/transparency-dev/witnesses.vkeys").lines() {
        let witness: Verifier = line.parse().unwrap();
        assert_eq!(witness.to_string(), line);
        assert_eq!(note.cosigned_by(&witness), Some(1_779_573_024), "{line}");
        assert_eq!(note.checkpoint(&witness), Ok(checkpoint.clone()));
        assert_eq!(altered.cosigned_by(&witness), None);
    }
}
