//! The log: in order whatever the clock says, whole while others write, and its index of accesses held against it.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use store::{Store, StoreError};

use crate::{
    house::{House, actor, empty, instant},
    subjects::furnish,
};

const CLEAN: [&str; 0] = [];

/// Notes an act on records.
fn note(store: &Store, at: &str, records: &[i64]) {
    store.note(&actor(), at, "read", "records", records).unwrap();
}

#[test]
fn entries_stand_in_the_order_of_their_numbers_though_the_clock_goes_back() {
    let (house, store) = empty();
    let clock = [
        "2026-06-01T12:00:00Z",
        "2026-06-01T12:00:01Z",
        "2026-06-01T11:00:00Z",
        "2036-01-01T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-06-01T12:00:02.5Z",
    ];
    for (at, record) in clock.iter().zip(1..) {
        note(&store, at, &[record, 99]);
    }
    drop(store);
    let store = house.open();
    let log = store.log(0, 100).unwrap();
    let told: Vec<_> = log.iter().map(|entry| (entry.seq, entry.at.as_str())).collect();
    assert_eq!(told, (1..).zip(clock).collect::<Vec<_>>());
    assert_eq!(store.accesses(99).unwrap(), log);
    assert_eq!(store.accesses(3).unwrap(), log[2..3]);
    assert_eq!(store.log(4, 1).unwrap(), log[4..5]);
    assert_eq!(store.verify(&[]).unwrap().faults, CLEAN);
}

#[test]
fn a_checkpoint_is_kept_once_a_minute_though_the_clock_went_back() {
    let (_house, store) = empty();
    note(&store, "2026-06-01T12:00:00Z", &[]);
    for minute in 0..3 {
        for second in 0..20 {
            note(&store, &format!("2026-06-01T11:{minute:02}:{second:02}Z"), &[]);
        }
    }
    let kept = store.checkpoints().unwrap();
    let sizes: Vec<u64> = kept
        .iter()
        .map(|note| note.checkpoint(&store.verifier()).unwrap().size)
        .collect();
    assert_eq!(
        sizes,
        [1, 2, 22, 42],
        "the first, the step back, and each minute after it"
    );
    assert_eq!(store.verify(&[]).unwrap().checkpoints, 4);
}

#[test]
fn a_record_that_an_act_names_twice_is_seen_by_it_once() {
    let (_house, store) = empty();
    note(&store, &instant(1), &[9, 7, 9]);
    assert_eq!(store.log(0, 1).unwrap()[0].records, [7, 9]);
    assert_eq!(store.accesses(9).unwrap().len(), 1);
    assert_eq!(store.verify(&[]).unwrap().faults, CLEAN);
}

#[test]
fn an_index_of_accesses_that_was_altered_is_found() {
    let (house, store) = empty();
    for turn in 1..5 {
        note(&store, &instant(1), &[turn, 10 + turn]);
    }
    note(&store, &instant(1), &[]);
    let database = house.raw();
    database
        .execute_batch("DROP TRIGGER touch_is_never_changed; DROP TRIGGER touch_is_never_deleted")
        .unwrap();
    for (alter, undo) in [
        ("DELETE FROM touch WHERE record = 2", "INSERT INTO touch VALUES (2, 2)"),
        (
            "INSERT INTO touch VALUES (77, 2)",
            "DELETE FROM touch WHERE record = 77",
        ),
        (
            "INSERT INTO touch VALUES (2, 5)",
            "DELETE FROM touch WHERE record = 2 AND seq = 5",
        ),
        (
            "UPDATE touch SET record = 99 WHERE record = 3",
            "UPDATE touch SET record = 3 WHERE record = 99",
        ),
        (
            "UPDATE touch SET seq = 1 WHERE record = 3",
            "UPDATE touch SET seq = 3 WHERE record = 3",
        ),
    ] {
        database.execute_batch(alter).unwrap();
        let faults = store.verify_log(&[]).unwrap().faults;
        assert!(
            faults.len() == 1 && faults[0].contains("index of accesses"),
            "{alter}: {faults:?}"
        );
        database.execute_batch(undo).unwrap();
        assert_eq!(store.verify_log(&[]).unwrap().faults, CLEAN, "{undo}");
    }
}

