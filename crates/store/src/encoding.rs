//! Encodings of records: what is linked in place of names. They stand in a table of their own, apart from every payload,
//! and go with the identity that they were made of.

use std::ops::ControlFlow;

use rusqlite::Connection;

use crate::{Store, StoreError, Writing};

pub(crate) const TABLES: &str = "
-- What a record is linked by, under the fingerprint of the key it was made with: of a person, or of a file.
CREATE TABLE encoding (
    seq     INTEGER PRIMARY KEY,
    record  INTEGER NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('person', 'file')),
    key     TEXT NOT NULL,
    version INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    UNIQUE (record, kind, key)
) STRICT;
CREATE TRIGGER encoding_is_never_changed BEFORE UPDATE ON encoding
BEGIN SELECT RAISE(ABORT, 'encoding is append-only: what was stored is never changed'); END;
CREATE TRIGGER encoding_is_deleted_by_erasure BEFORE DELETE ON encoding
WHEN NOT EXISTS (SELECT 1 FROM erased WHERE record = OLD.record)
BEGIN SELECT RAISE(ABORT, 'encoding is deleted only by an erasure'); END;
";

/// An encoding as it comes in with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEncoding {
    /// `person` or `file`.
    pub kind: &'static str,
    /// The fingerprint of the key it was made with.
    pub key: String,
    /// The version of the scheme.
    pub version: u16,
    /// The encoding.
    pub bytes: Vec<u8>,
}

/// A record in force that can be linked, lent while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded<'a> {
    /// Its place in the order in which encodings came in.
    pub seq: i64,
    /// The record.
    pub record: i64,
    /// Its register.
    pub register: &'a str,
    /// Whose it is.
    pub authority: &'a str,
    /// The encoding.
    pub bytes: &'a [u8],
}

/// Records that stand, are blocked by nobody, speak of one person or file, and are no decoys.
const IN_FORCE: &str = "
    FROM encoding e
    JOIN revision v ON v.id = e.record
    JOIN part p ON p.return_ = e.record >> 32 AND p.position = v.part
    JOIN return_ r ON r.number = e.record >> 32
    WHERE v.count = 1
      AND NOT EXISTS (SELECT 1 FROM replaced d WHERE d.return_ = p.return_ AND d.register = p.register)
      AND NOT EXISTS (SELECT 1 FROM blocked b WHERE b.record = e.record)
      AND NOT EXISTS (SELECT 1 FROM canary c WHERE c.record = e.record)";

impl Store {
    /// Hands on the records in force that have an encoding of a kind made with a key, in the order of their ids, until
    /// `each` breaks off; answers what it broke off with.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn encoded<B>(
        &self,
        (kind, key): (&str, &str),
        mut each: impl FnMut(Encoded<'_>) -> ControlFlow<B>,
    ) -> Result<Option<B>, StoreError> {
        let sql = format!(
            "SELECT e.seq, e.record, p.register, r.authority, e.bytes {IN_FORCE} AND e.kind = ?1 AND e.key = ?2
             ORDER BY e.record"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query((kind, key))?;
        while let Some(row) = rows.next()? {
            let record = row.get(1)?;
            let damaged = |error| StoreError::damaged("encoding", "bytes", record, error);
            let one = Encoded {
                seq: row.get(0)?,
                record,
                register: row.get_ref(2)?.as_str().map_err(damaged)?,
                authority: row.get_ref(3)?.as_str().map_err(damaged)?,
                bytes: row.get_ref(4)?.as_blob().map_err(damaged)?,
            };
            if let ControlFlow::Break(value) = each(one) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The records, in force or not, that have an encoding of a kind, each once, ascending.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn can_be_linked(&self, kind: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT DISTINCT record FROM encoding WHERE kind = ?1 ORDER BY record";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([kind], |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// How many records in force have an encoding of a kind and key that came in after another.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn encoded_since(&self, (kind, key): (&str, &str), seq: i64) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) {IN_FORCE} AND e.kind = ?1 AND e.key = ?2 AND e.seq > ?3");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let count: i64 = statement.query_row((kind, key, seq), |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// The records in force that have an encoding of a kind, each once, ascending, with register and authority.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn linkable(&self, kind: &str) -> Result<Vec<(i64, String, String)>, StoreError> {
        let sql = format!("SELECT DISTINCT e.record, p.register, r.authority {IN_FORCE} AND e.kind = ?1 ORDER BY e.record");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The keys under which records in force have encodings, with how many: kind, fingerprint, records.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn linkage_keys(&self) -> Result<Vec<(String, String, u64)>, StoreError> {
        let sql = format!("SELECT e.kind, e.key, count(*) {IN_FORCE} GROUP BY e.kind, e.key ORDER BY e.kind, min(e.seq)");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([], |row| {
            let count: i64 = row.get(2)?;
            Ok((row.get(0)?, row.get(1)?, u64::try_from(count).unwrap_or_default()))
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// How many encodings a record has.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn encodings_of(&self, record: i64) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM encoding WHERE record = ?1";
        Ok(self.connection().prepare_cached(sql)?.query_row([record], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Keeps an encoding of a record.
    ///
    /// # Errors
    /// When it has one of this kind and key, or it cannot be written.
    pub fn keep_encoding(&self, record: i64, one: &NewEncoding) -> Result<(), StoreError> {
        write(&self.transaction, record, one)
    }
}

/// Writes the encoding of a record.
pub(crate) fn write(transaction: &Connection, record: i64, one: &NewEncoding) -> Result<(), StoreError> {
    let sql = "INSERT INTO encoding (record, kind, key, version, bytes) VALUES (?1, ?2, ?3, ?4, ?5)";
    let line = (record, one.kind, &one.key, one.version, &one.bytes);
    transaction.prepare_cached(sql)?.execute(line)?;
    Ok(())
}

/// Deletes the encodings of a record that was erased.
pub(crate) fn erase(transaction: &Connection, record: i64) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM encoding WHERE record = ?1", [record])?;
    Ok(())
}
