//! Passwords and passphrases: asked for on the terminal, or read from a file that only its owner can read; never an
//! argument, which others could see.

use std::{fs, path::Path};

use zeroize::Zeroizing;

use crate::{line::Given, outcome::Failure};

/// Which password is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The one that the account has.
    Present,
    /// A new one, typed twice.
    New,
}

/// The password of the account that acts.
pub(crate) fn password(given: &Given, asked: Asked) -> Result<Zeroizing<String>, Failure> {
    let file = match asked {
        Asked::Present => given.password_file.as_deref(),
        Asked::New => given.new_password_file.as_deref(),
    };
    match file {
        Some(path) => first_line(path),
        None if asked == Asked::New => twice("Contraseña nueva / new password: "),
        None => prompt("Contraseña / password: "),
    }
}

/// The passphrase of a key file that asks for one; empty for one that does not.
pub(crate) fn of_key(key: &Path) -> Result<Zeroizing<String>, Failure> {
    if !key.exists() || !operations::is_locked(key)? {
        return Ok(Zeroizing::new(String::new()));
    }
    match std::env::var_os("SINTRA_PASSPHRASE_FILE") {
        Some(path) => first_line(Path::new(&path)),
        None => prompt("Frase de la llave / passphrase of the key: "),
    }
}

/// A new passphrase, from a file or typed twice.
pub(crate) fn new_passphrase(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    file.map_or_else(|| twice("Frase / passphrase: "), first_line)
}

/// The first line of a file.
pub(crate) fn first_line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let failed = |error| Failure::Operation(format!("{}: {error}", path.display()));
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn twice(words: &str) -> Result<Zeroizing<String>, Failure> {
    let (one, other) = (prompt(words)?, prompt("Otra vez / again: ")?);
    if one == other {
        return Ok(one);
    }
    Err(Failure::Usage("the two are not the same; try again".to_owned()))
}

fn prompt(words: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(words);
    typed.map(Zeroizing::new).map_err(|error| {
        let says = format!("no password can be typed here ({error}); give it in a file: --password-file FILE");
        Failure::Usage(says)
    })
}

/// Where a command is given: the user of the system at its terminal.
pub(crate) fn terminal() -> String {
    let user = std::env::var("USER").unwrap_or_else(|_| "?".to_owned());
    format!("terminal {user}")
}
