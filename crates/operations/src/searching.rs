//! Looks for entries of the log, latest first: by day, account, act and institution.

use std::ops::ControlFlow;

use catalogue::Act;
use store::LogEntry;

use crate::{
    Caller, Door, OperationError,
    auditing::{of_entry, of_own},
};

/// Entries that are read at once.
const CHUNK: i64 = 1_000;
/// Entries that one search goes through, at most; it can be gone on with.
const SCANNED: i64 = 50_000;

/// Which entries are looked for; what is empty is not asked.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// The day, as `2026-11-26`, in UTC.
    pub day: String,
    /// The account, whole.
    pub account: String,
    /// The act's id.
    pub act: String,
    /// The institution's id.
    pub institution: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct LogPage {
    /// The entries, latest first.
    pub entries: Vec<LogEntry>,
    /// The place before which the search goes on; `None` at the beginning of the log.
    pub before: Option<i64>,
    /// How many entries the log has.
    pub size: i64,
}

impl LogFilter {
    fn fits(&self, entry: &LogEntry) -> bool {
        let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        (self.day.is_empty() || day(entry) == self.day)
            && is(&self.account, &entry.actor.account)
            && is(&self.act, &entry.act)
            && is(&self.institution, &entry.actor.institution)
    }
}

impl Door {
    /// The latest entries before a place in the log, or of all, that fit and that the caller may see; that they were
    /// looked for is an entry too.
    ///
    /// # Errors
    /// When the caller may see none, or the log cannot be read.
    pub fn search_log(
        &self,
        caller: &Caller,
        filter: &LogFilter,
        (before, at_most): (Option<i64>, usize),
    ) -> Result<LogPage, OperationError> {
        self.admit(caller, Act::ReadLog, of_own(caller))?;
        let size = self.log_size()?;
        let end = before.unwrap_or(size + 1).clamp(1, size + 1);
        let object = format!("search before {end}");
        self.store.note(caller.actor(), &self.now(), "read_log", &object, &[])?;
        let end = match filter.day.as_str() {
            "" => end,
            last => end.min(self.first_after(last, size)?),
        };
        self.gathered((size, end, at_most), |entry| {
            if !filter.day.is_empty() && day(entry) < filter.day.as_str() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(filter.fits(entry) && self.may(caller, Act::ReadLog, of_entry(entry)))
        })
    }

    /// The caller's own entries before a place in the log, or of all, the latest first: everybody may see what stands of
    /// them. That they looked is an entry too.
    ///
    /// # Errors
    /// When the account is no longer the same, or the log cannot be read.
    pub fn own_log(&self, caller: &Caller, (before, at_most): (Option<i64>, usize)) -> Result<LogPage, OperationError> {
        self.is_still(caller)?;
        let object = before.map_or_else(|| "own".to_owned(), |end| format!("own before {end}"));
        self.store
            .note(caller.actor(), &self.now(), "read_own_log", &object, &[])?;
        let size = self.log_size()?;
        let end = before.unwrap_or(size + 1).clamp(1, size + 1);
        self.gathered((size, end, at_most), |entry| {
            ControlFlow::Continue(entry.actor.account == caller.account())
        })
    }

    /// Goes back through the log from `end` and takes what fits, until it is enough or nothing further back can fit.
    fn gathered(
        &self,
        (size, mut end, at_most): (i64, i64, usize),
        fits: impl Fn(&LogEntry) -> ControlFlow<(), bool>,
    ) -> Result<LogPage, OperationError> {
        let mut page = LogPage {
            size,
            ..LogPage::default()
        };
        let stop = (end - SCANNED).max(1);
        while end > stop {
            let start = (end - CHUNK).max(stop);
            let count = u32::try_from(end - start).unwrap_or_default();
            for entry in self.store.log(start - 1, count)?.into_iter().rev() {
                let seq = entry.seq;
                match fits(&entry) {
                    ControlFlow::Break(()) => return Ok(page),
                    ControlFlow::Continue(true) => page.entries.push(entry),
                    ControlFlow::Continue(false) => {}
                }
                if page.entries.len() >= at_most && seq > 1 {
                    page.before = Some(seq);
                    return Ok(page);
                }
            }
            end = start;
        }
        page.before = (end > 1).then_some(end);
        Ok(page)
    }

    fn log_size(&self) -> Result<i64, OperationError> {
        let signed = self.store.checkpoint()?.checkpoint(&self.store.verifier());
        let signed = signed.map_err(|error| OperationError::Broken(error.to_string()))?;
        Ok(i64::try_from(signed.size).unwrap_or(i64::MAX))
    }

    /// The place of the first entry after a day: the log is in the order of its clock, but for moments.
    fn first_after(&self, last: &str, size: i64) -> Result<i64, OperationError> {
        let (mut low, mut high) = (1, size + 1);
        while low < high {
            let middle = i64::midpoint(low, high);
            let is_after = self.store.log(middle - 1, 1)?.first().is_none_or(|one| day(one) > last);
            match is_after {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        Ok(low)
    }
}

fn day(entry: &LogEntry) -> &str {
    entry.at.get(..10).unwrap_or_default()
}
