//! Accounts: invitations, passwords, codes, delays, sessions, roles that must be apart, and their end.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use catalogue::Role;
use jiff::SignedDuration;
use operations::{Cost, Credentials, Door, OperationError};

use crate::{
    office::{HERE, OTHER, Office, PROSECUTION, at_once, new, password, refused},
    raw::Raw,
};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

pub(crate) fn a_store_is_founded_by_two_persons_and_once() {
    let folder = crate::office::folder();
    let path = folder.path().join("store.key");
    let make = || {
        Door::create(
            &folder.path().join("store"),
            crate::office::key(&path),
            crate::office::edition(),
        )
    };
    let door = make().unwrap();
    let admin = |name: &str, person: &str| new(name, person, "", &[Role::Administrator]);
    for first in [
        vec![],
        vec![admin("ana", "Ana")],
        vec![admin("ana", "Ana"), admin("ana2", "Ana")],
        vec![admin("ana", "Ana"), admin("ana2", " Ana ")],
        vec![admin("ana", "Ana Ruiz"), admin("ana2", "Ana  Ruiz")],
        vec![admin("ana", "Ana Ruiz"), admin("ana2", "ana ruiz")],
        vec![admin("ana", "Ana"), new("luis", "Luis", "", &[Role::Auditor])],
    ] {
        refused(door.found(&first, HERE));
        assert!(!door.has_accounts().unwrap());
    }
    door.found(&[admin("ana", "Ana"), admin("luis", "Luis")], HERE).unwrap();
    refused(door.found(&[admin("eva", "Eva"), admin("raul", "Raul")], HERE));
    refused(door.operator("", HERE));
}

pub(crate) fn an_invitation_serves_once_and_only_for_its_account() {
    let office = Office::found();
    let add = |name: &str| {
        let new = new(name, name, PROSECUTION, &[Role::Registrar]);
        office.door.add_account(&office.as_of("ana"), &new).unwrap()
    };
    let (rita, remo) = (add("rita"), add("remo"));
    let activate = |name: &str, code: &str| office.door.activate(name, code, &password(name), (Cost::SMALL, HERE));
    refused(activate("rita", &remo));
    refused(activate("rita", ""));
    refused(activate("nobody", &rita));
    refused(activate("ana", ""));
    activate("rita", &rita.replace('-', " ").to_uppercase()).unwrap();
    refused(activate("rita", &rita));
    refused(office.sign_in("remo"));
}

pub(crate) fn a_password_is_long_and_not_among_the_first_that_are_tried() {
    let office = Office::found();
    let invite = |name: &str, role: Role, institution: &str| {
        let new = new(name, name, institution, &[role]);
        office.door.add_account(&office.as_of("ana"), &new).unwrap()
    };
    let with_code = invite("aura", Role::Auditor, "");
    let alone = invite("alba", Role::Analyst, "");
    let set = |name: &str, code: &str, word: &str| office.door.activate(name, code, word, (Cost::SMALL, HERE));
    let bad = [
        "",
        "corta",
        "password1",
        "PASSWORD1",
        "contraseña",
        "12345678",
        "sintra2026",
        "aaaabbbb",
        "aura y mar",
        "qwertyuiop",
    ];
    for word in bad.map(str::to_owned).into_iter().chain(["x1y2z3".repeat(200)]) {
        let done = set("aura", &with_code, &word);
        assert!(matches!(done, Err(OperationError::Unknown(_))), "«{word}»: {done:?}");
    }
    // Without a second factor the password is all there is.
    assert!(set("alba", &alone, "catorce letras").is_err());
    set("alba", &alone, "quince letras, y").unwrap();
    set("aura", &with_code, "mar y sol").unwrap();
}

