//! Returns: received once, corrected, waiting, refused.

use std::{fs, path::Path};

use crate::house::{cell, holds, json, run_well, table, victims};

fn import(store: &Path, path: &Path, period: &str, codes: &[i32]) -> serde_json::Value {
    let arguments = [
        "import",
        path.to_str().unwrap(),
        "--authority",
        "pros-09-cmx",
        "--period",
        period,
        "--json",
    ];
    json(&run_well(store, &arguments, codes))
}

#[test]
fn the_same_file_twice_has_one_effect_and_a_corrected_one_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (store, first, second) = (
        folder.path().join("store"),
        folder.path().join("a.csv"),
        folder.path().join("b.csv"),
    );
    fs::write(
        &first,
        victims(&[("A-1", "Mujer", 1), ("A-2", "Hombre", 1), ("", "Mujer", 5)]),
    )
    .unwrap();
    fs::write(
        &second,
        victims(&[("A-1", "Hombre", 1), ("A-3", "Hombre", 1), ("", "Mujer", 7)]),
    )
    .unwrap();
    let receipt = import(&store, &first, "2016", &[0]);
    assert_eq!(receipt["receipt"]["parts"][0]["stands_for"], 7);
    assert_eq!(import(&store, &first, "2016", &[0])["receipt"]["already_had"], true);
    run_well(&store, &["freeze"], &[0]);
    assert_eq!(cell(&table(&store, "victims.by_sex"), "F", None), 6);
    let corrected = import(&store, &second, "2016", &[0]);
    assert_eq!(corrected["receipt"]["parts"][0]["replaces"][0], 1);
    run_well(&store, &["freeze"], &[0]);
    let now = table(&store, "victims.by_sex");
    assert_eq!((cell(&now, "F", None), cell(&now, "M", None)), (7, 2));
    assert_eq!(run_well(&store, &["returns"], &[0]).lines().count(), 2);
    let changes = run_well(&store, &["changes", "2", "--json"], &[0]);
    assert_eq!(changes.lines().count(), 4, "{changes}");
}

#[test]
fn rows_with_errors_wait_are_counted_and_go_in_once_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = (folder.path().join("store"), folder.path().join("a.csv"));
    fs::write(
        &path,
        victims(&[("A-1", "Mujer", 1), ("A-2", "Mujr", 1), ("A-3", "", 1)]),
    )
    .unwrap();
    let receipt = import(&store, &path, "2016", &[1]);
    assert_eq!(
        (
            &receipt["receipt"]["parts"][0]["accepted"],
            &receipt["receipt"]["parts"][0]["waiting"]
        ),
        (&1.into(), &2.into())
    );
    assert_eq!(run_well(&store, &["waiting", "1"], &[0]).lines().count(), 2);
    fs::write(
        &path,
        victims(&[("A-1", "Mujer", 1), ("A-2", "Mujer", 1), ("A-3", "S.I.", 1)]),
    )
    .unwrap();
    assert_eq!(import(&store, &path, "2016", &[0])["receipt"]["parts"][0]["waiting"], 0);
    run_well(&store, &["freeze"], &[0]);
    assert_eq!(cell(&table(&store, "victims.by_sex"), "SI", None), 1);
}

#[test]
fn a_period_that_overlaps_in_part_is_refused_and_nothing_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let (store, first, second) = (
        folder.path().join("store"),
        folder.path().join("a.csv"),
        folder.path().join("b.csv"),
    );
    fs::write(&first, victims(&[("A-1", "Mujer", 1)])).unwrap();
    fs::write(&second, victims(&[("A-2", "Mujer", 1)])).unwrap();
    import(&store, &first, "2015/2016", &[0]);
    assert_eq!(import(&store, &second, "2016/2017", &[4])["refused"], true);
    assert_eq!(run_well(&store, &["returns"], &[0]).lines().count(), 1);
}

#[test]
fn a_file_with_an_identity_in_it_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = (folder.path().join("store"), folder.path().join("a.csv"));
    let curp = "XEXX010101HNEXXXA4";
    let named = victims(&[("A-1", "Mujer", 1)])
        .replace("count\n", "count,curp\n")
        .replace(",1\n", &format!(",1,{curp}\n"));
    for text in [victims(&[(curp, "Mujer", 1)]), named] {
        fs::write(&path, text).unwrap();
        assert_eq!(import(&store, &path, "2016", &[4])["refused"], true);
        assert!(!holds(&store, curp.as_bytes()), "the identity was kept");
    }
    assert_eq!(run_well(&store, &["returns"], &[0]), "");
}

#[test]
fn a_template_that_was_not_filled_in_is_neither_data_nor_zero() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.xlsx");
    run_well(
        folder.path(),
        &[
            "template",
            "--authority",
            "pros-09-cmx",
            "--out",
            path.to_str().unwrap(),
        ],
        &[0],
    );
    let object = json(&run_well(
        folder.path(),
        &["check", path.to_str().unwrap(), "--json"],
        &[1],
    ));
    assert_eq!(object["rows"], 0);
    assert!(object["counts"]["M-018"].as_u64().unwrap() > 0);
}
