//! The files as received: hashed and sealed while they arrive, each under a key of its own that stands in no file.
//! The key is kept under the store's, or, once the institution has one, under that institution's alone.

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::{Connection, OptionalExtension};
use seal::{Opener, PrivateKey, PublicKey, Sealer, Secret};
use sha2::{Digest, Sha256};

use crate::{Store, StoreError, chance, desk::Desk, disk};

/// A file that has arrived whole and is on the disk, sealed, and belongs to no return yet. It goes when dropped,
/// unless a return took it.
#[derive(Debug)]
pub struct Staged {
    /// The SHA-256 of what was handed in, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// The SHA-256 of what lies on the disk.
    pub(crate) sealed: String,
    pub(crate) key: Secret,
    pub(crate) path: PathBuf,
    /// Keeps the path from being swept while the file is wanted.
    pub(crate) _desk: Arc<Desk>,
}

impl Staged {
    /// Where the file lies, sealed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file as it was handed in, in memory only: for reading it once.
    ///
    /// # Errors
    /// When there is no memory for it, or what lies on the disk is not what was written.
    pub fn opened(&self) -> Result<File, StoreError> {
        let failed = "read the file that is handed in";
        let sealed = File::open(&self.path).map_err(StoreError::disk(failed))?;
        let mut memory = disk::in_memory().map_err(StoreError::disk(failed))?;
        let opened = Opener::new(BufReader::with_capacity(1 << 16, sealed), &self.key);
        opened
            .and_then(|mut opened| io::copy(&mut opened, &mut memory))
            .and_then(|_| memory.rewind())
            .map_err(StoreError::disk(failed))?;
        Ok(memory)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // It is no longer there when a return took it.
        let _ = fs::remove_file(&self.path);
    }
}

/// An original being read. At its end the hash is compared: a damaged file ends in an error, never in a
/// quiet end of file.
pub struct Original {
    file: Opener<BufReader<File>>,
    sha256: String,
    hash: Option<Sha256>,
}

impl fmt::Debug for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Original")
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

impl Read for Original {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if read > 0 {
            self.hash.get_or_insert_default().update(&buffer[..read]);
        } else if !buffer.is_empty() {
            let found = disk::hexadecimal(&self.hash.clone().unwrap_or_default().finalize());
            if found != self.sha256 {
                let error = StoreError::OriginalDamaged {
                    sha256: self.sha256.clone(),
                    found,
                };
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
        Ok(read)
    }
}

impl Store {
    /// Takes in a file of at most so many bytes. It is durable on return, and remembered only once a return
    /// takes it.
    ///
    /// # Errors
    /// When it is larger, or cannot be read or written.
    pub fn stage_original(&self, source: &mut impl Read, max_bytes: u64) -> Result<Staged, StoreError> {
        let desk = self.desk()?;
        let path = desk.place();
        let mut generator = chance::generator()?;
        let file = File::create_new(&path).map_err(StoreError::disk("keep the file"))?;
        let mut staged = Staged {
            sha256: String::new(),
            size_bytes: 0,
            sealed: String::new(),
            key: Secret::draw(&mut generator),
            path,
            _desk: desk,
        };
        let hashed = Hashing {
            file,
            hash: Sha256::new(),
        };
        let sealer = Sealer::new(hashed, &staged.key, &mut generator).map_err(StoreError::disk("keep the file"))?;
        let (sha256, size_bytes, hashed) = pour(source, sealer, max_bytes)?;
        disk::seal(&hashed.file)?;
        (staged.sha256, staged.size_bytes) = (sha256, size_bytes);
        staged.sealed = disk::hexadecimal(&hashed.hash.finalize());
        Ok(staged)
    }

