//! The session of an account at this terminal: begun with a one-time code, so that the next commands ask for none. Its
//! token lies in a file of its owner beside the store's key, and ends by itself.

use std::{fs, io::Write, path::PathBuf};

use crate::{command::key_path, line::Given, outcome::Failure};

/// The token that an account keeps here, if any.
pub(crate) fn read(given: &Given, account: &str) -> Option<String> {
    let text = fs::read_to_string(path(given, account)).ok()?;
    Some(text.trim().to_owned()).filter(|token| !token.is_empty())
}

/// Keeps a token for the next commands.
pub(crate) fn keep(given: &Given, account: &str, token: &str) -> Result<(), Failure> {
    let path = path(given, account);
    fs::remove_file(&path).ok();
    let failed = |error| Failure::Operation(format!("{}: {error}", path.display()));
    let mut file = operations::private_file(&path).map_err(failed)?;
    writeln!(file, "{token}").map_err(failed)
}

/// Forgets it.
pub(crate) fn forget(given: &Given, account: &str) {
    fs::remove_file(path(given, account)).ok();
}

fn path(given: &Given, account: &str) -> PathBuf {
    let plain: String = account
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .collect();
    key_path(given).with_extension(format!("session-{plain}"))
}
