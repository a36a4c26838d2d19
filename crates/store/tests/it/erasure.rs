//! Erasure: what opened an identity is destroyed, and what remains is the proof of it.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
};

use register::Actor;
use rusqlite::Connection;
use seal::PrivateKey;
use store::{Opening, Store, StoreError, Writing};

use crate::{
    at_rest::has,
    house::{House, actor, empty, files, hexadecimal, instant},
    subjects::{COMPARTMENTS, Subject, enrol, hand_in_subjects, opened, record, return_of, write},
};

/// A store with one return of `pros-14` that brings so many persons.
fn of_persons(many: usize) -> (House, Store, PrivateKey) {
    let (house, store) = empty();
    let key = enrol(&store, "pros-14");
    let subjects: Vec<Subject> = (0..many).map(|at| Subject::named(&format!("Ana {at}"))).collect();
    hand_in_subjects(&store, return_of("pros-14", "2017"), "file", &subjects).unwrap();
    (house, store, key)
}

fn erase(store: &Store, one: i64) -> Result<String, StoreError> {
    write(store, "erase", &format!("record {one}"), |writing| {
        writing.erase(one, "LGPDPPSO 3 IX")
    })
}

fn number(database: &Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn wrapped(database: &Connection, one: i64) -> Vec<u8> {
    let sql = "SELECT wrapped FROM identity_key WHERE record = ?1";
    database.query_row(sql, [one], |row| row.get(0)).unwrap()
}

/// An opening that was asked for and granted, with the key that was granted.
fn granted(store: &Store, one: i64, key: &[u8]) -> i64 {
    let opening = Opening {
        number: 0,
        record: one,
        compartment: "person".to_owned(),
        institution: "pros-14".to_owned(),
        purpose: "hearing".to_owned(),
        reference: "12/2026".to_owned(),
        account: "ana".to_owned(),
        person: "ana".to_owned(),
        asked_at: instant(3),
        state: "granted".to_owned(),
        granted_by: "eva".to_owned(),
        granted_at: instant(3),
        granted: Some(key.to_vec()),
        opened_at: String::new(),
        emergency: false,
        review: String::new(),
    };
    write(store, "grant", "opening", |writing| writing.keep_opening(&opening)).unwrap()
}

#[test]
fn an_erasure_leaves_the_tombstone_and_the_proof_and_nothing_that_opens() {
    let (house, store, key) = of_persons(2);
    let (one, other) = (record(1, 1), record(1, 2));
    let database = house.raw();
    let data_key = wrapped(&database, one);
    let grant = granted(&store, one, b"a granted key");
    let before = store.compartment_key(one, "person", &key).unwrap();

    let proof = erase(&store, one).unwrap();
    assert_eq!(
        proof,
        hexadecimal(&ledger::leaf(&data_key)),
        "the proof is the hash of what was destroyed"
    );
    let tombstone: (i64, String, String) = database
        .query_row("SELECT record, basis, proof FROM erased", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!(tombstone, (one, "LGPDPPSO 3 IX".to_owned(), proof));
    assert_eq!(store.record_stage(one).unwrap(), "erased");
    for compartment in COMPARTMENTS {
        let refused = opened(&store, one, compartment, &key);
        assert!(matches!(refused, Err(StoreError::Nobody(_))), "{compartment}");
    }
    let sql = format!("SELECT count(*) FROM identity_key WHERE record = {one}");
    assert_eq!(
        (
            number(&database, &sql),
            number(&database, "SELECT count(*) FROM original")
        ),
        (0, 0)
    );
    let sha256 = store.returned(1).unwrap().sha256;
    let gone = store.original(&sha256, "pros-14", Some(&key));
    assert!(
        matches!(gone, Err(StoreError::NoOriginal(_))),
        "the file that brought it"
    );
    let opening = store.opening(grant).unwrap();
    assert_eq!((opening.state.as_str(), opening.granted), ("expired", None));

    // What is sealed is still there, and a key that somebody kept is of no more than it was.
    assert_eq!(store.compartments(one).unwrap(), COMPARTMENTS);
    assert!(store.compartment(one, "contact", &before).is_err());
    assert!(
        opened(&store, other, "person", &key).is_ok(),
        "the next person's opens as before"
    );
    assert_eq!(store.record_stage(other).unwrap(), "current");
    assert!(
        store.record(one).unwrap().payload.contains("plaza"),
        "what is counted remains"
    );
    assert!(matches!(erase(&store, one), Err(StoreError::Nobody(_))), "once");
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}

#[test]
fn no_key_goes_without_the_tombstone_of_its_own_record() {
    let (house, store, _key) = of_persons(2);
    let database = house.raw();
    let delete_key = |one| database.execute("DELETE FROM identity_key WHERE record = ?1", [one]);
    let delete_original = || database.execute("DELETE FROM original", []);
    let refused = |done: rusqlite::Result<usize>| {
        let error = done.unwrap_err().to_string();
        assert!(error.contains("deleted only by an erasure"), "{error}");
    };
    refused(delete_key(record(1, 1)));
    refused(delete_original());
    // Another institution's tombstone, or another record's, is none.
    hand_in_subjects(&store, return_of("pros-14", "2018"), "other", &[Subject::named("Bea")]).unwrap();
    erase(&store, record(2, 1)).unwrap();
    refused(delete_key(record(1, 1)));
    refused(delete_original());
    erase(&store, record(1, 1)).unwrap();
    refused(delete_key(record(1, 2)));
}

#[test]
fn an_erasure_that_is_not_finished_is_none() {
    let (_house, store, key) = of_persons(1);
    let one = record(1, 1);
    let writing = store.write(&actor(), &instant(2)).unwrap();
    writing.erase(one, "x").unwrap();
    drop(writing);
    assert!(opened(&store, one, "person", &key).is_ok());
    assert_eq!(store.record_stage(one).unwrap(), "current");
    let nobody = store.write(&Actor::new("ana", "", ""), &instant(2));
    assert!(matches!(nobody, Err(StoreError::NoPurpose)));
}

/// The numbers from 0 in an order that a seed gives.
fn shuffled(many: usize, mut seed: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..many).collect();
    for at in (1..many).rev() {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        all.swap(at, (seed % (at as u64 + 1)) as usize);
    }
    all
}

/// Which of these keys, all of one length, occur in some bytes.
fn found<'k>(bytes: &[u8], keys: &'k [Vec<u8>]) -> BTreeSet<&'k [u8]> {
    let wanted: BTreeSet<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    let heads: HashSet<&[u8]> = wanted.iter().map(|key| &key[..8]).collect();
    let long = keys[0].len();
    let likely = bytes.windows(long).filter(|window| heads.contains(&window[..8]));
    likely.filter_map(|window| wanted.get(window).copied()).collect()
}

