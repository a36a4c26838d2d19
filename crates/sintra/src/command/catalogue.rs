//! `sintra catalogue check` and `sintra catalogue import-map`.

use std::path::Path;

use catalogue::Language;

use operations::{Level, MapImported};

use crate::{
    command::enter,
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn check(given: &Given, folder: Option<&Path>) -> Result<Ended, Failure> {
    let (faults, files) = operations::catalogue_faults(folder.or(given.catalogue.as_deref()))?;
    for fault in &faults {
        say!("{fault}");
    }
    match (faults.len(), given.lang) {
        (0, Language::Es) => say!("El catálogo es consistente ({files} archivos)."),
        (0, Language::En) => say!("The catalogue is consistent ({files} files)."),
        (count, Language::Es) => say!("{count} faltas en el catálogo."),
        (count, Language::En) => say!("{count} faults in the catalogue."),
    }
    Ok(if faults.is_empty() {
        Ended::Well
    } else {
        Ended::WithFindings
    })
}

pub(crate) fn import_map(given: &Given, file: &Path, level: Level) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "import boundaries")?;
    let imported = door.import_map(&caller, level, file)?;
    let MapImported {
        regions,
        size_bytes,
        path,
        ..
    } = &imported;
    let path = path.display();
    match given.lang {
        Language::Es => say!("Mapa de {regions} regiones, {size_bytes} bytes: {path}"),
        Language::En => say!("A map of {regions} regions, {size_bytes} bytes: {path}"),
    }
    let [unknown, missing] = match given.lang {
        Language::Es => [
            "Claves que el catálogo no tiene, omitidas",
            "Claves que faltan en el archivo",
        ],
        Language::En => [
            "Codes that the catalogue lacks, left out",
            "Codes missing from the file",
        ],
    };
    for (words, codes) in [(unknown, &imported.unknown), (missing, &imported.missing)] {
        if !codes.is_empty() {
            say!("{words} ({}): {}", codes.len(), listed(codes));
        }
    }
    Ok(if imported.unknown.is_empty() && imported.missing.is_empty() {
        Ended::Well
    } else {
        Ended::WithFindings
    })
}

/// The first codes of many.
fn listed(codes: &[String]) -> String {
    const SHOWN: usize = 40;
    let more = if codes.len() > SHOWN { " …" } else { "" };
    codes.iter().take(SHOWN).cloned().collect::<Vec<String>>().join(", ") + more
}
