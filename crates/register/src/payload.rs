//! A record's answers as JSON: what the store keeps, readable without this program. Codes stand by their
//! ids, a missing state as `{"state":"SI"}`, an empty cell not at all. Identity is never in it.

use std::{borrow::Cow, collections::HashMap, fmt};

use catalogue::{Date, Field, Kind, State};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::{Answer, Form};

/// Writes the answers of a row after what `text` already holds; fields of identity (T2) are left out.
pub fn write_payload(form: &Form<'_>, answers: &[Answer<'_>], text: &mut String) {
    text.push('{');
    let mut first = true;
    for (at, (field, answer)) in form.register().fields().iter().zip(answers).enumerate() {
        if answer.is_empty() || field.is_identity() {
            continue;
        }
        if !std::mem::take(&mut first) {
            text.push(',');
        }
        text.push('"');
        text.push_str(&field.id);
        text.push_str("\":");
        write_answer(form, at, *answer, text);
    }
    text.push('}');
}

pub(crate) fn write_answer(form: &Form<'_>, at: usize, answer: Answer<'_>, text: &mut String) {
    let id = |code: u16| {
        form.list(at)
            .and_then(|list| list.code(code))
            .map_or("", |code| &code.id)
    };
    match answer {
        Answer::Missing(state) => {
            text.push_str("{\"state\":\"");
            text.push_str(state.id());
            text.push_str("\"}");
        }
        Answer::Code(code) => quoted(id(code), text),
        Answer::Codes(set) => {
            text.push('[');
            let mut left = set;
            while left != 0 {
                quoted(id(left.trailing_zeros() as u16), text);
                left &= left - 1;
                if left != 0 {
                    text.push(',');
                }
            }
            text.push(']');
        }
        Answer::Date(date) => quoted(&date.to_string(), text),
        Answer::Number(number) => text.push_str(&number.to_string()),
        Answer::Text(words) => quoted(words, text),
    }
}

pub(crate) fn quoted(words: &str, text: &mut String) {
    let plain = words.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    if plain {
        text.push('"');
        text.push_str(words);
        text.push('"');
    } else if let Ok(escaped) = serde_json::to_string(words) {
        text.push_str(&escaped);
    }
}

/// A stored payload that is not what was written: the store is damaged or of another catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken(pub String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a stored record cannot be read: {}", self.0)
    }
}

impl std::error::Error for Broken {}

/// Reads payloads that were written under one version of a register, as answers to the present one.
#[derive(Clone, Debug)]
pub struct Payloads<'c> {
    form: Form<'c>,
    keys: HashMap<String, usize>,
    codes: Vec<HashMap<String, String>>,
    blank: Vec<Answer<'static>>,
}

impl<'c> Payloads<'c> {
    /// A reader for a version; concordance tells how an older one speaks.
    #[must_use]
    pub fn new(form: Form<'c>, version: u32) -> Payloads<'c> {
        let fields = form.register().fields();
        // A field of identity has no key: were one in a payload, nothing that counts would see it.
        let counted = fields.iter().zip(0..).filter(|(field, _)| !field.is_identity());
        let mut keys: HashMap<String, usize> = counted.map(|(field, at)| (field.id.clone(), at)).collect();
        let mut codes = vec![HashMap::new(); fields.len()];
        for line in form
            .register()
            .concordance()
            .iter()
            .filter(|line| line.version >= version)
        {
            let at = form.register().position(&line.field);
            let Some(at) = at.filter(|at| !fields[*at].is_identity()) else {
                continue;
            };
            keys.insert(line.was.clone().unwrap_or_else(|| line.field.clone()), at);
            codes[at].extend(line.codes.clone());
        }
        let asked = |field: &Field| {
            if field.since > version && !field.is_identity() {
                Answer::Missing(State::NotAsked)
            } else {
                Answer::EMPTY
            }
        };
        let blank = fields.iter().map(asked).collect();
        Payloads {
            form,
            keys,
            codes,
            blank,
        }
    }

    /// Reads a payload into `answers`. Texts are left out (given as an empty text): figures need none. Fields of
    /// identity are empty, whatever the payload holds.
    ///
    /// # Errors
    /// When the payload is not JSON of the form that [`write_payload`] writes.
    pub fn read(&self, payload: &str, answers: &mut Vec<Answer<'static>>) -> Result<(), Broken> {
        answers.clear();
        answers.extend_from_slice(&self.blank);
        let mut json = serde_json::Deserializer::from_str(payload);
        Row { reader: self, answers }
            .deserialize(&mut json)
            .map_err(|error| Broken(error.to_string()))
    }

    fn coded(&self, at: usize, id: &str) -> Answer<'static> {
        let id = self.codes[at].get(id).map_or(id, String::as_str);
        match self.form.list(at).and_then(|list| list.position(id)) {
            Some(code) if self.form.register().fields()[at].kind == Kind::Codes => Answer::Codes(1 << code),
            Some(code) => Answer::Code(code),
            // An old code that was split, or that the present list no longer has.
            None => Answer::Missing(State::NotSeparated),
        }
    }
}

