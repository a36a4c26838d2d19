//! What a password must be: long rather than strange (NIST SP 800-63B-4), and none of those that everybody tries.

use crate::OperationError;

/// What an account's key is bound to under its password.
pub(crate) const PLACE: &[u8] = b"sintra account";
/// The fewest characters beside a one-time code, and alone.
const LEAST: [usize; 2] = [8, 15];
/// The most bytes, so that nobody makes us hash a book.
const MOST_BYTES: usize = 1_024;
/// Beginnings that are tried first.
const COMMON: [&str; 12] = [
    "password",
    "contrase",
    "12345678",
    "qwertyui",
    "sintra",
    "mexico",
    "trata",
    "administrador",
    "fiscalia",
    "iloveyou",
    "bienvenid",
    "00000000",
];

/// Accepts a password for an account.
///
/// # Errors
/// When it is too short, too long, or easy to guess; the sentence says the way out.
pub(crate) fn accept(password: &str, account: &str, has_second_factor: bool) -> Result<(), OperationError> {
    let refuse = |says: String| Err(OperationError::Unknown(says));
    let least = if has_second_factor { LEAST[0] } else { LEAST[1] };
    if password.chars().count() < least {
        return refuse(format!(
            "a password has at least {least} characters; three or four words do"
        ));
    }
    if password.len() > MOST_BYTES {
        return refuse(format!("a password has at most {MOST_BYTES} bytes"));
    }
    let folded = password.to_lowercase();
    let mut letters: Vec<char> = folded.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let is_common = COMMON.iter().any(|start| folded.starts_with(start)) && folded.chars().count() < 20;
    if is_common || letters.len() < 5 || folded.contains(&account.to_lowercase()) {
        return refuse(
            "that password is among the first that are tried; choose three or four words of your own".to_owned(),
        );
    }
    Ok(())
}
