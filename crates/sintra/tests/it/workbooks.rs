//! Returns as people hand them in, in workbooks: a template filled in, a workbook corrected, a name in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::{
    grid,
    house::{cell, demo, holds, json, run, run_well, table},
};

const PERIOD: &str = "2012-06-15/2017-07-31";

fn import(store: &Path, path: &Path, codes: &[i32]) -> Json {
    let path = path.to_str().unwrap();
    let arguments = [
        "import",
        path,
        "--authority",
        "pros-09-cmx",
        "--period",
        PERIOD,
        "--json",
    ];
    json(&run_well(store, &arguments, codes))
}

/// The workbook that a prosecution office of the synthetic country hands in, in a folder of its own.
fn demo_return(folder: &Path) -> PathBuf {
    let path = folder.join("pros-09-cmx.xlsx");
    let mut book = grid::read(&demo().join("returns/pros-09-cmx.xlsx"));
    grid::without_identity(&mut book);
    grid::write(&book, &path);
    path
}

/// Adds up a number over the parts of a receipt.
fn sum(receipt: &Json, name: &str) -> u64 {
    let parts = receipt["receipt"]["parts"].as_array().unwrap();
    parts.iter().map(|part| part[name].as_u64().unwrap()).sum()
}

/// A template of direct victims with these rows, each a list of field and text.
fn filled(folder: &Path, rows: &[Vec<(&str, &str)>]) -> PathBuf {
    let (empty, full) = (folder.join("template.xlsx"), folder.join("full.xlsx"));
    let out = empty.to_str().unwrap();
    run_well(folder, &["template", "--authority", "pros-09-cmx", "--out", out], &[0]);
    let mut book = grid::read(&empty);
    let sheet = grid::sheet(&mut book, "Víctimas directas");
    sheet.truncate(2);
    let fields = sheet[0].clone();
    for row in rows {
        let mut cells = vec![String::new(); fields.len()];
        for (field, text) in row {
            let at = fields.iter().position(|own| own == field);
            cells[at.unwrap_or_else(|| panic!("no column {field}"))] = (*text).to_owned();
        }
        sheet.push(cells);
    }
    grid::write(&book, &full);
    full
}

/// The answers that every row of victims needs, beside its number, sex and count.
fn victim<'a>(number: &'a str, sex: &'a str, count: &'a str) -> Vec<(&'a str, &'a str)> {
    let own = [("local_id", number), ("sex", sex), ("count", count)];
    let unknown = [
        "marital_status",
        "vulnerability_groups",
        "destination",
        "exploitation_form",
        "recruitment_means",
    ];
    let rest = [
        ("age", "20"),
        ("nationality", "México"),
        ("origin_state", "Puebla"),
        ("migratory_status", "N.A."),
        ("detected_on", "01/05/2016"),
        ("offences", "Artículo 13"),
    ];
    own.into_iter()
        .chain(rest)
        .chain(unknown.map(|field| (field, "S.I.")))
        .collect()
}

#[test]
fn a_template_filled_in_goes_through_check_and_import_to_a_table_where_counts_and_persons_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        victim("V-101", "Mujer", ""),
        victim("V-102", "Hombre", "1"),
        victim("", "Mujer", "37"),
    ];
    let path = filled(folder.path(), &rows);
    let check = run_well(folder.path(), &["check", path.to_str().unwrap(), "--json"], &[0, 1]);
    let part = |object: &Json| -> Json {
        let parts = object["parts"].as_array().unwrap();
        parts.iter().find(|part| part["register"] == "victims").unwrap().clone()
    };
    let checked = part(&json(&check));
    let store = folder.path().join("store");
    let taken = part(&import(&store, &path, &[0, 1])["receipt"]);
    for (name, number) in [("rows", 3), ("accepted", 3), ("waiting", 0), ("stands_for", 39)] {
        assert_eq!(
            (&checked[name], &taken[name]),
            (&Json::from(number), &Json::from(number)),
            "{name}"
        );
    }
    run_well(&store, &["freeze"], &[0]);
    let sexes = table(&store, "victims.by_sex");
    assert_eq!((cell(&sexes, "F", None), cell(&sexes, "M", None)), (38, 1));
}

