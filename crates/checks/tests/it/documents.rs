//! What the documents tell people to do can be done.

use std::{collections::BTreeSet, process::Command};

use crate::house;

/// The line after which a README has its two commands, each on a line of the block that follows.
const SET_UP: &str = "<!-- set-up -->";

const READMES: [&str; 2] = ["README.md", "README.es.md"];
const DOCUMENTS: [&str; 10] = [
    "README.md",
    "README.es.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "SECURITY.es.md",
    "docs/key-ceremony.md",
    "docs/key-ceremony.es.md",
    "docs/linkage-key.md",
    "docs/linkage-key.es.md",
];

/// Where the command line is written down: its commands, and what stands under some of them.
const LINE: &str = "crates/sintra/src/line.rs";
const UNDER: &str = "crates/sintra/src/line/people.rs";
const LINKING: &str = "crates/sintra/src/line/linking.rs";

fn set_up(readme: &str) -> Vec<String> {
    let text = house::text(readme);
    let after = text
        .split(SET_UP)
        .nth(1)
        .unwrap_or_else(|| panic!("{readme} has no {SET_UP}"));
    let block = after.split("```").nth(1).unwrap_or_default();
    block
        .lines()
        .skip(1)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn both_readmes_set_up_with_the_same_two_commands() {
    let commands = set_up("README.md");
    assert_eq!(
        commands.len(),
        2,
        "README.md: all the set-up is two commands, not {commands:?}"
    );
    assert_eq!(commands, set_up("README.es.md"));
}

#[test]
fn the_continuous_check_runs_the_commands_of_the_readme() {
    let plan = Command::new("bash")
        .arg(".ci/run")
        .arg("--plan")
        .current_dir(house::root())
        .output()
        .unwrap();
    let plan = String::from_utf8(plan.stdout).unwrap();
    // An optimised build of the same program is not made a second time to be checked.
    let plain = |line: &str| line.replace(" --release", "").replace(" --locked", "");
    for command in set_up("README.md") {
        let is_run = plan
            .lines()
            .any(|line| plain(line) == plain(&command) || plain(line).starts_with(&format!("{} ", plain(&command))));
        assert!(is_run, "`bash .ci/run --plan` does not run «{command}»:\n{plan}");
    }
}

/// The arguments of every `sintra …` and `cargo run … -- …` that a document writes as code.
fn command_lines(document: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    let mut is_block = false;
    for line in document.lines() {
        if line.starts_with("```") {
            is_block = !is_block;
        } else if is_block {
            lines.push(line);
        } else {
            lines.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let commands = lines.into_iter().flat_map(|line| line.split(" && "));
    commands
        .filter_map(|line| arguments(line.split('#').next().unwrap_or_default()))
        .collect()
}

fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let rest = line
        .strip_prefix("sintra ")
        .or_else(|| line.strip_prefix("cargo run")?.split_once("-- ").map(|(_, rest)| rest))?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

/// Every name that the command line has: commands, and options with their two dashes.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    names.extend(names_in(LINE));
    let under = names_in(UNDER).into_iter().chain(names_in(LINKING));
    names.extend(under.filter(|name| name.starts_with("--")));
    names
}

/// The names that one of its files gives.
fn names_in(file: &str) -> BTreeSet<String> {
    let text = house::text(file);
    let mut names = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        let word: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
        let rest = &line[word.len()..];
        if word.starts_with(char::is_uppercase)
            && (rest == " {" || rest == "," || (rest.starts_with('(') && rest.ends_with("),")))
        {
            names.insert(kebab(&word));
        }
        let field = line
            .trim_start_matches("pub(crate) ")
            .split_once(": ")
            .map(|(field, _)| field);
        names.extend(field.map(|field| format!("--{}", field.replace('_', "-"))));
        names.extend(
            line.split_once("long = \"")
                .and_then(|(_, rest)| rest.split('"').next())
                .map(|long| format!("--{long}")),
        );
    }
    names
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[test]
fn every_command_in_the_documents_exists() {
    let names = names();
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        for line in command_lines(&house::text(document)) {
            let command = line.iter().find(|word| !word.starts_with('-'));
            let options = line.iter().filter(|word| word.starts_with("--"));
            let options = options.map(|option| option.split('=').next().unwrap_or_default().to_owned());
            for word in command
                .cloned()
                .into_iter()
                .chain(options)
                .filter(|word| !names.contains(word))
            {
                faults.push(format!("{document}: «sintra {}»: there is no {word}", line.join(" ")));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The commands that have others under them.
const ABOVE: [&str; 3] = ["account", "institution", "identity"];

#[test]
fn what_stands_under_a_command_in_the_documents_exists() {
    let under = names_in(UNDER);
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        for line in command_lines(&house::text(document)) {
            let mut words = line.iter().filter(|word| !word.starts_with('-'));
            let is_above = words.next().is_some_and(|word| ABOVE.contains(&word.as_str()));
            let second = words.next().filter(|word| is_above && !under.contains(*word));
            faults.extend(second.map(|word| format!("{document}: «sintra {}»: there is no {word}", line.join(" "))));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_readmes_name_every_command() {
    let hidden = "read-upload";
    let commands = names()
        .into_iter()
        .filter(|name| !name.starts_with("--") && name != hidden && name != "command");
    for command in commands {
        for readme in READMES {
            let text = house::text(readme);
            assert!(
                text.contains(&format!("`{command}`")),
                "{readme} does not name the command `{command}`"
            );
        }
    }
}

#[test]
fn the_readmes_count_what_the_catalogue_holds() {
    let files = |folder: &str| std::fs::read_dir(house::root().join("catalogue").join(folder)).unwrap();
    let texts = files("tables").map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let tables = texts.collect::<Vec<_>>().join("\n");
    let count = |head: &str| tables.lines().filter(|line| *line == head).count();
    let (registers, tables, ratios) = (files("registers").count(), count("[[table]]"), count("[[ratio]]"));
    let in_words = [
        format!("{registers} registers, {tables} tables, {ratios} ratios"),
        format!("{registers} registros, {tables} tablas, {ratios} razones"),
    ];
    for (readme, words) in READMES.iter().zip(in_words) {
        assert!(house::text(readme).contains(&words), "{readme} does not say «{words}»");
    }
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        let text = house::text(document);
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
            let path = target.split('#').next().unwrap_or_default();
            if !house::root().join(folder).join(path).exists() {
                faults.push(format!("{document}: there is no {path}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn commands_are_found_in_blocks_and_in_running_text() {
    let text = "Run `sintra freeze` or\n```sh\ncargo run --release -- demo --dir x   # makes it\nsintra check a.xlsx && sintra vintages\n```\n";
    let found: Vec<String> = command_lines(text).iter().map(|line| line.join(" ")).collect();
    assert_eq!(found, ["freeze", "demo --dir x", "check a.xlsx", "vintages"]);
    assert_eq!(kebab("ReadUpload"), "read-upload");
}
