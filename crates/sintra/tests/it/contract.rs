//! What others build on: the JSON of `check`, the exit codes, the folders of `demo`.

use std::{fs, path::Path};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::house::{demo, json, make_demo, run, run_well, sintra, victims};

#[test]
fn check_prints_one_object_with_the_promised_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("victims.csv");
    let text = victims(&[("A-1", "Mujer", 1), ("A-2", "Mujr", 1)]);
    fs::write(&path, &text).unwrap();
    let said = run_well(folder.path(), &["check", path.to_str().unwrap(), "--json"], &[1]);
    let object = json(&said);
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(object["sha256"], hash.as_str());
    assert_eq!(object["rows"], 2);
    let finding = object["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "C-001")
        .unwrap();
    assert_eq!(
        (&finding["row"], &finding["column"], &finding["field"]),
        (&Json::from(3), &Json::from("B"), &Json::from("sex"))
    );
    for key in ["severity", "sheet", "message", "remedy"] {
        assert!(finding[key].is_string(), "{key}");
    }
}

#[test]
fn exit_codes_tell_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (clean, wrong, refused) = (
        folder.path().join("a.csv"),
        folder.path().join("b.csv"),
        folder.path().join("c.xlsx"),
    );
    fs::write(&clean, victims(&[("A-1", "Mujer", 1)])).unwrap();
    fs::write(&wrong, victims(&[("A-1", "ND", 1)])).unwrap();
    fs::write(&refused, b"PK\x03\x04 nothing of a workbook").unwrap();
    for (path, code) in [(&clean, 0), (&wrong, 1), (&refused, 4)] {
        run_well(folder.path(), &["check", path.to_str().unwrap()], &[code]);
    }
    run_well(
        folder.path(),
        &["check", clean.to_str().unwrap(), "--authority", "nobody"],
        &[2],
    );
    run_well(folder.path(), &["check"], &[2]);
    run_well(
        folder.path(),
        &["check", clean.to_str().unwrap(), "--no-such-flag"],
        &[2],
    );
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("sintra.db"), "this is no database of ours").unwrap();
    run_well(&other, &["returns"], &[3]);
    run_well(&folder.path().join("none"), &["freeze"], &[3]);
}

#[test]
fn findings_speak_both_languages_and_the_store_is_named_either_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, victims(&[("A-1", "Mujr", 1)])).unwrap();
    let said = |lang| run_well(folder.path(), &["--lang", lang, "check", path.to_str().unwrap()], &[1]);
    assert!(said("es").contains("no está") && said("en").contains("is not"));
    let store = folder.path().join("store");
    run_well(
        &store,
        &[
            "import",
            path.to_str().unwrap(),
            "--authority",
            "pros-09-cmx",
            "--period",
            "2016",
        ],
        &[1],
    );
    let output = sintra().env("SINTRA_STORE", &store).arg("returns").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("pros-09-cmx"));
}

#[test]
fn the_demo_leaves_what_it_promises_and_is_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("again");
    make_demo(&again);
    for file in [
        "store/sintra.db",
        "report/es/index.html",
        "report/en/index.html",
        "report/es/diagnosis.pdf",
        "report/en/diagnosis.pdf",
        "report/tables.xlsx",
        "returns/fed-pgr.xlsx",
        "truth/appearances.csv",
    ] {
        assert!(again.join(file).exists(), "{file}");
    }
    let figures = |dir: &Path| {
        let text = fs::read_to_string(dir.join("report/figures.json")).unwrap();
        let mut figures: Vec<Json> = serde_json::from_str(&text).unwrap();
        figures.iter_mut().for_each(|figure| figure["vintage"] = Json::Null);
        figures
    };
    let (once, twice) = (figures(demo()), figures(&again));
    assert_eq!(once, twice);
    let truth = |dir: &Path| fs::read(dir.join("truth/appearances.csv")).unwrap();
    assert!(truth(demo()) == truth(&again));
    assert!(once.len() > 500);
    for key in [
        "id",
        "table",
        "cell",
        "value",
        "unit",
        "known",
        "no_information",
        "not_applicable",
        "base",
        "cite",
    ] {
        assert!(once[0].get(key).is_some(), "{key}");
    }
}

#[test]
fn help_begins_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let help = String::from_utf8(run(folder.path(), &["--help"]).stdout).unwrap();
    assert!(help.starts_with("Try it:"), "{help}");
    assert!(help.contains("Exit codes"));
}

#[test]
fn every_finding_has_its_sentence_and_its_remedy_in_both_languages_at_the_same_address() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let text = victims(&[("A-1", "Mujr", 1), ("A-1", "ND", 1), ("", "", 1)]);
    fs::write(&path, text.replacen("2016-05-01", "31/02/2016", 1)).unwrap();
    let findings = |lang| {
        let said = run_well(
            folder.path(),
            &["--lang", lang, "check", path.to_str().unwrap(), "--json"],
            &[1],
        );
        json(&said)["findings"].as_array().unwrap().clone()
    };
    let (spanish, english) = (findings("es"), findings("en"));
    assert!(spanish.len() > 4 && spanish.len() == english.len());
    for (es, en) in spanish.iter().zip(&english) {
        for key in ["code", "severity", "sheet", "row", "column", "field", "value"] {
            assert_eq!(es[key], en[key], "{key}");
        }
        for key in ["message", "remedy"] {
            assert!(
                es[key] != en[key] && es[key] != "" && en[key] != "",
                "{key} of {}",
                es["code"]
            );
        }
    }
}

#[test]
fn the_store_named_on_the_line_wins_over_the_one_of_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let (path, store) = (folder.path().join("a.csv"), folder.path().join("store"));
    fs::write(&path, victims(&[("A-1", "Mujer", 1)])).unwrap();
    let output = sintra()
        .env("SINTRA_STORE", folder.path().join("nowhere"))
        .arg("--store")
        .arg(&store)
        .arg("import")
        .arg(&path)
        .args(["--authority", "pros-09-cmx", "--period", "2016"])
        .output();
    assert_eq!(output.unwrap().status.code(), Some(0));
    assert!(store.join("sintra.db").exists() && !folder.path().join("nowhere").exists());
}