pub(crate) fn failures_delay_their_source_ever_longer_and_no_other() {
    let office = Office::sealing();
    let enter = |from: &str, word: &str| {
        let code = office.code("eva");
        office.door.sign_in(Credentials {
            account: "eva",
            password: word,
            code: &code,
            from,
            session: None,
        })
    };
    let right = password("eva");
    for _ in 0..5 {
        assert!(refused(enter("10.0.0.1", "wrong words")).contains("not right"));
    }
    for minutes in [1, 2, 4, 8, 15, 15] {
        let wait = MINUTE * minutes;
        assert!(refused(enter("10.0.0.1", &right)).contains("too many"));
        office.clock.pass(wait - SignedDuration::from_millis(1));
        assert!(refused(enter("10.0.0.1", &right)).contains("too many"), "{minutes}");
        office.clock.pass(SignedDuration::from_millis(1));
        assert!(
            refused(enter("10.0.0.1", "wrong words")).contains("not right"),
            "{minutes}"
        );
    }
    enter("10.0.0.2", &right).unwrap();
    assert!(refused(enter("10.0.0.1", &right)).contains("too many"));
    office.clock.pass(MINUTE * 15);
    enter("10.0.0.1", &right).unwrap();
    office.clock.pass(MINUTE);
    assert!(refused(enter("10.0.0.1", "wrong words")).contains("not right"));
    enter("10.0.0.1", &right).unwrap();
    let alerts = office.door.alerts(&office.as_of("aura")).unwrap();
    assert!(
        alerts
            .iter()
            .any(|one| one.kind == "lock_out" && one.object.contains("eva"))
    );
}

pub(crate) fn guesses_made_at_once_are_delayed_as_if_made_one_by_one() {
    let office = Office::sealing();
    let (after, code, turn) = (Raw::of(&office).entries(), office.code("eva"), AtomicUsize::new(0));
    let guess = |door: &Door| {
        let is_last = turn.fetch_add(1, Ordering::SeqCst) == 11;
        let right = password("eva");
        let given = Credentials {
            account: "eva",
            password: if is_last { &right } else { "wrong words" },
            code: &code,
            from: "10.0.0.1",
            session: None,
        };
        door.sign_in(given).is_ok()
    };
    at_once(office.doors(12), guess);
    let acts = Raw::of(&office).acts(after);
    let entered = acts.iter().position(|(act, _)| act == "sign_in");
    assert!(
        entered.is_none_or(|failures| failures < 5),
        "after {entered:?} failures"
    );
}

pub(crate) fn who_exists_is_not_told_by_time_nor_words_nor_the_database() {
    let office = Office::found();
    let invitation = {
        let new = new("aura", "aura", "", &[Role::Auditor]);
        office.door.add_account(&office.as_of("ana"), &new).unwrap()
    };
    // As in real life, its password costs what it costs.
    office
        .door
        .activate("aura", &invitation, &password("aura"), (Cost::DEFAULT, HERE))
        .unwrap();
    let typed = "mi-contraseña-en-el-lugar-del-nombre";
    let time = |account: &str, from: &str| {
        let begun = Instant::now();
        let says = refused(office.door.sign_in(Credentials {
            account,
            password: "wrong words",
            from,
            ..Credentials::default()
        }));
        (begun.elapsed(), says)
    };
    // Others sign in at the same time, two at once: the least of three is what it costs.
    let least = |account: &str, from: &str| {
        let tries: Vec<(Duration, String)> = (0..3).map(|_| time(account, from)).collect();
        let says = tries[0].1.clone();
        (tries.into_iter().map(|(time, _)| time).min().unwrap(), says)
    };
    let ((unknown, says), (known, same)) = (least(typed, "1"), least("aura", "2"));
    assert_eq!(says, same);
    let ratio = unknown.as_secs_f64() / known.as_secs_f64();
    assert!((0.4..2.5).contains(&ratio), "{unknown:?} against {known:?}");
    let raw = Raw::of(&office);
    let kept = raw.text("SELECT coalesce(group_concat(account || source), '') FROM failure");
    assert!(
        !kept.contains(typed),
        "what was typed as a name may be a password: {kept}"
    );
    let log = raw.text("SELECT group_concat(entry) FROM log_entry");
    assert!(!log.contains(typed));
}

