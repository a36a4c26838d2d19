//! Receiving a return: one transaction from its first row to its receipt.

use std::collections::BTreeMap;

use register::{
    Actor, Annex, Checked, Findings, Form, Part, Period, Receipt, ReturnState, Returned, Waiting, write_payload,
};
use rusqlite::Statement;

use crate::{
    Staged, Store, StoreError, annex,
    content::Content,
    log::{self, Act},
    replacement,
    sealing::Sealing,
    turn::Entered,
    under_way,
};

/// Records of one return that its ids can tell apart.
const ROWS_MAX: i64 = u32::MAX as i64;

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
/// No other process can write meanwhile.
#[derive(Debug)]
pub struct Receiving<'s, 'c> {
    // Before the transaction, because it must end first.
    revision: Statement<'s>,
    sealing: Option<Sealing<'s>>,
    pub(crate) transaction: Entered<'s>,
    store: &'s Store,
    actor: Actor,
    returned: Returned,
    staged: Staged,
    annexes: Vec<(String, Staged)>,
    parts: Vec<Open<'c>>,
    at: usize,
    finding_counts: BTreeMap<String, u64>,
    payload: String,
    content: Content,
    last: i64,
    /// Whether every step so far went well; a step that fails ends the return.
    pub(crate) whole: bool,
}

/// A part that is being written.
#[derive(Debug)]
struct Open<'c> {
    form: Form<'c>,
    part: Part,
}

impl Store {
    /// Begins to receive a return whose file is staged, and waits for another writer to end.
    ///
    /// # Errors
    /// When the actor has no purpose, the same file was received before
    /// ([`StoreError::AlreadyReceived`]), or another process does not stop writing.
    pub fn receive<'s, 'c>(
        &'s self,
        actor: &Actor,
        new: NewReturn,
        staged: Staged,
    ) -> Result<Receiving<'s, 'c>, StoreError> {
        log::witness(actor, &new.received_at)?;
        let store = self;
        let transaction = store.begin()?;
        if let Some(same) = store.already_received(&new.authority, new.period, &staged.sha256, &new.crosswalk)? {
            return Err(StoreError::AlreadyReceived { number: same.number });
        }
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM return_";
        let number: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
        let public = store.institution_key(&new.authority)?;
        let sealing = public
            .map(|public| Sealing::new(store, &new.authority, public))
            .transpose()?;
        let sql = "INSERT INTO revision (id, part, row, count, payload) VALUES (?1, ?2, ?3, ?4, ?5)";
        let returned = new.numbered(number, &staged, &actor.account);
        Ok(Receiving {
            revision: store.connection().prepare(sql)?,
            sealing,
            transaction,
            store,
            actor: actor.clone(),
            content: Content::of(&returned),
            returned,
            staged,
            annexes: Vec::new(),
            parts: Vec::new(),
            at: 0,
            finding_counts: BTreeMap::new(),
            payload: String::new(),
            last: number << 32,
            whole: true,
        })
    }
}

