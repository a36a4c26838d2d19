//! A store that somebody altered, exchanged or lost: what the commands say of it, and what they exit with.

use std::{fs, process::Output};

use crate::enrolled::Office;

fn says(output: &Output) -> String {
    let (out, errors) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(errors))
}

#[test]
fn one_byte_that_was_changed_is_found_wherever_it_is() {
    let office = Office::found();
    let whole = office.run("aura", &["verify", "--lang", "en"]);
    assert_eq!(whole.status.code(), Some(0), "{}", says(&whole));
    assert!(says(&whole).contains("Nothing was altered."));
    let length = fs::metadata(office.path("store/sintra.db")).unwrap().len() as usize;
    let places = [
        0,
        20,
        100,
        length / 7,
        length / 3,
        length / 2,
        length - 20_000,
        length - 1,
    ];
    let mut found = 0;
    for at in places {
        let copy = office.copied();
        let path = copy.path("store/sintra.db");
        let mut bytes = fs::read(&path).unwrap();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        let output = copy.run("aura", &["verify", "--lang", "en"]);
        // With faults, or not even readable; never well, and never without a sentence.
        assert!(matches!(output.status.code(), Some(1 | 3)), "{at}: {}", says(&output));
        assert!(!says(&output).contains("Nothing was altered."), "{at}");
        assert!(!says(&output).contains("panicked"), "{at}: {}", says(&output));
        found += usize::from(output.status.code() == Some(1));
    }
    println!(
        "{found} of {} were told as faults, the others could not be read",
        places.len()
    );
}

#[test]
fn a_file_that_was_changed_or_taken_away_is_a_fault() {
    let office = Office::found();
    let original = first_file(&office.path("store/originals"));
    let bytes = fs::read(&original).unwrap();
    let verify = || office.run("aura", &["verify"]).status.code();
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    for tampered in [Some(changed), Some(bytes[..bytes.len() - 1].to_vec()), None] {
        fs::remove_file(&original).unwrap();
        if let Some(tampered) = tampered {
            fs::write(&original, tampered).unwrap();
        } else {
            assert_eq!(verify(), Some(1));
            fs::write(&original, &bytes).unwrap();
            assert_eq!(verify(), Some(0));
            return;
        }
        assert_eq!(verify(), Some(1));
    }
}

fn first_file(folder: &std::path::Path) -> std::path::PathBuf {
    let entry = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if entry.is_dir() { first_file(&entry) } else { entry }
}

