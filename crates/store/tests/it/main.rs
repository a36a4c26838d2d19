//! What the store promises, kept as tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod annexes;
mod answers;
mod append_only;
mod at_rest;
mod crash;
mod desk;
mod erasure;
mod house;
mod letters;
mod originals;
mod returns;
mod small;
mod subjects;
mod swaps;
mod vault;
mod vintages;
mod writers;
