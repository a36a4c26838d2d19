//! Sealed things put in the place of others, by somebody who has the database's key and drops its triggers: none
//! opens where it was not sealed.

use std::{fs, io};

use rusqlite::Connection;
use seal::PrivateKey;
use store::Store;

use crate::{
    house::{House, empty, hexadecimal, master},
    subjects::{COMPARTMENTS, Subject, enrol, hand_in_subjects, opened, record, return_of},
};

/// A small store: three returns of two institutions, two persons in each.
struct Small {
    house: House,
    store: Store,
    database: Connection,
    keys: [PrivateKey; 2],
}

const RETURNS: [i64; 3] = [1, 2, 3];

impl Small {
    fn new() -> Small {
        let (house, store) = empty();
        let keys = ["pros-14", "pros-09"].map(|institution| enrol(&store, institution));
        for (institution, period) in [("pros-14", "2017"), ("pros-14", "2018"), ("pros-09", "2017")] {
            let subjects = ["Ana", "Bea"].map(Subject::named);
            hand_in_subjects(&store, return_of(institution, period), period, &subjects).unwrap();
        }
        let database = house.raw();
        database.pragma_update(None, "synchronous", "OFF").unwrap();
        let sql = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'";
        let drops: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
        database.execute_batch(&drops).unwrap();
        let small = Small {
            house,
            store,
            database,
            keys,
        };
        assert_eq!(small.shut(), [], "everything opens before anything is exchanged");
        small
    }

    fn records(&self) -> Vec<i64> {
        RETURNS
            .iter()
            .flat_map(|number| [record(*number, 1), record(*number, 2)])
            .collect()
    }

    /// Each record and compartment that opens with neither institution's key.
    fn shut(&self) -> Vec<(i64, &'static str)> {
        let all = self.records().into_iter();
        let all = all.flat_map(|record| COMPARTMENTS.map(|compartment| (record, compartment)));
        all.filter(|(record, compartment)| !self.opens(*record, compartment))
            .collect()
    }

    fn opens(&self, record: i64, compartment: &str) -> bool {
        let mut keys = self.keys.iter();
        keys.any(|key| opened(&self.store, record, compartment, key).is_ok())
    }

    /// Exchanges a column of two rows, given by what finds each.
    fn exchange(&self, table: &str, columns: &[&str], one: &str, other: &str) {
        let columns = columns.join(", ");
        let sql = format!(
            "BEGIN;
             CREATE TEMP TABLE held AS SELECT {columns} FROM {table} WHERE {one};
             UPDATE {table} SET ({columns}) = (SELECT {columns} FROM {table} WHERE {other}) WHERE {one};
             UPDATE {table} SET ({columns}) = (SELECT {columns} FROM held) WHERE {other};
             DROP TABLE held;
             COMMIT;"
        );
        self.database.execute_batch(&sql).unwrap();
    }

    /// Exchanges, answers what no longer opens, and exchanges back.
    fn shut_by(&self, table: &str, columns: &[&str], one: &str, other: &str) -> Vec<(i64, &'static str)> {
        self.exchange(table, columns, one, other);
        let shut = self.shut();
        self.exchange(table, columns, one, other);
        shut
    }
}

/// Every pair of different things.
fn pairs<T: Clone>(all: &[T]) -> impl Iterator<Item = (T, T)> {
    let firsts = all.iter().enumerate();
    firsts.flat_map(|(at, one)| all[at + 1..].iter().map(move |other| (one.clone(), other.clone())))
}

#[test]
fn no_compartment_opens_in_the_place_of_another() {
    let small = Small::new();
    let all = small.records().into_iter();
    let all: Vec<_> = all
        .flat_map(|record| COMPARTMENTS.map(|compartment| (record, compartment)))
        .collect();
    let find = |(record, compartment): (i64, &str)| format!("record = {record} AND compartment = '{compartment}'");
    let mut tried = 0;
    for (one, other) in pairs(&all) {
        let shut = small.shut_by("identity", &["sealed"], &find(one), &find(other));
        assert_eq!(shut, [one, other]);
        tried += 1;
    }
    assert_eq!((tried, small.shut()), (24 * 23 / 2, vec![]));
}

