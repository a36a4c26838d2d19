//! The tables: few, strict, and append-only by triggers.

use rusqlite::Connection;

use crate::StoreError;

/// «SINT», so that `file` and we ourselves know the database.
const APPLICATION: i64 = 0x5349_4e54;

/// The schema that this program writes.
const VERSION: i64 = 2;

const TABLES: &str = "
CREATE TABLE return_ (
    number        INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 2147483647),
    authority     TEXT NOT NULL,
    period_from   TEXT NOT NULL,
    period_until  TEXT NOT NULL CHECK (period_until >= period_from),
    file_name     TEXT NOT NULL,
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes    INTEGER NOT NULL CHECK (size_bytes >= 0),
    crosswalk     TEXT NOT NULL,
    edition       TEXT NOT NULL,
    received_at   TEXT NOT NULL,
    received_from TEXT NOT NULL,
    state         TEXT NOT NULL
) STRICT;
CREATE INDEX return_by_authority ON return_ (authority, crosswalk, period_from);

-- The rows of one register on one sheet of a return.
CREATE TABLE part (
    return_    INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL,
    register   TEXT NOT NULL,
    version    INTEGER NOT NULL,
    sheet      TEXT NOT NULL,
    rows       INTEGER NOT NULL CHECK (rows = accepted + waiting),
    accepted   INTEGER NOT NULL CHECK (accepted >= 0),
    waiting    INTEGER NOT NULL CHECK (waiting >= 0),
    stands_for INTEGER NOT NULL CHECK (stands_for >= 0),
    PRIMARY KEY (return_, position),
    UNIQUE (return_, register, sheet)
) STRICT, WITHOUT ROWID;

-- The register of a return that a later return put itself in the place of.
CREATE TABLE replaced (
    return_   INTEGER NOT NULL REFERENCES return_,
    register  TEXT NOT NULL,
    by_return INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (return_, register)
) STRICT, WITHOUT ROWID;
CREATE INDEX replaced_by ON replaced (by_return);

-- id = return * 2^32 + n, in order of arrival: a return's records are one range.
CREATE TABLE revision (
    id      INTEGER PRIMARY KEY,
    part    INTEGER NOT NULL,
    row     INTEGER NOT NULL,
    count   INTEGER NOT NULL CHECK (count >= 0),
    payload TEXT NOT NULL
) STRICT;

CREATE TABLE waiting (
    seq     INTEGER PRIMARY KEY,
    return_ INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    part    INTEGER NOT NULL,
    row     INTEGER NOT NULL,
    cells   TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_of_return ON waiting (return_);

CREATE TABLE finding (
    seq     INTEGER PRIMARY KEY,
    return_ INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    code    TEXT NOT NULL,
    sheet   TEXT NOT NULL,
    row     INTEGER,
    column  INTEGER,
    field   TEXT NOT NULL,
    value   TEXT NOT NULL,
    other   TEXT NOT NULL,
    near    TEXT NOT NULL,
    count   INTEGER NOT NULL
) STRICT;
CREATE INDEX finding_of_return ON finding (return_);

CREATE TABLE finding_count (
    return_ INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    code    TEXT NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (return_, code)
) STRICT, WITHOUT ROWID;

-- The documents handed in with a return; each lies among the originals under its hash.
CREATE TABLE annex (
    return_    INTEGER NOT NULL REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    name       TEXT NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    PRIMARY KEY (return_, name, sha256)
) STRICT, WITHOUT ROWID;

-- What an authority answered without records; an empty register means all that it keeps.
CREATE TABLE letter (
    number       INTEGER PRIMARY KEY,
    authority    TEXT NOT NULL,
    period_from  TEXT NOT NULL,
    period_until TEXT NOT NULL CHECK (period_until >= period_from),
    register     TEXT NOT NULL,
    state        TEXT NOT NULL,
    note         TEXT NOT NULL,
    received_at  TEXT NOT NULL,
    noted_by     TEXT NOT NULL
) STRICT;

CREATE TABLE vintage (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    frozen_at TEXT NOT NULL,
    manifest  TEXT NOT NULL
) STRICT;

CREATE TABLE log_entry (
    seq         INTEGER PRIMARY KEY,
    at          TEXT NOT NULL,
    account     TEXT NOT NULL CHECK (trim(account) <> ''),
    institution TEXT NOT NULL,
    purpose     TEXT NOT NULL CHECK (trim(purpose) <> ''),
    act         TEXT NOT NULL,
    object      TEXT NOT NULL
) STRICT;
";

const NAMES: [&str; 11] = [
    "return_",
    "part",
    "replaced",
    "revision",
    "waiting",
    "finding",
    "finding_count",
    "annex",
    "letter",
    "vintage",
    "log_entry",
];

/// Makes the tables, within the transaction of the caller.
pub(crate) fn build(transaction: &Connection) -> Result<(), StoreError> {
    transaction.execute_batch(TABLES)?;
    for table in NAMES {
        for (act, verb) in [("UPDATE", "changed"), ("DELETE", "deleted")] {
            transaction.execute_batch(&format!(
                "CREATE TRIGGER {table}_is_never_{verb} BEFORE {act} ON {table}
                 BEGIN SELECT RAISE(ABORT, '{table} is append-only: what was stored is never {verb}'); END"
            ))?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// What a database is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It holds nothing yet.
    Empty,
    /// It is a store that this program reads and writes.
    Store,
    /// It is somebody else's.
    Foreign,
}

/// Tells what a database is.
///
/// # Errors
/// When it is a store of another schema, or cannot be read.
pub(crate) fn kind(connection: &Connection) -> Result<Kind, StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (application, version) {
        (APPLICATION, VERSION) => Ok(Kind::Store),
        (APPLICATION, found) if found > VERSION => Err(StoreError::Newer { found, known: VERSION }),
        (APPLICATION, found) if found > 0 => Err(StoreError::Older { found, known: VERSION }),
        (0, 0) if tables == 0 => Ok(Kind::Empty),
        _ => Ok(Kind::Foreign),
    }
}
