//! Proves a store: every page of the database, every entry of the log against its tree and its checkpoints, every
//! file against the hash that it was kept under.

use std::{cmp::Reverse, io};

use ledger::{Checkpoint, Hash, Note, Tree};
use rusqlite::{CachedStatement, Connection};

use crate::{Store, StoreError, log, original::hash_of};

/// Missing entries that are told one by one.
const FAULTS_MAX: usize = 100;
/// Accesses that are gathered before they are looked up.
const PAIRS_MAX: usize = 1 << 18;

/// What a proof found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the log that were hashed.
    pub entries: u64,
    /// Their root.
    pub root: Hash,
    /// Checkpoints that hold, kept in the store or brought from outside.
    pub checkpoints: u64,
    /// Files whose bytes are those that were kept.
    pub files: u64,
    /// Everything that is wrong, a sentence each; empty when nothing is.
    pub faults: Vec<String>,
}

/// The log of a store as an outsider gets it: the entries' hashes and the signed checkpoint that covers them. It
/// tells nobody what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The hash of each entry, in order.
    pub leaves: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: Note,
}

impl Store {
    /// Proves the log alone: edited, deleted, reordered, truncated and rewritten entries are found, the last three
    /// for certain only against checkpoints from `outside`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify_log(&self, outside: &[Checkpoint]) -> Result<Verified, StoreError> {
        let _snapshot = self.connection().unchecked_transaction()?;
        self.prove_log(outside)
    }

    /// Proves the log as it is in the snapshot that the caller holds.
    fn prove_log(&self, outside: &[Checkpoint]) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        let kept = self.kept_checkpoints(&mut verified);
        let mut proof = Proof::new(kept, outside, verified);
        let mut touches = Touches::new(self.connection())?;
        self.each_entry(|seq, text| {
            proof.push(seq, text);
            touches.push(seq, text)
        })?;
        let mut verified = proof.end(&log::tip(self.connection())?);
        if !touches.end()? {
            let says = "the index of accesses to records is not what the entries of the log say";
            verified.faults.push(says.to_owned());
        }
        Ok(verified)
    }

    /// Proves the whole store: the log, each page of the database, each file.
    ///
    /// # Errors
    /// When the database cannot be opened at all.
    pub fn verify(&self, outside: &[Checkpoint]) -> Result<Verified, StoreError> {
        let pages = pages_at_fault(self.connection())?;
        // What others write meanwhile is in none of what follows, or in all of it.
        let _snapshot = self.connection().unchecked_transaction()?;
        let mut verified = match self.prove_log(outside) {
            Ok(verified) => verified,
            Err(error) if !pages.is_empty() => Verified {
                faults: vec![error.to_string()],
                ..Verified::default()
            },
            Err(error) => return Err(error),
        };
        verified.faults.extend(pages);
        if verified.faults.is_empty() {
            self.verify_originals(&mut verified)?;
            self.verify_files(&mut verified)?;
            self.verify_acts(&mut verified)?;
            self.verify_content(&mut verified)?;
        }
        Ok(verified)
    }

    /// The log for a witness.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bundle(&self) -> Result<Bundle, StoreError> {
        let snapshot = self.connection().unchecked_transaction()?;
        let checkpoint = self.checkpoint()?;
        let mut leaves = Vec::new();
        self.each_entry(|_, text| {
            leaves.push(ledger::leaf(text));
            Ok(())
        })?;
        drop(snapshot);
        Ok(Bundle { leaves, checkpoint })
    }

    fn each_entry(&self, mut each: impl FnMut(i64, &[u8]) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT seq, entry FROM log_entry ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get_ref(1)?.as_bytes().unwrap_or_default())?;
        }
        Ok(())
    }

    fn kept_checkpoints(&self, verified: &mut Verified) -> Vec<Checkpoint> {
        let by = self.verifier();
        let notes = match self.checkpoints() {
            Ok(notes) => notes,
            Err(error) => {
                verified.faults.push(error.to_string());
                return Vec::new();
            }
        };
        let mut kept = Vec::new();
        for note in notes {
            match note.checkpoint(&by) {
                Ok(checkpoint) => kept.push(checkpoint),
                Err(error) => verified
                    .faults
                    .push(format!("a checkpoint kept here does not hold: {error}")),
            }
        }
        kept
    }

    /// What is there came by an act of the log.
    fn verify_acts(&self, verified: &mut Verified) -> Result<(), StoreError> {
        for (thing, act, list) in [
            ("return", "receive", "SELECT 'return ' || number FROM return_"),
            ("answer", "answer", "SELECT 'answer ' || number FROM letter"),
            ("vintage", "freeze", "SELECT 'vintage ' || id FROM vintage"),
        ] {
            // No text within an entry has these letters: its quotation marks have a backslash there.
            let sql = format!(
                "SELECT count(*) FROM ({list} EXCEPT SELECT json_extract(entry, '$.object') FROM log_entry
                                       WHERE instr(entry, '\"act\":\"{act}\"') > 0)"
            );
            let without: i64 = self.connection().query_row(&sql, [], |row| row.get(0))?;
            if without > 0 {
                verified
                    .faults
                    .push(format!("{without} of kind {thing} have no entry in the log"));
            }
        }
        Ok(())
    }

    /// The files that returns name are among the originals, or were erased.
    fn verify_originals(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let sql = "WITH named AS (SELECT number, authority, sha256 FROM return_ UNION ALL
                                  SELECT r.number, r.authority, a.sha256 FROM annex a JOIN return_ r ON r.number = a.return_)
                   SELECT number, sha256 FROM named n
                   WHERE NOT EXISTS (SELECT 1 FROM original o
                                     WHERE o.sha256 = n.sha256 AND o.institution IN ('', n.authority))
                     AND NOT EXISTS (SELECT 1 FROM erased e JOIN return_ r ON r.number = e.record >> 32
                                     WHERE r.sha256 = n.sha256 AND r.authority = n.authority)";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (number, sha256): (i64, String) = (row.get(0)?, row.get(1)?);
            verified
                .faults
                .push(format!("the original {sha256} of return {number} is not there"));
        }
        Ok(())
    }

    fn verify_files(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let sql = "SELECT sha256, institution, sealed FROM original
                   WHERE seq IN (SELECT max(seq) FROM original GROUP BY sha256, institution) ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (sha256, institution, sealed): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            match hash_of(&self.place_of_original(&sha256, &institution)) {
                Ok(found) if found == sealed => verified.files += 1,
                Ok(_) => verified
                    .faults
                    .push(format!("the original {sha256} is not what was kept")),
                Err(error) => verified
                    .faults
                    .push(format!("the original {sha256} cannot be read: {error}")),
            }
        }
        for (id, name) in self.files_of_vintages()? {
            let read = self
                .open_vintage_file(&id, &name)
                .map_err(io::Error::other)
                .and_then(|mut file| io::copy(&mut file, &mut io::sink()));
            match read {
                Ok(_) => verified.files += 1,
                Err(error) => verified
                    .faults
                    .push(format!("{name} of the vintage {id} cannot be read: {error}")),
            }
        }
        Ok(())
    }
}

