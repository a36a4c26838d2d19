//! Links: what a run of the linkage says of pairs of records, and what persons decided of them. A link is a statement
//! about two records and changes neither; an undone decision stays in the table and counts no more.

use std::ops::ControlFlow;

use rusqlite::{OptionalExtension, Row};

use crate::{Store, StoreError, Writing};

pub(crate) const TABLES: &str = "
-- A run over the records that stood: anew, or of what came since the run before.
CREATE TABLE link_run (
    number    INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    account   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    version   INTEGER NOT NULL,
    anew      INTEGER NOT NULL CHECK (anew IN (0, 1)),
    upto      INTEGER NOT NULL,
    model     TEXT NOT NULL,
    upper     REAL NOT NULL,
    lower     REAL NOT NULL,
    records   INTEGER NOT NULL,
    fresh     INTEGER NOT NULL,
    compared  INTEGER NOT NULL,
    cut       INTEGER NOT NULL,
    automatic INTEGER NOT NULL,
    review    INTEGER NOT NULL,
    flagged   INTEGER NOT NULL
) STRICT;

-- A pair of a run: the log2 of the odds that it is of one person or file, and the level of agreement of each field.
CREATE TABLE link (
    number  INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES link_run,
    a       INTEGER NOT NULL,
    b       INTEGER NOT NULL CHECK (a < b),
    weight  REAL NOT NULL,
    pattern TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('automatic', 'review', 'none', 'flag')),
    UNIQUE (run, a, b)
) STRICT;
CREATE INDEX link_of_pair ON link (a, b);

-- What persons said of a pair. Of confirm, reject and undo the last counts; ask and answer are of one of its records.
CREATE TABLE link_decision (
    number  INTEGER PRIMARY KEY,
    a       INTEGER NOT NULL,
    b       INTEGER NOT NULL CHECK (a < b),
    act     TEXT NOT NULL CHECK (act IN ('confirm', 'reject', 'undo', 'ask', 'answer')),
    record  INTEGER NOT NULL,
    answer  TEXT NOT NULL,
    account TEXT NOT NULL,
    second  TEXT NOT NULL,
    at      TEXT NOT NULL,
    reason  TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;
CREATE INDEX link_decision_of_pair ON link_decision (a, b);
";

/// The append-only tables.
pub(crate) const NAMES: [&str; 3] = ["link_run", "link", "link_decision"];

/// A run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkRun {
    /// Its number, from 1.
    pub number: i64,
    /// When.
    pub at: String,
    /// Who asked for it.
    pub account: String,
    /// `person` or `file`.
    pub kind: String,
    /// The fingerprint of the key of the encodings; empty where none are needed.
    pub key: String,
    /// The version of the scheme.
    pub version: u16,
    /// Whether all was compared anew; otherwise what an earlier run said of older records still holds.
    pub anew: bool,
    /// The last encoding that it saw, or the last record where there are no encodings.
    pub upto: i64,
    /// The probabilities m and u of each level and the prior, as JSON.
    pub model: String,
    /// Pairs of at least this probability are linked by themselves.
    pub upper: f64,
    /// Pairs below this probability are not linked; those between wait for a person.
    pub lower: f64,
    /// Records that took part.
    pub records: u64,
    /// Those of them that were new.
    pub fresh: u64,
    /// Pairs compared.
    pub compared: u64,
    /// Pairs not compared because their block was too large.
    pub cut: u64,
    /// Pairs linked by themselves.
    pub automatic: u64,
    /// Pairs that wait for a person.
    pub review: u64,
    /// Pairs across roles that are not linked and only flagged.
    pub flagged: u64,
}

/// A pair of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its number, from 1.
    pub number: i64,
    /// The run.
    pub run: i64,
    /// The record of the lower number.
    pub a: i64,
    /// The other.
    pub b: i64,
    /// log₂ of the odds that both speak of one person or file.
    pub weight: f64,
    /// The level of agreement of each field, as whoever ran it wrote it.
    pub pattern: String,
    /// `automatic`, `review`, `none` or `flag`.
    pub state: String,
}

/// A record in force that stands for one file, lent while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Single<'a> {
    /// The record.
    pub record: i64,
    /// Whose it is.
    pub authority: &'a str,
    /// The version of the register under which it was written.
    pub version: u32,
    /// Its answers, as [`register::write_payload`] wrote them.
    pub payload: &'a str,
}

/// What a person said of a pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkDecision {
    /// Its number, from 1.
    pub number: i64,
    /// The record of the lower number.
    pub a: i64,
    /// The other.
    pub b: i64,
    /// `confirm`, `reject`, `undo`, `ask` or `answer`.
    pub act: String,
    /// The record whose origin is asked or answers, or 0.
    pub record: i64,
    /// What the origin answers, or empty.
    pub answer: String,
    /// Who.
    pub account: String,
    /// The first of two persons, or empty.
    pub second: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

const RUN: &str = "SELECT number, at, account, kind, key, version, anew, upto, model, upper, lower, records, fresh,
                          compared, cut, automatic, review, flagged FROM link_run";
const LINK: &str = "SELECT number, run, a, b, weight, pattern, state FROM link";
const DECISION: &str = "SELECT number, a, b, act, record, answer, account, second, at, reason FROM link_decision";

