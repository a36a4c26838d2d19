//! Files that arrive as a stream, from a program or a browser, and lie nowhere unsealed.

use std::io::Read;

use catalogue::Act;
use intake::{Check, Nowhere, Outcome, Words};
use register::Returned;
use store::{NewReturn, StoreError};

use crate::{
    Ask, Caller, Door, OperationError, Reader, Received, annexing, asked_of,
    checking::read_whole,
    door::On,
    hashed::sha256,
    receiving::{FILE_MAX_BYTES, Taken, sealing, take_in},
};

/// Checks a file while keeping nothing of it.
///
/// # Errors
/// When the caller may not, something named does not exist, or the file does not arrive whole.
pub fn check_arriving(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    (ask, name): (Ask<'_>, &str),
    source: &mut impl Read,
) -> Result<Outcome, OperationError> {
    let asked = asked_of(door.catalogue(), ask)?;
    let on = On::of(asked.authority.unwrap_or_default());
    door.admit(caller, Act::Check, on)?;
    let object = format!("a file for {}", on.institution);
    door.store
        .note(caller.actor(), &door.now(), Act::Check.id(), &object, &[])?;
    let upload = door.store.stage_original(source, FILE_MAX_BYTES)?.opened()?;
    let words = Words::of(door.catalogue());
    let check = Check::new(door.catalogue(), &words, asked, Nowhere);
    read_whole(check, reader, upload, name).map(|(outcome, _)| outcome)
}

/// Receives a file as the return of an authority for a period, as [`crate::receive`] does.
///
/// # Errors
/// As [`crate::receive`], or when it does not arrive whole.
pub fn receive_arriving(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    (ask, name): (Ask<'_>, &str),
    source: &mut impl Read,
) -> Result<Received, OperationError> {
    receive_after(door, reader, caller, (ask, name, None), source)
}

/// The same; where its sender says which return of the authority and period was the last that they saw, or that there was
/// none, it is received only while that is still so.
///
/// # Errors
/// As [`receive_arriving`], or [`StoreError::Outdated`] when another return came meanwhile.
pub fn receive_after(
    door: &Door,
    reader: &Reader,
    caller: &Caller,
    (ask, name, after): (Ask<'_>, &str, Option<Option<i64>>),
    source: &mut impl Read,
) -> Result<Received, OperationError> {
    let asked = sealing(door, caller, asked_of(door.catalogue(), ask)?)?;
    let lacks = |what: &str| OperationError::Unknown(format!("a return needs {what}"));
    let new = NewReturn {
        authority: asked.authority.ok_or_else(|| lacks("an authority"))?.to_owned(),
        period: asked.period.ok_or_else(|| lacks("a period"))?,
        file_name: name.to_owned(),
        crosswalk: asked.crosswalk.map_or("", |crosswalk| &crosswalk.id).to_owned(),
        edition: door.catalogue().edition().to_owned(),
        received_at: door.now(),
    };
    let staged = door.store.stage_original(source, FILE_MAX_BYTES)?;
    let known = door
        .store
        .already_received(&new.authority, new.period, &staged.sha256, &new.crosswalk)?;
    let last = door.store.last_return(&new.authority, new.period)?;
    if after.is_some_and(|seen| seen != last) {
        return Err(StoreError::Outdated { last }.into());
    }
    if let Some(returned) = known {
        return annexing::added(&door.store, caller, &new.received_at, returned.number, Vec::new());
    }
    let taken = Taken {
        new,
        staged,
        annexes: Vec::new(),
        under_way: None,
        drafts: Vec::new(),
        after,
    };
    take_in(door, reader, caller, asked, taken)
}

impl Door {
    /// The last return of an authority and period, whatever became of it.
    ///
    /// # Errors
    /// When the caller may not see it, or something named does not exist.
    pub fn last_return(&self, caller: &Caller, ask: Ask<'_>) -> Result<Option<Returned>, OperationError> {
        let asked = asked_of(self.catalogue(), ask)?;
        let (Some(authority), Some(period)) = (asked.authority, asked.period) else {
            return Ok(None);
        };
        match self.store.last_return(authority, period)? {
            Some(number) => self.returned(caller, number).map(Some),
            None => Ok(None),
        }
    }

    /// Whether a request came before under a key of the program's own: its answer, or nothing when it is the first.
    ///
    /// # Errors
    /// When another request came under the same key.
    pub fn answered_before(&self, caller: &Caller, key: &str, asked: &str) -> Result<Option<String>, OperationError> {
        match self.store.submission(caller.account(), key)? {
            None => Ok(None),
            Some((before, answer)) if before == sha256(asked.as_bytes()) => Ok(Some(answer)),
            Some(_) => {
                let says = "this idempotency key came with another request; draw a new key for each";
                Err(OperationError::Unknown(says.to_owned()))
            }
        }
    }

    /// Keeps an answer for when the same request comes again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_answer(&self, caller: &Caller, key: &str, asked: &str, answer: &str) -> Result<(), OperationError> {
        let actor = caller.clone().for_purpose("answer a program").actor().clone();
        let writing = self.store.write(&actor, &self.now())?;
        writing.keep_submission(caller.account(), key, &sha256(asked.as_bytes()), answer)?;
        Ok(writing.finish("keep_answer", "submission", &[])?)
    }
}
