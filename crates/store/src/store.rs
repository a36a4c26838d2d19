//! The store: one folder with the database, the originals and the vintages.

use std::{
    cell::OnceCell,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};
use seal::Secret;

use crate::{
    Keys, StoreError,
    anchor::Anchor,
    desk::Desk,
    disk,
    schema::{self, Kind},
    scribe::Scribe,
    turn::{Entered, Turns, Who},
    under_way,
};

const DATABASE: &str = "sintra.db";
const ORIGINALS: &str = "originals";
const VINTAGES: &str = "vintages";

/// How long a writer waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages that the one connection of a command keeps in memory, in KiB.
const CACHE_KIB: u32 = 64 << 10;
/// The same for each of the many connections of one process.
const CACHE_OF_MANY_KIB: u32 = 4 << 10;

/// Where a store lies and what opens it.
#[derive(Clone, Debug)]
pub struct Access {
    /// The folder.
    pub folder: PathBuf,
    /// Its keys.
    pub keys: Keys,
    /// Where the log's latest checkpoint lies, outside the folder; `None` for a store that nobody can roll back.
    pub anchor: Option<PathBuf>,
}

/// An open store. Any number of processes may have one open; one at a time writes, and reading never waits.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    connection: Connection,
    desk: OnceCell<Arc<Desk>>,
    turns: Arc<Turns>,
    pub(crate) scribe: Option<Arc<Scribe>>,
    pub(crate) keys: Keys,
    pub(crate) anchor: Arc<Anchor>,
}

impl Store {
    /// Makes a store in a folder, which is made if it is not there, and opens it. On Unix only its owner can
    /// enter the folder. A folder in which an earlier attempt was cut short is completed.
    ///
    /// # Errors
    /// When the folder already holds a store or another database, or cannot be written.
    pub fn create(access: &Access) -> Result<Store, StoreError> {
        let folder = access.folder.as_path();
        fs::create_dir_all(folder).map_err(StoreError::disk("make the store's folder"))?;
        disk::close_to_others(folder)?;
        let store = Store::of(access, OpenFlags::SQLITE_OPEN_CREATE, PATIENCE)?;
        store.make_folders()?;
        let transaction = store.begin()?;
        if schema::kind(&transaction)? != Kind::Empty {
            return Err(StoreError::AlreadyThere(folder.display().to_string()));
        }
        schema::build(&transaction)?;
        transaction.commit()?;
        disk::sync_folder(folder)?;
        folder.parent().map_or(Ok(()), disk::sync_folder)?;
        Ok(store)
    }

    /// Opens the store of a folder and removes the unfinished files of processes that no longer live.
    ///
    /// # Errors
    /// When the folder holds no store, or one of a later schema, its key is another, its database is older than
    /// the log's last checkpoint ([`StoreError::RolledBack`]), or it cannot be read and written.
    pub fn open(access: &Access) -> Result<Store, StoreError> {
        Store::open_waiting(access, PATIENCE)
    }

    pub(crate) fn open_waiting(access: &Access, patience: Duration) -> Result<Store, StoreError> {
        let folder = access.folder.as_path();
        if !folder.join(DATABASE).is_file() {
            return Err(not_a_store(folder));
        }
        let store = Store::of(access, OpenFlags::empty(), patience)?;
        if schema::kind(&store.connection)? != Kind::Store {
            return Err(not_a_store(folder));
        }
        store.hold_against_anchor()?;
        store.make_folders()?;
        Desk::sweep(folder)?;
        Ok(store)
    }

    fn of(access: &Access, flags: OpenFlags, patience: Duration) -> Result<Store, StoreError> {
        Ok(Store {
            folder: access.folder.clone(),
            connection: connected(&access.folder, &access.keys, (flags, patience, CACHE_KIB))?,
            desk: OnceCell::new(),
            turns: Turns::new(patience),
            scribe: None,
            keys: access.keys.clone(),
            anchor: Arc::new(Anchor::new(&access.keys, access.anchor.as_deref())?),
        })
    }

