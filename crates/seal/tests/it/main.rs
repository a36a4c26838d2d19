//! What sealing promises, kept as tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod chance;
mod files;
mod locks;
mod one_time;
mod pairs;
mod published;
mod sealed;
mod secrets;
mod shares;
mod wrapped;
