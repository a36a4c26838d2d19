//! Receiving, replacing, and what stood at an instant.

use std::ops::ControlFlow;

use register::{Checked, Form, Part, ReturnState, Returned};
use store::StoreError;

use crate::{
    house::{actor, answers, empty, fill, findings, hand_in, instant, new_return, payloads, rows_of_all_tables},
    small,
};

fn numbers(current: &[(Returned, Part)]) -> Vec<i64> {
    current.iter().map(|(returned, _)| returned.number).collect()
}

#[test]
fn a_return_reads_back_as_its_receipt_says() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    let staged = store.stage_original(&mut &b"first"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, "a", 3, true).unwrap();
    let receipt = receiving.finish(false).unwrap();
    drop(store);

    let store = folder.open();
    let returned = store.returned(1).unwrap();
    assert_eq!(returned, receipt.returned);
    assert!(!receipt.already_had);
    assert_eq!(returned.state, ReturnState::AcceptedWithObservations);
    assert_eq!(returned.received_from, "ana");
    let part = &returned.parts[0];
    assert_eq!((part.rows, part.accepted, part.waiting, part.stands_for), (4, 3, 1, 3));
    let first = r#"{"sex":"M","offences":["MARK_00","MARK_02"],"facts_on":"2017-06-15","file_number":"a","count":1}"#;
    assert_eq!(payloads(&store, 1, "people"), [first; 3]);
    let record = store.record((1 << 32) + 2).unwrap();
    assert_eq!((record.number, record.row, record.payload.as_str()), (1, 3, first));
    assert_eq!(
        (record.register.as_str(), record.sheet.as_str()),
        ("people", "Personas")
    );
    let waiting = store.waiting(1).unwrap();
    assert_eq!((waiting[0].row, waiting[0].sheet.as_str()), (5, "Personas"));
    assert_eq!(waiting[0].cells[0], ("Sexo".to_owned(), "mujer?".to_owned()));
    let (kept, counts) = store.findings(1).unwrap();
    assert_eq!(kept, findings().kept());
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [("C-001".to_owned(), 2), ("C-004".to_owned(), 1)]
    );
}

#[test]
fn the_log_says_who_and_for_what() {
    let (_folder, store) = empty();
    hand_in(&store, new_return("2017", 1), "a", 1).unwrap();
    store.note(&actor(), &instant(2), "read", "return 1", &[]).unwrap();
    let log = store.log(0, 10).unwrap();
    let acts: Vec<_> = log
        .iter()
        .map(|entry| (entry.seq, entry.act.as_str(), entry.object.as_str()))
        .collect();
    assert_eq!(acts, [(1, "receive", "return 1"), (2, "read", "return 1")]);
    assert_eq!(
        (log[1].actor.account.as_str(), log[1].actor.purpose.as_str()),
        ("ana", "quarterly return")
    );
    assert_eq!(store.log(1, 10).unwrap().len(), 1);

    let nobody = register::Actor::new("ana", "", " ");
    assert!(matches!(
        store.note(&nobody, &instant(2), "read", "", &[]),
        Err(StoreError::NoPurpose)
    ));
    assert!(matches!(
        store.note(&actor(), "yesterday", "read", "", &[]),
        Err(StoreError::NotAnInstant(_))
    ));
}

#[test]
fn the_same_file_twice_has_one_effect() {
    let (folder, store) = empty();
    let receipt = hand_in(&store, new_return("2017", 1), "a", 2).unwrap();
    let before = rows_of_all_tables(&folder);
    let again = hand_in(&store, new_return("2017", 2), "a", 2).unwrap_err();
    assert!(matches!(again, StoreError::AlreadyReceived { number: 1 }), "{again:?}");
    assert_eq!(rows_of_all_tables(&folder), before);

    let same = |period: &str, crosswalk: &str| {
        let period = new_return(period, 1).period;
        store
            .already_received("pros-09", period, &receipt.returned.sha256, crosswalk)
            .unwrap()
    };
    assert_eq!(same("2017", ""), Some(receipt.returned.clone()));
    assert_eq!((same("2018", ""), same("2017", "sesnsp")), (None, None));
}

