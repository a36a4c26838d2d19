//! Institutions that seal: their public key, who holds the private one, and what two persons must agree on.

use rusqlite::{OptionalExtension, Row};
use seal::PublicKey;

use crate::{Store, StoreError, Writing};

/// What one person proposed and a second must confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number, from 1.
    pub number: i64,
    /// The act.
    pub act: String,
    /// What it would be done to.
    pub object: String,
    /// What else it needs, as JSON.
    pub body: String,
    /// The account that proposed it.
    pub account: String,
    /// The person behind it.
    pub person: String,
    /// When.
    pub at: String,
    /// `asked`, `done` or `refused`.
    pub state: String,
}

const COLUMNS: &str = "SELECT number, act, object, body, account, person, at, state FROM proposal";

impl Store {
    /// The institutions that have a key, with it.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn institutions(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, public_key FROM institution ORDER BY id")?;
        let all = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// An institution's private key as wrapped to an account; `None` when the account is no custodian of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn custody(&self, institution: &str, account: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT wrapped FROM custodian WHERE institution = ?1 AND account = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement
            .query_row((institution, account), |row| row.get(0))
            .optional()?)
    }

    /// The custodians of an institution.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn custodians(&self, institution: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT account FROM custodian WHERE institution = ?1 ORDER BY account";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([institution], |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// A proposal.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn proposal(&self, number: i64) -> Result<Proposal, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE number = ?1"))?;
        let found = statement.query_row([number], read).optional()?;
        found.ok_or_else(|| StoreError::Nobody(format!("there is no proposal {number}; list them and choose one")))
    }

    /// Every proposal, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn proposals(&self) -> Result<Vec<Proposal>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} ORDER BY number"))?;
        let all = statement.query_map([], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Keeps an institution's public key, for good.
    ///
    /// # Errors
    /// When it has one, or it cannot be written.
    pub fn enrol(&self, institution: &str, public: &PublicKey) -> Result<(), StoreError> {
        let sql = "INSERT INTO institution (id, public_key, at) VALUES (?1, ?2, ?3)";
        self.transaction
            .execute(sql, (institution, public.to_string(), &self.at))?;
        Ok(())
    }

    /// Gives an account the institution's private key, wrapped to it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn entrust(&self, institution: &str, account: &str, wrapped: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO custodian (institution, account, wrapped) VALUES (?1, ?2, ?3)
                   ON CONFLICT (institution, account) DO UPDATE SET wrapped = excluded.wrapped";
        self.transaction.execute(sql, (institution, account, wrapped))?;
        Ok(())
    }

    /// Takes from an account every institution's key that it holds: its password was lost, or it was closed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn relieve(&self, account: &str) -> Result<usize, StoreError> {
        let sql = "DELETE FROM custodian WHERE account = ?1";
        Ok(self.transaction.execute(sql, [account])?)
    }

    /// Keeps a proposal and answers its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn propose(&self, act: &str, object: &str, body: &str) -> Result<i64, StoreError> {
        let sql = "INSERT INTO proposal (act, object, body, account, person, at, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'asked')";
        let actor = &self.actor;
        self.transaction
            .execute(sql, (act, object, body, &actor.account, &actor.person, &self.at))?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Ends a proposal: `done` or `refused`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_proposal(&self, number: i64, state: &str) -> Result<(), StoreError> {
        let sql = "UPDATE proposal SET state = ?2 WHERE number = ?1";
        self.transaction.execute(sql, (number, state))?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Proposal> {
    Ok(Proposal {
        number: row.get(0)?,
        act: row.get(1)?,
        object: row.get(2)?,
        body: row.get(3)?,
        account: row.get(4)?,
        person: row.get(5)?,
        at: row.get(6)?,
        state: row.get(7)?,
    })
}