/// The log held against what speaks for it, entry by entry.
struct Proof {
    tree: Tree,
    /// The checkpoints that are not reached yet and where they were kept, the smallest last.
    waiting: Vec<(Checkpoint, &'static str)>,
    verified: Verified,
}

impl Proof {
    fn new(kept: Vec<Checkpoint>, outside: &[Checkpoint], verified: Verified) -> Proof {
        let kept = kept.into_iter().map(|one| (one, "kept here"));
        let mut waiting: Vec<_> = kept
            .chain(outside.iter().map(|one| (one.clone(), "from outside")))
            .collect();
        waiting.sort_by_key(|(one, _)| Reverse(one.size));
        let mut proof = Proof {
            tree: Tree::new(),
            waiting,
            verified,
        };
        proof.hold();
        proof
    }

    /// Takes the next entry in.
    fn push(&mut self, seq: i64, text: &[u8]) {
        let expected = i64::try_from(self.tree.size()).unwrap_or(i64::MAX).saturating_add(1);
        if seq != expected && self.verified.faults.len() < FAULTS_MAX {
            self.fault(format!("entry {expected} of the log is not there"));
        }
        self.tree.push(ledger::leaf(text));
        self.hold();
    }

    /// Holds the tree against the checkpoints of its size.
    fn hold(&mut self) {
        while let Some((one, origin)) = self.waiting.pop_if(|(one, _)| one.size == self.tree.size()) {
            if one.root == self.tree.root() {
                self.verified.checkpoints += 1;
            } else {
                let size = one.size;
                self.fault(format!(
                    "the first {size} entries are not those of the checkpoint {origin}"
                ));
            }
        }
    }

