//! Opens an identity: one compartment of one record, for a purpose, by the number of an office, with a second person's
//! grant, within five minutes. The grant is the compartment's key wrapped to the account that asked: before it, and
//! without that account's password, nothing here can open it.

use catalogue::Act;
use jiff::{SignedDuration, Timestamp};
use register::read_identity;
use seal::PublicKey;
use serde_json::{Value as Json, json};
use store::{Opening, StoreError, Writing};

use crate::{Caller, Door, OperationError, door::On, enrolling::TWO_PERSONS};

/// How long a grant can be used.
const GRANT: SignedDuration = SignedDuration::from_mins(5);
/// How many identities one person opens in twenty-four hours, at most.
pub(crate) const DAILY: u32 = 20;
/// The period of that limit.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What was in a compartment: field and value.
pub type Opened = Vec<(String, String)>;

/// Whose a record is, and what became of it.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) institution: String,
    pub(crate) stage: &'static str,
}

impl Door {
    /// Asks to open one compartment of a record of the own institution; answers the number to be granted.
    ///
    /// # Errors
    /// When the caller may not, gives no purpose or office number, or there is nothing of that kind.
    pub fn request_opening(&self, caller: &Caller, record: i64, compartment: &str) -> Result<i64, OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::RequestOpening, subject.on(compartment))?;
        self.holds(record, compartment)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        let number = writing.keep_opening(&self.asked(caller, record, compartment, &subject))?;
        self.watch(&writing, record, "request_opening")?;
        writing.finish("request_opening", &of(number, record, compartment), &[record])?;
        Ok(number)
    }

    /// Grants it, as a custodian who is another person: the compartment's key passes to the account that asked.
    ///
    /// # Errors
    /// When the caller may not, is the person who asked, holds no key of the institution, or it was granted.
    pub fn grant_opening(&self, caller: &Caller, number: i64) -> Result<(), OperationError> {
        let asked = self.store.opening(number)?;
        self.admit(caller, Act::GrantOpening, On::opening(&asked))?;
        let object = of(number, asked.record, &asked.compartment);
        self.noted(caller, Act::GrantOpening, &object, || self.grant(caller, &asked))
    }

    fn grant(&self, caller: &Caller, asked: &Opening) -> Result<(), OperationError> {
        let number = asked.number;
        if asked.person == caller.person() {
            return Err(OperationError::refused(TWO_PERSONS));
        }
        let own = self.institution_private(caller, &asked.institution)?;
        let key = self.store.compartment_key(asked.record, &asked.compartment, &own)?;
        let account = self.of_name(&asked.account)?;
        let public: PublicKey = account.public_key.parse().map_err(StoreError::from)?;
        let granted = seal::wrap(&key, &public, &place(number), &mut store::generator()?);
        let writing = self.store.write(&caller.seconded(&asked.account), &self.now())?;
        let mut one = self.store.opening(number)?;
        if one.state != "asked" {
            return Err(OperationError::refused(
                "it is not waiting for a grant any more; it must be asked for again",
            ));
        }
        "granted".clone_into(&mut one.state);
        caller.account().clone_into(&mut one.granted_by);
        writing.at().clone_into(&mut one.granted_at);
        one.granted = Some(granted);
        writing.keep_opening(&one)?;
        self.watch(&writing, one.record, "grant_opening")?;
        Ok(writing.finish(
            "grant_opening",
            &of(number, one.record, &one.compartment),
            &[one.record],
        )?)
    }

    /// Refuses it.
    ///
    /// # Errors
    /// As [`Door::grant_opening`], but for the key.
    pub fn refuse_opening(&self, caller: &Caller, number: i64) -> Result<(), OperationError> {
        let one = self.store.opening(number)?;
        self.admit(caller, Act::GrantOpening, On::opening(&one))?;
        let object = of(number, one.record, &one.compartment);
        self.noted(caller, Act::GrantOpening, &object, || {
            if one.person == caller.person() {
                return Err(OperationError::refused(TWO_PERSONS));
            }
            let writing = self.store.write(&caller.seconded(&one.account), &self.now())?;
            let mut one = self.store.opening(number)?;
            if one.state != "asked" {
                return Err(OperationError::refused("it is not waiting for a grant any more"));
            }
            "refused".clone_into(&mut one.state);
            writing.keep_opening(&one)?;
            Ok(writing.finish("refuse_opening", &object, &[one.record])?)
        })
    }

    /// Opens what was granted. The entry in the log is durable before anything is answered.
    ///
    /// # Errors
    /// When the caller is not the one who asked, the grant is over five minutes old or was used, or twenty were opened
    /// within a day.
    pub fn open_identity(&self, caller: &Caller, number: i64) -> Result<Opened, OperationError> {
        let one = self.store.opening(number)?;
        self.admit(caller, Act::OpenIdentity, On::opening(&one))?;
        let object = of(number, one.record, &one.compartment);
        self.noted(caller, Act::OpenIdentity, &object, || self.open_once(caller, &one))
    }

    fn open_once(&self, caller: &Caller, one: &Opening) -> Result<Opened, OperationError> {
        let number = one.number;
        let own = caller
            .key()
            .ok_or_else(|| OperationError::refused("sign in with your password: a session alone opens nothing"))?;
        if one.account != caller.account() {
            return Err(OperationError::refused("only the account that asked opens it"));
        }
        let stage = self.subject(one.record)?.stage;
        if matches!(stage, "blocked" | "erased") {
            return Err(OperationError::refused(
                "the identity of this record was blocked or erased, and is opened no more",
            ));
        }
        let actor = caller
            .clone()
            .for_purpose(&one.purpose)
            .by_office(&one.reference)
            .actor()
            .clone();
        let writing = self.store.write(&actor, &self.now())?;
        let mut one = self.store.opening(number)?;
        if !self.is_open(&one) {
            return Err(OperationError::refused(
                "the grant was used or is over five minutes old; ask for it again",
            ));
        }
        let granted = one.granted.take().unwrap_or_default();
        if self.is_enough(caller)? {
            return Err(enough(writing, caller));
        }
        "opened".clone_into(&mut one.state);
        writing.at().clone_into(&mut one.opened_at);
        writing.keep_opening(&one)?;
        self.watch(&writing, one.record, "open_identity")?;
        writing.finish(
            "open_identity",
            &of(number, one.record, &one.compartment),
            &[one.record],
        )?;
        let key = seal::unwrap(&granted, own, &place(number)).map_err(StoreError::from)?;
        self.read(one.record, &one.compartment, &key)
    }

    /// Opens without a second person, as a custodian, where a life depends on it. It raises an alert at once and must
    /// be reviewed by the auditor.
    ///
    /// # Errors
    /// When the caller may not, holds no key of the institution, gives no purpose or office number, or twenty were
    /// opened within a day.
    pub fn open_in_emergency(&self, caller: &Caller, record: i64, compartment: &str) -> Result<Opened, OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::OpenInEmergency, subject.on(compartment))?;
        self.noted(caller, Act::OpenInEmergency, &format!("record {record}"), || {
            self.open_at_once(caller, (record, compartment), &subject)
        })
    }

    fn open_at_once(
        &self,
        caller: &Caller,
        (record, compartment): (i64, &str),
        subject: &Subject,
    ) -> Result<Opened, OperationError> {
        self.holds(record, compartment)?;
        let own = self.institution_private(caller, &subject.institution)?;
        let key = self.store.compartment_key(record, compartment, &own)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        if self.is_enough(caller)? {
            return Err(enough(writing, caller));
        }
        let number = writing.keep_opening(&Opening {
            state: "opened".to_owned(),
            opened_at: writing.at().to_owned(),
            emergency: true,
            ..self.asked(caller, record, compartment, subject)
        })?;
        writing.raise("emergency", &of(number, record, compartment))?;
        self.watch(&writing, record, "open_in_emergency")?;
        writing.finish("open_in_emergency", &of(number, record, compartment), &[record])?;
        self.read(record, compartment, &key)
    }

    /// Says, as an auditor, whether an emergency was one.
    ///
    /// # Errors
    /// When the caller may not, it was no emergency, or it is the caller's own.
    pub fn review_emergency(&self, caller: &Caller, number: i64, says: &str) -> Result<(), OperationError> {
        let one = self.store.opening(number)?;
        let on = On {
            institution: &one.institution,
            stage: &one.state,
            compartment: None,
        };
        self.admit(caller, Act::ReviewEmergency, on)?;
        let object = of(number, one.record, &one.compartment);
        self.noted(caller, Act::ReviewEmergency, &object, || {
            if !one.emergency || one.person == caller.person() || says.trim().is_empty() {
                return Err(OperationError::refused(
                    "only an emergency of another person is reviewed, and the review says something",
                ));
            }
            let writing = self.store.write(&caller.seconded(&one.account), &self.now())?;
            let mut one = self.store.opening(number)?;
            says.clone_into(&mut one.review);
            writing.keep_opening(&one)?;
            Ok(writing.finish("review_emergency", &object, &[one.record])?)
        })
    }

    /// The openings that the caller has to do with, who asks, grants or reviews, without a word of what was in them.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn openings(&self, caller: &Caller) -> Result<Vec<Json>, OperationError> {
        self.is_still(caller)?;
        let mut all = self.store.openings()?;
        all.retain(|one| self.concerns(caller, one));
        self.store
            .note(caller.actor(), &self.now(), "see_openings", "openings", &[])?;
        let line = |one: Opening| {
            let state = if one.state == "granted" && !self.is_open(&one) {
                "expired"
            } else {
                &one.state
            };
            json!({ "opening": one.number, "record": one.record, "compartment": one.compartment,
                    "institution": one.institution, "purpose": one.purpose, "office_number": one.reference,
                    "by": one.account, "asked_at": one.asked_at, "state": state, "granted_by": one.granted_by,
                    "granted_at": one.granted_at, "opened_at": one.opened_at, "emergency": one.emergency,
                    "review": one.review, "next": self.next_of(caller, &one) })
        };
        Ok(all.into_iter().map(line).collect())
    }

    /// What a caller may do next with an opening, once they bring what it needs.
    fn next_of(&self, caller: &Caller, one: &Opening) -> Option<&'static str> {
        let is_other = one.person != caller.person();
        let reviewed = On {
            compartment: None,
            ..On::opening(one)
        };
        let act = match one.state.as_str() {
            "asked" if is_other => (Act::GrantOpening, On::opening(one)),
            "granted" if one.account == caller.account() && self.is_open(one) => (Act::OpenIdentity, On::opening(one)),
            "opened" if is_other && one.emergency && one.review.is_empty() => (Act::ReviewEmergency, reviewed),
            _ => return None,
        };
        self.could(caller, act.0, act.1).then(|| act.0.id())
    }

    /// How many identities the caller may still open within a day.
    pub(crate) fn left_today(&self, caller: &Caller) -> Result<u32, OperationError> {
        let since = format!("{:.3}", self.clock() - DAY);
        Ok(DAILY.saturating_sub(self.store.opened_since(caller.person(), &since)?))
    }

    /// Whether a caller asks for, grants or reviews openings like this one.
    fn concerns(&self, caller: &Caller, one: &Opening) -> bool {
        let on = On {
            stage: "current",
            ..On::opening(one)
        };
        let reviewed = On {
            stage: "opened",
            compartment: None,
            ..on
        };
        one.account == caller.account()
            || self.may(caller, Act::RequestOpening, on)
            || self.may(caller, Act::GrantOpening, On { stage: "asked", ..on })
            || self.may(caller, Act::ReviewEmergency, reviewed)
    }

    pub(crate) fn subject(&self, record: i64) -> Result<Subject, OperationError> {
        let number = self.store.record(record)?.number;
        Ok(Subject {
            institution: self.store.returned(number)?.authority,
            stage: self.store.record_stage(record)?,
        })
    }

    /// Raises an alert when a decoy is touched; whoever touches it is told nothing.
    pub(crate) fn watch(&self, writing: &Writing<'_>, record: i64, act: &str) -> Result<(), OperationError> {
        if self.store.is_canary(record)? {
            writing.raise("canary", &format!("{act} record {record}"))?;
        }
        Ok(())
    }

    fn asked(&self, caller: &Caller, record: i64, compartment: &str, subject: &Subject) -> Opening {
        let actor = caller.actor();
        Opening {
            number: 0,
            record,
            compartment: compartment.to_owned(),
            institution: subject.institution.clone(),
            purpose: actor.purpose.clone(),
            reference: actor.reference.clone(),
            account: actor.account.clone(),
            person: actor.person.clone(),
            asked_at: self.now(),
            state: "asked".to_owned(),
            granted_by: String::new(),
            granted_at: String::new(),
            granted: None,
            opened_at: String::new(),
            emergency: false,
            review: String::new(),
        }
    }

    fn is_open(&self, one: &Opening) -> bool {
        let since = one
            .granted_at
            .parse::<Timestamp>()
            .map(|then| self.clock().duration_since(then));
        let in_time = since.is_ok_and(|passed| !passed.is_negative() && passed < GRANT);
        one.state == "granted" && one.granted.is_some() && in_time
    }

    /// Whether the person, whatever the account, has opened as many of a day as anybody may.
    fn is_enough(&self, caller: &Caller) -> Result<bool, OperationError> {
        Ok(self.left_today(caller)? == 0)
    }

    fn holds(&self, record: i64, compartment: &str) -> Result<(), OperationError> {
        let all = self.store.compartments(record)?;
        if all.iter().any(|one| one == compartment) {
            return Ok(());
        }
        let says = match all.is_empty() {
            true => format!("the record {record} came without an identity"),
            false => format!("the record {record} holds {}, and no {compartment}", all.join(", ")),
        };
        Err(OperationError::Unknown(says))
    }

    fn read(&self, record: i64, compartment: &str, key: &seal::Secret) -> Result<Opened, OperationError> {
        let text = self.store.compartment(record, compartment, key)?;
        read_identity(&text).map_err(|error| OperationError::Broken(error.to_string()))
    }
}

impl Subject {
    pub(crate) fn without_identity(&self) -> On<'_> {
        On {
            compartment: None,
            ..self.on("")
        }
    }

    pub(crate) fn on<'a>(&'a self, compartment: &'a str) -> On<'a> {
        On {
            institution: &self.institution,
            stage: self.stage,
            compartment: Some(compartment),
        }
    }
}

/// Raises the alert of whoever opens more than a day allows, and refuses.
fn enough(writing: Writing<'_>, caller: &Caller) -> OperationError {
    let object = format!("account {}", caller.account());
    let raised = writing.raise("quota", &object);
    match raised.and_then(|()| writing.finish("quota", &object, &[])) {
        Ok(()) => {
            OperationError::refused("twenty identities in a day is the most that one person opens; wait until tomorrow")
        }
        Err(error) => error.into(),
    }
}

/// What a grant is bound to.
fn place(number: i64) -> Vec<u8> {
    format!("opening {number}").into_bytes()
}

fn of(number: i64, record: i64, compartment: &str) -> String {
    format!("opening {number} record {record} {compartment}")
}
