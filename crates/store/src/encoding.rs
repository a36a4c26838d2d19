//! Encodings of records: what is linked in place of names. They stand in a table of their own, apart from every payload,
//! and go with the identity that they were made of.

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension};

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

-- What random pairs of a return look like, counted by its sender: the same for every record, and of none.
CREATE TABLE linkage_chances (
    return_ INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    key     TEXT NOT NULL,
    counts  TEXT NOT NULL,
    PRIMARY KEY (return_, key)
) STRICT, WITHOUT ROWID;

-- The fingerprints of the keys that were announced; the last one is in force. No key is here.
CREATE TABLE linkage_key (
    seq     INTEGER PRIMARY KEY,
    key     TEXT NOT NULL,
    account TEXT NOT NULL,
    at      TEXT NOT NULL,
    reason  TEXT NOT NULL
) STRICT;
CREATE TRIGGER encoding_is_never_changed BEFORE UPDATE ON encoding
BEGIN SELECT RAISE(ABORT, 'encoding is append-only: what was stored is never changed'); END;
CREATE TRIGGER encoding_is_deleted_by_erasure BEFORE DELETE ON encoding
WHEN NOT EXISTS (SELECT 1 FROM erased WHERE record = OLD.record)
BEGIN SELECT RAISE(ABORT, 'encoding is deleted only by an erasure'); END;
";

/// The append-only tables beside it.
pub(crate) const NAMES: [&str; 2] = ["linkage_chances", "linkage_key"];

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

impl NewEncoding {
    /// The encoding as it waits beside its row.
    pub(crate) fn pack(&self) -> Vec<u8> {
        let key = self.key.as_bytes();
        let long = u8::try_from(key.len()).unwrap_or(u8::MAX);
        let mut packed = vec![u8::from(self.kind == FILE), long];
        packed.extend_from_slice(&key[..usize::from(long)]);
        packed.extend_from_slice(&self.version.to_le_bytes());
        packed.extend_from_slice(&self.bytes);
        packed
    }

    pub(crate) fn unpack(packed: &[u8]) -> Option<NewEncoding> {
        let (head, rest) = packed.split_first_chunk::<2>()?;
        let (key, rest) = rest.split_at_checked(usize::from(head[1]))?;
        let (version, bytes) = rest.split_first_chunk::<2>()?;
        Some(NewEncoding {
            kind: if head[0] == 1 { FILE } else { PERSON },
            key: String::from_utf8(key.to_vec()).ok()?,
            version: u16::from_le_bytes(*version),
            bytes: bytes.to_vec(),
        })
    }
}

const PERSON: &str = "person";
const FILE: &str = "file";

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
        let sql =
            format!("SELECT DISTINCT e.record, p.register, r.authority {IN_FORCE} AND e.kind = ?1 ORDER BY e.record");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The keys under which records in force have encodings, with how many: kind, fingerprint, records.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn linkage_keys(&self) -> Result<Vec<(String, String, u64)>, StoreError> {
        let sql =
            format!("SELECT e.kind, e.key, count(*) {IN_FORCE} GROUP BY e.kind, e.key ORDER BY e.kind, min(e.seq)");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([], |row| {
            let count: i64 = row.get(2)?;
            Ok((row.get(0)?, row.get(1)?, u64::try_from(count).unwrap_or_default()))
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// What random pairs of the returns in force look like, as each sender counted it under a key.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn chances(&self, key: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT counts FROM linkage_chances WHERE key = ?1 ORDER BY return_";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([key], |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The fingerprint of the key that is in force, or `None` before one was announced.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn linkage_key(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT key FROM linkage_key ORDER BY seq DESC LIMIT 1";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// How many returns of an authority with encodings came in after an instant.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn encoded_returns_since(&self, authority: &str, instant: &str) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM return_ r WHERE r.authority = ?1 AND r.received_at > ?2 AND EXISTS
                       (SELECT 1 FROM encoding e WHERE e.record > r.number << 32 AND e.record < (r.number + 1) << 32)";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row((authority, instant), |row| row.get(0))?)
    }

    /// How many encodings a record has.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn encodings_of(&self, record: i64) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM encoding WHERE record = ?1";
        Ok(self
            .connection()
            .prepare_cached(sql)?
            .query_row([record], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Announces the fingerprint of the key that is in force from now on.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn announce_linkage_key(&self, key: &str, reason: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO linkage_key (key, account, at, reason) VALUES (?1, ?2, ?3, ?4)";
        let line = (key, &self.actor.account, &self.at, reason);
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }

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

/// Writes what random pairs of a return look like, by key.
pub(crate) fn write_chances(
    transaction: &Connection,
    number: i64,
    chances: &[(String, String)],
) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO linkage_chances (return_, key, counts) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare_cached(sql)?;
    for (key, counts) in chances {
        insert.execute((number, key, counts))?;
    }
    Ok(())
}

/// Deletes the encodings of a record that was erased.
pub(crate) fn erase(transaction: &Connection, record: i64) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM encoding WHERE record = ?1", [record])?;
    Ok(())
}
