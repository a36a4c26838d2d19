//! What was asked and what was answered: declarations, letters, silence, and the register made of them.

use std::{fs, path::Path};

use serde_json::Value as Json;

use crate::house::{catalogue, cell, copy, json, run, run_well, sintra, table, victims};

const TABLES: &str = r#"
[[table]]
id      = "answers.trial"
of      = "answers"
rows    = ["response"]
columns = ["register"]
title   = { es = "Respuestas", en = "Answers" }
cite    = ["¶13"]

[[table]]
id      = "answers.trial_kinds"
of      = "answers"
rows    = ["response"]
columns = ["authority.kind"]
title   = { es = "Respuestas", en = "Answers" }
cite    = ["¶13"]
"#;

fn import(store: &Path, authority: &str, text: &str, period: &str, codes: &[i32]) -> Json {
    let path = store.with_extension(format!("{authority}-{period}.csv"));
    fs::write(&path, text).unwrap();
    let arguments = ["import", path.to_str().unwrap(), "--authority", authority];
    json(&run_well(
        store,
        &[&arguments[..], &["--period", period, "--json"]].concat(),
        codes,
    ))
}

/// A return of victims whose only row says something of the whole register.
fn declares(said: &str) -> String {
    let head = victims(&[]);
    format!("{head},,,,,,,,,,,,,{said}\n")
}

/// The catalogue with tables of answers for trial, and the table asked of the latest vintage.
struct Trial {
    folder: tempfile::TempDir,
}

impl Trial {
    fn new() -> Trial {
        let folder = tempfile::tempdir().unwrap();
        copy(&catalogue(), &folder.path().join("catalogue"));
        fs::write(folder.path().join("catalogue/tables/trial.toml"), TABLES).unwrap();
        Trial { folder }
    }

    fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store")
    }

    fn said(&self, arguments: &[&str]) -> String {
        let own = self.folder.path().join("catalogue");
        let with = ["--catalogue", own.to_str().unwrap()];
        run_well(&self.store(), &[&with[..], arguments].concat(), &[0])
    }

    fn table(&self, id: &str) -> Json {
        serde_json::from_str(&self.said(&["table", id, "--json"])).unwrap()
    }
}

#[test]
fn what_three_authorities_answered_and_what_the_others_did_not_is_counted() {
    let trial = Trial::new();
    let store = trial.store();
    import(&store, "pros-09-cmx", &victims(&[("A-1", "Mujer", 1)]), "2016", &[0]);
    import(&store, "pros-21-pue", &declares("0*"), "2016", &[0]);
    import(&store, "ceav-03-bcs", &victims(&[("A-1", "Mujr", 1)]), "2016", &[1]);
    trial.said(&["freeze"]);
    let answers = trial.table("answers.trial");
    let victims = |response: &str| cell(&answers, response, Some("victims"));
    assert_eq!(
        ["ANSWERED", "ZERO_NO_SYSTEM", "WAITING"].map(victims),
        [1, 1, 1],
        "{answers}"
    );
    assert_eq!(
        answers["total"], 529,
        "one record for each authority asked and register it keeps"
    );
    assert_eq!(
        victims("NO_RESPONSE"),
        33 + 21 + 11 + 4 - 3,
        "courts keep no register of victims"
    );
    assert_eq!(cell(&answers, "NO_RESPONSE", Some("judgments")), 35);
}

#[test]
fn a_figure_of_answers_is_traced_to_the_returns_behind_it_or_to_those_who_were_silent() {
    let trial = Trial::new();
    import(
        &trial.store(),
        "pros-09-cmx",
        &victims(&[("A-1", "Mujer", 1)]),
        "2016",
        &[0],
    );
    trial.said(&["freeze"]);
    let traced = json(&trial.said(&["trace", "answers.trial[ANSWERED,victims]", "--json"]));
    assert_eq!((&traced["return"], &traced["stands_for"]), (&1.into(), &1.into()));
    assert_eq!(traced["records"][0]["answers"]["authority"], "pros-09-cmx");
    let silent = json(&trial.said(&["trace", "answers.trial[NO_RESPONSE,judgments]", "--json"]));
    assert_eq!((&silent["return"], &silent["stands_for"]), (&Json::Null, &35.into()));
    assert!(
        trial
            .said(&["trace", "answers.trial[NO_RESPONSE]"])
            .contains("sin entrega")
    );
}

#[test]
fn each_declaration_is_its_own_answer_and_changes_no_table() {
    for (said, response) in [
        ("0", "ZERO"),
        ("0*", "ZERO_NO_SYSTEM"),
        ("S.I.", "NO_INFORMATION"),
        ("N.A.", "NOT_APPLICABLE"),
        ("N.O.", "NOT_IN_OPERATION"),
        ("Reservado", "DECLINED"),
    ] {
        let trial = Trial::new();
        let store = trial.store();
        import(&store, "pros-09-cmx", &victims(&[("A-1", "Mujer", 1)]), "2016", &[0]);
        trial.said(&["freeze"]);
        let before = trial.table("victims.by_sex");
        import(&store, "pros-21-pue", &declares(said), "2016", &[0]);
        trial.said(&["freeze"]);
        let after = trial.table("victims.by_sex");
        for of in ["rows", "cells", "total", "known", "no_information", "not_applicable"] {
            assert_eq!(before[of], after[of], "{said}: {of}");
        }
        assert_eq!(
            cell(&trial.table("answers.trial"), response, Some("victims")),
            1,
            "{said}"
        );
    }
}

