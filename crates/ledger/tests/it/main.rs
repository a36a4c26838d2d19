//! What the ledger promises, kept as tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod hostile;
mod notes;
mod proofs;
mod published;
mod trees;
