//! What the catalogue promises: the edition in the repository has no fault, and every fault is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod identity;
mod persons;
mod questions;
mod rights;

use catalogue::{Catalogue, Files};

#[test]
fn the_edition_in_the_repository_has_no_fault() {
    let faults = Catalogue::read(Files::embedded()).err().unwrap_or_default();
    let listed: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), listed.join("\n"));
}
