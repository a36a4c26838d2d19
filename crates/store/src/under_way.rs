//! Files between their upload and their receipt: each lies sealed in the store's folder, with what was mended in it.
//! They go at the receipt, when they are cancelled, and when their time is over.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use register::{Actor, Period};
use rusqlite::{Connection, OptionalExtension, Row};
use seal::Secret;

use crate::{Staged, Store, StoreError, disk, replacement, returns};

mod keeping;

/// Where they lie in the store's folder.
pub(crate) const FOLDER: &str = "under_way";

/// What is remembered of them; all but the last goes with them.
pub(crate) const TABLES: &str = "
-- A file between its upload and its receipt. Its key stands under the store's, or, where it is bound, under a secret
-- that only the session of its upload holds.
CREATE TABLE under_way (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    account      TEXT NOT NULL,
    authority    TEXT NOT NULL,
    period_from  TEXT NOT NULL,
    period_until TEXT NOT NULL CHECK (period_until >= period_from),
    register     TEXT NOT NULL,
    crosswalk    TEXT NOT NULL,
    file_name    TEXT NOT NULL,
    sha256       TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes   INTEGER NOT NULL CHECK (size_bytes >= 0),
    sealed       TEXT NOT NULL,
    key          BLOB NOT NULL,
    bound        INTEGER NOT NULL,
    begun_at     TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    reference    TEXT NOT NULL,
    rows         INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A document that its cells name.
CREATE TABLE under_way_annex (
    under_way  INTEGER NOT NULL REFERENCES under_way,
    name       TEXT NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    sealed     TEXT NOT NULL,
    key        BLOB NOT NULL,
    bound      INTEGER NOT NULL,
    PRIMARY KEY (under_way, name)
) STRICT, WITHOUT ROWID;

-- A cell that was mended before the receipt; never one of identity.
CREATE TABLE mend (
    under_way INTEGER NOT NULL REFERENCES under_way,
    sheet     TEXT NOT NULL,
    row       INTEGER NOT NULL,
    column    INTEGER NOT NULL,
    field     TEXT NOT NULL,
    was       TEXT NOT NULL,
    value     TEXT NOT NULL,
    at        TEXT NOT NULL,
    PRIMARY KEY (under_way, sheet, row, column)
) STRICT, WITHOUT ROWID;

-- The return that a file under way became: handing it in again gives the same receipt.
CREATE TABLE handed_in (
    number  INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    return_ INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED
) STRICT;
";

/// What a person says of a file when its upload begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnderWay {
    /// The authority whose return it will be.
    pub authority: String,
    /// The period.
    pub period: Period,
    /// The register, or empty when the headings decide.
    pub register: String,
    /// The crosswalk, or empty when the file is one of our own forms.
    pub crosswalk: String,
    /// The file's name as it was handed in.
    pub file_name: String,
    /// What it is handed in for, or empty.
    pub purpose: String,
    /// The number of the office that asks for it, or empty.
    pub reference: String,
}

/// A file under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// Its number; never given twice.
    pub number: i64,
    /// The account that began it, and that alone may read it.
    pub account: String,
    /// What was said of it.
    pub asked: NewUnderWay,
    /// The SHA-256 of what was uploaded, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Rows of data that were read in it when it began; 0 when nobody said.
    pub rows: u64,
    /// When it began, RFC 3339 in UTC.
    pub begun_at: String,
    /// Whether only the session of its upload opens it.
    pub is_bound: bool,
    sealed: String,
    key: Vec<u8>,
}

/// A document handed in with a file under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWayAnnex {
    /// Its name.
    pub name: String,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    sealed: String,
    key: Vec<u8>,
    is_bound: bool,
}

/// A cell of a file under way as it was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMend {
    /// The sheet, or empty.
    pub sheet: String,
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// The column, 0 for A.
    pub column: u16,
    /// The field, or empty in a file that a crosswalk reads.
    pub field: String,
    /// What the file says.
    pub was: String,
    /// What it is to say.
    pub value: String,
    /// When it was mended, RFC 3339 in UTC.
    pub at: String,
}

const COLUMNS: &str = "SELECT number, period_from, period_until, size_bytes, account, authority, register, crosswalk,
                              file_name, sha256, sealed, key, bound, begun_at, purpose,
                              reference, rows FROM under_way";

