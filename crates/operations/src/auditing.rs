//! What the auditor sees: the log, the accesses to one person's record, the alerts, and the proof that nothing was
//! altered; and what a witness elsewhere signs.

use std::{fs, io::Write, path::Path};

use catalogue::Act;
use ledger::{Checkpoint, Hash, Note, Signer, Tree, Verifier};
use store::{Alert, Bundle, LogEntry, Verified};

use crate::{
    Caller, Door, OperationError,
    door::On,
    hashed::{from_digits, hex},
    private_file,
};

/// The stage by which the rights know what is about accounts.
const ACCOUNT: &str = "active";
/// The first line of a log bundle.
const BUNDLE: &str = "sintra-log-1";

impl Door {
    /// The entries of the log after a place in it, of the next so many those that the caller may see, and the place
    /// that was reached; that they were read is an entry too.
    ///
    /// # Errors
    /// When the caller may see none.
    pub fn read_log(&self, caller: &Caller, after: i64, at_most: u32) -> Result<(Vec<LogEntry>, i64), OperationError> {
        self.admit(caller, Act::ReadLog, of_own(caller))?;
        self.store
            .note(caller.actor(), &self.now(), "read_log", &format!("after {after}"), &[])?;
        let mut entries = self.store.log(after, at_most)?;
        let reached = entries.last().map_or(after, |last| last.seq);
        entries.retain(|one| self.may(caller, Act::ReadLog, of_entry(one)));
        Ok((entries, reached))
    }