impl NewReturn {
    fn numbered(self, number: i64, staged: &Staged, received_from: &str) -> Returned {
        Returned {
            number,
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
    /// The number that the return will have.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.returned.number
    }

    /// The file that is being received.
    #[must_use]
    pub fn staged(&self) -> &Staged {
        &self.staged
    }

    /// Every step begins here and ends by saying that it went well, so that nothing follows one that failed:
    /// a full disk, for instance, has already undone what came before.
    pub(crate) fn step(&mut self) -> Result<(), StoreError> {
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
        replacement::replaced_by(&self.transaction, &self.returned, &register.id)?;
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

    /// Stores a row of the open part and answers the record's id; the identity in it is sealed to its institution.
    ///
    /// # Errors
    /// When it has an identity and the institution no key ([`StoreError::NoVault`]), no part is open, the row is of another form, or it cannot be written.
    pub fn row(&mut self, row: &Checked<'_>) -> Result<i64, StoreError> {
        self.step()?;
        let open = self.parts.get_mut(self.at).ok_or(StoreError::NoPart)?;
        if row.answers().len() != open.form.width() {
            return Err(StoreError::NoPart);
        }
        if self.last & ROWS_MAX == ROWS_MAX {
            return Err(StoreError::TooManyRows);
        }
        self.payload.clear();
        write_payload(&open.form, row.answers(), &mut self.payload);
        self.last += 1;
        self.revision
            .execute((self.last, self.at as i64, row.row(), row.count(), &self.payload))?;
        let place = (self.last, self.at as i64, i64::from(row.row()), i64::from(row.count()));
        self.content.record(place, &self.payload);
        match &mut self.sealing {
            _ if !row.has_identity() => {}
            Some(sealing) => sealing.row(&open.form, row.answers(), self.last)?,
            None => return Err(StoreError::NoVault),
        }
        open.part.rows += 1;
        open.part.accepted += 1;
        open.part.stands_for += u64::from(row.count());
        self.whole = true;
        Ok(self.last)
    }

    /// Stores a row of the open part that waits for its correction.
    ///
    /// # Errors
    /// When no part is open, or it cannot be written.
    pub fn waiting(&mut self, row: &Waiting<'_>) -> Result<(), StoreError> {
        self.step()?;
        let open = self.parts.get_mut(self.at).ok_or(StoreError::NoPart)?;
        let number = self.returned.number;
        let cells =
            serde_json::to_string(row.cells).map_err(|error| StoreError::damaged("waiting", "cells", number, error))?;
        let sql = "INSERT INTO waiting (return_, part, row, cells) VALUES (?1, ?2, ?3, ?4)";
        self.transaction
            .prepare_cached(sql)?
            .execute((number, self.at as i64, row.row, cells))?;
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
    /// When that file is under way no more, or an earlier step failed.
    pub fn ends(&mut self, under_way: i64) -> Result<(), StoreError> {
        self.step()?;
        let by = (self.actor.account.as_str(), self.returned.number);
        under_way::end(&self.transaction, under_way, by)?;
        self.whole = true;
        Ok(())
    }

    /// Stores what was found; called again, it adds to it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn findings(&mut self, findings: &Findings) -> Result<(), StoreError> {
        self.step()?;
        let sql = "INSERT INTO finding (return_, code, sheet, row, column, field, value, other, near, count)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        for finding in findings.kept() {
            let at = &finding.at;
            insert.execute((
                self.returned.number,
                finding.code.as_ref(),
                &at.sheet,
                at.row,
                at.column,
                &finding.field,
                &finding.value,
                &finding.other,
                &finding.near,
                as_stored(finding.count),
            ))?;
        }
        for (code, count) in findings.counts() {
            *self.finding_counts.entry(code.to_string()).or_default() += count;
        }
        self.whole = true;
        Ok(())
    }

    /// Ends the return and answers its receipt: then, and only then, it is stored for good. Its state is
    /// *sent back* when no row went in although there were rows or no part was recognised, *with
    /// observations* when rows wait or `observations` were made, and *accepted* otherwise.
    ///
    /// # Errors
    /// When it cannot be written; then nothing of the return is stored.
    pub fn finish(mut self, observations: bool) -> Result<Receipt, StoreError> {
        self.step()?;
        self.returned.parts = self.parts.drain(..).map(|open| open.part).collect();
        self.returned.state = state(&self.returned.parts, observations);
        self.write_return()?;
        self.write_parts()?;
        self.write_finding_counts()?;
        annex::write(&self.transaction, self.returned.number, &self.annexes)?;
        // The file is in place before the return is: no return ever lacks its original.
        let authority = self.returned.authority.as_str();
        let to = self.sealing.as_ref().map(|sealing| (authority, &sealing.public));
        self.store.place_original(&self.transaction, &self.staged, to)?;
        self.store.place_annexes(&self.transaction, &self.annexes, to)?;
        let Receiving {
            revision,
            sealing,
            transaction,
            returned,
            actor,
            content,
            store,
            ..
        } = self;
        drop(revision);
        sealing.map_or(Ok(()), |sealing| sealing.finish(&transaction, returned.number))?;
        let object = format!("return {}", returned.number);
        let act = Act {
            actor: &actor,
            at: &returned.received_at,
            act: "receive",
            object: &object,
            records: &[returned.number << 32],
            content: &content.finish(),
        };
        store.end(transaction, &[act])?;
        Ok(Receipt {
            returned,
            already_had: false,
        })
    }

    fn write_return(&self) -> Result<(), StoreError> {
        let one = &self.returned;
        let sql = "INSERT INTO return_ (number, authority, period_from, period_until, file_name, sha256,
                                        size_bytes, crosswalk, edition, received_at, received_from, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        self.transaction.prepare_cached(sql)?.execute((
            one.number,
            &one.authority,
            one.period.from().to_string(),
            one.period.until().to_string(),
            &one.file_name,
            &one.sha256,
            as_stored(one.size_bytes),
            &one.crosswalk,
            &one.edition,
            &one.received_at,
            &one.received_from,
            one.state.id(),
        ))?;
        Ok(())
    }

    fn write_parts(&mut self) -> Result<(), StoreError> {
        let sql = "INSERT INTO part (return_, position, register, version, sheet, rows, accepted, waiting, stands_for)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        for (position, part) in (0i64..).zip(&self.returned.parts) {
            insert.execute((
                self.returned.number,
                position,
                &part.register,
                part.version,
                &part.sheet,
                as_stored(part.rows),
                as_stored(part.accepted),
                as_stored(part.waiting),
                as_stored(part.stands_for),
            ))?;
        }
        replacement::write(&self.transaction, &mut self.returned)
    }

    fn write_finding_counts(&self) -> Result<(), StoreError> {
        let sql = "INSERT INTO finding_count (return_, code, count) VALUES (?1, ?2, ?3)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        for (code, count) in &self.finding_counts {
            insert.execute((self.returned.number, code, as_stored(*count)))?;
        }
        Ok(())
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