pub(crate) fn a_code_and_a_recovery_code_serve_once() {
    let office = Office::found();
    let invitation = {
        let new = new("aura", "aura", "", &[Role::Auditor]);
        office.door.add_account(&office.as_of("ana"), &new).unwrap()
    };
    let set = office
        .door
        .activate("aura", &invitation, &password("aura"), (Cost::SMALL, HERE))
        .unwrap();
    let seed = operations::OneTime::read(&set.one_time.unwrap().1).unwrap();
    let enter = |code: &str| {
        office.door.sign_in(Credentials {
            account: "aura",
            password: &password("aura"),
            code,
            from: HERE,
            session: None,
        })
    };
    let now = || seed.code(u64::try_from(office.clock.now().as_second()).unwrap());
    let code = now();
    refused(enter(""));
    enter(&code).unwrap();
    refused(enter(&code));
    assert_eq!(set.recovery.len(), 8);
    enter(&set.recovery[0]).unwrap();
    refused(enter(&set.recovery[0]));
    enter(&set.recovery[1].replace('-', "").to_uppercase()).unwrap();
    office.clock.pass(SignedDuration::from_secs(30));
    assert_ne!(code, now());
    enter(&now()).unwrap();
}

pub(crate) fn two_who_sign_in_at_once_cannot_use_one_code() {
    let office = Office::sealing();
    let code = office.code("eva");
    let enter = |door: &Door| {
        let given = Credentials {
            account: "eva",
            password: &password("eva"),
            code: &code,
            from: HERE,
            session: None,
        };
        door.sign_in(given).is_ok()
    };
    let entered = at_once(office.doors(6), enter);
    assert_eq!(entered.into_iter().filter(|ok| *ok).count(), 1);
}

pub(crate) fn an_account_closed_while_somebody_signs_in_stays_closed() {
    let office = Office::sealing();
    let invitation = office.door.reset_account(&office.as_of("ana"), "rita").unwrap();
    // A password that takes its time, as in real life.
    let set = office
        .door
        .activate("rita", &invitation, &password("rita"), (Cost::DEFAULT, HERE));
    let seed = operations::OneTime::read(&set.unwrap().one_time.unwrap().1).unwrap();
    let code = seed.code(u64::try_from(office.clock.now().as_second()).unwrap());
    let ana = office.as_of("ana");
    let door = office.another_door();
    let entered = thread::scope(|scope| {
        let entering = scope.spawn(move || {
            let given = Credentials {
                account: "rita",
                password: &password("rita"),
                code: &code,
                from: HERE,
                session: None,
            };
            door.sign_in(given).map(|_| ())
        });
        thread::sleep(std::time::Duration::from_millis(20));
        office.door.close_account(&ana, "rita").unwrap();
        entering.join().unwrap()
    });
    let raw = Raw::of(&office);
    assert_eq!(raw.text("SELECT state FROM account WHERE name = 'rita'"), "closed");
    assert_eq!(raw.text("SELECT locked FROM account WHERE name = 'rita'"), "");
    // Whoever came in before is out at the next act; the others never came in.
    let _ = entered;
    refused(office.sign_in("rita"));
}

pub(crate) fn who_signed_in_is_out_once_the_account_is_closed_reset_or_changed() {
    let office = Office::sealing();
    let (eva, raul, reme) = (office.as_of("eva"), office.as_of("raul"), office.as_of("reme"));
    let ana = office.as_of("ana");
    office.door.close_account(&ana, "eva").unwrap();
    office.door.reset_account(&ana, "raul").unwrap();
    office.door.change_account(&ana, "reme", &[Role::Registrar]).unwrap();
    for caller in [&eva, &raul, &reme] {
        refused(office.door.alerts(caller));
        refused(office.door.begin_session(caller));
        refused(office.door.change_own_password(caller, "otras palabras, y otras"));
    }
}

