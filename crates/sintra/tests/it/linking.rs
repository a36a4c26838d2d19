//! Rows of plain files that speak of one person; and a return that leaves an institution without a name in it.

use std::{fmt::Write as _, fs, path::Path, sync::Arc};

use calamine::Reader as _;
use parquet::{
    data_type::{ByteArray, ByteArrayType},
    file::writer::SerializedFileWriter,
    schema::parser::parse_message_type,
};

use crate::house::{demo, holds, json, run, run_well, shared};

const MAP: &str = "id = \"n\"\n[roles]\ngiven_name = \"nombre\"\nfirst_surname = \"paterno\"\nsecond_surname = \"materno\"\nbirth_date = \"nacio\"\nsex = \"sexo\"\nregion = \"estado\"\n";
const GIVEN: [&str; 12] = [
    "Ana", "Luis", "María", "José", "Rosa", "Pedro", "Elena", "Raúl", "Julia", "Óscar", "Irma", "Hugo",
];
const SURNAMES: [&str; 14] = [
    "Hernández",
    "Ibarra",
    "Núñez",
    "Quiroz",
    "Zavala",
    "Olvera",
    "Téllez",
    "Rangel",
    "Urbina",
    "Yáñez",
    "Acosta",
    "Bravo",
    "Cuevas",
    "Duarte",
];

/// A surname that nobody has, of three syllables.
fn surname(of: usize) -> String {
    let syllable = |at: usize| {
        format!(
            "{}{}",
            ["b", "l", "m", "r", "t", "z", "n", "g"][at % 8],
            ["a", "e", "i", "o", "u"][at / 8 % 5]
        )
    };
    let text = [of, of / 7 + 3, of / 3 + 11].map(syllable).concat();
    text[..1].to_uppercase() + &text[1..]
}

/// Persons by number; `second` writes them as another clerk would.
fn people(count: usize, second: bool) -> String {
    let mut text = String::from("n,nombre,paterno,materno,nacio,sexo,estado\n");
    let mut chance: usize = 7;
    let mut draw = |below: usize| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % below
    };
    for at in 0..count {
        let (given, one, two) = (GIVEN[draw(12)], surname(draw(900)), surname(draw(900)));
        let (year, month, day) = (1950 + draw(55), 1 + draw(12), 1 + draw(28));
        let (sex, state) = (["M", "F"][draw(2)], 1 + draw(32));
        let one = if second {
            one.to_uppercase().replace('Z', "S")
        } else {
            one
        };
        let two = if second && at % 5 == 0 { "S.I.".to_owned() } else { two };
        let mark = if second { 'b' } else { 'a' };
        writeln!(
            text,
            "{mark}{at},{given},{one},{two},{year}-{month:02}-{day:02},{sex},{state:02}"
        )
        .unwrap();
    }
    text
}

/// Every cell of a workbook.
fn cells(path: &Path) -> Vec<String> {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let sheets = book.worksheets();
    let rows = sheets.iter().flat_map(|(_, sheet)| sheet.rows());
    rows.flat_map(|row| row.iter().map(ToString::to_string)).collect()
}

/// The clusters that were written: record, cluster, probability.
fn clusters(path: &Path) -> Vec<(String, String, f64)> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("record_id,cluster_id,probability"));
    let parts = |line: &str| {
        let mut parts = line.split(',').map(str::to_owned);
        let (record, cluster) = (parts.next().unwrap(), parts.next().unwrap());
        (record, cluster, parts.next().unwrap().parse().unwrap())
    };
    lines.map(parts).collect()
}

/// How many of the persons of two files share a cluster, and how many clusters hold two persons.
fn right_and_wrong(all: &[(String, String, f64)]) -> (usize, usize) {
    let of = |record: &str| all.iter().find(|one| one.0 == record).map(|one| one.1.as_str());
    let numbers: Vec<&str> = all.iter().filter_map(|one| one.0.strip_prefix('a')).collect();
    let right = numbers
        .iter()
        .filter(|at| of(&format!("a{at}")) == of(&format!("b{at}")))
        .count();
    let alone: std::collections::BTreeSet<_> = numbers.iter().map(|at| of(&format!("a{at}"))).collect();
    (right, numbers.len() - alone.len())
}

