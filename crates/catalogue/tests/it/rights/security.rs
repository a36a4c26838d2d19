//! The security document says in both languages what the policy and the installation are, and leaves nothing open.

use catalogue::{Act, Catalogue, Fault, Files, Happened, Installation, Language, Role, Standing};

use super::{PROSECUTION, catalogue, files};

const ES: &str = "rights/security.es.md";
const EN: &str = "rights/security.en.md";
const SAFEGUARDS: &str = "rights/safeguards.csv";

/// An installation of one institution, with what must be attended to and what need not.
fn installation() -> Installation {
    let account = |role, stage: &str, count| (role, stage.to_owned(), count);
    let happened = |act: &str, in_year, last: &str| Happened {
        act: act.to_owned(),
        in_year,
        last: last.to_owned(),
    };
    Installation {
        at: "2026-11-25T18:00:00.000Z".to_owned(),
        program: "0.1.0".to_owned(),
        institutions: vec![(PROSECUTION.to_owned(), 1), ("fed-ceav".to_owned(), 3)],
        accounts: vec![
            account(Role::Registrar, "active", 2),
            account(Role::Custodian, "active", 4),
            account(Role::Administrator, "active", 2),
            account(Role::Auditor, "invited", 1),
        ],
        without_code: 0,
        sealed: 1240,
        alerts: vec![("canary".to_owned(), 1), ("emergency".to_owned(), 2)],
        acts: vec![
            happened("refused", 7, "2026-11-20T10:00:00.000Z"),
            happened("open_identity", 31, "2026-11-24T10:00:00.000Z"),
            happened("back_up", 365, "2026-11-25T03:00:00.000Z"),
        ],
        unreviewed: 1,
        waiting: 2,
        checkpoints: (812, "2026-01-02T09:00:00.000Z".to_owned()),
        checkpoint: "sintra/0123456789abcdef\n9000\nrTAwvHmWFbQTAuLbSVp+OOQQZIwQTTGnH+4ZD3ISG1E=\n".to_owned(),
    }
}

/// Without the edition's hash, which every change of a file changes.
fn document(catalogue: &Catalogue, language: Language) -> String {
    let text = catalogue.security_document(language, &installation()).unwrap();
    text.replace(catalogue.edition(), "(edition)")
}

#[test]
fn the_security_document_reads_in_both_languages() {
    let catalogue = catalogue();
    for language in Language::ALL {
        insta::assert_snapshot!(format!("security_{}", language.code()), document(&catalogue, language));
    }
}

#[test]
fn nothing_is_left_to_be_filled_in_but_by_hand() {
    let catalogue = catalogue();
    for language in Language::ALL {
        let text = document(&catalogue, language);
        assert!(!text.contains(['{', '}']), "{text}");
        let empty = catalogue.security_document(language, &Installation::default()).unwrap();
        assert!(!empty.contains(['{', '}']), "{empty}");
    }
}

