//! Several writers, one store.

use std::{sync::Arc, thread, time::Duration};

use store::{Scribe, Store, StoreError};

use crate::{
    house::{actor, empty, fill, hand_in, instant, new_return, rows_of_all_tables},
    small,
};

#[test]
fn a_second_writer_waits_for_the_first_and_readers_do_not() {
    let (folder, store) = empty();
    let writing = store.write(&actor(), &instant(1)).unwrap();
    let access = folder.access.clone();
    let second = thread::spawn(move || {
        let store = Store::open(&access).unwrap();
        assert!(store.returns().unwrap().is_empty());
        hand_in(&store, new_return("2018", 1), "quick", 1).unwrap()
    });
    thread::sleep(Duration::from_millis(200));
    assert!(!second.is_finished());
    writing.finish("read", "x", &[]).unwrap();
    assert_eq!(second.join().unwrap().returned.number, 1);
}

#[test]
fn a_return_that_is_still_read_keeps_nobody_waiting() {
    let catalogue = small::catalogue(1);
    let (_folder, store) = empty();
    let other = store.again().unwrap();
    let staged = store.stage_original(&mut &b"slow"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, "slow", 10, true).unwrap();
    // Whoever reads, and whoever hands in something else, the same institution for the same year not excepted.
    store.note(&actor(), &instant(1), "read", "x", &[]).unwrap();
    let quick = hand_in(&other, new_return("2018", 1), "quick", 1).unwrap();
    assert_eq!(quick.returned.number, 1);
    assert_eq!(receiving.finish(false).unwrap().returned.number, 2);
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}

#[test]
fn what_came_first_while_a_return_was_read_counts() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    let other = store.again().unwrap();
    let begin = |period: &str, text: &str| {
        let staged = store.stage_original(&mut text.as_bytes(), 100).unwrap();
        let mut receiving = store.receive(&actor(), new_return(period, 1), staged).unwrap();
        fill(&mut receiving, &catalogue, text, 2, false).unwrap();
        receiving
    };
    let (same, overlapping) = (begin("2017", "a"), begin("2017/2018", "b"));
    hand_in(&other, new_return("2016/2017", 1), "c", 1).unwrap();
    let before = rows_of_all_tables(&folder);
    let refused = overlapping.finish(false);
    assert!(
        matches!(refused, Err(StoreError::Overlap { number: 1, .. })),
        "{refused:?}"
    );
    drop(same);
    let same = begin("2019", "a");
    hand_in(&other, new_return("2019", 1), "a", 2).unwrap();
    let refused = same.finish(false);
    assert!(
        matches!(refused, Err(StoreError::AlreadyReceived { number: 2 })),
        "{refused:?}"
    );
    drop(other);
    assert!(rows_of_all_tables(&folder) > before);
    assert_eq!(store.returns().unwrap().len(), 2);
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}

#[test]
fn one_connection_begins_no_writing_within_another() {
    let (_folder, store) = empty();
    let scribe = Arc::new(Scribe::beside(&store).unwrap());
    for store in [store.again().unwrap(), store.again().unwrap().with_scribe(scribe)] {
        let writing = store.write(&actor(), &instant(1)).unwrap();
        let within = store.note(&actor(), &instant(1), "read", "x", &[]);
        assert!(matches!(within, Err(StoreError::WithinWriting)), "{within:?}");
        let within = store.write(&actor(), &instant(1));
        assert!(matches!(within, Err(StoreError::WithinWriting)), "{within:?}");
        writing.finish("read", "y", &[]).unwrap();
        store.note(&actor(), &instant(1), "read", "z", &[]).unwrap();
    }
    let objects: Vec<String> = store.log(0, 9).unwrap().into_iter().map(|one| one.object).collect();
    assert_eq!(objects, ["y", "z", "y", "z"]);
}

#[test]
fn eight_at_once_hand_in_the_same_file_and_one_is_received() {
    let (folder, store) = empty();
    let hand = |_| {
        let access = folder.access.clone();
        thread::spawn(move || hand_in(&Store::open(&access).unwrap(), new_return("2017", 1), "same", 3).is_ok())
    };
    let received = (0..8)
        .map(hand)
        .collect::<Vec<_>>()
        .into_iter()
        .filter_map(|one| one.join().ok());
    assert_eq!(received.filter(|received| *received).count(), 1);
    assert_eq!(store.returns().unwrap().len(), 1);
}
