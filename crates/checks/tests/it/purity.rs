//! The rooms that compute are handed everything: they have no clock, disk, network, process or environment.

use crate::house;

/// The rooms that compute.
const PURE: [&str; 9] = [
    "catalogue",
    "seal",
    "ledger",
    "register",
    "intake",
    "linkage",
    "statistics",
    "report",
    "demo",
];

/// Words that open a door to the outside.
const DOORS: [&str; 10] = [
    "fs",
    "net",
    "env",
    "process",
    "SystemTime",
    "Instant",
    "Timestamp",
    "Zoned",
    "thread_rng",
    "RandomState",
];

#[test]
fn the_rooms_that_compute_open_no_door() {
    let mut faults = Vec::new();
    for room in PURE {
        for (file, text) in house::rust_files(&format!("crates/{room}/src")) {
            for (number, line) in text.lines().enumerate() {
                if let Some(door) = house::words(&code_of(line)).find(|word| DOORS.contains(word)) {
                    faults.push(format!(
                        "{file}:{}: `{door}`; have it handed in by `operations` or `store`",
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// A line without its comment, its strings, and the macros that read the environment of the build.
fn code_of(line: &str) -> String {
    let code = line.split("//").next().unwrap_or_default();
    code.split('"')
        .step_by(2)
        .collect::<Vec<_>>()
        .join(" ")
        .replace("env!", " ")
}

#[test]
fn words_in_comments_and_strings_are_no_doors() {
    assert_eq!(code_of("let a = \"the process\"; // of the fs"), "let a =  ; ");
    assert_eq!(
        code_of("include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"))"),
        "include!(concat!( ( ),  ))"
    );
}
