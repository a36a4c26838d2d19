//! Unfinished files: those of the living are left alone, those of the dead are removed.

use std::{fs, io::Read};

use crate::house::{empty, unfinished};

#[test]
fn opening_leaves_the_files_of_the_living_and_removes_those_of_the_dead() {
    let (folder, store) = empty();
    let staged = store.stage_original(&mut &b"living"[..], 100).unwrap();
    let room = folder.path().join("temporary");
    fs::create_dir(room.join("1-0")).unwrap();
    fs::write(room.join("1-0").join("0"), "dead").unwrap();
    fs::write(room.join("1-0.lock"), "").unwrap();
    fs::create_dir(room.join("2-0")).unwrap();

    let second = folder.open();
    assert_eq!(unfinished(folder.path()).len(), 2, "the living one's folder and lock");
    let mut text = String::new();
    staged.opened().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "living");
    let other = second.stage_original(&mut &b"other"[..], 100).unwrap();
    assert_ne!(other.path(), staged.path());

    drop(store);
    assert!(
        staged.path().exists(),
        "a staged file outlives the store it came through"
    );
    drop((staged, other, second));
    assert!(unfinished(folder.path()).is_empty());
}