#[test]
fn the_persons_of_two_files_are_found_in_clear_and_by_encodings_with_no_name_in_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("a.csv"), people(400, false)).unwrap();
    fs::write(at("b.csv"), people(400, true).replace(',', ";")).unwrap();
    fs::write(at("map.toml"), MAP).unwrap();
    for encoded in [None, Some("--encoded")] {
        let (out, pairs, report) = (at("clusters.csv"), at("pairs.csv"), at("quality.md"));
        let mut arguments = vec!["link", "a.csv", "b.csv", "--map", "map.toml", "--out", "clusters.csv"];
        arguments.extend(["--pairs", "pairs.csv", "--report", "quality.md"]);
        arguments.extend(encoded);
        let arguments: Vec<String> = arguments
            .iter()
            .map(|one| if one.contains('.') { at(one) } else { (*one).to_owned() })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run_well(folder.path(), &arguments, &[0]);
        let (right, wrong) = right_and_wrong(&clusters(Path::new(&out)));
        assert!(right >= 390 && wrong <= 2, "{encoded:?}: {right} right, {wrong} wrong");
        let written = [out, pairs, report]
            .map(|file| fs::read_to_string(file).unwrap())
            .concat();
        assert!(
            !written.contains("Olvera") && !written.contains("OLVERA"),
            "no name is written"
        );
        assert!(written.contains("log₂ m/u"), "the report has m and u");
    }
}

/// The same rows as a Parquet file: every column text, what is empty left out.
fn as_parquet(rows: &str, path: &Path) {
    let (head, rows) = rows.split_once('\n').unwrap();
    let columns: Vec<&str> = head.split(',').collect();
    let fields: String = columns
        .iter()
        .map(|name| format!("optional binary {name} (UTF8);"))
        .collect();
    let schema = Arc::new(parse_message_type(&format!("message rows {{ {fields} }}")).unwrap());
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for at in 0..columns.len() {
        let cells: Vec<&str> = rows.lines().map(|row| row.split(',').nth(at).unwrap()).collect();
        let there: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let kept: Vec<ByteArray> = cells
            .iter()
            .filter(|cell| !cell.is_empty())
            .map(|cell| (*cell).into())
            .collect();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&kept, Some(&there), None)
            .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn a_parquet_file_is_linked_as_the_same_rows_in_a_csv_file_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (first, second) = (people(300, false), people(300, true).replace("S.I.", ""));
    fs::write(at("a.csv"), &first).unwrap();
    fs::write(at("b.csv"), &second).unwrap();
    as_parquet(&first, Path::new(&at("a.parquet")));
    as_parquet(&second, Path::new(&at("b.parquet")));
    fs::write(at("map.toml"), MAP).unwrap();
    let link = |kind: &str| {
        let files = [at(&format!("a.{kind}")), at(&format!("b.{kind}"))];
        let (map, out) = (at("map.toml"), at(&format!("{kind}.clusters.csv")));
        run_well(
            folder.path(),
            &["link", &files[0], &files[1], "--map", &map, "--out", &out],
            &[0],
        );
        fs::read_to_string(out).unwrap()
    };
    let (csv, parquet) = (link("csv"), link("parquet"));
    assert!(csv.lines().count() > 600);
    assert_eq!(csv, parquet);
}

#[test]
fn a_reviewed_sample_says_in_the_report_what_it_proves() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("a.csv"), people(400, false)).unwrap();
    fs::write(at("b.csv"), people(400, true)).unwrap();
    fs::write(at("map.toml"), MAP).unwrap();
    let [a, b, map, out, sample, report] =
        ["a.csv", "b.csv", "map.toml", "clusters.csv", "sample.csv", "quality.md"].map(at);
    let link = |more: &[&str], codes: &[i32]| {
        let arguments = [
            &["link", &a, &b, "--map", &map, "--out", &out, "--report", &report][..],
            more,
        ]
        .concat();
        let said = run(folder.path(), &arguments);
        assert!(
            codes.contains(&said.status.code().unwrap()),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
        (
            fs::read_to_string(&report).unwrap(),
            String::from_utf8_lossy(&said.stderr).into_owned(),
        )
    };
    assert!(link(&["--sample", &sample], &[0]).0.contains("Nadie ha revisado"));
    let drawn = fs::read_to_string(&sample).unwrap();
    assert!(
        drawn.starts_with("record_id_a,record_id_b,same\n") && drawn.lines().count() > 40,
        "{drawn}"
    );
    let answered = |answer: &dyn Fn(bool) -> &'static str| {
        let line = |line: &str| {
            let mut cells = line.trim_end_matches(',').split(',');
            let (one, other) = (cells.next().unwrap(), cells.next().unwrap());
            format!("{one},{other},{}\n", answer(one[1..] == other[1..]))
        };
        let lines: String = drawn.lines().skip(1).map(line).collect();
        fs::write(&sample, format!("record_id_a,record_id_b,same\n{lines}")).unwrap();
    };
    answered(&|same| if same { "sí" } else { "0" });
    let (report, _) = link(&["--reviewed", &sample], &[0]);
    let precision = report.split_once("**Precisión: ").unwrap().1;
    assert!(precision[..6].parse::<f64>().unwrap() > 0.97, "{report}");
    answered(&|_| "quizá");
    assert!(
        link(&["--reviewed", &sample], &[2]).1.contains("«same»"),
        "an answer that is none is said"
    );
}

