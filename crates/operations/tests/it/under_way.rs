//! A file between upload and receipt: who sees it, what is mended in it, and what is left of it.

use std::{fs, path::Path};

use catalogue::{Language, Role};
use jiff::SignedDuration;
use operations::{
    Alike, Ask, Begun, Door, Known, Mend, Mending, OperationError, Outcome, Reader, Received, Shown, StoreError,
    UploadKey, WhyNot, With,
};
use seal::Secret;

use crate::{
    office::{CONTACT, DOCUMENT, NARRATIVE, OTHER, Office, PERSON, PROSECUTION, refused, victims},
    raw::Raw,
};

/// A session in which files are uploaded.
pub(crate) struct Desk {
    reader: Reader,
    key: UploadKey,
}

impl Desk {
    pub(crate) fn new(byte: u8) -> Desk {
        Desk {
            reader: Reader::this_program().unwrap(),
            key: UploadKey::of(&Secret::from_bytes([byte; 32])),
        }
    }

    pub(crate) fn with(&self) -> With<'_> {
        With {
            reader: &self.reader,
            key: &self.key,
        }
    }
}

pub(crate) fn begin(office: &Office, by: &str, (institution, period): (&str, &str), text: &str, desk: &Desk) -> Begun {
    let ask = Ask {
        authority: Some(institution),
        period: Some(period),
        register: Some("victims"),
        crosswalk: None,
    };
    let source = ("víctimas.csv", &mut text.as_bytes());
    office.door.begin(&office.as_of(by), ask, source, desk.with()).unwrap()
}

/// The number of five victims of 2016 under way, of whom the last waits: its sex is no sex.
pub(crate) fn five(office: &Office, by: &str, institution: &str, desk: &Desk) -> i64 {
    let seals = institution == PROSECUTION;
    let begun = begin(office, by, (institution, "2016"), &victims("2016", 5, seals), desk);
    begun.number.unwrap_or_else(|| panic!("{:?}", begun.outcome))
}

fn not_sealing() -> Office {
    let office = Office::found();
    office.hire("olga", OTHER, &[Role::Registrar]);
    office
}

pub(crate) fn mend(row: u32, column: u16, value: &str) -> Mend {
    Mend {
        row,
        column,
        value: value.to_owned(),
        ..Mend::default()
    }
}

fn mend_by(door: &Door, office: &Office, by: &str, number: i64, (mends, desk): (&[Mend], &Desk)) -> Mending {
    door.mend(&office.as_of(by), number, (mends, desk.with())).unwrap()
}

pub(crate) fn outcome(office: &Office, by: &str, number: i64, desk: &Desk) -> Outcome {
    let mut none = |_| ();
    let with = (desk.with(), Language::Es, &mut none as &mut dyn FnMut(u64));
    office.door.checked(&office.as_of(by), number, with).unwrap().outcome
}

fn hand_in(door: &Door, office: &Office, by: &str, number: i64, desk: &Desk) -> Result<Received, OperationError> {
    door.hand_in(&office.as_of(by), number, (desk.with(), &door.now()))
}

fn lying(office: &Office) -> usize {
    fs::read_dir(office.store().join("under_way")).unwrap().count()
}

/// Whether any file under a folder holds one of these in clear.
fn in_clear(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(in_clear(&path, words));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let holds = |word: &&&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        found.extend(
            words
                .iter()
                .find(holds)
                .map(|word| format!("{word} in {}", path.display())),
        );
    }
    found
}

