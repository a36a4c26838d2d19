//! The log: who did what, when, for what.

use register::Caller;
use rusqlite::Connection;

use crate::{Store, StoreError, instant};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place in the log, from 1, without gaps.
    pub seq: i64,
    /// When, RFC 3339 in UTC, by the clock of the caller; the order is that of `seq`.
    pub at: String,
    /// The account.
    pub account: String,
    /// The institution, or empty for the system's own operator.
    pub institution: String,
    /// What the act was for.
    pub purpose: String,
    /// The act.
    pub act: String,
    /// What it was done to.
    pub object: String,
}

impl Store {
    /// Writes a log entry of an act that changes nothing, such as reading; it is durable on return.
    ///
    /// # Errors
    /// When the caller has no account or purpose, the instant is none, or it cannot be written.
    pub fn note(&self, caller: &Caller, at: &str, act: &str, object: &str) -> Result<(), StoreError> {
        witness(caller, at)?;
        let transaction = self.begin()?;
        write(&transaction, caller, at, act, object)?;
        Ok(transaction.commit()?)
    }

    /// The entries after a place in the log (0 for the beginning), in order, at most so many.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self, after: i64, at_most: u32) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "SELECT seq, at, account, institution, purpose, act, object FROM log_entry
                   WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let entries = statement.query_map((after, at_most), |row| {
            Ok(LogEntry {
                seq: row.get(0)?,
                at: row.get(1)?,
                account: row.get(2)?,
                institution: row.get(3)?,
                purpose: row.get(4)?,
                act: row.get(5)?,
                object: row.get(6)?,
            })
        })?;
        Ok(entries.collect::<Result<_, _>>()?)
    }
}

/// Whether somebody stands behind an act, with a purpose, at an instant.
pub(crate) fn witness(caller: &Caller, at: &str) -> Result<(), StoreError> {
    if caller.account.trim().is_empty() || caller.purpose.trim().is_empty() {
        return Err(StoreError::NoPurpose);
    }
    instant::check(at)
}

/// Writes an entry into the transaction of its act.
pub(crate) fn write(
    transaction: &Connection,
    caller: &Caller,
    at: &str,
    act: &str,
    object: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO log_entry (at, account, institution, purpose, act, object) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let entry = (at, &caller.account, &caller.institution, &caller.purpose, act, object);
    transaction.prepare_cached(sql)?.execute(entry)?;
    Ok(())
}
