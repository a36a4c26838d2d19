//! Keys under keys: to somebody's public key, or under another secret.

use hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256,
    single_shot_open, single_shot_seal_with_rng,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    PrivateKey, PublicKey, SealError, Secret,
    cipher::{self, Suite},
};

/// What HPKE binds to the keys that it agrees on.
const INFO: &[u8] = b"sintra wrap 1";

/// Wraps `key` so that only the holder of `to`'s private half can have it, by HPKE in its base mode (RFC 9180).
/// It does not say who wrapped it. `place` is bound to it as in [`crate::seal`].
#[must_use]
pub fn wrap(key: &Secret, to: &PublicKey, place: &[u8], mut rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "`PublicKey` holds none of the keys that HPKE refuses")]
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &to.hpke(),
        INFO,
        key.expose(),
        place,
        &mut rng,
    )
    .expect("a public key can be wrapped to");
    [&[Suite::Wrapped as u8], &encapsulated.to_bytes()[..], &ciphertext].concat()
}

/// The secret that was wrapped to `own`.
///
/// # Errors
/// `NotOfOurs` and `Damaged` when its shape is wrong, `WrongKeyOrPlace` when it does not open.
pub fn unwrap(wrapped: &[u8], own: &PrivateKey, place: &[u8]) -> Result<Secret, SealError> {
    let (suite, rest) = wrapped.split_first().ok_or(SealError::Damaged)?;
    if *suite != Suite::Wrapped as u8 {
        return Err(SealError::NotOfOurs);
    }
    let (encapsulated, ciphertext) = rest.split_at_checked(32).ok_or(SealError::Damaged)?;
    if ciphertext.len() != 32 + cipher::TAG {
        return Err(SealError::Damaged);
    }
    let encapsulated = Deserializable::from_bytes(encapsulated).map_err(|_| SealError::Damaged)?;
    let plain = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &own.hpke(),
        &encapsulated,
        INFO,
        ciphertext,
        place,
    )
    .map_err(|_| SealError::WrongKeyOrPlace)?;
    Secret::from_slice(&Zeroizing::new(plain)).ok_or(SealError::Damaged)
}

/// Wraps `key` under another secret. `place` is bound to it as in [`crate::seal`].
#[must_use]
pub fn wrap_under(key: &Secret, under: &Secret, place: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
    let mut out = Vec::new();
    wrap_under_into(&mut out, key, under, place, rng);
    out
}

/// As [`wrap_under`], into a buffer that is used again; what was in it goes.
pub fn wrap_under_into(
    out: &mut Vec<u8>,
    key: &Secret,
    under: &Secret,
    place: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) {
    cipher::close(out, Suite::WrappedUnder, under, place, rng, 32, |out| {
        out.extend_from_slice(key.expose());
    });
}

/// The secret that was wrapped under `under`.
///
/// # Errors
/// `NotOfOurs` and `Damaged` when its shape is wrong, `WrongKeyOrPlace` when it does not open.
pub fn unwrap_under(wrapped: &[u8], under: &Secret, place: &[u8]) -> Result<Secret, SealError> {
    let mut bytes = Zeroizing::new([0; 32]);
    if cipher::length(Suite::WrappedUnder, wrapped)? != bytes.len() {
        return Err(SealError::Damaged);
    }
    cipher::disclose(&mut bytes[..], Suite::WrappedUnder, under, place, wrapped)?;
    Ok(Secret::from_bytes(*bytes))
}
