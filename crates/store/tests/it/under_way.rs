//! Files between upload and receipt: who opens them, what survives, and what goes.

use std::{fs, io::Read};

use register::Period;
use seal::Secret;
use store::{KeptMend, NewUnderWay, Store, StoreError, Writing};

use crate::{
    house::{House, actor, empty, files, fill, instant, new_return, unfinished},
    small,
    subjects::write,
};

/// A file of `pros-09` for 2017.
pub(crate) fn asked() -> NewUnderWay {
    NewUnderWay {
        authority: "pros-09".to_owned(),
        period: Period::parse("2017").unwrap(),
        register: String::new(),
        crosswalk: String::new(),
        file_name: "víctimas.xlsx".to_owned(),
        purpose: String::new(),
        reference: String::new(),
    }
}

fn session(byte: u8) -> Secret {
    Secret::from_bytes([byte; 32])
}

fn begin(store: &Store, text: &str, own: Option<&Secret>) -> i64 {
    let staged = store.stage_original(&mut text.as_bytes(), 1 << 20).unwrap();
    let begun = |writing: &Writing<'_>| writing.begin_under_way(&asked(), &staged, own);
    write(store, "begin_hand_in", "hand-in", begun).unwrap()
}

fn text_of(store: &Store, number: i64, own: &Secret) -> Result<String, StoreError> {
    let one = store.under_way(number)?.ok_or(StoreError::NoUnderWay(number))?;
    let mut text = String::new();
    store
        .staged_under_way(&one, own)?
        .opened()?
        .read_to_string(&mut text)
        .unwrap();
    Ok(text)
}

fn mend(value: &str) -> KeptMend {
    KeptMend {
        sheet: "Personas".to_owned(),
        row: 3,
        column: 2,
        field: "sex".to_owned(),
        was: "Zeppelin".to_owned(),
        value: value.to_owned(),
        at: instant(4),
    }
}

fn lying(house: &House) -> usize {
    files(&house.path().join("under_way")).len()
}

#[test]
fn it_survives_a_restart_with_its_mends_and_is_nowhere_in_clear() {
    let (house, store) = empty();
    let number = begin(&store, "Zutanita Inventada", Some(&session(1)));
    write(&store, "mend", "hand-in", |writing| {
        writing.keep_mend(number, &mend("M"))
    })
    .unwrap();
    write(&store, "mend", "hand-in", |writing| {
        writing.keep_mend(number, &mend("F"))
    })
    .unwrap();
    drop(store);
    let store = house.open();
    assert_eq!(text_of(&store, number, &session(1)).unwrap(), "Zutanita Inventada");
    assert_eq!(store.mends(number).unwrap(), [mend("F")]);
    for path in files(house.around()) {
        let bytes = fs::read(&path).unwrap();
        let found = bytes.windows(8).any(|window| window == b"Zutanita");
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn what_is_bound_to_a_session_opens_in_no_other_until_it_is_uploaded_again() {
    let (house, store) = empty();
    let number = begin(&store, "a", Some(&session(1)));
    write(&store, "mend", "hand-in", |writing| {
        writing.keep_mend(number, &mend("F"))
    })
    .unwrap();
    assert!(matches!(
        text_of(&store, number, &session(2)),
        Err(StoreError::OfAnotherSession)
    ));
    assert_eq!(begin(&store, "a", Some(&session(2))), number);
    store.tidy_under_way().unwrap();
    assert_eq!(
        (text_of(&store, number, &session(2)).unwrap(), lying(&house)),
        ("a".to_owned(), 1)
    );
    assert!(matches!(
        text_of(&store, number, &session(1)),
        Err(StoreError::OfAnotherSession)
    ));
    assert_eq!(store.mends(number).unwrap().len(), 1, "its mends are there");
    let unbound = begin(&store, "b", None);
    assert_eq!(text_of(&store, unbound, &session(9)).unwrap(), "b");
}

#[test]
fn it_ends_with_its_receipt_and_stays_when_there_is_none() {
    let (house, store) = empty();
    let number = begin(&store, "a", None);
    let catalogue = small::catalogue(1);
    let receive = || {
        let one = store.under_way(number).unwrap().unwrap();
        let staged = store.staged_under_way(&one, &session(1)).unwrap();
        let mut receiving = store.receive(&actor(), new_return("2017", 2), staged).unwrap();
        fill(&mut receiving, &catalogue, "a", 2, false).unwrap();
        receiving.ends(number).unwrap();
        receiving
    };
    drop(receive());
    assert_eq!(text_of(&store, number, &session(1)).unwrap(), "a", "nothing was lost");
    let receipt = receive().finish(false).unwrap();
    store.tidy_under_way().unwrap();
    assert_eq!((store.under_way(number).unwrap(), lying(&house)), (None, 0));
    let became = store.handed_in(number).unwrap();
    assert_eq!(became, Some(("ana".to_owned(), receipt.returned.number)));
    let mut original = String::new();
    let mut file = store.original(&receipt.returned.sha256, "pros-09", None).unwrap();
    file.read_to_string(&mut original).unwrap();
    assert_eq!(original, "a");
    drop(file);
    drop(store);
    assert!(unfinished(house.path()).is_empty());
}

#[test]
fn what_is_over_or_lost_its_file_is_swept_and_no_number_is_given_twice() {
    let (house, store) = empty();
    let (first, second) = (begin(&store, "a", None), begin(&store, "b", None));
    fs::write(house.path().join("under_way").join("stray"), "left by a killed process").unwrap();
    let sweep = |before: &str| store.sweep_under_way(&actor(), &instant(5), before).unwrap();
    assert_eq!((sweep(&instant(3)), lying(&house)), (0, 2));
    assert_eq!((sweep(&instant(4)), lying(&house)), (2, 0));
    assert_eq!(store.under_way_of("ana").unwrap(), []);
    let third = begin(&store, "a", None);
    assert!(third > second && second > first);
    fs::remove_file(&files(&house.path().join("under_way"))[0]).unwrap();
    assert_eq!(sweep(&instant(1)), 1);
    let acts: Vec<String> = store.log(0, 100).unwrap().into_iter().map(|entry| entry.act).collect();
    assert_eq!(acts.iter().filter(|act| *act == "drop_hand_in").count(), 2);
}
