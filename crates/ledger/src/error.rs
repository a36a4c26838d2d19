//! What can be wrong with a note, a checkpoint or a key, and what to do next.

use std::{error::Error, fmt};

/// Why a note, a checkpoint or a key was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerError {
    /// The text is no signed note.
    NotANote,
    /// The text of the note is no checkpoint.
    NotACheckpoint,
    /// The text is no key of a verifier.
    NotAKey,
    /// The name is empty or has a blank, a plus or a control character.
    NotAName(String),
    /// The note bears no signature of this key.
    NotSignedBy(String),
    /// The note bears a signature of this key, and it is false.
    FalseSignature(String),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LedgerError::NotANote => f.write_str("this is no signed note; copy it again, with its last line"),
            LedgerError::NotACheckpoint => {
                f.write_str("the note is no checkpoint of a log; it needs an origin, a size and a root, each on a line")
            }
            LedgerError::NotAKey => f.write_str("this is no key of a log or a witness; copy it again, whole"),
            LedgerError::NotAName(name) => write!(
                f,
                "«{name}» cannot name a key; use letters, digits, dots and slashes, without blanks, as in example.org/log"
            ),
            LedgerError::NotSignedBy(name) => write!(
                f,
                "the note is not signed with the key of {name}; ask for the key that signs it, and from whom it comes"
            ),
            LedgerError::FalseSignature(name) => write!(
                f,
                "the note bears a false signature in the name of {name}: it was altered; keep it, and tell those who watch the log"
            ),
        }
    }
}

impl Error for LedgerError {}
