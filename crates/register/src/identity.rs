//! What of a row is sealed: the answers of one compartment of identity as JSON, field and text. It is written to be
//! enclosed at once, and no error and no debug output repeats any of it.

use std::fmt;

use catalogue::{Compartment, Field};
use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::{
    Answer, Broken, Form,
    payload::{quoted, write_answer},
};

/// Writes the identity of a row that belongs to a compartment after what `text` already holds, as
/// `{"given_name":"…","birth_date":"1999-05-10"}`; texts in their composed form (NFC), so that one name has one
/// spelling. Tells whether there was any: when there is none, nothing is written.
pub fn write_identity(form: &Form<'_>, answers: &[Answer<'_>], compartment: Compartment, text: &mut String) -> bool {
    let before = text.len();
    let is_own = |field: &Field| field.is_identity() && field.compartment == Some(compartment);
    let fields = form.register().fields().iter();
    for (at, (field, answer)) in fields.zip(answers).enumerate() {
        if !is_own(field) || !answer.is_value() {
            continue;
        }
        text.push(if text.len() == before { '{' } else { ',' });
        quoted(&field.id, text);
        text.push(':');
        match answer {
            Answer::Text(words) if !is_nfc(words) => quoted(&words.nfc().collect::<String>(), text),
            answer => write_answer(form, at, *answer, text),
        }
    }
    let is_any = text.len() > before;
    if is_any {
        text.push('}');
    }
    is_any
}

/// The encoding that a row brings in place of an identity, where it brings one.
#[must_use]
pub fn encoding_of<'a>(form: &Form<'_>, answers: &[Answer<'a>]) -> Option<&'a str> {
    let at = form.register().fields().iter().position(Field::is_encoding)?;
    match answers.get(at) {
        Some(Answer::Text(text)) => Some(text),
        _ => None,
    }
}

/// Reads what [`write_identity`] wrote: fields and values, in the order of the form of its day. The fields are those
/// of the version under which it was sealed; none is looked up.
///
/// # Errors
/// When it is no object of texts, or has a field twice. The error repeats nothing of it.
pub fn read_identity(text: &str) -> Result<Vec<(String, String)>, Broken> {
    let broken = || Broken("what was sealed is not fields and texts".to_owned());
    let mut reading = serde_json::Deserializer::from_str(text);
    let read = reading.deserialize_map(Texts).map_err(|_| broken())?;
    reading.end().map_err(|_| broken())?;
    Ok(read)
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of field and text")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut read: Self::Value = Vec::new();
        while let Some((field, value)) = map.next_entry::<String, String>()? {
            if read.iter().any(|(known, _)| *known == field) {
                return Err(serde::de::Error::custom("a field twice"));
            }
            read.push((field, value));
        }
        Ok(read)
    }
}
