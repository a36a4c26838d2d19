//! Receives a return: its file is read and checked while others write; then it is kept, its rows are stored, what was
//! found stands beside them, and the log knows, all in one transaction.

use std::{
    fs::File,
    io::Read,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use catalogue::Act;
use intake::{Asked, Check, Identity, Outcome, Taker, Words};
use register::{Address, Checked, Finding, Form, Period, Receipt, Waiting};
use store::{NewReturn, Receiving, Staged, StoreError};

use crate::{
    Caller, Door, OperationError, Reader, annexing,
    checking::{file_name, read_told},
    counting::Counting,
    door::On,
    linking::{CHANCES_MAX_BYTES, Encodes, chances, is_chances},
};

/// The largest file that is taken at all: it is read from memory, so that it lies nowhere unsealed.
pub(crate) const FILE_MAX_BYTES: u64 = 1 << 30;

/// What came of a file handed in.
#[derive(Clone, Debug)]
pub struct Received {
    /// The receipt; none when the file was refused and nothing of it was kept.
    pub receipt: Option<Receipt>,
    /// What was found.
    pub outcome: Outcome,
}

/// What is handed in, and when.
#[derive(Clone, Copy, Debug)]
pub struct HandedIn<'a> {
    /// The file.
    pub path: &'a Path,
    /// The documents that its cells name (¶23); they are kept as received and never opened.
    pub annexes: &'a [PathBuf],
    /// The instant, RFC 3339 in UTC.
    pub received_at: &'a str,
}

/// Receives a file as the return of an authority for a period.
///
/// # Errors
/// When the authority or period is missing, the file cannot be opened, or the store says no. A file that
/// is refused is no error: it comes back without a receipt.
pub fn receive(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    asked: Asked<'_>,
    path: &Path,
    received_at: &str,
) -> Result<Received, OperationError> {
    let handed = HandedIn {
        path,
        annexes: &[],
        received_at,
    };
    receive_with(door, reader, caller, asked, handed)
}

/// Receives a file with the documents that its cells name. Documents for a file that was received before are
/// added to its return.
///
/// # Errors
/// As [`receive`], or when two documents have one name.
pub fn receive_with(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    asked: Asked<'_>,
    handed: HandedIn<'_>,
) -> Result<Received, OperationError> {
    let HandedIn { path, received_at, .. } = handed;
    let asked = sealing(door, caller, asked)?;
    if !handed.annexes.is_empty() {
        let institution = asked.authority.unwrap_or_default();
        let on = On::of(institution);
        door.admit(caller, Act::Attach, on)?;
    }
    let new = NewReturn {
        authority: asked.authority.ok_or_else(|| missing("--authority"))?.to_owned(),
        period: asked.period.ok_or_else(|| missing("--period"))?,
        file_name: file_name(path),
        crosswalk: asked.crosswalk.map_or("", |crosswalk| &crosswalk.id).to_owned(),
        edition: door.catalogue().edition().to_owned(),
        received_at: received_at.to_owned(),
    };
    let mut file = File::open(path).map_err(OperationError::file(path.display().to_string()))?;
    let staged = door.store.stage_original(&mut file, FILE_MAX_BYTES)?;
    let annexes = annexing::staged(&door.store, handed.annexes, FILE_MAX_BYTES)?;
    let known = door
        .store
        .already_received(&new.authority, new.period, &staged.sha256, &new.crosswalk)?;
    if let Some(returned) = known {
        return annexing::added(&door.store, caller, received_at, returned.number, annexes);
    }
    let taken = Taken {
        new,
        staged,
        annexes,
        under_way: None,
        drafts: Vec::new(),
        after: None,
    };
    take_in(door, reader, caller, asked, taken)
}

