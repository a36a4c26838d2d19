//! Where chance enters the house: a generator seeded by the system.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::StoreError;

/// A fast generator with a fresh seed of the system.
///
/// # Errors
/// When the system gives none.
pub fn generator() -> Result<ChaCha20Rng, StoreError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| StoreError::Chance(error.to_string()))?;
    Ok(ChaCha20Rng::from_seed(seed))
}
