//! What the store promises, kept as tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod acts;
mod annexes;
mod answers;
mod append_only;
mod at_rest;
mod content;
mod copies;
mod crash;
mod desk;
mod erasure;
mod flips;
mod house;
mod jobs;
mod letters;
mod links;
mod log;
mod originals;
mod returns;
mod rollback;
mod scribe;
mod small;
mod subjects;
mod swaps;
mod tamper;
mod under_way;
mod vault;
mod vintages;
mod writers;
