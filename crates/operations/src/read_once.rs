//! Files under way as they were read, so that a correction does not read the file again: what the reading process said of
//! them lies in memory, sealed under the secret of the session that opens the file. Every rule runs over it as over the
//! file itself.

use std::{
    collections::VecDeque,
    io::{self, Read},
    sync::{Mutex, MutexGuard, PoisonError},
};

use seal::{Secret, Zeroize, Zeroizing};
use store::UnderWay;

use crate::{OperationError, UploadKey};

/// The largest that is kept of one file; a larger one is read again each time.
const ONE_MAX_BYTES: usize = 8 << 20;
/// The most that is kept of all.
const ALL_MAX_BYTES: usize = 24 << 20;

/// What was read, the file last asked for first.
#[derive(Debug, Default)]
pub(crate) struct ReadOnce(Mutex<VecDeque<Kept>>);

#[derive(Debug)]
struct Kept {
    number: i64,
    sha256: String,
    sealed: Vec<u8>,
}

impl ReadOnce {
    /// What was read of a file, when it is here and this session may open it.
    pub(crate) fn of(&self, one: &UnderWay, key: &UploadKey) -> Option<Zeroizing<Vec<u8>>> {
        let mut all = self.all();
        let at = all
            .iter()
            .position(|kept| kept.number == one.number && kept.sha256 == one.sha256)?;
        let kept = all.remove(at)?;
        let read = seal::open(&secret(key), &place(one), &kept.sealed).ok();
        all.push_front(kept);
        read
    }

    /// Keeps what was read of a file; those that nobody asked for of late give way.
    pub(crate) fn keep(&self, one: &UnderWay, key: &UploadKey, read: &[u8]) -> Result<(), OperationError> {
        let sealed = seal::seal(&secret(key), &place(one), read, &mut store::generator()?);
        self.forget(one.number);
        let mut all = self.all();
        all.push_front(Kept {
            number: one.number,
            sha256: one.sha256.clone(),
            sealed,
        });
        let mut bytes = 0;
        all.retain(|kept| {
            bytes += kept.sealed.len();
            bytes <= ALL_MAX_BYTES
        });
        Ok(())
    }

    /// A file that is under way no more.
    pub(crate) fn forget(&self, number: i64) {
        self.all().retain(|kept| kept.number != number);
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn secret(key: &UploadKey) -> Secret {
    key.secret().derive("read once")
}

fn place(one: &UnderWay) -> Vec<u8> {
    format!("hand-in {} {}", one.number, one.sha256).into_bytes()
}

/// Copies what goes by, as long as it is no more than is kept.
pub(crate) struct Copied<R> {
    from: R,
    copy: Option<Zeroizing<Vec<u8>>>,
}

impl<R: Read> Copied<R> {
    pub(crate) fn new(from: R, is_copied: bool) -> Copied<R> {
        Copied {
            from,
            copy: is_copied.then(Zeroizing::default),
        }
    }

    /// All that went by; none when it was too much.
    pub(crate) fn finish(self) -> Option<Zeroizing<Vec<u8>>> {
        self.copy
    }
}

impl<R: Read> Read for Copied<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        if let Some(copy) = &mut self.copy {
            if copy.len() + read > ONE_MAX_BYTES {
                copy.zeroize();
                self.copy = None;
            } else {
                copy.extend_from_slice(&buffer[..read]);
            }
        }
        Ok(read)
    }
}
