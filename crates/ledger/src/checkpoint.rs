//! The state of a log at a moment (C2SP tlog-checkpoint).

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding};

use crate::{Hash, LedgerError};

/// The state of a log: whose it is, how many entries it has, and their root. As text it is the body of a note:
/// three lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is, in one line; the name of the key that signs it, by custom.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over their leaves.
    pub root: Hash,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = Base64::encode_string(&self.root);
        // A line end in the origin would make other lines of it than were meant.
        let origin = self.origin.replace(char::is_control, "\u{fffd}");
        writeln!(f, "{origin}\n{}\n{root}", self.size)
    }
}

impl FromStr for Checkpoint {
    type Err = LedgerError;

    /// Lines after the third, which others may write, are passed over; none may be empty.
    fn from_str(text: &str) -> Result<Checkpoint, LedgerError> {
        parsed(text).ok_or(LedgerError::NotACheckpoint)
    }
}

fn parsed(text: &str) -> Option<Checkpoint> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let checkpoint = Checkpoint {
        origin: origin.to_owned(),
        size: size.parse().ok()?,
        root: root_of_text(root)?,
    };
    let plain = checkpoint.size.to_string() == size && !origin.is_empty();
    (plain && lines.all(|line| !line.is_empty())).then_some(checkpoint)
}

fn root_of_text(text: &str) -> Option<Hash> {
    let mut root = [0; 32];
    let decoded = Base64::decode(text, &mut root).ok()?;
    (decoded.len() == 32).then_some(root)
}
