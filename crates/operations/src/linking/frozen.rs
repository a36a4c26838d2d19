//! The linkage as a vintage takes it in: for each row of each register the cluster that it is in, as decided and in draws.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::Catalogue;
use statistics::{APART, Linkage, LinkageBuilder, Subject};
use store::Store;

use super::{PERSON, Side, standing::Standing};
use crate::OperationError;

/// Partitions drawn for the interval of a number of persons.
const DRAWS: usize = 50;
/// The seed of the first draw; the others count on from it.
const SEED: u64 = 37;

/// The linkage of the records of a vintage, given by register in the order of their facts, with runs and decisions until
/// an instant or all of them; `None` before the first run.
pub(crate) fn linkage_of(
    store: &Store,
    catalogue: &Catalogue,
    rows: &BTreeMap<String, Vec<i64>>,
    until: Option<&str>,
) -> Result<Option<Linkage>, OperationError> {
    let can_be_linked: BTreeSet<i64> = store.can_be_linked(PERSON)?.into_iter().collect();
    let persons = || {
        let is_of_persons = |register: &str| {
            let register = catalogue.register(register).and_then(Subject::of);
            register == Some(Subject::Person)
        };
        rows.iter()
            .filter(move |(register, _)| Side::of(register).is_some() && is_of_persons(register))
    };
    let mut records: Vec<i64> = persons().flat_map(|(_, rows)| rows).copied().collect();
    records.retain(|record| can_be_linked.contains(record));
    records.sort_unstable();
    let standing = Standing::of(store, records, until)?;
    if standing.until.is_empty() {
        return Ok(None);
    }
    let mut builder = LinkageBuilder::new(SEED, &standing.until, DRAWS);
    let decided = standing.clusters();
    let cluster = |of: &[u32], record: i64| standing.at(record).map_or(APART, |at| of[at as usize]);
    for (register, rows) in persons() {
        let of = rows.iter().map(|record| cluster(&decided, *record)).collect();
        builder.clusters(Subject::Person, register, of);
    }
    for draw in 0..DRAWS {
        let drawn = standing.drawn(SEED + draw as u64);
        for (register, rows) in persons() {
            for (row, record) in (0..).zip(rows) {
                let own = cluster(&drawn, *record);
                if own != cluster(&decided, *record) {
                    builder.drawn(Subject::Person, draw, register, row, own);
                }
            }
        }
    }
    let finished = builder.finish();
    finished
        .map(Some)
        .map_err(|error| OperationError::Broken(error.to_string()))
}
