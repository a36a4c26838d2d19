//! A file under way becomes a return: as it was uploaded, or written anew with what was mended in it.

use std::{io::Cursor, path::Path};

use catalogue::Act;
use store::{NewReturn, Staged, StoreError, UnderWay};

use crate::{
    Caller, Door, OperationError, Received, With, annexing,
    door::On,
    receiving::{FILE_MAX_BYTES, Taken, take_in_told},
    under_way::object,
};

impl Door {
    /// Hands in a file under way. It ends with the receipt; when nothing was received it stays as it was. Asked again,
    /// the receipt is shown again.
    ///
    /// # Errors
    /// When it is not the caller's, only another session opens it, or the store says no. A file that is refused is no
    /// error: it comes back without a receipt.
    pub fn hand_in(
        &self,
        caller: &Caller,
        number: i64,
        (with, received_at): (With<'_>, &str),
    ) -> Result<Received, OperationError> {
        self.is_free(number)?;
        self.hand_in_told(caller, number, (with, received_at), &mut |_| ())
    }

    /// The same, telling how many rows were read so far.
    pub(crate) fn hand_in_told(
        &self,
        caller: &Caller,
        number: i64,
        (with, received_at): (With<'_>, &str),
        progress: &mut dyn FnMut(u64),
    ) -> Result<Received, OperationError> {
        if let Some(returned) = self.became(caller, number)? {
            return annexing::added(&self.store, caller, received_at, returned, Vec::new());
        }
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        let (staged, annexes) = self.to_be_taken(caller, &one, (asked, with))?;
        let known = self.store.already_received(
            &one.asked.authority,
            one.asked.period,
            &staged.sha256,
            &one.asked.crosswalk,
        )?;
        if let Some(returned) = known {
            return self.known_already(caller, &one, (returned.number, annexes, received_at));
        }
        let is_mended = !self.store.mends(number)?.is_empty();
        let new = NewReturn {
            authority: one.asked.authority.clone(),
            period: one.asked.period,
            file_name: if is_mended {
                mended_name(&one.asked.file_name)
            } else {
                one.asked.file_name.clone()
            },
            crosswalk: one.asked.crosswalk.clone(),
            edition: self.catalogue().edition().to_owned(),
            received_at: received_at.to_owned(),
        };
        let taken = Taken {
            new,
            staged,
            annexes,
            under_way: Some(number),
            drafts: Vec::new(),
            after: None,
        };
        let received = take_in_told(self, with.reader, caller, asked, (taken, progress));
        match received {
            // Somebody else handed in the same file a moment ago: the same person in another tab, mostly.
            Err(OperationError::Store(StoreError::AlreadyReceived { number: returned })) => {
                self.known_already(caller, &one, (returned, Vec::new(), received_at))
            }
            received => {
                if received.as_ref().is_ok_and(|received| received.receipt.is_some()) {
                    self.read_once.forget(number);
                }
                self.store.tidy_under_way()?;
                received
            }
        }
    }

    /// The file and its documents, as if they had just arrived.
    fn to_be_taken(
        &self,
        caller: &Caller,
        one: &UnderWay,
        (asked, with): (intake::Asked<'_>, With<'_>),
    ) -> Result<(Staged, Vec<(String, Staged)>), OperationError> {
        let mut annexes = Vec::new();
        for annex in self.store.under_way_annexes(one.number)? {
            let staged = self.store.staged_annex(one.number, &annex, with.key.secret())?;
            annexes.push((annex.name, staged));
        }
        if !annexes.is_empty() {
            self.admit(caller, Act::Attach, On::of(&one.asked.authority))?;
        }
        let staged = if self.store.mends(one.number)?.is_empty() {
            self.store.staged_under_way(one, with.key.secret())?
        } else {
            let anew = self.written_anew(one, asked, with)?;
            self.store.stage_original(&mut Cursor::new(anew), FILE_MAX_BYTES)?
        };
        Ok((staged, annexes))
    }

    /// The same file was received before: its receipt again, with the documents that are new.
    fn known_already(
        &self,
        caller: &Caller,
        one: &UnderWay,
        (returned, annexes, received_at): (i64, Vec<(String, Staged)>, &str),
    ) -> Result<Received, OperationError> {
        let received = annexing::added(&self.store, caller, received_at, returned, annexes)?;
        let writing = self.store.write(caller.actor(), received_at)?;
        match writing.end_under_way(one.number, returned) {
            Ok(()) => writing.finish("drop_hand_in", &object(one.number), &[])?,
            // The other tab ended it.
            Err(StoreError::NoUnderWay(_)) => drop(writing),
            Err(error) => return Err(error.into()),
        }
        self.store.tidy_under_way()?;
        Ok(received)
    }
}

/// The name of a file that was written anew: it is a workbook now, and says that it was corrected.
fn mended_name(name: &str) -> String {
    let bare = name.strip_suffix(".gz").unwrap_or(name);
    let stem = Path::new(bare)
        .file_stem()
        .map_or(bare.into(), |stem| stem.to_string_lossy());
    format!("{stem} (corregido).xlsx")
}
