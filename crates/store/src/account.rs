//! Accounts, sessions and failures to sign in: what is in force now; the log keeps who they were.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::{Store, StoreError, Writing};

/// An account as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name, by which it signs in and stands in the log.
    pub name: String,
    /// The person whose it is; two accounts of one person are one person wherever two are needed.
    pub person: String,
    /// The institution (list `authority`), or empty for the national office.
    pub institution: String,
    /// The ids of its roles, separated by commas.
    pub roles: String,
    /// `invited`, `active` or `closed`.
    pub state: String,
    /// Its public key, or empty before its password is set.
    pub public_key: String,
    /// Its private key under its password, as [`seal::lock`] writes it.
    pub locked: String,
    /// The seed of its one-time codes, sealed; `None` when it has none.
    pub one_time: Option<Vec<u8>>,
    /// The last step whose one-time code was used.
    pub last_step: i64,
    /// The hashes of its recovery codes, separated by spaces.
    pub recovery: String,
    /// The hash of its invitation, or empty.
    pub invitation: String,
    /// When it was last changed, RFC 3339 in UTC.
    pub changed_at: String,
}

/// A session as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its token.
    pub token: String,
    /// The account.
    pub account: String,
    /// From where it was begun.
    pub source: String,
    /// When it was begun.
    pub begun_at: String,
    /// When it was last used.
    pub seen_at: String,
    /// When its password was last given.
    pub fresh_at: String,
}

const COLUMNS: &str =
    "SELECT name, person, institution, roles, state, public_key, locked, one_time, last_step, recovery,
                              invitation, changed_at FROM account";

impl Store {
    /// An account.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn account(&self, name: &str) -> Result<Option<Account>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE name = ?1"))?;
        Ok(statement.query_row([name], read).optional()?)
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let mut statement = self.connection().prepare_cached(&format!("{COLUMNS} ORDER BY name"))?;
        let all = statement.query_map([], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// How often signing in failed from a source since it last went well, and when last.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn failures(&self, account: &str, source: &str) -> Result<(u32, String), StoreError> {
        let sql = "SELECT count, at FROM failure WHERE account = ?1 AND source = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row((account, source), |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?.unwrap_or_default())
    }

    /// The session of a token's hash.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn session(&self, token: &str) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT token, account, source, begun_at, seen_at, fresh_at FROM session WHERE token = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row([token], |row| {
            Ok(Session {
                token: row.get(0)?,
                account: row.get(1)?,
                source: row.get(2)?,
                begun_at: row.get(3)?,
                seen_at: row.get(4)?,
                fresh_at: row.get(5)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Notes that a session was used; it is no act, and no entry in the log. Where many share the store, their
    /// scribe writes it soon.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn seen(&self, token: &str, at: &str) -> Result<(), StoreError> {
        if let Some(scribe) = &self.scribe {
            return scribe.seen(token, at);
        }
        let entered = self.begin()?;
        seen(&entered, token, at)?;
        entered.commit()
    }
}

/// Writes that a session was used.
pub(crate) fn seen(connection: &Connection, token: &str, at: &str) -> Result<(), StoreError> {
    let sql = "UPDATE session SET seen_at = ?2 WHERE token = ?1";
    connection.prepare_cached(sql)?.execute((token, at))?;
    Ok(())
}

impl Writing<'_> {
    /// Keeps an account in its present state.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_account(&self, account: &Account) -> Result<(), StoreError> {
        let sql = "INSERT INTO account (name, person, institution, roles, state, public_key, locked, one_time,
                                                   last_step, recovery, invitation, changed_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                   ON CONFLICT (name) DO UPDATE SET person = excluded.person, institution = excluded.institution,
                       roles = excluded.roles, state = excluded.state, public_key = excluded.public_key,
                       locked = excluded.locked, one_time = excluded.one_time, last_step = excluded.last_step,
                       recovery = excluded.recovery, invitation = excluded.invitation, changed_at = excluded.changed_at";
        self.transaction.prepare_cached(sql)?.execute((
            &account.name,
            &account.person,
            &account.institution,
            &account.roles,
            &account.state,
            &account.public_key,
            &account.locked,
            &account.one_time,
            account.last_step,
            &account.recovery,
            &account.invitation,
            &self.at,
        ))?;
        Ok(())
    }

    /// Counts a failure to sign in, or forgets them when it went well.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn failed(&self, account: &str, source: &str, failed: bool) -> Result<(), StoreError> {
        let sql = if failed {
            "INSERT INTO failure (account, source, count, at) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (account, source) DO UPDATE SET count = count + 1, at = excluded.at"
        } else {
            "DELETE FROM failure WHERE account = ?1 AND source = ?2 AND at <= ?3"
        };
        self.transaction
            .prepare_cached(sql)?
            .execute((account, source, &self.at))?;
        Ok(())
    }

    /// Begins or refreshes a session.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_session(&self, session: &Session) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO session (token, account, source, begun_at, seen_at, fresh_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (token) DO UPDATE SET seen_at = excluded.seen_at, fresh_at = excluded.fresh_at";
        let line = (
            &session.token,
            &session.account,
            &session.source,
            &session.begun_at,
            &session.seen_at,
            &session.fresh_at,
        );
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }

    /// Ends a session, or with `*` every one of the account.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_session(&self, account: &str, token: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE account = ?1 AND (token = ?2 OR ?2 = '*')";
        self.transaction.prepare_cached(sql)?.execute((account, token))?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get(0)?,
        person: row.get(1)?,
        institution: row.get(2)?,
        roles: row.get(3)?,
        state: row.get(4)?,
        public_key: row.get(5)?,
        locked: row.get(6)?,
        one_time: row.get(7)?,
        last_step: row.get(8)?,
        recovery: row.get(9)?,
        invitation: row.get(10)?,
        changed_at: row.get(11)?,
    })
}
