//! Files that bring identity, and a receiver that keeps what may be kept of them apart from what is sealed.

use std::io::Cursor;
use std::ops::ControlFlow;

use catalogue::{Catalogue, Compartment, Files};
use intake::{Asked, Check, Identity, Limits, Outcome, Taker, Words, read};
use register::{Checked, Form, Period, Waiting, read_identity, sentence, write_identity, write_payload};

/// A row of a file: field and text.
pub(crate) type Row<'a> = Vec<(&'a str, &'a str)>;

/// What went in, what waits, and what goes to be sealed.
#[derive(Default)]
pub(crate) struct Vault {
    pub(crate) payloads: Vec<String>,
    pub(crate) waiting: Vec<Vec<(String, String)>>,
    pub(crate) sealed: Vec<Vec<(String, String)>>,
    pub(crate) printed: String,
}

impl<'c> Taker<'c> for Vault {
    fn part(&mut self, _: &Form<'c>, _: &str) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn row(&mut self, form: &Form<'c>, row: &Checked<'_>) -> ControlFlow<()> {
        let mut payload = String::new();
        write_payload(form, row.answers(), &mut payload);
        self.payloads.push(payload);
        self.printed.push_str(&format!("{row:?}\n"));
        let mut sealed = Vec::new();
        for compartment in Compartment::ALL {
            let mut text = String::new();
            if write_identity(form, row.answers(), compartment, &mut text) {
                sealed.extend(read_identity(&text).unwrap());
            }
        }
        assert_eq!(row.has_identity(), !sealed.is_empty());
        self.sealed.push(sealed);
        ControlFlow::Continue(())
    }

    fn waiting(&mut self, row: &Waiting<'_>) -> ControlFlow<()> {
        let cells = row
            .cells
            .iter()
            .map(|(head, text)| ((*head).to_owned(), (*text).to_owned()));
        self.waiting.push(cells.collect());
        ControlFlow::Continue(())
    }
}

impl Vault {
    /// What was sealed of a row, by field.
    pub(crate) fn value(&self, row: usize, field: &str) -> Option<&str> {
        let sealed = self.sealed.get(row)?;
        sealed
            .iter()
            .find(|(own, _)| own == field)
            .map(|(_, value)| value.as_str())
    }
}

/// What is told, kept, counted or printed of a file: everything that is not sealed.
pub(crate) fn told(catalogue: &Catalogue, outcome: &Outcome, vault: &Vault) -> String {
    let mut told = format!(
        "{outcome:?}\n{:?}\n{:?}\n{}",
        vault.payloads, vault.waiting, vault.printed
    );
    for finding in outcome.findings.kept() {
        for language in catalogue::Language::ALL {
            told.push_str(&format!("{:?}\n", sentence(catalogue, finding, language)));
        }
    }
    told
}

pub(crate) fn codes(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.counts().keys().map(AsRef::as_ref).collect()
}

pub(crate) fn catalogue() -> &'static Catalogue {
    static READ: std::sync::OnceLock<Catalogue> = std::sync::OnceLock::new();
    READ.get_or_init(|| Catalogue::read(Files::embedded()).unwrap())
}

/// Checks a file of a prosecution office whose identity is sealed.
pub(crate) fn sealed(bytes: &[u8], name: &str) -> (Outcome, Vault) {
    checked(bytes, name, Some("pros-21-pue"), Identity::Sealed)
}

pub(crate) fn checked(bytes: &[u8], name: &str, authority: Option<&str>, identity: Identity) -> (Outcome, Vault) {
    let catalogue = catalogue();
    let words = Words::of(catalogue);
    let asked = Asked {
        authority,
        identity,
        period: Period::parse("2012/2017"),
        register: Some("victims"),
        ..Asked::default()
    };
    let mut check = Check::new(catalogue, &words, asked, Vault::default());
    // A refusal is told as a notice as well.
    let _ = read(Cursor::new(bytes), name, &Limits::default(), &mut check);
    check.finish()
}

/// A victim as every form asks, with more fields or others in place of its own.
pub(crate) fn victim<'a>(number: &'a str, more: &[(&'a str, &'a str)]) -> Row<'a> {
    let own = [
        ("local_id", number),
        ("file_number", "FGE/12/2017"),
        ("sex", "F"),
        ("age", "19"),
        ("nationality", "MEX"),
        ("origin_state", "21"),
        ("marital_status", "S.I."),
        ("migratory_status", "N.A."),
        ("vulnerability_groups", "S.I."),
        ("facts_on", "2016-11"),
        ("facts_state", "21"),
        ("destination", "29"),
        ("detected_on", "2017-02-03"),
        ("offences", "art10"),
        ("purposes", "III"),
        ("exploitation_form", "SEXUAL"),
        ("recruitment_means", "S.I."),
    ];
    let mut row: Row<'a> = own.to_vec();
    for (field, text) in more {
        match row.iter_mut().find(|(own, _)| own == field) {
            Some((_, own)) => *own = text,
            None => row.push((field, text)),
        }
    }
    row
}

/// The headings of all rows, each once.
fn headings<'a>(rows: &[Row<'a>]) -> Vec<&'a str> {
    let mut headings: Vec<&str> = Vec::new();
    for (field, _) in rows.iter().flatten() {
        if !headings.contains(field) {
            headings.push(field);
        }
    }
    headings
}

fn cell<'a>(row: &Row<'a>, heading: &str) -> &'a str {
    row.iter()
        .find(|(field, _)| *field == heading)
        .map_or("", |(_, text)| *text)
}

pub(crate) fn csv(rows: &[Row<'_>]) -> Vec<u8> {
    let headings = headings(rows);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let mut text = line(headings.iter().map(|heading| quoted(heading)).collect());
    for row in rows {
        text += &line(headings.iter().map(|heading| quoted(cell(row, heading))).collect());
    }
    text.into_bytes()
}

pub(crate) fn jsonl(rows: &[Row<'_>]) -> Vec<u8> {
    let line = |row: &Row<'_>| {
        let object: serde_json::Map<String, serde_json::Value> = row
            .iter()
            .map(|(field, text)| ((*field).to_owned(), (*text).into()))
            .collect();
        serde_json::Value::Object(object).to_string() + "\n"
    };
    rows.iter().map(line).collect::<String>().into_bytes()
}

/// A workbook of texts, its sheets by name.
pub(crate) fn workbook(sheets: &[(&str, &[Row<'_>])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        write(sheet, rows);
    }
    book.save_to_buffer().unwrap()
}

/// Writes headings and rows to a sheet.
pub(crate) fn write(sheet: &mut rust_xlsxwriter::Worksheet, rows: &[Row<'_>]) {
    for (column, heading) in (0u16..).zip(headings(rows)) {
        sheet.write_string(0, column, heading).unwrap();
        for (at, row) in (1u32..).zip(rows) {
            let text = cell(row, heading);
            if !text.is_empty() {
                sheet.write_string(at, column, text).unwrap();
            }
        }
    }
}
