//! `sintra demo`: a small synthetic country, from its workbooks to its report, through the same doors as a
//! real one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use catalogue::{Catalogue, Language};
use operations::{Ask, Audience, Reader, Store, asked_of, now, receive};

use crate::{
    command::{caller, catalogue_of, diagnose},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
    words::receipt_words,
};

/// The seed of the country that everybody sees; another seed is another country.
const SEED: u64 = 2019;

pub(crate) fn run(given: &Given, dir: PathBuf) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let (returns, folder, report) = (dir.join("returns"), dir.join("store"), dir.join("report"));
    if folder.join("sintra.db").exists() {
        let says = format!(
            "{} already holds a country; give another folder, or remove this one",
            dir.display()
        );
        return Err(Failure::Usage(says));
    }
    let files = write_returns(&catalogue, &returns)?;
    let mut store = Store::create(&folder)?;
    for (authority, path) in &files {
        hand_in(given, &catalogue, &mut store, authority, path)?;
    }
    let operator = caller(given, "", "demonstration");
    let vintage = operations::freeze(&catalogue, &store, &operator, None)?;
    diagnose::write_all(given, &store, &report, &vintage.id, Audience::Synthetic, &Language::ALL)?;
    where_to_look(given.lang, &dir, &vintage.id);
    Ok(Ended::Well)
}

fn write_returns(catalogue: &Catalogue, folder: &Path) -> Result<Vec<(&'static str, PathBuf)>, Failure> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| Failure::Operation(format!("{path}: {error}"))
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let made = demo::returns(catalogue, SEED).map_err(|error| Failure::Operation(error.to_string()))?;
    let mut files = Vec::new();
    for one in made {
        let path = folder.join(&one.file_name);
        fs::write(&path, one.bytes).map_err(failed(&path))?;
        files.push((one.authority, path));
    }
    Ok(files)
}

fn hand_in(
    given: &Given,
    catalogue: &Catalogue,
    store: &mut Store,
    authority: &str,
    path: &Path,
) -> Result<(), Failure> {
    let asked = asked_of(
        catalogue,
        Ask {
            authority: Some(authority),
            period: Some(demo::PERIOD),
            ..Ask::default()
        },
    )?;
    let registrar = caller(given, authority, "hand in a return");
    let reader = Reader::this_program()?;
    let received = receive(catalogue, store, &reader, &registrar, asked, path, &now())?;
    match received.receipt {
        Some(receipt) => say!("{}", receipt_words(&receipt, given.lang).trim_end()),
        None => say!("{}: {:?}", path.display(), received.outcome.findings.counts()),
    }
    Ok(())
}

fn where_to_look(language: Language, dir: &Path, vintage: &str) {
    let (es, en) = (dir.join("report/es/index.html"), dir.join("report/en/index.html"));
    let store = dir.join("store");
    match language {
        Language::Es => say!(
            "\nPaís sintético: ninguna persona es real.\nDiagnóstico: {}  (inglés: {})\nCorte: {vintage}\n\
             Siga una cifra hasta sus registros:\n  sintra --store {} trace 'victims.by_sex[F]'",
            es.display(),
            en.display(),
            store.display()
        ),
        Language::En => say!(
            "\nA synthetic country: no person is real.\nDiagnosis: {}  (Spanish: {})\nVintage: {vintage}\n\
             Follow a figure to its records:\n  sintra --store {} trace 'victims.by_sex[F]'",
            en.display(),
            es.display(),
            store.display()
        ),
    }
}
