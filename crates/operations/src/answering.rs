//! The register `answers`: what each authority asked answered about each register that it keeps, decided from
//! the returns and letters when a vintage is frozen (¶13, ¶23, ¶57, ¶82, ¶89). Nobody hands it in.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Authority, Catalogue, List, Register, State};
use register::{Answer, Form, Part, Returned, declared};
use serde_json::{Value as Json, json};
use statistics::{Facts, FactsBuilder};
use store::Letter;

use crate::{OperationError, replying::RESPONSES};

/// The register's id.
pub(crate) const ANSWERS: &str = "answers";
/// The list by which it names registers.
const REGISTERS: &str = "register_name";

/// Answers from the one that says most to none: where an authority and its units answered differently, and for
/// an authority as a whole, the first of them counts.
pub(crate) const PRECEDENCE: [&str; 11] = [
    "ANSWERED",
    "PARTIAL",
    "ZERO",
    "ZERO_NO_SYSTEM",
    "WAITING",
    "NO_INFORMATION",
    "NOT_APPLICABLE",
    "NOT_IN_OPERATION",
    "DECLINED",
    "NOT_COMPETENT",
    "NO_RESPONSE",
];

/// What came of a register from an authority.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    /// The return that decides: the last with records, or the last of all.
    number: i64,
    stands_for: u64,
    has_zero: bool,
    declared: BTreeSet<State>,
    waits: bool,
}

/// What came from each authority, by its id and the register's.
#[derive(Debug, Default)]
pub(crate) struct Heard(BTreeMap<(String, String), Brought>);

impl Brought {
    /// From a return.
    pub(crate) fn in_return(number: i64) -> Brought {
        Brought {
            number,
            ..Brought::default()
        }
    }

    /// Notes a record: what it stands for, and what its count says.
    pub(crate) fn record(&mut self, stands_for: u32, count: Answer<'_>) {
        self.stands_for += u64::from(stands_for);
        if stands_for > 0 {
            return;
        }
        match declared(count) {
            Some(state) => drop(self.declared.insert(state)),
            None => self.has_zero = true,
        }
    }

    /// As it is kept with a return.
    pub(crate) fn to_json(&self) -> Json {
        let declared: Vec<&str> = self.declared.iter().map(|state| state.id()).collect();
        json!({ "stands_for": self.stands_for, "has_zero": self.has_zero, "declared": declared })
    }

    /// Reads what [`Brought::to_json`] wrote.
    pub(crate) fn from_json(json: &Json) -> Brought {
        let declared = json["declared"].as_array().into_iter().flatten();
        Brought {
            stands_for: json["stands_for"].as_u64().unwrap_or_default(),
            has_zero: json["has_zero"].as_bool().unwrap_or_default(),
            declared: declared.filter_map(|id| State::of(id.as_str()?)).collect(),
            ..Brought::default()
        }
    }

    /// The same, as of a return.
    pub(crate) fn of_return(self, number: i64) -> Brought {
        Brought { number, ..self }
    }

    /// What it stands for.
    pub(crate) fn stands_for(&self) -> u64 {
        self.stands_for
    }

    fn join(&mut self, other: Brought) {
        if other.stands_for > 0 || self.stands_for == 0 {
            self.number = other.number;
        }
        self.stands_for += other.stands_for;
        self.has_zero |= other.has_zero;
        self.declared.extend(other.declared);
        self.waits |= other.waits;
    }

    /// What it amounts to; `None` when nothing came.
    fn response(&self) -> Option<&'static str> {
        let declared = |state: State| self.declared.contains(&state);
        let of_declared = [
            (State::DeclaredZero, "ZERO_NO_SYSTEM"),
            (State::NoInformation, "NO_INFORMATION"),
            (State::NotApplicable, "NOT_APPLICABLE"),
            (State::NotOperating, "NOT_IN_OPERATION"),
            (State::Withheld, "DECLINED"),
        ];
        match self.stands_for {
            0 => of_declared
                .into_iter()
                .find(|(state, _)| declared(*state))
                .map(|(_, response)| response)
                .or(self.has_zero.then_some("ZERO"))
                .or(self.waits.then_some("WAITING")),
            _ if declared(State::NoInformation) => Some("PARTIAL"),
            _ => Some("ANSWERED"),
        }
    }
}

impl Heard {
    /// Takes in what a return brought of a register.
    pub(crate) fn take(&mut self, authority: &str, register: &str, brought: Brought) {
        let key = (authority.to_owned(), register.to_owned());
        self.0.entry(key).or_default().join(brought);
    }

    /// Takes in what was handed in and waits whole.
    pub(crate) fn take_waiting(&mut self, sent_back: &[(Returned, Part)]) {
        for (returned, part) in sent_back {
            self.wait(&returned.authority, &part.register, returned.number);
        }
    }