pub(crate) fn a_session_ends_by_itself_from_elsewhere_and_with_its_account() {
    let office = Office::sealing();
    let begin = |name: &str| office.door.begin_session(&office.bare(name)).unwrap();
    let token = begin("eva");
    let step = SignedDuration::from_mins(9);
    let ok = |token: &str| office.door.caller_of(token, HERE).is_ok();
    assert!(ok(&token) && !ok("") && !ok(&token[1..]));
    refused(office.door.caller_of(&token, "elsewhere"));
    // Used every nine minutes it lasts eight hours and no longer.
    let mut passed = SignedDuration::ZERO;
    while passed + step < SignedDuration::from_hours(8) {
        office.clock.pass(step);
        passed += step;
        assert!(ok(&token), "{passed:?}");
    }
    office.clock.pass(SignedDuration::from_hours(8) - passed);
    assert!(!ok(&token));
    // Not used for ten minutes, it ends.
    let token = begin("eva");
    office.clock.pass(MINUTE * 10 - SignedDuration::from_millis(1));
    assert!(ok(&token));
    office.clock.pass(MINUTE * 10);
    assert!(!ok(&token));
    let (one, other) = (begin("eva"), begin("raul"));
    office.door.sign_out(&office.bare("eva"), Some(&one)).unwrap();
    assert!(!ok(&one) && ok(&other));
    office.door.close_account(&office.as_of("ana"), "raul").unwrap();
    assert!(!ok(&other));
}

pub(crate) fn what_needs_the_password_needs_it_within_fifteen_minutes() {
    let office = Office::sealing();
    let token = office.door.begin_session(&office.bare("luis")).unwrap();
    let add = |name: &str| {
        let luis = office.door.caller_of(&token, HERE).unwrap().by_office("1/2026");
        office.door.add_account(&luis, &new(name, name, "", &[Role::Analyst]))
    };
    for _ in 0..2 {
        office.clock.pass(MINUTE * 7);
        office.door.caller_of(&token, HERE).unwrap();
    }
    add("alba").unwrap();
    office.clock.pass(MINUTE);
    refused(add("alma"));
}

pub(crate) fn a_session_cannot_prolong_itself() {
    let office = Office::sealing();
    let token = office.door.begin_session(&office.bare("eva")).unwrap();
    let by_session = office.door.caller_of(&token, HERE).unwrap();
    refused(office.door.begin_session(&by_session));
    refused(office.door.change_own_password(&by_session, "otras palabras, y otras"));
}

pub(crate) fn one_person_never_holds_roles_that_must_be_apart() {
    let office = Office::sealing();
    let apart = [
        (Role::Custodian, Role::Registrar),
        (Role::Auditor, Role::Analyst),
        (Role::Administrator, Role::Custodian),
        (Role::Coordinator, Role::Reviewer),
    ];
    let add = |name: &str, person: &str, role: Role| {
        let of = new(name, person, PROSECUTION, &[role]);
        office.door.add_account(&office.as_of("ana"), &of)
    };
    for (at, (one, other)) in apart.into_iter().enumerate() {
        let person = format!("Persona {at}");
        add(&format!("one{at}"), &person, one).unwrap();
        for (way, written) in [
            person.clone(),
            format!(" {person} "),
            person.replace(' ', "  "),
            person.to_uppercase(),
        ]
        .iter()
        .enumerate()
        {
            refused(add(&format!("other{at}{way}"), written, other));
        }
        add(&format!("third{at}"), &format!("Otra {at}"), other).unwrap();
        let both = new(&format!("both{at}"), &format!("Más {at}"), PROSECUTION, &[one, other]);
        refused(office.door.add_account(&office.as_of("ana"), &both));
    }
    office.hire_as("reme2", "eva", OTHER, &[Role::Reviewer]);
    refused(
        office
            .door
            .change_account(&office.as_of("ana"), "reme2", &[Role::Registrar]),
    );
}

