//! Promises that were once broken: identity in odd places, months after a zero, faults told together.

use std::fs;

use crate::house::{catalogue, copy, holds, json, run, run_well, sintra, victims};

const HEAD: &str = "Año,Clave_Ent,Entidad,Bien jurídico afectado,Tipo de delito,Subtipo de delito,Modalidad,Sexo,\
                    Rango de edad,Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,Noviembre,Diciembre";

#[test]
fn an_unknown_value_is_never_kept_as_not_applicable_after_a_month_of_zero() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("series.csv");
    let about = [
        "--map",
        "sesnsp-victims",
        "--authority",
        "fed-sesnsp",
        "--period",
        "2015",
        "--json",
    ];
    let waiting = ["2,0,0,0,0,0,0,0,0,0,0,0", "0,2,0,0,0,0,0,0,0,0,0,0"].map(|months| {
        let row = "2015,1,Aguascalientes,La sociedad,Trata de personas,Trata de personas,Trata de personas";
        fs::write(
            &path,
            format!("{HEAD}\n{row},Mujeres trans,Adultos (18 y más),{months}\n"),
        )
        .unwrap();
        let store = folder.path().join(&months[..3]);
        let said = run_well(
            &store,
            &[&["import", path.to_str().unwrap()][..], &about].concat(),
            &[1],
        );
        json(&said)["receipt"]["parts"][0]["waiting"].as_u64().unwrap()
    });
    assert_eq!(waiting, [1, 1], "the same two persons, whichever month they are in");
}

#[test]
fn a_text_of_the_report_is_checked_although_a_register_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    copy(&catalogue(), folder.path());
    for (file, from, to) in [
        (
            "registers/training.toml",
            "list     = \"training_theme\"",
            "list     = \"no_such_list\"",
        ),
        (
            "report/es/accused.md",
            "accused.by_nationality_status[MEX]",
            "accused.nowhere[MEX]",
        ),
    ] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap().replacen(from, to, 1);
        fs::write(path, text).unwrap();
    }
    let output = sintra()
        .args(["catalogue", "check"])
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("no_such_list") && said.contains("accused.nowhere"),
        "{said}"
    );
}

#[test]
fn a_curp_where_a_code_belongs_leaves_no_trace() {
    refuses_curp(&victims(&[("A-1", "XEXX010101HNEXXXA4", 1)]));
}

#[test]
fn a_curp_in_a_column_that_no_field_knows_leaves_no_trace() {
    let text = victims(&[("A-1", "Mujer", 1)]);
    refuses_curp(
        &text
            .replace("count\n", "count,observaciones\n")
            .replace(",1\n", ",1,XEXX010101HNEXXXA4\n"),
    );
}

#[test]
fn a_curp_above_the_heading_leaves_no_trace() {
    refuses_curp(&format!(
        "Reporte de XEXX010101HNEXXXA4\n{}",
        victims(&[("A-1", "Mujer", 1)])
    ));
}

fn refuses_curp(text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = (folder.path().join("store"), folder.path().join("a.csv"));
    fs::write(&path, text).unwrap();
    let about = ["--authority", "pros-09-cmx", "--period", "2016"];
    let code = run(&store, &[&["import", path.to_str().unwrap()][..], &about].concat())
        .status
        .code();
    assert_eq!((code, holds(&store, b"XEXX010101HNEXXXA4")), (Some(4), false));
}
