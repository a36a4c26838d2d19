//! The vault: an identity is sealed when it is received, to the institution that sent it, and opens nowhere else.

use std::io::Read;

use rusqlite::{Connection, types::Value};
use seal::PrivateKey;
use store::{Store, StoreError, generator};

use crate::{
    at_rest::{has, spellings},
    house::{actor, empty, files, instant, master, rows_of_all_tables},
    subjects::{COMPARTMENTS, Subject, enrol, hand_in_subjects, opened, record, return_of},
};

#[test]
fn an_identity_is_refused_before_its_institution_has_a_key_and_nothing_is_kept() {
    let (house, store) = empty();
    let hand_in = || hand_in_subjects(&store, return_of("pros-14", "2017"), "file", &[Subject::named("Ana")]);
    let refused = hand_in().unwrap_err();
    assert!(matches!(refused, StoreError::NoVault), "{refused}");
    assert!(refused.to_string().contains("enrol the institution"), "{refused}");
    assert_eq!(rows_of_all_tables(&house), 0);
    assert!(files(&house.path().join("originals")).is_empty());
    enrol(&store, "pros-09");
    assert!(
        matches!(hand_in(), Err(StoreError::NoVault)),
        "another institution's key does not do"
    );
    enrol(&store, "pros-14");
    hand_in().unwrap();
}

#[test]
fn an_identity_opens_with_the_private_key_of_its_institution_and_no_other() {
    let (_house, store) = empty();
    let (own, other) = (enrol(&store, "pros-14"), enrol(&store, "pros-09"));
    hand_in_subjects(&store, return_of("pros-14", "2017"), "file", &[Subject::named("Ana")]).unwrap();
    let one = record(1, 1);
    assert_eq!(store.compartments(one).unwrap(), COMPARTMENTS);
    let expected = [
        r#"{"telephone":"Ana-tel"}"#,
        r#"{"paper":"Ana.pdf"}"#,
        r#"{"what_happened":"Ana-told"}"#,
        r#"{"given_name":"Ana","born_on":"1999-05-10"}"#,
    ];
    for (compartment, expected) in COMPARTMENTS.into_iter().zip(expected) {
        assert_eq!(opened(&store, one, compartment, &own).unwrap(), expected);
        let stranger = PrivateKey::draw(&mut generator().unwrap());
        for wrong in [&other, &stranger] {
            let refused = opened(&store, one, compartment, wrong);
            assert!(matches!(refused, Err(StoreError::Sealed(_))), "{compartment}");
        }
        // The key of one compartment is the key of no other.
        let key = store.compartment_key(one, compartment, &own).unwrap();
        for another in COMPARTMENTS {
            assert_eq!(
                store.compartment(one, another, &key).is_ok(),
                another == compartment,
                "{another}"
            );
        }
    }
    let payload = store.record(one).unwrap().payload;
    assert_eq!(payload, r#"{"place":"plaza","count":1}"#);
    let mut file = store
        .original(&store.returned(1).unwrap().sha256, "pros-14", Some(&own))
        .unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "file");
}

/// Everything that the holder of the database's key reads in it: each cell of each table, as bytes.
fn cells(database: &Connection) -> Vec<(String, Vec<u8>)> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let mut statement = database.prepare(sql).unwrap();
    let tables = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut cells = Vec::new();
    for table in tables.map(Result::unwrap) {
        let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for at in 0..width {
                let bytes = match row.get::<_, Value>(at).unwrap() {
                    Value::Blob(bytes) => bytes,
                    Value::Text(text) => text.into_bytes(),
                    _ => continue,
                };
                cells.push((table.clone(), bytes));
            }
        }
    }
    cells
}

#[test]
fn the_stores_own_key_gives_no_name() {
    let (house, store) = empty();
    enrol(&store, "pros-14");
    let names = ["Canaria-Xóchitl-61", "Canario-Ñuño-62"];
    let subjects = names.map(|name| Subject {
        place: "place-canary-63".to_owned(),
        ..Subject::named(name)
    });
    let file = names.join(", ");
    hand_in_subjects(&store, return_of("pros-14", "2017"), &file, &subjects).unwrap();
    let annex = store.stage_original(&mut file.repeat(2).as_bytes(), 100).unwrap();
    let annexes = vec![("a.pdf".to_owned(), annex)];
    store.attach(&actor(), &instant(2), 1, annexes).unwrap();

    let database = house.raw();
    let all = [
        cells(&database),
        vec![("pages".to_owned(), house.raw().serialize("main").unwrap().to_vec())],
    ];
    let occurs = |text: &str| {
        let spellings = spellings(text);
        let in_any = |(table, bytes): &(String, Vec<u8>)| {
            let has = spellings.iter().any(|spelling| has(bytes, spelling));
            has.then(|| table.clone())
        };
        all.iter().flatten().filter_map(in_any).collect::<Vec<_>>()
    };
    assert_eq!(
        occurs("place-canary-63"),
        ["revision", "revision", "pages"],
        "the search finds what is there"
    );
    for name in names {
        assert_eq!(occurs(name), [""; 0]);
    }
    assert_originals_stay_shut(&store, &database, &master(house.around()));
}

/// No original that is sealed to an institution opens by any key that the store has.
fn assert_originals_stay_shut(store: &Store, database: &Connection, master: &seal::Secret) {
    let sql = "SELECT sha256, institution, key FROM original";
    let mut statement = database.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut shut = 0;
    while let Some(row) = rows.next().unwrap() {
        let (sha256, institution, key): (String, String, Vec<u8>) =
            (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        assert_eq!(institution, "pros-14");
        let refused = store.original(&sha256, &institution, None).unwrap_err();
        assert!(refused.to_string().contains("sealed to its institution"), "{refused}");
        let place = format!("original {sha256} {institution}").into_bytes();
        for label in ["files", "database", "names", "accounts", "checkpoints"] {
            let own = master.derive(label);
            assert!(seal::unwrap_under(&key, &own, &place).is_err());
            assert!(seal::unwrap(&key, &PrivateKey::from(own), &place).is_err());
        }
        shut += 1;
    }
    assert_eq!(shut, 2);
}

#[test]
fn a_name_of_one_letter_and_one_of_two_hundred_are_of_one_size() {
    let (house, store) = empty();
    enrol(&store, "pros-14");
    let subjects = ["X".to_owned(), "X".repeat(200)].map(|given_name| Subject {
        given_name,
        ..Subject::named("Ana")
    });
    hand_in_subjects(&store, return_of("pros-14", "2017"), "file", &subjects).unwrap();
    let database = house.raw();
    let size = |nth: i64, sql: &str| {
        let size = database.query_row(sql, [record(1, nth)], |row| row.get::<_, i64>(0));
        size.unwrap()
    };
    for sql in [
        "SELECT length(sealed) FROM identity WHERE record = ?1 AND compartment = 'person'",
        "SELECT length(wrapped) FROM identity_key WHERE record = ?1",
    ] {
        assert_eq!(size(1, sql), size(2, sql), "{sql}");
    }
}
