//! The log: who did what, when, for what. Each entry is a leaf of a Merkle tree (RFC 6962), written with the tree's
//! new edge in the transaction of its act.

use std::collections::BTreeSet;

use ledger::Tree;
use register::Actor;
use rusqlite::Connection;
use serde_json::{Value as Json, json};

use crate::{Store, StoreError, instant};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place in the log, from 1, without gaps.
    pub seq: i64,
    /// When, RFC 3339 in UTC, by the clock of the caller; the order is that of `seq`.
    pub at: String,
    /// Who.
    pub actor: Actor,
    /// The act.
    pub act: String,
    /// What it was done to.
    pub object: String,
    /// The records that were seen or changed by it, each once, in the order of their ids; a return's number shifted by 32
    /// bits stands for all of its own.
    pub records: Vec<i64>,
}

impl Store {
    /// Writes a log entry of an act that changes nothing, such as reading; it is durable on return.
    ///
    /// # Errors
    /// When the actor has no account or purpose, the instant is none, or it cannot be written.
    pub fn note(&self, actor: &Actor, at: &str, act: &str, object: &str, records: &[i64]) -> Result<(), StoreError> {
        self.write(actor, at)?.finish(act, object, records)
    }

    /// The entries after a place in the log (0 for the beginning), in order, at most so many.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self, after: i64, at_most: u32) -> Result<Vec<LogEntry>, StoreError> {
        self.entries(
            "SELECT seq, entry FROM log_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            (after, at_most),
        )
    }

    /// Every entry of an act that saw or changed a record, or all the records of its return, in order.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn accesses(&self, record: i64) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "SELECT e.seq, e.entry FROM touch t JOIN log_entry e ON e.seq = t.seq
                   WHERE t.record IN (?1, ?1 >> 32 << 32) ORDER BY t.seq";
        self.entries(sql, [record])
    }

    fn entries(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<LogEntry>, StoreError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let (seq, text): (i64, String) = (row.get(0)?, row.get(1)?);
            let entry = read(seq, &text);
            entries.push(entry.ok_or_else(|| StoreError::damaged("log_entry", "entry", seq, "it is no entry"))?);
        }
        Ok(entries)
    }
}

/// Whether somebody stands behind an act, with a purpose, at an instant.
pub(crate) fn witness(actor: &Actor, at: &str) -> Result<(), StoreError> {
    if actor.account.trim().is_empty() || actor.purpose.trim().is_empty() {
        return Err(StoreError::NoPurpose);
    }
    instant::check(at)
}

/// Writes an entry into the transaction of its act.
pub(crate) fn write(
    transaction: &Connection,
    actor: &Actor,
    at: &str,
    (act, object): (&str, &str),
    records: &[i64],
) -> Result<(), StoreError> {
    let mut tree = tip(transaction)?;
    let seq = i64::try_from(tree.size()).unwrap_or(i64::MAX).saturating_add(1);
    let records: BTreeSet<i64> = records.iter().copied().collect();
    let text = json!({
        "seq": seq, "at": at, "account": actor.account, "person": actor.person, "institution": actor.institution,
        "purpose": actor.purpose, "reference": actor.reference, "from": actor.from, "second": actor.second,
        "act": act, "object": object, "records": records,
    })
    .to_string();
    tree.push(ledger::leaf(text.as_bytes()));
    let sql = "INSERT INTO log_entry (seq, entry) VALUES (?1, ?2)";
    transaction.prepare_cached(sql)?.execute((seq, &text))?;
    let mut touch = transaction.prepare_cached("INSERT INTO touch (record, seq) VALUES (?1, ?2)")?;
    for record in records {
        touch.execute((record, seq))?;
    }
    let sql = "INSERT INTO log_tip (one, size, tree) VALUES (1, ?1, ?2)
               ON CONFLICT (one) DO UPDATE SET size = excluded.size, tree = excluded.tree";
    transaction.prepare_cached(sql)?.execute((seq, tree.to_bytes()))?;
    Ok(())
}

/// The tree of the log as it stands.
pub(crate) fn tip(connection: &Connection) -> Result<Tree, StoreError> {
    let mut statement = connection.prepare_cached("SELECT tree FROM log_tip WHERE one = 1")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(Tree::new());
    };
    let bytes: Vec<u8> = row.get(0)?;
    Tree::from_bytes(&bytes).ok_or_else(|| StoreError::damaged("log_tip", "tree", 1, "it is no edge of a tree"))
}

/// An entry from the very text that was hashed.
fn read(seq: i64, text: &str) -> Option<LogEntry> {
    let json: Json = serde_json::from_str(text).ok()?;
    let word = |name: &str| json[name].as_str().map(str::to_owned);
    Some(LogEntry {
        seq: json["seq"].as_i64().filter(|own| *own == seq)?,
        at: word("at")?,
        actor: Actor {
            account: word("account")?,
            person: word("person")?,
            institution: word("institution")?,
            purpose: word("purpose")?,
            reference: word("reference")?,
            from: word("from")?,
            second: word("second")?,
        },
        act: word("act")?,
        object: word("object")?,
        records: json["records"].as_array()?.iter().filter_map(Json::as_i64).collect(),
    })
}
