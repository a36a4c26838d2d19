//! Receiving a return: its rows wait in a spool while its file is read and checked; then all of it is written in one
//! transaction, so that nobody waits to write but for what is ready.

mod storing;

use std::collections::BTreeMap;

use catalogue::Compartment;
use register::{
    Actor, Annex, Checked, Finding, Findings, Form, Part, Period, Receipt, ReturnState, Returned, Waiting,
    write_identity, write_payload,
};
use seal::Zeroize;

use crate::{
    NewEncoding, Staged, Store, StoreError,
    log::{self, Act},
    replacement,
    spool::{Row, Spool},
};

/// Records of one return that its ids can tell apart.
const ROWS_MAX: u64 = u32::MAX as u64;

/// What is known of a return when it arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReturn {
    /// The authority (list `authority`).
    pub authority: String,
    /// The period.
    pub period: Period,
    /// The file's name as it was handed in.
    pub file_name: String,
    /// The crosswalk, or empty when the file is one of our own forms.
    pub crosswalk: String,
    /// The catalogue's edition under which it is read.
    pub edition: String,
    /// When it was received, RFC 3339 in UTC.
    pub received_at: String,
}

/// A return on its way in. Nothing of it is stored before [`Receiving::finish`] has answered; dropped
/// earlier, it leaves nothing. After a step that failed every other fails with [`StoreError::Abandoned`].
/// Others write meanwhile.
#[derive(Debug)]
pub struct Receiving<'s, 'c> {
    store: &'s Store,
    actor: Actor,
    /// Without its number before it is written.
    returned: Returned,
    staged: Staged,
    annexes: Vec<(String, Staged)>,
    parts: Vec<Open<'c>>,
    at: usize,
    spool: Spool,
    row: Row,
    may_seal: bool,
    found: Vec<Finding>,
    finding_counts: BTreeMap<String, u64>,
    counted: Vec<(String, String)>,
    chances: Vec<(String, String)>,
    ends: Option<i64>,
    drafts: Vec<(i64, u32)>,
    /// What its sender saw as the last return of the authority and period, when they said so.
    after: Option<Option<i64>>,
    /// Whether every step so far went well; a step that fails ends the return.
    whole: bool,
}

/// A part that is being written.
#[derive(Debug)]
struct Open<'c> {
    form: Form<'c>,
    part: Part,
}

impl Store {
    /// Begins to receive a return whose file is staged.
    ///
    /// # Errors
    /// When the actor has no purpose, or the same file was received before ([`StoreError::AlreadyReceived`]).
    pub fn receive<'s, 'c>(
        &'s self,
        actor: &Actor,
        new: NewReturn,
        staged: Staged,
    ) -> Result<Receiving<'s, 'c>, StoreError> {
        log::witness(actor, &new.received_at)?;
        let returned = new.of(&staged, &actor.account);
        self.is_new(&returned)?;
        Ok(Receiving {
            store: self,
            actor: actor.clone(),
            may_seal: self.institution_key(&returned.authority)?.is_some(),
            returned,
            staged,
            annexes: Vec::new(),
            parts: Vec::new(),
            at: 0,
            spool: Spool::new(self.desk()?),
            row: Row::default(),
            found: Vec::new(),
            finding_counts: BTreeMap::new(),
            counted: Vec::new(),
            chances: Vec::new(),
            ends: None,
            drafts: Vec::new(),
            after: None,
            whole: true,
        })
    }

    fn is_new(&self, one: &Returned) -> Result<(), StoreError> {
        match self.already_received(&one.authority, one.period, &one.sha256, &one.crosswalk)? {
            Some(same) => Err(StoreError::AlreadyReceived { number: same.number }),
            None => Ok(()),
        }
    }
}

impl NewReturn {
    fn of(self, staged: &Staged, received_from: &str) -> Returned {
        Returned {
            number: 0,
            authority: self.authority,
            period: self.period,
            file_name: self.file_name,
            sha256: staged.sha256.clone(),
            size_bytes: staged.size_bytes,
            crosswalk: self.crosswalk,
            edition: self.edition,
            received_at: self.received_at,
            received_from: received_from.to_owned(),
            state: ReturnState::SentBack,
            parts: Vec::new(),
            annexes: Vec::new(),
        }
    }
}