pub(crate) fn names_are_nowhere_in_clear_from_upload_to_receipt() {
    let (office, desk) = (Office::sealing(), Desk::new(1));
    let number = five(&office, "rita", PROSECUTION, &desk);
    let names = [
        PERSON[0].1,
        PERSON[1].1,
        CONTACT[0].1,
        CONTACT[1].1,
        NARRATIVE,
        DOCUMENT,
    ];
    let look = || assert_eq!(in_clear(office.folder.path(), &names), [""; 0]);
    look();
    let preview = office.door.preview(&office.as_of("rita"), number, desk.with()).unwrap();
    let sheet = &preview.sheets[0];
    for (at, column) in sheet.columns.iter().enumerate() {
        let is_closed = sheet.first.iter().all(|(_, cells)| cells[at] == Shown::Closed);
        assert_eq!(is_closed, column.known == Known::Identity, "{column:?}");
    }
    assert_eq!(
        (sheet.register.as_str(), sheet.rows, preview.format.as_str()),
        ("victims", 5, "csv")
    );
    let rows = office
        .door
        .only_wrong_rows(&office.as_of("rita"), number, (desk.with(), Language::Es))
        .unwrap();
    let path = office.folder.path().join("rows.xlsx");
    fs::write(&path, &rows).unwrap();
    mend_by(&office.door, &office, "rita", number, (&[mend(6, 1, "Mujer")], &desk));
    look();
    let received = hand_in(&office.door, &office, "rita", number, &desk).unwrap();
    let returned = received.receipt.unwrap().returned;
    assert_eq!((returned.parts[0].accepted, returned.parts[0].waiting), (5, 0));
    look();
    assert!(Raw::of(&office).number("SELECT count(*) FROM identity") >= 5);
    let log = Raw::of(&office).text("SELECT group_concat(entry) FROM log_entry");
    assert!(!names.iter().any(|name| log.contains(name)) && !log.contains("Zeppelin"));
}

pub(crate) fn it_is_of_the_account_and_where_the_institution_seals_of_the_session() {
    let (office, desk) = (Office::sealing(), Desk::new(1));
    office.hire("rosa", PROSECUTION, &[Role::Registrar]);
    let number = five(&office, "rita", PROSECUTION, &desk);
    office.as_of("rosa");
    let before = Raw::of(&office).entries();
    refused(office.door.preview(&office.as_of("rosa"), number, desk.with()));
    assert_eq!(
        Raw::of(&office).acts(before),
        [("refused".to_owned(), "rosa".to_owned())]
    );
    let other = Desk::new(2);
    let says = office
        .door
        .preview(&office.as_of("rita"), number, other.with())
        .unwrap_err();
    assert!(
        matches!(says, OperationError::Store(StoreError::OfAnotherSession)),
        "{says}"
    );
    mend_by(&office.door, &office, "rita", number, (&[mend(6, 1, "Mujer")], &desk));
    assert_eq!(
        five(&office, "rita", PROSECUTION, &other),
        number,
        "uploaded again, it goes on"
    );
    let hand = office.door.hand_in_of(&office.as_of("rita"), number).unwrap();
    assert_eq!((hand.mends.len(), hand.already), (1, None));
    office
        .door
        .preview(&office.as_of("rita"), number, other.with())
        .unwrap();
}

