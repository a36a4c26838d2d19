//! Checks a file without storing anything of it.

use std::{fs::File, io, ops::ControlFlow, path::Path};

use catalogue::{Catalogue, Language};
use intake::{Annotator, Asked, Cell, Check, Notice, Nowhere, Outcome, Rows, SheetInfo, Taker, Words};
use register::{Address, Finding};

use crate::{OperationError, Reader, hashed::Hashed};

/// Checks a file: everything found, and what would become of its rows.
///
/// # Errors
/// When the file cannot be opened. A file that cannot be read is a finding.
pub fn check(catalogue: &Catalogue, asked: Asked<'_>, reader: &Reader, path: &Path) -> Result<Outcome, OperationError> {
    let words = Words::of(catalogue);
    let check = Check::new(catalogue, &words, asked, Nowhere);
    read_whole(check, reader, opened(path)?, &file_name(path)).map(|(outcome, _)| outcome)
}

/// The same file with its findings in it: cells coloured, notes, a sheet of findings.
///
/// # Errors
/// When the file cannot be opened, or the copy cannot be made.
pub fn annotated(
    catalogue: &Catalogue,
    asked: Asked<'_>,
    reader: &Reader,
    path: &Path,
    outcome: &Outcome,
    language: Language,
) -> Result<Vec<u8>, OperationError> {
    let mut annotator = Annotator::new(catalogue, asked, &outcome.findings, language);
    reader.read(opened(path)?, &file_name(path), &mut annotator)?;
    annotator
        .finish()
        .map_err(|error| OperationError::Broken(error.to_string()))
}

/// Reads a file to its end through a check; a reading process that died is said as a finding.
pub(crate) fn read_whole<'c, T: Taker<'c>>(
    check: Check<'c, T>,
    reader: &Reader,
    upload: File,
    name: &str,
) -> Result<(Outcome, T), OperationError> {
    read_told(check, reader, (upload, name), &mut |_| ())
}

/// The same, telling now and then how many rows were read so far.
pub(crate) fn read_told<'c, T: Taker<'c>>(
    check: Check<'c, T>,
    reader: &Reader,
    (upload, name): (File, &str),
    progress: &mut dyn FnMut(u64),
) -> Result<(Outcome, T), OperationError> {
    checked(check, progress, |rows| reader.read(upload, name, rows))
}

/// Checks what `read` hands over, telling now and then how many rows were read so far; `read` answers whether the reading
/// process came to the end.
pub(crate) fn checked<'c, 'p, T: Taker<'c>>(
    check: Check<'c, T>,
    progress: &'p mut dyn FnMut(u64),
    read: impl FnOnce(&mut Counted<'p, Check<'c, T>>) -> Result<bool, OperationError>,
) -> Result<(Outcome, T), OperationError> {
    let mut counted = Counted {
        rows: 0,
        progress,
        to: check,
    };
    let whole = read(&mut counted)?;
    let (outcome, taker) = counted.to.finish();
    Ok((if whole { outcome } else { unread(outcome) }, taker))
}

/// Rows between two reports of progress.
const ROWS_TOLD: u64 = 500;

/// Tells how many rows went by.
pub(crate) struct Counted<'p, R> {
    rows: u64,
    progress: &'p mut dyn FnMut(u64),
    to: R,
}

impl<R: Rows> Rows for Counted<'_, R> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.to.sheet(sheet);
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        self.rows += 1;
        if self.rows.is_multiple_of(ROWS_TOLD) {
            (self.progress)(self.rows);
        }
        self.to.row(row, cells)
    }

    fn notice(&mut self, notice: Notice) {
        self.to.notice(notice);
    }
}

/// What is said of a file that the reading process died of.
fn unread(mut outcome: Outcome) -> Outcome {
    if !outcome.refused {
        let code = "R-009".into();
        outcome.findings.push(Finding {
            code,
            at: Address::default(),
            count: 1,
            ..Finding::default()
        });
        outcome.refused = true;
    }
    outcome
}

pub(crate) fn opened(path: &Path) -> Result<File, OperationError> {
    File::open(path).map_err(OperationError::file(path.display().to_string()))
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The SHA-256 of a file, hexadecimal, by which a return and its receipt name it.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256_of(path: &Path) -> Result<String, OperationError> {
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(OperationError::file(&name))?;
    let mut out = Hashed::new(io::sink());
    io::copy(&mut file, &mut out).map_err(OperationError::file(&name))?;
    Ok(out.sha256())
}
