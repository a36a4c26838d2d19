//! Files as received are kept whole and sealed, and a changed byte is found.

use std::{fs, io::Read, path::PathBuf};

use store::{Store, StoreError};

use crate::house::{House, empty, files, hand_in, new_return};

/// Where the only original of a store lies.
fn place(house: &House) -> PathBuf {
    let mut all = files(&house.path().join("originals"));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn read(store: &Store, sha256: &str) -> Result<String, StoreError> {
    let mut text = String::new();
    let mut file = store.original(sha256, "pros-09", None)?;
    let read = file.read_to_string(&mut text);
    read.map(|_| text).map_err(|source| StoreError::Disk {
        doing: "read the original to its end",
        source,
    })
}

#[test]
fn an_original_reads_back_and_a_flipped_byte_is_found() {
    let (house, store) = empty();
    let text = "x".repeat(200_000);
    let sha256 = hand_in(&store, new_return("2017", 1), &text, 1)
        .unwrap()
        .returned
        .sha256;
    assert_eq!(read(&store, &sha256).unwrap(), text);

    let path = place(&house);
    let mut bytes = fs::read(&path).unwrap();
    bytes[150_000] ^= 1;
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    let error = read(&store, &sha256).unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
    assert_eq!(store.verify(&[]).unwrap().faults.len(), 1);

    // The same file, handed in for another period, mends it.
    hand_in(&store, new_return("2018", 2), &text, 1).unwrap();
    assert_eq!(read(&store, &sha256).unwrap(), text);
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}

#[test]
fn an_original_that_was_lost_is_found_and_mended_by_the_same_file() {
    let (house, store) = empty();
    let sha256 = hand_in(&store, new_return("2017", 1), "text", 1)
        .unwrap()
        .returned
        .sha256;
    fs::remove_file(place(&house)).unwrap();
    assert!(matches!(read(&store, &sha256), Err(StoreError::NoOriginal(_))));
    assert_eq!(store.verify(&[]).unwrap().faults.len(), 1);
    hand_in(&store, new_return("2018", 2), "text", 1).unwrap();
    assert_eq!(read(&store, &sha256).unwrap(), "text");
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}

#[test]
fn a_file_that_is_too_large_is_not_kept() {
    let (folder, store) = empty();
    let error = store.stage_original(&mut &b"12345"[..], 4).unwrap_err();
    assert!(matches!(error, StoreError::TooLarge { max_bytes: 4 }));
    let staged = store.stage_original(&mut &b""[..], 4).unwrap();
    assert_eq!(staged.size_bytes, 0);
    assert_eq!(
        staged.sha256,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    drop((staged, store));
    assert!(crate::house::unfinished(folder.path()).is_empty());
}

#[test]
fn a_name_that_is_no_hash_opens_nothing() {
    let (_folder, store) = empty();
    for name in ["", "../sintra.db", "é", &"A".repeat(64), &"a".repeat(64)] {
        let opened = store.original(name, "pros-09", None);
        assert!(matches!(opened, Err(StoreError::NoOriginal(_))), "{name}");
    }
}
