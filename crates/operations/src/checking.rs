//! Checks a file without storing anything of it.

use std::{fs::File, io, path::Path};

use catalogue::{Catalogue, Language};
use intake::{Annotator, Asked, Check, Nowhere, Outcome, Taker, Words};
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
    mut check: Check<'c, T>,
    reader: &Reader,
    upload: File,
    name: &str,
) -> Result<(Outcome, T), OperationError> {
    let whole = reader.read(upload, name, &mut check)?;
    let (outcome, taker) = check.finish();
    Ok((if whole { outcome } else { unread(outcome) }, taker))
}

/// What is said of a file that the reading process died of.
pub(crate) fn unread(mut outcome: Outcome) -> Outcome {
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
