//! What is behind a figure of an overlap or a pathway: the persons' records in every register, and their returns.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Overlap, Pathway};

use crate::{
    APART, Address, Behind, Facts, Subject,
    overlap::{BySet, OUTSIDE, sorted},
    pathway::Way,
    tables::TablesError,
    trace::gathered,
};

/// The records behind a figure: by register, by return.
pub type BehindPersons = BTreeMap<String, BTreeMap<i64, Behind>>;

/// The records of the persons in a figure of an overlap; those of one cluster are one person. Records that took no part
/// in linkage are behind no figure of it.
///
/// # Errors
/// [`TablesError`] when the address names no sets of the overlap.
pub fn trace_overlap(
    catalogue: &Catalogue,
    facts: &mut BTreeMap<String, Facts>,
    overlap: &Overlap,
    address: &Address,
) -> Result<BehindPersons, TablesError> {
    let (sets, registers) = sorted(catalogue, facts, overlap)?;
    let place = |id: &str| {
        let unknown = || TablesError(format!("the overlap has no set {id}"));
        sets.position(id).ok_or_else(unknown)
    };
    let mask = |ids: &str| {
        ids.split('+')
            .map(|id| Ok(1u32 << place(id)?))
            .sum::<Result<u32, TablesError>>()
    };
    let rows = address.row.as_deref().map(mask).transpose()?;
    let column = address.column.as_deref().map(mask).transpose()?;
    let of = masks(&registers);
    let is_behind = |mask: u32| match (rows, column) {
        (Some(exactly), None) => mask == exactly,
        (one, other) => {
            mask & one.unwrap_or_default() == one.unwrap_or_default() && other.is_none_or(|other| mask & other != 0)
        }
    };
    let mut behind = BehindPersons::new();
    for register in &registers {
        let rows = (0..register.facts.rows()).filter(|row| {
            let cluster = register.clusters.of[*row];
            register.set(*row) != OUTSIDE && cluster != APART && is_behind(of[cluster as usize])
        });
        let found = gathered(register.facts, rows, Some(register.clusters));
        behind.insert(register.facts.register().to_owned(), found);
    }
    Ok(behind)
}

/// The sets of each cluster, as bits.
fn masks(registers: &[BySet<'_>]) -> Vec<u32> {
    let bound = registers
        .iter()
        .map(|register| register.bound)
        .max()
        .unwrap_or_default();
    let mut masks = vec![0; bound as usize];
    for register in registers {
        for (cluster, set) in register.settled().chain(register.decided()) {
            if cluster != APART && set != OUTSIDE {
                masks[cluster as usize] |= 1u32 << set;
            }
        }
    }
    masks
}

/// The records that show a step, and the first one, of the persons who reached it; of a step that files show, the
/// persons' records that name these files.
///
/// # Errors
/// [`TablesError`] when the address names no step.
pub fn trace_step(
    catalogue: &Catalogue,
    facts: &mut BTreeMap<String, Facts>,
    pathway: &Pathway,
    address: &Address,
) -> Result<BehindPersons, TablesError> {
    let step = pathway
        .step
        .iter()
        .position(|step| Some(&step.id) == address.row.as_ref());
    let step = step.ok_or_else(|| TablesError(format!("{address} names no step of the pathway")))?;
    let Some(way) = Way::of(catalogue, facts, pathway)? else {
        return Ok(BehindPersons::new());
    };
    let persons = way.decided(pathway.step.len());
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); way.registers.len()];
    let cluster = |register: u8, row: u32| way.cluster(Subject::Person, register, row, None);
    let shown = way
        .persons
        .shown
        .iter()
        .filter(|event| [0, step].contains(&usize::from(event.step)));
    let shown = shown.map(|event| (event.register, event.row));
    for (register, row) in shown.chain(way.persons.in_files.iter().copied()) {
        if persons.reached(cluster(register, row), step) {
            rows[usize::from(register)].push(row as usize);
        }
    }
    let mut behind = BehindPersons::new();
    for ((facts, linked), mut rows) in way.registers.iter().zip(rows) {
        rows.sort_unstable();
        rows.dedup();
        behind.insert(
            facts.register().to_owned(),
            gathered(facts, rows.into_iter(), linked.person.as_ref()),
        );
    }
    behind.retain(|_, returns| !returns.is_empty());
    Ok(behind)
}