impl<'c> Receiving<'_, 'c> {
    /// Every step begins here and ends by saying that it went well, so that nothing follows one that failed:
    /// a full disk, for instance, has already undone what came before.
    fn step(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.whole) {
            Ok(())
        } else {
            Err(StoreError::Abandoned)
        }
    }

    /// Opens the part of a register on a sheet, or goes back to it; the rows that follow are of it. A part
    /// that is opened and gets no row declares that there is nothing, and replaces what was there.
    ///
    /// # Errors
    /// When the return's period shares days with a current one of the same authority, register and
    /// crosswalk without containing it ([`StoreError::Overlap`]).
    pub fn part(&mut self, form: &Form<'c>, sheet: &str) -> Result<(), StoreError> {
        self.step()?;
        let register = form.register();
        let same = |open: &Open<'_>| open.part.register == register.id && open.part.sheet == sheet;
        if let Some(at) = self.parts.iter().position(same) {
            (self.at, self.whole) = (at, true);
            return Ok(());
        }
        replacement::replaced_by(self.store.connection(), &self.returned, &register.id)?;
        self.at = self.parts.len();
        let part = Part {
            register: register.id.clone(),
            version: register.version,
            sheet: sheet.to_owned(),
            rows: 0,
            accepted: 0,
            waiting: 0,
            stands_for: 0,
            replaces: Vec::new(),
        };
        self.parts.push(Open {
            form: form.clone(),
            part,
        });
        self.whole = true;
        Ok(())
    }

    /// Takes a row of the open part; the identity in it will be sealed to its institution.
    ///
    /// # Errors
    /// As [`Receiving::encoded_row`].
    pub fn row(&mut self, row: &Checked<'_>) -> Result<(), StoreError> {
        self.encoded_row(row, None)
    }

    /// Takes what random pairs of the return's records look like, for encodings made with a key.
    ///
    /// # Errors
    /// When an earlier step failed.
    pub fn chances(&mut self, key: &str, counts: &str) -> Result<(), StoreError> {
        self.step()?;
        self.chances.push((key.to_owned(), counts.to_owned()));
        self.whole = true;
        Ok(())
    }

    /// Takes a row of the open part, with what it is linked by where there is any; the identity in it will be sealed to
    /// its institution.
    ///
    /// # Errors
    /// When it has an identity and the institution no key ([`StoreError::NoVault`]), no part is open, the row is of
    /// another form, or it cannot be kept.
    pub fn encoded_row(&mut self, row: &Checked<'_>, encoding: Option<&NewEncoding>) -> Result<(), StoreError> {
        self.step()?;
        let accepted: u64 = self.parts.iter().map(|open| open.part.accepted).sum();
        let open = self.parts.get_mut(self.at).ok_or(StoreError::NoPart)?;
        if row.answers().len() != open.form.width() {
            return Err(StoreError::NoPart);
        }
        if row.has_identity() && !self.may_seal {
            return Err(StoreError::NoVault);
        }
        if accepted >= ROWS_MAX {
            return Err(StoreError::TooManyRows);
        }
        self.row.fill(self.at, &open.form, row);
        self.row.encoding = encoding.map_or_else(Vec::new, NewEncoding::pack);
        self.spool.push(&self.row)?;
        open.part.rows += 1;
        open.part.accepted += 1;
        open.part.stands_for += u64::from(row.count());
        self.whole = true;
        Ok(())
    }

    /// Takes a row of the open part that waits for its correction.
    ///
    /// # Errors
    /// When no part is open, or it cannot be kept.
    pub fn waiting(&mut self, row: &Waiting<'_>) -> Result<(), StoreError> {
        self.step()?;
        let open = self.parts.get_mut(self.at).ok_or(StoreError::NoPart)?;
        let cells = serde_json::to_string(row.cells);
        let cells = cells.map_err(|error| StoreError::damaged("waiting", "cells", i64::from(row.row), error))?;
        self.row.fill_waiting(self.at, row.row, cells);
        self.spool.push(&self.row)?;
        open.part.rows += 1;
        open.part.waiting += 1;
        self.whole = true;
        Ok(())
    }

    /// Keeps a document handed in with the return, under the name it came with.
    ///
    /// # Errors
    /// When an earlier step failed.
    pub fn annex(&mut self, name: &str, staged: Staged) -> Result<(), StoreError> {
        self.step()?;
        self.returned.annexes.push(Annex {
            name: name.to_owned(),
            sha256: staged.sha256.clone(),
            size_bytes: staged.size_bytes,
        });
        self.returned.annexes.sort();
        self.annexes.push((name.to_owned(), staged));
        self.whole = true;
        Ok(())
    }

    /// The return is what became of a file under way, which ends with the receipt.
    ///
    /// # Errors
    /// When an earlier step failed.
    pub fn ends(&mut self, under_way: i64) -> Result<(), StoreError> {
        self.step()?;
        self.ends = Some(under_way);
        self.whole = true;
        Ok(())
    }

    /// The return is what became of drafts, each as it was when the file was made of it; they end with the receipt.
    ///
    /// # Errors
    /// When an earlier step failed. [`Receiving::finish`] fails when one of them was saved or deleted meanwhile.
    pub fn ends_drafts(&mut self, drafts: &[(i64, u32)]) -> Result<(), StoreError> {
        self.step()?;
        self.drafts.extend_from_slice(drafts);
        self.whole = true;
        Ok(())
    }

    /// The return is kept only when the last one of its authority and period is still this one, or there is still none.
    ///
    /// # Errors
    /// When an earlier step failed. [`Receiving::finish`] fails when another came first ([`StoreError::Outdated`]).
    pub fn only_after(&mut self, last: Option<i64>) -> Result<(), StoreError> {
        self.step()?;
        self.after = Some(last);
        self.whole = true;
        Ok(())
    }

    /// Keeps what was counted of a register while the return came in.
    ///
    /// # Errors
    /// When an earlier step failed.
    pub fn counted(&mut self, register: &str, counts: &str) -> Result<(), StoreError> {
        self.step()?;
        self.counted.push((register.to_owned(), counts.to_owned()));
        self.whole = true;
        Ok(())
    }

    /// Takes what was found; called again, it adds to it.
    ///
    /// # Errors
    /// When an earlier step failed.
    pub fn findings(&mut self, findings: &Findings) -> Result<(), StoreError> {
        self.step()?;
        self.found.extend_from_slice(findings.kept());
        for (code, count) in findings.counts() {
            *self.finding_counts.entry(code.to_string()).or_default() += count;
        }
        self.whole = true;
        Ok(())
    }

    /// Ends the return and answers its receipt: then, and only then, it is stored for good, all of it at once. Its
    /// state is *sent back* when no row went in although there were rows or no part was recognised, *with
    /// observations* when rows wait or `observations` were made, and *accepted* otherwise.
    ///
    /// # Errors
    /// When it cannot be written, or another return came first that is the same or overlaps it
    /// ([`StoreError::AlreadyReceived`], [`StoreError::Overlap`]); then nothing of the return is stored.
    pub fn finish(mut self, observations: bool) -> Result<Receipt, StoreError> {
        self.step()?;
        self.returned.parts = self.parts.drain(..).map(|open| open.part).collect();
        self.returned.state = state(&self.returned.parts, observations);
        let rows = self.spool.end()?;
        let store = self.store;
        let transaction = store.begin()?;
        store.is_new(&self.returned)?;
        let last = store.last_return(&self.returned.authority, self.returned.period)?;
        if self.after.is_some_and(|seen| seen != last) {
            return Err(StoreError::Outdated { last });
        }
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM return_";
        self.returned.number = transaction.query_row(sql, [], |row| row.get(0))?;
        let content = self.write_all(&transaction, rows)?;
        let number = self.returned.number;
        let act = Act {
            actor: &self.actor,
            at: &self.returned.received_at,
            act: "receive",
            object: &format!("return {number}"),
            records: &[number << 32],
            content: &content,
        };
        store.end(transaction, &[act])?;
        Ok(Receipt {
            returned: self.returned,
            already_had: false,
        })
    }
}