#[test]
fn an_entry_that_is_none_is_a_fault_and_no_end_of_the_proof() {
    let (house, store) = empty();
    for _ in 0..3 {
        note(&store, &instant(1), &[7]);
    }
    house
        .raw()
        .execute_batch(
            "DROP TRIGGER log_entry_is_never_changed;
             UPDATE log_entry SET entry = '\"records\":[7' WHERE seq = 2",
        )
        .unwrap();
    let verified = store.verify(&[]).unwrap();
    assert_eq!(verified.entries, 3);
    assert!(verified.faults.iter().any(|says| says.contains("root")), "{verified:?}");
    assert!(matches!(store.log(0, 9), Err(StoreError::Damaged { row: 2, .. })));
}

#[test]
fn what_has_no_act_in_the_log_is_found() {
    let (house, store) = empty();
    furnish(&store);
    assert_eq!(store.verify(&[]).unwrap().faults, CLEAN);
    let database = house.raw();
    for (insert, undo, says) in [
        (
            "INSERT INTO return_ SELECT 9, authority, period_from, period_until, file_name, sha256, size_bytes,
             crosswalk, edition, received_at, received_from, state FROM return_ WHERE number = 1",
            "DROP TRIGGER return__is_never_deleted; DELETE FROM return_ WHERE number = 9",
            "kind return",
        ),
        (
            "INSERT INTO letter SELECT 9, authority, period_from, period_until, register, state, note, received_at,
             noted_by FROM letter",
            "DROP TRIGGER letter_is_never_deleted; DELETE FROM letter WHERE number = 9",
            "kind answer",
        ),
        (
            "DROP TRIGGER original_is_deleted_by_erasure; DELETE FROM original WHERE seq = 1",
            "",
            "of return 1 is not there",
        ),
    ] {
        database.execute_batch(insert).unwrap();
        let faults = store.verify(&[]).unwrap().faults;
        assert!(
            faults.first().is_some_and(|one| one.contains(says)),
            "{insert}: {faults:?}"
        );
        database.execute_batch(undo).unwrap();
    }
}

/// Does something again and again while other stores of the same folder write.
fn while_others_write(house: &House, writers: usize, does: impl Fn()) {
    let over = AtomicBool::new(false);
    let write = || {
        let store = house.open();
        let mut written = 0;
        while !over.load(Ordering::Relaxed) {
            note(&store, &instant(1), &[7]);
            written += 1;
        }
        written
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..writers).map(|_| scope.spawn(write)).collect();
        let done = catch_unwind(AssertUnwindSafe(|| (0..40).for_each(|_| does())));
        over.store(true, Ordering::Relaxed);
        let written: usize = writers.into_iter().map(|one| one.join().unwrap()).sum();
        assert!(done.is_ok() && written > 10, "{written} acts meanwhile");
    });
}

#[test]
fn a_proof_while_another_writes_finds_nothing_wrong() {
    let (house, store) = empty();
    furnish(&store);
    while_others_write(&house, 1, || assert_eq!(store.verify(&[]).unwrap().faults, CLEAN));
}

#[test]
fn the_anchor_is_whole_at_every_instant_while_several_write() {
    let (house, store) = empty();
    note(&store, &instant(1), &[]);
    let verifier = store.verifier();
    while_others_write(&house, 3, || {
        for _ in 0..200 {
            let text = fs::read_to_string(house.anchor()).unwrap();
            let note: ledger::Note = text.parse().unwrap();
            note.checkpoint(&verifier).unwrap();
        }
    });
    drop(store);
    let beside = fs::read_dir(house.around()).unwrap().count();
    assert_eq!(beside, 3, "the store, its key and its anchor");
    assert_eq!(house.open().verify(&[]).unwrap().faults, CLEAN);
}
