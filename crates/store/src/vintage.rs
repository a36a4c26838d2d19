//! Vintages: frozen states of the registers, each a folder of files named by what is in it. A folder
//! without a row in the database is no vintage.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use register::Actor;
use rusqlite::{Connection, OptionalExtension, Row};
use seal::{Opener, Sealer, Secret};

use crate::{
    Store, StoreError, chance,
    desk::Desk,
    disk,
    log::{self, Act},
};

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
    key: Secret,
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
            key: Secret::draw(&mut chance::generator()?),
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
    pub fn open_vintage_file(&self, id: &str, name: &str) -> Result<Opener<BufReader<File>>, StoreError> {
        if !disk::is_plain_name(name) {
            return Err(StoreError::NotAName(name.to_owned()));
        }
        self.frozen(id)?.ok_or_else(|| StoreError::NoVintage(id.to_owned()))?;
        let path = self.vintages_folder().join(id).join(name);
        opened(&path, &self.vintage_key(id)?.derive(name)).map_err(StoreError::disk("open a file of the vintage"))
    }

    /// Every file of every vintage: the vintage's id and the file's name.
    pub(crate) fn files_of_vintages(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT id, name FROM vintage_file ORDER BY id, name";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn vintage_key(&self, id: &str) -> Result<Secret, StoreError> {
        let sql = "SELECT key FROM vintage_key WHERE id = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let wrapped: Option<Vec<u8>> = statement.query_row([id], |row| row.get(0)).optional()?;
        let wrapped = wrapped.ok_or_else(|| StoreError::NoVintage(id.to_owned()))?;
        Ok(seal::unwrap_under(&wrapped, &self.keys.files(), id.as_bytes())?)
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

    /// Makes a file in the vintage, sealed under a key of its own, so that it opens in no other's place; it is whole once the sealer is finished.
    ///
    /// # Errors
    /// When the name is none, is taken, or the file cannot be made.
    pub fn create(&self, name: &str) -> Result<Sealer<File>, StoreError> {
        if !disk::is_plain_name(name) {
            return Err(StoreError::NotAName(name.to_owned()));
        }
        let mut generator = chance::generator()?;
        File::create_new(self.path.join(name))
            .and_then(|file| Sealer::new(file, &self.key.derive(name), &mut generator))
            .map_err(StoreError::disk("make a file of the vintage"))
    }

    /// Makes it a vintage, for good. A vintage of the same id, with the same files, is kept as it was; only
    /// the log says that it was frozen again.
    ///
    /// # Errors
    /// When the actor has no purpose, the id is none, a vintage of that id has other content
    /// ([`StoreError::VintageDiffers`]), or it cannot be written.
    pub fn finish(self, actor: &Actor, at: &str, id: &str, manifest: &str) -> Result<Vintage, StoreError> {
        log::witness(actor, at)?;
        if !disk::is_plain_name(id) || id == "latest" {
            return Err(StoreError::NotAName(id.to_owned()));
        }
        let files = files(&self.path)?;
        for path in files.values() {
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
            self.write(&transaction, &vintage, files.keys())?;
        }
        self.put_in_place(id, known.is_some())?;
        let act = Act {
            actor,
            at,
            act: "freeze",
            object: &format!("vintage {id}"),
            records: &[],
            content: "",
        };
        self.store.end(transaction, &[act])?;
        Ok(vintage)
    }

    /// Writes a new vintage down, with its key and the names of its files.
    fn write<'n>(
        &self,
        transaction: &Connection,
        vintage: &Vintage,
        names: impl Iterator<Item = &'n String>,
    ) -> Result<(), StoreError> {
        let id = &vintage.id;
        let sql = "INSERT INTO vintage (id, frozen_at, manifest) VALUES (?1, ?2, ?3)";
        transaction.execute(sql, (id, &vintage.frozen_at, &vintage.manifest))?;
        let (files, mut generator) = (self.store.keys.files(), chance::generator()?);
        let key = seal::wrap_under(&self.key, &files, id.as_bytes(), &mut generator);
        transaction.execute("INSERT INTO vintage_key (id, key) VALUES (?1, ?2)", (id, key))?;
        for name in names {
            transaction.execute("INSERT INTO vintage_file (id, name) VALUES (?1, ?2)", (id, name))?;
        }
        Ok(())
    }

    /// Gives the folder its name, under the right to write that the actor holds.
    fn put_in_place(&self, id: &str, known: bool) -> Result<(), StoreError> {
        let vintages = self.store.vintages_folder();
        let target = vintages.join(id);
        if known {
            let key = self.store.vintage_key(id)?;
            let is_same = target.exists() && same((&self.path, &self.key), (&target, &key))?;
            return if is_same {
                Ok(())
            } else {
                Err(StoreError::VintageDiffers(id.to_owned()))
            };
        }
        if target.exists() {
            // No vintage claims it: what a crash left, under a key that nobody has.
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
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, StoreError> {
    let named = |entry: fs::DirEntry| (entry.file_name().to_string_lossy().into_owned(), entry.path());
    let read: io::Result<_> = fs::read_dir(folder).and_then(|all| all.map(|entry| entry.map(named)).collect());
    read.map_err(StoreError::disk("list the files of the vintage"))
}

fn opened(path: &Path, key: &Secret) -> io::Result<Opener<BufReader<File>>> {
    Opener::new(BufReader::with_capacity(1 << 16, File::open(path)?), key)
}

/// Whether two folders hold the same files, each folder with its key.
fn same(one: (&Path, &Secret), other: (&Path, &Secret)) -> Result<bool, StoreError> {
    let (mine, yours) = (files(one.0)?, files(other.0)?);
    if !mine.keys().eq(yours.keys()) {
        return Ok(false);
    }
    for ((name, mine), yours) in mine.iter().zip(yours.values()) {
        let (my_key, your_key) = (one.1.derive(name), other.1.derive(name));
        let compared = opened(mine, &my_key).and_then(|mine| same_bytes(mine, opened(yours, &your_key)?));
        match compared {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(false),
            Err(error) => return Err(StoreError::disk("compare the files of the vintage")(error)),
        }
    }
    Ok(true)
}

fn same_bytes(mut one: impl Read, mut other: impl Read) -> io::Result<bool> {
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
