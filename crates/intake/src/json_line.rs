//! One JSON object taken apart into fields, its memory kept from line to line.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::Cell;

/// Largest whole number that a float holds exactly.
const WHOLE_MAX: u64 = 1 << 53;

/// A field's value as it is kept.
#[derive(Debug, Clone, Copy)]
enum Kept {
    Empty,
    Number(f64),
    Bool(bool),
    /// Where its text ends; it begins where the name ends.
    Text,
    Nested,
}

/// A field: its name and, if it is text, its value lie side by side in one string.
#[derive(Debug, Clone, Copy)]
struct Field {
    name_start: usize,
    name_end: usize,
    text_end: usize,
    kept: Kept,
}

/// A field's value as it is shown.
pub(crate) enum Held<'a> {
    /// A scalar, or a list of scalars joined with semicolons.
    Cell(Cell<'a>),
    /// An object or a list of lists, which no cell can hold.
    Nested,
}

/// The fields of one line, in its own order.
#[derive(Debug, Default)]
pub(crate) struct Line {
    text: String,
    fields: Vec<Field>,
}

impl Line {
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, Held<'_>)> {
        self.fields.iter().map(|field| {
            let name = self.text.get(field.name_start..field.name_end).unwrap_or_default();
            let text = self.text.get(field.name_end..field.text_end).unwrap_or_default();
            let held = match field.kept {
                Kept::Empty => Held::Cell(Cell::Empty),
                Kept::Number(number) => Held::Cell(Cell::Number(number)),
                Kept::Bool(flag) => Held::Cell(Cell::Bool(flag)),
                Kept::Text => Held::Cell(Cell::Text(text)),
                Kept::Nested => Held::Nested,
            };
            (name, held)
        })
    }
}

/// Takes a line apart; `false` when it is no JSON object.
pub(crate) fn parse(line: &str, into: &mut Line) -> bool {
    into.text.clear();
    into.fields.clear();
    let mut json = serde_json::Deserializer::from_str(line);
    LineSeed(into).deserialize(&mut json).is_ok() && json.end().is_ok()
}

/// The deepest nesting of a line, whether or not it is well formed.
pub(crate) fn depth(line: &str) -> usize {
    let (mut now, mut deepest, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in line.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

struct LineSeed<'l>(&'l mut Line);

impl<'de> DeserializeSeed<'de> for LineSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for LineSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let line = self.0;
        loop {
            let name_start = line.text.len();
            if map.next_key_seed(TextSeed(&mut line.text))?.is_none() {
                return Ok(());
            }
            let name_end = line.text.len();
            let kept = map.next_value_seed(ValueSeed {
                text: &mut line.text,
                within_list: false,
            })?;
            line.fields.push(Field {
                name_start,
                name_end,
                text_end: line.text.len(),
                kept,
            });
        }
    }
}

/// Appends a string to the line's text.
struct TextSeed<'l>(&'l mut String);

impl<'de> DeserializeSeed<'de> for TextSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for TextSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

/// Keeps one value; within a list everything becomes text.
struct ValueSeed<'l> {
    text: &'l mut String,
    within_list: bool,
}

impl ValueSeed<'_> {
    /// A whole number too long for a float is a folio: its digits are kept as text.
    fn whole<E>(mut self, size: u64, number: i128) -> Result<Kept, E> {
        self.within_list |= size > WHOLE_MAX;
        let kept = Kept::Number(number as f64);
        self.scalar(kept, number)
    }

    fn scalar<E>(self, kept: Kept, shown: impl fmt::Display) -> Result<Kept, E> {
        if !self.within_list {
            return Ok(kept);
        }
        // Writing to a String cannot fail.
        let _ = fmt::Write::write_fmt(self.text, format_args!("{shown}"));
        Ok(Kept::Text)
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Kept;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Kept, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Kept;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Kept, E> {
        Ok(Kept::Empty)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Kept, E> {
        self.scalar(Kept::Bool(flag), flag)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Kept, E> {
        self.whole(number.unsigned_abs(), i128::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Kept, E> {
        self.whole(number, i128::from(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Kept, E> {
        self.scalar(Kept::Number(number), number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Kept, E> {
        self.text.push_str(text);
        Ok(Kept::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kept, A::Error> {
        let (mut nested, mut first) = (self.within_list, true);
        loop {
            let before = self.text.len();
            if !first {
                self.text.push(';');
            }
            match list.next_element_seed(ValueSeed {
                text: self.text,
                within_list: true,
            })? {
                None => {
                    self.text.truncate(before);
                    return Ok(if nested { Kept::Nested } else { Kept::Text });
                }
                Some(kept) => nested |= matches!(kept, Kept::Nested),
            }
            first = false;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kept, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Kept::Nested)
    }
}