pub(crate) fn a_killed_process_loses_no_mend_and_a_receipt_is_given_once() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let number = five(&office, "olga", OTHER, &desk);
    mend_by(&office.door, &office, "olga", number, (&[mend(6, 1, "Mujer")], &desk));
    let other = office.another_door();
    let first = hand_in(&other, &office, "olga", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    assert_eq!(first.returned.parts[0].accepted, 5);
    assert_eq!(first.returned.file_name, "víctimas (corregido).xlsx");
    let again = hand_in(&office.door, &office, "olga", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    assert_eq!(
        (again.returned.number, again.already_had),
        (first.returned.number, true)
    );
    assert_eq!(office.door.returns(&office.as_of("olga")).unwrap().len(), 1);
    assert_eq!(
        (
            lying(&office),
            office.door.in_hand(&office.as_of("olga")).unwrap().len()
        ),
        (0, 0)
    );
    assert_eq!(
        office.door.became(&office.as_of("olga"), number).unwrap(),
        Some(first.returned.number)
    );
    // Mended alike again, it is the same file.
    let number = five(&office, "olga", OTHER, &desk);
    mend_by(&office.door, &office, "olga", number, (&[mend(6, 1, "Mujer")], &desk));
    let third = hand_in(&office.door, &office, "olga", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    assert_eq!(
        (third.returned.number, third.already_had),
        (first.returned.number, true)
    );
}

pub(crate) fn two_doors_that_hand_in_at_once_get_one_receipt() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let number = five(&office, "olga", OTHER, &desk);
    let caller = office.as_of("olga");
    let all = crate::office::at_once(office.doors(4), |door| {
        let received = door.hand_in(&caller, number, (desk.with(), &door.now()));
        received.unwrap().receipt.unwrap().returned.number
    });
    assert_eq!(all, [1; 4]);
}

pub(crate) fn without_mends_the_file_itself_is_handed_in() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let text = victims("2016", 5, false);
    let number = five(&office, "olga", OTHER, &desk);
    let mut annex = &b"a document"[..];
    office
        .door
        .add_annex(&office.as_of("olga"), number, ("oficio.pdf", &mut annex), &desk.key)
        .unwrap();
    let receipt = hand_in(&office.door, &office, "olga", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    let path = office.write("same.csv", &text);
    assert_eq!(receipt.returned.sha256, operations::sha256_of(&path).unwrap());
    assert_eq!(receipt.returned.annexes.len(), 1);
    assert_eq!(
        (receipt.returned.parts[0].accepted, receipt.returned.parts[0].waiting),
        (4, 1)
    );
}

pub(crate) fn what_cannot_be_mended_is_said_and_what_is_typed_is_only_text() {
    let (office, desk) = (Office::sealing(), Desk::new(1));
    let number = five(&office, "rita", PROSECUTION, &desk);
    let tried = [
        (mend(99, 1, "Mujer"), WhyNot::NoRow),
        (mend(1, 1, "Mujer"), WhyNot::NoRow),
        (mend(6, 60, "Mujer"), WhyNot::NoColumn),
        (mend(6, 14, "Perengana"), WhyNot::Identity),
        (mend(6, 0, "AAAA900203MDFXXX09"), WhyNot::LooksLikeIdentity),
        (mend(6, 0, &"x".repeat(5_000)), WhyNot::TooLong),
    ];
    let mends: Vec<Mend> = tried.iter().map(|(mend, _)| mend.clone()).collect();
    let mending = mend_by(&office.door, &office, "rita", number, (&mends, &desk));
    let said: Vec<&WhyNot> = mending.refused.iter().map(|(_, why)| why).collect();
    assert_eq!(said, tried.iter().map(|(_, why)| why).collect::<Vec<_>>());
    let typed = ["=1+1", "@x1", "<script>alert(1)</script>", "'; DROP TABLE mend1; --"];
    for (row, text) in (2..).zip(typed) {
        let mending = mend_by(&office.door, &office, "rita", number, (&[mend(row, 0, text)], &desk));
        assert_eq!(mending.mended, 1, "{text}");
    }
    mend_by(&office.door, &office, "rita", number, (&[mend(6, 1, "Mujer")], &desk));
    let receipt = hand_in(&office.door, &office, "rita", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    let raw = Raw::of(&office);
    let payloads = raw.text("SELECT group_concat(payload) FROM revision");
    for text in typed {
        assert!(payloads.contains(text), "{text} in {payloads}");
    }
    assert_eq!(receipt.returned.parts[0].accepted, 5);
}

pub(crate) fn two_tabs_do_not_overwrite_each_other_and_a_mend_is_taken_back() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let number = five(&office, "olga", OTHER, &desk);
    let from = |was: &str, value: &str| Mend {
        was: Some(was.to_owned()),
        ..mend(6, 1, value)
    };
    let one = mend_by(
        &office.door,
        &office,
        "olga",
        number,
        (&[from("Zeppelin", "Mujer")], &desk),
    );
    let two = mend_by(
        &office.door,
        &office,
        "olga",
        number,
        (&[from("Zeppelin", "Hombre")], &desk),
    );
    assert_eq!((one.mended, two.mended), (1, 0));
    assert_eq!(two.refused[0].1, WhyNot::Changed("Mujer".to_owned()));
    assert!(two.refused[0].1.says(Language::Es).contains("«Mujer»"));
    let same = mend_by(
        &office.door,
        &office,
        "olga",
        number,
        (&[from("Zeppelin", "Mujer")], &desk),
    );
    assert_eq!((same.same, same.refused.len()), (1, 0));
    assert_eq!(outcome(&office, "olga", number, &desk).parts[0].waiting, 0);
    let place = ("", 6, 1);
    assert!(office.door.undo_mend(&office.as_of("olga"), number, place).unwrap());
    assert!(!office.door.undo_mend(&office.as_of("olga"), number, place).unwrap());
    assert_eq!(outcome(&office, "olga", number, &desk).parts[0].waiting, 1);
}

pub(crate) fn all_cells_alike_are_mended_at_once() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let text = victims("2016", 3, false).replace(",Mujer,", ",Zeppelin,")
        + "V-9,Otro,20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-05-01,art13,S.I.,S.I.,1\n";
    let number = begin(&office, "olga", (OTHER, "2016"), &text, &desk).number.unwrap();
    let mut rows = Vec::new();
    let mut progress = |row| rows.push(row);
    let with = (desk.with(), Language::Es, &mut progress as &mut dyn FnMut(u64));
    let checked = office.door.checked(&office.as_of("olga"), number, with).unwrap();
    let group = checked
        .groups
        .iter()
        .find(|group| group.alike.iter().any(|one| one.value == "Zeppelin"));
    let group = group.unwrap();
    assert_eq!(group.alike[0].count, 3);
    let alike = Alike {
        code: &group.code,
        field: "sex",
        from: "Zeppelin",
    };
    let mending = office
        .door
        .mend_alike(&office.as_of("olga"), number, (alike, "Mujer", desk.with()))
        .unwrap();
    assert_eq!((mending.mended, mending.refused.len()), (3, 0));
    let after = outcome(&office, "olga", number, &desk);
    assert!(after.findings.kept().iter().all(|finding| finding.value != "Zeppelin"));
}

