//! The returns as they are remembered.

use catalogue::Date;
use register::{Part, Period, ReturnState, Returned};
use rusqlite::{Params, Row, types::ValueRef};

use crate::{Store, StoreError};

const COLUMNS: &str = "SELECT number, period_from, period_until, state, size_bytes, authority, file_name, sha256,
                              crosswalk, edition, received_at, received_from FROM return_";

impl Store {
    /// Every return, in the order of arrival.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn returns(&self) -> Result<Vec<Returned>, StoreError> {
        self.load(&format!("{COLUMNS} ORDER BY number"), [])
    }

    /// A return.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn returned(&self, number: i64) -> Result<Returned, StoreError> {
        let found = self.load(&format!("{COLUMNS} WHERE number = ?1"), [number])?;
        found.into_iter().next().ok_or(StoreError::NoReturn(number))
    }

    /// The return by which this authority handed in this very file for this period and crosswalk, if it did:
    /// the same file twice has one effect.
    ///
    /// # Errors
    /// When the returns cannot be read.
    pub fn already_received(
        &self,
        authority: &str,
        period: Period,
        sha256: &str,
        crosswalk: &str,
    ) -> Result<Option<Returned>, StoreError> {
        let sql = format!(
            "{COLUMNS} WHERE authority = ?1 AND crosswalk = ?2 AND period_from = ?3 AND period_until = ?4
             AND sha256 = ?5 ORDER BY number LIMIT 1"
        );
        let (from, until) = (period.from().to_string(), period.until().to_string());
        Ok(self
            .load(&sql, (authority, crosswalk, from, until, sha256))?
            .into_iter()
            .next())
    }

    /// The number of the last return of an authority and period, whatever became of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last_return(&self, authority: &str, period: Period) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT max(number) FROM return_ WHERE authority = ?1 AND period_from = ?2 AND period_until = ?3";
        let (from, until) = (period.from().to_string(), period.until().to_string());
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row((authority, from, until), |row| row.get(0))?)
    }

    fn load(&self, sql: &str, params: impl Params) -> Result<Vec<Returned>, StoreError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut returns = Vec::new();
        while let Some(row) = rows.next()? {
            let mut returned = read_return(row)?;
            returned.parts = self.parts(returned.number)?;
            returned.annexes = self.annexes(returned.number)?;
            returns.push(returned);
        }
        Ok(returns)
    }

    /// The parts of a return, in the order in which they were opened.
    pub(crate) fn parts(&self, number: i64) -> Result<Vec<Part>, StoreError> {
        let sql = "SELECT register, version, sheet, rows, accepted, waiting, stands_for FROM part
                   WHERE return_ = ?1 ORDER BY position";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            parts.push(read_part(number, row)?);
        }
        let sql = "SELECT register, return_ FROM replaced WHERE by_return = ?1 ORDER BY return_";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        while let Some(row) = rows.next()? {
            let (register, replaced): (String, i64) = (row.get(0)?, row.get(1)?);
            for part in parts.iter_mut().filter(|part| part.register == register) {
                part.replaces.push(replaced);
            }
        }
        Ok(parts)
    }
}

fn read_return(row: &Row<'_>) -> Result<Returned, StoreError> {
    let number = row.get(0)?;
    let state: String = row.get(3)?;
    Ok(Returned {
        number,
        period: period(number, row.get_ref(1)?, row.get_ref(2)?)?,
        state: ReturnState::of(&state)
            .ok_or_else(|| StoreError::damaged("return_", "state", number, format!("«{state}» is no state")))?,
        size_bytes: whole("return_", "size_bytes", number, row.get(4)?)?,
        authority: row.get(5)?,
        file_name: row.get(6)?,
        sha256: row.get(7)?,
        crosswalk: row.get(8)?,
        edition: row.get(9)?,
        received_at: row.get(10)?,
        received_from: row.get(11)?,
        parts: Vec::new(),
        annexes: Vec::new(),
    })
}

fn read_part(number: i64, row: &Row<'_>) -> Result<Part, StoreError> {
    let version: i64 = row.get(1)?;
    Ok(Part {
        register: row.get(0)?,
        version: u32::try_from(version).map_err(|error| StoreError::damaged("part", "version", number, error))?,
        sheet: row.get(2)?,
        rows: whole("part", "rows", number, row.get(3)?)?,
        accepted: whole("part", "accepted", number, row.get(4)?)?,
        waiting: whole("part", "waiting", number, row.get(5)?)?,
        stands_for: whole("part", "stands_for", number, row.get(6)?)?,
        replaces: Vec::new(),
    })
}

/// A stored period.
pub(crate) fn period(number: i64, from: ValueRef<'_>, until: ValueRef<'_>) -> Result<Period, StoreError> {
    let date = |value: ValueRef<'_>, column| {
        let read = value.as_str().ok().and_then(Date::parse);
        read.ok_or_else(|| StoreError::damaged("return_", column, number, "it is not a date"))
    };
    Period::new(date(from, "period_from")?, date(until, "period_until")?)
        .ok_or_else(|| StoreError::damaged("return_", "period_until", number, "it is before period_from"))
}

/// A stored number that has no sign.
pub(crate) fn whole(table: &'static str, column: &'static str, row: i64, number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|error| StoreError::damaged(table, column, row, error))
}
