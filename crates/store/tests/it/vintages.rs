//! Frozen states: whole or not at all.

use std::{
    fs,
    io::{self, Read, Write},
};

use store::{Store, StoreError, Vintage, VintageFolder};

use crate::house::{actor, empty, instant, unfinished};

fn put(vintage: &VintageFolder<'_>, name: &str, content: &str) {
    let mut file = vintage.create(name).unwrap();
    file.write_all(content.as_bytes()).unwrap();
    file.finish().unwrap();
}

fn read(store: &Store, id: &str, name: &str) -> io::Result<String> {
    let mut text = String::new();
    let mut file = store.open_vintage_file(id, name).map_err(io::Error::other)?;
    file.read_to_string(&mut text).map(|_| text)
}

fn freeze(store: &Store, day: u32, id: &str, content: &str) -> Result<Vintage, StoreError> {
    let vintage = store.new_vintage()?;
    put(&vintage, "people.csv", content);
    vintage.finish(&actor(), &instant(day), id, "{\"files\":1}")
}

#[test]
fn a_vintage_is_found_by_id_by_its_beginning_and_as_the_latest() {
    let (folder, store) = empty();
    assert!(matches!(store.vintage("latest"), Err(StoreError::NoVintage(_))));
    freeze(&store, 1, "ab12", "one").unwrap();
    let second = freeze(&store, 2, "ab34", "two").unwrap();
    assert_eq!(store.vintages().unwrap().len(), 2);
    assert_eq!(store.vintage("latest").unwrap(), second);
    assert_eq!(store.vintage("ab3").unwrap(), second);
    assert_eq!(store.vintage("ab12").unwrap().frozen_at, instant(1));
    assert!(matches!(store.vintage("ab"), Err(StoreError::SeveralVintages(_))));
    assert!(matches!(store.vintage("c"), Err(StoreError::NoVintage(_))));
    assert_eq!(read(&store, "ab34", "people.csv").unwrap(), "two");
    assert_eq!(store.log(0, 9).unwrap()[1].object, "vintage ab34");
    drop(store);
    assert!(unfinished(folder.path()).is_empty());
}

#[test]
fn the_same_vintage_twice_is_one_and_another_content_is_refused() {
    let (_folder, store) = empty();
    let first = freeze(&store, 1, "ab12", "one").unwrap();
    assert_eq!(freeze(&store, 2, "ab12", "one").unwrap(), first);
    assert!(matches!(
        freeze(&store, 3, "ab12", "two"),
        Err(StoreError::VintageDiffers(_))
    ));
    assert_eq!(
        (store.vintages().unwrap().len(), store.log(0, 9).unwrap().len()),
        (1, 2)
    );
}

#[test]
fn a_folder_without_a_row_is_no_vintage_and_gives_way() {
    let (folder, store) = empty();
    for (id, content) in [("ab12", "one"), ("cd34", "damaged")] {
        let left = folder.path().join("vintages").join(id);
        fs::create_dir(&left).unwrap();
        fs::write(left.join("people.csv"), content).unwrap();
        assert!(matches!(
            store.open_vintage_file(id, "people.csv"),
            Err(StoreError::NoVintage(_))
        ));
        freeze(&store, 1, id, "one").unwrap();
        assert_eq!(read(&store, id, "people.csv").unwrap(), "one");
    }
}

#[test]
fn a_vintage_that_is_dropped_leaves_nothing() {
    let (folder, store) = empty();
    let vintage = store.new_vintage().unwrap();
    vintage.create("people.csv").unwrap();
    for name in ["../x", "", ".x", "a/b", "people.csv"] {
        assert!(vintage.create(name).is_err(), "{name}");
    }
    let path = vintage.path().to_owned();
    drop(vintage);
    assert!(!path.exists());
    let vintage = store.new_vintage().unwrap();
    assert!(matches!(
        vintage.finish(&actor(), &instant(1), "latest", ""),
        Err(StoreError::NotAName(_))
    ));
    assert!(fs::read_dir(folder.path().join("vintages")).unwrap().next().is_none());
}

#[test]
fn a_file_of_a_vintage_that_is_missing_or_in_the_place_of_another_is_found() {
    let (folder, store) = empty();
    let vintage = store.new_vintage().unwrap();
    for name in ["a", "b"] {
        put(&vintage, name, &format!("content of {name}"));
    }
    vintage.finish(&actor(), &instant(1), "ab12", "{}").unwrap();
    let lies = folder.path().join("vintages").join("ab12");
    let place = |name: &str| lies.join(name);
    let faults = || store.verify(&[]).unwrap().faults;
    assert_eq!(faults(), [""; 0]);

    fs::rename(place("a"), place("c")).unwrap();
    fs::rename(place("b"), place("a")).unwrap();
    fs::rename(place("c"), place("b")).unwrap();
    assert!(read(&store, "ab12", "a").is_err() && read(&store, "ab12", "b").is_err());
    assert_eq!(faults().len(), 2, "one in the place of the other");
    fs::rename(place("a"), place("c")).unwrap();
    fs::rename(place("b"), place("a")).unwrap();
    assert_eq!(faults().len(), 1, "one is missing");
    fs::rename(place("c"), place("b")).unwrap();
    assert_eq!(faults(), [""; 0]);
    fs::rename(&lies, folder.path().join("vintages").join("elsewhere")).unwrap();
    assert_eq!(faults().len(), 2, "the whole folder is missing");
}