    /// Everybody who saw or changed a record, with what for: what the person it is about, or their lawyer, may ask for.
    ///
    /// # Errors
    /// When the caller may not, or there is no such record.
    pub fn accesses(&self, caller: &Caller, record: i64) -> Result<Vec<LogEntry>, OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::SeeAccesses, subject.without_identity())?;
        self.store.note(
            caller.actor(),
            &self.now(),
            "see_accesses",
            &format!("record {record}"),
            &[record],
        )?;
        Ok(self.store.accesses(record)?)
    }

    /// The alerts, oldest first.
    ///
    /// # Errors
    /// When the caller may not.
    pub fn alerts(&self, caller: &Caller) -> Result<Vec<Alert>, OperationError> {
        self.admit(caller, Act::SeeAlerts, On::of(caller.institution()))?;
        self.store
            .note(caller.actor(), &self.now(), "see_alerts", "alerts", &[])?;
        let mut seen = Vec::new();
        for one in self.store.alerts()? {
            let institution = self.of_alert(&one)?;
            let on = On::of(&institution);
            if self.may(caller, Act::SeeAlerts, on) {
                seen.push(one);
            }
        }
        Ok(seen)
    }

    /// Marks an alert as seen; what the caller states as the purpose is what was found, and stands beside it and in the
    /// log. Whoever caused an alert never marks it.
    ///
    /// # Errors
    /// When there is none of this number, the caller may not or caused it, or it was marked before.
    pub fn mark_alert(&self, caller: &Caller, number: i64) -> Result<(), OperationError> {
        let Some(alert) = self.store.alert(number)? else {
            self.admit(caller, Act::MarkAlert, On::of(caller.institution()))?;
            return Err(OperationError::Unknown(format!("there is no alert {number}")));
        };
        let institution = self.of_alert(&alert)?;
        self.admit(caller, Act::MarkAlert, On::of(&institution))?;
        let object = format!("alert {number}");
        self.noted(caller, Act::MarkAlert, &object, || {
            let by = self.store.account(&alert.account)?;
            let is_own = by.is_some_and(|by| by.person == caller.person());
            if is_own || alert.account == caller.account() {
                return Err(OperationError::refused(
                    "whoever caused an alert cannot mark it as seen",
                ));
            }
            let writing = self.store.write(caller.actor(), &self.now())?;
            if !writing.mark_alert(number, &caller.actor().purpose)? {
                return Err(OperationError::refused("somebody marked this alert as seen before"));
            }
            Ok(writing.finish("mark_alert", &object, &[])?)
        })
    }

    /// Whose an alert is: of the record that was touched, whoever touched it, or else of the account.
    fn of_alert(&self, alert: &Alert) -> Result<String, OperationError> {
        let mut words = alert.object.split(' ').skip_while(|word| *word != "record").skip(1);
        if let Some(Ok(record)) = words.next().map(str::parse) {
            return Ok(self.subject(record)?.institution);
        }
        let account = self.store.account(&alert.account)?;
        Ok(account.map_or(String::new(), |account| account.institution))
    }

    /// Marks a record as a decoy: somebody made up, who is left out of figures from now on, and who raises an alert
    /// when touched.
    ///
    /// # Errors
    /// When the caller may not, or there is no such record.
    pub fn mark_canary(&self, caller: &Caller, record: i64) -> Result<(), OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::MarkCanary, subject.without_identity())?;
        let object = format!("record {record}");
        self.noted(caller, Act::MarkCanary, &object, || {
            let writing = self.store.write(caller.actor(), &self.now())?;
            if self.store.is_canary(record)? {
                let says = "it is a decoy already".to_owned();
                return Err(OperationError::Refused(says));
            }
            writing.mark_canary(record)?;
            Ok(writing.finish("mark_canary", &object, &[record])?)
        })
    }

    /// Proves the store against what was signed of it, here and by whoever signed the notes of `outside`.
    ///
    /// # Errors
    /// When the caller may not, a note is not one, or the database cannot be read at all.
    pub fn verify(&self, caller: &Caller, outside: &[Note]) -> Result<Verified, OperationError> {
        self.admit(caller, Act::Verify, On::default())?;
        let by = self.store.verifier();
        let outside = outside
            .iter()
            .map(|note| note.checkpoint(&by))
            .collect::<Result<Vec<Checkpoint>, _>>();
        let outside =
            outside.map_err(|error| OperationError::Unknown(format!("a checkpoint from outside: {error}")))?;
        let verified = self.store.verify(&outside)?;
        if verified.faults.is_empty() {
            self.store.note(caller.actor(), &self.now(), "verify", "store", &[])?;
        }
        Ok(verified)
    }

    /// The signed checkpoint of the log as it stands, and the key that verifies it.
    ///
    /// # Errors
    /// When the caller may not.
    pub fn checkpoint(&self, caller: &Caller) -> Result<(Note, Verifier), OperationError> {
        self.admit(caller, Act::Checkpoint, On::default())?;
        self.store.note(caller.actor(), &self.now(), "checkpoint", "log", &[])?;
        Ok((self.store.checkpoint()?, self.store.verifier()))
    }

    /// The log for outsiders, as text: the key, the signed checkpoint, and the hash of each entry. It tells nobody what
    /// was done.
    ///
    /// # Errors
    /// When the caller may not.
    pub fn bundle_log(&self, caller: &Caller) -> Result<String, OperationError> {
        self.admit(caller, Act::BundleLog, On::of(caller.institution()))?;
        self.store.note(caller.actor(), &self.now(), "bundle_log", "log", &[])?;
        let bundle = self.store.bundle()?;
        let mut text = format!("{BUNDLE}\n{}\n{}\n", self.store.verifier(), bundle.checkpoint);
        for leaf in &bundle.leaves {
            text.push_str(&hex(leaf));
            text.push('\n');
        }
        Ok(text)
    }
}

/// What everybody who reads some of the log may read: entries on accounts of their own institution.
pub(crate) fn of_own(caller: &Caller) -> On<'_> {
    On {
        institution: caller.institution(),
        stage: ACCOUNT,
        ..On::default()
    }
}

/// An entry as the rights see it: whose, and whether it is about an account.
pub(crate) fn of_entry(entry: &LogEntry) -> On<'_> {
    On {
        institution: &entry.actor.institution,
        stage: if entry.object.starts_with("account") {
            ACCOUNT
        } else {
            ""
        },
        compartment: None,
    }
}

