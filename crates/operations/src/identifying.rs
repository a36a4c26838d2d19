//! What identifies the person of a case: it is asked for when the case is handed in, sealed as that of a file is, and
//! never among what is kept of a case before.

use std::collections::BTreeMap;

use catalogue::Act;
use intake::MEND_CHARS_MAX;
use register::{Finding, Form};
use store::{Cases, Draft, StoreError, Typed};

use crate::{Caller, Door, OperationError, case_form::is_asked, door::On};

/// Cases whose identities can be typed at once; who has more hands in a file.
pub const IDENTIFIED_MAX: usize = 25;

/// What identifies the person of one case.
#[derive(Clone, Debug, Default)]
pub struct Identified {
    /// The revision of the case that was looked at.
    pub revision: u32,
    /// Field of identity to text, as typed; empty ones are left out.
    pub answers: Typed,
}

/// What identifies the persons of cases, by the case's number.
pub type Identities = BTreeMap<i64, Identified>;

/// Something wrong with what was typed of a person.
#[derive(Clone, Debug)]
pub struct WrongIdentity {
    /// The case.
    pub case: i64,
    /// The finding; it repeats nothing of what was typed.
    pub finding: Finding,
}

impl Door {
    /// Whether whoever asks may hand in cases of a register with what identifies their persons: it has such fields, the
    /// institution has a key to seal them to, and the caller the right.
    ///
    /// # Errors
    /// When it cannot be read whether there is a key.
    pub fn takes_identities(&self, caller: &Caller, register: &str) -> Result<bool, OperationError> {
        let institution = caller.institution();
        let asks = self.catalogue().register(register);
        let asks = asks.is_some_and(|register| register.fields().iter().any(is_asked));
        let may = asks && self.could(caller, Act::Receive, of_person(institution));
        Ok(may && self.store.institution_key(institution)?.is_some())
    }

    /// Says no where identities cannot be sealed, and where what was typed cannot be one.
    pub(crate) fn may_identify(
        &self,
        caller: &Caller,
        of: &Cases,
        (identities, drafts): (&Identities, &[&Draft]),
    ) -> Result<(), OperationError> {
        self.admit(caller, Act::Receive, of_person(&of.institution))?;
        if self.store.institution_key(&of.institution)?.is_none() {
            let says =
                "your institution has no key yet, so that nothing can be sealed; hand the cases in without identity";
            return Err(OperationError::refused(says));
        }
        if identities.len() > IDENTIFIED_MAX {
            return Err(OperationError::refused(
                "there are too many cases to name them one by one; hand in a file",
            ));
        }
        let form = self.form(&of.register)?;
        for (number, one) in identities {
            let draft = drafts.iter().find(|draft| draft.number == *number);
            if draft.is_none_or(|draft| draft.last.revision != one.revision) {
                return Err(StoreError::DraftChanged(*number).into());
            }
            for (id, text) in &one.answers {
                let is_one = form.register().field(id).is_some_and(is_asked);
                if !is_one || text.chars().nth(MEND_CHARS_MAX).is_some() {
                    let says =
                        format!("the field «{id}» asks for nothing of this kind, or for less; open the form again");
                    return Err(OperationError::Unknown(says));
                }
            }
        }
        Ok(())
    }
}

fn of_person(institution: &str) -> On<'_> {
    On {
        compartment: Some("person"),
        ..On::of(institution)
    }
}

/// The fields of identity in which something was typed, in the order of the form.
pub(crate) fn named<'c>(form: &Form<'c>, identities: &Identities) -> impl Iterator<Item = &'c str> + use<'c> {
    let ids = form.register().fields().iter().filter(|field| is_asked(field));
    let ids = ids.map(|field| field.id.as_str());
    let typed = |id: &&str| identities.values().any(|one| one.answers.contains_key(*id));
    ids.filter(typed).collect::<Vec<_>>().into_iter()
}
