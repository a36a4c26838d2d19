//! Other people's files: the official series and CTDC, with the totals of their sources.

use std::fs;

use crate::house::{catalogue, cell, json, run_well, shared, table};

const OFFENCES: [(&str, u64); 10] = [
    ("2015", 415),
    ("2016", 383),
    ("2017", 304),
    ("2018", 393),
    ("2019", 546),
    ("2020", 558),
    ("2021", 625),
    ("2022", 807),
    ("2023", 731),
    ("2024", 582),
];
const VICTIMS: [(&str, u64); 11] = [
    ("2015", 1171),
    ("2016", 782),
    ("2017", 537),
    ("2018", 584),
    ("2019", 682),
    ("2020", 681),
    ("2021", 753),
    ("2022", 942),
    ("2023", 936),
    ("2024", 790),
    ("2025", 392),
];

#[test]
fn the_official_series_have_the_totals_of_their_source() {
    let Some(data) = shared("sesnsp") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (file, map, period) in [
        ("estatal_commit-2024-12-21.csv", "sesnsp-incidence", "2015/2024-11"),
        ("estatal_n_commit-2026-02-21.csv", "sesnsp-incidence", "2026-01"),
        ("derived_IDVFC_trata_only_latin1.csv", "sesnsp-victims", "2015/2025-06"),
        ("derived_IDVFC_wide_latin1.csv.gz", "sesnsp-victims", "2015/2025-06"),
    ] {
        let path = data.join(file);
        let arguments = [
            "import",
            path.to_str().unwrap(),
            "--map",
            map,
            "--authority",
            "fed-sesnsp",
            "--period",
            period,
            "--json",
        ];
        let object = json(&run_well(folder.path(), &arguments, &[1]));
        assert!(
            object["counts"]["M-016"].as_u64().is_some(),
            "{file}: one item for 26 offences is said"
        );
        assert!(
            object["counts"]["M-014"].as_u64().is_some(),
            "{file}: blank months are said"
        );
    }
    run_well(folder.path(), &["freeze"], &[0]);
    let offences = table(folder.path(), "series.offences_by_year");
    OFFENCES
        .iter()
        .for_each(|(year, total)| assert_eq!(cell(&offences, year, None), *total, "{year}"));
    assert!(offences["offences_not_separated"].as_u64().unwrap() > 5_000);
    let victims = table(folder.path(), "series.victims_by_year");
    VICTIMS
        .iter()
        .for_each(|(year, total)| assert_eq!(cell(&victims, year, None), *total, "{year}"));
    let ages = table(folder.path(), "series.victims_sex_by_age");
    for (sex, age, total) in [
        ("F", "A00_17", 2218),
        ("F", "A18P", 2652),
        ("F", "SI", 593),
        ("M", "A00_17", 745),
        ("M", "A18P", 620),
        ("M", "SI", 189),
    ] {
        assert_eq!(cell(&ages, sex, Some(age)), total, "{sex} {age}");
    }
    assert_eq!(cell(&ages, "SI", None), 1233);
    let traced = run_well(
        folder.path(),
        &["trace", "series.victims_by_year[2015]", "--json"],
        &[0],
    );
    assert_eq!(json(&traced)["stands_for"], 1171);
}

#[test]
fn a_later_vintage_of_the_series_is_a_correction_and_its_changes_are_listed() {
    let Some(data) = shared("sesnsp") else { return };
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(data.join("derived_IDVFC_trata_only_latin1.csv")).unwrap();
    let later = folder.path().join("later.csv");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let line = text
        .lines()
        .find(|line| line.contains("2016") && line.contains("Adultos"))
        .unwrap();
    let changed = format!("{}9", &line[..line.len() - 1]);
    fs::write(
        &later,
        text.replacen(line, &changed, 1)
            .chars()
            .map(|c| c as u8)
            .collect::<Vec<u8>>(),
    )
    .unwrap();
    let import = |path: &str| {
        run_well(
            folder.path(),
            &[
                "import",
                path,
                "--map",
                "sesnsp-victims",
                "--authority",
                "fed-sesnsp",
                "--period",
                "2015/2025-06",
            ],
            &[1],
        )
    };
    import(data.join("derived_IDVFC_trata_only_latin1.csv").to_str().unwrap());
    import(later.to_str().unwrap());
    let changes = run_well(folder.path(), &["changes", "2", "--json"], &[0]);
    assert_eq!(changes.lines().count(), 1, "{changes}");
    assert_eq!(json(&changes)["what"]["recorded_on"], "2016-12");
}

#[test]
fn every_row_of_ctdc_goes_in_and_a_missing_mark_is_never_a_no() {
    let Some(data) = shared("ctdc") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (file, map, rows) in [
        ("CTDC_VPsynthetic_condensed.csv", "ctdc", 21_195),
        ("human_trafficking_63col_sample.csv", "ctdc-k", 7),
    ] {
        let path = data.join(file);
        let arguments = [
            "import",
            path.to_str().unwrap(),
            "--map",
            map,
            "--authority",
            "ext-ctdc",
            "--period",
            if map == "ctdc" { "2002/2022" } else { "2000/2001" },
            "--json",
        ];
        let object = json(&run_well(folder.path(), &arguments, &[0, 1]));
        assert_eq!(object["receipt"]["parts"][0]["accepted"], rows, "{file}");
    }
    run_well(folder.path(), &["freeze"], &[0]);
    let forms = table(folder.path(), "ctdc.by_exploitation_form");
    assert_eq!(forms["total"], 21_202);
    assert!(forms["no_information"].as_u64().unwrap() > 0);
}

#[test]
fn a_crosswalk_may_come_from_a_file_and_its_faults_are_told_together() {
    let Some(data) = shared("sesnsp") else { return };
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.toml");
    let text = fs::read_to_string(catalogue().join("crosswalks/sesnsp-victims.toml")).unwrap();
    fs::write(&own, text.replace("\"sesnsp-victims\"", "\"own\"")).unwrap();
    let path = data.join("derived_IDVFC_trata_only_latin1.csv");
    let check = |codes: &[i32]| {
        run_well(
            folder.path(),
            &[
                "check",
                path.to_str().unwrap(),
                "--map",
                own.to_str().unwrap(),
                "--json",
            ],
            codes,
        )
    };
    assert_eq!(json(&check(&[1]))["rows"], 28_224);
    fs::write(
        &own,
        text.replace("\"F\"", "\"NOBODY\"")
            .replace("field  = \"age_band\"", "field  = \"nothing\""),
    )
    .unwrap();
    let output = crate::house::run(
        folder.path(),
        &["check", path.to_str().unwrap(), "--map", own.to_str().unwrap()],
    );
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for fault in ["«NOBODY»", "«nothing»"] {
        assert!(
            said.lines()
                .any(|line| line.contains("own.toml:") && line.contains(fault)),
            "{fault} is not in\n{said}"
        );
    }
}
