//! The synthetic country held against what was published in 2019, and the faults that the Diagnosis tells of, each
//! found by the real intake.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value as Json;

use crate::house::{cell, demo, json, run_well, sintra, table, victims};

/// Key, paragraph, what was printed, what the records give, and why the two are not the same.
const GOLDEN: &str = "tests/golden/cndh-2019/comparison.csv";

fn compared(store: &Path) -> Vec<Json> {
    let said = run_well(
        store,
        &["--lang", "en", "diagnose", "--compare", "published-2019", "--json"],
        &[0],
    );
    serde_json::from_str(&said).unwrap()
}

#[test]
fn the_figures_of_2019_come_out_of_the_records() {
    let figures = compared(&demo().join("store"));
    assert_eq!(figures.len(), 636);
    let equal = figures.iter().filter(|figure| figure["equal"] == true).count();
    assert!(equal >= 200, "{equal} are equal");
    for figure in &figures {
        let has_reason = figure["why_not"].as_str().is_some_and(|why| !why.is_empty());
        assert_eq!(figure["equal"] == true, !has_reason, "{figure}");
    }
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines
        .write_record(["key", "paragraph", "published", "computed", "why_not"])
        .unwrap();
    for figure in &figures {
        let word = |name: &str| {
            figure[name]
                .as_str()
                .map_or_else(|| figure[name].to_string(), str::to_owned)
        };
        let computed = if figure["computed"].is_null() {
            String::new()
        } else {
            word("computed")
        };
        let why = figure["why_not"].as_str().unwrap_or_default();
        lines
            .write_record([&word("key"), &word("paragraph"), &word("published"), &computed, why])
            .unwrap();
    }
    let now = String::from_utf8(lines.into_inner().unwrap()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    for (golden, now) in golden.lines().zip(now.lines()) {
        assert_eq!(
            golden, now,
            "UPDATE_GOLDEN=1 writes {GOLDEN} anew; read the difference before you keep it"
        );
    }
    assert_eq!(golden.lines().count(), now.lines().count());
}

#[test]
fn a_vintage_that_lacks_registers_is_compared_and_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = (folder.path().join("store"), folder.path().join("a.csv"));
    fs::write(&path, victims(&[("A-1", "Mujer", 1)])).unwrap();
    let path = path.to_str().unwrap();
    run_well(
        &store,
        &["import", path, "--authority", "pros-09-cmx", "--period", "2016"],
        &[0],
    );
    run_well(&store, &["freeze"], &[0]);
    let figures = compared(&store);
    let of = |key: &str| figures.iter().find(|figure| figure["key"] == key).unwrap().clone();
    assert_eq!(of("v_total")["computed"], 1);
    assert_eq!(
        of("v_total")["why_not"],
        "the records of this vintage give another figure"
    );
    assert_eq!(
        of("inv_total")["why_not"],
        "the register it is computed from is missing in this vintage"
    );
    let out = folder.path().join("report");
    run_well(
        &store,
        &["--lang", "en", "diagnose", "--out", out.to_str().unwrap()],
        &[0],
    );
    for file in ["en/index.html", "en/diagnosis.pdf", "tables.xlsx"] {
        assert!(out.join(file).exists(), "{file}");
    }
    run_well(&store, &["diagnose", "--compare", "published-1999"], &[2]);
    run_well(&store, &["diagnose"], &[2]);
}

/// The codes of what is wrong with a workbook of the country, with how often.
fn findings(authority: &str) -> BTreeMap<String, u64> {
    let path = demo().join("returns").join(format!("{authority}.xlsx"));
    let period = "2012-06-15/2017-07-31";
    let arguments = [
        "check",
        path.to_str().unwrap(),
        "--authority",
        authority,
        "--period",
        period,
        "--identity",
        "--json",
    ];
    let said = json(&run_well(&demo().join("store"), &arguments, &[0, 1]));
    serde_json::from_value(said["counts"].clone()).unwrap()
}

