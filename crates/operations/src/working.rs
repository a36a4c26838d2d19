//! Long jobs: a person asks and goes on; the program does them one after another, tells how far it is, and takes up
//! again after it was ended what it had not finished.

use catalogue::{Act, Language};
use report::Audience;
use store::Job;

use crate::{
    Caller, Door, Linking, OperationError, Reader,
    door::On,
    freeze, frozen,
    receiving::FILE_MAX_BYTES,
    report_files,
    signing_in::{actor_of, roles_of},
};

/// What a job of linkage is about when all is compared again.
pub const ANEW: &str = "anew";

/// Jobs in a person's list.
const LISTED: u32 = 50;

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Freeze what is known into a vintage.
    Freeze,
    /// Link the records that speak of one person.
    Link,
    /// Set the report of a vintage: the documents to sign and the workbook of its tables.
    Report,
    /// Receive a long file under way.
    HandIn,
}

impl Work {
    /// The id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Work::Freeze => "freeze",
            Work::Link => "link",
            Work::Report => "report",
            Work::HandIn => "hand_in",
        }
    }

    fn of(id: &str) -> Option<Work> {
        [Work::Freeze, Work::Link, Work::Report, Work::HandIn]
            .into_iter()
            .find(|work| work.id() == id)
    }

    fn act(self) -> Act {
        match self {
            Work::Freeze => Act::Freeze,
            Work::Link => Act::Link,
            Work::Report => Act::Diagnose,
            Work::HandIn => Act::Receive,
        }
    }
}

impl Door {
    /// Asks for a job in the caller's name; answers its number.
    ///
    /// # Errors
    /// When the caller may not do what the job does.
    pub fn ask_job(&self, caller: &Caller, work: Work, about: &str) -> Result<i64, OperationError> {
        self.admit(caller, work.act(), On::default())?;
        self.keep_job(caller, work, about)
    }

    /// Keeps a job of a caller who was admitted.
    pub(crate) fn keep_job(&self, caller: &Caller, work: Work, about: &str) -> Result<i64, OperationError> {
        let actor = caller.actor();
        let writing = self.store.write(actor, &self.now())?;
        let number = writing.ask_job(&Job {
            kind: work.id().to_owned(),
            about: about.to_owned(),
            account: actor.account.clone(),
            purpose: actor.purpose.clone(),
            reference: actor.reference.clone(),
            source: actor.from.clone(),
            ..Job::default()
        })?;
        writing.finish("ask_job", &format!("job {number}: {} {about}", work.id()), &[])?;
        Ok(number)
    }

