//! One record, for whoever has to do with its identity: where it came from, what it holds, what this person may ask for;
//! and what waits for a second person. Nothing of an identity is in either.

use catalogue::{Act, Compartment};
use store::{Proposal, StoreError};

use crate::{
    Caller, Door, OperationError,
    door::On,
    opening::{DAILY, Subject},
};

/// A record as its page shows it.
#[derive(Clone, Debug)]
pub struct OneRecord {
    /// Its number in this store.
    pub record: i64,
    /// The return it came with.
    pub returned: i64,
    /// The institution whose it is.
    pub institution: String,
    /// The register.
    pub register: String,
    /// The row as the spreadsheet numbered it.
    pub row: u32,
    /// Its stage: `current`, `replaced`, `blocked`, `erased`.
    pub stage: &'static str,
    /// The compartments of identity that it holds.
    pub compartments: Vec<String>,
    /// Those that the caller may ask to open.
    pub asks: Vec<String>,
    /// Those that the caller may open in an emergency.
    pub emergencies: Vec<String>,
    /// Whatever else the caller may do with it.
    pub acts: Vec<Act>,
    /// How many identities the caller may still open within a day, and of how many.
    pub left: (u32, u32),
}

/// Something that one person proposed and another confirms.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its number.
    pub number: i64,
    /// The act that was proposed.
    pub act: String,
    /// The institution that it is about.
    pub institution: String,
    /// The record, where it is about one.
    pub record: Option<i64>,
    /// The number of the link, where it is about one.
    pub link: Option<i64>,
    /// The account that proposed it.
    pub by: String,
    /// Whether the caller may confirm it.
    pub is_mine: bool,
}

/// What is said of a record that is not there and of one that the caller may not see: the same.
const HIDDEN: &str = "there is no record of this number that you may see; look for it among the returns of your own";

/// What else may be done with a record.
const ACTS: [Act; 4] = [Act::BlockRecord, Act::ProposeErasure, Act::SeeAccesses, Act::MarkCanary];

impl Door {
    /// A record, without an answer and without a word of its identity.
    ///
    /// # Errors
    /// [`OperationError::Unknown`], the same whether there is no such record or the caller may not see it.
    pub fn one_record(&self, caller: &Caller, record: i64) -> Result<OneRecord, OperationError> {
        let subject = match self.subject(record) {
            Err(OperationError::Store(StoreError::NoRecord(_) | StoreError::NoReturn(_))) => None,
            other => Some(other?),
        };
        let hidden = |error| match error {
            OperationError::Refused(_) => OperationError::Unknown(HIDDEN.to_owned()),
            other => other,
        };
        let Some(subject) = subject else {
            let absent = self.noted(caller, Act::SeeRecords, "", || Err(OperationError::refused(HIDDEN)));
            return absent.map_err(hidden);
        };
        self.admit(caller, Act::SeeRecords, subject.without_identity())
            .map_err(hidden)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        self.watch(&writing, record, "see_records")?;
        writing.finish("see_records", &format!("record {record}"), &[record])?;
        self.record_shown(caller, record, subject)
    }

    fn record_shown(&self, caller: &Caller, record: i64, subject: Subject) -> Result<OneRecord, OperationError> {
        let stored = self.store.record(record)?;
        let mut compartments = self.store.compartments(record)?;
        compartments.sort_by_key(|one| Compartment::of(one));
        let of = |act: Act| {
            let could = |one: &&String| self.could(caller, act, subject.on(one));
            compartments.iter().filter(could).cloned().collect()
        };
        let on = |act: Act| match act {
            Act::ProposeErasure => subject.on("person"),
            _ => subject.without_identity(),
        };
        let acts = ACTS.into_iter().filter(|act| self.could(caller, *act, on(*act)));
        Ok(OneRecord {
            record,
            returned: stored.number,
            register: stored.register,
            row: stored.row,
            stage: subject.stage,
            asks: of(Act::RequestOpening),
            emergencies: of(Act::OpenInEmergency),
            acts: acts.collect(),
            left: (self.left_today(caller)?, DAILY),
            institution: subject.institution,
            compartments,
        })
    }

    /// What waits for a second person, as far as the caller proposes or confirms such things or sees accounts.
    ///
    /// # Errors
    /// When the log cannot be written, or the store says no.
    pub fn proposals(&self, caller: &Caller) -> Result<Vec<Waiting>, OperationError> {
        self.is_still(caller)?;
        let mut waiting = Vec::new();
        for one in self.store.proposals()? {
            waiting.extend(self.waits(caller, &one)?);
        }
        self.store
            .note(caller.actor(), &self.now(), "see_proposals", "proposals", &[])?;
        Ok(waiting)
    }

    fn waits(&self, caller: &Caller, one: &Proposal) -> Result<Option<Waiting>, OperationError> {
        let record = one
            .object
            .strip_prefix("record ")
            .and_then(|number| number.parse::<i64>().ok());
        let subject = record.map(|record| self.subject(record)).transpose()?;
        let on = match &subject {
            Some(subject) => subject.on("person"),
            None if one.act == Act::DecideLink.id() => On::default(),
            None => On::of(&one.object),
        };
        let (Some(proposes), true) = (Act::of(&one.act), one.state == "asked") else {
            return Ok(None);
        };
        let confirms = match proposes {
            Act::ProposeErasure => Act::ConfirmErasure,
            Act::RecoverInstitution => Act::ConfirmRecovery,
            Act::DecideLink => Act::ConfirmLink,
            _ => Act::ConfirmEnrolment,
        };
        let confirms = self.could(caller, confirms, on);
        let sees = confirms
            || self.could(caller, proposes, on)
            || self.could(caller, Act::SeeAccounts, On::of(on.institution));
        Ok(sees.then(|| Waiting {
            number: one.number,
            act: one.act.clone(),
            institution: on.institution.to_owned(),
            record,
            link: one.object.strip_prefix("link ").and_then(|number| number.parse().ok()),
            by: one.account.clone(),
            is_mine: confirms && one.person != caller.person(),
        }))
    }
}
