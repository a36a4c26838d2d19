//! An office that seals: a store with accounts and one institution with its key, made by the commands alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::house::{copy, sintra};

/// The institution that seals.
pub(crate) const INSTITUTION: &str = "pros-09-cmx";
/// The record that its first return brought.
pub(crate) const RECORD: &str = "4294967297";
/// The words by which its registrar asks who that is.
pub(crate) const ASK: [&str; 7] = [
    "identity",
    "ask",
    RECORD,
    "--purpose",
    "hearing",
    "--office-number",
    "7/2026",
];
/// The account, the person, the institution and the role of each of its people.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("eva", INSTITUTION, "custodian"),
    ("raul", INSTITUTION, "custodian"),
    ("rita", INSTITUTION, "registrar"),
    ("reme", INSTITUTION, "reviewer"),
    ("aura", "", "auditor"),
    ("coco", "", "coordinator"),
];

/// A folder with the store, its key, and what each person has: a password and the seed of the codes.
pub(crate) struct Office {
    folder: TempDir,
    seeds: BTreeMap<String, String>,
    /// What was shown once: invitations, seeds, codes of recovery, shares.
    shown: String,
}

/// The headings and a row of a return with one identity; the name and the address are the given ones.
pub(crate) fn with_identity(key: &str, name: &str, address: &str) -> String {
    let mut text = crate::house::victims(&[(key, "Mujer", 1)]);
    text = text.replacen("count\n", "count,given_name,first_surname,address\n", 1);
    text.trim_end().to_owned() + &format!(",{name},Inventada,{address}\n")
}

impl Office {
    /// Founds it: administrators, people, the key of the institution, and a return with one identity.
    pub(crate) fn found() -> Office {
        let mut office = Office {
            folder: tempfile::tempdir().unwrap(),
            seeds: BTreeMap::new(),
            shown: String::new(),
        };
        let said = office.plain(&["init", "--administrator", "ana=Ana", "--administrator", "luis=Luis"]);
        for name in ["ana", "luis"] {
            office.activate(name, &said);
        }
        office.sign_in("ana");
        for (name, institution, role) in PEOPLE {
            let mut words = vec![
                "account",
                "add",
                name,
                "--person",
                name,
                "--role",
                role,
                "--office-number",
                "1/2026",
            ];
            if !institution.is_empty() {
                words.extend(["--institution", institution]);
            }
            let said = office.well("ana", &words);
            office.activate(name, &said);
            office.sign_in(name);
        }
        let enrol = [
            "institution",
            "enrol",
            INSTITUTION,
            "--custodian",
            "eva",
            "--custodian",
            "raul",
        ];
        office.well(
            "ana",
            &[&enrol[..], &["--purpose", "ceremony", "--office-number", "1/2026"]].concat(),
        );
        office.shown += &office.well("raul", &["institution", "confirm", "1", "--purpose", "ceremony"]);
        office.write("first.csv", &with_identity("V-0", "Zutanita", "Calle Inexistente 5"));
        office.import("first.csv", "2015");
        office
    }

    /// The same office, as it is now, in another folder.
    pub(crate) fn copied(&self) -> Office {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        close_key(&folder.path().join("store.key"));
        Office {
            folder,
            seeds: self.seeds.clone(),
            shown: self.shown.clone(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn password(&self, name: &str) -> PathBuf {
        let path = self.path(&format!("password-{name}"));
        if !path.exists() {
            fs::write(&path, format!("siete caballos verdes de {}\n", &name[..1])).unwrap();
        }
        path
    }

    fn activate(&mut self, name: &str, said: &str) {
        let mark = format!("account activate {name} --invitation ");
        let invitation = said.split(&mark).nth(1).unwrap().lines().next().unwrap().trim();
        let password = self.password(name).display().to_string();
        let words = [
            "account",
            "activate",
            name,
            "--invitation",
            invitation,
            "--new-password-file",
            &password,
        ];
        self.shown += said;
        let said = self.plain(&words);
        self.shown += &said;
        let seed = said.lines().nth(1).unwrap_or_default().trim().to_owned();
        self.seeds.insert(name.to_owned(), seed);
    }

    /// The invitations and codes of recovery that were shown.
    pub(crate) fn codes(&self) -> BTreeSet<String> {
        let is_code = |word: &&str| word.len() == 19 && word.split('-').all(|group| group.len() == 4);
        self.shown
            .split_whitespace()
            .filter(is_code)
            .map(str::to_owned)
            .collect()
    }

    /// Everything that is secret: what was shown once, and the passwords.
    pub(crate) fn secrets(&self) -> BTreeSet<String> {
        let is_share = |word: &&str| word.len() > 40 && !word.contains(':') && !word.contains('/');
        let shares = self.shown.split_whitespace().filter(is_share).map(str::to_owned);
        let passwords = self
            .seeds
            .keys()
            .map(|name| fs::read_to_string(self.password(name)).unwrap());
        let passwords = passwords.map(|text| text.trim().to_owned());
        let seeds = self.seeds.values().filter(|seed| !seed.is_empty()).cloned();
        shares.chain(passwords).chain(seeds).chain(self.codes()).collect()
    }

    /// Begins a session, so that the next commands of this person ask for no code.
    pub(crate) fn sign_in(&self, name: &str) {
        let code = self.plain(&["account", "code", &self.seeds[name]]);
        let output = self
            .command(name, &["returns", "--code", code.trim()])
            .output()
            .unwrap();
        // Whoever may see no returns has signed in all the same.
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !said.contains("no son correct") && !said.contains("not right"),
            "{name}: {said}"
        );
    }

    /// A command of a person.
    pub(crate) fn command(&self, name: &str, words: &[&str]) -> Command {
        self.command_in("store", name, words)
    }

    /// A command of a person in a store of this folder.
    pub(crate) fn command_in(&self, store: &str, name: &str, words: &[&str]) -> Command {
        let mut command = sintra();
        command
            .current_dir(self.folder.path())
            .args(["--store", store])
            .args(words);
        command.args(["--as", name, "--password-file"]).arg(self.password(name));
        command
    }

    pub(crate) fn run(&self, name: &str, words: &[&str]) -> Output {
        self.command(name, words).output().unwrap()
    }

    /// What a command says that ends well.
    pub(crate) fn well(&self, name: &str, words: &[&str]) -> String {
        said(&self.run(name, words), words)
    }

    fn plain(&self, words: &[&str]) -> String {
        let mut command = sintra();
        command
            .current_dir(self.folder.path())
            .args(["--store", "store"])
            .args(words);
        said(&command.output().unwrap(), words)
    }

    pub(crate) fn import(&self, file: &str, period: &str) -> String {
        self.well("rita", &import(file, period))
    }
}

/// The words by which a file is handed in.
pub(crate) fn import<'a>(file: &'a str, period: &'a str) -> [&'a str; 10] {
    let purpose = ["--register", "victims", "--purpose", "return"];
    let about = ["--authority", INSTITUTION, "--period", period];
    let [a, b, c, d] = about;
    let [e, f, g, h] = purpose;
    ["import", file, a, b, c, d, e, f, g, h]
}

fn said(output: &Output, words: &[&str]) -> String {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{words:?}\n{said}\n{errors}"
    );
    said
}

#[cfg(unix)]
fn close_key(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o400)).unwrap();
}

#[cfg(not(unix))]
fn close_key(_: &Path) {}
