//! A text and who signed it (C2SP signed-note).

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding};

use crate::{Checkpoint, KeyKind, LedgerError, Verifier, key::is_name};

/// The longest note that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// The most signatures that are read.
const MAX_SIGNATURES: usize = 100;

/// A signature under a note. It says nothing until a [`Verifier`] has verified it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// In whose name it is.
    pub name: String,
    /// The beginning of a hash that tells the key.
    pub key_id: [u8; 4],
    /// What the key made: a signature, or a time and a signature.
    pub bytes: Vec<u8>,
}

/// A text and the signatures under it. The text is to be believed only as [`Note::checkpoint`] gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    pub(crate) fn new(text: String, signatures: Vec<Signature>) -> Note {
        Note { text, signatures }
    }

    /// The text, with its last line end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, verified or not.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The checkpoint, if `by` signed it. That its origin is the log that was asked for is the caller's to compare.
    ///
    /// # Errors
    /// `NotSignedBy`, `FalseSignature` and `NotACheckpoint`.
    pub fn checkpoint(&self, by: &Verifier) -> Result<Checkpoint, LedgerError> {
        self.verified(by)?;
        self.text.parse()
    }

    /// When the witness `by` signed it, in seconds since 1970; nothing if it did not, or falsely.
    #[must_use]
    pub fn cosigned_by(&self, by: &Verifier) -> Option<u64> {
        self.text.parse::<Checkpoint>().ok()?;
        self.verified(by).ok().flatten()
    }

    /// Verifies every signature of `by`; the time of the last one, if it is that of a witness.
    fn verified(&self, by: &Verifier) -> Result<Option<u64>, LedgerError> {
        let mut time = Err(LedgerError::NotSignedBy(by.name().to_owned()));
        for signature in &self.signatures {
            if signature.name == by.name() && signature.key_id == by.id() {
                let verified = signature.verified(&self.text, by);
                time = Ok(verified.ok_or_else(|| LedgerError::FalseSignature(by.name().to_owned()))?);
            }
        }
        time
    }
}

impl Signature {
    /// Its time, if it is that of a witness; nothing if it is false.
    fn verified(&self, text: &str, by: &Verifier) -> Option<Option<u64>> {
        let (time, signature, message) = match by.kind() {
            KeyKind::Note => (None, &self.bytes[..], text.to_owned()),
            KeyKind::Cosignature => {
                let (time, signature) = self.bytes.split_first_chunk::<8>()?;
                let time = u64::from_be_bytes(*time);
                (Some(time), signature, cosigned_message(text, time)?)
            }
        };
        let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
        by.key().verify_strict(message.as_bytes(), &signature).ok()?;
        Some(time)
    }
}

/// What a witness signs (C2SP tlog-cosignature); nothing if the time is later than the format allows.
pub(crate) fn cosigned_message(text: &str, time: u64) -> Option<String> {
    i64::try_from(time).ok()?;
    Some(format!("cosignature/v1\ntime {time}\n{text}"))
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let encoded = Base64::encode_string(&[&signature.key_id, &signature.bytes[..]].concat());
            writeln!(f, "— {} {encoded}", signature.name)?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Note, LedgerError> {
        let shaped = text.len() <= MAX_BYTES && !text.contains(|c: char| c < ' ' && c != '\n');
        let note = shaped.then(|| parsed(text)).flatten();
        note.ok_or(LedgerError::NotANote)
    }
}

fn parsed(text: &str) -> Option<Note> {
    let blank = text.rfind("\n\n")?;
    let (text, lines) = (&text[..=blank], &text[blank + 2..]);
    let signatures: Vec<Signature> = lines
        .strip_suffix('\n')?
        .split('\n')
        .take(MAX_SIGNATURES + 1)
        .map(signature_of)
        .collect::<Option<_>>()?;
    (signatures.len() <= MAX_SIGNATURES).then(|| Note::new(text.to_owned(), signatures))
}

fn signature_of(line: &str) -> Option<Signature> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = Base64::decode_vec(encoded).ok()?;
    let (key_id, bytes) = bytes.split_first_chunk::<4>()?;
    (is_name(name) && !bytes.is_empty()).then(|| Signature {
        name: name.to_owned(),
        key_id: *key_id,
        bytes: bytes.to_vec(),
    })
}