#[test]
fn every_field_of_identity_every_role_and_every_class_of_retention_is_in_it() {
    let catalogue = catalogue();
    for language in Language::ALL {
        let text = document(&catalogue, language);
        let fields = catalogue.registers().flat_map(|register| register.fields());
        let mut wanted: Vec<&str> = fields
            .filter(|field| field.is_identity())
            .map(|field| field.label.get(language))
            .collect();
        wanted.extend(catalogue.retention().iter().map(|class| class.label.get(language)));
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::Public);
        let roles = roles.filter_map(|role| catalogue.rights().role(role));
        wanted.extend(roles.map(|role| role.purpose.get(language)));
        let missing: Vec<&str> = wanted.into_iter().filter(|words| !text.contains(words)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[test]
fn what_is_not_kept_is_said_with_its_plan() {
    let catalogue = catalogue();
    let rights = catalogue.rights();
    for language in Language::ALL {
        let text = document(&catalogue, language);
        for one in rights.safeguards() {
            let times = text.matches(one.label.get(language)).count();
            let open = one.standing != Standing::Kept;
            assert_eq!(times, 1 + usize::from(open), "{}", one.id);
            assert!(text.contains(one.plan.get(language)), "{}", one.id);
        }
    }
    assert!(rights.safeguards().iter().any(|one| one.standing == Standing::NotYet));
}

#[test]
fn whatever_must_be_attended_to_is_marked() {
    let catalogue = catalogue();
    let attended = |of: &Installation| {
        let text = catalogue.security_document(Language::En, of).unwrap();
        text.matches("**to be attended to**").count()
    };
    let mut of = installation();
    assert_eq!(
        attended(&of),
        5,
        "one custodian alone, one review, and three acts never done"
    );
    of.institutions[0].1 = 2;
    of.unreviewed = 0;
    for act in [Act::Verify, Act::BundleLog, Act::ReadLog] {
        of.acts.push(Happened {
            act: act.id().to_owned(),
            in_year: 1,
            last: "2026-11-25T03:00:00.000Z".to_owned(),
        });
    }
    assert_eq!(attended(&of), 0);
    of.without_code = 1;
    assert_eq!(attended(&of), 1);
}

#[test]
fn the_public_and_those_who_hand_in_do_not_see_it() {
    let catalogue = catalogue();
    let lines = catalogue.rights().lines_of(Act::SeeSecurityDocument);
    let roles: Vec<Role> = lines.iter().map(|line| line.role).collect();
    let outside = [Role::Public, Role::Registrar, Role::Analyst];
    assert!(
        !roles.is_empty() && !roles.iter().any(|role| outside.contains(role)),
        "{roles:?}"
    );
}

/// The faults after `old` became `new` in a file; `old` must stand there.
fn broken(path: &str, old: &str, new: &str) -> Vec<Fault> {
    let mut few = Files::default();
    for (path, text) in files().under("", "") {
        let folder = path.split('/').next().unwrap_or_default();
        if ["rights", "codes", "authorities", "registers", "sources.toml"].contains(&folder) {
            few.put(path, text);
        }
    }
    let text = few.text(path).unwrap().to_owned();
    assert!(text.contains(old), "{path} lacks «{old}»");
    few.put(path, text.replacen(old, new, 1));
    Catalogue::read(few).err().unwrap_or_default()
}

#[track_caller]
fn is_said(path: &str, old: &str, new: &str, says: &str) {
    let faults = broken(path, old, new);
    let there = |fault: &Fault| fault.file == path && fault.says.contains(says);
    assert!(faults.iter().any(there), "«{old}» → «{new}»: {faults:#?}");
}

#[test]
fn every_fault_of_the_document_is_found() {
    is_said(
        ES,
        "{identity}",
        "{identities}",
        "nothing of that name can be filled in",
    );
    is_said(ES, "{identity}", "{identities}", "«{identity}» is not there");
    is_said(EN, "{gaps}", "{gaps} {at}", "«{at}» stands twice");
    is_said(EN, "{gaps}", "{gaps", "nothing of that name");
    is_said(EN, "## 8. Training", "### 8. Training", "the sections are not those");
    is_said(
        EN,
        "| Custodian | to grant",
        "Custodian: to grant",
        "the sections are not those",
    );
    is_said(
        SAFEGUARDS,
        "clock,not_yet",
        "clock,never",
        "column standing is not known",
    );
    is_said(SAFEGUARDS, "clock,not_yet", "clock,kept", "what is kept has no plan");
    is_said(
        SAFEGUARDS,
        "decoys,kept",
        "decoys,partly",
        "write the plan in both languages",
    );
    is_said(
        SAFEGUARDS,
        "shares,kept",
        "decoys,kept",
        "the measure decoys stands twice",
    );
    is_said(
        SAFEGUARDS,
        "decoys,kept,LG 36",
        "decoys,kept,LX 36",
        "not in sources.toml",
    );
    is_said(
        "rights/words.toml",
        "duty  ",
        "dutie ",
        "duty in [word.security]: this word is not there",
    );
}

#[test]
fn a_fault_of_a_text_is_at_its_line() {
    let faults = broken(ES, "{gaps}", "{gap}");
    let text = files().text(ES).unwrap().to_owned();
    let line = text.lines().position(|line| line == "{gaps}").unwrap() + 1;
    assert!(
        faults.iter().any(|fault| fault.file == ES && fault.line == line),
        "{faults:#?}"
    );
}

#[test]
fn an_edition_made_before_there_was_such_a_document_is_read_and_has_none() {
    let mut before = Files::default();
    let all = files();
    let own = |path: &str| [ES, EN, SAFEGUARDS].contains(&path);
    for (path, text) in all.under("", "").filter(|(path, _)| !own(path)) {
        before.put(path, text);
    }
    let catalogue = Catalogue::read(before.clone()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(catalogue.security_document(Language::Es, &installation()), None);
    before.put(ES, all.text(ES).unwrap());
    let faults = Catalogue::read(before).unwrap_err();
    assert!(
        faults
            .iter()
            .any(|fault| fault.file == EN && fault.says.contains("is not there"))
    );
}
