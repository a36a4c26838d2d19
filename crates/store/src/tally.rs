//! Counts of what a store holds, for those who answer for it: numbers of acts, of sealed records and of checkpoints,
//! and nothing of what is in them.

use crate::{Store, StoreError};

impl Store {
    /// Every act that the log tells of, by its name: how often it was done since an instant, and when last.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn acts_since(&self, instant: &str) -> Result<Vec<(String, u64, String)>, StoreError> {
        let sql = "SELECT json_extract(entry, '$.act') AS act, sum(json_extract(entry, '$.at') >= ?1),
                          max(json_extract(entry, '$.at'))
                   FROM log_entry GROUP BY act ORDER BY act";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([instant], |row| Ok((row.get(0)?, natural(row.get(1)?), row.get(2)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// How many records have an identity whose key has not been destroyed.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub fn sealed_records(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM identity_key";
        let count = self.connection().query_row(sql, [], |row| row.get(0))?;
        Ok(natural(count))
    }

    /// How many checkpoints are kept here, and the instant of the first; empty when there is none.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub fn checkpoints_kept(&self) -> Result<(u64, String), StoreError> {
        let sql = "SELECT count(*), coalesce(min(at), '') FROM checkpoint";
        let found = self
            .connection()
            .query_row(sql, [], |row| Ok((natural(row.get(0)?), row.get(1)?)))?;
        Ok(found)
    }
}

/// A count, which has no sign.
fn natural(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
