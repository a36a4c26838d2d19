//! The tables: few, strict, and append-only by triggers.

use rusqlite::Connection;

use crate::{StoreError, call, counted, draft, encoding, job, link, passkey, token, under_way};

/// «SINT», so that `file` and we ourselves know the database.
const APPLICATION: i64 = 0x5349_4e54;

/// The schema that this program writes.
const VERSION: i64 = 6;

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

-- Each entry is the very text whose hash is a leaf of the log's tree.
CREATE TABLE log_entry (
    seq   INTEGER PRIMARY KEY,
    entry TEXT NOT NULL
) STRICT;

-- Which entries saw or changed a record: the person's own record of accesses.
CREATE TABLE touch (
    record INTEGER NOT NULL,
    seq    INTEGER NOT NULL REFERENCES log_entry,
    PRIMARY KEY (record, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    at   TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

-- The file key of each original, under the store's key or, where an institution is named, under that one's. Of
-- several rows for one file the last counts: a file that was lost or damaged was handed in again.
CREATE TABLE original (
    seq         INTEGER PRIMARY KEY,
    sha256      TEXT NOT NULL,
    institution TEXT NOT NULL,
    sealed      TEXT NOT NULL,
    key         BLOB NOT NULL
) STRICT;
CREATE INDEX original_by_hash ON original (sha256, institution);

CREATE TABLE vintage_key (
    id  TEXT PRIMARY KEY,
    key BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vintage_file (
    id   TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (id, name)
) STRICT, WITHOUT ROWID;

-- The key under which the data keys of a return's subjects stand, wrapped to the institution's public key.
CREATE TABLE return_key (
    return_     INTEGER PRIMARY KEY REFERENCES return_ DEFERRABLE INITIALLY DEFERRED,
    institution TEXT NOT NULL,
    wrapped     BLOB NOT NULL
) STRICT;

CREATE TABLE identity (
    record      INTEGER NOT NULL,
    compartment TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    PRIMARY KEY (record, compartment)
) STRICT, WITHOUT ROWID;

-- A subject's data key. Its deletion is the erasure of the identity, and only an erasure may delete it.
CREATE TABLE identity_key (
    record  INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE erased (
    record INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    basis  TEXT NOT NULL,
    proof  TEXT NOT NULL
) STRICT;

CREATE TABLE blocked (
    record INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    basis  TEXT NOT NULL
) STRICT;

CREATE TABLE canary (
    record INTEGER PRIMARY KEY,
    at     TEXT NOT NULL
) STRICT;

CREATE TABLE alert (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    kind   TEXT NOT NULL,
    object TEXT NOT NULL,
    account TEXT NOT NULL
) STRICT;

-- That somebody looked into an alert, and what was found.
CREATE TABLE alert_seen (
    alert   INTEGER PRIMARY KEY REFERENCES alert,
    at      TEXT NOT NULL,
    account TEXT NOT NULL,
    reason  TEXT NOT NULL
) STRICT;

CREATE TABLE institution (
    id         TEXT PRIMARY KEY,
    public_key TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What is in force now: it changes, and the log keeps what it was.
const STATES: &str = "
CREATE TABLE log_tip (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    tree BLOB NOT NULL
) STRICT;

CREATE TABLE account (
    name        TEXT PRIMARY KEY CHECK (trim(name) <> ''),
    person      TEXT NOT NULL CHECK (trim(person) <> ''),
    institution TEXT NOT NULL,
    roles       TEXT NOT NULL,
    state       TEXT NOT NULL,
    public_key  TEXT NOT NULL,
    locked      TEXT NOT NULL,
    one_time    BLOB,
    last_step   INTEGER NOT NULL,
    recovery    TEXT NOT NULL,
    invitation  TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Failures to sign in, by account and by where they came from.
CREATE TABLE failure (
    account TEXT NOT NULL,
    source  TEXT NOT NULL,
    count   INTEGER NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (account, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token    TEXT PRIMARY KEY,
    account  TEXT NOT NULL REFERENCES account,
    source   TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    seen_at  TEXT NOT NULL,
    fresh_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- An institution's private key, wrapped to the key of each custodian.
CREATE TABLE custodian (
    institution TEXT NOT NULL REFERENCES institution,
    account     TEXT NOT NULL REFERENCES account,
    wrapped     BLOB NOT NULL,
    PRIMARY KEY (institution, account)
) STRICT, WITHOUT ROWID;

-- What one person proposed and a second must confirm.
CREATE TABLE proposal (
    number INTEGER PRIMARY KEY,
    act    TEXT NOT NULL,
    object TEXT NOT NULL,
    body   TEXT NOT NULL,
    account TEXT NOT NULL,
    person TEXT NOT NULL,
    at     TEXT NOT NULL,
    state  TEXT NOT NULL
) STRICT;

CREATE TABLE opening (
    number      INTEGER PRIMARY KEY,
    record      INTEGER NOT NULL,
    compartment TEXT NOT NULL,
    institution TEXT NOT NULL,
    purpose     TEXT NOT NULL,
    reference   TEXT NOT NULL,
    account     TEXT NOT NULL,
    person      TEXT NOT NULL,
    asked_at    TEXT NOT NULL,
    state       TEXT NOT NULL,
    granted_by  TEXT NOT NULL,
    granted_at  TEXT NOT NULL,
    granted     BLOB,
    opened_at   TEXT NOT NULL,
    emergency   INTEGER NOT NULL,
    review      TEXT NOT NULL
) STRICT;
CREATE INDEX opening_by_person ON opening (person, opened_at);
";

const NAMES: [&str; 24] = [
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
    "vintage_key",
    "vintage_file",
    "log_entry",
    "touch",
    "checkpoint",
    "return_key",
    "identity",
    "erased",
    "blocked",
    "canary",
    "alert",
    "alert_seen",
    "institution",
    "handed_in",
];

/// Keys that are never changed, and that only an erasure deletes.
const ERASURE: &str = "
CREATE TRIGGER identity_key_is_never_changed BEFORE UPDATE ON identity_key
BEGIN SELECT RAISE(ABORT, 'identity_key is append-only: what was stored is never changed'); END;
CREATE TRIGGER identity_key_is_deleted_by_erasure BEFORE DELETE ON identity_key
WHEN NOT EXISTS (SELECT 1 FROM erased WHERE record = OLD.record)
BEGIN SELECT RAISE(ABORT, 'identity_key is deleted only by an erasure'); END;
CREATE TRIGGER original_is_never_changed BEFORE UPDATE ON original
BEGIN SELECT RAISE(ABORT, 'original is append-only: what was stored is never changed'); END;
CREATE TRIGGER original_is_deleted_by_erasure BEFORE DELETE ON original
WHEN NOT EXISTS (SELECT 1 FROM erased e JOIN return_ r ON r.number = e.record >> 32 
                  WHERE r.sha256 = OLD.sha256 AND r.authority = OLD.institution)
BEGIN SELECT RAISE(ABORT, 'original is deleted only by an erasure'); END;
";

/// Makes the tables, within the transaction of the caller.
pub(crate) fn build(transaction: &Connection) -> Result<(), StoreError> {
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(call::TABLES)?;
    transaction.execute_batch(counted::TABLES)?;
    transaction.execute_batch(STATES)?;
    transaction.execute_batch(job::TABLES)?;
    transaction.execute_batch(passkey::TABLES)?;
    transaction.execute_batch(token::TABLES)?;
    transaction.execute_batch(under_way::TABLES)?;
    transaction.execute_batch(draft::TABLES)?;
    transaction.execute_batch(encoding::TABLES)?;
    transaction.execute_batch(link::TABLES)?;
    transaction.execute_batch(ERASURE)?;
    let append_only = NAMES
        .iter()
        .chain(&call::NAMES)
        .chain(&counted::NAMES)
        .chain(&link::NAMES)
        .chain(&encoding::NAMES);
    for table in append_only {
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
