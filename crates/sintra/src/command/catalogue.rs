//! `sintra catalogue check`.

use std::path::Path;

use catalogue::Language;

use crate::{
    line::Given,
    outcome::{Ended, Failure},
};

pub(crate) fn check(given: &Given, folder: Option<&Path>) -> Result<Ended, Failure> {
    let (faults, files) = operations::catalogue_faults(folder.or(given.catalogue.as_deref()))?;
    for fault in &faults {
        println!("{fault}");
    }
    match (faults.len(), given.lang) {
        (0, Language::Es) => println!("El catálogo es consistente ({files} archivos)."),
        (0, Language::En) => println!("The catalogue is consistent ({files} files)."),
        (count, Language::Es) => println!("{count} faltas en el catálogo."),
        (count, Language::En) => println!("{count} faults in the catalogue."),
    }
    Ok(if faults.is_empty() { Ended::Well } else { Ended::WithFindings })
}
