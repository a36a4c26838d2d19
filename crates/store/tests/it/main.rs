//! What the store promises, kept as tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod annexes;
mod answers;
mod append_only;
mod crash;
mod desk;
mod house;
mod letters;
mod originals;
mod returns;
mod small;
mod vintages;
mod writers;
