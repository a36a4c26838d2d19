//! The key of a linkage: 32 bytes from a key ceremony, from which every other key is derived; it is wiped from memory
//! when it goes.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// What separates the keys of this scheme from any other use of the same 32 bytes.
const SALT: &[u8] = b"sintra linkage";

/// The secret that two institutions must share for their encodings to be comparable. The node that links never has it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct LinkageKey([u8; 32]);

/// Why 32 bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeakKey;

impl fmt::Display for WeakKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the key has hardly a byte unlike the others: take the 32 bytes of the key ceremony")
    }
}

impl std::error::Error for WeakKey {}

impl fmt::Debug for LinkageKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "LinkageKey({})", self.fingerprint())
    }
}

/// Eight bytes that tell one key from another and say nothing else of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 8]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(to, "{byte:02x}"))
    }
}

impl LinkageKey {
    /// A key of 32 bytes of chance.
    ///
    /// # Errors
    /// [`WeakKey`] when fewer than eight different bytes are in it: a file of zeros, a typed word repeated.
    pub fn new(bytes: [u8; 32]) -> Result<Self, WeakKey> {
        let mut seen = [false; 256];
        bytes.iter().for_each(|byte| seen[usize::from(*byte)] = true);
        match seen.iter().filter(|seen| **seen).count() {
            8.. => Ok(Self(bytes)),
            _ => Err(WeakKey),
        }
    }

    /// What tells this key from another; it travels with every encoding.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let mut print = [0; 8];
        self.expand("fingerprint", &mut print);
        Fingerprint(print)
    }

    /// The key of one use, by HKDF-SHA256 (RFC 5869).
    pub(crate) fn derive(&self, purpose: &str) -> FieldKey {
        let mut bytes = Zeroizing::new([0; 64]);
        self.expand(purpose, bytes.as_mut());
        FieldKey(Hmac::new((&*bytes).into()))
    }

    /// The sixteen bytes of one use.
    pub(crate) fn sixteen(&self, purpose: &str) -> Zeroizing<[u8; 16]> {
        let mut bytes = Zeroizing::new([0; 16]);
        self.expand(purpose, bytes.as_mut());
        bytes
    }

    fn expand(&self, purpose: &str, into: &mut [u8]) {
        let done = Hkdf::<Sha256>::new(Some(SALT), &self.0).expand(purpose.as_bytes(), into);
        debug_assert!(done.is_ok(), "HKDF gives up to 8 160 bytes");
    }
}

/// A key of one use, ready for HMAC-SHA256 (RFC 2104).
#[derive(Clone)]
pub(crate) struct FieldKey(Hmac<Sha256>);

impl FieldKey {
    /// The code of a message in parts; no part can pass for the end of another.
    pub(crate) fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u32).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The first sixteen bytes of a code.
    pub(crate) fn long(&self, parts: &[&[u8]]) -> u128 {
        let code = self.code(parts);
        code[..16].iter().fold(0, |long, byte| long << 8 | u128::from(*byte))
    }

    /// The first eight bytes of a code.
    pub(crate) fn short(&self, parts: &[&[u8]]) -> u64 {
        let code = self.code(parts);
        u64::from_le_bytes([code[0], code[1], code[2], code[3], code[4], code[5], code[6], code[7]])
    }
}