#[test]
fn records_beside_a_declaration_of_another_period_are_a_part_of_the_answer() {
    let trial = Trial::new();
    import(
        &trial.store(),
        "pros-09-cmx",
        &victims(&[("A-1", "Mujer", 1)]),
        "2016",
        &[0],
    );
    import(&trial.store(), "pros-09-cmx", &declares("S.I."), "2015", &[0]);
    trial.said(&["freeze"]);
    let answers = trial.table("answers.trial");
    assert_eq!(cell(&answers, "PARTIAL", Some("victims")), 1);
}

#[test]
fn the_latest_letter_counts_until_records_come() {
    let trial = Trial::new();
    let letter = |state: &str, register: &[&str]| {
        let about = ["--authority", "ceav-03-bcs", "--period", "2012-06-15/2017-07-31"];
        let arguments = [&["answer"][..], &about, &["--state", state], register].concat();
        trial.said(&arguments)
    };
    letter("DECLINED", &[]);
    letter("NOT_IN_OPERATION", &[]);
    letter("NOT_COMPETENT", &["--register", "training"]);
    trial.said(&["freeze"]);
    let answers = trial.table("answers.trial");
    assert_eq!(cell(&answers, "NOT_IN_OPERATION", Some("victims")), 1);
    assert_eq!(cell(&answers, "NOT_COMPETENT", Some("training")), 1);
    assert_eq!(cell(&answers, "DECLINED", None), 0);
    import(
        &trial.store(),
        "ceav-03-bcs",
        &victims(&[("A-1", "Mujer", 1)]),
        "2016",
        &[0],
    );
    trial.said(&["freeze"]);
    let answers = trial.table("answers.trial");
    assert_eq!(cell(&answers, "ANSWERED", Some("victims")), 1);
    assert_eq!(cell(&answers, "NOT_IN_OPERATION", Some("victims")), 0);
    let listed = trial.said(&["answers", "--json"]);
    assert_eq!(
        (listed.lines().count(), &json(&listed)["state"]),
        (3, &"DECLINED".into())
    );
    assert!(trial.said(&["log"]).contains("answer: answer 3"));
}

#[test]
fn a_letter_that_cannot_be_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let said = |arguments: &[&str]| {
        let about = ["answer", "--authority", "ceav-03-bcs", "--period", "2017"];
        let output = run(&store, &[&about[..], arguments].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (arguments, words) in [
        (&["--state", "ANSWERED"][..], "NOT_IN_OPERATION"),
        (&["--state", "DECLINED", "--register", "judgments"], "does not keep"),
        (
            &["--state", "DECLINED", "--register", "answers"],
            "there is no register",
        ),
        (
            &["--state", "DECLINED", "--note", "XEXX010101HNEXXXA4"],
            "without names",
        ),
    ] {
        let (code, said) = said(arguments);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(run_well(&store, &["answers"], &[0]), "");
}

#[test]
fn the_units_of_the_federal_office_answer_for_it() {
    let trial = Trial::new();
    import(
        &trial.store(),
        "fed-pgr-ueitmpo",
        &victims(&[("A-1", "Mujer", 1)]),
        "2016",
        &[0],
    );
    trial.said(&["freeze"]);
    let traced = json(&trial.said(&["trace", "answers.trial[ANSWERED,victims]", "--json"]));
    assert_eq!(traced["records"][0]["answers"]["authority"], "fed-pgr");
    assert_eq!(traced["authority"], "fed-pgr-ueitmpo");
}

#[test]
fn nobody_hands_in_the_register_of_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "register,response,count\nvictims,ANSWERED,1\n").unwrap();
    let about = ["--authority", "pros-09-cmx", "--period", "2016"];
    let arguments = [&["import", path.to_str().unwrap()][..], &about].concat();
    assert_eq!(run(&folder.path().join("store"), &arguments).status.code(), Some(4));
    let template = ["template", "--authority", "pros-09-cmx", "--registers", "answers"];
    assert_eq!(sintra().args(template).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_vintage_remembers_what_was_found_in_each_return() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    import(
        &store,
        "pros-09-cmx",
        &victims(&[("A-1", "Mujer", 1), ("A-2", "Mujr", 1)]),
        "2016",
        &[1],
    );
    run_well(&store, &["freeze"], &[0]);
    assert_eq!(cell(&table(&store, "victims.by_sex"), "F", None), 1);
    let report = folder.path().join("report");
    let write = ["diagnose", "--out", report.to_str().unwrap()];
    run_well(&store, &write, &[0]);
    let first = fs::read(report.join("figures.json")).unwrap();
    run_well(&store, &write, &[0]);
    assert_eq!(first, fs::read(report.join("figures.json")).unwrap());
}