impl Row {
    fn fill(&mut self, part: usize, form: &Form<'_>, row: &Checked<'_>) {
        self.begin(part, row.row(), false);
        self.count = row.count();
        write_payload(form, row.answers(), &mut self.text);
        if !row.has_identity() {
            return;
        }
        for compartment in Compartment::ALL {
            let from = self.words.len();
            if write_identity(form, row.answers(), compartment, &mut self.words) {
                self.compartments.push((compartment, from..self.words.len()));
            }
        }
    }

    fn fill_waiting(&mut self, part: usize, row: u32, cells: String) {
        self.begin(part, row, true);
        self.text = cells;
    }

    fn begin(&mut self, part: usize, row: u32, is_waiting: bool) {
        self.part = u32::try_from(part).unwrap_or(u32::MAX);
        (self.row, self.count, self.is_waiting) = (row, 0, is_waiting);
        self.text.clear();
        self.words.zeroize();
        self.compartments.clear();
        self.encoding.clear();
    }
}

fn state(parts: &[Part], observations: bool) -> ReturnState {
    let sum = |of: fn(&Part) -> u64| parts.iter().map(of).sum::<u64>();
    if sum(|part| part.accepted) == 0 && (parts.is_empty() || sum(|part| part.rows) > 0) {
        ReturnState::SentBack
    } else if observations || sum(|part| part.waiting) > 0 {
        ReturnState::AcceptedWithObservations
    } else {
        ReturnState::Accepted
    }
}

/// Numbers in the database have a sign; none of ours comes near it.
fn as_stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
