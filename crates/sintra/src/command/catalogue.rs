//! `sintra catalogue check`.

use std::path::Path;

use catalogue::Language;

use crate::{
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
