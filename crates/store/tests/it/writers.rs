//! Two processes, one store.

use std::{thread, time::Duration};

use store::Store;

use crate::{
    house::{actor, empty, fill, hand_in, new_return},
    small,
};

#[test]
fn a_second_writer_waits_for_the_first_and_readers_do_not() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    let staged = store.stage_original(&mut &b"slow"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, "slow", 10, false).unwrap();
    let access = folder.access.clone();
    let second = thread::spawn(move || {
        let store = Store::open(&access).unwrap();
        assert!(store.returns().unwrap().is_empty());
        hand_in(&store, new_return("2018", 1), "quick", 1)
            .unwrap()
            .returned
            .number
    });
    thread::sleep(Duration::from_millis(200));
    assert!(!second.is_finished());
    assert_eq!(receiving.finish(false).unwrap().returned.number, 1);
    assert_eq!(second.join().unwrap(), 2);
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
