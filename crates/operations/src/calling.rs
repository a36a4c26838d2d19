//! Calls for data: opened, extended and closed by a coordinator, seen by those whom they ask. A call is a plan: nothing
//! is sent to anybody.

use catalogue::{Act, Authority, Catalogue, Date, Language, List};
use store::{Call, NewCall};

use crate::{Ask, Caller, Door, OperationError, answering::asked, asked_of, deadline::day_of, door::On};

/// What is written, in Spanish and in English.
pub(crate) type Named = (&'static str, &'static str);
const TITLE: Named = ("el título", "title");
const NOTE: Named = ("la nota", "note");
pub(crate) const REASON: Named = ("la razón", "reason");

/// Most letters of a title.
const TITLE_MAX: usize = 200;
/// Most letters of a note or a reason.
const NOTE_MAX: usize = 2_000;

impl Door {
    /// Opens a call and answers its number. Without authorities it asks all that the caller may call of those that the
    /// Diagnosis asked (¶8); without registers, for all that each keeps.
    ///
    /// # Errors
    /// When the caller may not call one of them, something named does not exist, nobody that is asked keeps what is
    /// asked for, the day is past, or the words are missing, too long, or seem to identify a person.
    pub fn open_call(&self, caller: &Caller, new: NewCall) -> Result<i64, OperationError> {
        let new = NewCall {
            authorities: self.called(caller, &new.authorities)?,
            registers: in_order(self.catalogue(), &new.registers)?,
            due: new.due.last_day(),
            ..new
        };
        self.said((TITLE, &new.title), TITLE_MAX)?;
        if !new.note.is_empty() {
            self.said((NOTE, &new.note), NOTE_MAX)?;
        }
        let keeps_none = |id: &&String| registers_asked(self.catalogue(), id, &new.registers).is_empty();
        if let Some(id) = new.authorities.iter().find(keeps_none) {
            return Err(self.wrong(
                format!("{id} no lleva ninguno de los registros que se piden; quítela de la lista"),
                format!("{id} keeps none of the registers that this asks for; take it from the list"),
            ));
        }
        let at = self.now();
        if day_of(&at).is_some_and(|today| new.due < today) {
            return Err(self.wrong(
                format!("{} ya pasó; dé un día por venir", new.due),
                format!("{} is past; give a day that is still to come", new.due),
            ));
        }
        let writing = self.store.write(caller.actor(), &at)?;
        let number = writing.open_call(&new)?;
        let object = format!("call {number}: {} until {}", new.period, new.due);
        writing.finish(Act::OpenCall.id(), &object, &[])?;
        Ok(number)
    }

    /// Whom a call asks, in the order of the list; each must be one that the caller may call.
    fn called(&self, caller: &Caller, named: &[String]) -> Result<Vec<String>, OperationError> {
        let catalogue = self.catalogue();
        for id in named {
            asked_of(
                catalogue,
                Ask {
                    authority: Some(id),
                    ..Ask::default()
                },
            )?;
            self.admit(caller, Act::OpenCall, On::of(id))?;
        }
        if !named.is_empty() {
            let codes = catalogue.list("authority").map(List::codes).unwrap_or_default();
            let all = codes.iter().map(|code| &code.id).filter(|id| named.contains(id));
            return Ok(all.cloned().collect());
        }
        let all = asked(catalogue).into_iter().map(|(_, offices)| offices[0].id());
        let all: Vec<String> = all
            .filter(|id| self.may(caller, Act::OpenCall, On::of(id)))
            .map(str::to_owned)
            .collect();
        if all.is_empty() {
            self.admit(caller, Act::OpenCall, On::of(caller.institution()))?;
        }
        Ok(all)
    }

