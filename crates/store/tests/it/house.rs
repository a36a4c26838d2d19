//! A store in a folder of its own, and the shortest way to hand something in.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use catalogue::{Catalogue, Date};
use register::{Actor, Address, Answer, Checked, Finding, Findings, Form, Period, Receipt, Waiting};
use rusqlite::Connection;
use seal::Secret;
use store::{Access, Keys, NewLetter, NewReturn, Receiving, Store, StoreError};
use tempfile::TempDir;

use crate::small;

pub(crate) fn actor() -> Actor {
    Actor::new("ana", "pros-09", "quarterly return")
}

/// A folder for a store, with its key and the anchor of its log beside it; it goes when dropped.
pub(crate) struct House {
    around: TempDir,
    pub(crate) access: Access,
}

impl House {
    /// A house with no store in it.
    pub(crate) fn new() -> House {
        let around = tempfile::tempdir().unwrap();
        Keys::draw().unwrap().write(&around.path().join("key"), None).unwrap();
        let access = access(around.path());
        House { around, access }
    }

    /// A copy of a house, with its key, its anchor and the journal of its database, as a stolen disk would have it.
    pub(crate) fn copy_of(other: &House) -> House {
        let around = tempfile::tempdir().unwrap();
        for path in files(other.around())
            .iter()
            .filter(|path| !path.ends_with("sintra.db-shm"))
        {
            let copy = around.path().join(path.strip_prefix(other.around()).unwrap());
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(path, copy).unwrap();
        }
        let access = access(around.path());
        House { around, access }
    }

    /// What lies around the store: its folder, its key, its anchor.
    pub(crate) fn around(&self) -> &Path {
        self.around.path()
    }

    /// The store's folder.
    pub(crate) fn path(&self) -> &Path {
        &self.access.folder
    }

    /// The file of its key.
    pub(crate) fn key(&self) -> PathBuf {
        self.around().join("key")
    }

    /// The file of its anchor.
    pub(crate) fn anchor(&self) -> PathBuf {
        self.around().join("anchor")
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.access).unwrap()
    }

    /// The database, in the hands of somebody who has the key and goes by no rule of ours.
    pub(crate) fn raw(&self) -> Connection {
        raw(self.around())
    }
}

/// How the store of a house is opened.
pub(crate) fn access(around: &Path) -> Access {
    Access {
        folder: around.join("store"),
        keys: Keys::read(&around.join("key"), "").unwrap(),
        anchor: Some(around.join("anchor")),
    }
}

/// An empty store.
pub(crate) fn empty() -> (House, Store) {
    let house = House::new();
    let store = Store::create(&house.access).unwrap();
    (house, store)
}

/// The one secret of a store, as its key file has it.
pub(crate) fn master(around: &Path) -> Secret {
    let text = fs::read_to_string(around.join("key")).unwrap();
    let digits = text.lines().nth(1).unwrap();
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap();
    }
    Secret::from_bytes(bytes)
}

/// The database of the store of a house, opened with its key and with nothing else of ours.
pub(crate) fn raw(around: &Path) -> Connection {
    let database = Connection::open(around.join("store").join("sintra.db")).unwrap();
    give_key(&database, &master(around));
    database
}

/// Gives a database the key that a store of this secret has.
pub(crate) fn give_key(database: &Connection, master: &Secret) {
    let key = hexadecimal(master.derive("database").expose());
    let sql = format!("PRAGMA key = \"x'{key}'\"; PRAGMA cipher_page_size = 16384; PRAGMA busy_timeout = 30000;");
    database.execute_batch(&sql).unwrap();
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every file under a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
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
pub(crate) fn hand_in(store: &Store, new: NewReturn, text: &str, rows: u32) -> Result<Receipt, StoreError> {
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
    let names = fs::read_dir(folder.join("temporary"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    names
        .map(|name| name.into_string().unwrap())
        .filter(|name| name != "door")
        .collect()
}

/// How many rows every table has, as somebody with the database and its key in hand sees it.
pub(crate) fn rows_of_all_tables(house: &House) -> i64 {
    let database = house.raw();
    TABLES
        .iter()
        .map(|table| {
            let sql = format!("SELECT count(*) FROM {table}");
            database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
        })
        .sum()
}

/// The tables of which no row is ever changed or deleted.
pub(crate) const TABLES: [&str; 26] = [
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
    "vintage_key",
    "vintage_file",
    "log_entry",
    "touch",
    "checkpoint",
    "original",
    "return_key",
    "identity",
    "identity_key",
    "erased",
    "blocked",
    "canary",
    "alert",
    "alert_seen",
    "institution",
    "handed_in",
];