pub(crate) fn a_file_that_is_refused_never_gets_past_the_beginning() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let deep = format!("{}1{}\n", "{\"a\":".repeat(60), "}".repeat(60));
    for (text, code) in [
        ("", "F-001"),
        (deep.as_str(), "F-013"),
        (victims("2016", 2, true).as_str(), "M-010"),
    ] {
        let begun = begin(&office, "olga", (OTHER, "2016"), text, &desk);
        assert_eq!(begun.number, None, "{code}");
        assert!(
            begun.outcome.findings.counts().contains_key(code),
            "{code}: {:?}",
            begun.outcome.findings
        );
    }
    assert_eq!(lying(&office), 0);
    assert_eq!(Raw::of(&office).number("SELECT count(*) FROM under_way"), 0);
    assert_eq!(in_clear(office.folder.path(), &[PERSON[0].1]), [""; 0]);
}

pub(crate) fn after_three_days_or_when_cancelled_nothing_of_it_is_left() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let number = five(&office, "olga", OTHER, &desk);
    office.door.cancel_hand_in(&office.as_of("olga"), number).unwrap();
    assert_eq!(
        (
            lying(&office),
            Raw::of(&office).number("SELECT count(*) FROM under_way")
        ),
        (0, 0)
    );
    let number = five(&office, "olga", OTHER, &desk);
    mend_by(&office.door, &office, "olga", number, (&[mend(6, 1, "Mujer")], &desk));
    office.clock.pass(SignedDuration::from_hours(71));
    assert_eq!(office.door.sweep_hand_ins().unwrap(), 0);
    office.door.hand_in_of(&office.as_of("olga"), number).unwrap();
    office.clock.pass(SignedDuration::from_hours(2));
    let gone = office.door.hand_in_of(&office.as_of("olga"), number).unwrap_err();
    assert!(gone.to_string().contains("upload it again"), "{gone}");
    assert_eq!(office.door.sweep_hand_ins().unwrap(), 1);
    assert_eq!(
        (lying(&office), Raw::of(&office).number("SELECT count(*) FROM mend")),
        (0, 0)
    );
}

