//! Long jobs: asked for by a person, done by the program, surviving its end; what is in force now.

use std::io::Read;

use rusqlite::{OptionalExtension, Row};

use crate::{Original, Staged, Store, StoreError, Writing};

pub(crate) const TABLES: &str = "
CREATE TABLE job (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    kind      TEXT NOT NULL,
    about     TEXT NOT NULL,
    account   TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    reference TEXT NOT NULL,
    source    TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'done', 'failed')),
    done      INTEGER NOT NULL,
    total     INTEGER NOT NULL,
    outcome   TEXT NOT NULL,
    asked_at  TEXT NOT NULL,
    ended_at  TEXT NOT NULL
) STRICT;

CREATE TABLE job_file (
    job    INTEGER NOT NULL REFERENCES job,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (job, name)
) STRICT, WITHOUT ROWID;
";

/// A job as the store keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub number: i64,
    /// What is done: `freeze`, `link`, `report`, `hand_in`.
    pub kind: String,
    /// On what: a vintage's id, an instant, the number of a file under way, or empty.
    pub about: String,
    /// Who asked.
    pub account: String,
    /// What for.
    pub purpose: String,
    /// The number of the office that asks, or empty.
    pub reference: String,
    /// From where it was asked for.
    pub source: String,
    /// `waiting`, `working`, `done` or `failed`.
    pub state: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 while that is not known.
    pub total: u64,
    /// What came of it: a vintage's id, or why it failed.
    pub outcome: String,
    /// When it was asked for.
    pub asked_at: String,
    /// When it ended, or empty.
    pub ended_at: String,
}

const COLUMNS: &str = "SELECT number, kind, about, account, purpose, reference, source, state, done, total, outcome,
                              asked_at, ended_at FROM job";

impl Store {
    /// A job.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn job(&self, number: i64) -> Result<Option<Job>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE number = ?1"))?;
        Ok(statement.query_row([number], read).optional()?)
    }

    /// The latest jobs of an account, the newest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn jobs(&self, account: &str, at_most: u32) -> Result<Vec<Job>, StoreError> {
        let sql = format!("{COLUMNS} WHERE account = ?1 ORDER BY number DESC LIMIT ?2");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map((account, at_most), read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The jobs that wait, the one that waits longest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn waiting_jobs(&self) -> Result<Vec<Job>, StoreError> {
        let sql = format!("{COLUMNS} WHERE state = 'waiting' ORDER BY number");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let all = statement.query_map([], read)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The job of a kind about something that is not over, when there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn job_under_way(&self, kind: &str, about: &str) -> Result<Option<Job>, StoreError> {
        let sql = format!("{COLUMNS} WHERE state IN ('waiting', 'working') AND kind = ?1 AND about = ?2 LIMIT 1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row((kind, about), read).optional()?)
    }

    /// What a process that ended left half done waits again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn resume_jobs(&self) -> Result<usize, StoreError> {
        let sql = "UPDATE job SET state = 'waiting', done = 0 WHERE state = 'working'";
        Ok(self.connection().prepare_cached(sql)?.execute([])?)
    }

    /// Notes how far a job has come; it is no act, and no entry in the log.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tell_job(&self, number: i64, done: u64, total: u64) -> Result<(), StoreError> {
        let sql = "UPDATE job SET state = 'working', done = ?2, total = ?3 WHERE number = ?1";
        let steps = [done, total].map(|steps| i64::try_from(steps).unwrap_or(i64::MAX));
        self.connection()
            .prepare_cached(sql)?
            .execute((number, steps[0], steps[1]))?;
        Ok(())
    }

    /// The names of the files that a job made.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn job_files(&self, number: i64) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT name FROM job_file WHERE job = ?1 ORDER BY name";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([number], |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// A file that a job made.
    ///
    /// # Errors
    /// When there is none of that name, or it is damaged.
    pub fn job_file(&self, number: i64, name: &str) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT sha256 FROM job_file WHERE job = ?1 AND name = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let sha256: Option<String> = statement.query_row((number, name), |row| row.get(0)).optional()?;
        let sha256 = sha256.ok_or_else(|| StoreError::NoOriginal(name.to_owned()))?;
        let mut file: Original = self.original(&sha256, "", None)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(StoreError::disk("read what was made"))?;
        Ok(bytes)
    }
}

impl Writing<'_> {
    /// Keeps a new job, waiting; answers its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn ask_job(&self, job: &Job) -> Result<i64, StoreError> {
        let sql = "INSERT INTO job (kind, about, account, purpose, reference, source, state, done, total, outcome,
                                    asked_at, ended_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', 0, 0, '', ?7, '')";
        let line = (
            &job.kind,
            &job.about,
            &job.account,
            &job.purpose,
            &job.reference,
            &job.source,
            &self.at,
        );
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Ends a job; the same transaction has what it did.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_job(&self, number: i64, is_done: bool, outcome: &str) -> Result<(), StoreError> {
        let state = if is_done { "done" } else { "failed" };
        let sql = "UPDATE job SET state = ?2, outcome = ?3, ended_at = ?4 WHERE number = ?1";
        let line = (number, state, outcome, &self.at);
        self.transaction.prepare_cached(sql)?.execute(line)?;
        Ok(())
    }

    /// Keeps a file that a job made, sealed under the store's key.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_job_file(&self, number: i64, name: &str, staged: &Staged) -> Result<(), StoreError> {
        self.store.place_original(&self.transaction, staged, None)?;
        let sql = "INSERT INTO job_file (job, name, sha256) VALUES (?1, ?2, ?3)
                   ON CONFLICT (job, name) DO UPDATE SET sha256 = excluded.sha256";
        self.transaction
            .prepare_cached(sql)?
            .execute((number, name, &staged.sha256))?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Job> {
    let count = |at: usize| {
        row.get::<_, i64>(at)
            .map(|count| u64::try_from(count).unwrap_or_default())
    };
    Ok(Job {
        number: row.get(0)?,
        kind: row.get(1)?,
        about: row.get(2)?,
        account: row.get(3)?,
        purpose: row.get(4)?,
        reference: row.get(5)?,
        source: row.get(6)?,
        state: row.get(7)?,
        done: count(8)?,
        total: count(9)?,
        outcome: row.get(10)?,
        asked_at: row.get(11)?,
        ended_at: row.get(12)?,
    })
}
