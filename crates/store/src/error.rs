//! What can go wrong in the store, and what to do next.

use std::{fmt, io};

use register::{Broken, Period};
use rusqlite::ErrorCode;

/// Why the store did not do what was asked. Nothing was stored then, unless the variant says otherwise.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder holds no store.
    NotAStore(String),
    /// The folder already holds a store.
    AlreadyThere(String),
    /// The store was written by a later version of this program.
    Newer {
        /// The schema of the store.
        found: i64,
        /// The latest schema that this program knows.
        known: i64,
    },
    /// The store was written by an earlier version of this program.
    Older {
        /// The schema of the store.
        found: i64,
        /// The schema that this program writes.
        known: i64,
    },
    /// Another process is writing and did not end in time.
    Busy,
    /// The disk is full.
    Full,
    /// The actor has no account or no purpose.
    NoPurpose,
    /// The key file is missing, or is not the one of this store.
    NoKey(String),
    /// The database is older than what was signed of its log, or its log is another.
    RolledBack(String),
    /// The system gives no chance to draw keys from.
    Chance(String),
    /// A row holds an identity and nothing seals it.
    NoVault,
    /// It is sealed to this institution, and nothing kept here opens it.
    SealedTo(String),
    /// What was sealed does not open: another key, another place, or damage.
    Sealed(seal::SealError),
    /// An entry could not be written to the log, and what it was for was not done.
    Unlogged(String),
    /// A writing began within another of the same connection, whose end it would wait for.
    WithinWriting,
    /// No file under way has this number: it was handed in, cancelled, or its time is over.
    NoUnderWay(i64),
    /// A case was saved or deleted by somebody while it was handed in.
    DraftChanged(i64),
    /// A file under way that only the session of its upload opens.
    OfAnotherSession,
    /// No account, institution, proposal or opening of this name.
    Nobody(String),
    /// The text is not an instant in RFC 3339, in UTC.
    NotAnInstant(String),
    /// What is handed in has more bytes than allowed.
    TooLarge {
        /// The most that is allowed.
        max_bytes: u64,
    },
    /// The same authority handed in the same file for the same period before.
    AlreadyReceived {
        /// That return.
        number: i64,
    },
    /// Another return of the authority and period came first than the one its sender built on.
    Outdated {
        /// The last return by now.
        last: Option<i64>,
    },
    /// The period shares days with a current return without containing it.
    Overlap {
        /// That return.
        number: i64,
        /// Its period.
        period: Period,
    },
    /// A row came before any part was opened, or is of another form.
    NoPart,
    /// An earlier step of receiving this return failed.
    Abandoned,
    /// The return has more records than its numbers can tell apart.
    TooManyRows,
    /// No return has this number.
    NoReturn(i64),
    /// No record has this id.
    NoRecord(i64),
    /// No original has this hash.
    NoOriginal(String),
    /// No vintage has this id, or begins with it.
    NoVintage(String),
    /// More than one vintage begins so.
    SeveralVintages(String),
    /// A frozen vintage of this id has other content.
    VintageDiffers(String),
    /// A name that cannot be used for a vintage or one of its files.
    NotAName(String),
    /// A stored value is not what was written.
    Damaged {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row: the number of the return, or the id of the record.
        row: i64,
        /// What is wrong.
        why: String,
    },
    /// An original is not the file that was received.
    OriginalDamaged {
        /// The hash under which it was kept.
        sha256: String,
        /// The hash that it has now.
        found: String,
    },
    /// The disk refused something.
    Disk {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The database refused something.
    Database(rusqlite::Error),
}

impl StoreError {
    /// The error of a record whose payload cannot be read.
    #[must_use]
    pub fn of_record(id: i64, broken: &Broken) -> StoreError {
        StoreError::damaged("revision", "payload", id, &broken.0)
    }

    pub(crate) fn damaged(table: &'static str, column: &'static str, row: i64, why: impl fmt::Display) -> StoreError {
        StoreError::Damaged {
            table,
            column,
            row,
            why: why.to_string(),
        }
    }

    /// The error of a disk that refused something.
    pub(crate) fn disk(doing: &'static str) -> impl FnOnce(io::Error) -> StoreError {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::Disk { doing, source },
        }
    }
}

