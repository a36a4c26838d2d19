//! The records of a return, read in the order in which they arrived.

use std::ops::ControlFlow;

use register::Part;
use rusqlite::OptionalExtension;

use crate::{Store, StoreError};

/// A stored record, lent while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored<'a> {
    /// The record's id in this store.
    pub id: i64,
    /// The row as the spreadsheet numbered it.
    pub row: u32,
    /// How many it stands for.
    pub count: u32,
    /// The version of the register under which it was written.
    pub version: u32,
    /// Its answers, as [`register::write_payload`] wrote them.
    pub payload: &'a str,
}

/// A stored record with where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The record's id in this store.
    pub id: i64,
    /// The return that brought it.
    pub number: i64,
    /// The register.
    pub register: String,
    /// The version of the register under which it was written.
    pub version: u32,
    /// The sheet, or empty.
    pub sheet: String,
    /// The row as the spreadsheet numbered it.
    pub row: u32,
    /// How many it stands for.
    pub count: u32,
    /// Its answers, as [`register::write_payload`] wrote them.
    pub payload: String,
}

impl Store {
    /// Hands on the records of a register of a return, in order, until `each` breaks off; answers what it
    /// broke off with, or `None` when all were read.
    ///
    /// # Errors
    /// When there is no such return, a record is damaged, or there are more or fewer than were accepted.
    pub fn records<B>(
        &self,
        number: i64,
        register: &str,
        mut each: impl FnMut(Stored<'_>) -> ControlFlow<B>,
    ) -> Result<Option<B>, StoreError> {
        let parts = self.returned(number)?.parts;
        let versions: Vec<Option<u32>> = parts
            .iter()
            .map(|part| (part.register == register).then_some(part.version))
            .collect();
        let sql = "SELECT id, row, count, part, payload FROM revision WHERE id > ?1 AND id < ?2 ORDER BY id";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query((number << 32, (number + 1) << 32))?;
        let mut read = 0;
        while let Some(row) = rows.next()? {
            let (id, part) = (row.get(0)?, row.get(3)?);
            let Some(version) = version_of(&versions, id, part)? else {
                continue;
            };
            let (at, count) = (small("row", id, row.get(1)?)?, small("count", id, row.get(2)?)?);
            let payload = row.get_ref(4)?;
            let payload = payload
                .as_str()
                .map_err(|error| StoreError::damaged("revision", "payload", id, error))?;
            read += 1;
            if let ControlFlow::Break(value) = each(Stored {
                id,
                row: at,
                count,
                version,
                payload,
            }) {
                return Ok(Some(value));
            }
        }
        whole_part(&parts, register, number, read).map(|()| None)
    }

    /// A record.
    ///
    /// # Errors
    /// When there is none of this id, or it cannot be read.
    pub fn record(&self, id: i64) -> Result<Record, StoreError> {
        let sql = "SELECT row, count, part, payload FROM revision WHERE id = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        let (row, count, part, payload): (i64, i64, i64, String) = found.optional()?.ok_or(StoreError::NoRecord(id))?;
        let number = id >> 32;
        let parts = self.returned(number)?.parts;
        let part = usize::try_from(part)
            .ok()
            .and_then(|at| parts.into_iter().nth(at))
            .ok_or_else(|| no_part(id))?;
        Ok(Record {
            id,
            number,
            register: part.register,
            version: part.version,
            sheet: part.sheet,
            row: small("row", id, row)?,
            count: small("count", id, count)?,
            payload,
        })
    }
}

/// The version of the part a record is of; `None` when the part is of another register.
fn version_of(versions: &[Option<u32>], id: i64, part: i64) -> Result<Option<u32>, StoreError> {
    usize::try_from(part)
        .ok()
        .and_then(|at| versions.get(at).copied())
        .ok_or_else(|| no_part(id))
}

fn no_part(id: i64) -> StoreError {
    StoreError::damaged("revision", "part", id, "its return has no such part")
}

fn small(column: &'static str, id: i64, number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| StoreError::damaged("revision", column, id, error))
}

/// What was acknowledged is what is read.
fn whole_part(parts: &[Part], register: &str, number: i64, read: u64) -> Result<(), StoreError> {
    let accepted: u64 = parts
        .iter()
        .filter(|part| part.register == register)
        .map(|part| part.accepted)
        .sum();
    if accepted == read {
        return Ok(());
    }
    let why = format!("{accepted} records of {register} were accepted and {read} are there");
    Err(StoreError::damaged("part", "accepted", number, why))
}
