//! A catalogue, and what a check says of a file.

use std::io::Cursor;
use std::ops::ControlFlow;

use catalogue::{Authority, Catalogue, Files};
use intake::{Asked, Check, Limits, Outcome, Taker, Words, read};
use register::{Checked, Finding, Form, Waiting, write_payload};

/// Keeps every row as the store would.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) rows: Vec<(String, String)>,
    pub(crate) waiting: u32,
}

impl<'c> Taker<'c> for Kept {
    fn part(&mut self, _: &Form<'c>, _: &str) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn row(&mut self, form: &Form<'c>, row: &Checked<'_>) -> ControlFlow<()> {
        let mut text = String::new();
        write_payload(form, row.answers(), &mut text);
        self.rows.push((form.register().id.clone(), text));
        ControlFlow::Continue(())
    }

    fn waiting(&mut self, _: &Waiting<'_>) -> ControlFlow<()> {
        self.waiting += 1;
        ControlFlow::Continue(())
    }
}

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::read(Files::embedded()).unwrap()
}

pub(crate) fn authority(catalogue: &Catalogue) -> Authority<'_> {
    Authority::of(catalogue, "pros-21-pue").unwrap()
}

pub(crate) fn checked(catalogue: &Catalogue, bytes: &[u8], name: &str) -> (Outcome, Kept) {
    let words = Words::of(catalogue);
    let asked = Asked {
        authority: Some(authority(catalogue).id()),
        ..Asked::default()
    };
    let mut check = Check::new(catalogue, &words, asked, Kept::default());
    read(Cursor::new(bytes), name, &Limits::default(), &mut check).unwrap();
    check.finish()
}

/// Every finding of a check, as lines that can be compared.
pub(crate) fn lines(outcome: &Outcome) -> Vec<String> {
    outcome.findings.kept().iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let (row, column) = (finding.at.row.unwrap_or(0), finding.at.column_letters());
    format!(
        "{} {}!{column}{row} {} «{}»",
        finding.code, finding.at.sheet, finding.field, finding.value
    )
}
