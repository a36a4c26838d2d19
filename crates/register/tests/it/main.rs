//! What the shared words promise, read from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod identity;
