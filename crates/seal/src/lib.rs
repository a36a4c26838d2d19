//! Sealing of what identifies persons, and of files. This room writes no cipher of its own, keeps no key on the disk
//! and draws no chance of its own.
//!
//! Every function that needs chance takes `rng: &mut impl CryptoRng`. A caller has the system's generator from the
//! crate `getrandom` (`rand_core::UnwrapErr(getrandom::SysRng)`, with its feature `sys_rng`), and for bulk a ChaCha
//! generator seeded from it once (`rand_chacha::ChaCha20Rng::try_from_rng(&mut getrandom::SysRng)`). A generator that
//! starts twice from one seed draws the same keys twice: never seed it from anything else, never copy one.
//!
//! | what | with what | size |
//! | --- | --- | --- |
//! | [`seal`], [`open`] | XChaCha20-Poly1305, padded to 256 bytes | 41 bytes and the padding more |
//! | [`wrap`], [`unwrap`] | HPKE (RFC 9180) base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305 | 81 bytes |
//! | [`wrap_under`], [`unwrap_under`] | XChaCha20-Poly1305 | 73 bytes |
//! | [`lock`], [`unlock`] | Argon2id (RFC 9106), then as `wrap_under` | a line of text |
//! | [`split`], [`join`] | Shamir over GF(256), written in Bech32m (BIP-350) | 83 letters and digits, in groups |
//! | [`Sealer`], [`Opener`] | STREAM over XChaCha20-Poly1305, segments of 64 KiB | 27 bytes, and 16 a segment |
//! | [`OneTime`] | TOTP (RFC 6238) with SHA-1, 30 seconds, 6 digits | – |
//!
//! The first byte of what is sealed or wrapped names its suite, so that another can come beside it one day.

mod cipher;
mod error;
mod lock;
mod one_time;
mod opener;
mod pair;
mod sealed;
mod sealer;
mod secret;
mod share;
mod wrapped;

pub use error::SealError;
pub use lock::{Cost, lock, unlock};
pub use one_time::OneTime;
pub use opener::Opener;
pub use pair::{PrivateKey, PublicKey};
pub use rand_core::CryptoRng;
pub use sealed::{open, seal, seal_into};
pub use sealer::Sealer;
pub use secret::Secret;
pub use share::{Share, join, split};
pub use wrapped::{unwrap, unwrap_under, wrap, wrap_under, wrap_under_into};
pub use zeroize::{Zeroize, Zeroizing};
