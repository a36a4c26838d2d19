//! Alerts: what the auditor and the institution must see at once.

use crate::{Store, StoreError, Writing};

/// Something that happened and that somebody must look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its number, from 1.
    pub number: i64,
    /// When.
    pub at: String,
    /// What: `canary`, `emergency`, `lock_out`, `quota`.
    pub kind: String,
    /// What it is about.
    pub object: String,
    /// The account that caused it.
    pub account: String,
}

impl Writing<'_> {
    /// Raises an alert about what the actor does.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn raise(&self, kind: &str, object: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO alert (at, kind, object, account) VALUES (?1, ?2, ?3, ?4)";
        let line = (&self.at, kind, object, &self.actor.account);
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }
}

impl Store {
    /// Every alert, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn alerts(&self) -> Result<Vec<Alert>, StoreError> {
        let sql = "SELECT number, at, kind, object, account FROM alert ORDER BY number";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([], |row| {
            Ok(Alert {
                number: row.get(0)?,
                at: row.get(1)?,
                kind: row.get(2)?,
                object: row.get(3)?,
                account: row.get(4)?,
            })
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}
