//! A consistent copy of the database while others read and write.

use std::{path::Path, sync::Arc};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use crate::{Store, StoreError, desk::Desk, store};

/// A copy of the database under the store's own key; it goes when dropped.
#[derive(Debug)]
pub struct Copy {
    path: std::path::PathBuf,
    _desk: Arc<Desk>,
}

impl Copy {
    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Store {
    /// Copies the database as it is at one instant. Originals and vintages are placed before what names them is
    /// committed, so that those there are by then are all that the copy names.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn copy_database(&self) -> Result<Copy, StoreError> {
        let desk = self.desk()?;
        let copy = Copy {
            path: desk.place(),
            _desk: desk,
        };
        let flags = OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let mut to = Connection::open_with_flags(&copy.path, flags)?;
        store::unlock(&to, &self.keys)?;
        let step = Backup::new(self.connection(), &mut to)?.step(-1)?;
        if step != StepResult::Done {
            return Err(StoreError::Busy);
        }
        to.close().map_err(|(_, error)| error)?;
        Ok(copy)
    }
}