    /// Gives an authority, or everybody when it is empty, until another day.
    ///
    /// # Errors
    /// When the caller may not, the call is closed or does not ask the authority, the day is no later than the one that
    /// holds, or the reason is missing.
    pub fn extend_call(
        &self,
        caller: &Caller,
        call: i64,
        authority: &str,
        due: Date,
        reason: &str,
    ) -> Result<(), OperationError> {
        let due = due.last_day();
        self.admit(caller, Act::ExtendCall, On::of(&self.store.call(call)?.institution))?;
        self.said((REASON, reason), NOTE_MAX)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        let one = self.still_open(call)?;
        if !authority.is_empty() && !one.asks.authorities.iter().any(|id| id == authority) {
            return Err(self.wrong(
                format!("la solicitud {call} no pide nada a {authority}"),
                format!("call {call} does not ask {authority}"),
            ));
        }
        let holds = one.due_of(authority);
        if due <= holds {
            return Err(self.wrong(
                format!("el plazo ya llega al {holds}; una ampliación es un día posterior"),
                format!("it is due on {holds} already; an extension is a later day"),
            ));
        }
        writing.extend_call(call, authority, due, reason)?;
        let whose = if authority.is_empty() { "all" } else { authority };
        let object = format!("call {call}: {whose} until {due}");
        Ok(writing.finish(Act::ExtendCall.id(), &object, &[])?)
    }

    /// Closes a call: what comes later is not counted for it.
    ///
    /// # Errors
    /// When the caller may not, it was closed before, or the reason is missing.
    pub fn close_call(&self, caller: &Caller, call: i64, reason: &str) -> Result<(), OperationError> {
        self.admit(caller, Act::CloseCall, On::of(&self.store.call(call)?.institution))?;
        self.said((REASON, reason), NOTE_MAX)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        self.still_open(call)?;
        writing.close_call(call, reason)?;
        Ok(writing.finish(Act::CloseCall.id(), &format!("call {call}"), &[])?)
    }

    /// The calls that the caller may see, in the order in which they were opened; each names only the authorities that
    /// the caller may see of it.
    ///
    /// # Errors
    /// When the caller may see none of any kind, or they cannot be read.
    pub fn calls(&self, caller: &Caller) -> Result<Vec<Call>, OperationError> {
        self.admit(caller, Act::SeeCalls, On::of(caller.institution()))?;
        self.store
            .note(caller.actor(), &self.now(), Act::SeeCalls.id(), "calls", &[])?;
        let all = self.store.calls()?.into_iter();
        Ok(all.filter_map(|call| self.shown(caller, call)).collect())
    }

    /// A call.
    ///
    /// # Errors
    /// When there is none of this number, or the caller may not see it.
    pub fn call(&self, caller: &Caller, number: i64) -> Result<Call, OperationError> {
        self.admit(caller, Act::SeeCalls, On::of(caller.institution()))?;
        let object = format!("call {number}");
        let call = self.noted(caller, Act::SeeCalls, &object, || {
            let call = self.shown(caller, self.store.call(number)?);
            let none = || {
                self.refusing(
                    "Esta solicitud no pide nada a su institución; vea la lista de las que sí.",
                    "This call does not ask your institution; list those that do.",
                )
            };
            call.ok_or_else(none)
        })?;
        self.store
            .note(caller.actor(), &self.now(), Act::SeeCalls.id(), &object, &[])?;
        Ok(call)
    }

    /// A call that is still open.
    fn still_open(&self, number: i64) -> Result<Call, OperationError> {
        let call = self.store.call(number)?;
        let Some(closing) = &call.closing else {
            return Ok(call);
        };
        Err(self.wrong(
            format!("la solicitud {number} se cerró el {}; abra otra", closing.at),
            format!("call {number} was closed on {}; open another one", closing.at),
        ))
    }

    /// Words that stay: there, not too long, and of no person.
    pub(crate) fn said(&self, ((es, en), text): ((&str, &str), &str), chars_max: usize) -> Result<(), OperationError> {
        match text.trim() {
            "" => Err(self.wrong(
                format!("falta {es}; escríbalo en pocas palabras"),
                format!("the {en} is missing; write it in a few words"),
            )),
            long if long.chars().count() > chars_max => Err(self.wrong(
                format!("{es} pasa de {chars_max} letras"),
                format!("the {en} is longer than {chars_max} letters"),
            )),
            words if intake::is_identity(words) => Err(self.wrong(
                format!("{es} parece identificar a una persona; quite nombres, claves, teléfonos y direcciones"),
                format!("the {en} seems to identify a person; take out names, keys, telephones and addresses"),
            )),
            _ => Ok(()),
        }
    }

