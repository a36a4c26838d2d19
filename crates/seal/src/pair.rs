//! A pair of keys: the public half wraps, the private half unwraps.

use std::{fmt, str::FromStr};

use base64ct::{Base64UrlUnpadded, Encoding};
use hpke::{Deserializable, Kem, kem::X25519HkdfSha256};
use rand_core::CryptoRng;

use crate::{SealError, Secret};

/// What the text of a public key begins with.
const PREFIX: &str = "sintra-public-1:";

/// A key of X25519 (RFC 7748) that secrets are wrapped to. As text it is `sintra-public-1:` and 43 letters, digits,
/// `-` and `_`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes.
    ///
    /// # Errors
    /// `NotAKey` for the few points of small order, to which nothing can be wrapped.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<PublicKey, SealError> {
        // Every scalar is a multiple of the cofactor, so that one of them tells for all.
        let shared = x25519_dalek::x25519([1; 32], bytes);
        if shared == [0; 32] {
            Err(SealError::NotAKey)
        } else {
            Ok(PublicKey(bytes))
        }
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    pub(crate) fn hpke(&self) -> <X25519HkdfSha256 as Kem>::PublicKey {
        of_bytes(&self.0)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", Base64UrlUnpadded::encode_string(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<PublicKey, SealError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(SealError::NotAKey)?;
        let mut bytes = [0; 32];
        let decoded = Base64UrlUnpadded::decode(encoded, &mut bytes).map_err(|_| SealError::NotAKey)?;
        if decoded.len() != 32 {
            return Err(SealError::NotAKey);
        }
        PublicKey::from_bytes(bytes)
    }
}

/// The private half of a pair.
#[derive(Clone, Debug)]
pub struct PrivateKey(Secret);

impl PrivateKey {
    /// A new one.
    pub fn draw(rng: &mut (impl CryptoRng + ?Sized)) -> PrivateKey {
        PrivateKey(Secret::draw(rng))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(x25519_dalek::x25519(
            *self.0.expose(),
            x25519_dalek::X25519_BASEPOINT_BYTES,
        ))
    }

    /// The secret that this key is, to be wrapped, locked or split.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    pub(crate) fn hpke(&self) -> <X25519HkdfSha256 as Kem>::PrivateKey {
        of_bytes(self.0.expose())
    }
}

impl From<Secret> for PrivateKey {
    fn from(secret: Secret) -> PrivateKey {
        PrivateKey(secret)
    }
}

fn of_bytes<Key: Deserializable>(bytes: &[u8; 32]) -> Key {
    #[expect(clippy::expect_used, reason = "every 32 bytes are a key of X25519")]
    Key::from_bytes(bytes).expect("32 bytes are a key")
}
