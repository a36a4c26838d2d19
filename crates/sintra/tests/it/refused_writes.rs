//! A disk that refuses the Nth write, for every N: each act is done whole or not at all, says so in a sentence, and the
//! store works on at the next command without a hand.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
};

use serde_json::Value as Json;

use crate::enrolled::{ASK, Office, import, with_identity};

const EIO: &str = "5";
const ENOSPC: &str = "28";
/// No act writes as often.
const WRITES_MAX: usize = 400;

/// An act, who does it, and how its effect is counted.
struct Attacked {
    act: &'static str,
    who: &'static str,
    words: Vec<&'static str>,
    effect: fn(&Office) -> usize,
}

#[test]
fn whatever_write_the_disk_refuses_an_act_is_whole_or_nothing() {
    let Some(shim) = shim() else {
        return println!("skipped: there is no C compiler here to make a disk that refuses");
    };
    let base = Office::found();
    base.write("second.csv", &with_identity("V-1", "Menganita", "Calle Ninguna 7"));
    base.well("rita", &ASK);
    base.well("rita", &ASK);
    base.well("eva", &["identity", "grant", "2", "--purpose", "hearing"]);
    let step = match (env::var_os("SINTRA_EVERY_WRITE"), env::var_os("CI")) {
        (Some(_), _) => 1,
        (_, Some(_)) => 3,
        _ => 12,
    };
    let of_kind = |errno: &'static str, stays: bool| {
        let attacks = attacks();
        attacks
            .iter()
            .map(|one| attack(&base, &shim, one, (errno, stays), step))
            .sum::<usize>()
    };
    let tried = thread::scope(|scope| {
        let once = scope.spawn(|| of_kind(EIO, false));
        of_kind(ENOSPC, true) + once.join().unwrap()
    });
    println!("{tried} writes refused in six acts: one in {step} of all; SINTRA_EVERY_WRITE=1 tries each");
}

fn attacks() -> Vec<Attacked> {
    vec![
        Attacked {
            act: "receive",
            who: "rita",
            words: import("second.csv", "2016").to_vec(),
            effect: |office| office.well("rita", &["returns"]).lines().count(),
        },
        Attacked {
            act: "answer",
            who: "rita",
            words: vec![
                "answer",
                "--authority",
                "pros-09-cmx",
                "--period",
                "2014",
                "--state",
                "NO_INFORMATION",
            ],
            effect: |office| office.well("rita", &["answers"]).lines().count(),
        },
        Attacked {
            act: "freeze",
            who: "coco",
            words: vec!["freeze", "--purpose", "vintage"],
            effect: |office| office.well("coco", &["vintages"]).lines().count(),
        },
        Attacked {
            act: "grant_opening",
            who: "eva",
            words: vec!["identity", "grant", "1", "--purpose", "hearing"],
            effect: |office| of_state(office, 1, "granted"),
        },
        Attacked {
            act: "open_identity",
            who: "rita",
            words: vec!["identity", "open", "2", "--purpose", "hearing"],
            effect: |office| of_state(office, 2, "opened"),
        },
        Attacked {
            act: "add_account",
            who: "ana",
            words: vec![
                "account",
                "add",
                "nueva",
                "--person",
                "Nueva",
                "--role",
                "analyst",
                "--office-number",
                "9",
            ],
            effect: |office| office.well("ana", &["account", "list"]).lines().count(),
        },
    ]
}

fn of_state(office: &Office, number: u64, state: &str) -> usize {
    let all = office.well("rita", &["identity", "list"]);
    let is_it = |line: &&str| {
        let json: Json = serde_json::from_str(line).unwrap();
        json["opening"] == number && json["state"] == state
    };
    all.lines().filter(is_it).count()
}

/// Refuses one write after another until the act meets no refusal; answers how many were refused.
fn attack(base: &Office, shim: &Path, attacked: &Attacked, (errno, stays): (&str, bool), step: usize) -> usize {
    let (before, logged) = ((attacked.effect)(base), logged(base, attacked.act));
    for (refused, at) in (1..WRITES_MAX).step_by(step).enumerate() {
        let office = base.copied();
        let mut command = office.command(attacked.who, &attacked.words);
        let output = under(&mut command, shim, (at, errno, stays)).output().unwrap();
        if !met(&output) {
            assert!(
                matches!(output.status.code(), Some(0 | 1)),
                "{}: {output:?}",
                attacked.act
            );
            return refused;
        }
        let says = String::from_utf8_lossy(&output.stderr).into_owned();
        let what = format!("{} with write {at} refused ({errno}): {says}", attacked.act);
        let is_done = matches!(output.status.code(), Some(0 | 1));
        assert!(is_done || output.status.code() == Some(3), "{what} {:?}", output.status);
        assert!(
            is_done || says.replace("[refused]\n", "").starts_with("sintra: "),
            "{what}"
        );
        whole_or_nothing(&office, attacked, (before, logged), is_done, &what);
    }
    panic!("{} never came to its end", attacked.act);
}

fn whole_or_nothing(office: &Office, attacked: &Attacked, (before, was): (usize, usize), is_done: bool, what: &str) {
    let verified = office.run("aura", &["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{what}\n{verified:?}");
    let (now, is) = ((attacked.effect)(office), logged(office, attacked.act));
    assert_eq!(
        now - before,
        is - was,
        "{what}: its effect and its entry in the log differ"
    );
    assert!(
        is - was <= 1 && (!is_done || is == was + 1),
        "{what}: {was} entries became {is}"
    );
    let again = office.run(attacked.who, &attacked.words);
    let code = again.status.code();
    assert!(
        matches!(code, Some(0 | 1)) || is == was + 1,
        "{what}\nand then: {again:?}"
    );
    let verified = office.run("aura", &["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{what}\nand then: {verified:?}");
}

/// How many entries of an act the log has.
fn logged(office: &Office, act: &str) -> usize {
    let log = office.well("aura", &["log", "--json"]);
    let is_it = |line: &&str| serde_json::from_str::<Json>(line).unwrap()["act"] == act;
    log.lines().filter(is_it).count()
}

fn met(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stderr).contains("[refused]")
}

fn under<'c>(command: &'c mut Command, shim: &Path, (at, errno, stays): (usize, &str, bool)) -> &'c mut Command {
    command.env("LD_PRELOAD", shim).env("REFUSED_AT", at.to_string());
    command.env("REFUSED_ERRNO", errno);
    if stays {
        command.env("REFUSED_ON", "1");
    }
    command
}

/// The library that stands before the C library and refuses, made by the system's compiler.
fn shim() -> Option<PathBuf> {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused_write.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/refused_write.c");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&out)
        .arg(source)
        .arg("-ldl");
    let made = compiler.status().is_ok_and(|status| status.success());
    made.then_some(out)
}
