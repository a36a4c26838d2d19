//! Backs up and restores: the whole store with its key, taken while it serves, encrypted for the keepers alone; and a
//! restore that proves itself before anybody is let in.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Component, Path},
};

use age::{Decryptor, Encryptor, secrecy::SecretString, x25519};
use catalogue::Act;
use register::Actor;
use store::{Store, Verified};

use crate::{Caller, Door, OperationError, door::On, private_file};

/// The name of the key file inside a backup.
const KEY: &str = "store.key";
/// The folder of the store inside a backup.
const FOLDER: &str = "store";

/// Who can read a backup.
#[derive(Clone, Debug)]
pub enum Keeper {
    /// The holder of an age identity, by its recipient `age1…`.
    Recipient(String),
    /// Whoever knows a passphrase.
    Passphrase(String),
}

impl Door {
    /// Writes a backup for its keepers; any one of them can read it.
    ///
    /// # Errors
    /// When the caller may not, no keeper is named or one is none, or the file cannot be written.
    pub fn back_up(&self, caller: &Caller, key: &Path, out: &Path, keepers: &[Keeper]) -> Result<(), OperationError> {
        self.admit(caller, Act::BackUp, On::default())?;
        let encryptor = encryptor(keepers)?;
        self.store.note(caller.actor(), &self.now(), "back_up", "store", &[])?;
        let copy = self.store.copy_database()?;
        let failed = || OperationError::file(out.display().to_string());
        let file = File::create_new(out).map_err(failed())?;
        let write = || -> io::Result<()> {
            let sealed = encryptor.wrap_output(BufWriter::with_capacity(1 << 18, file))?;
            let mut tar = tar::Builder::new(sealed);
            tar.append_path_with_name(key, KEY)?;
            tar.append_path_with_name(copy.path(), format!("{FOLDER}/sintra.db"))?;
            for folder in ["originals", "vintages"] {
                tar.append_dir_all(format!("{FOLDER}/{folder}"), self.store.folder().join(folder))?;
            }
            let mut inner = tar.into_inner()?.finish()?;
            inner.flush()?;
            inner.get_ref().sync_all()
        };
        write().map_err(|error| {
            fs::remove_file(out).ok();
            failed()(error)
        })
    }
}

impl Door {
    /// Proves a store that was restored: the log, each page, each file; what has faults is not to be used. Its log says
    /// from then on that it was restored, and from where.
    ///
    /// # Errors
    /// When the database cannot be read at all, or the entry cannot be written.
    pub fn prove_restored(&self, from: &str) -> Result<Verified, OperationError> {
        let verified = self.store.verify(&[])?;
        if verified.faults.is_empty() {
            let actor = Actor::new("restore", "", "restore a backup").at(from);
            self.store.note(&actor, &self.now(), "restore", "store", &[])?;
        }
        Ok(verified)
    }
}

fn encryptor(keepers: &[Keeper]) -> Result<Encryptor, OperationError> {
    let mut recipients: Vec<x25519::Recipient> = Vec::new();
    for keeper in keepers {
        match keeper {
            Keeper::Passphrase(words) if keepers.len() == 1 => {
                return Ok(Encryptor::with_user_passphrase(SecretString::from(words.clone())));
            }
            Keeper::Passphrase(_) => {
                return Err(OperationError::refused(
                    "a backup is for recipients or for one passphrase, not both",
                ));
            }
            Keeper::Recipient(text) => {
                let read = text
                    .parse()
                    .map_err(|why| OperationError::refused(&format!("«{text}» is no recipient: {why}")))?;
                recipients.push(read);
            }
        }
    }
    Encryptor::with_recipients(recipients.iter().map(|one| one as &dyn age::Recipient))
        .map_err(|_| OperationError::refused("say for whom the backup is: --recipient age1… or --passphrase-file FILE"))
}

/// A new key for a keeper of backups: the recipient that may be known, and the identity that the keeper alone has.
#[must_use]
pub fn new_keeper() -> (String, String) {
    use age::secrecy::ExposeSecret;
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    (recipient, identity.to_string().expose_secret().to_owned())
}

