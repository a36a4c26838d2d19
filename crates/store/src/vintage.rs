//! Vintages: frozen states of the registers, each a folder of files named by what is in it. A folder
//! without a row in the database is no vintage.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use register::Caller;
use rusqlite::{OptionalExtension, Row};

use crate::{Store, StoreError, desk::Desk, disk, log};

/// A vintage as the store remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vintage {
    /// Its id: the hash of its content.
    pub id: String,
    /// When it was frozen, RFC 3339 in UTC.
    pub frozen_at: String,
    /// What is in it, as it was written.
    pub manifest: String,
}

/// A vintage that is being written. Dropped before [`VintageFolder::finish`], it leaves nothing.
#[derive(Debug)]
pub struct VintageFolder<'s> {
    store: &'s Store,
    path: PathBuf,
    /// Keeps the path from being swept while the folder is wanted.
    _desk: Arc<Desk>,
}

impl Drop for VintageFolder<'_> {
    fn drop(&mut self) {
        // It is no longer there when it has become a vintage.
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl Store {
    /// Begins a vintage in a folder of its own.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new_vintage(&self) -> Result<VintageFolder<'_>, StoreError> {
        let desk = self.desk()?;
        let path = desk.place();
        disk::make_folder(&path)?;
        Ok(VintageFolder {
            store: self,
            path,
            _desk: desk,
        })
    }

    /// Every vintage, in the order in which they were frozen.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn vintages(&self) -> Result<Vec<Vintage>, StoreError> {
        let sql = "SELECT id, frozen_at, manifest FROM vintage ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let vintages = statement.query_map([], read_vintage)?;
        Ok(vintages.collect::<Result<_, _>>()?)
    }

    /// The vintage of an id, of the beginning of one, or the `latest`.
    ///
    /// # Errors
    /// When there is none, or several begin so.
    pub fn vintage(&self, asked: &str) -> Result<Vintage, StoreError> {
        let mut all = self.vintages()?;
        let absent = || StoreError::NoVintage(asked.to_owned());
        if asked == "latest" {
            return all.pop().ok_or_else(absent);
        }
        if asked.is_empty() {
            return Err(absent());
        }
        if let Some(at) = all.iter().position(|one| one.id == asked) {
            return Ok(all.swap_remove(at));
        }
        all.retain(|one| one.id.starts_with(asked));
        match all.len() {
            0 | 1 => all.pop().ok_or_else(absent),
            _ => Err(StoreError::SeveralVintages(asked.to_owned())),
        }
    }

    /// A file of a vintage, by the vintage's full id.
    ///
    /// # Errors
    /// When there is no such vintage, the name is none, or the file cannot be opened.
    pub fn open_vintage_file(&self, id: &str, name: &str) -> Result<File, StoreError> {
        if !disk::is_plain_name(name) {
            return Err(StoreError::NotAName(name.to_owned()));
        }
        self.frozen(id)?.ok_or_else(|| StoreError::NoVintage(id.to_owned()))?;
        File::open(self.vintages_folder().join(id).join(name)).map_err(StoreError::disk("open a file of the vintage"))
    }

    fn frozen(&self, id: &str) -> Result<Option<Vintage>, StoreError> {
        let sql = "SELECT id, frozen_at, manifest FROM vintage WHERE id = ?1";
        Ok(self
            .connection()
            .prepare_cached(sql)?
            .query_row([id], read_vintage)
            .optional()?)
    }
}

impl VintageFolder<'_> {
    /// Where the folder lies until it is finished.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a file in the vintage.
    ///
    /// # Errors
    /// When the name is none, is taken, or the file cannot be made.
    pub fn create(&self, name: &str) -> Result<File, StoreError> {
        if !disk::is_plain_name(name) {
            return Err(StoreError::NotAName(name.to_owned()));
        }
        File::create_new(self.path.join(name)).map_err(StoreError::disk("make a file of the vintage"))
    }

    /// Makes it a vintage, for good. A vintage of the same id, with the same files, is kept as it was; only
    /// the log says that it was frozen again.
    ///
    /// # Errors
    /// When the caller has no purpose, the id is none, a vintage of that id has other content
    /// ([`StoreError::VintageDiffers`]), or it cannot be written.
    pub fn finish(self, caller: &Caller, at: &str, id: &str, manifest: &str) -> Result<Vintage, StoreError> {
        log::witness(caller, at)?;
        if !disk::is_plain_name(id) || id == "latest" {
            return Err(StoreError::NotAName(id.to_owned()));
        }
        for path in files(&self.path)?.values() {
            File::open(path)
                .map_err(StoreError::disk("make a file last"))
                .and_then(|file| disk::seal(&file))?;
        }
        disk::sync_folder(&self.path)?;
        let transaction = self.store.begin()?;
        let known = self.store.frozen(id)?;
        let vintage = known.clone().unwrap_or_else(|| Vintage {
            id: id.to_owned(),
            frozen_at: at.to_owned(),
            manifest: manifest.to_owned(),
        });
        if known.is_none() {
            let sql = "INSERT INTO vintage (id, frozen_at, manifest) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, (id, at, manifest))?;
        }
        log::write(&transaction, caller, at, "freeze", &format!("vintage {id}"))?;
        self.put_in_place(id, known.is_some())?;
        transaction.commit()?;
        Ok(vintage)
    }

    /// Gives the folder its name, under the right to write that the caller holds.
    fn put_in_place(&self, id: &str, known: bool) -> Result<(), StoreError> {
        let vintages = self.store.vintages_folder();
        let target = vintages.join(id);
        if target.exists() {
            if same(&self.path, &target)? {
                return Ok(());
            }
            if known {
                return Err(StoreError::VintageDiffers(id.to_owned()));
            }
            // No vintage claims it: what a crash left, damaged since.
            fs::remove_dir_all(&target).map_err(StoreError::disk("remove an unfinished vintage"))?;
        }
        fs::rename(&self.path, &target).map_err(StoreError::disk("name the vintage"))?;
        disk::sync_folder(&vintages)
    }
}

fn read_vintage(row: &Row<'_>) -> rusqlite::Result<Vintage> {
    Ok(Vintage {
        id: row.get(0)?,
        frozen_at: row.get(1)?,
        manifest: row.get(2)?,
    })
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Result<BTreeMap<OsString, PathBuf>, StoreError> {
    let named = |entry: fs::DirEntry| (entry.file_name(), entry.path());
    let read: io::Result<_> = fs::read_dir(folder).and_then(|all| all.map(|entry| entry.map(named)).collect());
    read.map_err(StoreError::disk("list the files of the vintage"))
}

/// Whether two folders hold the same files.
fn same(one: &Path, other: &Path) -> Result<bool, StoreError> {
    let (one, other) = (files(one)?, files(other)?);
    if !one.keys().eq(other.keys()) {
        return Ok(false);
    }
    for (mine, yours) in one.values().zip(other.values()) {
        if !same_bytes(mine, yours).map_err(StoreError::disk("compare the files of the vintage"))? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut mine, mut yours) = (Vec::new(), Vec::new());
    loop {
        mine.clear();
        yours.clear();
        one.by_ref().take(64 * 1024).read_to_end(&mut mine)?;
        other.by_ref().take(64 * 1024).read_to_end(&mut yours)?;
        if mine != yours || mine.is_empty() {
            return Ok(mine == yours);
        }
    }
}