    /// The caller's own jobs, the newest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn jobs(&self, caller: &Caller) -> Result<Vec<Job>, OperationError> {
        Ok(self.store.jobs(caller.account(), LISTED)?)
    }

    /// One of the caller's own jobs, with the names of the files that it made.
    ///
    /// # Errors
    /// When there is none of this number.
    pub fn job(&self, caller: &Caller, number: i64) -> Result<(Job, Vec<String>), OperationError> {
        let own = self.store.job(number)?.filter(|job| job.account == caller.account());
        let job = own.ok_or_else(|| OperationError::Unknown(format!("you have no job {number}")))?;
        let files = self.store.job_files(number)?;
        Ok((job, files))
    }

    /// A file that one of the caller's own jobs made.
    ///
    /// # Errors
    /// When there is none, or the caller may no longer do what made it.
    pub fn job_file(&self, caller: &Caller, number: i64, name: &str) -> Result<Vec<u8>, OperationError> {
        let (job, files) = self.job(caller, number)?;
        if !files.iter().any(|one| one == name) {
            return Err(OperationError::Unknown(format!("job {number} made no {name}")));
        }
        let caller = caller.clone().for_purpose(&job.purpose);
        self.admit(&caller, Act::Diagnose, On::default())?;
        let object = format!("job {number}: {name}");
        self.store
            .note(caller.actor(), &self.now(), "take_job_file", &object, &[])?;
        Ok(self.store.job_file(number, name)?)
    }

    /// What a process that ended left half done waits again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn resume_jobs(&self) -> Result<usize, OperationError> {
        Ok(self.store.resume_jobs()?)
    }

    /// Does the job that is next; `false` when none can be done. Files come first, since somebody waits for the receipt,
    /// then the job that waits longest. A job that fails says why to whoever asked. Uploads are read by `reader`.
    ///
    /// # Errors
    /// When the store says no.
    pub fn work(&self, reader: &Reader) -> Result<bool, OperationError> {
        let Some(job) = self.next_job()? else {
            return Ok(false);
        };
        self.store.tell_job(job.number, 0, 0)?;
        let caller = self.who_asked(&job)?;
        let done = match (&caller, Work::of(&job.kind)) {
            (Some(caller), Some(Work::Freeze)) => self.freeze_for(caller, &job),
            (Some(caller), Some(Work::Link)) => self.link_for(caller, &job),
            (Some(caller), Some(Work::Report)) => self.set_for(caller, &job),
            (Some(caller), Some(Work::HandIn)) => self.hand_in_for(caller, &job, reader),
            _ => Err(OperationError::refused(
                "the account was closed or changed meanwhile; sign in again",
            )),
        };
        if let Err(error) = done {
            let actor = register::Actor::new(&job.account, "", "end a job").at(&job.source);
            let writing = self.store.write(&actor, &self.now())?;
            writing.end_job(job.number, false, &error.to_string())?;
            writing.finish("job_failed", &format!("job {}", job.number), &[])?;
        }
        Ok(true)
    }

    fn next_job(&self) -> Result<Option<Job>, OperationError> {
        let mut waiting = self.store.waiting_jobs()?;
        waiting.sort_by_key(|job| job.kind != Work::HandIn.id());
        for job in waiting {
            if self.can_begin(&job)? {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }

    /// Whoever asked for a job, as they are now.
    fn who_asked(&self, job: &Job) -> Result<Option<Caller>, OperationError> {
        let account = self.store.account(&job.account)?.filter(|one| one.state == "active");
        Ok(account.map(|account| {
            let actor = actor_of(&account, &job.source);
            let caller = Caller::of_session(actor, roles_of(&account), account.one_time.is_some(), false);
            caller.for_purpose(&job.purpose).by_office(&job.reference)
        }))
    }

    fn freeze_for(&self, caller: &Caller, job: &Job) -> Result<(), OperationError> {
        let as_of = Some(job.about.as_str()).filter(|about| !about.is_empty());
        self.store.tell_job(job.number, 1, 2)?;
        let vintage = freeze(self, caller, as_of)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        writing.end_job(job.number, true, &vintage.id)?;
        Ok(writing.finish("job_done", &format!("job {}", job.number), &[])?)
    }

    /// Links what stands; a job about `anew` compares all again.
    fn link_for(&self, caller: &Caller, job: &Job) -> Result<(), OperationError> {
        let how = Linking {
            anew: job.about == ANEW,
            ..Linking::default()
        };
        self.store.tell_job(job.number, 1, 2)?;
        let runs = self.link(caller, how)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        let records: u64 = runs.iter().map(|run| run.records).sum();
        writing.end_job(job.number, true, &format!("{} · {records}", runs.len()))?;
        Ok(writing.finish("job_done", &format!("job {}", job.number), &[])?)
    }

    /// Sets the documents of a vintage's report and keeps them, sealed.
    fn set_for(&self, caller: &Caller, job: &Job) -> Result<(), OperationError> {
        let tell = |done| self.store.tell_job(job.number, done, 3);
        tell(0)?;
        let mut frozen = frozen(self, &job.about)?;
        tell(1)?;
        let audience = if self.is_training()? {
            Audience::Synthetic
        } else {
            Audience::Reserved
        };
        let files = report_files(self, &mut frozen, caller, audience, &Language::ALL)?;
        tell(2)?;
        let mut staged = Vec::new();
        for (name, bytes) in files.into_iter().filter(|(name, _)| is_document(name)) {
            let name = name.replace('/', "-");
            staged.push((name, self.store.stage_original(&mut bytes.as_slice(), FILE_MAX_BYTES)?));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        for (name, one) in &staged {
            writing.keep_job_file(job.number, name, one)?;
        }
        writing.end_job(job.number, true, &frozen.vintage.id)?;
        Ok(writing.finish("job_done", &format!("job {}", job.number), &[])?)
    }
}

/// Pages are read on the site; what is carried away are documents.
fn is_document(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    matches!(ending, "pdf" | "xlsx") || name == "figures.json"
}
