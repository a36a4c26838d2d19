//! `sintra template`: the workbook that an authority fills in.

use std::{fs, path::PathBuf};

use catalogue::Language;

use crate::{
    command::{catalogue_of, sealed},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn write(
    given: &Given,
    authority: &str,
    registers: &[String],
    out: Option<PathBuf>,
    identity: bool,
) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let bytes = operations::template_of(&catalogue, authority, registers, given.lang, sealed(identity))?;
    let path = out.unwrap_or_else(|| PathBuf::from(format!("{authority}.xlsx")));
    fs::write(&path, bytes).map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))?;
    match given.lang {
        Language::Es => say!("Se escribió {}.", path.display()),
        Language::En => say!("Wrote {}.", path.display()),
    }
    Ok(Ended::Well)
}