#[test]
fn a_corrected_return_replaces_and_both_remain_readable() {
    let (_folder, store) = empty();
    hand_in(&store, new_return("2017-01/2017-06", 1), "a", 2).unwrap();
    hand_in(&store, new_return("2017-07/2017-12", 2), "b", 3).unwrap();
    assert_eq!(numbers(&store.current(None).unwrap()), [1, 2]);
    let receipt = hand_in(&store, new_return("2017", 5), "c", 4).unwrap();
    assert_eq!(receipt.returned.parts[0].replaces, [1, 2]);
    assert_eq!(store.returned(3).unwrap(), receipt.returned);
    hand_in(&store, new_return("2017", 7), "d", 1).unwrap();

    let at = |instant: &str| numbers(&store.current(Some(instant)).unwrap());
    assert_eq!(at("2026-06-01T11:59:59Z"), [0; 0]);
    assert_eq!(at(&instant(1)), [1]);
    assert_eq!(at("2026-06-04T00:00:00.5Z"), [1, 2]);
    assert_eq!(at(&instant(5)), [3]);
    assert_eq!(at(&instant(8)), [4]);
    assert_eq!(numbers(&store.current(None).unwrap()), [4]);
    assert_eq!(
        [1, 2, 3, 4].map(|number| payloads(&store, number, "people").len()),
        [2, 3, 4, 1]
    );
    assert!(store.current(Some("2026-06-04")).is_err());
}

#[test]
fn a_partial_overlap_is_refused_and_nothing_is_stored() {
    let (folder, store) = empty();
    hand_in(&store, new_return("2016/2017", 1), "a", 2).unwrap();
    let before = rows_of_all_tables(&folder);
    for (period, text) in [("2017/2018", "b"), ("2017", "c"), ("2016-12/2017-12", "d")] {
        let error = hand_in(&store, new_return(period, 2), text, 2).unwrap_err();
        let StoreError::Overlap { number: 1, period } = error else {
            panic!("{error:?}")
        };
        assert_eq!(period.to_string(), "2016-01-01/2017-12-31");
    }
    assert_eq!(rows_of_all_tables(&folder), before);
    hand_in(&store, new_return("2018", 3), "e", 1).unwrap();
    let other = store::NewReturn {
        crosswalk: "sesnsp".to_owned(),
        ..new_return("2017/2018", 3)
    };
    hand_in(&store, other, "f", 1).unwrap();
    assert_eq!(numbers(&store.current(None).unwrap()), [1, 2, 3]);
}

#[test]
fn nothing_follows_a_step_that_failed() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    hand_in(&store, new_return("2016/2017", 1), "a", 2).unwrap();
    let before = rows_of_all_tables(&folder);
    let staged = store.stage_original(&mut &b"overlap"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 2), staged).unwrap();
    assert!(matches!(
        fill(&mut receiving, &catalogue, "b", 1, false),
        Err(StoreError::Overlap { .. })
    ));
    let courses = Form::of(&catalogue, "courses").unwrap();
    assert!(matches!(receiving.part(&courses, "B"), Err(StoreError::Abandoned)));
    assert!(matches!(receiving.finish(false), Err(StoreError::Abandoned)));

    let staged = store.stage_original(&mut &b"no part"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2018", 2), staged).unwrap();
    let row = answers("b", 1);
    let row = Checked::admit(&courses, &row, 2, 0).unwrap();
    assert!(matches!(receiving.row(&row), Err(StoreError::NoPart)));
    drop(receiving);
    assert_eq!(rows_of_all_tables(&folder), before);
}

