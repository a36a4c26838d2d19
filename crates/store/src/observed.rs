//! What remained of a return: the rows that wait for their correction, and what was found.

use std::{borrow::Cow, collections::BTreeMap};

use register::{Address, Finding};
use rusqlite::Row;

use crate::{Store, StoreError, returns::whole};

/// A row that waits for its correction, as it stood in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// The register.
    pub register: String,
    /// The sheet, or empty.
    pub sheet: String,
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// Headings and texts.
    pub cells: Vec<(String, String)>,
}

impl Store {
    /// The rows of a return that wait, in order.
    ///
    /// # Errors
    /// When there is no such return, or they cannot be read.
    pub fn waiting(&self, number: i64) -> Result<Vec<WaitingRow>, StoreError> {
        let parts = self.returned(number)?.parts;
        let sql = "SELECT part, row, cells, seq FROM waiting WHERE return_ = ?1 ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            let (part, cells, seq): (i64, String, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
            let part = usize::try_from(part).ok().and_then(|at| parts.get(at));
            let part =
                part.ok_or_else(|| StoreError::damaged("waiting", "part", seq, "its return has no such part"))?;
            waiting.push(WaitingRow {
                register: part.register.clone(),
                sheet: part.sheet.clone(),
                row: small("waiting", "row", seq, row.get(1)?)?,
                cells: serde_json::from_str(&cells)
                    .map_err(|error| StoreError::damaged("waiting", "cells", seq, error))?,
            });
        }
        Ok(waiting)
    }

    /// What was found in a return: the findings kept whole, in the order in which they were found, and how
    /// often each code was found.
    ///
    /// # Errors
    /// When there is no such return, or they cannot be read.
    pub fn findings(&self, number: i64) -> Result<(Vec<Finding>, BTreeMap<String, u64>), StoreError> {
        self.returned(number)?;
        let sql = "SELECT seq, code, sheet, row, column, field, value, other, near, count FROM finding
                   WHERE return_ = ?1 ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut kept = Vec::new();
        while let Some(row) = rows.next()? {
            kept.push(read_finding(row)?);
        }
        let sql = "SELECT code, count FROM finding_count WHERE return_ = ?1 ORDER BY code";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.next()? {
            counts.insert(row.get(0)?, whole("finding_count", "count", number, row.get(1)?)?);
        }
        Ok((kept, counts))
    }
}

fn read_finding(row: &Row<'_>) -> Result<Finding, StoreError> {
    let seq = row.get(0)?;
    let (at, column): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
    Ok(Finding {
        code: Cow::Owned(row.get(1)?),
        at: Address {
            sheet: row.get(2)?,
            row: at.map(|number| small("finding", "row", seq, number)).transpose()?,
            column: column
                .map(|number| small("finding", "column", seq, number))
                .transpose()?,
        },
        field: row.get(5)?,
        value: row.get(6)?,
        other: row.get(7)?,
        near: row.get(8)?,
        count: whole("finding", "count", seq, row.get(9)?)?,
    })
}

fn small<N: TryFrom<i64>>(table: &'static str, column: &'static str, row: i64, number: i64) -> Result<N, StoreError> {
    N::try_from(number).map_err(|_| StoreError::damaged(table, column, row, format!("{number} is out of its range")))
}
