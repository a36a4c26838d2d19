//! Tokens of programs, and what they handed in under a key of their own; what is in force now.

use rusqlite::{OptionalExtension, Row};

use crate::{Store, StoreError, Writing};

pub(crate) const TABLES: &str = "
CREATE TABLE token (
    hash     TEXT PRIMARY KEY,
    account  TEXT NOT NULL REFERENCES account,
    label    TEXT NOT NULL,
    acts     TEXT NOT NULL,
    added_at TEXT NOT NULL,
    until    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was answered to a request that may come again.
CREATE TABLE submission (
    account TEXT NOT NULL,
    key     TEXT NOT NULL,
    asked   TEXT NOT NULL,
    answer  TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
";

/// The token of a program as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The hash of the token.
    pub hash: String,
    /// The account in whose name the program acts.
    pub account: String,
    /// What its owner calls it.
    pub label: String,
    /// The ids of the acts that it may do, separated by commas.
    pub acts: String,
    /// When it was made.
    pub added_at: String,
    /// Until when it serves.
    pub until: String,
}

const COLUMNS: &str = "SELECT hash, account, label, acts, added_at, until FROM token";

impl Store {
    /// The token of a hash.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn token(&self, hash: &str) -> Result<Option<Token>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE hash = ?1"))?;
        Ok(statement.query_row([hash], read).optional()?)
    }

    /// The tokens of an account, the oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn tokens(&self, account: &str) -> Result<Vec<Token>, StoreError> {
        let sql = format!("{COLUMNS} WHERE account = ?1 ORDER BY added_at, hash");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([account], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// What was asked under a key, and what was answered.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn submission(&self, account: &str, key: &str) -> Result<Option<(String, String)>, StoreError> {
        let sql = "SELECT asked, answer FROM submission WHERE account = ?1 AND key = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row((account, key), |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }
}

impl Writing<'_> {
    /// Keeps a token.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_token(&self, one: &Token) -> Result<(), StoreError> {
        let sql = "INSERT INTO token (hash, account, label, acts, added_at, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let line = (
            &one.hash,
            &one.account,
            &one.label,
            &one.acts,
            &one.added_at,
            &one.until,
        );
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }

    /// Forgets a token, or with `*` every one of the account.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_token(&self, account: &str, hash: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM token WHERE account = ?1 AND (hash = ?2 OR ?2 = '*')";
        self.transaction.prepare_cached(sql)?.execute((account, hash))?;
        Ok(())
    }

    /// Keeps what was answered to what was asked under a key; of two at once the first stays.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_submission(&self, account: &str, key: &str, asked: &str, answer: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO submission (account, key, asked, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (account, key) DO NOTHING";
        let line = (account, key, asked, answer, &self.at);
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        hash: row.get(0)?,
        account: row.get(1)?,
        label: row.get(2)?,
        acts: row.get(3)?,
        added_at: row.get(4)?,
        until: row.get(5)?,
    })
}
