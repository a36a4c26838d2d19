//! Answers without records.

use register::Actor;
use store::{NewLetter, StoreError};

use crate::house::{actor, empty, instant, new_letter, rows_of_all_tables};

#[test]
fn letters_are_kept_in_order_with_their_entry_in_the_log() {
    let (folder, store) = empty();
    store.note_letter(&actor(), new_letter("DECLINED", 1)).unwrap();
    let second = NewLetter {
        register: "people".to_owned(),
        ..new_letter("NOT_IN_OPERATION", 2)
    };
    let noted = store.note_letter(&actor(), second.clone()).unwrap();
    assert_eq!((noted.number, noted.noted_by.as_str()), (2, "ana"));
    drop(store);
    let store = folder.open();
    let letters = store.letters(None).unwrap();
    assert_eq!((letters.len(), &letters[1]), (2, &noted));
    assert_eq!(letters[1].answer, second);
    assert_eq!(store.letters(Some(&instant(1))).unwrap().len(), 1);
    let log = store.log(0, 10).unwrap();
    assert_eq!((log[1].act.as_str(), log[1].object.as_str()), ("answer", "answer 2"));
    assert_eq!(log[1].at, instant(2));
}

#[test]
fn a_letter_without_a_purpose_or_an_instant_leaves_nothing() {
    let (folder, store) = empty();
    let nobody = Actor::new("ana", "", " ");
    let refused = store.note_letter(&nobody, new_letter("DECLINED", 1));
    assert!(matches!(refused, Err(StoreError::NoPurpose)));
    let undated = NewLetter {
        received_at: "ayer".to_owned(),
        ..new_letter("DECLINED", 1)
    };
    let refused = store.note_letter(&actor(), undated);
    assert!(matches!(refused, Err(StoreError::NotAnInstant(_))));
    assert_eq!(rows_of_all_tables(&folder), 0);
}