#[test]
fn what_was_erased_is_nowhere_even_for_the_holder_of_the_stores_key() {
    const MANY: usize = 1000;
    let (house, store, _key) = of_persons(MANY);
    let nth = |at: usize| record(1, at as i64 + 1);
    let database = house.raw();
    let original: Vec<u8> = database
        .query_row("SELECT key FROM original", [], |row| row.get(0))
        .unwrap();
    let order = shuffled(MANY, 0x5eed);
    let keys: Vec<Vec<u8>> = order.iter().map(|at| wrapped(&database, nth(*at))).collect();
    let (gone, kept) = keys.split_at(900);
    for at in &order[..20] {
        granted(&store, nth(*at), format!("granted key of {at:03}").as_bytes());
    }
    let pages = || house.raw().serialize("main").unwrap().to_vec();
    let before = pages();
    assert_eq!(found(&before, &keys).len(), MANY);
    assert!(has(&before, &original) && has(&before, b"granted key of"));

    for some in order[..900].chunks(30) {
        let erase = |writing: &Writing<'_>| some.iter().try_for_each(|at| writing.erase(nth(*at), "x").map(drop));
        write(&store, "erase", "records", erase).unwrap();
    }
    store.forget().unwrap();
    let after = pages();
    assert_eq!(
        found(&after, gone).len(),
        0,
        "of {} keys that were destroyed",
        gone.len()
    );
    assert!(!has(&after, &original), "the key of the file that brought them");
    assert!(!has(&after, b"granted key of"), "what was granted of them");
    assert_eq!(
        found(&after, kept).len(),
        kept.len(),
        "the search finds those that are kept"
    );
    let journal = house.path().join("sintra.db-wal");
    assert_eq!(
        fs::metadata(journal).unwrap().len(),
        0,
        "no page of before is left in the journal"
    );
    for path in files(house.path()) {
        assert!(found(&fs::read(&path).unwrap(), &keys).is_empty(), "{}", path.display());
    }
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}
