//! A store in a folder of its own, and the shortest way to hand something in.

use std::{ops::ControlFlow, path::Path};

use catalogue::{Catalogue, Date};
use register::{Actor, Address, Answer, Checked, Finding, Findings, Form, Period, Receipt, Waiting};
use store::{NewLetter, NewReturn, Receiving, Store, StoreError};
use tempfile::TempDir;

use crate::small;

pub(crate) fn actor() -> Actor {
    Actor::new("ana", "pros-09", "quarterly return")
}

/// An empty store.
pub(crate) fn empty() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path()).unwrap();
    (folder, store)
}

/// A return of `pros-09`; `day` is the day of June 2026 on which it arrives.
pub(crate) fn new_return(period: &str, day: u32) -> NewReturn {
    NewReturn {
        authority: "pros-09".to_owned(),
        period: Period::parse(period).unwrap(),
        file_name: "víctimas.xlsx".to_owned(),
        crosswalk: String::new(),
        edition: "e".repeat(64),
        received_at: instant(day),
    }
}

pub(crate) fn instant(day: u32) -> String {
    format!("2026-06-{day:02}T12:00:00Z")
}

/// A letter of `pros-09` that arrives on a day of June 2026.
pub(crate) fn new_letter(state: &str, day: u32) -> NewLetter {
    NewLetter {
        authority: "pros-09".to_owned(),
        period: Period::parse("2017").unwrap(),
        register: String::new(),
        state: state.to_owned(),
        note: "oficio 12".to_owned(),
        received_at: instant(day),
    }
}

/// Answers of which the text and the count are told.
pub(crate) fn answers(text: &str, count: i64) -> Vec<Answer<'_>> {
    let mut answers = vec![Answer::EMPTY; small::FIELDS.len()];
    answers[0] = Answer::Code(1);
    answers[1] = Answer::Codes(0b101);
    answers[6] = Answer::Date(Date::parse("2017-06-15").unwrap());
    answers[13] = Answer::Text(text);
    answers[19] = Answer::Number(count);
    answers
}

/// Stores rows of 1 and, when `waits`, one that waits and one finding.
pub(crate) fn fill<'c>(
    receiving: &mut Receiving<'_, 'c>,
    catalogue: &'c Catalogue,
    text: &str,
    rows: u32,
    waits: bool,
) -> Result<(), StoreError> {
    let form = Form::of(catalogue, "people").unwrap();
    receiving.part(&form, "Personas")?;
    for row in 0..rows {
        receiving.row(&Checked::admit(&form, &answers(text, 1), row + 2, 0).unwrap())?;
    }
    if waits {
        receiving.waiting(&Waiting {
            row: rows + 2,
            cells: &[("Sexo", "mujer?"), ("Sexo", "")],
        })?;
        receiving.findings(&findings())?;
    }
    Ok(())
}

/// A finding with an address, and another counted only.
pub(crate) fn findings() -> Findings {
    let mut findings = Findings::default();
    findings.push(Finding {
        code: "C-004".into(),
        at: Address {
            sheet: "Personas".to_owned(),
            row: Some(7),
            column: Some(2),
        },
        field: "sex".to_owned(),
        value: "mujer?".to_owned(),
        other: "sex".to_owned(),
        near: "F".to_owned(),
        count: 0,
    });
    findings.push(Finding {
        code: "C-001".into(),
        ..Finding::default()
    });
    findings.count("C-001");
    findings
}

/// Hands in a file whose content is `text`, with so many rows.
pub(crate) fn hand_in(store: &mut Store, new: NewReturn, text: &str, rows: u32) -> Result<Receipt, StoreError> {
    let catalogue = small::catalogue(1);
    let staged = store.stage_original(&mut text.as_bytes(), 1 << 20)?;
    let mut receiving = store.receive(&actor(), new, staged)?;
    fill(&mut receiving, &catalogue, text, rows, false)?;
    receiving.finish(false)
}

/// The payloads of a return's register.
pub(crate) fn payloads(store: &Store, number: i64, register: &str) -> Vec<String> {
    let mut payloads = Vec::new();
    let end = store.records(number, register, |stored| {
        payloads.push(stored.payload.to_owned());
        ControlFlow::<()>::Continue(())
    });
    assert_eq!(end.unwrap(), None);
    payloads
}

/// What lies unfinished in a store's folder, the door aside.
pub(crate) fn unfinished(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder.join("temporary"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    names
        .map(|name| name.into_string().unwrap())
        .filter(|name| name != "door")
        .collect()
}

/// How many rows every table has, as a stranger with the database in hand sees it.
pub(crate) fn rows_of_all_tables(folder: &Path) -> i64 {
    let database = rusqlite::Connection::open(folder.join("sintra.db")).unwrap();
    TABLES
        .iter()
        .map(|table| {
            let sql = format!("SELECT count(*) FROM {table}");
            database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
        })
        .sum()
}

pub(crate) const TABLES: [&str; 11] = [
    "return_",
    "part",
    "replaced",
    "revision",
    "waiting",
    "finding",
    "finding_count",
    "annex",
    "letter",
    "vintage",
    "log_entry",
];