    /// What somebody gave is wrong, in the language of the door.
    pub(crate) fn wrong(&self, es: String, en: String) -> OperationError {
        OperationError::Unknown(match self.language() {
            Language::Es => es,
            Language::En => en,
        })
    }

    /// A refusal in the language of the door.
    pub(crate) fn refusing(&self, es: &str, en: &str) -> OperationError {
        OperationError::refused(match self.language() {
            Language::Es => es,
            Language::En => en,
        })
    }

    /// A call as the caller may see it; `None` when they may not.
    pub(crate) fn shown(&self, caller: &Caller, mut call: Call) -> Option<Call> {
        let asks_own = self.asks_through(caller.institution(), &call);
        let sees = |id: &str| self.may(caller, Act::SeeCalls, On::of(id));
        let is_own = sees(&call.institution) || (asks_own.is_some() && sees(caller.institution()));
        call.asks
            .authorities
            .retain(|id| sees(id) || asks_own.as_deref() == Some(id));
        (is_own || !call.asks.authorities.is_empty()).then_some(call)
    }

    /// The authority as which a call asks an institution: itself, or the office that its unit answers for.
    pub(crate) fn asks_through(&self, institution: &str, call: &Call) -> Option<String> {
        let own = Authority::of(self.catalogue(), institution)?;
        let office = own.answers_for(self.catalogue()).map(Authority::id);
        let asks = |id: &&str| call.asks.authorities.iter().any(|asked| asked == id);
        [Some(own.id()), office]
            .into_iter()
            .flatten()
            .find(asks)
            .map(str::to_owned)
    }
}

/// The registers that a call asks of an authority: of those named, or of all when none is, those that it or a unit that
/// answers for it keeps, in the order of their list.
#[must_use]
pub fn registers_asked(catalogue: &Catalogue, authority: &str, registers: &[String]) -> Vec<String> {
    let offices = offices_of(catalogue, authority);
    let is_asked = |id: &str| registers.is_empty() || registers.iter().any(|asked| asked == id);
    let keeps = |id: &str| {
        let register = catalogue.register(id);
        register.is_some_and(|register| offices.iter().any(|office| office.keeps(register)))
    };
    names(catalogue)
        .filter(|id| is_asked(id) && keeps(id))
        .map(str::to_owned)
        .collect()
}

/// An authority, and the units that answer for it too.
pub(crate) fn offices_of<'c>(catalogue: &'c Catalogue, authority: &str) -> Vec<Authority<'c>> {
    let Some(own) = Authority::of(catalogue, authority) else {
        return Vec::new();
    };
    let codes = catalogue.list("authority").map(List::codes).unwrap_or_default();
    let all = codes.iter().filter_map(|code| Authority::of(catalogue, &code.id));
    let is_its = |unit: &Authority<'_>| {
        unit.answers_for(catalogue)
            .is_some_and(|office| office.id() == own.id())
    };
    std::iter::once(own).chain(all.filter(is_its)).collect()
}

/// The registers that somebody keeps, in the order of their list.
pub(crate) fn names(catalogue: &Catalogue) -> impl Iterator<Item = &str> {
    let codes = catalogue.list("register_name").map(List::codes).unwrap_or_default();
    let kept = |id: &&str| {
        catalogue
            .register(id)
            .is_some_and(|register| !register.kept_by.is_empty())
    };
    codes.iter().map(|code| code.id.as_str()).filter(kept)
}

fn in_order(catalogue: &Catalogue, named: &[String]) -> Result<Vec<String>, OperationError> {
    for id in named {
        asked_of(
            catalogue,
            Ask {
                register: Some(id),
                ..Ask::default()
            },
        )?;
    }
    let is_named = |id: &&str| named.iter().any(|one| one == id);
    Ok(names(catalogue).filter(is_named).map(str::to_owned).collect())
}
