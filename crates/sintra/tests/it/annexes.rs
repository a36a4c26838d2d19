//! Documents handed in with a return: announced, arrived, added later, kept as received (¶23).

use std::{fs, path::Path};

use serde_json::Value as Json;

use crate::house::{holds, json, run, run_well};

const HEAD: &str = "local_id,training_kind,training_theme,starts_on,persons_total,programme,count";

fn import(store: &Path, file: &Path, attached: &[&Path], code: i32) -> Json {
    let mut arguments = vec!["import", file.to_str().unwrap(), "--authority", "pros-09-cmx"];
    arguments.extend(["--period", "2016", "--json"]);
    for path in attached {
        arguments.extend(["--attach", path.to_str().unwrap()]);
    }
    json(&run_well(store, &arguments, &[code]))
}

#[test]
fn what_is_announced_and_what_arrives_are_compared_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (store, file) = (at("store"), at("t.csv"));
    let rows = "T-1,S.I.,S.I.,2016-03-01,20,Programa.pdf,1\nT-2,S.I.,S.I.,2016-03-02,20,falta.pdf,1\nT-3,S.I.,S.I.,2016-03-03,20,S.I.,1";
    fs::write(&file, format!("{HEAD}\n{rows}\n")).unwrap();
    fs::write(at("programa.pdf"), "%PDF-1.7 primero").unwrap();
    fs::write(at("otro.bin"), [0, 159, 146, 150]).unwrap();
    let first = import(&store, &file, &[&at("programa.pdf"), &at("otro.bin")], 1);
    let found = |answer: &Json, code: &str| -> Vec<Json> {
        let all = answer["findings"].as_array().unwrap().iter();
        all.filter(|one| one["code"] == code).cloned().collect()
    };
    let missing = found(&first, "R-012");
    assert_eq!((missing.len(), &missing[0]["value"]), (1, &"falta.pdf".into()));
    assert_eq!((&missing[0]["column"], &missing[0]["row"]), (&"F".into(), &3.into()));
    assert_eq!(found(&first, "R-013")[0]["value"], "otro.bin");
    assert_eq!(first["receipt"]["annexes"].as_array().unwrap().len(), 2);
    // Kept, and sealed.
    assert!(!holds(&store, b"%PDF-1.7 primero"));

    assert_eq!(import(&store, &file, &[], 0)["receipt"]["already_had"], true);
    fs::write(at("falta.pdf"), "%PDF-1.7 segundo").unwrap();
    let later = import(&store, &file, &[&at("falta.pdf")], 0);
    assert_eq!(found(&later, "R-014").len(), 1, "{later}");
    assert_eq!(later["receipt"]["annexes"].as_array().unwrap().len(), 3);
    assert!(run_well(&store, &["log"], &[0]).contains("attach: return 1"));
}

#[test]
fn two_documents_of_one_name_are_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = (folder.path().join("store"), folder.path().join("t.csv"));
    fs::write(&file, format!("{HEAD}\nT-1,S.I.,S.I.,2016-03-01,20,a.pdf,1\n")).unwrap();
    let twice = ["a.pdf", "otra/A.pdf"].map(|name| folder.path().join(name));
    fs::create_dir(folder.path().join("otra")).unwrap();
    twice.iter().for_each(|path| fs::write(path, "x").unwrap());
    let mut arguments = vec![
        "import",
        file.to_str().unwrap(),
        "--authority",
        "pros-09-cmx",
        "--period",
        "2016",
    ];
    for path in &twice {
        arguments.extend(["--attach", path.to_str().unwrap()]);
    }
    assert_eq!(run(&store, &arguments).status.code(), Some(2));
    assert_eq!(run_well(&store, &["returns"], &[0]), "");
}
