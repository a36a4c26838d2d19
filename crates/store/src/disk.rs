//! The few things the store asks of the disk beyond writing: that names last, that files cannot be changed.

use std::{
    fs::{self, File, Permissions},
    io,
    path::Path,
};

use crate::StoreError;

/// Makes a folder that only its owner can enter, and makes its name last.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let made = match new_folder(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        other => other,
    };
    made.map_err(StoreError::disk("make a folder of the store"))?;
    folder.parent().map_or(Ok(()), sync_folder)
}

#[cfg(unix)]
fn new_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn new_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// Makes the names in a folder last: a renamed file survives a loss of power only after this.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    File::open(folder)
        .and_then(|open| open.sync_all())
        .map_err(StoreError::disk("make the names in a folder last"))
}

/// Other systems keep names without being asked.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Makes a written file last and not writable.
pub(crate) fn seal(file: &File) -> Result<(), StoreError> {
    let sealed = read_only(file).and_then(|permissions| file.set_permissions(permissions));
    sealed
        .and_then(|()| file.sync_all())
        .map_err(StoreError::disk("make a file last"))
}

#[cfg(unix)]
fn read_only(_: &File) -> io::Result<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Ok(Permissions::from_mode(0o400))
}

#[cfg(not(unix))]
fn read_only(file: &File) -> io::Result<Permissions> {
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    Ok(permissions)
}

/// Lets only the owner enter a folder that was already there.
#[cfg(unix)]
pub(crate) fn close_to_others(folder: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(StoreError::disk("close the folder to others"))
}

/// Other systems keep the rights of the folder above.
#[cfg(not(unix))]
pub(crate) fn close_to_others(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Thirty-two bytes from hexadecimal.
pub(crate) fn from_hexadecimal(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// A file that lies in memory and goes when it is closed.
#[cfg(target_os = "linux")]
pub(crate) fn in_memory() -> io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};
    Ok(File::from(memfd_create("upload", MemfdFlags::CLOEXEC)?))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn in_memory() -> io::Result<File> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "files in memory need Linux"))
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

/// Refuses a key that others than its owner can read.
#[cfg(unix)]
pub(crate) fn is_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(StoreError::disk("read the key file"))?;
    match metadata.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(StoreError::NoKey(format!(
            "others can read {}; close it with `chmod 600`, and treat the key as known",
            path.display()
        ))),
    }
}

#[cfg(not(unix))]
pub(crate) fn is_private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Whether a name stays within its folder and reads the same on every system.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=100).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(plain)
}
