//! Where unfinished files lie: a folder of this process, held by a lock, so that what a killed process left
//! is told from what a living one is writing.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{StoreError, disk};

const FOLDER: &str = "temporary";
const DOOR: &str = "door";
const LOCK: &str = "lock";

/// The unfinished files of one open store; they go when it goes.
#[derive(Debug)]
pub(crate) struct Desk {
    folder: PathBuf,
    lock: PathBuf,
    _held: File,
    next: AtomicU64,
}

impl Desk {
    /// Makes the folder in which desks stand.
    pub(crate) fn make_room(store: &Path) -> Result<(), StoreError> {
        disk::make_folder(&store.join(FOLDER))
    }

    /// A new desk, with a name that no living process uses.
    pub(crate) fn open(store: &Path) -> Result<Desk, StoreError> {
        let room = store.join(FOLDER);
        let _door = enter(&room)?;
        let mut turn = 0u32;
        loop {
            let folder = room.join(format!("{}-{turn}", process::id()));
            let lock = folder.with_extension(LOCK);
            match File::create_new(&lock) {
                Ok(held) => {
                    held.try_lock().map_err(|error| no_temporary(error.into()))?;
                    disk::make_folder(&folder)?;
                    return Ok(Desk {
                        folder,
                        lock,
                        _held: held,
                        next: AtomicU64::new(0),
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => turn += 1,
                Err(error) => return Err(no_temporary(error)),
            }
        }
    }

    /// Removes what processes left that no longer live.
    pub(crate) fn sweep(store: &Path) -> Result<(), StoreError> {
        let room = store.join(FOLDER);
        let _door = enter(&room)?;
        for entry in fs::read_dir(&room).map_err(no_temporary)? {
            let path = entry.map_err(no_temporary)?.path();
            if path.is_dir() && !is_held(&path.with_extension(LOCK)) {
                fs::remove_dir_all(&path).map_err(no_temporary)?;
            } else if path.extension().is_some_and(|end| end == LOCK) && !is_held(&path) {
                let _ = fs::remove_dir_all(path.with_extension(""));
                fs::remove_file(&path).map_err(no_temporary)?;
            }
        }
        Ok(())
    }

    /// A path on the desk that nothing uses yet.
    pub(crate) fn place(&self) -> PathBuf {
        self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What cannot be removed now is removed when the store is next opened.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_file(&self.lock);
    }
}

/// One process at a time makes or removes desks; the lock falls when the file is closed.
fn enter(room: &Path) -> Result<File, StoreError> {
    let door = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(room.join(DOOR))
        .map_err(no_temporary)?;
    door.lock().map_err(no_temporary)?;
    Ok(door)
}

/// Whether a living process holds the lock; a lock that cannot be asked is taken as held.
fn is_held(lock: &Path) -> bool {
    match File::open(lock) {
        Ok(file) => file.try_lock().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

fn no_temporary(error: io::Error) -> StoreError {
    StoreError::disk("use the folder of unfinished files")(error)
}