#[test]
fn a_map_that_does_not_fit_says_which_columns_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("a.csv"), people(3, false)).unwrap();
    for (map, says) in [
        (
            MAP.replace("\"n\"", "\"folio\""),
            "there is no column «folio»; there are: n, nombre",
        ),
        (
            MAP.replace("given_name", "alias"),
            "there is no role «alias»; the roles are given_name",
        ),
    ] {
        fs::write(at("map.toml"), map).unwrap();
        let ran = run(
            folder.path(),
            &["link", &at("a.csv"), "--map", &at("map.toml"), "--out", &at("out.csv")],
        );
        assert_eq!(ran.status.code(), Some(2));
        assert!(
            String::from_utf8_lossy(&ran.stderr).contains(says),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
}

#[test]
fn the_persons_of_a_public_set_are_found_again() {
    let Some(folder) = shared("data/linkage") else { return };
    let own = tempfile::tempdir().unwrap();
    let (out, map) = (own.path().join("out.csv"), own.path().join("map.toml"));
    fs::write(&map, "id = \"rec_id\"\n[roles]\ngiven_name = \"given_name\"\nfirst_surname = \"surname\"\nbirth_date = \"date_of_birth\"\nnational_id = \"soc_sec_id\"\npostcode = \"postcode\"\naddress = \"address_1\"\nplace = \"suburb\"\nregion = \"state\"\n").unwrap();
    let file = folder.join("dataset1.csv");
    run_well(
        own.path(),
        &[
            "link",
            file.to_str().unwrap(),
            "--map",
            map.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ],
        &[0],
    );
    let all = clusters(&out);
    let cluster = |record: &str| all.iter().find(|one| one.0 == record).map(|one| one.1.clone());
    let right = (0..500)
        .filter(|at| cluster(&format!("rec-{at}-org")) == cluster(&format!("rec-{at}-dup-0")))
        .count();
    assert!(right >= 497, "{right} of 500");
}

/// What an institution has of thirty persons, names and all.
fn own_file() -> String {
    let mut rows = String::from(
        "local_id,sex,given_name,first_surname,second_surname,birth_date,age,nationality,marital_status,migratory_status,vulnerability_groups,destination,detected_on,offences,exploitation_form,recruitment_means,count\n",
    );
    for number in 0..30 {
        let (given, surname) = (GIVEN[number % 12], SURNAMES[number % 14]);
        writeln!(rows, "V-{number},Mujer,{given},{surname},Xochimitl,19{}-03-0{},20,México,S.I.,N.A.,S.I.,S.I.,2016-02-01,art13,S.I.,S.I.,1", 60 + number, 1 + number % 9).unwrap();
    }
    rows
}

#[test]
fn a_return_leaves_the_institution_without_a_name_and_comes_in_with_its_encodings() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (key, other) = (at("2016.linkage"), at("other.linkage"));
    let drawn = run_well(folder.path(), &["encode", "--new-key", &key], &[0]);
    run_well(folder.path(), &["encode", "--new-key", &other], &[0]);
    assert_eq!(
        run(folder.path(), &["encode", "--new-key", &key]).status.code(),
        Some(3),
        "no key is overwritten"
    );
    fs::write(at("own.csv"), own_file()).unwrap();
    let about = ["--authority", "pros-09-cmx", "--period", "2016"];
    let encode = |authority: &str, key: &str, out: &str| {
        run(
            folder.path(),
            &[
                "encode",
                &at("own.csv"),
                "--authority",
                authority,
                "--period",
                "2016",
                "--linkage-key",
                key,
                "--out",
                &at(out),
            ],
        )
    };
    let made = encode("pros-09-cmx", &key, "encoded.xlsx");
    assert!(
        matches!(made.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let said = String::from_utf8_lossy(&made.stdout);
    assert!(said.contains("30 renglones con clave"), "{said}");
    let print = said.split_once("bajo la llave ").unwrap().1.split('.').next().unwrap();
    assert!(drawn.contains(&format!("huella es {print}.")), "{drawn} {said}");
    let refused = encode("csc-cdmx", &key, "none.xlsx");
    assert_ne!(refused.status.code(), Some(0), "civil society sends no encodings");

    let store = folder.path().join("store");
    let (file, chances) = (at("encoded.xlsx"), at("encoded.chances"));
    let import = [
        &["import", &file, "--attach", &chances, "--linkage-key", &key][..],
        &about,
    ]
    .concat();
    let receipt = run_well(&store, &import, &[0, 1]);
    assert!(receipt.contains("30"), "{receipt}");
    assert!(!holds(&store, b"Xochimitl"));
    assert!(
        cells(Path::new(&file))
            .iter()
            .all(|cell| !cell.contains("Xochimitl") && !cell.contains("1960-03"))
    );
    assert!(cells(Path::new(&file)).iter().any(|cell| cell == "linkage_encoding"));

    assert!(matches!(
        encode("pros-09-cmx", &other, "wrong.xlsx").status.code(),
        Some(0 | 1)
    ));
    let wrong = at("wrong.xlsx");
    let again = [&["import", &wrong, "--linkage-key", &key][..], &about].concat();
    assert!(run_well(&store, &again, &[1]).contains("L-001"), "another key is said");
}

#[test]
fn what_nobody_can_say_that_it_names_no_person_does_not_leave_as_an_encoded_return() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("own.csv"), own_file()).unwrap();
    run_well(folder.path(), &["encode", "--new-key", &at("key")], &[0]);
    let own = at("own.csv");
    let (key, out) = (at("key"), at("out.xlsx"));
    let encode = [
        "encode",
        &own,
        "--authority",
        "pros-09-cmx",
        "--linkage-key",
        &key,
        "--out",
        &out,
    ];
    let ran = run(folder.path(), &[&encode[..], &["--map", "sesnsp-victims"]].concat());
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("sintra's own form"));
    assert!(!Path::new(&out).exists(), "nothing is written");
}

