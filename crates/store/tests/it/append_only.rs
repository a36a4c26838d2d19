//! What was stored is never changed, not even by a stranger with the database in hand.

use register::Actor;
use rusqlite::Connection;
use store::{Store, StoreError};

use crate::{
    house::{TABLES, actor, empty, fill, hand_in, instant, new_letter, new_return},
    small,
};

#[test]
fn no_row_of_any_table_is_changed_deleted_or_replaced() {
    let catalogue = small::catalogue(1);
    let (folder, mut store) = empty();
    hand_in(&mut store, new_return("2017", 1), "a", 1).unwrap();
    let staged = store.stage_original(&mut &b"second"[..], 100).unwrap();
    let annex = store.stage_original(&mut &b"annex"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 2), staged).unwrap();
    fill(&mut receiving, &catalogue, "b", 1, true).unwrap();
    receiving.annex("sentencia.pdf", annex).unwrap();
    receiving.finish(false).unwrap();
    store.note_letter(&actor(), new_letter("DECLINED", 3)).unwrap();
    store
        .new_vintage()
        .unwrap()
        .finish(&Actor::new("ana", "", "freeze"), &instant(3), "v1", "{}")
        .unwrap();

    let database = Connection::open(folder.path().join("sintra.db")).unwrap();
    database.pragma_update(None, "recursive_triggers", "ON").unwrap();
    for table in TABLES {
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
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
    }
}

#[test]
fn a_store_of_another_schema_is_refused_with_the_way_out() {
    let (folder, store) = empty();
    drop(store);
    let database = Connection::open(folder.path().join("sintra.db")).unwrap();
    database.pragma_update(None, "user_version", 3).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 3, known: 2 }));
    assert!(error.to_string().contains("use the newer program"));
    database.pragma_update(None, "user_version", 1).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Older { found: 1, known: 2 }));
    assert!(error.to_string().contains("begin a new store"));
}

#[test]
fn only_a_store_is_opened_and_only_a_new_one_is_made() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(folder.path()), Err(StoreError::NotAStore(_))));
    std::fs::write(folder.path().join("sintra.db"), "").unwrap();
    assert!(
        matches!(Store::open(folder.path()), Err(StoreError::NotAStore(_))),
        "cut short before its tables"
    );
    drop(Store::create(folder.path()).unwrap());
    assert!(matches!(Store::create(folder.path()), Err(StoreError::AlreadyThere(_))));
    drop(Store::open(folder.path()).unwrap());

    let other = tempfile::tempdir().unwrap();
    let database = Connection::open(other.path().join("sintra.db")).unwrap();
    database.execute_batch("CREATE TABLE theirs (x)").unwrap();
    assert!(matches!(Store::open(other.path()), Err(StoreError::NotAStore(_))));
    assert!(Store::create(other.path()).is_err());
}

#[cfg(unix)]
#[test]
fn only_the_owner_enters_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, mut store) = empty();
    let sha256 = hand_in(&mut store, new_return("2017", 1), "a", 1)
        .unwrap()
        .returned
        .sha256;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path()), 0o700);
    assert_eq!(
        mode(&folder.path().join("originals").join(&sha256[..2]).join(&sha256)),
        0o400
    );
}

#[test]
fn damaged_data_name_table_column_and_row() {
    let (folder, mut store) = empty();
    hand_in(&mut store, new_return("2017", 1), "a", 2).unwrap();
    let database = Connection::open(folder.path().join("sintra.db")).unwrap();
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