#[test]
fn a_return_sent_back_takes_no_place() {
    let catalogue = small::catalogue(1);
    let (_folder, store) = empty();
    hand_in(&store, new_return("2017", 1), "a", 2).unwrap();
    let staged = store.stage_original(&mut &b"all wrong"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2016/2018", 2), staged).unwrap();
    fill(&mut receiving, &catalogue, "b", 0, true).unwrap();
    let receipt = receiving.finish(true).unwrap();
    assert_eq!(receipt.returned.state, ReturnState::SentBack);
    assert_eq!(numbers(&store.current(None).unwrap()), [1]);
    hand_in(&store, new_return("2018", 3), "c", 1).unwrap();
    assert_eq!(numbers(&store.current(None).unwrap()), [1, 3]);
}

#[test]
fn a_return_of_nothing_is_accepted_and_one_without_parts_is_sent_back() {
    let (_folder, store) = empty();
    let receipt = hand_in(&store, new_return("2017", 1), "a", 0).unwrap();
    assert_eq!(receipt.returned.state, ReturnState::Accepted);
    assert_eq!(numbers(&store.current(None).unwrap()), [1]);
    let staged = store.stage_original(&mut &b"no sheet"[..], 100).unwrap();
    let receiving = store.receive(&actor(), new_return("2018", 1), staged).unwrap();
    assert_eq!(receiving.finish(true).unwrap().returned.state, ReturnState::SentBack);
}

#[test]
fn registers_and_sheets_of_one_return_stay_apart() {
    let catalogue = small::catalogue(1);
    let (_folder, store) = empty();
    let staged = store.stage_original(&mut &b"workbook"[..], 100).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    for (register, sheet, text) in [
        ("people", "A", "1"),
        ("courses", "B", "2"),
        ("people", "C", "3"),
        ("people", "A", "4"),
    ] {
        let form = Form::of(&catalogue, register).unwrap();
        receiving.part(&form, sheet).unwrap();
        receiving
            .row(&Checked::admit(&form, &answers(text, 5), 2, 0).unwrap())
            .unwrap();
    }
    let parts = receiving.finish(false).unwrap().returned.parts;
    let told: Vec<_> = parts
        .iter()
        .map(|part| (part.register.as_str(), part.sheet.as_str(), part.accepted))
        .collect();
    assert_eq!(told, [("people", "A", 2), ("courses", "B", 1), ("people", "C", 1)]);
    assert_eq!(
        (
            payloads(&store, 1, "people").len(),
            payloads(&store, 1, "courses").len()
        ),
        (3, 1)
    );
    assert_eq!(store.record((1 << 32) + 3).unwrap().sheet, "C");
    let broke = store
        .records(1, "people", |stored| ControlFlow::Break(stored.id))
        .unwrap();
    assert_eq!(broke, Some((1 << 32) + 1));
}

#[test]
fn what_is_dropped_before_its_receipt_leaves_nothing() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    let staged = store.stage_original(&mut &b"dropped"[..], 100).unwrap();
    let (sha256, path) = (staged.sha256.clone(), staged.path().to_owned());
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, "a", 100, true).unwrap();
    drop(receiving);
    assert_eq!(rows_of_all_tables(&folder), 0);
    assert!(!path.exists());
    assert!(matches!(
        store.original(&sha256, "pros-09", None),
        Err(StoreError::NoOriginal(_))
    ));
    assert_eq!(
        hand_in(&store, new_return("2017", 1), "a", 1).unwrap().returned.number,
        1
    );
}

#[test]
fn what_is_not_there_is_said_so() {
    let (_folder, store) = empty();
    assert!(matches!(store.returned(1), Err(StoreError::NoReturn(1))));
    assert!(matches!(store.findings(1), Err(StoreError::NoReturn(1))));
    assert!(matches!(store.record(1 << 32), Err(StoreError::NoRecord(_))));
    assert!(store.returns().unwrap().is_empty());
}
