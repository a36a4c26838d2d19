//! Every fault of the policy is found, at its line.

use catalogue::{Catalogue, Fault, Files};

use super::files;

/// The files that the policy speaks of, without the tables and places that take their time. What others miss in
/// them is no matter here: a fault of the policy is looked for among all.
fn few_files() -> Files {
    let mut few = Files::default();
    for (path, text) in files().under("", "") {
        let folder = path.split('/').next().unwrap_or_default();
        if ["rights", "codes", "authorities", "registers", "sources.toml"].contains(&folder) {
            few.put(path, text);
        }
    }
    few
}

/// The faults after `old` became `new` in a file; `old` must stand there.
fn broken(path: &str, old: &str, new: &str) -> Vec<Fault> {
    let mut files = few_files();
    let text = files.text(path).unwrap_or_else(|| panic!("no {path}")).to_owned();
    assert!(text.contains(old), "{path} lacks «{old}»");
    files.put(path, text.replacen(old, new, 1));
    Catalogue::read(files).err().unwrap_or_default()
}

/// The line on which something first stands, from 1.
fn line_of(path: &str, text: &str) -> usize {
    let files = files();
    let lines = files.text(path).unwrap().lines().zip(1..);
    let mut found = lines.filter(|(line, _)| line.contains(text)).map(|(_, number)| number);
    found.next().unwrap_or_else(|| panic!("{path} lacks «{text}»"))
}

#[track_caller]
fn is_found(path: &str, old: &str, new: &str, says: &str) {
    let faults = broken(path, old, new);
    let line = line_of(path, old.lines().next().unwrap_or_default());
    let there = |fault: &Fault| fault.file == path && fault.line == line && fault.says.contains(says);
    assert!(
        faults.iter().any(there),
        "«{old}» → «{new}» should say at {path}:{line} «{says}»; it says {faults:#?}"
    );
}

const LINES: &str = "rights/acts.csv";
const ROLES: &str = "rights/roles.toml";
const ACTS: &str = "rights/acts.toml";
const WORDS: &str = "rights/words.toml";
const RETENTION: &str = "rights/retention.csv";

/// Words that the program does not know: what stands in the file, what it becomes, what is said.
const UNKNOWN: &str = "
freeze,coordinator » freze,coordinator » act is not known
freeze,coordinator » freeze,chief » role is not known
freeze,coordinator,none » freeze,coordinator,all » whose is not known
freeze,coordinator,none,national » freeze,coordinator,none,federal » jurisdiction is not known
freeze,coordinator,none,national,*,T1 » freeze,coordinator,none,national,*,T3 » tier is not known
freeze,coordinator,none,national,*,T1,,purpose » freeze,coordinator,none,national,*,T1,,haste » need is not known
freeze,coordinator,none,national,* » freeze,coordinator,none,national,warm » is no state
grant_opening,custodian,own,any,asked » grant_opening,custodian,own,any,accepted » is no state of what the act is about
attach,registrar,own,any,*,T2,document » attach,registrar,own,any,*,T2,letter » no compartment";

