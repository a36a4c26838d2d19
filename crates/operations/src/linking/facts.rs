//! What a reviewer of a pair may see of a record beside its agreement: sex, age, nationality, state and days, of those
//! fields that identify nobody.

use catalogue::{Act, Kind};
use register::{Answer, Form, Payloads};

use super::shown::PairSide;
use crate::{Caller, Door, OperationError, door::On};

/// The roles of the fields that are shown.
const ROLES: [&str; 10] = [
    "sex",
    "age",
    "nationality",
    "origin_state",
    "facts_on",
    "facts_state",
    "detected_on",
    "attended_on",
    "accused_on",
    "opened_on",
];

impl Door {
    /// A record of a pair, with what the caller may see of it.
    pub(super) fn pair_side(&self, caller: &Caller, record: i64, together: usize) -> Result<PairSide, OperationError> {
        let kept = self.store.record(record)?;
        let institution = self.store.returned(kept.number)?.authority;
        let stage = self.store.record_stage(record)?;
        let on = On {
            institution: &institution,
            stage,
            compartment: None,
        };
        let facts = if self.may(caller, Act::SeeRecords, on) {
            self.facts_of(&kept)?
        } else {
            Vec::new()
        };
        Ok(PairSide {
            record,
            register: kept.register,
            returned: kept.number,
            row: kept.row,
            facts,
            together,
            institution,
        })
    }

    fn facts_of(&self, kept: &store::Record) -> Result<Vec<(String, String)>, OperationError> {
        let Some(form) = Form::of(self.catalogue(), &kept.register) else {
            return Ok(Vec::new());
        };
        let mut answers = Vec::new();
        let read = Payloads::new(form.clone(), kept.version).read(&kept.payload, &mut answers);
        read.map_err(|broken| store::StoreError::of_record(kept.id, &broken))?;
        let fields = form.register().fields().iter().zip(0..);
        let is_shown = |role: &str| ROLES.contains(&role);
        let shown = fields.filter(|(field, _)| !field.is_identity() && field.role.as_deref().is_some_and(is_shown));
        let told = |(field, at): (&catalogue::Field, usize)| {
            let words = self.words_of(&form, at, answers[at])?;
            Some((field.label.get(self.language()).to_owned(), words))
        };
        Ok(shown.filter_map(told).collect())
    }

    fn words_of(&self, form: &Form<'_>, at: usize, answer: Answer<'_>) -> Option<String> {
        match answer {
            Answer::Code(code) => {
                let codes = form.list(at)?.codes();
                Some(codes.get(usize::from(code))?.label.get(self.language()).to_owned())
            }
            Answer::Date(date) => Some(date.to_string()),
            Answer::Number(number) if form.register().fields()[at].kind == Kind::Integer => Some(number.to_string()),
            _ => None,
        }
    }
}
