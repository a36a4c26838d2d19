//! A copy of the database taken while others write: one instant of it, whole, under the same key.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use store::{Access, Keys, Store, StoreError};

use crate::{
    at_rest::has,
    house::{House, actor, empty, files, hand_in, instant, new_return},
};

/// Copies a folder's files.
fn copy(from: &House, into: &House, folder: &str) {
    for path in files(&from.path().join(folder)) {
        let copy = into.path().join(path.strip_prefix(from.path()).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(path, copy).unwrap();
    }
}

/// A store made of a copy of the database and of the files that are there after it.
fn restored(store: &Store, house: &House) -> (House, Access) {
    let new = House::new();
    fs::create_dir(new.path()).unwrap();
    let database = store.copy_database().unwrap();
    fs::copy(database.path(), new.path().join("sintra.db")).unwrap();
    assert!(
        !has(&fs::read(database.path()).unwrap(), b"oficio"),
        "it is sealed as the database is"
    );
    let path = database.path().to_owned();
    drop(database);
    assert!(!path.exists());
    copy(house, &new, "originals");
    copy(house, &new, "vintages");
    let access = Access {
        folder: new.path().to_owned(),
        anchor: None,
        keys: house.access.keys.clone(),
    };
    (new, access)
}

#[test]
fn a_copy_taken_while_another_writes_is_whole_and_a_beginning_of_the_log() {
    let (house, store) = empty();
    hand_in(&store, new_return("2016", 1), "first", 2).unwrap();
    let over = AtomicBool::new(false);
    let copies: Vec<_> = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let store = house.open();
            for turn in 0.. {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let returned = hand_in(
                    &store,
                    new_return(&format!("{}", 2017 + turn % 2), 2),
                    &format!("{turn}"),
                    30,
                );
                returned.unwrap();
                store
                    .note(&actor(), &instant(3), "read", &format!("{turn}"), &[turn])
                    .unwrap();
            }
        });
        let copies = (0..8).map(|_| restored(&store, &house)).collect();
        over.store(true, Ordering::Relaxed);
        writer.join().unwrap();
        copies
    });
    let whole = store.log(0, u32::MAX).unwrap();
    let mut lengths = Vec::new();
    for (_folder, access) in &copies {
        let other = Access {
            keys: Keys::draw().unwrap(),
            ..access.clone()
        };
        assert!(matches!(Store::open(&other), Err(StoreError::NoKey(_))));
        let copy = Store::open(access).unwrap();
        let verified = copy.verify(&[]).unwrap();
        assert_eq!(verified.faults, [""; 0]);
        let log = copy.log(0, u32::MAX).unwrap();
        assert_eq!(log, whole[..log.len()]);
        assert!(verified.files as usize >= copy.returns().unwrap().len());
        lengths.push(log.len());
    }
    assert!(
        lengths.is_sorted() && lengths[0] < whole.len(),
        "{lengths:?} of {}",
        whole.len()
    );
}