/// What no edition may undo: what stands in the file, what it becomes, what is said.
const BEYOND: &str = "
freeze,coordinator,none,national,*,T1, » freeze,coordinator,own,any,*,T2,person » never reaches identity
see_returns,auditor,any,any,*,T1, » see_returns,auditor,own,any,*,T2,person » never reaches identity
compare,analyst,none,national,*,T1,, » compare,analyst,own,any,*,T2,person,purpose » never reaches identity
back_up,administrator,none,national,*,T0, » back_up,administrator,own,any,*,T2,person » never reaches identity
verify,public,any,any,*,T0,, » verify,public,own,any,*,T2,person,purpose » never reaches identity
grant_opening,custodian,own » grant_opening,custodian,any » of one's own institution
attach,registrar,own,any,*,T2,document,purpose » attach,registrar,own,any,*,T2,document, » for a purpose
back_up,administrator,none,national,*,T0 » back_up,administrator,none,national,*,T1 » T0 is all
verify,public,any,any,*,T0 » verify,public,any,any,*,T1 » T0 is all
verify,public,any,any,*,T0,, » verify,public,any,any,*,T0,,purpose » no account
see_waiting,registrar,own » see_waiting,registrar,any » within its own institution
answer,reviewer,own » answer,auditor,own » writes no record
answer,reviewer,own » answer,custodian,own » neither hands in
grant_opening,custodian » grant_opening,reviewer » only a custodian
purpose|second_person|fresh|second_factor,LG 88 VIII|LGTAIP » purpose|fresh|second_factor,LG 88 VIII|LGTAIP » nobody does this alone
open_in_emergency,custodian,own,any,current|replaced|waiting|blocked,T2,person|contact,purpose|fresh| » open_in_emergency,custodian,own,any,current|replaced|waiting|blocked,T2,person|contact,purpose| » add fresh
read_log,auditor,any,any,*,T1,,purpose|second_factor » read_log,auditor,any,any,*,T1,,purpose » add second_factor";

/// Lines that lack something: what stands in the file, what it becomes, what is said.
const INCOMPLETE: &str = "
answer,registrar,own,any,*,T1,,,LG 88 VIII|¶13 » answer,registrar,own,any,*,T1,,, » nothing is cited
answer,registrar,own,any,*,T1,,,LG 88 VIII » answer,registrar,own,any,*,T1,,,LX 88 VIII » not in sources.toml
The letter or the note on method of a return. »  » both languages
answer,registrar,own,any,* » answer,registrar,own,any, » or * for any
attach,registrar,own,any,*,T2,document » attach,registrar,own,any,*,T2, » name them
answer,registrar,own,any,*,T1, » answer,registrar,own,any,*,T1,person » only T2 has compartments
freeze,coordinator,none,national,*,T1,,purpose|second_factor » freeze,coordinator,none,national,*,T1,,second_factor|purpose » in the order
mark_canary,custodian,own,any,current,T1 » see_alerts,custodian,own,any,*,T1 » no line of acts.csv";

/// Classes of retention that do not hold: what stands in the file, what it becomes, what is said.
const RETAINED: &str = "
identity,identity,*,person|contact|narrative|document » identity,identity,*, » only identity, has compartments
original,original,*,,25 » original,original,*,,0 » 0 is none
account,account,,,25,closed,block » account,account,,,25,closed,erase_identity » only an identity is erased
log,log,,,25,written » log,log,,,25,forgotten » has no words in [word.since]
log,log, » opening,log, » the class opening stands twice
vintage,vintage,*,,25,made,transfer,LGA 37|LGA 11|LG 88 VIII » vintage,vintage,*,,25,made,transfer, » nothing is cited";

fn table(text: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    let rows = text.lines().skip(1).map(|row| row.split(" »").collect::<Vec<_>>());
    rows.map(|row| match row.as_slice() {
        [old, new, says] => [old, new, says].map(|cell| cell.strip_prefix(' ').unwrap_or(cell)),
        _ => panic!("{row:?} is no row of three"),
    })
}

#[test]
fn a_word_that_the_program_does_not_know() {
    for [old, new, says] in table(UNKNOWN) {
        is_found(LINES, old, new, says);
    }
    is_found(
        RETENTION,
        "received,transfer",
        "received,burn",
        "column then is not known",
    );
    is_found(
        RETENTION,
        "record,record,*",
        "record,record,victmis",
        "the register «victmis» is not there",
    );
}

#[test]
fn what_no_edition_may_undo() {
    for [old, new, says] in table(BEYOND) {
        is_found(LINES, old, new, says);
    }
}

