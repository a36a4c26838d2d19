//! Every finding that the code can make has its sentences, and every sentence can be found.

use std::collections::BTreeSet;

use crate::house;

/// The ids in a text, written as `"M-001"`: F of the file, M of its columns, C of a cell, R of the return, L of linkage.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('"');
    quoted.filter(|id| {
        let bytes = id.as_bytes();
        bytes.len() == 5
            && b"FMCRL".contains(&bytes[0])
            && bytes[1] == b'-'
            && bytes[2..].iter().all(u8::is_ascii_digit)
    })
}

fn used() -> BTreeSet<String> {
    let sources = house::rust_files("crates")
        .into_iter()
        .filter(|(file, _)| file.contains("/src/"));
    sources
        .flat_map(|(_, text)| ids(&text).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn explained() -> Vec<String> {
    let file: toml::Table = house::text("catalogue/findings.toml").parse().unwrap();
    let findings = file["finding"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_finding_of_the_code_is_explained() {
    let explained: BTreeSet<String> = explained().into_iter().collect();
    let mute: Vec<String> = used().difference(&explained).cloned().collect();
    assert!(
        mute.is_empty(),
        "{mute:?}: the code makes them; write their sentences in catalogue/findings.toml"
    );
}

#[test]
fn every_explained_finding_can_be_found() {
    let used = used();
    let idle: Vec<String> = explained().into_iter().filter(|id| !used.contains(id)).collect();
    assert!(
        idle.is_empty(),
        "{idle:?} stand in catalogue/findings.toml and nothing under crates/*/src makes them"
    );
}

#[test]
fn an_id_is_five_signs_in_quotes() {
    let text = r#"("M-001", 'F-101', "F-1010", "X-001", "note M-002")"#;
    assert_eq!(ids(text).collect::<Vec<_>>(), ["M-001"]);
}
