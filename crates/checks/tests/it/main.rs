//! The house keeps its own plan, and its documents say what is so.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod documents;
mod files;
mod findings;
mod floors;
mod house;
mod imports;
mod promises;
mod purity;
