//! What this room promises.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod blocking;
mod clerical;
mod dates;
mod encodings;
mod febrl;
mod investigations;
mod learning;
mod linking;
mod names;
mod partition;
mod similarity;
mod synthetic;