#[test]
fn an_older_copy_in_the_place_of_the_store_is_refused_and_its_witness_knows() {
    let office = Office::found();
    let older = fs::read(office.path("store/sintra.db")).unwrap();
    office.well("rita", &["returns"]);
    let witnessed = office.well("aura", &["checkpoint"]);
    office.write("witnessed", &witnessed);
    let outside = ["verify", "--checkpoint", "witnessed", "--lang", "en"];
    assert_eq!(office.run("aura", &outside).status.code(), Some(0));
    fs::write(office.path("store/sintra.db"), older).unwrap();
    let refused = office.run("rita", &["returns"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        says(&refused).contains("older") || says(&refused).contains("not the last one"),
        "{}",
        says(&refused)
    );
    // Whoever takes the anchor away too is found by the checkpoint that lies elsewhere.
    fs::remove_file(office.path("store.checkpoint")).unwrap();
    let found = office.run("aura", &outside);
    assert_eq!(found.status.code(), Some(1), "{}", says(&found));
    office.write("nonsense", "no checkpoint\n");
    assert_eq!(
        office
            .run("aura", &["verify", "--checkpoint", "nonsense"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_witness_far_away_signs_what_continues_and_nothing_else() {
    let office = Office::found();
    let older = office.copied();
    let witness = |of: &Office, bundle: &str| {
        let words = ["witness", bundle, "--name", "cndh.example/witness", "--seed"];
        let (seed, folder) = (office.path("seed"), office.path("witnessed"));
        let mut command = crate::house::sintra();
        command
            .current_dir(of.path(""))
            .args(words)
            .arg(seed)
            .arg("--folder")
            .arg(folder);
        command.output().unwrap()
    };
    let bundle = ["checkpoint", "--bundle", "log.txt", "--purpose", "for the witness"];
    office.well("aura", &["log"]);
    office.well("aura", &bundle);
    let signed = witness(&office, "log.txt");
    assert_eq!(signed.status.code(), Some(0), "{}", says(&signed));
    office.write("signed", &String::from_utf8_lossy(&signed.stdout));
    let checked = ["verify", "--bundle", "log.txt", "--checkpoint", "signed"];
    assert_eq!(office.run("aura", &checked).status.code(), Some(0));
    older.well("aura", &bundle);
    assert_eq!(
        witness(&older, "log.txt").status.code(),
        Some(2),
        "an older log is no continuation"
    );
    let text = fs::read_to_string(office.path("log.txt")).unwrap();
    office.write("cut.txt", text.trim_end().rsplit_once('\n').unwrap().0);
    assert_eq!(witness(&office, "cut.txt").status.code(), Some(2));
    assert_eq!(witness(&office, "log.txt").status.code(), Some(0));
}

#[test]
fn a_backup_comes_back_for_its_keeper_and_for_nobody_else() {
    let office = Office::found();
    let recipient = office.well("ana", &["backup-key", "keeper.key"]);
    office.well("ana", &["backup-key", "other.key"]);
    office.well("ana", &["backup", "store.age", "--recipient", recipient.trim()]);
    assert_eq!(
        office
            .run("rita", &["backup", "mine.age", "--recipient", recipient.trim()])
            .status
            .code(),
        Some(3)
    );
    assert!(!office.path("mine.age").exists());
    let restore = |backup: &str, key: &str, into: &str| {
        let words = ["restore", backup, "--identity", key];
        office.command_in(into, "ana", &words).output().unwrap()
    };
    let whole = fs::read(office.path("store.age")).unwrap();
    fs::write(office.path("cut.age"), &whole[..whole.len() / 2]).unwrap();
    for (backup, key) in [
        ("store.age", "other.key"),
        ("cut.age", "keeper.key"),
        ("keeper.key", "keeper.key"),
    ] {
        let output = restore(backup, key, "none");
        assert_eq!(output.status.code(), Some(3), "{backup} {key}: {}", says(&output));
        assert!(
            !office.path("none").exists() && !office.path("none.key").exists(),
            "{backup} {key}"
        );
    }
    let output = restore("store.age", "keeper.key", "again");
    assert_eq!(output.status.code(), Some(0), "{}", says(&output));
    assert_eq!(
        restore("store.age", "keeper.key", "again").status.code(),
        Some(3),
        "never over a store"
    );
    fs::copy(office.path("store.session-aura"), office.path("again.session-aura")).unwrap();
    let verified = office.command_in("again", "aura", &["verify"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", says(&verified));
}

#[test]
fn a_key_under_a_passphrase_opens_with_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("right", "cuatro palabras y otra\n"),
        ("wrong", "otras palabras y otra\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let run = |words: &[&str], passphrase: Option<&str>| {
        let mut command = crate::house::sintra();
        command
            .current_dir(folder.path())
            .args(["--store", "store"])
            .args(words);
        if let Some(file) = passphrase {
            command.env("SINTRA_PASSPHRASE_FILE", file);
        }
        command.stdin(std::process::Stdio::null()).output().unwrap()
    };
    let init = [
        "init",
        "--administrator",
        "ana=Ana",
        "--administrator",
        "luis=Luis",
        "--passphrase",
        "--new-password-file",
        "right",
    ];
    let made = run(&init, None);
    assert_eq!(made.status.code(), Some(0), "{}", says(&made));
    let key = fs::read_to_string(folder.path().join("store.key")).unwrap();
    assert!(key.starts_with("sintra-key-1 locked"), "{key}");
    let invitation = says(&made);
    let invitation = invitation.split("activate ana --invitation ").nth(1).unwrap();
    let invitation = invitation.lines().next().unwrap().trim();
    let activate = [
        "account",
        "activate",
        "ana",
        "--invitation",
        invitation,
        "--new-password-file",
        "wrong",
    ];
    assert_eq!(run(&activate, Some("wrong")).status.code(), Some(3));
    let without = run(&activate, None);
    assert!(matches!(without.status.code(), Some(2 | 3)), "{}", says(&without));
    let done = run(&activate, Some("right"));
    assert_eq!(done.status.code(), Some(0), "{}", says(&done));
}