#[test]
fn a_corrected_workbook_replaces_the_earlier_one_and_both_stay_readable() {
    let folder = tempfile::tempdir().unwrap();
    let (store, first) = (folder.path().join("store"), demo_return(folder.path()));
    let before = import(&store, &first, &[1]);
    assert!(sum(&before, "waiting") > 0, "the demo plants mistakes");
    let waiting = run_well(&store, &["waiting", "1"], &[0]);
    assert_eq!(waiting.lines().count() as u64, sum(&before, "waiting"));
    let mut book = grid::read(&first);
    let mistakes = [("Mujr", "Mujer"), ("31/02/2016", "29/02/2016"), ("ayer", "S.I.")];
    let mended: usize = mistakes
        .iter()
        .map(|(from, to)| grid::replace(&mut book, from, to))
        .sum();
    assert!(mended as u64 >= sum(&before, "waiting"), "{mended}");
    let second = folder.path().join("corrected.xlsx");
    grid::write(&book, &second);
    let after = import(&store, &second, &[0, 1]);
    assert_eq!(
        (sum(&after, "waiting"), sum(&after, "rows")),
        (0, sum(&before, "rows")),
        "{}",
        after["counts"]
    );
    assert_eq!(sum(&after, "accepted"), sum(&before, "rows"));
    for part in after["receipt"]["parts"].as_array().unwrap() {
        assert_eq!(part["replaces"], Json::from(vec![1]), "{}", part["register"]);
    }
    assert_eq!(run_well(&store, &["returns"], &[0]).lines().count(), 2);
    assert!(run_well(&store, &["changes", "2", "--json"], &[0]).lines().count() as u64 >= sum(&before, "waiting"));
    for path in [&first, &second] {
        let bytes = fs::read(path).unwrap();
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let returns = run_well(&store, &["returns", "--json"], &[0]);
        assert!(returns.contains(&hash), "{returns}");
    }
    // Both files are there, each as it was sealed.
    let verified = run_well(&store, &["verify"], &[0]);
    assert!(verified.contains("2 archivos"), "{verified}");
}

#[test]
fn a_column_of_names_with_data_refuses_a_workbook_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = (folder.path().join("store"), folder.path().join("named.xlsx"));
    let whole = filled(folder.path(), &[victim("V-101", "Mujer", "1")]);
    let name = "Xochiquetzalli";
    for heading in ["Nombre(s)", "given_name"] {
        let mut book = grid::read(&whole);
        let sheet = grid::sheet(&mut book, "Víctimas directas");
        for (row, text) in sheet.iter_mut().zip([heading, heading, name]) {
            row.push(text.to_owned());
        }
        grid::write(&book, &path);
        let received = import(&store, &path, &[4]);
        assert!(received["receipt"].is_null(), "{heading}");
        assert!(
            !received.to_string().contains(name),
            "{heading}: the answer repeats the name"
        );
        assert!(!holds(&store, name.as_bytes()), "{heading}: the name was kept");
        let hash = Sha256::digest(fs::read(&path).unwrap());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!holds(&store, hash.as_bytes()), "{heading}: the file is remembered");
        let kept = fs::read_dir(store.join("originals")).unwrap().count();
        assert_eq!(kept, 0, "{heading}: the file was kept");
    }
    assert_eq!(run_well(&store, &["returns"], &[0]), "");
}

#[test]
fn a_refused_overlap_leaves_the_earlier_return_and_the_folder_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let path = filled(folder.path(), &[victim("V-101", "Mujer", "1")]);
    let path = path.to_str().unwrap();
    let arguments = |period| ["import", path, "--authority", "pros-09-cmx", "--period", period];
    run_well(&store, &arguments("2015/2016"), &[0, 1]);
    let received = || run_well(&store, &["log"], &[0]).matches("receive").count();
    let before = (run_well(&store, &["returns", "--json"], &[0]), received());
    assert_eq!(run(&store, &arguments("2016/2017")).status.code(), Some(4));
    assert_eq!(before, (run_well(&store, &["returns", "--json"], &[0]), received()));
    let left: Vec<_> = fs::read_dir(store.join("temporary"))
        .unwrap()
        .map(|one| one.unwrap().file_name())
        .collect();
    assert_eq!(left, ["door"]);
}