/// Restores a backup into a folder that is not there yet, with its key file. Nobody has signed in: whoever holds the
/// keeper's key has everything that is in it. [`Door::prove_restored`] comes next.
///
/// # Errors
/// When the folder or the key file is there already, the identity or passphrase does not open the backup, it is
/// damaged, or it cannot be written.
pub fn restore(backup: &Path, keeper: &Keeper, folder: &Path, key: &Path) -> Result<(), OperationError> {
    for taken in [folder, key] {
        if taken.exists() {
            let says = format!("{} is there already; restore into a new place", taken.display());
            return Err(OperationError::Refused(says));
        }
    }
    let file = File::open(backup).map_err(OperationError::file(backup.display().to_string()))?;
    let plain = decrypted(file, keeper)?;
    unpack(plain, folder, key).map_err(|error| {
        // Neither was there before: what is half there is of no use, and stands in the way of the next attempt.
        fs::remove_dir_all(folder).ok();
        fs::remove_file(key).ok();
        OperationError::file(backup.display().to_string())(error)
    })
}

fn decrypted(file: File, keeper: &Keeper) -> Result<Box<dyn Read>, OperationError> {
    let wrong = |why: &dyn std::fmt::Display| OperationError::refused(&format!("the backup does not open: {why}"));
    let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|error| wrong(&error))?;
    let opened = match keeper {
        Keeper::Passphrase(words) => {
            let identity = age::scrypt::Identity::new(SecretString::from(words.clone()));
            decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
        }
        Keeper::Recipient(text) => {
            let identity: x25519::Identity = text.trim().parse().map_err(|why: &str| wrong(&why))?;
            decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
        }
    };
    let opened = opened.map_err(|error| wrong(&error))?;
    Ok(Box::new(opened))
}

/// Writes the entries of a backup that we wrote ourselves, and nothing outside its two places.
fn unpack(plain: Box<dyn Read>, folder: &Path, key: &Path) -> io::Result<()> {
    let strange = || io::Error::new(io::ErrorKind::InvalidData, "there is something else than a store in it");
    make_private(folder)?;
    for entry in tar::Archive::new(plain).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        match (place(&path), entry.header().entry_type()) {
            (Some(Place::Folder), tar::EntryType::Directory) => fs::create_dir_all(within(folder, &path))?,
            (Some(Place::File), tar::EntryType::Regular) => take_out(&mut entry, &within(folder, &path))?,
            (Some(Place::Key), tar::EntryType::Regular) => take_out(&mut entry, key)?,
            _ => return Err(strange()),
        }
    }
    if key.is_file() && Store::is_there(folder) {
        return Ok(());
    }
    Err(strange())
}

/// What an entry of a backup can be.
enum Place {
    Key,
    File,
    Folder,
}

/// What may stand at a path of a backup: the key, the database, and what lies in the two folders of files; nothing
/// else, such as a journal that the database would read.
fn place(path: &Path) -> Option<Place> {
    let part = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    };
    let parts: Option<Vec<String>> = path.components().map(part).collect();
    let parts = parts?;
    match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [KEY] => Some(Place::Key),
        [FOLDER, "sintra.db"] => Some(Place::File),
        [FOLDER, "originals" | "vintages"] | [FOLDER, "originals" | "vintages", _] => Some(Place::Folder),
        [FOLDER, "originals" | "vintages", _, _] => Some(Place::File),
        _ => None,
    }
}

fn within(folder: &Path, path: &Path) -> std::path::PathBuf {
    path.strip_prefix(FOLDER)
        .map_or_else(|_| folder.to_owned(), |inner| folder.join(inner))
}

fn take_out(entry: &mut impl Read, target: &Path) -> io::Result<()> {
    let mut file = private_file(target)?;
    io::copy(entry, &mut file)?;
    file.sync_all()
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).recursive(true).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Whether a folder holds a store at all.
#[must_use]
pub fn is_store(folder: &Path) -> bool {
    Store::is_there(folder)
}
