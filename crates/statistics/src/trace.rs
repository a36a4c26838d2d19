//! What is behind a figure: the rows of the frame that it counts, and the returns they came in.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Table};

use crate::{
    Facts,
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
}

/// The returns behind a figure of a table, by number. A row that stands for zero is behind a figure too: it is what was
/// declared.
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
    let mut behind: BTreeMap<i64, Behind> = BTreeMap::new();
    for row in 0..facts.rows() {
        let code = |column: usize| facts.frame.columns()[column].code(row).unwrap_or_default() as usize;
        if keep.iter().all(|(column, allowed)| allowed[code(*column)]) {
            let returned = facts
                .returns
                .code(row)
                .and_then(|code| facts.return_numbers.get(code as usize));
            let entry = behind.entry(returned.copied().unwrap_or_default()).or_default();
            entry.stands_for += facts.weight(row);
            entry.records.push(facts.records[row]);
        }
    }
    Ok(behind)
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
