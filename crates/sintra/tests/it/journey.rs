//! A new administrator, by the commands alone: from an empty folder to a second person who grants an opening; and what
//! must never stand in the log of all that.

use std::{collections::BTreeSet, process::Output};

use serde_json::Value as Json;

use crate::{
    enrolled::{Office, RECORD},
    house::sintra,
};

const ORDER: [&str; 4] = ["--purpose", "hearing of May", "--office-number", "77/2026"];

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn with<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [words, more].concat()
}

#[test]
fn from_an_empty_folder_to_an_identity_that_a_second_person_granted() {
    let office = Office::found();
    let ask = with(&["identity", "ask", RECORD], &ORDER);
    assert!(office.well("reme", &ask).contains("identity grant 1"));
    // Nothing yet, and the first person is not the second.
    assert_eq!(code(&office.run("reme", &["identity", "open", "1"])), Some(3));
    assert_eq!(code(&office.run("reme", &["identity", "grant", "1"])), Some(3));
    let granted = office.well("eva", &["identity", "grant", "1", "--lang", "en"]);
    assert!(granted.contains("five minutes"), "{granted}");
    assert_eq!(code(&office.run("rita", &["identity", "open", "1"])), Some(3));
    let opened = office.well("reme", &["identity", "open", "1"]);
    assert!(
        opened.contains("artículo 36") && opened.contains("given_name: Zutanita"),
        "{opened}"
    );
    assert!(
        !opened.contains("Calle Inexistente"),
        "one compartment, not all: {opened}"
    );
    assert_eq!(code(&office.run("reme", &["identity", "open", "1"])), Some(3), "once");
    let listed: Json = serde_json::from_str(&office.well("reme", &["identity", "list"])).unwrap();
    assert_eq!(
        (&listed["state"], &listed["granted_by"]),
        (&"opened".into(), &"eva".into())
    );
    let emergency = with(&["identity", "emergency", RECORD, "--compartment", "contact"], &ORDER);
    assert!(office.well("raul", &emergency).contains("Calle Inexistente 5"));
    assert_eq!(
        code(&office.run("aura", &["alerts"])),
        Some(1),
        "an emergency is looked at"
    );
    let review = ["identity", "review", "2", "--says", "a life was at stake"];
    assert_eq!(code(&office.run("raul", &review)), Some(3));
    office.well("aura", &review);
}

#[test]
fn who_does_not_say_who_they_are_does_nothing_and_invitations_serve_once() {
    let office = Office::found();
    let plain = |words: &[&str]| {
        let mut command = sintra();
        command
            .current_dir(office.path(""))
            .args(["--store", "store"])
            .args(words);
        command.output().unwrap()
    };
    for words in [
        vec!["returns"],
        vec!["log"],
        vec!["verify"],
        vec!["freeze"],
        vec!["identity", "open", "1"],
        vec!["account", "list"],
        vec!["backup", "x.age", "--recipient", "age1"],
    ] {
        let output = plain(&words);
        let says = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            (code(&output), output.stdout.is_empty()),
            (Some(3), true),
            "{words:?}: {says}"
        );
        assert!(says.contains("--as"), "{words:?}: {says}");
    }
    assert_eq!(
        code(&plain(&[
            "init",
            "--administrator",
            "eve=Eve",
            "--administrator",
            "max=Max"
        ])),
        Some(3)
    );
    office.write("new", "siete caballos verdes\n");
    // Neither an invitation that served, nor a code of recovery, nor for another name.
    for used in office.codes() {
        let words = [
            "account",
            "activate",
            "rita",
            "--invitation",
            &used,
            "--new-password-file",
            "new",
        ];
        assert_eq!(code(&plain(&words)), Some(3), "{used}");
    }
    let unknown = [
        "account",
        "activate",
        "nobody",
        "--invitation",
        "x",
        "--new-password-file",
        "new",
    ];
    assert_eq!(code(&plain(&unknown)), Some(3));
    office.write("bad", "12345678\n");
    let wrong = office
        .command("rita", &["account", "sign-out"])
        .args(["--password-file", "bad", "--code", "000000"])
        .output()
        .unwrap();
    assert!(matches!(code(&wrong), Some(2 | 3)), "{wrong:?}");
}

#[test]
fn no_password_seed_share_code_nor_name_of_anybody_sealed_is_ever_in_the_log() {
    let office = Office::found();
    office.well("reme", &with(&["identity", "ask", RECORD], &ORDER));
    office.well("eva", &["identity", "grant", "1"]);
    office.well("reme", &["identity", "open", "1"]);
    office.well("ana", &["account", "reset", "coco"]);
    // What goes wrong is written down too, and not what was typed.
    office.write("typed", "mi otra contraseña secreta\n");
    let typed = ["returns", "--code", "123456", "--password-file", "typed"];
    let mut wrong = sintra();
    wrong
        .current_dir(office.path(""))
        .args(["--store", "store", "--as", "rita"])
        .args(typed);
    assert_eq!(code(&wrong.output().unwrap()), Some(3));
    let mut unknown = sintra();
    let name = "mi-contraseña-en-lugar-del-nombre";
    unknown
        .current_dir(office.path(""))
        .args(["--store", "store", "--as", name])
        .args(typed);
    assert_eq!(code(&unknown.output().unwrap()), Some(3));
    let log = office.well("aura", &["log", "--json"]);
    let acts: BTreeSet<String> = log
        .lines()
        .map(|line| {
            serde_json::from_str::<Json>(line).unwrap()["act"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for act in [
        "found",
        "activate",
        "confirm_enrolment",
        "receive",
        "open_identity",
        "sign_in_failed",
    ] {
        assert!(acts.contains(act), "{act} is not in {acts:?}");
    }
    let mut secrets = office.secrets();
    assert!(secrets.len() > 8 + 8 + 5, "{}", secrets.len());
    secrets.extend(
        [
            "mi otra contraseña",
            name,
            "123456",
            "Zutanita",
            "Inventada",
            "Calle Inexistente",
        ]
        .map(str::to_owned),
    );
    for secret in secrets {
        assert!(!log.contains(&secret), "«{secret}» is in the log");
    }
}