pub(crate) fn what_the_store_does_not_take_stays_under_way() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let path = office.write("2016.csv", &victims("2016", 3, false));
    office.hand_in("olga", OTHER, "2016", &path, &[]).unwrap();
    let begun = begin(
        &office,
        "olga",
        (OTHER, "2016-06/2017-06"),
        &victims("2016", 2, false),
        &desk,
    );
    let number = begun.number.unwrap();
    let mut none = |_| ();
    let with = (desk.with(), Language::Es, &mut none as &mut dyn FnMut(u64));
    let becomes = office
        .door
        .checked(&office.as_of("olga"), number, with)
        .unwrap()
        .becomes;
    assert_eq!(becomes[0].overlaps.map(|(number, _)| number), Some(1));
    let received = hand_in(&office.door, &office, "olga", number, &desk).unwrap();
    assert!(received.receipt.is_none() && received.outcome.findings.counts().contains_key("R-005"));
    office.door.preview(&office.as_of("olga"), number, desk.with()).unwrap();
    let begun = begin(&office, "olga", (OTHER, "2015/2017"), &victims("2016", 2, false), &desk);
    let number = begun.number.unwrap();
    let raw = Raw::of(&office);
    raw.close_the_log();
    hand_in(&office.door, &office, "olga", number, &desk).unwrap_err();
    raw.run("DROP TRIGGER no_entry");
    let receipt = hand_in(&office.door, &office, "olga", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    assert_eq!(receipt.returned.parts[0].replaces, [1]);
}

pub(crate) fn the_rows_that_wait_go_out_and_come_back_mended() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let number = five(&office, "olga", OTHER, &desk);
    let olga = office.as_of("olga");
    let book = office
        .door
        .only_wrong_rows(&olga, number, (desk.with(), Language::Es))
        .unwrap();
    assert!(book.starts_with(b"PK"));
    let take = |name: &str, bytes: &[u8]| {
        let mut source = bytes;
        office
            .door
            .take_mended_rows(&olga, number, (name, &mut source, desk.with()))
    };
    let same = take("rows.xlsx", &book).unwrap();
    assert_eq!((same.rows, same.lost, same.mending), (1, 0, Mending::default()));
    let lines: Vec<String> = victims("2016", 5, false)
        .lines()
        .enumerate()
        .filter(|(at, _)| [0, 5].contains(at))
        .map(|(at, line)| format!("{line},{}\n", if at == 0 { "Renglón del archivo" } else { "6" }))
        .collect();
    let mended = lines.concat().replace("Zeppelin,20", "Mujer,21") + "V-7,Mujer,20,,,,,,,,,,,,77\n";
    let came = take("rows.csv", mended.as_bytes()).unwrap();
    assert_eq!((came.rows, came.lost, came.mending.mended), (1, 1, 2));
    assert_eq!(outcome(&office, "olga", number, &desk).parts[0].waiting, 0);
    let none = office
        .door
        .only_wrong_rows(&olga, number, (desk.with(), Language::Es))
        .unwrap();
    assert!(none.is_empty());
    refused(take("rows.xlsx", b"PK\x03\x04 nothing"));
    let marked = office.door.marked(&olga, number, (desk.with(), Language::En)).unwrap();
    assert!(marked.starts_with(b"PK"));
}

pub(crate) fn a_file_without_findings_is_handed_in_as_it_is() {
    let (office, desk) = (not_sealing(), Desk::new(1));
    let begun = begin(&office, "olga", (OTHER, "2016"), &victims("2016", 3, false), &desk);
    let number = begun.number.unwrap();
    let after = outcome(&office, "olga", number, &desk);
    assert_eq!(
        (after.parts[0].accepted, after.parts[0].waiting, after.refused),
        (3, 0, false)
    );
    let receipt = hand_in(&office.door, &office, "olga", number, &desk)
        .unwrap()
        .receipt
        .unwrap();
    assert_eq!(receipt.returned.file_name, "víctimas.csv");
}
