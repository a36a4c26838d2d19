//! Files as received are kept whole, and a changed byte is found.

use std::{fs, io::Read, path::PathBuf};

use store::{Store, StoreError};

use crate::house::{empty, hand_in, new_return};

fn place(store: &Store, sha256: &str) -> PathBuf {
    store.folder().join("originals").join(&sha256[..2]).join(sha256)
}

#[test]
fn an_original_reads_back_and_a_flipped_byte_is_found() {
    let (_folder, mut store) = empty();
    let text = "x".repeat(200_000);
    let sha256 = hand_in(&mut store, new_return("2017", 1), &text, 1)
        .unwrap()
        .returned
        .sha256;
    let mut read = String::new();
    store.original(&sha256).unwrap().read_to_string(&mut read).unwrap();
    assert_eq!(read, text);

    let path = place(&store, &sha256);
    let mut bytes = fs::read(&path).unwrap();
    bytes[150_000] ^= 1;
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    let error = store
        .original(&sha256)
        .unwrap()
        .read_to_end(&mut Vec::new())
        .unwrap_err();
    assert!(error.to_string().contains("is damaged"), "{error}");

    // The same file, handed in for another period, mends it.
    hand_in(&mut store, new_return("2018", 2), &text, 1).unwrap();
    store.original(&sha256).unwrap().read_to_end(&mut Vec::new()).unwrap();
    fs::write(place(&store, &sha256).with_extension("x"), "").unwrap();
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
        assert!(matches!(store.original(name), Err(StoreError::NoOriginal(_))), "{name}");
    }
}
