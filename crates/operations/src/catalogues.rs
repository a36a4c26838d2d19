//! The catalogue that an act runs on: the one built in, or one from a folder, checked before it is used.

use std::{fs, path::Path};

use catalogue::{Catalogue, Fault, Files};

use crate::OperationError;

/// The catalogue built in, or the one of a folder, with a crosswalk from a file outside it when one is
/// given; the crosswalk's id comes back.
///
/// # Errors
/// Every fault of the catalogue and of the crosswalk, or a file that cannot be read.
pub fn catalogue_from(
    folder: Option<&Path>,
    crosswalk: Option<&Path>,
) -> Result<(Catalogue, Option<String>), OperationError> {
    let catalogue = Catalogue::read(files(folder)?).map_err(OperationError::Catalogue)?;
    let Some(path) = crosswalk else {
        return Ok((catalogue, None));
    };
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(OperationError::file(&name))?;
    let (catalogue, id) = catalogue
        .with_crosswalk(&name, &text)
        .map_err(OperationError::Catalogue)?;
    Ok((catalogue, Some(id)))
}

/// Every fault of a catalogue and of the report's texts, and how many files were read.
///
/// # Errors
/// When the folder cannot be read.
pub fn catalogue_faults(folder: Option<&Path>) -> Result<(Vec<Fault>, usize), OperationError> {
    let files = files(folder)?;
    let count = files.under("", "").count();
    let (catalogue, mut faults) = Catalogue::examined(files);
    faults.extend(report::check_texts(&catalogue));
    faults.sort();
    Ok((faults, count))
}

fn files(folder: Option<&Path>) -> Result<Files, OperationError> {
    let Some(folder) = folder else {
        return Ok(Files::embedded());
    };
    let mut files = Files::default();
    gather(folder, "", &mut files)?;
    Ok(files)
}

fn gather(folder: &Path, inside: &str, files: &mut Files) -> Result<(), OperationError> {
    let name = folder.display().to_string();
    for entry in fs::read_dir(folder).map_err(OperationError::file(&name))? {
        let entry = entry.map_err(OperationError::file(&name))?;
        let own = format!("{inside}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{own}/"), files)?;
        } else if ["toml", "csv", "md", "json"]
            .iter()
            .any(|end| own.ends_with(&format!(".{end}")))
        {
            let text = fs::read_to_string(entry.path()).map_err(OperationError::file(&own))?;
            files.put(own, text);
        }
    }
    Ok(())
}
