//! Findings by where they stand, so that a row finds its own as it passes.

use std::collections::{BTreeMap, HashMap};

use catalogue::{Catalogue, Language, Severity};
use register::{Finding, Findings, sentence};

use crate::NoticeKind;

use super::words::words;

/// The findings of a file, by sheet.
#[derive(Debug)]
pub(crate) struct Marks<'a> {
    sheets: HashMap<&'a str, SheetMarks<'a>>,
    catalogue: &'a Catalogue,
    language: Language,
}

/// The findings of a sheet; rows count from 1 and columns from 0, as the file's do.
#[derive(Clone, Debug)]
pub(crate) struct SheetMarks<'a> {
    rows: BTreeMap<u32, Vec<&'a Finding>>,
    columns: BTreeMap<u16, Vec<&'a Finding>>,
    pub(crate) hidden_rows: Vec<u32>,
    pub(crate) hidden_columns: Vec<(u16, u16)>,
    catalogue: &'a Catalogue,
    language: Language,
}

/// What is said of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) severity: Severity,
    pub(crate) says: String,
}

impl<'a> Marks<'a> {
    pub(crate) fn of(catalogue: &'a Catalogue, findings: &'a Findings, language: Language) -> Marks<'a> {
        let mut marks = Marks {
            sheets: HashMap::new(),
            catalogue,
            language,
        };
        for finding in findings.kept() {
            let empty = || SheetMarks::new(catalogue, language);
            marks
                .sheets
                .entry(finding.at.sheet.as_str())
                .or_insert_with(empty)
                .add(finding);
        }
        marks
    }

    /// The findings of a sheet, taken out.
    pub(crate) fn take(&mut self, sheet: &str) -> SheetMarks<'a> {
        self.sheets
            .remove(sheet)
            .unwrap_or_else(|| SheetMarks::new(self.catalogue, self.language))
    }
}

impl<'a> SheetMarks<'a> {
    fn new(catalogue: &'a Catalogue, language: Language) -> SheetMarks<'a> {
        SheetMarks {
            rows: BTreeMap::new(),
            columns: BTreeMap::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            catalogue,
            language,
        }
    }

    fn add(&mut self, finding: &'a Finding) {
        if finding.code == NoticeKind::HiddenRow.id() {
            self.hidden_rows.extend(finding.at.row);
        }
        if finding.code == NoticeKind::HiddenColumn.id() {
            self.hidden_columns.extend(columns(&finding.value));
        }
        match (finding.at.row, finding.at.column) {
            (Some(row), _) => self.rows.entry(row).or_default().push(finding),
            (None, Some(column)) => self.columns.entry(column).or_default().push(finding),
            (None, None) => {}
        }
    }

    /// What is said of a row's cells, taken out; what is of the whole row goes to the first filled cell.
    pub(crate) fn row(&mut self, row: u32, first: u16) -> BTreeMap<u16, Mark> {
        let mut cells: BTreeMap<u16, Vec<&Finding>> = BTreeMap::new();
        for finding in self.rows.remove(&row).unwrap_or_default() {
            cells
                .entry(finding.at.column.unwrap_or(first))
                .or_default()
                .push(finding);
        }
        cells
            .into_iter()
            .map(|(column, findings)| (column, self.mark(&findings)))
            .collect()
    }

    /// What is said of whole columns, for the headings; taken out.
    pub(crate) fn headings(&mut self) -> BTreeMap<u16, Mark> {
        let columns = std::mem::take(&mut self.columns);
        columns
            .into_iter()
            .map(|(column, findings)| (column, self.mark(&findings)))
            .collect()
    }

    /// Rows with findings that never passed, because nothing stands in them.
    pub(crate) fn left(&self) -> Vec<u32> {
        self.rows.keys().copied().collect()
    }

    fn mark(&self, findings: &[&Finding]) -> Mark {
        let words = words(self.language);
        let mut mark = Mark {
            severity: Severity::Note,
            says: String::new(),
        };
        for finding in findings {
            let sentence = sentence(self.catalogue, finding, self.language);
            mark.severity = mark.severity.max(sentence.severity);
            let between = if mark.says.is_empty() { "" } else { "\n\n" };
            let severity = words.severity(sentence.severity);
            mark.says.push_str(&format!(
                "{between}{severity} {}\n{}\n→ {}",
                finding.code, sentence.says, sentence.mend
            ));
        }
        mark
    }
}

/// A range of columns as a notice gives it: `C:E`.
fn columns(value: &str) -> Option<(u16, u16)> {
    let number = |letters: &str| {
        let mut digits = letters
            .bytes()
            .map(|byte| byte.is_ascii_uppercase().then(|| u32::from(byte - b'A') + 1));
        let number = digits.try_fold(0u32, |all, digit| all.checked_mul(26)?.checked_add(digit?))?;
        u16::try_from(number.checked_sub(1)?)
            .ok()
            .filter(|column| *column < 16_384)
    };
    let (first, last) = value.split_once(':').unwrap_or((value, value));
    Some((number(first)?, number(last)?))
}
