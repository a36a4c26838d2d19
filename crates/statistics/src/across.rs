//! What is known of persons over all registers of a vintage, together: overlaps and pathways.

use std::collections::BTreeMap;

use catalogue::Catalogue;

use crate::{Facts, Followed, Overlapped, Subject, followed, overlapped, tables::TablesError};

/// Overlaps and pathways of a vintage; all empty where it has no linkage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Across {
    /// The linkage, when persons were linked.
    pub linkage: Option<LinkedUntil>,
    /// Every overlap of which a register was linked.
    pub overlaps: Vec<Overlapped>,
    /// Every pathway whose first step was linked.
    pub pathways: Vec<Followed>,
}

/// What a reader is told of a linkage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedUntil {
    /// The instant up to which decisions of persons are in it (RFC 3339).
    pub decided_until: String,
    /// The seed of its draws.
    pub seed: u64,
    /// Partitions drawn for intervals.
    pub draws: usize,
}

/// Computes every overlap and pathway of the catalogue from the registers of a vintage.
///
/// # Errors
/// [`TablesError`] when one names what a register lacks: our own fault, since the catalogue's check admits none such.
pub fn across(catalogue: &Catalogue, facts: &mut BTreeMap<String, Facts>) -> Result<Across, TablesError> {
    let mut linked = facts.values().filter_map(|facts| facts.linked.as_ref());
    let of_persons = linked.find(|linked| linked.subject == Subject::Person);
    let mut across = Across {
        linkage: of_persons.map(|linked| linked.until.clone()),
        ..Across::default()
    };
    for overlap in catalogue.overlaps() {
        across.overlaps.extend(overlapped(catalogue, facts, overlap)?);
    }
    for pathway in catalogue.pathways() {
        across.pathways.extend(followed(catalogue, facts, pathway)?);
    }
    Ok(across)
}
