//! Whatever an operation says to a person has its Spanish.

use std::{fs, path::Path};

/// What no page can be told: it is said to the operator of the program alone.
const OPERATOR: [&str; 4] = ["backing_up.rs", "training.rs", "auditing.rs", "door.rs"];

pub(crate) fn each_refusal_of_the_operations_has_its_spanish() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(here.join("src/said.rs")).unwrap();
    let mut seen = 0;
    for file in fs::read_dir(here.join("../operations/src")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if OPERATOR.contains(&name.as_str()) || path.is_dir() {
            continue;
        }
        for sentence in refusals(&fs::read_to_string(&path).unwrap()) {
            seen += 1;
            assert!(
                table.contains(&format!("\"{sentence}\"")),
                "{name}: «{sentence}» has no Spanish in said.rs"
            );
        }
    }
    assert!(seen > 20, "the sentences are found");
}

/// What comes before a sentence that a person is told.
const BEFORE: [&str; 4] = ["refused(", "Refused(", "Unknown(", "let says ="];

/// The sentences that follow one of these, with `{}` for what differs.
fn refusals(source: &str) -> Vec<String> {
    let after = BEFORE.iter().flat_map(|before| source.split(before).skip(1));
    let texts = after.filter_map(|rest| {
        let rest = rest.trim_start().trim_start_matches('&');
        let rest = rest.strip_prefix("format!(").unwrap_or(rest).trim_start();
        let text = rest.strip_prefix('"')?.split_once('"')?.0;
        Some(text.to_owned())
    });
    let sentences = texts.map(|text| plain(&text));
    // A cause that is handed on says what differs and nothing else.
    sentences
        .filter(|text| text.contains(' ') && text != "{}: {}")
        .collect()
}

/// A text without line breaks of the source and without the names in its places.
fn plain(text: &str) -> String {
    let mut whole = String::new();
    let mut is_inside = false;
    for part in text.split("\\\n").map(str::trim_start) {
        for sign in part.chars() {
            match sign {
                '}' => is_inside = false,
                '{' => is_inside = true,
                _ if is_inside => continue,
                _ => {}
            }
            whole.push(sign);
        }
    }
    whole
}
