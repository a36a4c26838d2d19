//! What the room promises, read from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod across;
mod comparison;
mod frames;
mod identity;
mod persons;
mod questions;
mod registers;
mod tables;
