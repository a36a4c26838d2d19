//! Registers are data: a file alone makes one, and a wrong file is told with every fault and its address.

use std::fs;

use crate::house::{catalogue, cell, copy, json, run_well, sintra};

const REGISTER: &str = r#"
[register]
id = "hotline_calls"
version = 1
one = { es = "llamada", en = "call" }
many = { es = "llamadas de primer contacto", en = "first-contact calls" }
kept_by = ["prosecution"]
basis = ["¶299"]
unit = "event"
key = ["local_id"]

[[field]]
id = "local_id"
kind = "text"
tier = "T1"
label = { es = "Folio propio", en = "Own number" }
example = "LL-1"

[[field]]
id = "called_on"
kind = "date"
tier = "T1"
required = true
label = { es = "Fecha de la llamada", en = "Date of the call" }
example = "2016-01-31"

[[field]]
id = "caller_sex"
kind = "code"
list = "sex"
tier = "T1"
required = true
label = { es = "Sexo de quien llama", en = "Sex of the caller" }
example = "F"

[[field]]
id = "count"
kind = "integer"
tier = "T1"
label = { es = "Número de llamadas", en = "Number of calls" }

[[rule]]
id = "HL-001"
severity = "warning"
in_period = "called_on"
says = { es = "La llamada es de otro periodo.", en = "The call is of another period." }
mend = { es = "Compruebe la fecha.", en = "Check the date." }
"#;

const TABLE: &str = r#"
[[table]]
id = "hotline_calls.by_sex"
of = "hotline_calls"
rows = ["caller_sex"]
title = { es = "Llamadas por sexo", en = "Calls by sex" }
cite = ["¶299"]
"#;

/// Its name in the list by which answers name the registers.
const NAME: &str = r#"
[[code]]
id = "hotline_calls"
label = { es = "Llamadas de primer contacto", en = "First-contact calls" }
cite = ["¶299"]
"#;

#[test]
fn a_register_that_the_list_of_names_lacks_is_told_and_so_is_a_name_without_a_register() {
    let folder = tempfile::tempdir().unwrap();
    copy(&catalogue(), folder.path());
    let names = folder.path().join("codes/register_name.toml");
    let text = fs::read_to_string(&names).unwrap();
    fs::write(&names, text.replacen("id    = \"training\"", "id    = \"answers\"", 1)).unwrap();
    let output = sintra()
        .args(["catalogue", "check"])
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    for words in [
        "the register training is missing",
        "names «answers», which no authority keeps",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_register_from_a_file_alone_gets_template_check_import_and_table() {
    let folder = tempfile::tempdir().unwrap();
    let (own, store) = (folder.path().join("catalogue"), folder.path().join("store"));
    copy(&catalogue(), &own);
    fs::write(own.join("registers/hotline_calls.toml"), REGISTER).unwrap();
    fs::write(own.join("tables/hotline_calls.toml"), TABLE).unwrap();
    let names = own.join("codes/register_name.toml");
    let listed = fs::read_to_string(&names).unwrap() + NAME;
    fs::write(names, listed).unwrap();
    let with = own.to_str().unwrap();
    let template = folder.path().join("t.xlsx");
    let arguments = [
        "--catalogue",
        with,
        "template",
        "--authority",
        "pros-09-cmx",
        "--registers",
        "hotline_calls",
        "--out",
        template.to_str().unwrap(),
    ];
    run_well(&store, &arguments, &[0]);
    let object = json(&run_well(
        &store,
        &["--catalogue", with, "check", template.to_str().unwrap(), "--json"],
        &[1],
    ));
    assert_eq!(object["parts"][0]["register"], "hotline_calls");
    let calls = folder.path().join("calls.csv");
    fs::write(&calls, "Folio propio;Fecha de la llamada;Sexo de quien llama;Número de llamadas\n1;31/05/2016;Mujer;\n2;2016-06-01;S.I.;\n;2015;Hombre;12\n").unwrap();
    let arguments = [
        "--catalogue",
        with,
        "import",
        calls.to_str().unwrap(),
        "--authority",
        "pros-09-cmx",
        "--period",
        "2016",
        "--json",
    ];
    let object = json(&run_well(&store, &arguments, &[1]));
    assert_eq!(object["counts"]["HL-001"], 1);
    run_well(&store, &["--catalogue", with, "freeze"], &[0]);
    let table = serde_json::from_str(&run_well(&store, &["table", "hotline_calls.by_sex", "--json"], &[0])).unwrap();
    assert_eq!(
        (
            cell(&table, "F", None),
            cell(&table, "M", None),
            cell(&table, "SI", None)
        ),
        (1, 12, 1)
    );
}

#[test]
fn every_planted_fault_is_told_at_once_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    copy(&catalogue(), folder.path());
    let plant = |file: &str, from: &str, to: &str| {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    plant("codes/sex.toml", "en = \"Woman\"", "en = \"\"");
    plant("codes/marital_status.toml", "cite   = [", "cite   = [\"Nowhere 1\", ");
    fs::write(
        folder.path().join("registers/x.toml"),
        REGISTER.replace("list = \"sex\"", "list = \"sexes\""),
    )
    .unwrap();
    fs::write(
        folder.path().join("tables/x.toml"),
        TABLE.replace("caller_sex", "nothing"),
    )
    .unwrap();
    let output = sintra()
        .args(["catalogue", "check"])
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for told in [
        "codes/sex.toml:",
        "codes/marital_status.toml:",
        "registers/x.toml:",
        "tables/x.toml:",
    ] {
        assert!(said.contains(told), "{told} is not told in\n{said}");
    }
}
