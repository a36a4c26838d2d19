//! What the synthetic country promises: its margins to the last unit, the same country for the same seed, and a
//! plain word when margins contradict each other.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod country;
mod files;
mod identity;
mod persons;
