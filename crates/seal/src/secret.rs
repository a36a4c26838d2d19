//! Thirty-two secret bytes, and what is derived from them.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Thirty-two secret bytes. They are overwritten when dropped, and printed nowhere.
///
/// There is no `==`: it would tell by its time how much is equal. Use [`Secret::same`].
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new secret.
    pub fn draw(rng: &mut (impl CryptoRng + ?Sized)) -> Secret {
        let mut secret = Secret([0; 32]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// The secret of these bytes; whoever hands them in overwrites their own copy.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Secret {
        Secret(bytes)
    }

    /// The secret for one use, by HKDF-SHA256 (RFC 5869) without salt and with `label` as its information: from it
    /// neither this one nor those of other labels can be had.
    #[must_use]
    pub fn derive(&self, label: &str) -> Secret {
        let mut derived = Secret([0; 32]);
        #[expect(clippy::expect_used, reason = "HKDF-SHA256 refuses only more than 8160 bytes")]
        Hkdf::<Sha256>::new(None, &self.0)
            .expand(label.as_bytes(), &mut derived.0)
            .expect("32 bytes can be derived");
        derived
    }

    /// The bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA256 (RFC 2104) of `data` under this secret.
    #[must_use]
    pub fn tag(&self, data: &[u8]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes 32 bytes");
        mac.chain_update(data).finalize().into_bytes().into()
    }

    /// Whether both are the same; it takes the same time whatever they are.
    #[must_use]
    pub fn same(&self, other: &Secret) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The secret of a slice, if that has 32 bytes.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Secret> {
        let mut secret = Secret([0; 32]);
        (bytes.len() == 32).then(|| secret.0.copy_from_slice(bytes))?;
        Some(secret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
