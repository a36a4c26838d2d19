//! Checkpoints: the size and root of the log, signed. The latest lies beside the store as an anchor, so that an
//! older database put in the place of the present one is found when it is opened; others go to witnesses.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use ledger::{Checkpoint, Note, Signer, Tree, Verifier};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Keys, Store, StoreError, disk,
    log::{self, Act},
    turn::Entered,
};

/// Seconds of the log that one kept checkpoint covers at most while there are acts.
const INTERVAL_SECONDS: i64 = 60;

/// Where the log's latest checkpoint lies, and the key that signs it.
#[derive(Debug)]
pub(crate) struct Anchor {
    path: Option<PathBuf>,
    signer: Signer,
    origin: String,
    /// The size of the newest tree put there by this process: several threads come in any order.
    newest: Mutex<u64>,
}

impl Anchor {
    pub(crate) fn new(keys: &Keys, path: Option<&Path>) -> Result<Anchor, StoreError> {
        let seed = keys.signing();
        let name = &disk::hexadecimal(&seed.tag(b"origin"))[..16];
        let origin = format!("sintra/{name}");
        let signer = Signer::from_seed(&origin, seed.expose());
        Ok(Anchor {
            path: path.map(Path::to_owned),
            signer: signer.map_err(|error| StoreError::NoKey(error.to_string()))?,
            origin,
            newest: Mutex::new(0),
        })
    }

    fn sign(&self, tree: &Tree) -> Note {
        self.signer.sign(&Checkpoint {
            origin: self.origin.clone(),
            size: tree.size(),
            root: tree.root(),
        })
    }

    /// Puts the newest checkpoint in the anchor's place. It is not forced to the disk: after a loss of power an
    /// older anchor still holds for all that it covers.
    fn drop_at(&self, tree: &Tree) -> Result<(), StoreError> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if tree.size() < *newest {
            return Ok(());
        }
        *newest = tree.size();
        let fresh = beside(path);
        let done = fs::write(&fresh, self.sign(tree).to_string()).and_then(|()| fs::rename(&fresh, path));
        if done.is_err() {
            let _ = fs::remove_file(&fresh);
        }
        done.map_err(StoreError::disk("write the anchor of the log"))
    }

    /// The checkpoint that the anchor holds; none before the first act.
    fn held(&self) -> Result<Option<Checkpoint>, StoreError> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(StoreError::disk("read the anchor of the log"))?,
        };
        let not_ours = |_| StoreError::RolledBack(format!("{} is not signed by this store", path.display()));
        let note: Note = text.parse().map_err(not_ours)?;
        note.checkpoint(&self.signer.verifier()).map(Some).map_err(not_ours)
    }
}

/// A name beside the anchor that nobody else writes to: several processes and threads write at once.
fn beside(anchor: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut name = anchor.as_os_str().to_owned();
    name.push(format!(".{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    PathBuf::from(name)
}

impl Store {
    /// The key that verifies this store's checkpoints, as text.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        self.anchor.signer.verifier()
    }

    /// The checkpoint of the log as it stands, signed.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn checkpoint(&self) -> Result<Note, StoreError> {
        Ok(self.anchor.sign(&log::tip(self.connection())?))
    }

    /// The checkpoints that are kept in the store, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn checkpoints(&self) -> Result<Vec<Note>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT note FROM checkpoint ORDER BY size")?;
        let mut rows = statement.query([])?;
        let mut notes = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            let damaged = |error| StoreError::damaged("checkpoint", "note", 0, error);
            notes.push(text.parse().map_err(damaged)?);
        }
        Ok(notes)
    }

    /// Ends a transaction with the entries of its acts: a checkpoint is kept when the last is a minute old, and the
    /// anchor follows the commit.
    pub(crate) fn end(&self, transaction: Entered<'_>, acts: &[Act<'_>]) -> Result<(), StoreError> {
        let tree = log::write(&transaction, acts)?;
        if let Some(last) = acts.last() {
            self.keep_checkpoint(&transaction, &tree, last.at)?;
        }
        transaction.commit()?;
        // The act is done and logged: a disk that refuses the anchor must not make it look undone.
        self.anchor.drop_at(&tree).ok();
        Ok(())
    }

    /// Keeps a checkpoint when the last one is a minute old; a clock that went back is due once.
    fn keep_checkpoint(&self, transaction: &Connection, tree: &Tree, now: &str) -> Result<(), StoreError> {
        let sql = "SELECT unixepoch(?1) - unixepoch(at) FROM checkpoint ORDER BY size DESC LIMIT 1";
        let passed = transaction.prepare_cached(sql)?.query_row([now], |row| row.get(0));
        let passed: Option<i64> = passed.optional()?.flatten();
        if passed.is_some_and(|seconds| (0..INTERVAL_SECONDS).contains(&seconds)) {
            return Ok(());
        }
        let sql = "INSERT OR IGNORE INTO checkpoint (size, at, note) VALUES (?1, ?2, ?3)";
        let size = i64::try_from(tree.size()).unwrap_or(i64::MAX);
        let note = self.anchor.sign(tree).to_string();
        transaction.prepare_cached(sql)?.execute((size, now, note))?;
        Ok(())
    }

    /// Refuses a database that is older than what the anchor signed, or whose log is another.
    pub(crate) fn hold_against_anchor(&self) -> Result<(), StoreError> {
        let Some(held) = self.anchor.held()? else {
            return Ok(());
        };
        let tree = log::tip(self.connection())?;
        let says = |what: &str| StoreError::RolledBack(what.to_owned());
        if tree.size() < held.size {
            return Err(says(&format!(
                "it has {} entries of the log, and {} were signed",
                tree.size(),
                held.size
            )));
        }
        let root = if tree.size() == held.size {
            tree.root()
        } else {
            self.root_at(held.size)?
        };
        if root == held.root {
            Ok(())
        } else {
            Err(says("its log is not the one that was signed"))
        }
    }

    /// The root of the first `size` entries, hashed again.
    fn root_at(&self, size: u64) -> Result<ledger::Hash, StoreError> {
        let sql = "SELECT entry FROM log_entry WHERE seq <= ?1 ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([i64::try_from(size).unwrap_or(i64::MAX)])?;
        let mut tree = Tree::new();
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?;
            tree.push(ledger::leaf(text.as_bytes().unwrap_or_default()));
        }
        Ok(tree.root())
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::{Anchor, Keys, Tree};

    #[test]
    fn an_anchor_that_several_write_is_whole_at_every_instant() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchor");
        let keys = Keys::draw().unwrap();
        let anchor = || Anchor::new(&keys, Some(&path)).unwrap();
        anchor().drop_at(&Tree::new()).unwrap();
        thread::scope(|scope| {
            let write = || {
                let anchor = anchor();
                (0..500).for_each(|_| anchor.drop_at(&Tree::new()).unwrap());
            };
            let writers = [scope.spawn(write), scope.spawn(write)];
            while writers.iter().any(|one| !one.is_finished()) {
                assert!(anchor().held().unwrap().is_some());
            }
            writers.into_iter().for_each(|one| one.join().unwrap());
        });
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing else is left beside it"
        );
    }
}
