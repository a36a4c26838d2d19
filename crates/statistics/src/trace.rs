//! What is behind a figure: the rows of the frame that it counts, and the returns they came in.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Counting, Table};

use crate::{
    APART, Facts,
    clusters::Clusters,
    distinct::Tally,
    figure::Address,
    tables::{Ready, TablesError},
    variable::{Variable, is_in},
};

/// The records of one return behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// What they stand for, added up.
    pub stands_for: u64,
    /// The records, as the store numbers them.
    pub records: Vec<i64>,
    /// For each record the cluster it belongs to, where a table counts persons once: records of one number are one
    /// person, in whatever return. `None` for a record that took no part in linkage.
    pub clusters: Vec<Option<u32>>,
}

/// The returns behind a figure of a table, by number. A row that stands for zero is behind a figure too: it is what was
/// declared. Where persons are counted once, all records of a person within the table's universe are behind each figure
/// that the person is in, since each may have completed what another did not know.
///
/// # Errors
/// [`TablesError`] when the table does not fit the register, or the address names no category of it.
pub fn trace(
    catalogue: &Catalogue,
    facts: &mut Facts,
    table: &Table,
    address: &Address,
) -> Result<BTreeMap<i64, Behind>, TablesError> {
    let ready = Ready::new(catalogue, facts, table)?;
    let mut keep = ready.keep.clone();
    for (variable, category) in [(&ready.rows, &address.row), (&ready.columns, &address.column)] {
        if let Some(category) = category {
            keep.push(matching(variable.as_ref(), category)?);
        }
    }
    if let (Counting::Linked, Some(linked)) = (table.count, &facts.linked) {
        keep.push((linked.takes_part, vec![false, true]));
    }
    let code = |column: usize, row: usize| facts.frame.columns()[column].code(row).unwrap_or_default() as usize;
    let is_in = |row: usize| keep.iter().all(|(column, allowed)| allowed[code(*column, row)]);
    let mut counted: Vec<bool> = (0..facts.rows()).map(is_in).collect();
    let counts_persons = table.count == Counting::Distinct;
    if counts_persons {
        by_person(&ready, facts, address, &mut counted);
    }
    let own = facts
        .linked
        .as_ref()
        .and_then(|linked| linked.own())
        .filter(|_| counts_persons);
    Ok(gathered(facts, (0..facts.rows()).filter(|row| counted[*row]), own))
}

/// All rows of a person are behind a figure, or none.
fn by_person(ready: &Ready<'_>, facts: &Facts, address: &Address, counted: &mut [bool]) {
    let Some(linked) = &facts.linked else { return };
    let members = ready.members();
    let at = |categories: &[crate::Category], id: &Option<String>| {
        let id = id.as_ref()?;
        categories.iter().position(|category| category.id == *id)
    };
    let (row, column) = (at(&members.rows, &address.row), at(&members.columns, &address.column));
    let mut tally = Tally::new(ready, facts, &members);
    for rows in linked.settled.iter().chain(linked.decided.iter()) {
        if let Some((inside, is_in)) = tally.behind(rows, row, column) {
            inside.iter().for_each(|row| counted[*row as usize] = is_in);
        }
    }
}

/// Rows by the returns they came in, with their clusters.
pub(crate) fn gathered(
    facts: &Facts,
    rows: impl Iterator<Item = usize>,
    clusters: Option<&Clusters>,
) -> BTreeMap<i64, Behind> {
    let mut behind: BTreeMap<i64, Behind> = BTreeMap::new();
    for row in rows {
        let returned = facts
            .returns
            .code(row)
            .and_then(|code| facts.return_numbers.get(code as usize));
        let entry = behind.entry(returned.copied().unwrap_or_default()).or_default();
        entry.stands_for += facts.weight(row);
        entry.records.push(facts.records[row]);
        if let Some(clusters) = clusters {
            entry
                .clusters
                .push(Some(clusters.of[row]).filter(|cluster| *cluster != APART));
        }
    }
    behind
}

/// The codes of a variable's column that fall in a category.
fn matching(variable: Option<&Variable<'_>>, id: &str) -> Result<(usize, Vec<bool>), TablesError> {
    let unknown = || TablesError(format!("the table has no category {id}"));
    let variable = variable.ok_or_else(unknown)?;
    let categories = variable.categories();
    let (wanted, _) = categories
        .iter()
        .find(|(_, category)| category.id == id)
        .ok_or_else(unknown)?;
    Ok((
        variable.column,
        variable.values.iter().map(|value| is_in(value, wanted)).collect(),
    ))
}