impl Store {
    /// A file under way, or `None`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn under_way(&self, number: i64) -> Result<Option<UnderWay>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE number = ?1"))?;
        let mut rows = statement.query([number])?;
        rows.next()?.map(read).transpose()
    }

    /// The files that an account has under way, in the order in which they began.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn under_way_of(&self, account: &str) -> Result<Vec<UnderWay>, StoreError> {
        let sql = format!("{COLUMNS} WHERE account = ?1 ORDER BY number");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([account])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    /// The documents handed in with a file under way, by their names.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn under_way_annexes(&self, number: i64) -> Result<Vec<UnderWayAnnex>, StoreError> {
        let sql = "SELECT name, sha256, size_bytes, sealed, key, bound FROM under_way_annex
                   WHERE under_way = ?1 ORDER BY name";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(UnderWayAnnex {
                name: row.get(0)?,
                sha256: row.get(1)?,
                size_bytes: returns::whole("under_way_annex", "size_bytes", number, row.get(2)?)?,
                sealed: row.get(3)?,
                key: row.get(4)?,
                is_bound: row.get(5)?,
            });
        }
        Ok(all)
    }

    /// The cells of a file under way that were mended, in the order of the file.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn mends(&self, number: i64) -> Result<Vec<KeptMend>, StoreError> {
        let sql = "SELECT sheet, row, column, field, was, value, at FROM mend
                   WHERE under_way = ?1 ORDER BY sheet, row, column";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mends = statement.query_map([number], |row| {
            Ok(KeptMend {
                sheet: row.get(0)?,
                row: row.get(1)?,
                column: row.get(2)?,
                field: row.get(3)?,
                was: row.get(4)?,
                value: row.get(5)?,
                at: row.get(6)?,
            })
        })?;
        Ok(mends.collect::<Result<_, _>>()?)
    }

    /// The account and the return that a file under way became, once it was handed in.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn handed_in(&self, number: i64) -> Result<Option<(String, i64)>, StoreError> {
        let sql = "SELECT account, return_ FROM handed_in WHERE number = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    /// The file, as if it had just arrived: a return takes it from here, and when none does, the file under way stays.
    /// `own` is the secret of the session, for one that is bound to it.
    ///
    /// # Errors
    /// When its secret is another, or its file is gone.
    pub fn staged_under_way(&self, one: &UnderWay, own: &Secret) -> Result<Staged, StoreError> {
        let place = place(one.number, &one.sha256);
        let staged = (one.sha256.as_str(), one.size_bytes, one.sealed.as_str());
        self.taken_up(staged, self.opened(&one.key, own, one.is_bound, &place)?)
    }

    /// A document, in the same way.
    ///
    /// # Errors
    /// As [`Store::staged_under_way`].
    pub fn staged_annex(&self, number: i64, one: &UnderWayAnnex, own: &Secret) -> Result<Staged, StoreError> {
        let place = place(number, &one.sha256);
        let staged = (one.sha256.as_str(), one.size_bytes, one.sealed.as_str());
        self.taken_up(staged, self.opened(&one.key, own, one.is_bound, &place)?)
    }

    fn opened(&self, key: &[u8], own: &Secret, is_bound: bool, place: &[u8]) -> Result<Secret, StoreError> {
        let files = self.keys.files();
        let under = if is_bound { own } else { &files };
        seal::unwrap_under(key, under, place).map_err(|error| match error {
            seal::SealError::WrongKeyOrPlace if is_bound => StoreError::OfAnotherSession,
            other => other.into(),
        })
    }

    fn taken_up(&self, (sha256, size_bytes, sealed): (&str, u64, &str), key: Secret) -> Result<Staged, StoreError> {
        let desk = self.desk()?;
        let staged = Staged {
            sha256: sha256.to_owned(),
            size_bytes,
            sealed: sealed.to_owned(),
            key,
            path: desk.place(),
            _desk: desk,
        };
        let from = self.place_under_way(sealed);
        let linked = fs::hard_link(&from, &staged.path);
        // Some file systems know no second name of a file.
        linked
            .or_else(|_| fs::copy(&from, &staged.path).map(drop))
            .map_err(StoreError::disk("read the file that is handed in"))?;
        Ok(staged)
    }

    /// The current returns that one of this authority, period and crosswalk would take the place of, in a register.
    ///
    /// # Errors
    /// When the period shares days with one of them without containing it ([`StoreError::Overlap`]).
    pub fn would_replace(&self, asked: &NewUnderWay, register: &str) -> Result<Vec<i64>, StoreError> {
        let (authority, crosswalk) = (asked.authority.as_str(), asked.crosswalk.as_str());
        replacement::replaced_at(self.connection(), (authority, crosswalk, asked.period), register)
    }

    /// Ends what began before an instant, and what lost its file; removes files that nothing names. Answers how many
    /// ended.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sweep_under_way(&self, actor: &Actor, at: &str, before: &str) -> Result<usize, StoreError> {
        if !self.over(before)?.is_empty() {
            let writing = self.write(actor, at)?;
            let over = self.over(before)?;
            for number in &over {
                remove(&writing.transaction, *number)?;
            }
            let numbers: Vec<String> = over.iter().map(i64::to_string).collect();
            writing.finish("drop_hand_in", &format!("hand-in {}", numbers.join(", ")), &[])?;
            self.tidy_under_way()?;
            return Ok(over.len());
        }
        self.tidy_under_way().map(|()| 0)
    }

    fn over(&self, before: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT number, begun_at, sealed FROM under_way ORDER BY number";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut over = Vec::new();
        while let Some(row) = rows.next()? {
            let (number, begun_at, sealed): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if replacement::is_by(&begun_at, before) || !self.place_under_way(&sealed).exists() {
                over.push(number);
            }
        }
        Ok(over)
    }

    /// Removes the files that no row names.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn tidy_under_way(&self) -> Result<(), StoreError> {
        if self.strays()?.is_empty() {
            return Ok(());
        }
        // Files are placed and named under the right to write: within it nobody is between the two.
        let _held = self.begin()?;
        for path in self.strays()? {
            fs::remove_file(path).map_err(StoreError::disk("remove a file that was under way"))?;
        }
        Ok(())
    }

    fn strays(&self) -> Result<Vec<PathBuf>, StoreError> {
        let sql = "SELECT sealed FROM under_way UNION SELECT sealed FROM under_way_annex";
        let mut statement = self.connection().prepare_cached(sql)?;
        let named = statement.query_map([], |row| row.get::<_, String>(0))?;
        let named: BTreeSet<PathBuf> = named
            .map(|sealed| Ok(self.place_under_way(&sealed?)))
            .collect::<Result<_, rusqlite::Error>>()?;
        let there = fs::read_dir(self.folder().join(FOLDER)).and_then(|all| {
            all.map(|entry| entry.map(|entry| entry.path()))
                .collect::<io::Result<Vec<_>>>()
        });
        let there = there.map_err(StoreError::disk("read the folder of files under way"))?;
        Ok(there.into_iter().filter(|path| !named.contains(path)).collect())
    }

    /// Where a file lies: a name that says nothing to whoever holds only the folder.
    fn place_under_way(&self, sealed: &str) -> PathBuf {
        let name = self.keys.names().tag(format!("under way {sealed}").as_bytes());
        self.folder().join(FOLDER).join(disk::hexadecimal(&name))
    }

    fn put_under_way(&self, staged: &Staged) -> Result<(), StoreError> {
        let path = self.place_under_way(&staged.sealed);
        fs::rename(&staged.path, &path).map_err(StoreError::disk("keep the file"))?;
        disk::sync_folder(path.parent().unwrap_or(Path::new("")))
    }
}