/// The text that a payload has in a field of text; `None` where it has none, or is no payload.
#[must_use]
pub fn text_of(payload: &str, field: &str) -> Option<String> {
    let mut json = serde_json::Deserializer::from_str(payload);
    OneText(field).deserialize(&mut json).ok().flatten()
}

/// One field of a payload; the others are skipped.
struct OneText<'f>(&'f str);

impl<'de> DeserializeSeed<'de> for OneText<'_> {
    type Value = Option<String>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneText<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of field and answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == self.0 {
                found = map.next_value::<serde_json::Value>()?.as_str().map(str::to_owned);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

struct Row<'r, 'c> {
    reader: &'r Payloads<'c>,
    answers: &'r mut Vec<Answer<'static>>,
}

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of field and answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(at) = map.next_key_seed(Key(&self.reader.keys))? {
            match at {
                Some(at) => {
                    self.answers[at] = map.next_value_seed(Cell {
                        reader: self.reader,
                        at,
                    })?
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct Key<'r>(&'r HashMap<String, usize>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.get(key).copied())
    }
}

struct Cell<'r, 'c> {
    reader: &'r Payloads<'c>,
    at: usize,
}

impl<'de> DeserializeSeed<'de> for Cell<'_, '_> {
    type Value = Answer<'static>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Answer<'static>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_, '_> {
    type Value = Answer<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_str<E: serde::de::Error>(self, words: &str) -> Result<Answer<'static>, E> {
        match self.reader.form.register().fields()[self.at].kind {
            Kind::Code | Kind::Codes | Kind::Place | Kind::Authority => Ok(self.reader.coded(self.at, words)),
            Kind::Date | Kind::Year => Date::parse(words)
                .map(Answer::Date)
                .ok_or_else(|| E::custom(format!("«{words}» is not a date"))),
            _ => Ok(Answer::Text("")),
        }
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Answer<'static>, E> {
        i64::try_from(number).map(Answer::Number).map_err(E::custom)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Answer<'static>, E> {
        Ok(Answer::Number(number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Answer<'static>, A::Error> {
        let mut set = 0;
        while let Some(answer) = seq.next_element_seed(Cell {
            reader: self.reader,
            at: self.at,
        })? {
            match answer {
                Answer::Codes(one) => set |= one,
                other => return Ok(other),
            }
        }
        Ok(if set == 0 { Answer::EMPTY } else { Answer::Codes(set) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer<'static>, A::Error> {
        let mut state = None;
        while let Some((key, value)) = map.next_entry::<String, String>()? {
            if key == "state" {
                state = State::of(&value);
            }
        }
        state
            .map(Answer::Missing)
            .ok_or_else(|| serde::de::Error::custom("a state that is not known"))
    }
}
