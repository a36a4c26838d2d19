//! Calls for data: what is asked, of whom, about which period, due when. A call is never changed: an extension or
//! its closing is a row of its own.

use catalogue::Date;
use register::Period;
use rusqlite::{OptionalExtension, Row};

use crate::{Store, StoreError, Writing, returns};

pub(crate) const TABLES: &str = "
-- What a coordinator asks for; the authorities and registers stand in call_asks.
CREATE TABLE call (
    number       INTEGER PRIMARY KEY,
    title        TEXT NOT NULL CHECK (trim(title) <> ''),
    period_from  TEXT NOT NULL,
    period_until TEXT NOT NULL CHECK (period_until >= period_from),
    due          TEXT NOT NULL,
    note         TEXT NOT NULL,
    institution  TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    opened_by    TEXT NOT NULL
) STRICT;

-- kind: authority or register; a call without registers asks for all that each authority keeps.
CREATE TABLE call_asks (
    call     INTEGER NOT NULL REFERENCES call,
    kind     TEXT NOT NULL CHECK (kind IN ('authority', 'register')),
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    PRIMARY KEY (call, kind, position),
    UNIQUE (call, kind, id)
) STRICT, WITHOUT ROWID;

-- An empty authority means all that the call asks; of several for one authority the last counts.
CREATE TABLE call_extension (
    seq       INTEGER PRIMARY KEY,
    call      INTEGER NOT NULL REFERENCES call,
    authority TEXT NOT NULL,
    due       TEXT NOT NULL,
    reason    TEXT NOT NULL CHECK (trim(reason) <> ''),
    at        TEXT NOT NULL,
    account   TEXT NOT NULL
) STRICT;

CREATE TABLE call_closing (
    call    INTEGER PRIMARY KEY REFERENCES call,
    reason  TEXT NOT NULL CHECK (trim(reason) <> ''),
    at      TEXT NOT NULL,
    account TEXT NOT NULL
) STRICT;
";

/// Those that are append-only: all of them.
pub(crate) const NAMES: [&str; 4] = ["call", "call_asks", "call_extension", "call_closing"];

/// A call as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCall {
    /// What it is called.
    pub title: String,
    /// The period that is asked about.
    pub period: Period,
    /// The last day on which an answer is in time.
    pub due: Date,
    /// The registers asked for; empty for all that each authority keeps.
    pub registers: Vec<String>,
    /// The authorities asked.
    pub authorities: Vec<String>,
    /// What else it says.
    pub note: String,
}

/// More time for one authority, or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The authority, or empty for all that the call asks.
    pub authority: String,
    /// The new last day.
    pub due: Date,
    /// Why.
    pub reason: String,
    /// When it was given, RFC 3339 in UTC.
    pub at: String,
    /// The account that gave it.
    pub account: String,
}

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Why.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The account that closed it.
    pub account: String,
}

/// A call as the store remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its number in this store, from 1.
    pub number: i64,
    /// What was asked.
    pub asks: NewCall,
    /// The institution of whoever opened it, or empty for the national office.
    pub institution: String,
    /// When it was opened, RFC 3339 in UTC.
    pub opened_at: String,
    /// The account that opened it.
    pub opened_by: String,
    /// The extensions, in the order in which they were given.
    pub extensions: Vec<Extension>,
    /// Its end, when it has come.
    pub closing: Option<Closing>,
}

impl Call {
    /// The last day on which an answer of an authority is in time.
    #[must_use]
    pub fn due_of(&self, authority: &str) -> Date {
        let about = |one: &&Extension| one.authority.is_empty() || one.authority == authority;
        let last = self.extensions.iter().rev().find(about);
        last.map_or(self.asks.due, |extension| extension.due)
    }
}

