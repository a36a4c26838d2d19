//! Openings of identities: who asked for which, who granted it, and what became of it.

use rusqlite::{OptionalExtension, Row};

use crate::{Store, StoreError, Writing};

/// A request to open one compartment of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its number, from 1.
    pub number: i64,
    /// The record.
    pub record: i64,
    /// The compartment.
    pub compartment: String,
    /// The institution whose the record is.
    pub institution: String,
    /// What it is for.
    pub purpose: String,
    /// The number of the office or file that asks for it.
    pub reference: String,
    /// The account that asked.
    pub account: String,
    /// The person behind it.
    pub person: String,
    /// When.
    pub asked_at: String,
    /// `asked`, `granted`, `opened`, `expired` or `refused`.
    pub state: String,
    /// The account that granted it, or empty.
    pub granted_by: String,
    /// When it was granted, or empty.
    pub granted_at: String,
    /// The compartment's key, wrapped to the account that asked; gone once used.
    pub granted: Option<Vec<u8>>,
    /// When it was opened, or empty.
    pub opened_at: String,
    /// Whether it was opened without a second person.
    pub emergency: bool,
    /// What the review of an emergency said, or empty.
    pub review: String,
}

const COLUMNS: &str = "SELECT number, record, compartment, institution, purpose, reference, account, person, asked_at,
                              state, granted_by, granted_at, granted, opened_at, emergency, review FROM opening";

impl Store {
    /// An opening.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn opening(&self, number: i64) -> Result<Opening, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE number = ?1"))?;
        let found = statement.query_row([number], read).optional()?;
        found.ok_or_else(|| StoreError::Nobody(format!("there is no opening {number}; list them and choose one")))
    }

    /// Every opening, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn openings(&self) -> Result<Vec<Opening>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} ORDER BY number"))?;
        let all = statement.query_map([], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// How many identities a person opened after an instant.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn opened_since(&self, person: &str, instant: &str) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM opening WHERE person = ?1 AND opened_at > ?2";
        Ok(self
            .connection()
            .prepare_cached(sql)?
            .query_row((person, instant), |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Keeps an opening in its present state; a number of 0 makes a new one. Answers its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_opening(&self, one: &Opening) -> Result<i64, StoreError> {
        let sql = "INSERT INTO opening (number, record, compartment, institution, purpose, reference, account, person,
                                        asked_at, state, granted_by, granted_at, granted, opened_at, emergency, review)
                   VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                   ON CONFLICT (number) DO UPDATE SET state = excluded.state, granted_by = excluded.granted_by,
                       granted_at = excluded.granted_at, granted = excluded.granted, opened_at = excluded.opened_at,
                       review = excluded.review
                   RETURNING number";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let line = rusqlite::params![
            one.number,
            one.record,
            one.compartment,
            one.institution,
            one.purpose,
            one.reference,
            one.account,
            one.person,
            one.asked_at,
            one.state,
            one.granted_by,
            one.granted_at,
            one.granted,
            one.opened_at,
            one.emergency,
            one.review,
        ];
        Ok(statement.query_row(line, |row| row.get(0))?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Opening> {
    Ok(Opening {
        number: row.get(0)?,
        record: row.get(1)?,
        compartment: row.get(2)?,
        institution: row.get(3)?,
        purpose: row.get(4)?,
        reference: row.get(5)?,
        account: row.get(6)?,
        person: row.get(7)?,
        asked_at: row.get(8)?,
        state: row.get(9)?,
        granted_by: row.get(10)?,
        granted_at: row.get(11)?,
        granted: row.get(12)?,
        opened_at: row.get(13)?,
        emergency: row.get(14)?,
        review: row.get(15)?,
    })
}
