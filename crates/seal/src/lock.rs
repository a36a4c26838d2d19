//! A secret behind a passphrase.

use std::str::FromStr;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{SealError, Secret, unwrap_under, wrap_under};

/// What a lock begins with.
const PREFIX: &str = "sintra-lock-1";

/// The longest passphrase that is read, in bytes.
const MAX_PASSPHRASE_BYTES: usize = 1024;

/// What it costs to try a passphrase, by Argon2id (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB; at least 8 for each lane and at most 1 GiB.
    pub memory_kib: u32,
    /// How often the memory is gone through; at least 1.
    pub passes: u32,
    /// How many lanes it has; between 1 and 16.
    pub lanes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes, 1 lane (RFC 9106, section 4, second choice, with one lane): about a third of a second.
    pub const DEFAULT: Cost = Cost {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// For tests only: it protects nothing.
    pub const SMALL: Cost = Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    /// The most memory for one lock, in KiB.
    const MAX_MEMORY_KIB: u32 = 1024 * 1024;

    /// The most work for one lock, memory times passes, in KiB: some seconds.
    const MAX_WORK_KIB: u64 = 2 * 1024 * 1024;

    /// The cost of a lock, so that a caller can see that it is lower than today's and lock anew.
    ///
    /// # Errors
    /// `NotOfOurs` and `Damaged` when the text is no lock.
    pub fn of(locked: &str) -> Result<Cost, SealError> {
        Lock::from_str(locked).map(|lock| lock.cost)
    }

    /// These as Argon2id takes them, if one lock may cost that much.
    fn params(self) -> Result<Params, SealError> {
        let work = u64::from(self.memory_kib) * u64::from(self.passes);
        if self.memory_kib > Cost::MAX_MEMORY_KIB || work > Cost::MAX_WORK_KIB || self.lanes > 16 {
            return Err(SealError::Cost);
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| SealError::Cost)
    }

    fn parse(text: &str) -> Option<Cost> {
        let mut numbers = text.split(',');
        let mut number = |name| numbers.next()?.strip_prefix(name)?.parse().ok();
        let cost = Cost {
            memory_kib: number("m=")?,
            passes: number("t=")?,
            lanes: number("p=")?,
        };
        numbers.next().is_none().then_some(cost)
    }
}

/// A lock taken apart.
struct Lock {
    cost: Cost,
    salt: [u8; 16],
    wrapped: Vec<u8>,
}

impl FromStr for Lock {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Lock, SealError> {
        let mut parts = text.trim().split('$');
        if parts.next() != Some(PREFIX) {
            return Err(SealError::NotOfOurs);
        }
        let mut part = || parts.next().ok_or(SealError::Damaged);
        let (cost, salt, wrapped) = (part()?, part()?, part()?);
        let bytes = |text| Base64UrlUnpadded::decode_vec(text).map_err(|_| SealError::Damaged);
        let lock = Lock {
            cost: Cost::parse(cost).ok_or(SealError::Damaged)?,
            salt: bytes(salt)?.try_into().map_err(|_| SealError::Damaged)?,
            wrapped: bytes(wrapped)?,
        };
        parts.next().is_none().then_some(lock).ok_or(SealError::Damaged)
    }
}

/// Locks `secret` behind a passphrase: a line of text that says its version, its cost, its salt and the secret,
/// wrapped. `place` is bound to it as in [`crate::seal`].
///
/// For an account this is all that is kept of its passphrase. That [`unlock`] succeeds *is* the verification, and
/// the secret comes with it: one run of Argon2id serves both, and no second hash is kept that could be weaker.
/// For an account that does not exist, unlock some lock of the same cost, so that both take the same time.
///
/// A passphrase is read in the form NFKC of Unicode, so that an accent is the same on every keyboard.
///
/// # Errors
/// `NoPassphrase` and `LongPassphrase`; `Cost` when no lock may cost that.
pub fn lock(
    secret: &Secret,
    passphrase: &str,
    cost: Cost,
    place: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<String, SealError> {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let under = stretched(passphrase, cost, &salt)?;
    let wrapped = wrap_under(secret, &under, place, rng);
    let Cost {
        memory_kib,
        passes,
        lanes,
    } = cost;
    let (salt, wrapped) = (
        Base64UrlUnpadded::encode_string(&salt),
        Base64UrlUnpadded::encode_string(&wrapped),
    );
    Ok(format!("{PREFIX}$m={memory_kib},t={passes},p={lanes}${salt}${wrapped}"))
}

/// The secret behind a passphrase.
///
/// # Errors
/// `WrongPassphrase` when it does not open; `NotOfOurs` and `Damaged` when the text is no lock; `Cost` when it asks
/// for more than 1 GiB, or 2 GiB gone through; `NoPassphrase` and `LongPassphrase`.
pub fn unlock(locked: &str, passphrase: &str, place: &[u8]) -> Result<Secret, SealError> {
    let lock = Lock::from_str(locked)?;
    let under = stretched(passphrase, lock.cost, &lock.salt)?;
    unwrap_under(&lock.wrapped, &under, place).map_err(|error| match error {
        SealError::WrongKeyOrPlace => SealError::WrongPassphrase,
        other => other,
    })
}

/// The secret that a passphrase is.
fn stretched(passphrase: &str, cost: Cost, salt: &[u8; 16]) -> Result<Secret, SealError> {
    if passphrase.is_empty() {
        return Err(SealError::NoPassphrase);
    }
    if passphrase.len() > MAX_PASSPHRASE_BYTES {
        return Err(SealError::LongPassphrase);
    }
    let passphrase: Zeroizing<String> = Zeroizing::new(passphrase.nfkc().collect());
    let params = cost.params()?;
    let mut memory = memory_of(&params)?;
    let mut bytes = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(passphrase.as_bytes(), salt, &mut bytes[..], &mut memory[..])
        .map_err(|_| SealError::Cost)?;
    Ok(Secret::from_bytes(*bytes))
}

/// The memory of one run: ours, so that it is overwritten afterwards, since what it holds leads to the secret.
fn memory_of(params: &Params) -> Result<Zeroizing<Vec<Block>>, SealError> {
    let mut memory = Zeroizing::new(Vec::new());
    memory
        .try_reserve_exact(params.block_count())
        .map_err(|_| SealError::Cost)?;
    memory.resize(params.block_count(), Block::new());
    Ok(memory)
}
