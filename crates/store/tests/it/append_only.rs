//! What was stored is never changed, not even by a stranger with the database in hand.

use std::{collections::BTreeSet, fs};

use rusqlite::Connection;
use store::{Store, StoreError};

use crate::{
    house::{House, TABLES, empty, files, give_key, hand_in, master, new_return},
    subjects::furnish,
};

#[test]
fn no_row_of_any_table_is_changed_deleted_or_replaced() {
    let (folder, store) = empty();
    furnish(&store);
    let database = folder.raw();
    database.pragma_update(None, "recursive_triggers", "ON").unwrap();
    for table in TABLES {
        let number = |sql: String| database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let rows = number(format!("SELECT count(*) FROM {table}"));
        assert!(rows > 0, "{table} has nothing to be changed");
        let column: String = database
            .query_row("SELECT name FROM pragma_table_info(?1) LIMIT 1", [table], |row| {
                row.get(0)
            })
            .unwrap();
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let error = database.execute_batch(&sql).unwrap_err().to_string();
            let says = ["append-only", "deleted only by an erasure"];
            assert!(says.iter().any(|says| error.contains(says)), "{sql}: {error}");
        }
        assert_eq!(number(format!("SELECT count(*) FROM {table}")), rows);
    }
}

/// Append-only too; their rows come with calls, links and with what is counted of returns, in tests of their own.
const FILLED_ELSEWHERE: [&str; 11] = [
    "call",
    "call_asks",
    "call_closing",
    "call_extension",
    "counted",
    "encoding",
    "link",
    "link_decision",
    "link_run",
    "linkage_chances",
    "linkage_key",
];

#[test]
fn every_table_is_append_only_or_a_state_that_the_log_keeps() {
    let (folder, store) = empty();
    drop(store);
    let database = folder.raw();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = database.prepare(sql).unwrap();
    let all: BTreeSet<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let states = [
        "log_tip",
        "account",
        "failure",
        "session",
        "custodian",
        "proposal",
        "opening",
        "under_way",
        "under_way_annex",
        "mend",
        "draft",
        "draft_revision",
        "reopened",
        "job",
        "job_file",
        "passkey",
        "token",
        "submission",
    ];
    let known = TABLES
        .iter()
        .chain(&FILLED_ELSEWHERE)
        .chain(&states)
        .map(|name| (*name).to_owned());
    assert_eq!(all, known.collect());
}

#[test]
fn a_store_of_another_schema_is_refused_with_the_way_out() {
    let (folder, store) = empty();
    drop(store);
    let database = folder.raw();
    let known: i64 = database
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    database.pragma_update(None, "user_version", known + 1).unwrap();
    let error = Store::open(&folder.access).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found, known: own } if found == known + 1 && own == known));
    assert!(error.to_string().contains("use the newer program"));
    database.pragma_update(None, "user_version", known - 1).unwrap();
    let error = Store::open(&folder.access).unwrap_err();
    assert!(matches!(error, StoreError::Older { found, known: own } if found == known - 1 && own == known));
    assert!(error.to_string().contains("begin a new store"));
}

#[test]
fn only_a_store_is_opened_and_only_a_new_one_is_made() {
    let folder = House::new();
    let open = || Store::open(&folder.access).map(drop);
    assert!(matches!(open(), Err(StoreError::NotAStore(_))));
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join("sintra.db"), "").unwrap();
    assert!(
        matches!(open(), Err(StoreError::NotAStore(_))),
        "cut short before its tables"
    );
    drop(Store::create(&folder.access).unwrap());
    assert!(matches!(
        Store::create(&folder.access),
        Err(StoreError::AlreadyThere(_))
    ));
    open().unwrap();
}

#[test]
fn a_database_of_somebody_else_is_refused_and_stays_as_it_was() {
    for encrypted in [true, false] {
        let other = House::new();
        fs::create_dir(other.path()).unwrap();
        let path = other.path().join("sintra.db");
        let database = Connection::open(&path).unwrap();
        if encrypted {
            give_key(&database, &master(other.around()));
        }
        database.execute_batch("CREATE TABLE theirs (x)").unwrap();
        drop(database);
        let before = fs::read(&path).unwrap();
        let refusals = [Store::open(&other.access), Store::create(&other.access)];
        for refused in refusals.map(Result::unwrap_err) {
            match refused {
                StoreError::NotAStore(_) => assert!(encrypted),
                StoreError::NoKey(says) => assert!(!encrypted && says.contains("never encrypted"), "{says}"),
                other => panic!("{other}"),
            }
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_enters_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = empty();
    hand_in(&store, new_return("2017", 1), "a", 1).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path()), 0o700);
    let originals = files(&folder.path().join("originals"));
    assert_eq!((originals.len(), mode(&originals[0])), (1, 0o400));
}

#[test]
fn damaged_data_name_table_column_and_row() {
    let (folder, store) = empty();
    hand_in(&store, new_return("2017", 1), "a", 2).unwrap();
    let database = folder.raw();
    database
        .execute_batch("DROP TRIGGER revision_is_never_deleted; DELETE FROM revision WHERE id = (1 << 32) + 2")
        .unwrap();
    let error = store
        .records(1, "people", |_| std::ops::ControlFlow::<()>::Continue(()))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("table part, column accepted, row 1: 2 records"),
        "{error}"
    );
    database
        .execute_batch(
            "DROP TRIGGER return__is_never_changed; UPDATE return_ SET period_until = 'June', period_from = 'A'",
        )
        .unwrap();
    let error = store.returns().unwrap_err().to_string();
    assert!(error.contains("table return_, column period_from, row 1"), "{error}");
}
