//! Who signs checkpoints: the log itself, and its witnesses.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::{Checkpoint, KeyKind, LedgerError, Note, Signature, Verifier, key::is_name, note::cosigned_message};

/// The private key of a log or of a witness (Ed25519, RFC 8032).
#[derive(Clone)]
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl Signer {
    /// The key of a seed of 32 secret bytes. The name tells it apart from others; by custom it is an address without
    /// its scheme, as `example.org/log`, and the origin of the log.
    ///
    /// # Errors
    /// `NotAName` when it is empty or has a blank, a plus or a control character.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Signer, LedgerError> {
        if !is_name(name) {
            return Err(LedgerError::NotAName(name.to_owned()));
        }
        Ok(Signer {
            name: name.to_owned(),
            key: SigningKey::from_bytes(seed),
        })
    }

    /// The key that verifies what [`Signer::sign`] makes.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier::new(&self.name, KeyKind::Note, self.key.verifying_key())
    }

    /// The key that verifies what [`Signer::cosign`] makes.
    #[must_use]
    pub fn cosignature_verifier(&self) -> Verifier {
        Verifier::new(&self.name, KeyKind::Cosignature, self.key.verifying_key())
    }

    /// Signs the state of a log. A log signs no state that does not contain all that it signed before.
    #[must_use]
    pub fn sign(&self, checkpoint: &Checkpoint) -> Note {
        let text = checkpoint.to_string();
        let bytes = self.key.sign(text.as_bytes()).to_bytes().to_vec();
        let signature = self.signature(&self.verifier(), bytes);
        Note::new(text, vec![signature])
    }

    /// Adds the signature of a witness, in the place of its earlier one if there is one. Before that a witness has
    /// verified the log's own signature, and that this state contains the last one it signed.
    ///
    /// A time later than 2⁶³ − 1 is none: the note then comes back as it was.
    #[must_use]
    pub fn cosign(&self, note: &Note, at_unix_seconds: u64) -> Note {
        let Some(message) = cosigned_message(note.text(), at_unix_seconds) else {
            return note.clone();
        };
        let signed = self.key.sign(message.as_bytes()).to_bytes();
        let bytes = [&at_unix_seconds.to_be_bytes(), &signed[..]].concat();
        let own = self.signature(&self.cosignature_verifier(), bytes);
        let others = note
            .signatures()
            .iter()
            .filter(|other| (&other.name, other.key_id) != (&own.name, own.key_id));
        Note::new(note.text().to_owned(), others.cloned().chain([own.clone()]).collect())
    }

    fn signature(&self, verifier: &Verifier, bytes: Vec<u8>) -> Signature {
        Signature {
            name: self.name.clone(),
            key_id: verifier.id(),
            bytes,
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, …)", self.name)
    }
}