/// Whether identities may come in this file: the institution has a key to seal them to, and the caller is one of its
/// own. Otherwise a file that brings them is refused.
pub(crate) fn sealing<'a>(door: &Door, caller: &Caller, asked: Asked<'a>) -> Result<Asked<'a>, OperationError> {
    let authority = asked.authority.unwrap_or_default();
    let on = On::of(authority);
    door.admit(caller, Act::Receive, on)?;
    let has_key = door.store.institution_key(authority)?.is_some();
    let may_seal = has_key
        && door.may(
            caller,
            Act::Receive,
            On {
                compartment: Some("person"),
                ..on
            },
        );
    let identity = if may_seal { Identity::Sealed } else { Identity::Refused };
    Ok(Asked { identity, ..asked })
}

/// A file that is about to be received.
pub(crate) struct Taken {
    pub(crate) new: NewReturn,
    pub(crate) staged: Staged,
    pub(crate) annexes: Vec<(String, Staged)>,
    /// The number by which it was under way, when it was.
    pub(crate) under_way: Option<i64>,
    /// The drafts that it is made of, each with the revision that is in it.
    pub(crate) drafts: Vec<(i64, u32)>,
    /// What its sender saw as the last return of the authority and period, when they said so.
    pub(crate) after: Option<Option<i64>>,
}

pub(crate) fn take_in(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    asked: Asked<'_>,
    taken: Taken,
) -> Result<Received, OperationError> {
    take_in_told(door, reader, caller, asked, (taken, &mut |_| ()))
}

/// The same, telling how many rows were read so far.
pub(crate) fn take_in_told(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    asked: Asked<'_>,
    (taken, progress): (Taken, &mut dyn FnMut(u64)),
) -> Result<Received, OperationError> {
    let Taken {
        new,
        staged,
        annexes,
        under_way,
        drafts,
        after,
    } = taken;
    let (upload, name, received_at) = (staged.opened()?, new.file_name.clone(), new.received_at.clone());
    let catalogue = door.catalogue();
    let words = Words::of(catalogue);
    let encodes = Encodes::of(door, &new.authority)?;
    let authority = new.authority.clone();
    let receiving = door.store.receive(caller.actor(), new, staged)?;
    let recording = Recording {
        receiving,
        counting: Counting::new(catalogue),
        encodes,
        awaiting: None,
        failed: None,
    };
    let check = Check::new(catalogue, &words, asked, recording);
    let (mut outcome, recording) = read_told(check, reader, (upload, &name), progress)?;
    match recording.failed {
        Some(StoreError::Overlap { number, period }) => return Ok(overlapping(outcome, (number, period))),
        Some(error) => return Err(error.into()),
        None => {}
    }
    if outcome.refused {
        return Ok(Received { receipt: None, outcome });
    }
    let mut receiving = recording.receiving;
    let told = told_by_sender(door, &annexes)?;
    annexing::compared(&mut outcome, &annexes);
    let has_annexes = !annexes.is_empty();
    for (name, staged) in annexes {
        receiving.annex(&name, staged)?;
    }
    let is_guessing = recording.encodes.is_guessing();
    let (counted, wrong) = recording.encodes.finish();
    for (key, counts) in told.into_iter().chain(counted) {
        receiving.chances(&key, &counts)?;
    }
    wrong.into_iter().for_each(|one| found_in_rows(&mut outcome, one));
    receiving.findings(&outcome.findings)?;
    for (register, counts) in recording.counting.finish() {
        receiving.counted(register, &counts)?;
    }
    ending(&mut receiving, under_way, &drafts, after)?;
    let observations = !outcome.findings.is_clean(catalogue);
    let receipt = match receiving.finish(observations) {
        // Somebody else came first while this file was read.
        Err(StoreError::Overlap { number, period }) => return Ok(overlapping(outcome, (number, period))),
        Err(StoreError::AlreadyReceived { number }) if !has_annexes && under_way.is_none() => {
            return annexing::added(&door.store, caller, &received_at, number, Vec::new());
        }
        done => done?,
    };
    if is_guessing {
        warn_of_guessing(door, caller, &authority)?;
    }
    for number in receipt.returned.parts.iter().flat_map(|part| &part.replaces) {
        outcome.findings.push(said("R-007", &number.to_string()));
    }
    Ok(Received {
        receipt: Some(receipt),
        outcome,
    })
}

