//! Files that hold a secret: made so that only their owner can read them.

use std::{fs::File, io, path::Path};

use store::Keys;

use crate::OperationError;

/// Whether a store's key file asks for a passphrase.
///
/// # Errors
/// When it cannot be read.
pub fn is_locked(key: &Path) -> Result<bool, OperationError> {
    Ok(Keys::is_locked(key)?)
}

/// A new file that only its owner can read.
///
/// # Errors
/// When it is there already, or cannot be made.
#[cfg(unix)]
pub fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

/// A new file; other systems keep the rights of its folder.
///
/// # Errors
/// When it is there already, or cannot be made.
#[cfg(not(unix))]
pub fn private_file(path: &Path) -> io::Result<File> {
    File::create_new(path)
}
