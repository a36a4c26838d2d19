//! `sintra check`: what is wrong with files, without storing anything of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use catalogue::{Catalogue, Language};
use operations::{Outcome, Reader, asked_of, check, sha256_of};
use serde_json::json;

use crate::{
    command::{ask_of, catalogue_of, sealed},
    line::{About, Given},
    outcome::{Ended, Failure},
    say::say,
    words::{finding_json, finding_line},
};

pub(crate) fn files(
    given: &Given,
    files: &[PathBuf],
    about: &About,
    json: bool,
    annotated: Option<&Path>,
    identity: bool,
) -> Result<Ended, Failure> {
    if annotated.is_some() && files.len() > 1 {
        return Err(Failure::Usage("--annotated takes one file at a time".to_owned()));
    }
    let (catalogue, crosswalk) = catalogue_of(given, Some(about))?;
    let mut asked = asked_of(&catalogue, ask_of(about, crosswalk.as_deref()))?;
    asked.identity = sealed(identity);
    let reader = Reader::this_program()?;
    let mut ended = Ended::Well;
    for path in files {
        let outcome = check(&catalogue, asked, &reader, path)?;
        match json {
            true => print_json(&catalogue, path, &outcome, given.lang)?,
            false => print(&catalogue, path, &outcome, given.lang),
        }
        if let Some(copy) = annotated {
            let bytes = operations::annotated(&catalogue, asked, &reader, path, &outcome, given.lang)?;
            fs::write(copy, bytes).map_err(|error| Failure::Operation(format!("{}: {error}", copy.display())))?;
        }
        ended = worse(ended, ended_of(&catalogue, &outcome));
    }
    Ok(ended)
}

/// How a checked file ends.
pub(crate) fn ended_of(catalogue: &Catalogue, outcome: &Outcome) -> Ended {
    match (outcome.refused, outcome.findings.is_clean(catalogue)) {
        (true, _) => Ended::Refused,
        (false, true) => Ended::Well,
        (false, false) => Ended::WithFindings,
    }
}

fn worse(one: Ended, other: Ended) -> Ended {
    match (one, other) {
        (Ended::Refused, _) | (_, Ended::Refused) => Ended::Refused,
        (Ended::WithFindings, _) | (_, Ended::WithFindings) => Ended::WithFindings,
        _ => Ended::Well,
    }
}

fn print_json(catalogue: &Catalogue, path: &Path, outcome: &Outcome, language: Language) -> Result<(), Failure> {
    let findings: Vec<_> = outcome
        .findings
        .kept()
        .iter()
        .map(|finding| finding_json(catalogue, finding, language))
        .collect();
    let parts: Vec<_> = outcome
        .parts
        .iter()
        .map(|part| {
            json!({ "register": part.register, "sheet": part.sheet, "rows": part.rows, "accepted": part.accepted,
                            "waiting": part.waiting, "stands_for": part.stands_for })
        })
        .collect();
    let line = json!({
        "file": path.display().to_string(), "sha256": sha256_of(path)?, "rows": outcome.rows,
        "outside": outcome.outside, "refused": outcome.refused, "parts": parts,
        "counts": outcome.findings.counts(), "findings": findings,
    });
    say!("{line}");
    Ok(())
}

fn print(catalogue: &Catalogue, path: &Path, outcome: &Outcome, language: Language) {
    say!("{}", path.display());
    print_findings(catalogue, outcome, language);
    for part in &outcome.parts {
        match language {
            Language::Es => say!(
                "  {}: {} filas, {} listas para recibirse (representan {}), {} por corregir",
                part.register,
                part.rows,
                part.accepted,
                part.stands_for,
                part.waiting
            ),
            Language::En => say!(
                "  {}: {} rows, {} ready to be taken in (standing for {}), {} to be corrected",
                part.register,
                part.rows,
                part.accepted,
                part.stands_for,
                part.waiting
            ),
        }
    }
}

/// The findings, at most twenty of a kind, and how many more there are.
pub(crate) fn print_findings(catalogue: &Catalogue, outcome: &Outcome, language: Language) {
    const SHOWN: u64 = 20;
    for (code, count) in outcome.findings.counts() {
        let own = outcome.findings.kept().iter().filter(|finding| finding.code == *code);
        for finding in own.take(SHOWN as usize) {
            say!("{}", finding_line(catalogue, finding, language));
        }
        if *count > SHOWN {
            match language {
                Language::Es => say!("         {code}: y {} más", count - SHOWN),
                Language::En => say!("         {code}: and {} more", count - SHOWN),
            }
        }
    }
}
