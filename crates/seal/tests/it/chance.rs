//! Chance that is the same every time, for tests.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use seal::Secret;

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn secret(seed: u64) -> Secret {
    Secret::draw(&mut rng(seed))
}

/// The same bytes with one bit other, for every bit.
pub(crate) fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut other = bytes.to_vec();
        other[bit / 8] ^= 1 << (bit % 8);
        other
    })
}
