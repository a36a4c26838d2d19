//! The files as received: hashed while they arrive, kept under their hash, verified when read.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use sha2::{Digest, Sha256};

use crate::{Store, StoreError, desk::Desk, disk};

/// A file that has arrived whole and is on the disk, and belongs to no return yet. It goes when dropped,
/// unless a return took it.
#[derive(Debug)]
pub struct Staged {
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    path: PathBuf,
    /// Keeps the path from being swept while the file is wanted.
    _desk: Arc<Desk>,
}

impl Staged {
    /// Where the file lies, for reading it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
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
#[derive(Debug)]
pub struct Original {
    file: File,
    sha256: String,
    hash: Option<Sha256>,
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
        let file = File::create_new(&path).map_err(StoreError::disk("keep the file"))?;
        let mut staged = Staged {
            sha256: String::new(),
            size_bytes: 0,
            path,
            _desk: desk,
        };
        let (sha256, size_bytes) = pour(source, &file, max_bytes)?;
        disk::seal(&file)?;
        (staged.sha256, staged.size_bytes) = (sha256, size_bytes);
        Ok(staged)
    }

    /// The file that was received under a hash, verified while it is read to its end.
    ///
    /// # Errors
    /// When no file of that hash is there; the reader's own errors hold [`StoreError::OriginalDamaged`].
    pub fn original(&self, sha256: &str) -> Result<Original, StoreError> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let absent = || StoreError::NoOriginal(sha256.to_owned());
        let path = is_hash
            .then(|| self.originals(sha256).join(sha256))
            .ok_or_else(absent)?;
        match File::open(path) {
            Ok(file) => Ok(Original {
                file,
                sha256: sha256.to_owned(),
                hash: None,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(absent()),
            Err(error) => Err(StoreError::disk("read the original")(error)),
        }
    }

    /// Puts a staged file in its place for good. A file of the same hash that is already there gives way to
    /// this one, whose bytes have just been hashed.
    pub(crate) fn place_original(&self, staged: &Staged) -> Result<(), StoreError> {
        let folder = self.originals(&staged.sha256);
        disk::make_folder(&folder)?;
        fs::rename(&staged.path, folder.join(&staged.sha256)).map_err(StoreError::disk("keep the original"))?;
        disk::sync_folder(&folder)?;
        // A process that was killed may have made the folder without making its name last.
        folder.parent().map_or(Ok(()), disk::sync_folder)
    }
}

/// Copies and hashes; the hash and the size are of what was written.
fn pour(source: &mut impl Read, mut file: &File, max_bytes: u64) -> Result<(String, u64), StoreError> {
    let mut hash = Sha256::new();
    let mut size_bytes = 0u64;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok((disk::hexadecimal(&hash.finalize()), size_bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(StoreError::disk("read the file that is handed in")(error)),
        };
        size_bytes += read as u64;
        if size_bytes > max_bytes {
            return Err(StoreError::TooLarge { max_bytes });
        }
        hash.update(&buffer[..read]);
        file.write_all(&buffer[..read])
            .map_err(StoreError::disk("keep the file"))?;
    }
}
