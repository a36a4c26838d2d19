//! The cases of a register and period become one return; what is in force there becomes cases first, so that nothing
//! of it is lost.

use std::{collections::BTreeSet, io::Cursor, ops::ControlFlow};

use catalogue::{Act, Field, Kind, List, Severity, State};
use intake::{Nowhere, Outcome, WrongRows};
use register::{Finding, Receipt};
use serde_json::{Map, Value as Json};
use store::{Cases, Draft, NewReturn, Staged, StoreError, Typed};

use crate::{
    Caller, Door, OperationError, Reader,
    case_form::plain_word,
    door::On,
    drafting::{DRAFTS_MAX, asked, counted, text_of},
    identifying::{Identities, WrongIdentity, named},
    receiving::{FILE_MAX_BYTES, Taken, sealing, take_in},
};

/// Times that the same cases may be handed in as a file of their own.
const SAME_MAX: usize = 100;

/// What came of handing in cases.
#[derive(Clone, Debug)]
pub struct HandedCases {
    /// The receipt; none when nothing was received.
    pub receipt: Option<Receipt>,
    /// What was found in the return.
    pub outcome: Outcome,
    /// The drafts that stay, because something in them must be corrected first.
    pub left: Vec<i64>,
    /// What is wrong with what identifies persons; then nothing was received.
    pub wrong: Vec<WrongIdentity>,
}

impl Door {
    /// Makes one return of all cases of a register and period in which nothing must be corrected; they end with its
    /// receipt, and the others stay.
    ///
    /// # Errors
    /// When the caller may not hand in, there is no case to hand in, what is in force would be lost, a case was changed
    /// meanwhile, or the store says no.
    pub fn hand_in_drafts(
        &self,
        caller: &Caller,
        reader: &Reader,
        of: (&str, &str, &str),
    ) -> Result<HandedCases, OperationError> {
        self.hand_in_identified(caller, reader, (of, &Identities::new()))
    }

    /// The same with what identifies the persons of some of the cases: it is sealed as that of a file is, and kept nowhere
    /// else. Where something of it is wrong nothing is received.
    ///
    /// # Errors
    /// As [`Door::hand_in_drafts`], or when identities cannot be sealed, or a case that one is of was changed meanwhile.
    pub fn hand_in_identified(
        &self,
        caller: &Caller,
        reader: &Reader,
        ((register, period, received_at), identities): ((&str, &str, &str), &Identities),
    ) -> Result<HandedCases, OperationError> {
        let of = self.cases(caller, register, period)?;
        let replaced = self.replaced(&of)?;
        let mut all = self.store.drafts(&of.institution)?;
        all.retain(|draft| draft.of == of);
        let (ready, left) = self.ready(&of, &all)?;
        self.loses_nothing(&of, period, (&replaced, &left))?;
        if ready.is_empty() {
            let says = "there is no case to hand in: correct what is marked, or save a new one";
            return Err(OperationError::refused(says));
        }
        let left = left.iter().map(|draft| draft.number).collect();
        if !identities.is_empty() {
            self.may_identify(caller, &of, (identities, &ready))?;
            let wrong = self.wrong_identities(&of, (identities, &ready))?;
            if !wrong.is_empty() {
                let (receipt, outcome) = (None, Outcome::default());
                return Ok(HandedCases {
                    receipt,
                    outcome,
                    left,
                    wrong,
                });
            }
        }
        let staged = self.staged_cases(&of, (&ready, identities))?;
        let new = NewReturn {
            authority: of.institution.clone(),
            period: of.period,
            file_name: format!("{register} {period}.jsonl"),
            crosswalk: String::new(),
            edition: self.catalogue().edition().to_owned(),
            received_at: received_at.to_owned(),
        };
        let taken = Taken {
            new,
            staged,
            annexes: Vec::new(),
            under_way: None,
            drafts: ready.iter().map(|draft| (draft.number, draft.last.revision)).collect(),
            after: None,
        };
        let asked = match identities.is_empty() {
            true => asked(&of),
            false => sealing(self, caller, asked(&of))?,
        };
        let received = take_in(self, reader, caller, asked, taken)?;
        Ok(HandedCases {
            receipt: received.receipt,
            outcome: received.outcome,
            left,
            wrong: Vec::new(),
        })
    }

    /// Says no where a return of these cases would take something in force away.
    fn loses_nothing(
        &self,
        of: &Cases,
        period: &str,
        (replaced, left): (&[i64], &[&Draft]),
    ) -> Result<(), OperationError> {
        let reopened = self.store.reopened(of)?;
        if let Some(number) = replaced.iter().find(|number| !reopened.contains(number)) {
            let says = format!(
                "return {number} is in force for {period}, and its cases would be lost; bring them back as cases first, \
                 or hand in a file with all of them"
            );
            return Err(OperationError::Refused(says));
        }
        if let Some(draft) = left.iter().find(|draft| draft.record != 0 && !replaced.is_empty()) {
            let says = format!(
                "case {} is in force and must be corrected before the others are handed in; correct it, or delete it \
                 if it is no case",
                draft.number
            );
            return Err(OperationError::Refused(says));
        }
        Ok(())
    }

