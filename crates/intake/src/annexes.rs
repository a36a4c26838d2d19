//! The documents that cells name: what a file announces is gathered, so that what did not arrive is known (¶23).

use std::collections::BTreeMap;

use register::Address;

use crate::Announced;

/// Names remembered of a sheet, at most; a hostile file cannot make them grow.
const NAMES_MAX: usize = 10_000;

/// The documents that a sheet's cells name.
#[derive(Debug, Default)]
pub(crate) struct Annexes {
    named: BTreeMap<String, (u32, u16, String)>,
}

impl Annexes {
    /// Takes in a cell of a field of files; several names are separated by semicolons.
    pub(crate) fn name(&mut self, cell: &str, row: u32, column: u16, field: &str) {
        for name in cell.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            if self.named.len() < NAMES_MAX && !self.named.contains_key(name) {
                self.named.insert(name.to_owned(), (row, column, field.to_owned()));
            }
        }
    }

    /// The names with their addresses on a sheet.
    pub(crate) fn on(self, sheet: &str) -> impl Iterator<Item = Announced> + '_ {
        self.named.into_iter().map(|(name, (row, column, field))| {
            let at = Address {
                sheet: sheet.to_owned(),
                row: Some(row),
                column: Some(column),
            };
            Announced { name, at, field }
        })
    }
}
