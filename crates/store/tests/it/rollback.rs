//! An older database in the place of the present one, or another log: refused by the anchor, found by a witness.

use std::{fs, path::Path};

use ledger::{Checkpoint, Signer, root_of, verify_consistency};
use store::{Access, Store, StoreError};

use crate::{
    house::{House, actor, empty, files, hand_in, instant, new_return},
    subjects::furnish,
};

fn note(store: &Store, times: u32) {
    for _ in 0..times {
        store.note(&actor(), &instant(5), "read", "return 1", &[]).unwrap();
    }
}

fn signed(store: &Store) -> Checkpoint {
    store.checkpoint().unwrap().checkpoint(&store.verifier()).unwrap()
}

/// Puts a store's folder in the place of another's.
fn swap_in(from: &Path, into: &Path) {
    fs::remove_dir_all(into).unwrap();
    for path in files(from) {
        let copy = into.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(path, copy).unwrap();
    }
}

/// A store, and a copy of all of it from before its last three acts.
fn with_an_older_copy() -> (House, House, Checkpoint) {
    let (house, store) = empty();
    furnish(&store);
    drop(store);
    let older = House::copy_of(&house);
    let store = house.open();
    hand_in(&store, new_return("2018", 5), "later", 2).unwrap();
    note(&store, 2);
    let outside = signed(&store);
    (house, older, outside)
}

#[test]
fn an_older_copy_of_the_whole_folder_is_refused_when_it_is_opened() {
    let (house, older, _) = with_an_older_copy();
    drop(house.open());
    swap_in(older.path(), house.path());
    let error = Store::open(&house.access).unwrap_err();
    assert!(matches!(error, StoreError::RolledBack(_)), "{error}");
    let says = error.to_string();
    assert!(says.contains("9 entries") && says.contains("12 were signed"), "{says}");
    assert!(says.contains("restore the latest backup"), "{says}");
}

#[test]
fn an_older_copy_with_its_anchor_is_found_by_a_checkpoint_from_outside() {
    let (house, older, outside) = with_an_older_copy();
    swap_in(older.path(), house.path());
    fs::copy(older.anchor(), house.anchor()).unwrap();
    let store = house.open();
    assert_eq!(
        store.verify(&[]).unwrap().faults,
        [""; 0],
        "what lies there cannot tell"
    );
    let faults = store.verify(std::slice::from_ref(&outside)).unwrap().faults;
    assert!(
        faults.len() == 1 && faults[0].contains("covers 12 entries and there are 9"),
        "{faults:?}"
    );
    // Grown again to the old length, it is still another log.
    note(&store, 3);
    let faults = store.verify(&[outside]).unwrap().faults;
    assert!(faults.len() == 1 && faults[0].contains("from outside"), "{faults:?}");
}

#[test]
fn another_log_of_the_same_key_is_refused_when_it_is_opened() {
    for more in [3, 4] {
        let (house, older, _) = with_an_older_copy();
        note(&older.open(), more);
        swap_in(older.path(), house.path());
        let error = Store::open(&house.access).unwrap_err();
        assert!(error.to_string().contains("not the one that was signed"), "{error}");
    }
}

#[test]
fn an_anchor_that_the_store_did_not_sign_opens_nothing() {
    let (house, _older, outside) = with_an_older_copy();
    let stranger = Signer::from_seed(&outside.origin, &[7; 32]).unwrap();
    for text in [String::new(), "x".to_owned(), stranger.sign(&outside).to_string()] {
        fs::write(house.anchor(), text).unwrap();
        let error = Store::open(&house.access).unwrap_err();
        assert!(error.to_string().contains("not signed by this store"), "{error}");
    }
}

#[test]
fn an_anchor_that_lags_behind_or_cannot_be_written_stops_nobody() {
    let (house, older, _) = with_an_older_copy();
    // After a loss of power the anchor may be older than the database.
    fs::copy(older.anchor(), house.anchor()).unwrap();
    note(&house.open(), 1);
    drop(house.open());
    fs::remove_file(house.anchor()).unwrap();
    drop(house.open());
    let access = Access {
        anchor: Some(house.around().join("nowhere").join("anchor")),
        ..house.access.clone()
    };
    let store = Store::open(&access).unwrap();
    note(&store, 1);
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}

#[test]
fn what_a_witness_gets_holds_together() {
    let (house, _older, outside) = with_an_older_copy();
    let store = house.open();
    let before = store.bundle().unwrap();
    assert_eq!(before.leaves.len() as u64, outside.size);
    assert_eq!(root_of(&before.leaves), outside.root);
    note(&store, 5);
    let after = store.bundle().unwrap();
    let now = after.checkpoint.checkpoint(&store.verifier()).unwrap();
    let proof = ledger::consistency_proof(&after.leaves, outside.size).unwrap();
    assert!(verify_consistency(
        outside.size,
        &outside.root,
        now.size,
        &now.root,
        &proof
    ));
    let verified = store.verify(&[outside, now]).unwrap();
    assert_eq!((verified.faults.len(), verified.entries), (0, 17));
    let other = House::new();
    let other = Store::create(&other.access).unwrap();
    assert!(after.checkpoint.checkpoint(&other.verifier()).is_err());
}
