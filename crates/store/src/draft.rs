//! Cases on their way to a return: what was typed into a form, revision by revision, until it is handed in. Nothing
//! that identifies a person is among it.

use std::collections::BTreeMap;

use register::Period;
use rusqlite::{OptionalExtension, Row};

use crate::{Store, StoreError, Writing, replacement, returns};

pub(crate) const TABLES: &str = "
-- A case of an institution that is not handed in yet; `record` is the one in force that it was taken from, or 0.
CREATE TABLE draft (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    institution  TEXT NOT NULL,
    register     TEXT NOT NULL,
    period_from  TEXT NOT NULL,
    period_until TEXT NOT NULL CHECK (period_until >= period_from),
    record       INTEGER NOT NULL,
    revision     INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;
CREATE INDEX draft_of_institution ON draft (institution, register, period_from);

-- What was typed, field to text as JSON, each time it was saved.
CREATE TABLE draft_revision (
    draft    INTEGER NOT NULL REFERENCES draft,
    revision INTEGER NOT NULL,
    account  TEXT NOT NULL,
    at       TEXT NOT NULL,
    answers  TEXT NOT NULL,
    PRIMARY KEY (draft, revision)
) STRICT, WITHOUT ROWID;

-- Returns whose records of a register became drafts of a period: those drafts may take their place.
CREATE TABLE reopened (
    return_      INTEGER NOT NULL REFERENCES return_,
    register     TEXT NOT NULL,
    period_from  TEXT NOT NULL,
    period_until TEXT NOT NULL,
    PRIMARY KEY (return_, register)
) STRICT, WITHOUT ROWID;
";

/// What was typed: field to text.
pub type Typed = BTreeMap<String, String>;

/// Which cases a draft is among.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cases {
    /// The institution.
    pub institution: String,
    /// The register.
    pub register: String,
    /// The period of the return that they will be.
    pub period: Period,
}

/// A case, as it was last saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its number; never given twice.
    pub number: i64,
    /// Which cases it is among.
    pub of: Cases,
    /// The record in force that it was taken from, or 0.
    pub record: i64,
    /// What was saved last.
    pub last: DraftRevision,
}

/// What was typed, as it was saved once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRevision {
    /// Its number, from 1.
    pub revision: u32,
    /// Who saved it.
    pub account: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Field to text, as typed.
    pub answers: Typed,
}

const COLUMNS: &str = "SELECT d.number, d.period_from, d.period_until, d.institution, d.register, d.record,
                              r.revision, r.account, r.at, r.answers
                       FROM draft d JOIN draft_revision r ON r.draft = d.number AND r.revision = d.revision";

