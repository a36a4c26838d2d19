//! A vintage opened: the law as it was then at once, each register when it is wanted, every file held against its hash.

use std::{
    collections::BTreeMap,
    io::{BufReader, Read},
    sync::Arc,
};

use catalogue::{Catalogue, Files};
use serde_json::Value as Json;
use statistics::{Facts, Linkage};
use store::{Store, Vintage};

use crate::{
    Door, OperationError,
    freezing::{CATALOGUE, FILE_LINKAGE, LINKAGE},
    hashed::{Hashed, sha256},
};

/// A vintage opened: the law as it was then, what it holds, and the facts.
#[derive(Debug)]
pub struct Frozen {
    /// The vintage.
    pub vintage: Vintage,
    /// The catalogue it was frozen under.
    pub catalogue: Arc<Catalogue>,
    /// Its manifest.
    pub(crate) manifest: Json,
    /// Which of its rows speak of one person, and which of one file.
    pub(crate) linkage: Option<Linkage>,
    /// Its registers that were read, by id: only acts with a caller see them.
    pub(crate) facts: BTreeMap<String, Facts>,
}

impl Frozen {
    /// How many of a register's records came with their offences in one single item (¶184), each as many
    /// times as it stands for.
    #[must_use]
    pub fn not_separated(&self, register: &str) -> u64 {
        let state = catalogue::State::NotSeparated;
        self.facts
            .get(register)
            .map_or(0, |facts| facts.in_state("offences", state))
    }
}

/// Opens a vintage by its id, the beginning of one, or `latest`, with all its registers.
///
/// # Errors
/// When there is none, or it is damaged.
pub fn frozen(door: &Door, asked: &str) -> Result<Frozen, OperationError> {
    let mut frozen = Frozen::open(door, asked)?;
    frozen.bring(door, |_| true)?;
    Ok(frozen)
}

impl Frozen {
    /// The vintage with none of its registers.
    pub(crate) fn open(door: &Door, asked: &str) -> Result<Frozen, OperationError> {
        let store = &door.store;
        let vintage = store.vintage(asked)?;
        let manifest: Json =
            serde_json::from_str(&vintage.manifest).map_err(|error| damaged(&vintage, &error.to_string()))?;
        let law = read_file(store, &vintage, CATALOGUE, manifest["catalogue"].as_str())?;
        let texts: BTreeMap<String, String> =
            serde_json::from_slice(&law).map_err(|error| damaged(&vintage, &error.to_string()))?;
        let mut files = Files::default();
        texts.into_iter().for_each(|(path, text)| files.put(path, text));
        let catalogue = Catalogue::read(files).map_err(OperationError::Catalogue)?;
        let linkage = read_linkages(store, &vintage, &manifest)?;
        Ok(Frozen {
            vintage,
            catalogue: Arc::new(catalogue),
            manifest,
            linkage,
            facts: BTreeMap::new(),
        })
    }

    /// Reads the registers that are wanted and not there yet.
    pub(crate) fn bring(&mut self, door: &Door, wanted: impl Fn(&str) -> bool) -> Result<(), OperationError> {
        let missing = |entry: &&Json| {
            let id = entry["register"].as_str().unwrap_or_default();
            wanted(id) && !self.facts.contains_key(id)
        };
        let entries = self.manifest["registers"].as_array().into_iter().flatten();
        let read: Result<Vec<Facts>, OperationError> =
            entries.filter(missing).map(|entry| self.read(door, entry)).collect();
        for facts in read? {
            self.facts.insert(facts.register().to_owned(), facts);
        }
        Ok(())
    }

    fn read(&self, door: &Door, entry: &Json) -> Result<Facts, OperationError> {
        let name = entry["file"].as_str().unwrap_or_default();
        let file = door.store.open_vintage_file(&self.vintage.id, name)?;
        let mut reading = Hashed::new(BufReader::with_capacity(1 << 18, file));
        let mut facts = Facts::read(&self.catalogue, &mut reading)?;
        if Some(reading.sha256().as_str()) != entry["sha256"].as_str() {
            return Err(damaged(&self.vintage, &format!("{name} is not what was frozen")));
        }
        if let Some(linkage) = &self.linkage {
            let linked = facts.link(&self.catalogue, linkage);
            linked.map_err(|error| damaged(&self.vintage, &error.to_string()))?;
        }
        Ok(facts)
    }
}

/// Which rows speak of one person, and which of one file; vintages of before the first run of a linkage have none.
fn read_linkages(store: &Store, vintage: &Vintage, manifest: &Json) -> Result<Option<Linkage>, OperationError> {
    let read = |name: &str, entry: &Json| {
        if entry.is_null() {
            return Ok(None);
        }
        let bytes = read_file(store, vintage, name, entry["sha256"].as_str())?;
        Ok::<_, OperationError>(Some(Linkage::read(&mut bytes.as_slice())?))
    };
    let persons = read(LINKAGE, &manifest["linkage"])?;
    match (persons, read(FILE_LINKAGE, &manifest["file_linkage"])?) {
        (Some(persons), Some(files)) => {
            let both = persons.with_files(files);
            both.map(Some).map_err(|error| damaged(vintage, &error.to_string()))
        }
        (one, other) => Ok(one.or(other)),
    }
}

fn read_file(store: &Store, vintage: &Vintage, name: &str, frozen: Option<&str>) -> Result<Vec<u8>, OperationError> {
    let mut bytes = Vec::new();
    store
        .open_vintage_file(&vintage.id, name)?
        .read_to_end(&mut bytes)
        .map_err(OperationError::file(name))?;
    if Some(sha256(&bytes).as_str()) != frozen {
        return Err(damaged(vintage, &format!("{name} is not what was frozen")));
    }
    Ok(bytes)
}

fn damaged(vintage: &Vintage, why: &str) -> OperationError {
    OperationError::Broken(format!("the vintage {} is damaged: {why}", vintage.id))
}
