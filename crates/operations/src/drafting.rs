//! Cases captured by form: kept as drafts, revision by revision, and checked as a file is. What identifies a person is
//! never among them.

use catalogue::{Act, Authority};
use intake::{
    Asked, Cell, Check, Identity, MEND_CHARS_MAX, Nowhere, Outcome, Rows, SheetInfo, Taker, Words, is_identity,
};
use register::{Finding, Form};
use store::{Cases, Draft, DraftRevision, StoreError, Typed};

use crate::{
    Ask, Caller, Door, OperationError, asked_of,
    door::On,
    identifying::{Identified, Identities, named},
};

/// Drafts of an institution, at most; who has more cases hands in a file.
pub(crate) const DRAFTS_MAX: usize = 5_000;

/// A case to be saved.
#[derive(Clone, Debug)]
pub struct CaseSaving<'a> {
    /// The draft's number; none for a new case.
    pub number: Option<i64>,
    /// The register.
    pub register: &'a str,
    /// The period of the return that it will be in: `2026-09`.
    pub period: &'a str,
    /// Field to text, as typed; empty ones are left out.
    pub answers: Typed,
    /// The revision that was looked at; 0 for a new case.
    pub based_on: u32,
}

/// What came of saving a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedCase {
    /// It is kept, as a new revision.
    Kept(Draft),
    /// Somebody saved it meanwhile: nothing was kept, and this is how it is now.
    Stale(Draft),
    /// What was typed in these fields identifies a person, or looks like it; nothing was kept.
    Identity(Vec<String>),
    /// What was typed in these fields is longer than any answer; nothing was kept.
    TooLong(Vec<String>),
}

impl Door {
    /// Saves a case as a new revision of its draft.
    ///
    /// # Errors
    /// When the caller may not hand in for the institution, there is no such register, period, field or draft, or it
    /// cannot be written.
    pub fn save_draft(&self, caller: &Caller, saving: CaseSaving<'_>) -> Result<SavedCase, OperationError> {
        let of = self.cases(caller, saving.register, saving.period)?;
        let answers = match self.typed(&of, &saving)? {
            Ok(answers) => answers,
            Err(refused) => return Ok(refused),
        };
        if let Some(number) = saving.number {
            let present = self.own_draft(caller, number)?;
            if present.of.register != of.register {
                return Err(OperationError::Unknown(StoreError::DraftChanged(number).to_string()));
            }
        } else if self.store.drafts(&of.institution)?.len() >= DRAFTS_MAX {
            let says = "there are too many unfinished cases; hand in those that are ready first, or hand in a file";
            return Err(OperationError::refused(says));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        let (number, is_kept) = match saving.number {
            None => (writing.begin_draft(&of, (0, &answers))?, true),
            Some(number) => (number, writing.save_draft(number, (saving.based_on, &answers))?),
        };
        let gone = || OperationError::Unknown(StoreError::DraftChanged(number).to_string());
        let draft = self.store.draft(number)?.ok_or_else(gone)?;
        if !is_kept {
            drop(writing);
            self.store
                .note(caller.actor(), &self.now(), "see_draft", &object(number), &[])?;
            return Ok(SavedCase::Stale(draft));
        }
        writing.finish("save_draft", &object(number), &[])?;
        Ok(SavedCase::Kept(draft))
    }

    /// What was typed, without what is empty; or why it is not kept.
    fn typed(&self, of: &Cases, saving: &CaseSaving<'_>) -> Result<Result<Typed, SavedCase>, OperationError> {
        let form = self.form(&of.register)?;
        let (mut answers, mut identity, mut long) = (Typed::new(), Vec::new(), Vec::new());
        for (id, text) in &saving.answers {
            let text = text.trim();
            let Some(field) = form.register().field(id) else {
                let says = format!("the register «{}» asks no «{id}»; open the form again", of.register);
                return Err(OperationError::Unknown(says));
            };
            if text.is_empty() {
                continue;
            }
            if field.is_identity() || is_identity(text) {
                identity.push(id.clone());
            } else if text.chars().nth(MEND_CHARS_MAX).is_some() {
                long.push(id.clone());
            } else {
                answers.insert(id.clone(), text.to_owned());
            }
        }
        Ok(match (identity.is_empty(), long.is_empty()) {
            (false, _) => Err(SavedCase::Identity(identity)),
            (_, false) => Err(SavedCase::TooLong(long)),
            _ => Ok(answers),
        })
    }

    /// The cases of the caller's institution in a register and a period.
    ///
    /// # Errors
    /// When the caller may not hand in for the institution, or there is no such register or period, or the institution
    /// keeps no such register.
    pub(crate) fn cases(&self, caller: &Caller, register: &str, period: &str) -> Result<Cases, OperationError> {
        let institution = caller.institution();
        self.admit(caller, Act::Receive, On::of(institution))?;
        let ask = Ask {
            authority: Some(institution),
            period: Some(period),
            register: Some(register),
            crosswalk: None,
        };
        let asked = asked_of(self.catalogue(), ask)?;
        let authority = Authority::of(self.catalogue(), institution);
        let of = self.catalogue().register(register);
        let keeps = authority.zip(of).is_some_and(|(authority, of)| authority.keeps(of));
        let period = asked.period.filter(|_| keeps);
        let period = period.ok_or_else(|| {
            OperationError::Unknown(format!(
                "your institution keeps no register «{register}»; choose another"
            ))
        })?;
        Ok(Cases {
            institution: institution.to_owned(),
            register: register.to_owned(),
            period,
        })
    }

    pub(crate) fn form(&self, register: &str) -> Result<Form<'_>, OperationError> {
        let none = || OperationError::Unknown(format!("there is no register «{register}»"));
        Form::of(self.catalogue(), register).ok_or_else(none)
    }