    /// Ends it: the tree is the one whose edge was kept, and no checkpoint covers more.
    fn end(mut self, kept: &Tree) -> Verified {
        let size = self.tree.size();
        while let Some((one, origin)) = self.waiting.pop() {
            self.fault(format!(
                "a checkpoint {origin} covers {} entries and there are {size}",
                one.size
            ));
        }
        if self.tree != *kept {
            self.fault("the log is not the one whose root was kept".to_owned());
        }
        (self.verified.entries, self.verified.root) = (size, self.tree.root());
        self.verified
    }

    fn fault(&mut self, says: String) {
        self.verified.faults.push(says);
    }
}

/// The index of accesses to records held against the entries: what they say, no more and no less.
struct Touches<'c> {
    connection: &'c Connection,
    is_there: CachedStatement<'c>,
    /// Records and entries that are not looked up yet.
    pairs: Vec<(i64, i64)>,
    said: i64,
    found: i64,
}

impl<'c> Touches<'c> {
    fn new(connection: &'c Connection) -> Result<Touches<'c>, StoreError> {
        Ok(Touches {
            connection,
            is_there: connection.prepare_cached("SELECT 1 FROM touch WHERE record = ?1 AND seq = ?2")?,
            pairs: Vec::new(),
            said: 0,
            found: 0,
        })
    }

    fn push(&mut self, seq: i64, text: &[u8]) -> Result<(), StoreError> {
        self.pairs
            .extend(log::records_of(text).into_iter().map(|record| (record, seq)));
        if self.pairs.len() < PAIRS_MAX {
            return Ok(());
        }
        self.look_up()
    }

    /// Looks up what has gathered, in the order of the index.
    fn look_up(&mut self) -> Result<(), StoreError> {
        self.pairs.sort_unstable();
        for (record, seq) in self.pairs.drain(..) {
            self.said += 1;
            self.found += i64::from(self.is_there.exists((record, seq))?);
        }
        Ok(())
    }

    /// Whether the index is what the entries say.
    fn end(mut self) -> Result<bool, StoreError> {
        self.look_up()?;
        let kept: i64 = self
            .connection
            .query_row("SELECT count(*) FROM touch", [], |row| row.get(0))?;
        Ok(kept == self.said && self.found == self.said)
    }
}

/// Pages of the database whose seal does not hold, and what SQLite itself finds.
fn pages_at_fault(connection: &Connection) -> Result<Vec<String>, StoreError> {
    // What lies in the journal is brought over first: a page that a loss of power left half written is whole there.
    let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    let mut faults = Vec::new();
    for check in ["PRAGMA cipher_integrity_check", "PRAGMA quick_check(20)"] {
        let mut statement = connection.prepare(check)?;
        let mut rows = statement.query([])?;
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let says: String = row.get(0)?;
                    if says != "ok" {
                        faults.push(format!("the database is damaged: {says}"));
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    faults.push(format!("the database is damaged: {error}"));
                    break;
                }
            }
        }
    }
    Ok(faults)
}