/// What ends with the return, and what must not have come before it.
fn ending(
    receiving: &mut Receiving<'_, '_>,
    under_way: Option<i64>,
    drafts: &[(i64, u32)],
    after: Option<Option<i64>>,
) -> Result<(), StoreError> {
    if let Some(number) = under_way {
        receiving.ends(number)?;
    }
    if let Some(last) = after {
        receiving.only_after(last)?;
    }
    receiving.ends_drafts(drafts)
}

/// A finding that stands against so many rows.
fn found_in_rows(outcome: &mut Outcome, one: Finding) {
    let (code, rows) = (one.code.clone(), one.count);
    outcome.findings.push(one);
    (1..rows).for_each(|_| {
        outcome.findings.count(&code);
    });
}

/// Whoever sends many small returns may be trying names: that is looked at.
fn warn_of_guessing(door: &Door, caller: &Caller, authority: &str) -> Result<(), OperationError> {
    let writing = door.store.write(caller.actor(), &door.now())?;
    writing.raise("guessing", authority)?;
    let object = format!("many returns with encodings of {authority}");
    Ok(writing.finish("guessing", &object, &[])?)
}

/// What the sender counted of random pairs of its records: a document of its own, and the only one that is looked into.
fn told_by_sender(door: &Door, annexes: &[(String, Staged)]) -> Result<Option<(String, String)>, OperationError> {
    let Some((_, staged)) = annexes.iter().find(|(name, _)| is_chances(name)) else {
        return Ok(None);
    };
    let mut text = String::new();
    let read = staged.opened()?.take(CHANCES_MAX_BYTES).read_to_string(&mut text);
    let is_right = read.is_ok() && chances(&text).is_some();
    Ok(door.store.linkage_key()?.filter(|_| is_right).map(|key| (key, text)))
}

/// A file that is refused because its period overlaps that of another return.
fn overlapping(mut outcome: Outcome, (number, period): (i64, Period)) -> Received {
    outcome.findings.push(said("R-005", &format!("{number} ({period})")));
    outcome.refused = true;
    Received { receipt: None, outcome }
}

/// Hands checked rows to the store. A part is opened by its first row, so that an empty sheet of a
/// template never takes the place of what an earlier return brought.
struct Recording<'s, 'c> {
    receiving: Receiving<'s, 'c>,
    counting: Counting<'c>,
    encodes: Encodes,
    awaiting: Option<(Form<'c>, String)>,
    failed: Option<StoreError>,
}

impl Recording<'_, '_> {
    fn note<V>(&mut self, done: Result<V, StoreError>) -> ControlFlow<()> {
        match done {
            Ok(_) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn open(&mut self) -> ControlFlow<()> {
        let Some((form, sheet)) = self.awaiting.take() else {
            return ControlFlow::Continue(());
        };
        let done = self.receiving.part(&form, &sheet);
        self.note(done)
    }
}

impl<'c> Taker<'c> for Recording<'_, 'c> {
    fn part(&mut self, form: &Form<'c>, sheet: &str) -> ControlFlow<()> {
        self.awaiting = Some((form.clone(), sheet.to_owned()));
        ControlFlow::Continue(())
    }

    fn row(&mut self, form: &Form<'c>, row: &Checked<'_>) -> ControlFlow<()> {
        self.open()?;
        self.counting.row(form, row);
        let encoding = self.encodes.row(form, row);
        let done = self.receiving.encoded_row(row, encoding.as_ref());
        self.note(done)
    }

    fn waiting(&mut self, row: &Waiting<'_>) -> ControlFlow<()> {
        self.open()?;
        let done = self.receiving.waiting(row);
        self.note(done)
    }
}

pub(crate) fn said(code: &'static str, other: &str) -> Finding {
    Finding {
        code: code.into(),
        at: Address::default(),
        other: other.to_owned(),
        count: 1,
        ..Finding::default()
    }
}

pub(crate) fn missing(what: &str) -> OperationError {
    OperationError::Unknown(format!("a return needs {what}"))
}