    /// A draft of the caller's institution.
    fn own_draft(&self, caller: &Caller, number: i64) -> Result<Draft, OperationError> {
        let none = || format!("there is no case {number}; it was handed in or deleted");
        let draft = self.store.draft(number)?;
        let draft = draft.ok_or_else(|| OperationError::Unknown(none()))?;
        self.admit(caller, Act::Receive, On::of(&draft.of.institution))?;
        // Whoever may hand in for others hands in their files, and sees nothing unfinished.
        self.noted(caller, Act::Receive, &object(number), || {
            match caller.is_local() || draft.of.institution == caller.institution() {
                true => Ok(()),
                false => Err(OperationError::Refused(none())),
            }
        })?;
        Ok(draft)
    }

    /// The drafts of the caller's institution.
    ///
    /// # Errors
    /// When the caller may not hand in for it, or they cannot be read.
    pub fn drafts(&self, caller: &Caller) -> Result<Vec<Draft>, OperationError> {
        self.admit(caller, Act::Receive, On::of(caller.institution()))?;
        self.store
            .note(caller.actor(), &self.now(), "see_draft", "drafts", &[])?;
        Ok(self.store.drafts(caller.institution())?)
    }

    /// The drafts of the caller's institution, each with how many errors must be corrected in it before it is handed in.
    ///
    /// # Errors
    /// As [`Door::drafts`].
    pub fn drafts_with_errors(&self, caller: &Caller) -> Result<Vec<(Draft, u64)>, OperationError> {
        let mut left = self.drafts(caller)?;
        let mut told = Vec::new();
        while let Some(first) = left.first().map(|draft| draft.of.clone()) {
            let (same, others): (Vec<Draft>, Vec<Draft>) = left.into_iter().partition(|draft| draft.of == first);
            left = others;
            let lent: Vec<&Draft> = same.iter().collect();
            let (outcome, Nowhere) = self.check_cases(&first, &Identities::new(), (&lent, Nowhere))?;
            let mut counts = vec![0; same.len()];
            for finding in outcome.findings.kept().iter().filter(|one| self.is_grave(one)) {
                let at = finding.at.row.and_then(|row| usize::try_from(row).ok()?.checked_sub(2));
                if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            told.extend(same.into_iter().zip(counts));
        }
        Ok(told)
    }

    /// A draft, as it was saved last.
    ///
    /// # Errors
    /// When there is none of this number, or it is of another institution.
    pub fn draft(&self, caller: &Caller, number: i64) -> Result<Draft, OperationError> {
        let draft = self.own_draft(caller, number)?;
        self.store
            .note(caller.actor(), &self.now(), "see_draft", &object(number), &[])?;
        Ok(draft)
    }

    /// Every revision of a draft, the first first.
    ///
    /// # Errors
    /// As [`Door::draft`].
    pub fn draft_revisions(&self, caller: &Caller, number: i64) -> Result<Vec<DraftRevision>, OperationError> {
        self.own_draft(caller, number)?;
        self.store
            .note(caller.actor(), &self.now(), "see_draft", &object(number), &[])?;
        Ok(self.store.draft_revisions(number)?)
    }

    /// Deletes a draft with its revisions.
    ///
    /// # Errors
    /// As [`Door::draft`].
    pub fn delete_draft(&self, caller: &Caller, number: i64) -> Result<(), OperationError> {
        self.own_draft(caller, number)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        writing.drop_draft(number)?;
        Ok(writing.finish("delete_draft", &object(number), &[])?)
    }

    /// Deletes a draft that is still as it was seen: of this revision.
    ///
    /// # Errors
    /// As [`Door::draft`], or [`StoreError::DraftChanged`] when somebody saved it meanwhile.
    pub fn delete_draft_as(&self, caller: &Caller, number: i64, revision: u32) -> Result<(), OperationError> {
        self.own_draft(caller, number)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        let present = self.store.draft(number)?;
        if present.is_none_or(|draft| draft.last.revision != revision) {
            return Err(StoreError::DraftChanged(number).into());
        }
        writing.drop_draft(number)?;
        Ok(writing.finish("delete_draft", &object(number), &[])?)
    }

    /// What is wrong with a draft, by the rules by which a file is checked.
    ///
    /// # Errors
    /// As [`Door::draft`].
    pub fn check_draft(&self, caller: &Caller, number: i64) -> Result<Vec<Finding>, OperationError> {
        let draft = self.draft(caller, number)?;
        let (outcome, Nowhere) = self.check_cases(&draft.of, &Identities::new(), (&[&draft], Nowhere))?;
        Ok(outcome.findings.kept().to_vec())
    }

    /// Checks drafts as the rows of one file, from row 2 on, with what was typed at the last step.
    pub(crate) fn check_cases<T: for<'x> Taker<'x>>(
        &self,
        of: &Cases,
        identities: &Identities,
        (drafts, taker): (&[&Draft], T),
    ) -> Result<(Outcome, T), OperationError> {
        let form = self.form(&of.register)?;
        let words = Words::of(self.catalogue());
        let asked = Asked {
            identity: if identities.is_empty() {
                Identity::Refused
            } else {
                Identity::Sealed
            },
            ..asked(of)
        };
        let mut check = Check::new(self.catalogue(), &words, asked, taker);
        check.sheet(&SheetInfo {
            index: 0,
            name: "",
            visible: true,
        });
        let ids: Vec<&str> = counted(&form).chain(named(&form, identities)).collect();
        let heading: Vec<(u16, Cell<'_>)> = (0u16..).zip(&ids).map(|(at, id)| (at, Cell::Text(id))).collect();
        let mut flow = check.row(1, &heading);
        for (row, draft) in (2u32..).zip(drafts) {
            if flow.is_break() {
                break;
            }
            flow = check.row(row, &cells(&ids, draft, identities.get(&draft.number)));
        }
        Ok(check.finish())
    }
}

/// What the check of cases is asked; no identity is among them.
pub(crate) fn asked(of: &Cases) -> Asked<'_> {
    Asked {
        authority: Some(&of.institution),
        period: Some(of.period),
        register: Some(&of.register),
        crosswalk: None,
        identity: Identity::Refused,
    }
}

/// The filled cells of a draft, in the order of the form.
fn cells<'d>(ids: &[&str], draft: &'d Draft, identified: Option<&'d Identified>) -> Vec<(u16, Cell<'d>)> {
    let texts = ids.iter().map(|id| text_of(id, draft, identified));
    let filled = (0u16..).zip(texts).filter(|(_, text)| !text.is_empty());
    filled.map(|(at, text)| (at, Cell::Text(text))).collect()
}

/// The fields of a form that are counted.
pub(crate) fn counted<'c>(form: &Form<'c>) -> impl Iterator<Item = &'c str> + use<'c> {
    let fields = form.register().fields().iter();
    fields
        .filter(|field| !field.is_identity())
        .map(|field| field.id.as_str())
}

/// What was typed into a field of a case, or at the last step.
pub(crate) fn text_of<'d>(id: &str, draft: &'d Draft, identified: Option<&'d Identified>) -> &'d str {
    let counted = draft.last.answers.get(id);
    let text = counted.or_else(|| identified?.answers.get(id));
    text.map_or("", String::as_str)
}

/// How the log names a draft.
pub(crate) fn object(number: i64) -> String {
    format!("case {number}")
}
