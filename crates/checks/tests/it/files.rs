//! Every file of Rust says what it is for, fits in the head, has a name that means something, and is in use.

use std::collections::BTreeSet;

use crate::house;

const LINES_MAX: usize = 500;
const ARCHITECTURE_LINES_MAX: usize = 300;

/// Names of drawers: what has no other home has no plan.
const DRAWERS: [&str; 10] = [
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services",
];

/// Fails with every fault at once.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let says = |text: &str| text.strip_prefix("//! ").is_some_and(|rest| !rest.starts_with('\n'));
    let files = house::rust_files("crates").into_iter().filter(|(_, text)| !says(text));
    none(
        &files
            .map(|(file, _)| format!("{file}: begin with `//!` and one sentence of purpose"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_file_fits_in_the_head() {
    let lines = house::rust_files("crates")
        .into_iter()
        .map(|(file, text)| (file, text.lines().count()));
    let long = lines.filter(|(_, lines)| *lines > LINES_MAX);
    none(
        &long
            .map(|(file, lines)| format!("{file}: {lines} lines; split it by responsibility (limit {LINES_MAX})"))
            .collect::<Vec<_>>(),
    );
    let lines = house::text("ARCHITECTURE.md").lines().count();
    assert!(
        lines <= ARCHITECTURE_LINES_MAX,
        "ARCHITECTURE.md: {lines} lines; a plan is read in one sitting (limit {ARCHITECTURE_LINES_MAX})"
    );
}

#[test]
fn no_name_is_a_drawer() {
    let mut faults = Vec::new();
    for (file, _) in house::rust_files("crates") {
        let names = file.trim_end_matches(".rs").split('/');
        if names
            .flat_map(|name| name.split(['_', '-']))
            .any(|word| DRAWERS.contains(&word))
        {
            faults.push(format!("{file}: a drawer's name; name it by the one idea in it"));
        }
    }
    none(&faults);
}

#[test]
fn no_lint_is_silenced_for_good() {
    let silencers = [concat!("#", "[allow("), concat!("#", "![allow(")];
    let files = house::rust_files("crates").into_iter();
    let silent = files.filter(|(_, text)| silencers.iter().any(|one| text.contains(one)));
    none(
        &silent
            .map(|(file, _)| format!("{file}: write `#[expect(…, reason = \"…\")]`, which ends when its reason does"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn no_file_is_forgotten() {
    let files = house::rust_files("crates");
    let mut faults = Vec::new();
    for (file, _) in files.iter().filter(|(file, _)| !begins_a_crate(file)) {
        let (folder, name) = file.trim_end_matches(".rs").rsplit_once('/').unwrap();
        let parents = [
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
            format!("{folder}.rs"),
        ];
        let parent = files.iter().filter(|(file, _)| parents.contains(file));
        if !parent.flat_map(|(_, text)| modules(text)).any(|module| module == name) {
            faults.push(format!("{file}: no file says `mod {name};`, so it is never compiled"));
        }
    }
    none(&faults);
}

/// Whether cargo finds the file by itself: a library, a binary, the build script, an example, the one test binary.
fn begins_a_crate(file: &str) -> bool {
    let inside = file.splitn(3, '/').nth(2).unwrap_or_default();
    ["src/lib.rs", "src/main.rs", "build.rs", "tests/it/main.rs"].contains(&inside) || inside.starts_with("examples/")
}

/// The modules that a file declares in files of their own.
fn modules(text: &str) -> BTreeSet<&str> {
    let declared = text
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';')?.rsplit_once("mod "));
    declared
        .filter(|(before, _)| before.is_empty() || before.starts_with("pub"))
        .map(|(_, name)| name)
        .collect()
}

#[test]
fn each_room_has_one_test_binary() {
    let mut faults = Vec::new();
    for (file, _) in house::rust_files("crates") {
        let inside = file.splitn(3, '/').nth(2).unwrap_or_default();
        if inside.strip_prefix("tests/").is_some_and(|own| !own.starts_with("it/")) {
            faults.push(format!("{file}: tests stand under tests/it and are linked once"));
        }
    }
    none(&faults);
}