#[test]
fn no_data_key_opens_in_the_place_of_another() {
    let small = Small::new();
    for (one, other) in pairs(&small.records()) {
        let find = |record| format!("record = {record}");
        let shut = small.shut_by("identity_key", &["wrapped"], &find(one), &find(other));
        let both = [one, other].map(|record| COMPARTMENTS.map(|compartment| (record, compartment)));
        assert_eq!(shut, both.concat());
    }
    assert_eq!(small.shut(), []);
}

#[test]
fn no_record_takes_the_whole_identity_of_another() {
    let small = Small::new();
    for (one, other) in pairs(&small.records()) {
        let find = |record| format!("record = {record}");
        let keys = || small.exchange("identity_key", &["wrapped"], &find(one), &find(other));
        let all = || {
            for compartment in COMPARTMENTS {
                let find = |record| format!("record = {record} AND compartment = '{compartment}'");
                small.exchange("identity", &["sealed"], &find(one), &find(other));
            }
            keys();
        };
        all();
        let both = [one, other].map(|record| COMPARTMENTS.map(|compartment| (record, compartment)));
        assert_eq!(small.shut(), both.concat());
        all();
    }
    assert_eq!(small.shut(), []);
}

#[test]
fn no_return_key_opens_in_the_place_of_another_nor_under_another_institution() {
    let small = Small::new();
    for columns in [&["wrapped"][..], &["wrapped", "institution"]] {
        for (one, other) in pairs(&RETURNS) {
            let find = |number| format!("return_ = {number}");
            let shut = small.shut_by("return_key", columns, &find(one), &find(other));
            let of = |number| small.records().into_iter().filter(move |record| record >> 32 == number);
            let both = of(one).chain(of(other));
            let both: Vec<_> = both
                .flat_map(|record| COMPARTMENTS.map(|compartment| (record, compartment)))
                .collect();
            assert_eq!(shut, both, "{columns:?}");
        }
    }
    assert_eq!(small.shut(), []);
}

#[test]
fn no_original_opens_in_the_place_of_another() {
    let small = Small::new();
    let read = |number: i64| {
        let returned = small.store.returned(number).unwrap();
        let open = |key| {
            let file = small.store.original(&returned.sha256, &returned.authority, Some(key));
            io::read_to_string(file.ok()?).ok()
        };
        small.keys.iter().find_map(open)
    };
    // The first and the last are one file, handed in by two institutions.
    let texts = ["2017", "2018", "2017"].map(|text| Some(text.to_owned()));
    assert_eq!(RETURNS.map(read), texts);
    for (one, other) in pairs(&RETURNS) {
        let find = |seq| format!("seq = {seq}");
        let keys = || small.exchange("original", &["key", "sealed"], &find(one), &find(other));
        let files = || exchange_files(&small, one, other);
        keys();
        assert_eq!((read(one), read(other)), (None, None), "with the keys alone");
        files();
        assert_eq!((read(one), read(other)), (None, None), "with the files too");
        keys();
        assert_eq!((read(one), read(other)), (None, None), "with the files alone");
        files();
    }
    assert_eq!(RETURNS.map(read), texts);
}

/// Exchanges the files of the originals of two returns.
fn exchange_files(small: &Small, one: i64, other: i64) {
    let place = |number| {
        let returned = small.store.returned(number).unwrap();
        let name = format!("{} {}", returned.sha256, returned.authority);
        let name = master(small.house.around()).derive("names").tag(name.as_bytes());
        let name = hexadecimal(&name);
        small.house.path().join("originals").join(&name[..2]).join(name)
    };
    let (one, other) = (place(one), place(other));
    let aside = one.with_extension("aside");
    fs::rename(&one, &aside).unwrap();
    fs::rename(&other, &one).unwrap();
    fs::rename(&aside, &other).unwrap();
}