impl Store {
    /// Every call, in the order in which they were opened.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn calls(&self) -> Result<Vec<Call>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT number FROM call ORDER BY number")?;
        let numbers = statement.query_map([], |row| row.get(0))?;
        let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
        numbers.into_iter().map(|number| self.call(number)).collect()
    }

    /// A call.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn call(&self, number: i64) -> Result<Call, StoreError> {
        let sql = "SELECT number, period_from, period_until, due, title, note, institution, opened_at, opened_by
                   FROM call WHERE number = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let none = || StoreError::Nobody(format!("there is no call {number}; list them and choose one"));
        let mut call = read(rows.next()?.ok_or_else(none)?)?;
        call.asks.registers = self.asked(number, "register")?;
        call.asks.authorities = self.asked(number, "authority")?;
        call.extensions = self.extensions(number)?;
        call.closing = self.closing(number)?;
        Ok(call)
    }

    fn asked(&self, call: i64, kind: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT id FROM call_asks WHERE call = ?1 AND kind = ?2 ORDER BY position";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map((call, kind), |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn extensions(&self, call: i64) -> Result<Vec<Extension>, StoreError> {
        let sql = "SELECT authority, due, reason, at, account FROM call_extension WHERE call = ?1 ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([call])?;
        let mut extensions = Vec::new();
        while let Some(row) = rows.next()? {
            extensions.push(Extension {
                authority: row.get(0)?,
                due: day("call_extension", call, row.get_ref(1)?.as_str().ok())?,
                reason: row.get(2)?,
                at: row.get(3)?,
                account: row.get(4)?,
            });
        }
        Ok(extensions)
    }

    fn closing(&self, call: i64) -> Result<Option<Closing>, StoreError> {
        let sql = "SELECT reason, at, account FROM call_closing WHERE call = ?1";
        let read = |row: &Row<'_>| {
            Ok(Closing {
                reason: row.get(0)?,
                at: row.get(1)?,
                account: row.get(2)?,
            })
        };
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row([call], read).optional()?)
    }
}

impl Writing<'_> {
    /// Opens a call and answers its number.
    ///
    /// # Errors
    /// When it has no title, names something twice, or cannot be written.
    pub fn open_call(&self, new: &NewCall) -> Result<i64, StoreError> {
        let sql = "INSERT INTO call (title, period_from, period_until, due, note, institution, opened_at, opened_by)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (from, until) = (new.period.from().to_string(), new.period.until().to_string());
        self.transaction.prepare_cached(sql)?.execute((
            &new.title,
            from,
            until,
            new.due.to_string(),
            &new.note,
            &self.actor.institution,
            &self.at,
            &self.actor.account,
        ))?;
        let number = self.transaction.last_insert_rowid();
        let sql = "INSERT INTO call_asks (call, kind, position, id) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        for (kind, ids) in [("authority", &new.authorities), ("register", &new.registers)] {
            for (position, id) in (0i64..).zip(ids) {
                insert.execute((number, kind, position, id))?;
            }
        }
        Ok(number)
    }

    /// Gives an authority, or all when it is empty, until another day.
    ///
    /// # Errors
    /// When there is no such call, there is no reason, or it cannot be written.
    pub fn extend_call(&self, call: i64, authority: &str, due: Date, reason: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO call_extension (call, authority, due, reason, at, account)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = (call, authority, due.to_string(), reason, &self.at, &self.actor.account);
        self.transaction.execute(sql, values)?;
        Ok(())
    }

    /// Closes a call.
    ///
    /// # Errors
    /// When there is no such call, it was closed, there is no reason, or it cannot be written.
    pub fn close_call(&self, call: i64, reason: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO call_closing (call, reason, at, account) VALUES (?1, ?2, ?3, ?4)";
        self.transaction
            .execute(sql, (call, reason, &self.at, &self.actor.account))?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<Call, StoreError> {
    let number = row.get(0)?;
    let asks = NewCall {
        period: returns::period(number, row.get_ref(1)?, row.get_ref(2)?)?,
        due: day("call", number, row.get_ref(3)?.as_str().ok())?,
        title: row.get(4)?,
        note: row.get(5)?,
        registers: Vec::new(),
        authorities: Vec::new(),
    };
    Ok(Call {
        number,
        asks,
        institution: row.get(6)?,
        opened_at: row.get(7)?,
        opened_by: row.get(8)?,
        extensions: Vec::new(),
        closing: None,
    })
}

fn day(table: &'static str, row: i64, text: Option<&str>) -> Result<Date, StoreError> {
    let read = text.and_then(Date::parse);
    read.ok_or_else(|| StoreError::damaged(table, "due", row, "it is not a date"))
}
