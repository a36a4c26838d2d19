//! Boundaries for the maps: imported from a file that an installation obtained, kept beside the database. They are
//! public geometry and no secret; who imported them, and which, is in the log.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use catalogue::{Act, Language};
use report::chart::{Boundaries, import};

use crate::{Caller, Door, OperationError, door::On, hashed::sha256};

/// The folder of maps in that of a store.
const FOLDER: &str = "maps";

/// The largest file of boundaries, in bytes.
const FILE_MAX: u64 = 160 << 20;

/// Which regions a map is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The 32 states.
    State,
    /// Municipalities.
    Municipality,
}

/// What became of a file of boundaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapImported {
    /// Regions of the map.
    pub regions: usize,
    /// Codes of the file that the catalogue does not have: they were left out.
    pub unknown: Vec<String>,
    /// Codes of the catalogue that the file lacks.
    pub missing: Vec<String>,
    /// What the map weighs, in bytes.
    pub size_bytes: usize,
    /// Where it was written.
    pub path: PathBuf,
}

impl Level {
    /// The name in files and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Level::State => "state",
            Level::Municipality => "municipality",
        }
    }

    /// The level of a name.
    #[must_use]
    pub fn of(id: &str) -> Option<Level> {
        [Level::State, Level::Municipality]
            .into_iter()
            .find(|level| level.id() == id)
    }

    /// The most that the outlines may weigh: what a page bears, and for municipalities a state at a time.
    fn bytes_max(self) -> usize {
        match self {
            Level::State => 60_000,
            Level::Municipality => 600_000,
        }
    }
}

impl Door {
    /// Makes a map of a file of GeoJSON and keeps it, in the place of an earlier one.
    ///
    /// # Errors
    /// When the caller may not, the file cannot be read, it is no map of Mexico in degrees, or the map cannot be
    /// written.
    pub fn import_map(&self, caller: &Caller, level: Level, file: &Path) -> Result<MapImported, OperationError> {
        self.admit(caller, Act::ImportMap, On::default())?;
        let name = file.display().to_string();
        let bytes = read(file).map_err(OperationError::file(name.clone()))?;
        if bytes.len() as u64 > FILE_MAX {
            return Err(OperationError::Unknown(too_large(self.language(), &name)));
        }
        let codes = self
            .catalogue()
            .list(level.id())
            .map(catalogue::List::codes)
            .unwrap_or_default();
        let known: BTreeSet<String> = codes.iter().map(|code| code.id.clone()).collect();
        let imported = import(&bytes, &known, level.bytes_max());
        let imported = imported.map_err(|error| OperationError::Unknown(format!("{name}: {error}")))?;
        let text = imported.boundaries.text();
        let path = self.map_file(level);
        self.keep_map(caller, (level, &path), &text)?;
        Ok(MapImported {
            regions: imported.regions,
            unknown: imported.unknown,
            missing: imported.missing,
            size_bytes: text.len(),
            path,
        })
    }

    /// The boundaries that were imported; none where nobody did, or where the file is no longer a map.
    #[must_use]
    pub fn boundaries(&self, level: Level) -> Option<Boundaries> {
        let text = fs::read_to_string(self.map_file(level)).ok()?;
        Boundaries::read(&text).ok()
    }

    fn map_file(&self, level: Level) -> PathBuf {
        self.store.folder().join(FOLDER).join(format!("{}.json", level.id()))
    }

    /// Writes a map beside where it goes, says so in the log, and sets it in its place.
    fn keep_map(&self, caller: &Caller, (level, path): (Level, &Path), text: &str) -> Result<(), OperationError> {
        let failed = || OperationError::file(path.display().to_string());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed())?;
        }
        let beside = path.with_extension("new");
        let mut out = fs::File::create(&beside).map_err(failed())?;
        out.write_all(text.as_bytes()).map_err(failed())?;
        out.sync_all().map_err(failed())?;
        let object = format!("{} {}", level.id(), sha256(text.as_bytes()));
        self.store
            .note(caller.actor(), &self.now(), Act::ImportMap.id(), &object, &[])?;
        fs::rename(&beside, path).map_err(failed())
    }
}

/// A file, as far as one byte beyond the largest that is taken.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(FILE_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn too_large(language: Language, name: &str) -> String {
    let most = FILE_MAX >> 20;
    match language {
        Language::Es => format!("{name}: pesa más de {most} MB. Simplifique los límites antes de importarlos."),
        Language::En => {
            format!("{name}: it weighs more than {most} MB. Simplify the boundaries before importing them.")
        }
    }
}
