//! The public keys of logs and witnesses (C2SP signed-note, *verifier keys*).

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};

use crate::LedgerError;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum KeyKind {
    /// The text of a note, by Ed25519.
    Note = 0x01,
    /// A checkpoint that a witness saw at a time, by Ed25519 (C2SP tlog-cosignature, `cosignature/v1`).
    Cosignature = 0x04,
}

/// The public key of a log or a witness. As text it is `name+hash+key`, the hash in 8 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    kind: KeyKind,
    id: [u8; 4],
    key: VerifyingKey,
}

impl Verifier {
    /// Under which name it signs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    pub(crate) fn new(name: &str, kind: KeyKind, key: VerifyingKey) -> Verifier {
        let id = Sha256::new()
            .chain_update(name)
            .chain_update([b'\n', kind as u8])
            .chain_update(key.as_bytes())
            .finalize();
        Verifier {
            name: name.to_owned(),
            kind,
            id: [id[0], id[1], id[2], id[3]],
            key,
        }
    }

    pub(crate) fn id(&self) -> [u8; 4] {
        self.id
    }

    pub(crate) fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind as u8], &self.key.as_bytes()[..]].concat();
        let (id, key) = (u32::from_be_bytes(self.id), Base64::encode_string(&key));
        write!(f, "{}+{id:08x}+{key}", self.name)
    }
}

impl FromStr for Verifier {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Verifier, LedgerError> {
        let verifier = parsed(text.trim()).ok_or(LedgerError::NotAKey)?;
        // Its name and its hash have one spelling: what is not printed as it was read is no key.
        if verifier.to_string() == text.trim() {
            Ok(verifier)
        } else {
            Err(LedgerError::NotAKey)
        }
    }
}

fn parsed(text: &str) -> Option<Verifier> {
    let mut parts = text.splitn(3, '+');
    let (name, _, encoded) = (parts.next()?, parts.next()?, parts.next()?);
    let mut bytes = [0; 33];
    let decoded = Base64::decode(encoded, &mut bytes).ok()?;
    let (kind, key) = decoded.split_first()?;
    let kind = match kind {
        0x01 => KeyKind::Note,
        0x04 => KeyKind::Cosignature,
        _ => return None,
    };
    let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    (is_name(name) && !key.is_weak()).then(|| Verifier::new(name, kind, key))
}

/// Whether a key can have this name.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}
