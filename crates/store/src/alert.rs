//! Alerts: what the auditor and the institution must see at once.

use rusqlite::{OptionalExtension, Row};

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
    /// Who looked into it, once somebody did.
    pub seen: Option<AlertSeen>,
}

/// That somebody looked into an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertSeen {
    /// When.
    pub at: String,
    /// Which account.
    pub account: String,
    /// What was found or done.
    pub reason: String,
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

    /// Notes that the actor looked into an alert; `false` when somebody did before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn mark_alert(&self, number: i64, reason: &str) -> Result<bool, StoreError> {
        let sql = "INSERT INTO alert_seen (alert, at, account, reason) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (alert) DO NOTHING";
        let line = (number, &self.at, &self.actor.account, reason);
        Ok(self.transaction.prepare_cached(sql)?.execute(line)? > 0)
    }
}

impl Store {
    /// Every alert, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn alerts(&self) -> Result<Vec<Alert>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} ORDER BY number"))?;
        let all = statement.query_map([], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// One alert.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn alert(&self, number: i64) -> Result<Option<Alert>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE number = ?1"))?;
        Ok(statement.query_row([number], read).optional()?)
    }
}

const COLUMNS: &str = "SELECT number, alert.at, kind, object, alert.account, seen.at, seen.account, reason
                       FROM alert LEFT JOIN alert_seen seen ON seen.alert = number";

fn read(row: &Row<'_>) -> rusqlite::Result<Alert> {
    let seen = |at: String| {
        Ok::<_, rusqlite::Error>(AlertSeen {
            at,
            account: row.get(6)?,
            reason: row.get(7)?,
        })
    };
    Ok(Alert {
        number: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        object: row.get(3)?,
        account: row.get(4)?,
        seen: row.get::<_, Option<String>>(5)?.map(seen).transpose()?,
    })
}
