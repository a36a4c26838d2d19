//! What a witness elsewhere signs, and what it refuses to: a log that was cut or rewritten, another log, and whatever
//! else anybody hands it.

use std::fs;

use ledger::Signer;
use operations::{Note, continues, read_bundle, seed_of, witness};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    office::{Office, folder},
    raw::Raw,
};

const NAME: &str = "witness.example/first";

fn signer() -> Signer {
    Signer::from_seed(NAME, &[7; 32]).unwrap()
}

fn bundle(office: &Office) -> String {
    office.door.bundle_log(&office.as_of("aura")).unwrap()
}

pub(crate) fn a_bundle_is_read_back_and_tells_nobody_what_was_done() {
    let office = Office::sealing();
    let text = bundle(&office);
    let (by, read) = read_bundle(&text).unwrap();
    let entries = Raw::of(&office).entries();
    assert_eq!(read.leaves.len() as i64, entries);
    assert_eq!(read.checkpoint.checkpoint(&by).unwrap().size, read.leaves.len() as u64);
    for told in ["eva", "Ana", "pros", "ceremony", "test"] {
        assert!(!text.contains(told), "{told}");
    }
    let (note, verifier) = office.door.checkpoint(&office.as_of("aura")).unwrap();
    assert_eq!(verifier.to_string(), by.to_string());
    assert!(
        office
            .door
            .verify(&office.as_of("aura"), &[note])
            .unwrap()
            .faults
            .is_empty()
    );
}

pub(crate) fn a_witness_signs_what_continues_and_its_note_verifies() {
    let (office, folder) = (Office::sealing(), folder());
    let first = witness(&bundle(&office), folder.path(), &signer(), 1_800_000_000).unwrap();
    let by = signer().cosignature_verifier();
    assert_eq!(first.cosigned_by(&by), Some(1_800_000_000));
    office.door.alerts(&office.as_of("aura")).unwrap();
    let later = bundle(&office);
    let second = witness(&later, folder.path(), &signer(), 1_800_000_060).unwrap();
    assert_eq!(second.cosigned_by(&by), Some(1_800_000_060));
    witness(&later, folder.path(), &signer(), 1_800_000_120).unwrap();
    let read = read_bundle(&later).unwrap();
    continues(&read, &first).unwrap();
    let parsed: Note = second.to_string().parse().unwrap();
    assert!(
        office
            .door
            .verify(&office.as_of("aura"), &[first, parsed])
            .unwrap()
            .faults
            .is_empty()
    );
}

pub(crate) fn a_log_that_was_cut_or_rewritten_is_refused() {
    let (office, folder) = (Office::sealing(), folder());
    let before = office.copied();
    office.door.alerts(&office.as_of("aura")).unwrap();
    let signed = witness(&bundle(&office), folder.path(), &signer(), 1).unwrap();
    // The store of before goes on alone: first it is shorter, then it is another.
    let cut = bundle(&before);
    let says = witness(&cut, folder.path(), &signer(), 2).unwrap_err().to_string();
    assert!(says.contains("cut"), "{says}");
    for _ in 0..3 {
        before.door.alerts(&before.as_of("aura")).unwrap();
    }
    let rewritten = bundle(&before);
    let says = witness(&rewritten, folder.path(), &signer(), 3)
        .unwrap_err()
        .to_string();
    assert!(says.contains("rewritten"), "{says}");
    let faults = before.door.verify(&before.as_of("aura"), &[signed]).unwrap().faults;
    assert!(!faults.is_empty());
    // What it remembers did not change.
    witness(&bundle(&office), folder.path(), &signer(), 4).unwrap();
}

pub(crate) fn another_log_is_another_and_each_has_its_own_memory() {
    let (one, other, folder) = (Office::sealing(), Office::sealing(), folder());
    let note = witness(&bundle(&one), folder.path(), &signer(), 1).unwrap();
    let others = bundle(&other);
    assert!(continues(&read_bundle(&others).unwrap(), &note).is_err());
    assert!(
        other
            .door
            .verify(&other.as_of("aura"), std::slice::from_ref(&note))
            .is_err()
    );
    witness(&others, folder.path(), &signer(), 2).unwrap();
    witness(&bundle(&one), folder.path(), &signer(), 3).unwrap();
    // The entries of one under the key and checkpoint of the other.
    let (head, _) = split(&bundle(&one));
    let (_, leaves) = split(&bundle(&other));
    assert!(read_bundle(&format!("{head}{leaves}")).is_err());
}

/// What stands above the entries' hashes, and these.
fn split(text: &str) -> (String, String) {
    let at = text.match_indices("\n\n").nth(1).unwrap().0 + 2;
    (text[..at].to_owned(), text[at..].to_owned())
}

pub(crate) fn a_memory_that_was_tampered_with_is_not_believed() {
    let (office, folder) = (Office::sealing(), folder());
    witness(&bundle(&office), folder.path(), &signer(), 1).unwrap();
    let memory = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    fs::write(&memory, "no note").unwrap();
    assert!(witness(&bundle(&office), folder.path(), &signer(), 2).is_err());
}

pub(crate) fn a_hostile_bundle_or_seed_never_panics() {
    let office = Office::sealing();
    let text = bundle(&office);
    let (length, folder) = (text.len(), folder());
    let mut runner = TestRunner::new(ProptestConfig::with_cases(400));
    let changed = (0..length, any::<u8>(), 0..length, any::<bool>());
    runner
        .run(&changed, |(at, byte, cut, cuts)| {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = byte;
            bytes.truncate(if cuts { cut } else { length });
            let hostile = String::from_utf8_lossy(&bytes).into_owned();
            let same = read_bundle(&hostile).is_ok();
            prop_assert!(!same || plain(&hostile) == plain(&text), "changed and taken");
            Ok(())
        })
        .unwrap();
    let words = "(sintra-log-1\n)?([a-z0-9+/—\n. =-]{0,80}\n){0,6}[0-9a-fÁ\n]{0,200}";
    runner
        .run(&words, |hostile| {
            prop_assert!(witness(&hostile, folder.path(), &signer(), 1).is_err());
            let _ = seed_of(&hostile);
            Ok(())
        })
        .unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(seed_of(&"0a".repeat(32)), Some([10; 32]));
    for none in ["", "0a", &"0a".repeat(33), &"ñ".repeat(32), &"0g".repeat(32)] {
        assert_eq!(seed_of(none), None);
    }
}

/// A bundle without what carries no meaning: the case of hexadecimal digits and the last line's end.
fn plain(text: &str) -> String {
    let (head, leaves) = split(text);
    head + leaves.to_lowercase().trim_end()
}
