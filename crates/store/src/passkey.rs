//! Passkeys: public keys that an account signs in with; what is in force now.

use rusqlite::Row;

use crate::{Store, StoreError, Writing};

pub(crate) const TABLES: &str = "
CREATE TABLE passkey (
    account    TEXT NOT NULL REFERENCES account,
    id         TEXT NOT NULL,
    label      TEXT NOT NULL,
    credential TEXT NOT NULL,
    added_at   TEXT NOT NULL,
    used_at    TEXT NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
";

/// A passkey as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The account.
    pub account: String,
    /// The credential's id, as browsers write it.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// The public key with its counter, as JSON.
    pub credential: String,
    /// When it was added.
    pub added_at: String,
    /// When it last signed in, or empty.
    pub used_at: String,
}

impl Store {
    /// The passkeys of an account, the oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn passkeys(&self, account: &str) -> Result<Vec<Passkey>, StoreError> {
        let sql = "SELECT account, id, label, credential, added_at, used_at FROM passkey WHERE account = ?1
                   ORDER BY added_at, id";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([account], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Keeps a passkey in its present state.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_passkey(&self, one: &Passkey) -> Result<(), StoreError> {
        let sql = "INSERT INTO passkey (account, id, label, credential, added_at, used_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (account, id) DO UPDATE SET credential = excluded.credential, used_at = excluded.used_at";
        let line = (
            &one.account,
            &one.id,
            &one.label,
            &one.credential,
            &one.added_at,
            &one.used_at,
        );
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }

    /// Forgets a passkey, or with `*` every one of the account.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_passkey(&self, account: &str, id: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM passkey WHERE account = ?1 AND (id = ?2 OR ?2 = '*')";
        self.transaction.prepare_cached(sql)?.execute((account, id))?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Passkey> {
    Ok(Passkey {
        account: row.get(0)?,
        id: row.get(1)?,
        label: row.get(2)?,
        credential: row.get(3)?,
        added_at: row.get(4)?,
        used_at: row.get(5)?,
    })
}
