//! Sealing of small things: the answers that identify a person, a note, a one-time secret.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret,
    cipher::{self, Suite},
};

/// Plain bytes are padded to a multiple of this.
const PAD: usize = 256;

/// Where the padding begins (ISO/IEC 7816-4); zeros follow.
const MARK: u8 = 0x80;

/// Seals `plain` with `key`. `place` says where it belongs (a table, a record, a field): it is not in what is
/// returned, and what was sealed for one place opens in no other.
///
/// Length tells little: everything up to 255 bytes gives 297 bytes, up to 511 gives 553, and so on.
#[must_use]
pub fn seal(key: &Secret, place: &[u8], plain: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
    let mut out = Vec::new();
    seal_into(&mut out, key, place, plain, rng);
    out
}

/// As [`seal`], into a buffer that is used again; what was in it goes.
pub fn seal_into(out: &mut Vec<u8>, key: &Secret, place: &[u8], plain: &[u8], rng: &mut (impl CryptoRng + ?Sized)) {
    let padded = (plain.len() / PAD + 1) * PAD;
    cipher::close(out, Suite::Sealed, key, place, rng, padded, |out| {
        let end = out.len() + padded;
        out.extend_from_slice(plain);
        out.push(MARK);
        out.resize(end, 0);
    });
}

/// What was sealed with `key` for `place`.
///
/// # Errors
/// `NotOfOurs` and `Damaged` when its shape is wrong, `WrongKeyOrPlace` when it does not open.
pub fn open(key: &Secret, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut plain = Zeroizing::new(vec![0; cipher::length(Suite::Sealed, sealed)?]);
    if plain.is_empty() || plain.len() % PAD != 0 {
        return Err(SealError::Damaged);
    }
    cipher::disclose(&mut plain, Suite::Sealed, key, place, sealed)?;
    let end = plain.iter().rposition(|byte| *byte != 0).ok_or(SealError::Damaged)?;
    if plain[end] != MARK {
        return Err(SealError::Damaged);
    }
    plain.truncate(end);
    Ok(plain)
}
