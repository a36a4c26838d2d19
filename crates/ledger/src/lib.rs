//! A log that cannot be rewritten unseen: the Merkle tree of RFC 6962, and its checkpoints and signed notes as C2SP
//! (<https://c2sp.org>) has them. This room keeps nothing and reads no clock.
//!
//! Whoever keeps a log pushes the [`leaf`] of each entry on a [`Tree`], and signs its root from time to time
//! ([`Checkpoint`], [`Signer`]). Whoever watches it keeps the last checkpoint, asks for a proof that the next one
//! contains it ([`verify_consistency`]), and signs it too ([`Signer::cosign`]). Cutting the log, or writing it anew,
//! then gives a root that no earlier signature fits.

mod checkpoint;
mod error;
mod key;
mod note;
mod proof;
mod signer;
mod tree;

pub use checkpoint::Checkpoint;
pub use error::LedgerError;
pub use key::{KeyKind, Verifier};
pub use note::{Note, Signature};
pub use proof::{
    consistency_proof, consistency_ranges, inclusion_proof, inclusion_ranges, verify_consistency, verify_inclusion,
};
pub use signer::Signer;
pub use tree::{Hash, Tree, leaf, root_of};
