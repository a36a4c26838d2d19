//! The log: who did what, when, for what. Each entry is a leaf of a Merkle tree (RFC 6962), written with the tree's
//! new edge in the transaction of its act.

use std::{borrow::Cow, collections::BTreeSet, fmt::Display};

use ledger::Tree;
use register::Actor;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

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
    /// Writes a log entry of an act that changes nothing, such as reading; it is durable on return. Where many share
    /// the store, their scribe writes it.
    ///
    /// # Errors
    /// When the actor has no account or purpose, the instant is none, it cannot be written, or this connection is
    /// writing ([`StoreError::WithinWriting`]): the scribe would wait for its end, and it for the scribe.
    pub fn note(&self, actor: &Actor, at: &str, act: &str, object: &str, records: &[i64]) -> Result<(), StoreError> {
        if !self.connection().is_autocommit() {
            return Err(StoreError::WithinWriting);
        }
        match &self.scribe {
            Some(scribe) => scribe.note(actor, at, act, object, records),
            None => self.write(actor, at)?.finish(act, object, records),
        }
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
            let seq = row.get(0)?;
            let text = row.get_ref(1)?.as_str().map_err(|error| no_entry(seq, error))?;
            entries.push(read(seq, text)?);
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

/// An act on its way to the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) at: &'a str,
    pub(crate) act: &'a str,
    pub(crate) object: &'a str,
    pub(crate) records: &'a [i64],
    /// The hash of what was brought by it, or empty.
    pub(crate) content: &'a str,
}

/// Writes the entries of acts into their transaction, and answers the tree that they make.
pub(crate) fn write(transaction: &Connection, acts: &[Act<'_>]) -> Result<Tree, StoreError> {
    let mut tree = tip(transaction)?;
    let mut entry = transaction.prepare_cached("INSERT INTO log_entry (seq, entry) VALUES (?1, ?2)")?;
    let mut touch = transaction.prepare_cached("INSERT INTO touch (record, seq) VALUES (?1, ?2)")?;
    for act in acts {
        let seq = i64::try_from(tree.size()).unwrap_or(i64::MAX).saturating_add(1);
        let line = Line::of(seq, act);
        let text = serde_json::to_string(&line).map_err(|error| no_entry(seq, error))?;
        tree.push(ledger::leaf(text.as_bytes()));
        entry.execute((seq, &text))?;
        for record in &line.records {
            touch.execute((record, seq))?;
        }
    }
    let sql = "INSERT INTO log_tip (one, size, tree) VALUES (1, ?1, ?2)
               ON CONFLICT (one) DO UPDATE SET size = excluded.size, tree = excluded.tree";
    let size = i64::try_from(tree.size()).unwrap_or(i64::MAX);
    transaction.prepare_cached(sql)?.execute((size, tree.to_bytes()))?;
    Ok(tree)
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

/// An entry as it is written: the very text of it is hashed.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    seq: i64,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    account: Cow<'a, str>,
    #[serde(borrow)]
    person: Cow<'a, str>,
    #[serde(borrow)]
    institution: Cow<'a, str>,
    #[serde(borrow)]
    purpose: Cow<'a, str>,
    #[serde(borrow)]
    reference: Cow<'a, str>,
    #[serde(borrow)]
    from: Cow<'a, str>,
    #[serde(borrow)]
    second: Cow<'a, str>,
    #[serde(borrow)]
    act: Cow<'a, str>,
    #[serde(borrow)]
    object: Cow<'a, str>,
    #[serde(borrow)]
    content: Cow<'a, str>,
    records: BTreeSet<i64>,
}

impl<'a> Line<'a> {
    fn of(seq: i64, act: &Act<'a>) -> Line<'a> {
        let actor = act.actor;
        Line {
            seq,
            at: act.at.into(),
            account: actor.account.as_str().into(),
            person: actor.person.as_str().into(),
            institution: actor.institution.as_str().into(),
            purpose: actor.purpose.as_str().into(),
            reference: actor.reference.as_str().into(),
            from: actor.from.as_str().into(),
            second: actor.second.as_str().into(),
            act: act.act.into(),
            object: act.object.into(),
            content: act.content.into(),
            records: act.records.iter().copied().collect(),
        }
    }
}

impl From<Line<'_>> for LogEntry {
    fn from(line: Line<'_>) -> LogEntry {
        LogEntry {
            seq: line.seq,
            at: line.at.into_owned(),
            actor: Actor {
                account: line.account.into_owned(),
                person: line.person.into_owned(),
                institution: line.institution.into_owned(),
                purpose: line.purpose.into_owned(),
                reference: line.reference.into_owned(),
                from: line.from.into_owned(),
                second: line.second.into_owned(),
            },
            act: line.act.into_owned(),
            object: line.object.into_owned(),
            records: line.records.into_iter().collect(),
        }
    }
}

fn read(seq: i64, text: &str) -> Result<LogEntry, StoreError> {
    let line: Line<'_> = serde_json::from_str(text).map_err(|error| no_entry(seq, error))?;
    if line.seq != seq {
        return Err(no_entry(seq, "it is the entry of another place"));
    }
    Ok(line.into())
}

fn no_entry(seq: i64, why: impl Display) -> StoreError {
    StoreError::damaged("log_entry", "entry", seq, why)
}

/// The records that an entry says were seen or changed by its act; none when it is no entry.
pub(crate) fn records_of(text: &[u8]) -> BTreeSet<i64> {
    // They stand last, and no text within an entry has these letters: its quotation marks have a backslash there.
    let list = str::from_utf8(text)
        .ok()
        .and_then(|text| text.strip_suffix('}')?.rsplit_once("\"records\":"));
    list.and_then(|(_, list)| serde_json::from_str(list).ok())
        .unwrap_or_default()
}
