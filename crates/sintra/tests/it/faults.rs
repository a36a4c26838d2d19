//! Mistakes planted in a copy of the catalogue: each is told with its file and line, and all of them at once.

use std::{fs, path::Path};

use crate::house::{catalogue, copy, sintra};

/// A mistake: the file, what stands there, what is put in its place, and the words by which it is told.
type Plant = (&'static str, &'static str, &'static str, &'static str);

const PLANTS: [Plant; 7] = [
    (
        "registers/training.toml",
        "list     = \"training_theme\"",
        "list     = \"no_such_list\"",
        "«no_such_list»",
    ),
    ("codes/sex.toml", "en = \"Woman\"", "en = \"\"", "both languages"),
    (
        "codes/yes_no.toml",
        "id    = \"NO\"",
        "id    = \"YES\"",
        "YES stands twice",
    ),
    (
        "codes/marital_status.toml",
        "cite   = [",
        "cite   = [\"Nowhere 1\", ",
        "«Nowhere 1»",
    ),
    (
        "law/offences.toml",
        "until        = \"2024-06-07\"",
        "until        = \"2024-06-30\"",
        "in force at once",
    ),
    (
        "law/groups.toml",
        "families_min = 2",
        "families_min = 9",
        "no group takes",
    ),
    (
        "tables/training.toml",
        "rows  = [\"training_theme\"]",
        "rows  = [\"no_such_field\"]",
        "«no_such_field»",
    ),
];

const TEXT: Plant = (
    "report/es/accused.md",
    "n(\"accused.by_nationality_status[MEX]\")",
    "n(\"accused.nowhere[MEX]\")",
    "«accused.nowhere»",
);

fn plant(folder: &Path, (file, from, to, _): &Plant) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no «{from}»");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Whether a line of what was said begins with the file and a line of it that exists, and says the words.
fn is_told(folder: &Path, said: &str, (file, _, _, words): &Plant) -> bool {
    let lines = fs::read_to_string(folder.join(file)).unwrap().lines().count();
    said.lines().filter(|line| line.contains(words)).any(|line| {
        let number = line
            .strip_prefix(&format!("{file}:"))
            .and_then(|rest| rest.split_once(':'));
        number.is_some_and(|(number, _)| number.parse().is_ok_and(|number| (1..=lines).contains(&number)))
    })
}

/// What `catalogue check` says of a copy with these mistakes; it must end with 1.
fn told(folder: &Path, plants: &[Plant]) -> String {
    copy(&catalogue(), folder);
    plants.iter().for_each(|one| plant(folder, one));
    let output = sintra().args(["catalogue", "check"]).arg(folder).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let missing: Vec<_> = plants.iter().filter(|one| !is_told(folder, &said, one)).collect();
    assert!(missing.is_empty(), "not told with file and line: {missing:?}\n{said}");
    said
}

#[test]
fn seven_kinds_of_mistakes_are_told_at_once_each_with_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), &PLANTS);
}

#[test]
fn each_mistake_is_told_when_it_is_alone() {
    for one in PLANTS {
        let folder = tempfile::tempdir().unwrap();
        told(folder.path(), &[one]);
    }
}

#[test]
fn a_text_that_calls_a_table_that_does_not_exist_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let said = told(folder.path(), &[TEXT]);
    let text = fs::read_to_string(folder.path().join(TEXT.0)).unwrap();
    let line = 1 + text.lines().position(|line| line.contains(TEXT.2)).unwrap();
    assert!(said.contains(&format!("{}:{line}:", TEXT.0)), "{said}");
}

#[test]
fn a_catalogue_with_faults_is_never_used() {
    let folder = tempfile::tempdir().unwrap();
    let (own, store) = (folder.path().join("catalogue"), folder.path().join("store"));
    copy(&catalogue(), &own);
    plant(&own, &PLANTS[0]);
    for arguments in [
        vec!["table"],
        vec!["template", "--authority", "pros-09-cmx"],
        vec!["freeze"],
    ] {
        let command = || {
            sintra()
                .current_dir(folder.path())
                .arg("--store")
                .arg(&store)
                .arg("--catalogue")
                .arg(&own)
                .args(&arguments)
                .output()
        };
        let output = command().unwrap();
        assert!(
            matches!(output.status.code(), Some(1..=3)),
            "{arguments:?}: {}",
            output.status
        );
        assert!(
            !store.exists() && !folder.path().join("pros-09-cmx.xlsx").exists(),
            "{arguments:?}"
        );
    }
}