    /// The same store by one more connection, for another thread of this process; it keeps fewer pages in memory.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub fn again(&self) -> Result<Store, StoreError> {
        let how = (OpenFlags::empty(), PATIENCE, CACHE_OF_MANY_KIB);
        Ok(Store {
            folder: self.folder.clone(),
            connection: connected(&self.folder, &self.keys, how)?,
            desk: OnceCell::new(),
            turns: Arc::clone(&self.turns),
            scribe: self.scribe.clone(),
            keys: self.keys.clone(),
            anchor: Arc::clone(&self.anchor),
        })
    }

    /// The same store, whose readings are written down by a scribe that many share.
    #[must_use]
    pub fn with_scribe(mut self, scribe: Arc<Scribe>) -> Store {
        self.scribe = Some(scribe);
        self
    }

    fn make_folders(&self) -> Result<(), StoreError> {
        for inner in [ORIGINALS, VINTAGES, under_way::FOLDER] {
            disk::make_folder(&self.folder.join(inner))?;
        }
        Desk::make_room(&self.folder)
    }

    /// Whether a folder holds a store, whatever its key.
    #[must_use]
    pub fn is_there(folder: &Path) -> bool {
        folder.join(DATABASE).is_file()
    }

    /// The key of what accounts keep from a reader of the database.
    #[must_use]
    pub fn account_key(&self) -> Secret {
        self.keys.accounts()
    }

    /// The store's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Begins a transaction that already holds the right to write, so that it cannot fail half-way for want
    /// of it. Those who call it hold no other: the store's verbs begin and end their own.
    pub(crate) fn begin(&self) -> Result<Entered<'_>, StoreError> {
        self.begin_as(Who::Other)
    }

    pub(crate) fn begin_as(&self, who: Who) -> Result<Entered<'_>, StoreError> {
        if !self.connection.is_autocommit() {
            return Err(StoreError::WithinWriting);
        }
        let turn = self.turns.take(who)?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        Ok(Entered::new(transaction, turn))
    }

    /// The desk of unfinished files, made when it is first needed.
    pub(crate) fn desk(&self) -> Result<Arc<Desk>, StoreError> {
        if let Some(desk) = self.desk.get() {
            return Ok(Arc::clone(desk));
        }
        let desk = Arc::new(Desk::open(&self.folder)?);
        Ok(Arc::clone(self.desk.get_or_init(|| desk)))
    }

    /// Where the original of a hash lies: a name that says nothing to whoever holds only the folder.
    pub(crate) fn place_of_original(&self, sha256: &str, institution: &str) -> PathBuf {
        let name = self.keys.names().tag(format!("{sha256} {institution}").as_bytes());
        let name = disk::hexadecimal(&name);
        self.folder.join(ORIGINALS).join(&name[..2]).join(name)
    }

    pub(crate) fn vintages_folder(&self) -> PathBuf {
        self.folder.join(VINTAGES)
    }
}

/// A connection to the database of a folder, hardened.
fn connected(
    folder: &Path,
    keys: &Keys,
    (flags, patience, cache_kib): (OpenFlags, Duration, u32),
) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(folder.join(DATABASE), flags)?;
    connection.busy_timeout(patience)?;
    unlock(&connection, keys)?;
    // Before any setting that would change a database of somebody else.
    if schema::kind(&connection)? == Kind::Foreign {
        return Err(not_a_store(folder));
    }
    harden(&connection)?;
    connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
    Ok(connection)
}

fn not_a_store(folder: &Path) -> StoreError {
    StoreError::NotAStore(folder.display().to_string())
}

/// Gives SQLCipher its key; large pages halve the calls to the disk of a long transaction.
pub(crate) fn unlock(connection: &Connection, keys: &Keys) -> Result<(), StoreError> {
    connection.execute_batch(&format!(
        "PRAGMA cipher_log_level = NONE; PRAGMA key = \"{}\"; PRAGMA cipher_page_size = 16384;",
        keys.database()
    ))?;
    Ok(())
}

/// The settings that leave SQLite no way around what we rely on.
fn harden(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    for (name, value) in [
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        ("secure_delete", "ON"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
        ("temp_store", "MEMORY"),
        // So that INSERT OR REPLACE meets the triggers that refuse to delete.
        ("recursive_triggers", "ON"),
        // 64 MiB of the journal kept after a long transaction.
        ("journal_size_limit", "67108864"),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    Ok(())
}