#[test]
fn a_line_that_is_not_complete() {
    for [old, new, says] in table(INCOMPLETE) {
        let faults = broken(LINES, old, new);
        assert!(
            faults.iter().any(|fault| fault.says.contains(says)),
            "{old} → {new}: {faults:#?}"
        );
    }
    is_found(
        LINES,
        "mark_canary,custodian,own,any,current,T1",
        "mark_canary,custodian,own,any,current",
        "cannot be read",
    );
    let twice = broken(
        LINES,
        "mark_canary,custodian,own,any,current,T1",
        "see_alerts,custodian,own,any,*,T1",
    );
    assert!(
        twice.iter().any(|fault| fault.says.contains("stands twice")),
        "{twice:#?}"
    );
}

#[test]
fn an_act_or_a_role_that_is_left_out_or_stands_twice() {
    is_found(
        ACTS,
        "id    = \"freeze\"",
        "id    = \"thaw\"",
        "no act that the program knows",
    );
    is_found(
        ACTS,
        "id    = \"freeze\"",
        "id    = \"publish\"\nnobody_yet = false",
        "the act publish stands 2 times",
    );
    is_found(
        ACTS,
        "id    = \"freeze\"",
        "id    = \"freeze\"\nnobody_yet = true",
        "take nobody_yet away",
    );
    is_found(ACTS, "about = [\"account\"]", "about = [\"machine\"]", "has no stages");
    is_found(
        ROLES,
        "id            = \"analyst\"",
        "id            = \"auditor\"",
        "the role auditor stands 2 times",
    );
    is_found(
        ROLES,
        "role   = \"auditor\"",
        "role   = \"registrar\"",
        "kept apart from itself",
    );
    is_found(
        ROLES,
        "kind   = \"shelter\"",
        "kind   = \"sheltre\"",
        "not in the list authority_kind",
    );
}

#[test]
fn words_that_are_missing_or_too_many() {
    is_found(WORDS, "[reason.no_role]", "[reason.no_rule]", "no_rule in [reason.");
    is_found(WORDS, "fresh         = {", "stale         = {", "stale in [word.need]");
    is_found(
        WORDS,
        "own  = { es = \"de su propia institución\"",
        "own  = { es = \"\"",
        "both languages",
    );
    let faults = broken(WORDS, "fresh         = {", "stale         = {");
    assert!(
        faults
            .iter()
            .any(|fault| fault.says.contains("fresh in [word.need]: this word is not there"))
    );
}

#[test]
fn a_retention_class_that_does_not_hold() {
    for [old, new, says] in table(RETAINED) {
        let faults = broken(RETENTION, old, new);
        assert!(
            faults.iter().any(|fault| fault.says.contains(says)),
            "{old} → {new}: {faults:#?}"
        );
    }
    let faults = broken(RETENTION, "record,record,*", "record,record,victims");
    assert!(
        faults.iter().any(|fault| fault.says.contains("records of judgments")),
        "{faults:#?}"
    );
}

#[test]
fn a_field_that_would_be_published() {
    let faults = broken("registers/victims.toml", "tier    = \"T1\"", "tier    = \"T0\"");
    assert!(
        faults.iter().any(|fault| fault.says.contains("a field is T1 or T2")),
        "{faults:#?}"
    );
}

#[test]
fn a_file_that_is_missing() {
    let mut files = Files::default();
    let all = super::files();
    for (path, text) in all.under("", "").filter(|(path, _)| *path != LINES) {
        files.put(path, text);
    }
    let faults = Catalogue::read(files).unwrap_err();
    let is_said = |fault: &Fault| fault.file == LINES && fault.says.contains("is not there");
    assert!(faults.iter().any(is_said), "{faults:#?}");
}

#[test]
fn what_is_not_broken_has_no_fault() {
    let faults = Catalogue::read(few_files()).err().unwrap_or_default();
    let of_policy = faults.iter().filter(|fault| fault.file.starts_with("rights/"));
    assert_eq!(of_policy.collect::<Vec<_>>(), Vec::<&Fault>::new());
}
