//! What was counted of a register of a return while it came in, and the returns about a period with it: who answered
//! and how well is told from these, without a look at any record.

use register::{Period, Returned};
use rusqlite::{Connection, Row};

use crate::{Store, StoreError, instant, replacement::is_by, returns};

pub(crate) const TABLES: &str = "
-- What was counted of a register of a return, as JSON of whoever counted it.
CREATE TABLE counted (
    return_  INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    register TEXT NOT NULL,
    counts   TEXT NOT NULL,
    PRIMARY KEY (return_, register)
) STRICT, WITHOUT ROWID;
";

/// The append-only table.
pub(crate) const NAMES: [&str; 1] = ["counted"];

/// A register of a return, with what is known of it without its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The return.
    pub number: i64,
    /// Whose it is.
    pub authority: String,
    /// The period that it speaks about.
    pub period: Period,
    /// When it was received, RFC 3339 in UTC.
    pub received_at: String,
    /// The register.
    pub register: String,
    /// Rows of the file that are of the register.
    pub rows: u64,
    /// Rows that went in.
    pub accepted: u64,
    /// Rows that wait for their correction.
    pub waiting: u64,
    /// Whether a later return has taken its place.
    pub is_replaced: bool,
    /// What was counted of it, or empty.
    pub counts: String,
}

impl Counted {
    /// Whether it counts: some row went in, or there was none, and nothing took its place.
    #[must_use]
    pub fn stands(&self) -> bool {
        !self.is_replaced && (self.accepted > 0 || self.rows == 0)
    }
}

/// Writes what was counted of each register of a return.
pub(crate) fn write(connection: &Connection, number: i64, counted: &[(String, String)]) -> Result<(), StoreError> {
    let sql = "INSERT INTO counted (return_, register, counts) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    for (register, counts) in counted {
        insert.execute((number, register, counts))?;
    }
    Ok(())
}

impl Store {
    /// Each register of each return whose period shares a day with this one, as it stood at an instant (RFC 3339 in
    /// UTC) or stands now, in the order of their returns; of one authority, or of all when it is empty.
    ///
    /// # Errors
    /// When the text is no instant, or they cannot be read.
    pub fn counted(&self, period: Period, as_of: Option<&str>, authority: &str) -> Result<Vec<Counted>, StoreError> {
        as_of.map_or(Ok(()), instant::check)?;
        let of = if authority.is_empty() {
            "?3 = ''"
        } else {
            "r.authority = ?3"
        };
        let sql = format!(
            "SELECT r.number, r.period_from, r.period_until, r.authority, r.received_at, p.register,
                          sum(p.rows), sum(p.accepted), sum(p.waiting), later.received_at, c.counts
                   FROM return_ r JOIN part p ON p.return_ = r.number
                   LEFT JOIN replaced d ON d.return_ = r.number AND d.register = p.register
                   LEFT JOIN return_ later ON later.number = d.by_return
                   LEFT JOIN counted c ON c.return_ = r.number AND c.register = p.register
                   WHERE {of} AND r.period_from <= ?2 AND r.period_until >= ?1
                   GROUP BY r.number, p.register ORDER BY r.number, p.register"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query((period.from().to_string(), period.until().to_string(), authority))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let one = read(row, as_of)?;
            if as_of.is_none_or(|at| is_by(&one.received_at, at)) {
                all.push(one);
            }
        }
        Ok(all)
    }

    /// The last returns of an authority, the newest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn last_returns(&self, authority: &str, at_most: u32) -> Result<Vec<Returned>, StoreError> {
        let sql = "SELECT number FROM return_ WHERE authority = ?1 ORDER BY number DESC LIMIT ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let numbers = statement.query_map((authority, at_most), |row| row.get(0))?;
        let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
        numbers.into_iter().map(|number| self.returned(number)).collect()
    }

    /// Numbers that change when, and only when, a return, a letter or a call came: what was told from them before
    /// still holds while they are the same.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn mark(&self) -> Result<[i64; 5], StoreError> {
        let sql = "SELECT (SELECT coalesce(max(number), 0) FROM return_), (SELECT coalesce(max(number), 0) FROM letter),
                          (SELECT coalesce(max(number), 0) FROM call), (SELECT coalesce(max(seq), 0) FROM call_extension),
                          (SELECT count(*) FROM call_closing)";
        let mut statement = self.connection().prepare_cached(sql)?;
        let read = |row: &Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
        Ok(statement.query_row([], read)?)
    }
}

fn read(row: &Row<'_>, as_of: Option<&str>) -> Result<Counted, StoreError> {
    let number = row.get(0)?;
    let whole = |column: &'static str, value| returns::whole("part", column, number, value);
    let later: Option<String> = row.get(9)?;
    let counts: Option<String> = row.get(10)?;
    Ok(Counted {
        number,
        period: returns::period(number, row.get_ref(1)?, row.get_ref(2)?)?,
        authority: row.get(3)?,
        received_at: row.get(4)?,
        register: row.get(5)?,
        rows: whole("rows", row.get(6)?)?,
        accepted: whole("accepted", row.get(7)?)?,
        waiting: whole("waiting", row.get(8)?)?,
        is_replaced: later.is_some_and(|later| as_of.is_none_or(|at| is_by(&later, at))),
        counts: counts.unwrap_or_default(),
    })
}
