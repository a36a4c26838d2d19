//! What can go wrong when something is sealed or opened, and what to do next.

use std::{error::Error, fmt, io};

/// Why something was not opened, joined or locked. No variant holds a byte of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// It was sealed with another key, for another place, or altered since; these cannot be told apart.
    WrongKeyOrPlace,
    /// It has not the shape that it must have, or its key is right and its content is not.
    Damaged,
    /// It does not begin like anything that this room writes.
    NotOfOurs,
    /// The passphrase or the place is not that of the lock, or the lock was altered.
    WrongPassphrase,
    /// A passphrase of no letters locks nothing.
    NoPassphrase,
    /// The passphrase has more bytes than are read.
    LongPassphrase,
    /// The lock asks for more memory or time than is ever spent on one, or for less than Argon2id can do with.
    Cost,
    /// The text or the bytes are no public key that something can be wrapped to.
    NotAKey,
    /// The text is not that of a share: something is missing, or a character is wrong.
    NotAShare,
    /// There are not as many shares as are needed.
    TooFewShares {
        /// How many there are.
        have: u8,
        /// How many are needed.
        needed: u8,
    },
    /// The same share is there twice.
    RepeatedShare {
        /// Its number.
        number: u8,
    },
    /// A share is of another set than the first.
    ForeignShare {
        /// Its number.
        number: u8,
    },
    /// The shares are of one set and do not give its secret: one of them was forged.
    WrongShares,
    /// A secret cannot be split so.
    Split {
        /// How many shares were to be needed.
        needed: u8,
        /// How many there were to be.
        of: u8,
    },
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::WrongKeyOrPlace => f.write_str(
                "this does not open: it was sealed with another key or for another place, or altered since; use the key it was sealed with, or restore it from a copy",
            ),
            SealError::Damaged => f.write_str("what was sealed is damaged or cut short; restore it from a copy"),
            SealError::NotOfOurs => {
                f.write_str("this was not sealed by this program, or by a later version of it; use the newer program")
            }
            SealError::WrongPassphrase => {
                f.write_str("the passphrase is not the one it was locked with; look at accents and capitals and try again")
            }
            SealError::NoPassphrase => f.write_str("an empty passphrase locks nothing; choose several words"),
            SealError::LongPassphrase => f.write_str("the passphrase has more than 1024 bytes; choose a shorter one"),
            SealError::Cost => f.write_str(
                "the lock asks for more work than this program does for one, or for too little; check where it comes from",
            ),
            SealError::NotAKey => f.write_str("this is no public key; copy it again, whole"),
            _ => self.of_shares(f),
        }
    }
}

impl SealError {
    fn of_shares(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::NotAShare => f.write_str(
                "this is no share: a character is wrong or missing; compare it with the paper, group by group",
            ),
            SealError::TooFewShares { have, needed } => {
                write!(
                    f,
                    "{needed} shares are needed and there are {have}; ask another custodian"
                )
            }
            SealError::RepeatedShare { number } => {
                write!(f, "share {number} is there twice; each custodian's share counts once")
            }
            SealError::ForeignShare { number } => write!(
                f,
                "share {number} is of another set than the first one given; bring the shares that were made together"
            ),
            SealError::WrongShares => f.write_str(
                "the shares do not give their secret: one was not made with the others; try other custodians",
            ),
            SealError::Split { needed, of } => write!(
                f,
                "a secret cannot be split into {of} shares of which {needed} are needed; let 2 or more be needed, and no more than there are"
            ),
            _ => f.write_str("this does not open"),
        }
    }
}

impl Error for SealError {}

impl From<SealError> for io::Error {
    fn from(error: SealError) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
}