impl From<seal::SealError> for StoreError {
    fn from(error: seal::SealError) -> StoreError {
        StoreError::Sealed(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::NotADatabase) => {
                StoreError::NoKey("the key is another, or the database is damaged or was never encrypted".to_owned())
            }
            _ => StoreError::Database(error),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::NotAStore(folder) => {
                write!(f, "there is no store in {folder}; create one first, or name its folder")
            }
            StoreError::AlreadyThere(folder) => write!(
                f,
                "there is already a store in {folder}; open it, or name another folder"
            ),
            StoreError::Newer { found, known } => {
                write!(
                    f,
                    "the store is of schema {found} and this program knows up to {known}; use the newer program"
                )
            }
            StoreError::Older { found, known } => {
                write!(
                    f,
                    "the store is of schema {found} and this program writes {known}; begin a new store and hand in its originals again"
                )
            }
            StoreError::Busy => {
                f.write_str("another process is writing to the store; wait until it ends and try again")
            }
            StoreError::Full => f.write_str("the disk is full and nothing was stored; free some space and try again"),
            StoreError::NoKey(says) => write!(f, "the store does not open: {says}; give its own key file with --key"),
            StoreError::RolledBack(says) => write!(
                f,
                "the database is not the last one: {says}; restore the latest backup and tell the auditor before anything else"
            ),
            StoreError::Chance(says) => write!(f, "the system gives no chance to draw keys from: {says}"),
            StoreError::NoVault => {
                f.write_str("a row holds an identity and its institution has no key yet; enrol the institution first")
            }
            StoreError::SealedTo(institution) => write!(
                f,
                "it is sealed to its institution, {institution}, and opens only with the key that its custodians hold; ask one of them"
            ),
            StoreError::Sealed(error) => write!(f, "what was sealed does not open: {error}"),
            StoreError::Unlogged(says) => {
                write!(f, "nothing is answered that the log does not have: {says}; try again")
            }
            StoreError::WithinWriting => {
                f.write_str("one writing cannot begin within another; end the first one, or write within it")
            }
            StoreError::Nobody(says) => f.write_str(says),
            StoreError::NoPurpose => f.write_str("nothing is written without an actor and a purpose; give both"),
            StoreError::NotAnInstant(text) => write!(
                f,
                "«{text}» is not an instant in UTC; write it like 2026-01-31T18:00:00Z"
            ),
            StoreError::TooLarge { max_bytes } => {
                write!(f, "the file has more than {max_bytes} bytes; hand it in in parts")
            }
            StoreError::NoPart => f.write_str("the row is of no open part; open the part of its register first"),
            StoreError::Abandoned => {
                f.write_str("an earlier error ended this return and nothing of it is stored; begin it again")
            }
            StoreError::TooManyRows => f.write_str("the return has more than 4 294 967 295 rows; hand it in in parts"),
            _ => self.of_content(f),
        }
    }
}

fn outdated(f: &mut fmt::Formatter<'_>, last: Option<i64>) -> fmt::Result {
    match last {
        Some(last) => write!(
            f,
            "return {last} came for this authority and period meanwhile; look at it and decide again"
        ),
        None => f.write_str("no return came for this authority and period yet; hand it in as the first"),
    }
}

impl StoreError {
    fn of_content(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::AlreadyReceived { number } => write!(
                f,
                "the same file was already received as return {number}; its receipt holds, nothing more to do"
            ),
            StoreError::Outdated { last } => outdated(f, *last),
            StoreError::Overlap { number, period } => write!(
                f,
                "the period overlaps that of return {number} ({period}) without containing it; hand in all of its days or none"
            ),
            StoreError::NoUnderWay(number) => write!(
                f,
                "there is no file under way with the number {number}: it was handed in, cancelled or kept for three days; upload it again"
            ),
            StoreError::DraftChanged(number) => write!(
                f,
                "case {number} was changed while it was handed in, and nothing was; look at it and hand in again"
            ),
            StoreError::OfAnotherSession => f.write_str(
                "only the session in which this file was uploaded opens it; upload it again, and its corrections are there",
            ),
            StoreError::NoReturn(number) => write!(f, "there is no return {number}; look the number up in its receipt"),
            StoreError::NoRecord(id) => write!(f, "there is no record {id}; look it up in the list of its return"),
            StoreError::NoOriginal(sha256) => write!(
                f,
                "there is no original {sha256}; bring it back from a backup if a return names it"
            ),
            StoreError::NoVintage(id) => write!(f, "there is no vintage «{id}»; choose one of the list, or freeze one"),
            StoreError::SeveralVintages(id) => write!(f, "several vintages begin with «{id}»; write more of the id"),
            StoreError::VintageDiffers(id) => {
                write!(
                    f,
                    "the vintage {id} was frozen with other content; verify its files before freezing again"
                )
            }
            StoreError::NotAName(name) => write!(
                f,
                "«{name}» cannot be a name here; use letters, digits, «.», «_» and «-»"
            ),
            StoreError::Damaged {
                table,
                column,
                row,
                why,
            } => {
                write!(
                    f,
                    "damaged data in table {table}, column {column}, row {row}: {why}; restore a backup"
                )
            }
            StoreError::OriginalDamaged { sha256, found } => {
                write!(
                    f,
                    "the original {sha256} is damaged (its hash is now {found}); bring it back from a backup"
                )
            }
            StoreError::Disk { doing, source } => {
                write!(
                    f,
                    "cannot {doing}: {source}; check the disk and the rights on the store's folder, then try again"
                )
            }
            StoreError::Database(source) => {
                write!(f, "the database refused: {source}; verify the store, then try again")
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StoreError::Disk { source, .. } => Some(source),
            StoreError::Database(source) => Some(source),
            _ => None,
        }
    }
}