    /// The file that an institution handed in under a hash, verified while it is read to its end. `own` is the
    /// institution's private key, for a file that only it can open.
    ///
    /// # Errors
    /// When no file of that hash is there, its key was destroyed, or it opens with another key; the reader's own
    /// errors hold [`StoreError::OriginalDamaged`].
    pub fn original(&self, sha256: &str, institution: &str, own: Option<&PrivateKey>) -> Result<Original, StoreError> {
        let (sealed_to, key) = self.original_key(sha256, institution)?;
        let place = place(sha256, &sealed_to);
        let key = match own {
            _ if sealed_to.is_empty() => seal::unwrap_under(&key, &self.keys.files(), &place)?,
            Some(own) => seal::unwrap(&key, own, &place)?,
            None => return Err(StoreError::SealedTo(sealed_to)),
        };
        let absent = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::NoOriginal(sha256.to_owned()),
            _ => StoreError::disk("read the original")(error),
        };
        let file = File::open(self.place_of_original(sha256, &sealed_to)).map_err(absent)?;
        let file = Opener::new(BufReader::with_capacity(1 << 16, file), &key);
        Ok(Original {
            file: file.map_err(StoreError::disk("read the original"))?,
            sha256: sha256.to_owned(),
            hash: None,
        })
    }

    /// The institution that an original is sealed to, empty for the store, and its wrapped key.
    fn original_key(&self, sha256: &str, institution: &str) -> Result<(String, Vec<u8>), StoreError> {
        let sql = "SELECT institution, key FROM original WHERE sha256 = ?1 AND institution IN ('', ?2)
                   ORDER BY institution DESC, seq DESC LIMIT 1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row((sha256, institution), |row| Ok((row.get(0)?, row.get(1)?)));
        found
            .optional()?
            .ok_or_else(|| StoreError::NoOriginal(sha256.to_owned()))
    }

    /// Puts a staged file in its place for good, its key under the institution's key or the store's. A file that is
    /// known already stays as it is, unless it was lost or damaged meanwhile: then this one mends it.
    pub(crate) fn place_original(
        &self,
        transaction: &Connection,
        staged: &Staged,
        to: Option<(&str, &PublicKey)>,
    ) -> Result<(), StoreError> {
        let (sha256, institution) = (&staged.sha256, to.map_or("", |(institution, _)| institution));
        let sql = "SELECT sealed FROM original WHERE sha256 = ?1 AND institution = ?2 ORDER BY seq DESC LIMIT 1";
        let known = transaction.query_row(sql, (sha256, institution), |row| row.get(0));
        let known: Option<String> = known.optional()?;
        let path = self.place_of_original(sha256, institution);
        if known.is_some_and(|sealed| hash_of(&path).is_ok_and(|found| found == sealed)) {
            return Ok(());
        }
        let (mut generator, place) = (chance::generator()?, place(sha256, institution));
        let key = match to {
            Some((_, public)) => seal::wrap(&staged.key, public, &place, &mut generator),
            None => seal::wrap_under(&staged.key, &self.keys.files(), &place, &mut generator),
        };
        let sql = "INSERT INTO original (sha256, institution, sealed, key) VALUES (?1, ?2, ?3, ?4)";
        transaction
            .prepare_cached(sql)?
            .execute((sha256, institution, &staged.sealed, key))?;
        let folder = path.parent().unwrap_or(&path);
        disk::make_folder(folder)?;
        fs::rename(&staged.path, &path).map_err(StoreError::disk("keep the original"))?;
        disk::sync_folder(folder)?;
        // A process that was killed may have made the folder without making its name last.
        folder.parent().map_or(Ok(()), disk::sync_folder)
    }
}

/// The hash of a file as it lies on the disk.
pub(crate) fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(disk::hexadecimal(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

/// What an original's key is bound to.
fn place(sha256: &str, institution: &str) -> Vec<u8> {
    format!("original {sha256} {institution}").into_bytes()
}

/// A file that is hashed while it is written.
#[derive(Debug)]
struct Hashing {
    file: File,
    hash: Sha256,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Copies, hashes and seals; the hash and the size are of what was handed in.
fn pour(
    source: &mut impl Read,
    mut sealer: Sealer<Hashing>,
    max_bytes: u64,
) -> Result<(String, u64, Hashing), StoreError> {
    let mut hash = Sha256::new();
    let mut size_bytes = 0u64;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(StoreError::disk("read the file that is handed in")(error)),
        };
        size_bytes += read as u64;
        if size_bytes > max_bytes {
            return Err(StoreError::TooLarge { max_bytes });
        }
        hash.update(&buffer[..read]);
        sealer
            .write_all(&buffer[..read])
            .map_err(StoreError::disk("keep the file"))?;
    }
    let file = sealer.finish().map_err(StoreError::disk("keep the file"))?;
    Ok((disk::hexadecimal(&hash.finalize()), size_bytes, file))
}
