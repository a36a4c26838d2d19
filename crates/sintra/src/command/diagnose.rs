//! `sintra diagnose`: the report of a vintage.

use std::{fs, path::Path};

use catalogue::Language;
use operations::{Audience, Caller, Door, frozen, report_files};

use crate::{
    command::{compare, enter},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

/// Writes the report, compares its figures, or both.
pub(crate) fn run(
    given: &Given,
    out: Option<&Path>,
    compare: Option<&str>,
    json: bool,
    vintage: &str,
) -> Result<Ended, Failure> {
    let written = out.map_or(Ok(Ended::Well), |out| write(given, out, vintage))?;
    compare.map_or(Ok(written), |id| compare::print(given, id, json, vintage))
}

fn write(given: &Given, out: &Path, vintage: &str) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "write the Diagnosis")?;
    write_all(&door, &caller, out, vintage, Audience::Reserved, &[given.lang])?;
    say!("{}", out.join(given.lang.code()).join("index.html").display());
    Ok(Ended::Well)
}

/// Writes the report in some languages.
pub(crate) fn write_all(
    door: &Door,
    caller: &Caller,
    out: &Path,
    vintage: &str,
    audience: Audience,
    languages: &[Language],
) -> Result<(), Failure> {
    let mut frozen = frozen(door, vintage)?;
    for (name, bytes) in report_files(door, &mut frozen, caller, audience, languages)? {
        let path = out.join(&name);
        let failed = |error| Failure::Operation(format!("{}: {error}", path.display()));
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::write(&path, bytes).map_err(failed)?;
    }
    Ok(())
}