#[test]
fn a_table_counts_each_person_once_beside_what_was_reported_and_its_interval() {
    let store = demo().join("store");
    let of = |count: &str| {
        let arguments = ["table", "victims.by_sex", "--count", count, "--json"];
        json(&run_well(&store, &arguments, &[0]))
    };
    let (reported, distinct, linked) = (of("reported"), of("distinct"), of("linked"));
    assert_eq!(
        (&reported["count"], &reported["three"]),
        (&"reported".into(), &serde_json::json!([]))
    );
    let total = distinct["three"].as_array().unwrap().last().unwrap();
    let number = |name: &str| total[name].as_u64().unwrap();
    assert_eq!(number("reported"), reported["total"].as_u64().unwrap());
    assert_eq!(number("linked"), linked["total"].as_u64().unwrap());
    assert!(
        number("low") <= number("high") && number("high") <= number("reported"),
        "{total}"
    );
    assert!(
        number("distinct") < number("reported"),
        "some are reported twice: {total}"
    );
    assert_eq!(
        distinct["table"], "victims?rows=sex&only.authority.kind=prosecution|prosecution_unit&count=distinct",
        "its figures can be traced"
    );
    let text = run_well(&store, &["table", "victims.by_sex", "--count", "distinct"], &[0]);
    assert!(
        text.contains("; cada persona una vez") && text.contains("entre"),
        "{text}"
    );
    let csv = run_well(
        &store,
        &["table", "victims.by_sex", "--count", "distinct", "--csv"],
        &[0],
    );
    assert!(csv.starts_with("id,,total,informado,vinculable,entre\n"), "{csv}");
    let wrong = run(&store, &["table", "victims.by_sex", "--count", "guessed"]);
    assert_eq!(wrong.status.code(), Some(2));
}
