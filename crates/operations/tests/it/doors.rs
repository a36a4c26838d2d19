//! Many at one store: what many threads read is in one log, a door serves again whatever happened at it, and each is
//! spoken to in their own language.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Barrier},
    thread,
};

use catalogue::Language;
use operations::{Doors, OperationError, StoreError};

use crate::{
    office::{Office, PROSECUTION, hand_in, victims},
    raw::Raw,
};

/// Doors are shared by threads; this does not compile when they cannot be.
fn shared<T: Send + Sync>(it: T) -> Arc<T> {
    Arc::new(it)
}

pub(crate) fn what_many_threads_read_is_in_one_log_that_holds() {
    let office = Office::sealing();
    office.receive("rita", PROSECUTION, ("2016", 5));
    let doors = shared(office.shared_doors(4));
    let caller = office.as_of("rita");
    let read = |turn: usize| {
        let caller = caller.clone().for_purpose(&format!("reading {turn}"));
        (0..10).for_each(|_| {
            doors.with(Language::Es, |door| door.returns(&caller)).unwrap();
        });
    };
    thread::scope(|scope| (0..16).for_each(|turn| drop(scope.spawn(move || read(turn)))));
    let (entries, _) = office.door.read_log(&office.as_of("aura"), 0, 1000).unwrap();
    let mine = entries
        .iter()
        .filter(|one| one.act == "see_returns" && one.actor.purpose.starts_with("reading"));
    let purposes: Vec<&str> = mine.map(|one| one.actor.purpose.as_str()).collect();
    assert_eq!(purposes.len(), 160);
    assert_eq!(purposes.into_iter().collect::<BTreeSet<_>>().len(), 16);
    let verified = office.door.verify(&office.as_of("aura"), &[]).unwrap();
    assert_eq!(verified.faults, [""; 0]);
}

pub(crate) fn a_door_whose_user_panicked_serves_again() {
    let office = Office::sealing();
    let doors = office.shared_doors(1);
    let caller = office.as_of("rita");
    for _ in 0..3 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            doors.with(Language::Es, |door| {
                door.returns(&caller).unwrap();
                std::panic::resume_unwind(Box::new("as a handler may"));
            });
        }));
        assert!(panicked.is_err());
        doors.with(Language::Es, |door| door.returns(&caller)).unwrap();
    }
}

pub(crate) fn who_comes_when_all_doors_are_taken_waits_and_is_served() {
    let office = Office::sealing();
    let doors = office.shared_doors(2);
    let caller = office.as_of("rita");
    let all_inside = Barrier::new(3);
    let hold = || {
        doors.with(Language::Es, |_| {
            all_inside.wait();
        });
    };
    thread::scope(|scope| {
        scope.spawn(hold);
        scope.spawn(hold);
        let late = scope.spawn(|| doors.with(Language::Es, |door| door.returns(&caller).unwrap().len()));
        all_inside.wait();
        assert_eq!(late.join().unwrap(), 0);
    });
}

pub(crate) fn each_is_refused_in_their_own_language() {
    let office = Office::sealing();
    let doors = office.shared_doors(1);
    let rita = office.as_of("rita");
    let refused = |language| match doors.with(language, |door| door.accounts(&rita)) {
        Err(OperationError::Refused(says)) => says,
        other => panic!("{other:?}"),
    };
    let (spanish, english) = (refused(Language::Es), refused(Language::En));
    assert_ne!(spanish, english);
    assert_eq!(spanish, refused(Language::Es), "the door does not keep the last one's");
}

pub(crate) fn one_file_handed_in_by_many_at_once_is_received_once_and_receipted_to_all() {
    let office = Office::sealing();
    let doors = office.shared_doors(4);
    let caller = office.as_of("rita");
    let path = office.write("same.csv", &victims("2016", 40, true));
    let hand = || {
        doors.with(Language::Es, |door| {
            hand_in(door, &caller, PROSECUTION, ("2016", &path, &[]))
        })
    };
    let receipts: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(hand)).collect();
        all.into_iter()
            .map(|one| one.join().unwrap().unwrap().receipt.unwrap())
            .collect()
    });
    assert!(receipts.iter().all(|one| one.returned.number == 1));
    assert_eq!(receipts.iter().filter(|one| !one.already_had).count(), 1);
}

pub(crate) fn a_reading_that_the_scribe_cannot_write_down_is_not_answered() {
    let office = Office::sealing();
    let doors = office.shared_doors(2);
    let caller = office.as_of("rita");
    let read = || doors.with(Language::Es, |door| door.returns(&caller));
    read().unwrap();
    Raw::of(&office).close_the_log();
    let refused = read();
    assert!(
        matches!(refused, Err(OperationError::Store(StoreError::Unlogged(_)))),
        "{refused:?}"
    );
}

pub(crate) fn doors_open_only_with_the_key_of_the_store() {
    let office = Office::found();
    let other = Office::found();
    let (folder, key) = (office.store(), other.key());
    let wrong = Doors::open(&folder, crate::office::key(&key), crate::office::edition(), 2);
    assert!(matches!(wrong, Err(OperationError::Store(_))), "{wrong:?}");
}