    /// Takes in a register of a return that waits whole.
    pub(crate) fn wait(&mut self, authority: &str, register: &str, number: i64) {
        let waits = Brought {
            waits: true,
            ..Brought::in_return(number)
        };
        let known = self.0.entry((authority.to_owned(), register.to_owned())).or_default();
        // What stands decides where something does.
        if known.response().is_none() {
            known.join(waits);
        }
    }

    /// What an authority itself answered about a register, and the return behind it, 0 for none.
    pub(crate) fn of(&self, letters: &[Letter], authority: &str, register: &str) -> (String, i64) {
        let brought = self.0.get(&(authority.to_owned(), register.to_owned()));
        if let Some((response, number)) = brought.and_then(|brought| Some((brought.response()?, brought.number))) {
            return (response.to_owned(), number);
        }
        let about = |letter: &&Letter| {
            let one = &letter.answer;
            one.authority == authority && (one.register.is_empty() || one.register == register)
        };
        let latest = letters.iter().rev().find(about);
        (
            latest.map_or("NO_RESPONSE", |letter| &letter.answer.state).to_owned(),
            0,
        )
    }
}

/// The facts of the register `answers`: one record for each authority asked and register that it keeps; `None`
/// when the catalogue has no such register.
///
/// # Errors
/// Only when columns differ in length, which would be our own fault.
pub(crate) fn facts(catalogue: &Catalogue, heard: &Heard, letters: &[Letter]) -> Result<Option<Facts>, OperationError> {
    let lists = catalogue.list(REGISTERS).zip(catalogue.list(RESPONSES));
    let builder = FactsBuilder::new(catalogue, ANSWERS).zip(Form::of(catalogue, ANSWERS));
    let Some(((names, responses), (mut builder, form))) = lists.zip(builder) else {
        return Ok(None);
    };
    let columns = ["register", "response"].map(|field| form.register().position(field));
    let [Some(register_at), Some(response_at)] = columns else {
        return Ok(None);
    };
    let mut answers = vec![Answer::EMPTY; form.width()];
    answers[form.count_field()] = Answer::Number(1);
    for (authority, offices) in asked(catalogue) {
        for (name, register) in kept(catalogue, names, offices[0]) {
            let all = offices
                .iter()
                .map(|office| heard.of(letters, office.id(), &register.id));
            let Some((response, number)) = all.min_by_key(|(response, _)| rank(response)) else {
                continue;
            };
            answers[register_at] = Answer::Code(name);
            answers[response_at] = responses
                .position(&response)
                .map_or(Answer::Missing(State::NoInformation), Answer::Code);
            builder.returned(number);
            builder.push(made_id(authority, name), Some(authority), 1, &answers);
        }
    }
    let facts = builder.finish();
    facts
        .map(Some)
        .map_err(|error| OperationError::Broken(error.to_string()))
}

/// The authorities asked, in the order of the list: the position of each, itself, and the units that answer
/// for it too.
pub(crate) fn asked(catalogue: &Catalogue) -> Vec<(u16, Vec<Authority<'_>>)> {
    let codes = catalogue.list("authority").map(List::codes).unwrap_or_default();
    let all: Vec<Authority<'_>> = codes
        .iter()
        .filter_map(|code| Authority::of(catalogue, &code.id))
        .collect();
    let offices = (0u16..).zip(&all).filter(|(_, one)| one.is_asked());
    offices
        .map(|(at, one)| {
            let is_its = |unit: &&Authority<'_>| unit.answers_for(catalogue).is_some_and(|own| own.id() == one.id());
            let units = all.iter().filter(is_its);
            (at, std::iter::once(one).chain(units).copied().collect())
        })
        .collect()
}

/// The registers that an authority keeps, in the order of their list.
fn kept<'c>(
    catalogue: &'c Catalogue,
    names: &'c List,
    authority: Authority<'c>,
) -> impl Iterator<Item = (u16, &'c Register)> {
    (0u16..)
        .zip(names.codes())
        .filter_map(|(at, code)| Some((at, catalogue.register(&code.id)?)))
        .filter(move |(_, register)| authority.keeps(register))
}

/// How much an answer says: the less, the more.
pub(crate) fn rank(response: &str) -> usize {
    PRECEDENCE
        .iter()
        .position(|known| *known == response)
        .unwrap_or(PRECEDENCE.len())
}

/// The number of a record that no return brought: below zero, so that it is never taken for one of the store.
fn made_id(authority: u16, register: u16) -> i64 {
    -(i64::from(authority) * 0x1_0000 + i64::from(register)) - 1
}

/// What a record that no return brought is about, for whoever traces a figure: its authority and register.
pub(crate) fn made_record(catalogue: &Catalogue, id: i64) -> Option<serde_json::Value> {
    let number = u32::try_from(-(id + 1)).ok()?;
    let (authority, register) = ((number / 0x1_0000) as u16, (number % 0x1_0000) as u16);
    let authority = catalogue.list("authority")?.code(authority)?;
    let register = catalogue.list(REGISTERS)?.code(register)?;
    Some(serde_json::json!({ "authority": authority.id, "register": register.id }))
}
