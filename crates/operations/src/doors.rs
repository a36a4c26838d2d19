//! Several doors to one store, for many people at once.

use std::{
    path::Path,
    sync::{Condvar, Mutex, PoisonError},
};

use catalogue::{Catalogue, Language};

use crate::{Door, KeyFile, OperationError};

/// Doors of one store, handed out one at a time.
#[derive(Debug)]
pub struct Doors {
    free: Mutex<Vec<Door>>,
    freed: Condvar,
}

impl Doors {
    /// Opens so many doors.
    ///
    /// # Errors
    /// As [`Door::open`].
    pub fn open(
        folder: &Path,
        key: KeyFile<'_>,
        catalogue: &Catalogue,
        how_many: usize,
    ) -> Result<Doors, OperationError> {
        let doors: Result<Vec<Door>, _> = (0..how_many)
            .map(|_| Door::open(folder, key, catalogue.clone()))
            .collect();
        Ok(Doors {
            free: Mutex::new(doors?),
            freed: Condvar::new(),
        })
    }

    /// Does something at a free door, in a language.
    pub fn with<V>(&self, language: Language, done: impl FnOnce(&Door) -> V) -> V {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let door = loop {
            if let Some(door) = free.pop() {
                break door.speaking(language);
            }
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        };
        drop(free);
        let value = done(&door);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(door);
        self.freed.notify_one();
        value
    }
}
