//! What a crosswalk never does: guess a value, make a zero of silence, run while it has a fault.

use std::fs;

use crate::house::{catalogue, cell, json, run, run_well, shared, table};

const SESNSP: [&str; 6] = [
    "--map",
    "sesnsp-victims",
    "--authority",
    "fed-sesnsp",
    "--period",
    "2015/2025-06",
];

/// The header of the official series of victims, and one row.
fn series(sex: &str, months: &str) -> String {
    format!(
        "Año,Clave_Ent,Entidad,Bien jurídico afectado,Tipo de delito,Subtipo de delito,Modalidad,Sexo,Rango de edad,\
         Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,Noviembre,Diciembre\n\
         2015,1,Aguascalientes,La sociedad,Trata de personas,Trata de personas,Trata de personas,{sex},\
         Adultos (18 y más),{months}\n"
    )
}

#[test]
fn a_value_that_the_crosswalk_does_not_know_is_a_finding_and_never_a_guess() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("series.csv");
    fs::write(&path, series("Mujeres trans", "2,0,0,0,0,0,0,0,0,0,0,0")).unwrap();
    let arguments = [&["import", path.to_str().unwrap(), "--json"][..], &SESNSP].concat();
    let object = json(&run_well(folder.path(), &arguments, &[1]));
    let findings = object["findings"].as_array().unwrap();
    let finding = findings.iter().find(|one| one["code"] == "M-019").unwrap();
    assert_eq!(
        (&finding["value"], &finding["field"], &finding["row"]),
        (&"Mujeres trans".into(), &"sex".into(), &2.into())
    );
    // The row with two persons waits; the eleven months that declare that there were none go in.
    let part = &object["receipt"]["parts"][0];
    assert_eq!(
        (&part["accepted"], &part["stands_for"], &part["waiting"]),
        (&11.into(), &0.into(), &1.into())
    );
    assert!(run_well(folder.path(), &["waiting", "1"], &[0]).contains("Mujeres trans"));
    run_well(folder.path(), &["freeze"], &[0]);
    let ages = table(folder.path(), "series.victims_sex_by_age");
    assert_eq!((cell(&ages, "F", None), cell(&ages, "M", None)), (0, 0));
}

#[test]
fn a_blank_month_is_not_reported_and_a_zero_is_a_zero() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("series.csv");
    fs::write(&path, series("Mujer", "0,3,0,,,,,,,,,")).unwrap();
    let object = json(&run_well(
        folder.path(),
        &[&["import", path.to_str().unwrap(), "--json"][..], &SESNSP].concat(),
        &[1],
    ));
    let part = &object["receipt"]["parts"][0];
    assert_eq!(
        (&part["accepted"], &part["stands_for"]),
        (&3.into(), &3.into()),
        "three months were told, nine were not"
    );
    let silent = object["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "M-014")
        .unwrap();
    assert_eq!(silent["count"], 9);
}

#[test]
fn the_whole_series_and_its_extract_bring_the_same_victims() {
    let Some(data) = shared("sesnsp") else { return };
    let tables = [
        "derived_IDVFC_trata_only_latin1.csv",
        "derived_IDVFC_wide_latin1.csv.gz",
    ]
    .map(|file| {
        let folder = tempfile::tempdir().unwrap();
        let path = data.join(file);
        run_well(
            folder.path(),
            &[&["import", path.to_str().unwrap()][..], &SESNSP].concat(),
            &[1],
        );
        run_well(folder.path(), &["freeze"], &[0]);
        [
            "series.victims_by_year",
            "series.victims_by_state",
            "series.victims_sex_by_age",
        ]
        .map(|id| {
            let mut table = table(folder.path(), id);
            table["vintage"].take();
            table
        })
    });
    assert_eq!(tables[0][0]["total"], 8250);
    assert_eq!(tables[0], tables[1]);
}

#[test]
fn a_crosswalk_from_outside_gives_the_table_of_the_one_inside() {
    let Some(data) = shared("sesnsp") else { return };
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.toml");
    let text = fs::read_to_string(catalogue().join("crosswalks/sesnsp-victims.toml")).unwrap();
    assert!(text.contains("\"sesnsp-victims\""));
    fs::write(&own, text.replace("\"sesnsp-victims\"", "\"own\"")).unwrap();
    let path = data.join("derived_IDVFC_trata_only_latin1.csv");
    let total = |map: &str| {
        let store = folder.path().join(map.replace(['/', '.'], "_"));
        let about = ["--authority", "fed-sesnsp", "--period", "2015/2025-06", "--json"];
        let said = run_well(
            &store,
            &[&["import", path.to_str().unwrap(), "--map", map][..], &about].concat(),
            &[1],
        );
        run_well(&store, &["freeze"], &[0]);
        (
            json(&said)["receipt"]["crosswalk"].clone(),
            table(&store, "series.victims_by_year")["cells"].clone(),
        )
    };
    let (outside, inside) = (total(own.to_str().unwrap()), total("sesnsp-victims"));
    assert_eq!((outside.0, inside.0), ("own".into(), "sesnsp-victims".into()));
    assert_eq!(outside.1, inside.1);
}

#[test]
fn a_faulty_crosswalk_from_outside_tells_every_fault_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (own, path) = (folder.path().join("faulty.toml"), folder.path().join("series.csv"));
    fs::write(&path, series("Mujer", "1,0,0,0,0,0,0,0,0,0,0,0")).unwrap();
    let mut text = fs::read_to_string(catalogue().join("crosswalks/sesnsp-victims.toml")).unwrap();
    for (from, to) in [
        ("\"sesnsp-victims\"", "\"faulty\""),
        ("= \"F\"", "= \"NOBODY\""),
        ("field  = \"age_band\"", "field  = \"no_such_field\""),
        ("cite     = [\"SESNSP\"", "cite     = [\"Nowhere 1\""),
        (
            "marital_status = { state = \"NOT_ASKED\" }",
            "marital_status = { state = \"NO_SUCH_STATE\" }",
        ),
    ] {
        assert!(text.contains(from), "the crosswalk has no «{from}»");
        text = text.replacen(from, to, 1);
    }
    fs::write(&own, text).unwrap();
    let output = run(
        folder.path(),
        &["check", path.to_str().unwrap(), "--map", own.to_str().unwrap()],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    for fault in ["NOBODY", "no_such_field", "Nowhere 1", "NO_SUCH_STATE"] {
        let line = said.lines().find(|line| line.contains(fault));
        assert!(
            line.is_some_and(|line| line.contains("faulty.toml:")),
            "«{fault}» is not told in\n{said}"
        );
    }
}