#[test]
fn totals_that_contradict_their_parts_are_found() {
    for authority in ["pros-17-mor", "fed-ceav"] {
        assert_eq!(findings(authority).get("R-010"), Some(&1), "{authority}");
    }
    assert_eq!(findings("pros-09-cmx").get("R-010"), None);
}

#[test]
fn rows_outside_the_period_and_cells_of_no_list_are_found() {
    assert_eq!(findings("fed-stps").get("T-002"), Some(&1));
    assert_eq!(findings("pros-21-pue").get("C-001"), Some(&1));
    assert_eq!(findings("pros-09-cmx").get("C-004"), Some(&1));
    assert!(
        findings("pros-09-cmx").contains_key("R-002"),
        "more than half of a field is unknown"
    );
}

#[test]
fn documents_announced_and_missing_are_found_when_the_return_is_received() {
    let store = demo().join("store");
    let returns = run_well(&store, &["returns", "--json"], &[0]);
    let state = |authority: &str| {
        let of = |line: &&str| line.contains(&format!("\"{authority}\""));
        returns.lines().find(of).map(str::to_owned).unwrap()
    };
    // Both name a document in their sheet; one of the two brought it.
    assert!(
        state("court-15-mex").contains("accepted_with_observations"),
        "{}",
        state("court-15-mex")
    );
    assert!(demo().join("returns/court-09-cmx/version-publica-001.pdf").exists());
}

#[test]
fn silence_zero_and_no_information_are_answers_of_their_own() {
    let store = demo().join("store");
    let commissions = table(&store, "answers.victims_state_commissions");
    let of = |answer: &str| cell(&commissions, answer, None);
    let answers = [
        "ANSWERED",
        "NO_INFORMATION",
        "ZERO",
        "NOT_APPLICABLE",
        "NOT_IN_OPERATION",
        "NO_RESPONSE",
    ];
    assert_eq!(answers.map(of), [9, 5, 2, 2, 1, 1], "¶13 and ¶57");
    let courts = table(&store, "answers.judgments_state_courts");
    assert_eq!(cell(&courts, "ZERO_NO_SYSTEM", None), 4, "¶89 note");
    let letters = run_well(&store, &["answers", "--json"], &[0]);
    assert!(letters.contains("ceav-03-bcs") && letters.contains("NOT_IN_OPERATION"));
}

#[test]
fn items_outside_the_law_and_offences_of_other_laws_are_kept_apart() {
    let store = demo().join("store");
    let items = table(&store, "victims.consular_by_item");
    assert_eq!(items["total"], 2_114, "¶69: four items, none of them an offence");
    let groups = table(&store, "victims.consular_by_offence_group_total");
    assert_eq!(groups["total"], 2_114);
    assert_eq!(cell(&groups, "SEX", None), 0, "nobody guesses an offence from an item");
    let others = table(&store, "victims.by_other_offence");
    assert_eq!(cell(&others, "lenocinio", None), 18, "¶49");
}

#[test]
fn a_demo_that_cannot_be_made_says_why_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let margins = folder.path().join("margins.toml");
    let text = "period = \"2012-06-15/2017-07-31\"\n[otherwise]\n[[population]]\nid = \"people\"\n\
                register = \"victims\"\nletter = \"V\"\n[[population.margin]]\nof = \"authority\"\n\
                is = { \"pros-09-cmx\" = 10 }\n[[population.margin]]\nof = \"sex\"\nis = { F = 6, M = 5 }\n";
    fs::write(&margins, text).unwrap();
    let dir = folder.path().join("demo");
    let margins = margins.to_str().unwrap();
    for (arguments, says) in [
        (vec!["--scale", "0"], "scale"),
        (vec!["--scale=-1"], "scale"),
        (vec!["--seed", "seven"], "seed"),
        (
            vec!["--margins", margins],
            "the margin of sex cannot be met together with the margin of the total",
        ),
        (vec!["--margins", "nowhere.toml"], "nowhere.toml"),
    ] {
        let output = sintra()
            .args(["demo", "--no-serve", "--dir"])
            .arg(&dir)
            .args(&arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(2 | 3)), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert!(!dir.exists(), "{arguments:?}");
    }
}