impl Store {
    /// A draft, or `None`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn draft(&self, number: i64) -> Result<Option<Draft>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE d.number = ?1"))?;
        let mut rows = statement.query([number])?;
        rows.next()?.map(read).transpose()
    }

    /// The drafts of an institution, in the order in which they were begun.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn drafts(&self, institution: &str) -> Result<Vec<Draft>, StoreError> {
        let sql = format!("{COLUMNS} WHERE d.institution = ?1 ORDER BY d.number");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([institution])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    /// Every revision of a draft, the first first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn draft_revisions(&self, number: i64) -> Result<Vec<DraftRevision>, StoreError> {
        let sql = "SELECT revision, account, at, answers FROM draft_revision WHERE draft = ?1 ORDER BY revision";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(revision(number, row, 0)?);
        }
        Ok(all)
    }

    /// The returns in force whose place a return of these cases would take.
    ///
    /// # Errors
    /// When the period shares days with one of them without containing it ([`StoreError::Overlap`]).
    pub fn in_place_of(&self, of: &Cases) -> Result<Vec<i64>, StoreError> {
        let by = (of.institution.as_str(), "", of.period);
        replacement::replaced_at(self.connection(), by, &of.register)
    }

    /// The returns whose records of a register became drafts of this period.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn reopened(&self, of: &Cases) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT o.return_ FROM reopened o JOIN return_ r ON r.number = o.return_
                   WHERE r.authority = ?1 AND o.register = ?2 AND o.period_from = ?3 AND o.period_until = ?4
                   ORDER BY o.return_";
        let mut statement = self.connection().prepare_cached(sql)?;
        let (from, until) = (of.period.from().to_string(), of.period.until().to_string());
        let numbers = statement.query_map((&of.institution, &of.register, from, until), |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Begins a draft, and answers its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin_draft(&self, of: &Cases, (record, answers): (i64, &Typed)) -> Result<i64, StoreError> {
        let sql = "INSERT INTO draft (institution, register, period_from, period_until, record, revision)
                   VALUES (?1, ?2, ?3, ?4, ?5, 1)";
        let (from, until) = (of.period.from().to_string(), of.period.until().to_string());
        let row = (&of.institution, &of.register, from, until, record);
        self.transaction.prepare_cached(sql)?.execute(row)?;
        let number = self.transaction.last_insert_rowid();
        self.write_revision((number, 1), answers)?;
        Ok(number)
    }

    /// Saves a draft as a new revision, when it is still the one that was looked at. `false` when somebody saved it
    /// meanwhile, or it is gone: then nothing changes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save_draft(&self, number: i64, (based_on, answers): (u32, &Typed)) -> Result<bool, StoreError> {
        let sql = "UPDATE draft SET revision = revision + 1 WHERE number = ?1 AND revision = ?2";
        let changed = self.transaction.prepare_cached(sql)?.execute((number, based_on))?;
        if changed == 0 {
            return Ok(false);
        }
        self.write_revision((number, based_on.saturating_add(1)), answers)?;
        Ok(true)
    }

    fn write_revision(&self, (number, revision): (i64, u32), answers: &Typed) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft_revision (draft, revision, account, at, answers) VALUES (?1, ?2, ?3, ?4, ?5)";
        let text = serde_json::to_string(answers)
            .map_err(|error| StoreError::damaged("draft_revision", "answers", number, error))?;
        let row = (number, revision, &self.actor.account, &self.at, text);
        self.transaction.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Deletes a draft with its revisions. Tells whether it was there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_draft(&self, number: i64) -> Result<bool, StoreError> {
        drop_draft(&self.transaction, number)
    }

    /// Notes that the records of a register of a return became drafts of a period.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_reopened(&self, returned: i64, of: &Cases) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO reopened (return_, register, period_from, period_until)
                   VALUES (?1, ?2, ?3, ?4)";
        let (from, until) = (of.period.from().to_string(), of.period.until().to_string());
        self.transaction
            .prepare_cached(sql)?
            .execute((returned, &of.register, from, until))?;
        Ok(())
    }

    /// Whether a record is among the drafts of its institution already.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn has_draft_of(&self, record: i64) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM draft WHERE record = ?1";
        let found = self.transaction.query_row(sql, [record], |_| Ok(()));
        Ok(found.optional()?.is_some())
    }
}

pub(crate) fn drop_draft(transaction: &rusqlite::Connection, number: i64) -> Result<bool, StoreError> {
    let sql = "DELETE FROM draft_revision WHERE draft = ?1";
    transaction.prepare_cached(sql)?.execute([number])?;
    let sql = "DELETE FROM draft WHERE number = ?1";
    Ok(transaction.prepare_cached(sql)?.execute([number])? > 0)
}

fn read(row: &Row<'_>) -> Result<Draft, StoreError> {
    let number = row.get(0)?;
    Ok(Draft {
        number,
        of: Cases {
            period: returns::period(number, row.get_ref(1)?, row.get_ref(2)?)?,
            institution: row.get(3)?,
            register: row.get(4)?,
        },
        record: row.get(5)?,
        last: revision(number, row, 6)?,
    })
}

fn revision(number: i64, row: &Row<'_>, at: usize) -> Result<DraftRevision, StoreError> {
    let answers = row.get_ref(at + 3)?;
    let answers = answers.as_str().map_err(|error| damaged(number, error))?;
    Ok(DraftRevision {
        revision: row.get(at)?,
        account: row.get(at + 1)?,
        at: row.get(at + 2)?,
        answers: serde_json::from_str(answers).map_err(|error| damaged(number, error))?,
    })
}

fn damaged(number: i64, error: impl std::fmt::Display) -> StoreError {
    StoreError::damaged("draft_revision", "answers", number, error)
}