pub(crate) fn two_administrators_at_once_cannot_give_one_person_roles_that_must_be_apart() {
    let office = Office::sealing();
    let roles = [Role::Custodian, Role::Registrar, Role::Coordinator, Role::Auditor];
    let (ana, turn) = (office.as_of("ana"), AtomicUsize::new(0));
    let add = |door: &Door| {
        let at = turn.fetch_add(1, Ordering::SeqCst);
        let of = new(&format!("pablo{at}"), "Pablo", PROSECUTION, &[roles[at]]);
        door.add_account(&ana, &of).is_ok()
    };
    let added = at_once(office.doors(4), add);
    assert_eq!(added.into_iter().filter(|ok| *ok).count(), 1);
}

pub(crate) fn nobody_manages_their_own_account() {
    let office = Office::sealing();
    office.hire_as("ana2", "Ana Ruiz", "", &[Role::Administrator]);
    let ana = office.as_of("ana");
    for own in ["ana", "ana2"] {
        refused(office.door.close_account(&ana, own));
        refused(office.door.reset_account(&ana, own));
        refused(office.door.change_account(&ana, own, &[Role::Auditor]));
    }
    office.door.reset_account(&ana, "luis").unwrap();
}

pub(crate) fn a_reset_or_closed_custodian_holds_no_key_and_a_new_one_is_given_by_a_custodian() {
    let office = Office::sealing();
    let held = |name: &str| {
        let sql = format!("SELECT count(*) FROM custodian WHERE account = '{name}'");
        Raw::of(&office).number(&sql)
    };
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    let record = crate::office::record(number, 1);
    let ana = office.as_of("ana");
    let invitation = office.door.reset_account(&ana, "eva").unwrap();
    assert_eq!(held("eva"), 0);
    refused(office.sign_in("eva"));
    office.activate("eva", &invitation);
    let asked = office
        .door
        .request_opening(&office.as_of("reme"), record, "person")
        .unwrap();
    refused(office.door.grant_opening(&office.as_of("eva"), asked));
    office
        .door
        .add_custodian(&office.as_of("raul"), PROSECUTION, "eva")
        .unwrap();
    office.door.grant_opening(&office.as_of("eva"), asked).unwrap();
    office.door.close_account(&ana, "raul").unwrap();
    assert_eq!((held("raul"), held("eva")), (0, 1));
    // Whoever is custodian no more keeps no key for the day on which they are again.
    office.door.change_account(&ana, "eva", &[Role::Reviewer]).unwrap();
    assert_eq!(held("eva"), 0);
}

pub(crate) fn a_closed_account_stays_in_the_log_and_its_name_is_never_given_again() {
    let office = Office::sealing();
    office.door.openings(&office.as_of("reme")).unwrap();
    let before: Vec<_> = Raw::of(&office).acts(0);
    office.door.close_account(&office.as_of("ana"), "reme").unwrap();
    let after = Raw::of(&office).acts(0);
    assert_eq!(before, after[..before.len()]);
    assert!(
        after
            .iter()
            .any(|(act, account)| act == "activate" && account == "reme")
    );
    let again = new("reme", "reme", PROSECUTION, &[Role::Reviewer]);
    refused(office.door.add_account(&office.as_of("ana"), &again));
    refused(office.door.reset_account(&office.as_of("ana"), "reme"));
    refused(
        office
            .door
            .change_account(&office.as_of("ana"), "reme", &[Role::Reviewer]),
    );
}

pub(crate) fn a_new_password_opens_what_the_old_one_opened() {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    let token = office.door.begin_session(&office.bare("reme")).unwrap();
    let opening = office.granted("reme", "eva", crate::office::record(number, 1));
    let words = "ocho yeguas azules, y un río";
    office.door.change_own_password(&office.as_of("reme"), words).unwrap();
    refused(office.door.caller_of(&token, HERE));
    office.clock.pass(SignedDuration::from_secs(30));
    refused(office.sign_in("reme"));
    office.clock.pass(SignedDuration::from_secs(30));
    let code = office.code("reme");
    let given = Credentials {
        account: "reme",
        password: words,
        code: &code,
        from: HERE,
        session: None,
    };
    let reme = office.door.sign_in(given).unwrap().for_purpose("a test");
    office.door.open_identity(&reme, opening).unwrap();
}