    /// What keeps a row out that was right without its identity.
    fn wrong_identities(
        &self,
        of: &Cases,
        (identities, ready): (&Identities, &[&Draft]),
    ) -> Result<Vec<WrongIdentity>, OperationError> {
        let (outcome, Nowhere) = self.check_cases(of, identities, (ready, Nowhere))?;
        let wrong = outcome.findings.kept().iter().filter(|one| self.is_grave(one));
        let of_case = |finding: &Finding| {
            let at = finding.at.row.and_then(|row| usize::try_from(row).ok()?.checked_sub(2));
            WrongIdentity {
                case: at.and_then(|at| ready.get(at)).map_or(0, |draft| draft.number),
                finding: finding.clone(),
            }
        };
        Ok(wrong.map(of_case).collect())
    }

    /// The returns in force whose place a return of these cases would take.
    fn replaced(&self, of: &Cases) -> Result<Vec<i64>, OperationError> {
        match self.store.in_place_of(of) {
            Err(StoreError::Overlap { number, period }) => Err(OperationError::Refused(format!(
                "return {number} is in force for {period}, which these cases do not cover; give them that period"
            ))),
            other => Ok(other?),
        }
    }

    /// The drafts in which nothing must be corrected, each alone and all together, and the others.
    fn ready<'d>(&self, of: &Cases, all: &'d [Draft]) -> Result<(Vec<&'d Draft>, Vec<&'d Draft>), OperationError> {
        let (mut ready, mut left): (Vec<&Draft>, Vec<&Draft>) = (all.iter().collect(), Vec::new());
        loop {
            let none = Identities::new();
            let (outcome, waiting) = self.check_cases(of, &none, (&ready, WrongRows::default()))?;
            let grave = outcome.findings.kept().iter().filter(|one| self.is_grave(one));
            let mut rows: BTreeSet<u32> = grave.filter_map(|one| one.at.row).collect();
            rows.extend(waiting.rows(""));
            if rows.is_empty() {
                return Ok((ready, left));
            }
            let is_wrong = |at: usize| u32::try_from(at + 2).is_ok_and(|row| rows.contains(&row));
            let (wrong, right): (Vec<_>, Vec<_>) = ready.into_iter().enumerate().partition(|(at, _)| is_wrong(*at));
            left.extend(wrong.into_iter().map(|(_, draft)| draft));
            ready = right.into_iter().map(|(_, draft)| draft).collect();
        }
    }

    /// Whether a finding keeps a row out: an error or worse, or that the row is no case at all.
    pub(crate) fn is_grave(&self, finding: &Finding) -> bool {
        let severity = self.catalogue().sentence(&finding.code).map(|(severity, ..)| severity);
        severity.is_none_or(|severity| severity >= Severity::Error)
            || ["M-007", "M-008", "M-020"].contains(&finding.code.as_ref())
    }

    /// The file that is made of cases: a line each, with every field that is counted. The same cases may be in force a
    /// second time after others were, and are a file of their own then.
    fn staged_cases(
        &self,
        of: &Cases,
        (drafts, identities): (&[&Draft], &Identities),
    ) -> Result<Staged, OperationError> {
        let form = self.form(&of.register)?;
        let mut text = String::new();
        for draft in drafts {
            let identified = identities.get(&draft.number);
            let answer = |id: &str| Json::from(text_of(id, draft, identified));
            let ids = counted(&form).chain(named(&form, identities));
            let line: Map<String, Json> = ids.map(|id| (id.to_owned(), answer(id))).collect();
            text += &Json::Object(line).to_string();
            text.push('\n');
        }
        for _ in 0..SAME_MAX {
            let staged = self
                .store
                .stage_original(&mut Cursor::new(text.as_bytes()), FILE_MAX_BYTES)?;
            let known = self
                .store
                .already_received(&of.institution, of.period, &staged.sha256, "")?;
            if known.is_none() {
                return Ok(staged);
            }
            text.insert(text.len() - 1, ' ');
        }
        let says = "these cases were handed in too often without a change; there is nothing new to hand in";
        Err(OperationError::refused(says))
    }

    /// Brings what is in force for a register and period back as cases, so that it can be corrected and handed in again.
    /// Answers how many came back.
    ///
    /// # Errors
    /// When the caller may not see the records or hand in, nothing is in force there, or records hold sealed identities
    /// or were blocked: then a file corrects them.
    pub fn reopen_cases(&self, caller: &Caller, register: &str, period: &str) -> Result<usize, OperationError> {
        let of = self.cases(caller, register, period)?;
        let on = On {
            stage: "current",
            ..On::of(&of.institution)
        };
        self.admit(caller, Act::SeeRecords, on)?;
        let reopened = self.store.reopened(&of)?;
        let numbers = self.replaced(&of)?;
        let numbers: Vec<i64> = numbers
            .into_iter()
            .filter(|number| !reopened.contains(number))
            .collect();
        if numbers.is_empty() {
            return Err(OperationError::refused(
                "nothing is in force there that is not among the cases already",
            ));
        }
        let object = format!(
            "return {} {register}",
            numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
        );
        let records = self.noted(caller, Act::SeeRecords, &object, || {
            self.records_in_force(&of, &numbers)
        })?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        for (record, typed) in &records {
            self.watch(&writing, *record, "reopen_cases")?;
            if !writing.has_draft_of(*record)? {
                writing.begin_draft(&of, (*record, typed))?;
            }
        }
        for number in &numbers {
            writing.note_reopened(*number, &of)?;
        }
        let whole: Vec<i64> = numbers.iter().map(|number| number << 32).collect();
        writing.finish("reopen_cases", &object, &whole)?;
        Ok(records.len())
    }

    /// The records of returns in force, as if they had been typed.
    fn records_in_force(&self, of: &Cases, numbers: &[i64]) -> Result<Vec<(i64, Typed)>, OperationError> {
        let form = self.form(&of.register)?;
        let mut records = Vec::new();
        for number in numbers {
            let mut read: Vec<(i64, u32, String)> = Vec::new();
            self.store.records(*number, &of.register, |stored| {
                read.push((stored.id, stored.version, stored.payload.to_owned()));
                ControlFlow::<()>::Continue(())
            })?;
            for (id, version, payload) in read {
                let way_out = if !self.store.compartments(id)?.is_empty() {
                    "has cases with sealed identities, which would be lost"
                } else if self.store.record_stage(id)? != "current" {
                    "has cases that are blocked or erased"
                } else if version != form.register().version {
                    "was written under an older form"
                } else {
                    records.push((id, self.typed_of(&of.register, &payload)?));
                    continue;
                };
                let says = format!("return {number} {way_out}; hand in the correction as a file");
                return Err(OperationError::Refused(says));
            }
        }
        if records.len() > DRAFTS_MAX {
            let says = "there are too many cases to correct them one by one; hand in the correction as a file";
            return Err(OperationError::refused(says));
        }
        Ok(records)
    }

    /// The answers of a record as a person would type them.
    fn typed_of(&self, register: &str, payload: &str) -> Result<Typed, OperationError> {
        let form = self.form(register)?;
        let broken = |_| OperationError::Broken("a record cannot be read; verify the store".to_owned());
        let answers: Map<String, Json> = serde_json::from_str(payload).map_err(broken)?;
        let mut typed = Typed::new();
        for (at, field) in form.register().fields().iter().enumerate() {
            if let Some(answer) = answers.get(&field.id) {
                typed.insert(field.id.clone(), self.text_of(field, form.list(at), answer));
            }
        }
        Ok(typed)
    }

    fn text_of(&self, field: &Field, list: Option<&List>, answer: &Json) -> String {
        let word = |id: &str| list.map_or_else(|| id.to_owned(), |list| plain_word(list, id));
        match answer {
            Json::Object(state) => {
                let id = state.get("state").and_then(Json::as_str).unwrap_or_default();
                match State::of(id) {
                    Some(State::NoInformation) => "S.I.".to_owned(),
                    Some(State::NotApplicable) => "N.A.".to_owned(),
                    _ => self
                        .catalogue()
                        .list("value_state")
                        .map_or(String::new(), |list| word_of(list, id)),
                }
            }
            Json::Array(codes) => {
                let words: Vec<String> = codes.iter().filter_map(Json::as_str).map(word).collect();
                words.join("; ")
            }
            Json::String(text) => word(text),
            Json::Number(number) => number_text(field.kind, number.as_i64().unwrap_or_default()),
            other => other.to_string(),
        }
    }
}

fn word_of(list: &List, id: &str) -> String {
    let code = list.position(id).and_then(|at| list.code(at));
    code.map_or(id, |code| &code.label.es).to_owned()
}

/// A number as it is typed: decimals are kept in ten-thousandths, money in centavos.
fn number_text(kind: Kind, number: i64) -> String {
    let (unit, digits) = match kind {
        Kind::Decimal => (10_000, 4),
        Kind::Money => (100, 2),
        _ => return number.to_string(),
    };
    let sign = if number < 0 { "-" } else { "" };
    let number = number.unsigned_abs();
    let text = format!("{sign}{}.{:0digits$}", number / unit, number % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