/// A log bundle as somebody elsewhere reads it: who signs, what is signed, the entries' hashes.
///
/// # Errors
/// When it is no bundle, or its checkpoint is not what its entries make.
pub fn read_bundle(text: &str) -> Result<(Verifier, Bundle), OperationError> {
    let damaged = |says: &str| OperationError::Unknown(format!("the log bundle does not hold: {says}"));
    let mut parts = text.splitn(3, '\n');
    let (mark, key, rest) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
    if mark != Some(BUNDLE) {
        return Err(damaged("it does not begin as one"));
    }
    let by: Verifier = key
        .unwrap_or_default()
        .parse()
        .map_err(|_| damaged("its key is none"))?;
    let end = rest
        .match_indices("\n\n")
        .nth(1)
        .map(|(at, _)| at)
        .ok_or_else(|| damaged("its checkpoint is cut"))?;
    let checkpoint: Note = rest[..=end].parse().map_err(|_| damaged("its checkpoint is none"))?;
    let leaves = rest[end + 2..].lines().map(from_digits).collect::<Option<Vec<Hash>>>();
    let leaves = leaves.ok_or_else(|| damaged("a hash is none"))?;
    let signed = checkpoint
        .checkpoint(&by)
        .map_err(|error| damaged(&error.to_string()))?;
    let tree: Tree = leaves.iter().copied().collect();
    if (tree.size(), tree.root()) != (signed.size, signed.root) {
        return Err(damaged("its entries are not those that were signed"));
    }
    Ok((by, Bundle { leaves, checkpoint }))
}

/// Holds a bundle against an earlier checkpoint of the same log: the earlier entries are still there, unchanged.
///
/// # Errors
/// When the earlier one is another log's or signed by another, or the log was rewritten or cut.
pub fn continues(bundle: &(Verifier, Bundle), earlier: &Note) -> Result<(), OperationError> {
    let (by, bundle) = bundle;
    let says = |says: String| OperationError::Unknown(says);
    let earlier = earlier
        .checkpoint(by)
        .map_err(|error| says(format!("the earlier checkpoint: {error}")))?;
    let size = usize::try_from(earlier.size).unwrap_or(usize::MAX);
    let Some(first) = bundle.leaves.get(..size) else {
        let now = bundle.leaves.len();
        return Err(says(format!(
            "the log was cut: {} entries were signed and {now} are there",
            earlier.size
        )));
    };
    let tree: Tree = first.iter().copied().collect();
    if tree.root() == earlier.root {
        return Ok(());
    }
    Err(says(format!(
        "the log was rewritten: its first {} entries are not those that were signed",
        earlier.size
    )))
}

/// Countersigns a bundle's checkpoint as a witness, who remembers in `folder` the last one of each log and signs none
/// that does not continue it. Answers the note with both signatures.
///
/// # Errors
/// When the bundle does not hold or does not continue what was signed before, or the folder cannot be used.
pub fn witness(text: &str, folder: &Path, signer: &Signer, at_unix_seconds: u64) -> Result<Note, OperationError> {
    let bundle = read_bundle(text)?;
    let name = bundle
        .0
        .to_string()
        .split('+')
        .take(2)
        .collect::<Vec<_>>()
        .join("-")
        .replace('/', "-");
    let path = folder.join(format!("{name}.checkpoint"));
    if path.exists() {
        let earlier = fs::read_to_string(&path).map_err(OperationError::file(path.display().to_string()))?;
        let earlier: Note = earlier
            .parse()
            .map_err(|_| OperationError::Broken(format!("{} is damaged; ask another witness", path.display())))?;
        continues(&bundle, &earlier)?;
    }
    let note = signer.cosign(&bundle.1.checkpoint, at_unix_seconds);
    let fresh = path.with_extension("new");
    let kept = fs::write(&fresh, note.to_string()).and_then(|()| fs::rename(&fresh, &path));
    kept.map_err(OperationError::file(path.display().to_string()))?;
    Ok(note)
}

/// Makes the secret seed of a witness in a new file that only its owner can read, as 64 hexadecimal digits.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub fn new_seed(path: &Path) -> Result<(), OperationError> {
    let seed = seal::Secret::draw(&mut store::generator()?);
    let failed = OperationError::file(path.display().to_string());
    let written = private_file(path).and_then(|mut file| writeln!(file, "{}", hex(seed.expose())));
    written.map_err(failed)
}

/// A witness's seed from the line of its file.
#[must_use]
pub fn seed_of(line: &str) -> Option<[u8; 32]> {
    from_digits(line.trim())
}