/// Records of a register in force that stand for one, are blocked by nobody and are no decoys.
const SINGLES: &str = "SELECT v.id, r.authority, p.version, v.payload
    FROM part p
    JOIN return_ r ON r.number = p.return_
    JOIN revision v ON v.id > p.return_ << 32 AND v.id < (p.return_ + 1) << 32 AND v.part = p.position
    WHERE p.register = ?1 AND v.count = 1
      AND NOT EXISTS (SELECT 1 FROM replaced d WHERE d.return_ = p.return_ AND d.register = p.register)
      AND NOT EXISTS (SELECT 1 FROM blocked b WHERE b.record = v.id)
      AND NOT EXISTS (SELECT 1 FROM canary c WHERE c.record = v.id)
    ORDER BY v.id";

impl Store {
    /// Hands on the records in force of a register that stand for one, in the order of their ids, until `each` breaks
    /// off; answers what it broke off with.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn singles<B>(
        &self,
        register: &str,
        mut each: impl FnMut(Single<'_>) -> ControlFlow<B>,
    ) -> Result<Option<B>, StoreError> {
        let mut statement = self.connection().prepare_cached(SINGLES)?;
        let mut rows = statement.query([register])?;
        while let Some(row) = rows.next()? {
            let record = row.get(0)?;
            let damaged = |error| StoreError::damaged("revision", "payload", record, error);
            let one = Single {
                record,
                authority: row.get_ref(1)?.as_str().map_err(damaged)?,
                version: row.get(2)?,
                payload: row.get_ref(3)?.as_str().map_err(damaged)?,
            };
            if let ControlFlow::Break(value) = each(one) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Every run, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn link_runs(&self) -> Result<Vec<LinkRun>, StoreError> {
        let mut statement = self.connection().prepare_cached(&format!("{RUN} ORDER BY number"))?;
        let all = statement.query_map([], read_run)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The links of a run, in the order of their pairs.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn links_of_run(&self, run: i64) -> Result<Vec<Link>, StoreError> {
        let sql = format!("{LINK} WHERE run = ?1 ORDER BY a, b");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([run], read_link)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// A link.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn link(&self, number: i64) -> Result<Option<Link>, StoreError> {
        let sql = format!("{LINK} WHERE number = ?1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([number], read_link).optional()?)
    }

    /// Every decision, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn link_decisions(&self) -> Result<Vec<LinkDecision>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{DECISION} ORDER BY number"))?;
        let all = statement.query_map([], read_decision)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// What was said of a pair, oldest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn decisions_of_pair(&self, a: i64, b: i64) -> Result<Vec<LinkDecision>, StoreError> {
        let sql = format!("{DECISION} WHERE a = ?1 AND b = ?2 ORDER BY number");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map((a.min(b), a.max(b)), read_decision)?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Keeps a run with its links, and answers its number.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn keep_link_run(&self, run: &LinkRun, links: &[Link]) -> Result<i64, StoreError> {
        let number = self.keep_run(run)?;
        let sql = "INSERT INTO link (run, a, b, weight, pattern, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        for one in links {
            let (a, b) = (one.a.min(one.b), one.a.max(one.b));
            insert.execute((number, a, b, one.weight, &one.pattern, &one.state))?;
        }
        Ok(number)
    }

    fn keep_run(&self, run: &LinkRun) -> Result<i64, StoreError> {
        let sql =
            "INSERT INTO link_run (at, account, kind, key, version, anew, upto, model, upper, lower, records, fresh,
                                         compared, cut, automatic, review, flagged)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let line = rusqlite::params![
            self.at,
            self.actor.account,
            run.kind,
            run.key,
            run.version,
            run.anew,
            run.upto,
            run.model,
            run.upper,
            run.lower,
            count(run.records),
            count(run.fresh),
            count(run.compared),
            count(run.cut),
            count(run.automatic),
            count(run.review),
            count(run.flagged),
        ];
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Keeps what a person said of a pair, in the name and at the instant of the writing; answers its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_link_decision(&self, one: &LinkDecision) -> Result<i64, StoreError> {
        let sql = "INSERT INTO link_decision (a, b, act, record, answer, account, second, at, reason)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let line = (
            one.a.min(one.b),
            one.a.max(one.b),
            &one.act,
            one.record,
            &one.answer,
            &self.actor.account,
            &one.second,
            &self.at,
            &one.reason,
        );
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(self.transaction.last_insert_rowid())
    }
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<LinkRun> {
    let count = |at: usize| {
        row.get::<_, i64>(at)
            .map(|count| u64::try_from(count).unwrap_or_default())
    };
    Ok(LinkRun {
        number: row.get(0)?,
        at: row.get(1)?,
        account: row.get(2)?,
        kind: row.get(3)?,
        key: row.get(4)?,
        version: row.get(5)?,
        anew: row.get(6)?,
        upto: row.get(7)?,
        model: row.get(8)?,
        upper: row.get(9)?,
        lower: row.get(10)?,
        records: count(11)?,
        fresh: count(12)?,
        compared: count(13)?,
        cut: count(14)?,
        automatic: count(15)?,
        review: count(16)?,
        flagged: count(17)?,
    })
}

fn read_link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        number: row.get(0)?,
        run: row.get(1)?,
        a: row.get(2)?,
        b: row.get(3)?,
        weight: row.get(4)?,
        pattern: row.get(5)?,
        state: row.get(6)?,
    })
}

fn read_decision(row: &Row<'_>) -> rusqlite::Result<LinkDecision> {
    Ok(LinkDecision {
        number: row.get(0)?,
        a: row.get(1)?,
        b: row.get(2)?,
        act: row.get(3)?,
        record: row.get(4)?,
        answer: row.get(5)?,
        account: row.get(6)?,
        second: row.get(7)?,
        at: row.get(8)?,
        reason: row.get(9)?,
    })
}
