//! A long file is received as a job: whoever hands it in goes on, and the job ends with the receipt. What only a session
//! opens waits for its key, which that session lends whenever it looks; the key lies in memory alone.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use catalogue::Severity;
use register::sentence;
use store::{Job, StoreError, UnderWay};

use crate::{Caller, Door, OperationError, Outcome, Reader, UploadKey, With, Work};

/// Rows from which a file is received as a job.
const LONG_ROWS: u64 = 2_000;
/// Bytes from which it is.
const LONG_BYTES: u64 = 2 << 20;
/// Between two notes of progress.
const TOLD: Duration = Duration::from_millis(500);

/// Keys of files that wait to be received, by the file's number.
#[derive(Debug, Default)]
pub(crate) struct LentKeys(Mutex<HashMap<i64, UploadKey>>);

impl LentKeys {
    fn all(&self) -> MutexGuard<'_, HashMap<i64, UploadKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    /// Whether a file under way is received as a job: it has 2 000 rows or 2 MiB, or more.
    ///
    /// # Errors
    /// When it is not the caller's.
    pub fn is_long(&self, caller: &Caller, number: i64) -> Result<bool, OperationError> {
        let (one, ..) = self.own(caller, number)?;
        Ok(one.rows >= LONG_ROWS || one.size_bytes >= LONG_BYTES)
    }

    /// Asks that a file under way be received as a job, in the caller's name; answers the job's number, of the one that
    /// does it already when there is one.
    ///
    /// # Errors
    /// When the file is not the caller's, or the key does not open it.
    pub fn ask_hand_in(&self, caller: &Caller, number: i64, key: &UploadKey) -> Result<i64, OperationError> {
        let (one, _, caller) = self.own(caller, number)?;
        self.lend(&one, key)?;
        if let Some(job) = self.store.job_under_way(Work::HandIn.id(), &number.to_string())? {
            return Ok(job.number);
        }
        self.keep_job(&caller, Work::HandIn, &number.to_string())
    }

    /// The job that receives a file under way, when there is one and it is not over.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn hand_in_job(&self, caller: &Caller, number: i64) -> Result<Option<i64>, OperationError> {
        let job = self.store.job_under_way(Work::HandIn.id(), &number.to_string())?;
        Ok(job.filter(|job| job.account == caller.account()).map(|job| job.number))
    }

    /// Lends the key of a file to the job that waits for it, after the program began anew. Another session's key changes
    /// nothing. Tells whether the job can go on.
    ///
    /// # Errors
    /// When it cannot be read whose the file is.
    pub fn lend_key(&self, caller: &Caller, job: &Job, key: &UploadKey) -> Result<bool, OperationError> {
        let is_own = job.kind == Work::HandIn.id() && job.account == caller.account() && job.state == "waiting";
        let Some(one) = self.file_of(job)?.filter(|_| is_own) else {
            return Ok(false);
        };
        match self.lend(&one, key) {
            Ok(()) => Ok(true),
            Err(OperationError::Store(StoreError::OfAnotherSession)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn lend(&self, one: &UnderWay, key: &UploadKey) -> Result<(), OperationError> {
        if one.is_bound {
            self.store.staged_under_way(one, key.secret())?;
            self.lent.all().insert(one.number, key.clone());
        }
        Ok(())
    }

    fn file_of(&self, job: &Job) -> Result<Option<UnderWay>, OperationError> {
        match job.about.parse() {
            Ok(number) => Ok(self.store.under_way(number)?),
            Err(_) => Ok(None),
        }
    }

    /// Whether a job can be done now: one that receives a file may wait for the session that opens it.
    pub(crate) fn can_begin(&self, job: &Job) -> Result<bool, OperationError> {
        if job.kind != Work::HandIn.id() {
            return Ok(true);
        }
        let file = self.file_of(job)?;
        Ok(file.is_none_or(|one| !one.is_bound || self.lent.all().contains_key(&one.number)))
    }

    /// Says no where a job receives the file.
    pub(crate) fn is_free(&self, number: i64) -> Result<(), OperationError> {
        match self.store.job_under_way(Work::HandIn.id(), &number.to_string())? {
            None => Ok(()),
            Some(job) => {
                let says = format!("this file is being received by job {}; wait until it ends", job.number);
                Err(OperationError::Refused(says))
            }
        }
    }

    /// Receives the file of a job.
    pub(crate) fn hand_in_for(&self, caller: &Caller, job: &Job, reader: &Reader) -> Result<(), OperationError> {
        let file = self.file_of(job)?;
        let (number, rows) = match &file {
            Some(one) => (one.number, one.rows),
            None => (job.about.parse().unwrap_or_default(), 0),
        };
        let lent = self.lent.all().remove(&number);
        // What is bound to no session is opened by the store's own key.
        let key = lent.unwrap_or_else(|| UploadKey::of(&seal::Secret::from_bytes([0; 32])));
        let mut told = Instant::now();
        let mut progress = |read: u64| {
            if told.elapsed() >= TOLD {
                told = Instant::now();
                // A note that comes too late is no loss.
                self.store.tell_job(job.number, read.min(rows), rows).ok();
            }
        };
        let now = self.now();
        let by = (With { reader, key: &key }, now.as_str());
        let received = self.hand_in_told(caller, number, by, &mut progress);
        // A page that looked meanwhile may have lent it again.
        self.lent.all().remove(&number);
        let received = received?;
        let Some(receipt) = received.receipt else {
            return Err(OperationError::Refused(self.why_refused(&received.outcome)));
        };
        let writing = self.store.write(caller.actor(), &self.now())?;
        writing.end_job(job.number, true, &receipt.returned.number.to_string())?;
        Ok(writing.finish("job_done", &format!("job {}", job.number), &[])?)
    }

    /// What refuses a file, in words.
    fn why_refused(&self, outcome: &Outcome) -> String {
        let language = self.language();
        let sentences = outcome.findings.kept().iter();
        let sentences = sentences.map(|finding| sentence(self.catalogue(), finding, language));
        let refusals = sentences.filter(|one| one.severity == Severity::Refusal);
        let mut says: Vec<String> = refusals.map(|one| format!("{} {}", one.says, one.mend)).collect();
        says.dedup();
        says.truncate(5);
        says.join(" ")
    }
}
