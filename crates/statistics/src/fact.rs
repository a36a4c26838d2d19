//! One answer as figures need it: a value to count by, never a text.

use catalogue::{Date, List, State};
use register::{Answer, Form};
use serde_json::{Value as Json, json};

/// An answer in a dictionary. Ordered: values first, in the order of their list, then the states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// One code: its position in the field's list.
    Code(u16),
    /// A set of codes.
    Codes(u64),
    /// A date.
    Date(Date),
    /// A number, in the field's units.
    Number(i64),
    /// A text was given; which one, no figure needs.
    Given,
    /// No value, and why.
    Missing(State),
}

impl Fact {
    /// What an answer is to a figure.
    #[must_use]
    pub fn of(answer: Answer<'_>) -> Fact {
        match answer {
            Answer::Missing(state) => Fact::Missing(state),
            Answer::Code(code) => Fact::Code(code),
            Answer::Codes(set) => Fact::Codes(set),
            Answer::Date(date) => Fact::Date(date),
            Answer::Number(number) => Fact::Number(number),
            Answer::Text(_) => Fact::Given,
        }
    }

    /// The fact as a vintage keeps it: codes by their ids.
    pub(crate) fn to_json(self, list: Option<&List>) -> Json {
        let id = |at: u16| list.and_then(|list| list.code(at)).map_or("", |code| code.id.as_str());
        match self {
            Fact::Code(code) => json!(id(code)),
            Fact::Codes(set) => (0u16..64)
                .filter(|at| set >> at & 1 == 1)
                .map(id)
                .collect::<Vec<_>>()
                .into(),
            Fact::Date(date) => json!({ "date": date.to_string() }),
            Fact::Number(number) => json!(number),
            Fact::Given => json!({ "given": true }),
            Fact::Missing(state) => json!({ "state": state.id() }),
        }
    }

    /// Reads what [`Fact::to_json`] wrote; `None` when it is nothing of the kind.
    pub(crate) fn from_json(json: &Json, list: Option<&List>) -> Option<Fact> {
        let code = |json: &Json| list?.position(json.as_str()?);
        match json {
            Json::String(_) => code(json).map(Fact::Code),
            Json::Array(codes) => {
                let bits = codes.iter().map(|json| code(json).map(|at| 1u64 << at));
                bits.sum::<Option<u64>>().map(Fact::Codes)
            }
            Json::Number(number) => number.as_i64().map(Fact::Number),
            Json::Object(object) => match (object.get("state"), object.get("date")) {
                (Some(state), _) => State::of(state.as_str()?).map(Fact::Missing),
                (_, Some(date)) => Date::parse(date.as_str()?).map(Fact::Date),
                _ => object.contains_key("given").then_some(Fact::Given),
            },
            _ => None,
        }
    }
}

/// The list of a column by its name: a field's, or the authorities'.
pub(crate) fn list_of<'c>(form: &Form<'c>, authorities: Option<&'c List>, column: &str) -> Option<&'c List> {
    if column == AUTHORITY {
        authorities
    } else {
        form.list(form.register().position(column)?)
    }
}

/// The column of the authority that handed the record in.
pub(crate) const AUTHORITY: &str = "authority";