/// Ends a file under way because it became a return, within the transaction of its receipt.
///
/// # Errors
/// When there is none any more.
pub(crate) fn end(transaction: &Connection, number: i64, (account, returned): (&str, i64)) -> Result<(), StoreError> {
    if !remove(transaction, number)? {
        return Err(StoreError::NoUnderWay(number));
    }
    let sql = "INSERT INTO handed_in (number, account, return_) VALUES (?1, ?2, ?3)";
    transaction.prepare_cached(sql)?.execute((number, account, returned))?;
    Ok(())
}

fn remove(transaction: &Connection, number: i64) -> Result<bool, StoreError> {
    for inner in ["mend", "under_way_annex"] {
        let sql = format!("DELETE FROM {inner} WHERE under_way = ?1");
        transaction.prepare_cached(&sql)?.execute([number])?;
    }
    let sql = "DELETE FROM under_way WHERE number = ?1";
    Ok(transaction.prepare_cached(sql)?.execute([number])? > 0)
}

/// What a file's key is bound to.
fn place(number: i64, sha256: &str) -> Vec<u8> {
    format!("under way {number} {sha256}").into_bytes()
}

fn read(row: &Row<'_>) -> Result<UnderWay, StoreError> {
    let number = row.get(0)?;
    Ok(UnderWay {
        number,
        asked: NewUnderWay {
            period: returns::period(number, row.get_ref(1)?, row.get_ref(2)?)?,
            authority: row.get(5)?,
            register: row.get(6)?,
            crosswalk: row.get(7)?,
            file_name: row.get(8)?,
            purpose: row.get(14)?,
            reference: row.get(15)?,
        },
        size_bytes: returns::whole("under_way", "size_bytes", number, row.get(3)?)?,
        account: row.get(4)?,
        sha256: row.get(9)?,
        sealed: row.get(10)?,
        key: row.get(11)?,
        is_bound: row.get(12)?,
        begun_at: row.get(13)?,
        rows: returns::whole("under_way", "rows", number, row.get(16)?)?,
    })
}
