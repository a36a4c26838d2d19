//! Makes one method of every message, so that a missing or misspelt one fails the build: `words/es.toml` and
//! `words/en.toml` must hold the same keys with the same `{places}`.

#![expect(clippy::expect_used, reason = "a build that cannot go on says so and ends")]

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

use toml::{Table, Value};

const LANGUAGES: [&str; 2] = ["es", "en"];

fn main() {
    let texts = LANGUAGES.map(read);
    let [es, en] = &texts;
    let missing = |a: &BTreeMap<String, Message>, b: &BTreeMap<String, Message>| -> Vec<String> {
        a.iter()
            .filter(|(key, one)| b.get(*key).is_none_or(|other| other.places() != one.places()))
            .map(|(key, _)| key.clone())
            .collect()
    };
    let lacking = [missing(es, en), missing(en, es)].concat();
    assert!(
        lacking.is_empty(),
        "messages that differ between words/es.toml and words/en.toml: {lacking:?}"
    );
    let mut out = "impl Words {\n".to_owned();
    for (key, message) in es {
        method(&mut out, key, message, &en[key]);
    }
    out.push_str("}\n");
    let place = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&place).join("words.rs"), out).expect("the place can be written");
}

/// A message: one text, or one for a single thing and another for several.
struct Message {
    one: Option<String>,
    other: String,
}

impl Message {
    /// The places to fill, in alphabetical order; `n` is always a number.
    fn places(&self) -> Vec<String> {
        let texts = [self.one.as_deref().unwrap_or_default(), &self.other];
        let mut places: Vec<String> = texts
            .iter()
            .flat_map(|text| text.split('{').skip(1))
            .filter_map(|after| after.split_once('}').map(|(place, _)| place.to_owned()))
            .collect();
        places.extend(self.one.is_some().then(|| "n".to_owned()));
        places.sort();
        places.dedup();
        places
    }
}

fn read(language: &str) -> BTreeMap<String, Message> {
    let path = format!("words/{language}.toml");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let table: Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut all = BTreeMap::new();
    for (section, messages) in table {
        let messages = messages
            .as_table()
            .unwrap_or_else(|| panic!("{path}: [{section}] is a table"));
        for (key, value) in messages {
            all.insert(format!("{section}_{key}"), message(&path, key, value));
        }
    }
    all
}

fn message(path: &str, key: &str, value: &Value) -> Message {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (one, other) = match value {
        Value::Table(two) => (two.get("one").and_then(text), two.get("other").and_then(text)),
        value => (None, text(value)),
    };
    let other = other.unwrap_or_else(|| panic!("{path}: {key} is a text, or a table of `one` and `other`"));
    Message { one, other }
}

fn method(out: &mut String, key: &str, es: &Message, en: &Message) {
    let places = es.places();
    let is_plain = places.is_empty();
    let parameters: String = places
        .iter()
        .map(|place| match place.as_str() {
            "n" => ", n: u64".to_owned(),
            other => format!(", {other}: impl std::fmt::Display"),
        })
        .collect();
    let answer = if is_plain { "&'static str" } else { "String" };
    let _ = writeln!(
        out,
        "    pub(crate) fn {key}(self{parameters}) -> {answer} {{\n        match self.0 {{"
    );
    for (language, message) in [("Es", es), ("En", en)] {
        let other = phrase(&message.other, is_plain);
        let body = match &message.one {
            Some(one) => format!("if n == 1 {{ {} }} else {{ {other} }}", phrase(one, is_plain)),
            None => other,
        };
        let _ = writeln!(out, "            Language::{language} => {body},");
    }
    out.push_str("        }\n    }\n");
}

fn phrase(text: &str, is_plain: bool) -> String {
    match (is_plain, text.contains('{')) {
        (true, _) => format!("{text:?}"),
        (false, true) => format!("format!({text:?})"),
        (false, false) => format!("{text:?}.to_owned()"),
    }
}
