//! The keys of a store, all derived from one, and the file in which that one lies: beside the folder, never in it,
//! so that a copy of the folder is no use to anybody.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use seal::{Cost, Secret};

use crate::{StoreError, chance, disk};

/// What the first line of a key file says.
const MARK: &str = "sintra-key-1";
/// What a locked key is bound to.
const PLACE: &[u8] = b"sintra store key";

/// The keys of a store. They give figures' records and never an identity: that needs an institution's key.
#[derive(Clone, Debug)]
pub struct Keys {
    master: Secret,
}

impl Keys {
    /// New keys.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn draw() -> Result<Keys, StoreError> {
        let master = Secret::draw(&mut chance::generator()?);
        Ok(Keys { master })
    }

    /// Writes them into a new file that only its owner can read; locked by a passphrase if there is one.
    ///
    /// # Errors
    /// When the file is already there, or cannot be written.
    pub fn write(&self, path: &Path, passphrase: Option<(&str, Cost)>) -> Result<(), StoreError> {
        let body = match passphrase {
            Some((words, cost)) => {
                let locked = seal::lock(&self.master, words, cost, PLACE, &mut chance::generator()?)?;
                format!("{MARK} locked\n{locked}\n")
            }
            None => format!("{MARK} plain\n{}\n", disk::hexadecimal(self.master.expose())),
        };
        let failed = "write the key file";
        let mut file = disk::private_file(path).map_err(StoreError::disk(failed))?;
        file.write_all(body.as_bytes()).map_err(StoreError::disk(failed))?;
        disk::seal(&file)?;
        path.parent().map_or(Ok(()), disk::sync_folder)
    }

    /// Whether a key file asks for a passphrase.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn is_locked(path: &Path) -> Result<bool, StoreError> {
        let text = text_of(path)?;
        Ok(text.starts_with(&format!("{MARK} locked")))
    }

    /// Reads them from their file.
    ///
    /// # Errors
    /// When it is missing or cannot be read, others than its owner may read it, or the passphrase does not open it.
    pub fn read(path: &Path, passphrase: &str) -> Result<Keys, StoreError> {
        let text = text_of(path)?;
        disk::is_private(path)?;
        let not_ours = || StoreError::NoKey(format!("{} is no key file of this program", path.display()));
        let (mark, body) = text.trim_end().split_once('\n').ok_or_else(not_ours)?;
        let master = match mark.strip_prefix(MARK).map(str::trim) {
            Some("plain") => disk::from_hexadecimal(body)
                .map(Secret::from_bytes)
                .ok_or_else(not_ours)?,
            Some("locked") => {
                seal::unlock(body, passphrase, PLACE).map_err(|error| StoreError::NoKey(error.to_string()))?
            }
            _ => return Err(not_ours()),
        };
        Ok(Keys { master })
    }

    /// The key of the database, as SQLCipher takes a raw one.
    pub(crate) fn database(&self) -> String {
        format!("x'{}'", disk::hexadecimal(self.master.derive("database").expose()))
    }

    /// The key under which the keys of files stand that hold no identity.
    pub(crate) fn files(&self) -> Secret {
        self.master.derive("files")
    }

    /// The key that makes the names of files say nothing.
    pub(crate) fn names(&self) -> Secret {
        self.master.derive("names")
    }

    /// The key of what accounts must keep from a reader of the database: the seeds of their one-time codes.
    pub(crate) fn accounts(&self) -> Secret {
        self.master.derive("accounts")
    }

    /// The seed of the key that signs checkpoints.
    pub(crate) fn signing(&self) -> Secret {
        self.master.derive("checkpoints")
    }
}

fn text_of(path: &Path) -> Result<String, StoreError> {
    fs::read_to_string(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::NoKey(format!("there is no key file at {}", path.display())),
        _ => StoreError::disk("read the key file")(error),
    })
}
