//! Opening an identity: two persons, five minutes, once, one compartment, twenty a day; emergencies and decoys.

use catalogue::Role;
use jiff::SignedDuration;
use operations::Door;

use crate::{
    office::{CONTACT, HERE, OTHER, Office, PERSON, PROSECUTION, at_once, plain, record, refused},
    raw::Raw,
};

const MINUTES: SignedDuration = SignedDuration::from_mins(5);

fn with_records(count: usize) -> (Office, i64) {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", count));
    (office, number)
}

pub(crate) fn a_grant_lasts_five_minutes_exactly() {
    let (office, number) = with_records(1);
    let before = office.granted("reme", "eva", record(number, 1));
    office.clock.pass(MINUTES - SignedDuration::from_millis(1));
    let opened = office.door.open_identity(&office.as_of("reme"), before).unwrap();
    assert_eq!(plain(&opened), PERSON);
    let after = office.granted("reme", "eva", record(number, 1));
    office.clock.pass(MINUTES);
    refused(office.door.open_identity(&office.as_of("reme"), after));
    let early = office.granted("reme", "eva", record(number, 1));
    office.clock.pass(-SignedDuration::from_secs(1));
    refused(office.door.open_identity(&office.as_of("reme"), early));
}

pub(crate) fn it_opens_once_for_the_account_that_asked_and_one_compartment() {
    let (office, number) = with_records(1);
    office.hire("remo", PROSECUTION, &[Role::Reviewer]);
    office.hire_as("reme2", "reme", PROSECUTION, &[Role::Reviewer]);
    let asked = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 1), "contact")
        .unwrap();
    refused(office.door.open_identity(&office.as_of("reme"), asked));
    office.door.grant_opening(&office.as_of("eva"), asked).unwrap();
    refused(office.door.grant_opening(&office.as_of("raul"), asked));
    for other in ["remo", "reme2", "rita", "eva"] {
        refused(office.door.open_identity(&office.as_of(other), asked));
    }
    let opened = office.door.open_identity(&office.as_of("reme"), asked).unwrap();
    assert_eq!(plain(&opened), CONTACT);
    refused(office.door.open_identity(&office.as_of("reme"), asked));
    let refusal = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 1), "person")
        .unwrap();
    office.door.refuse_opening(&office.as_of("eva"), refusal).unwrap();
    refused(office.door.grant_opening(&office.as_of("eva"), refusal));
    refused(office.door.open_identity(&office.as_of("reme"), refusal));
}

pub(crate) fn who_comes_with_a_session_alone_opens_nothing() {
    let (office, number) = with_records(1);
    let opening = office.granted("reme", "eva", record(number, 1));
    let by_session = |name: &str| {
        let token = office.door.begin_session(&office.bare(name)).unwrap();
        let caller = office.door.caller_of(&token, HERE).unwrap();
        caller.for_purpose("a test").by_office("1/2026")
    };
    refused(office.door.open_identity(&by_session("reme"), opening));
    refused(
        office
            .door
            .open_in_emergency(&by_session("eva"), record(number, 1), "person"),
    );
    let asked = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 1), "person")
        .unwrap();
    refused(office.door.grant_opening(&by_session("eva"), asked));
    // It did not use the grant up.
    office.door.open_identity(&office.as_of("reme"), opening).unwrap();
}

pub(crate) fn the_twentieth_of_a_day_opens_and_the_next_waits_whatever_the_account() {
    let (office, number) = with_records(1);
    office.hire_as("reme2", "reme", PROSECUTION, &[Role::Reviewer]);
    let one = record(number, 1);
    for at in 0..20 {
        let asker = if at % 2 == 0 { "reme" } else { "reme2" };
        let opening = office.granted(asker, "eva", one);
        office.door.open_identity(&office.as_of(asker), opening).unwrap();
        office.clock.pass(SignedDuration::from_secs(1));
    }
    for asker in ["reme", "reme2"] {
        let opening = office.granted(asker, "eva", one);
        assert!(refused(office.door.open_identity(&office.as_of(asker), opening)).contains("twenty"));
    }
    let alerts = office.door.alerts(&office.as_of("aura")).unwrap();
    assert_eq!(
        alerts.iter().filter(|alert| alert.kind == "quota").count(),
        2,
        "{alerts:?}"
    );
    // Another person has a day of their own; emergencies count too.
    for _ in 0..20 {
        office
            .door
            .open_in_emergency(&office.as_of("eva"), one, "person")
            .unwrap();
    }
    refused(office.door.open_in_emergency(&office.as_of("eva"), one, "person"));
    office
        .clock
        .pass(SignedDuration::from_hours(24) - SignedDuration::from_secs(20));
    let opening = office.granted("reme", "raul", one);
    office.door.open_identity(&office.as_of("reme"), opening).unwrap();
    let opening = office.granted("reme", "raul", one);
    refused(office.door.open_identity(&office.as_of("reme"), opening));
}

pub(crate) fn many_doors_at_once_open_no_more_than_twenty() {
    let (office, number) = with_records(1);
    let openings: Vec<i64> = (0..30)
        .map(|_| office.granted("reme", "eva", record(number, 1)))
        .collect();
    let (reme, next) = (office.as_of("reme"), std::sync::atomic::AtomicUsize::new(0));
    let open = |door: &Door| {
        let mut opened = 0;
        loop {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let Some(opening) = openings.get(at) else {
                return opened;
            };
            opened += usize::from(door.open_identity(&reme, *opening).is_ok());
        }
    };
    assert_eq!(at_once(office.doors(4), open).into_iter().sum::<usize>(), 20);
    assert_eq!(
        Raw::of(&office).number("SELECT count(*) FROM opening WHERE state = 'opened'"),
        20
    );
}

pub(crate) fn many_doors_at_once_use_a_grant_once() {
    let (office, number) = with_records(1);
    for _ in 0..5 {
        let opening = office.granted("reme", "eva", record(number, 1));
        let reme = office.as_of("reme");
        let opened = at_once(office.doors(4), |door: &Door| {
            door.open_identity(&reme, opening).is_ok()
        });
        assert_eq!(opened.into_iter().filter(|ok| *ok).count(), 1);
    }
}

pub(crate) fn an_emergency_raises_an_alert_and_only_another_person_reviews_it() {
    let (office, number) = with_records(1);
    office.hire("aurora", "", &[Role::Auditor]);
    let opened = office
        .door
        .open_in_emergency(&office.as_of("eva"), record(number, 1), "contact")
        .unwrap();
    assert_eq!(plain(&opened), CONTACT);
    refused(
        office
            .door
            .open_in_emergency(&office.as_of("eva"), record(number, 1), "narrative"),
    );
    refused(
        office
            .door
            .open_in_emergency(&office.as_of("reme"), record(number, 1), "person"),
    );
    let alerts = office.door.alerts(&office.as_of("aura")).unwrap();
    assert_eq!(alerts.len(), 1);
    assert_eq!(
        (alerts[0].kind.as_str(), alerts[0].account.as_str()),
        ("emergency", "eva")
    );
    let emergency = office.door.openings(&office.as_of("eva")).unwrap();
    let emergency = emergency[0]["opening"].as_i64().unwrap();
    for other in ["eva", "reme", "rita", "ana"] {
        refused(
            office
                .door
                .review_emergency(&office.as_of(other), emergency, "it was one"),
        );
    }
    refused(office.door.review_emergency(&office.as_of("aura"), emergency, " "));
    office
        .door
        .review_emergency(&office.as_of("aura"), emergency, "it was one")
        .unwrap();
    let ordinary = office.granted("reme", "eva", record(number, 1));
    office.door.open_identity(&office.as_of("reme"), ordinary).unwrap();
    refused(
        office
            .door
            .review_emergency(&office.as_of("aura"), ordinary, "it was none"),
    );
}

pub(crate) fn what_is_blocked_or_erased_is_opened_no_more() {
    let (office, number) = with_records(2);
    let granted: Vec<i64> = (1..=2)
        .map(|at| office.granted("reme", "eva", record(number, at)))
        .collect();
    office
        .door
        .block_record(&office.as_of("reme"), record(number, 1))
        .unwrap();
    office.erase("reme", ["eva", "raul"], record(number, 2));
    for opening in granted {
        refused(office.door.open_identity(&office.as_of("reme"), opening));
    }
    let erased = record(number, 2);
    assert!(
        office
            .door
            .request_opening(&office.as_of("reme"), erased, "person")
            .is_err()
    );
    assert!(
        office
            .door
            .open_in_emergency(&office.as_of("eva"), erased, "person")
            .is_err()
    );
}

pub(crate) fn every_touch_of_a_decoy_is_an_alert_and_no_later_vintage_holds_it() {
    let (office, number) = with_records(2);
    office.hire("coco", "", &[Role::Coordinator]);
    let coco = office.as_of("coco");
    let counted = |vintage: &str| {
        let mut frozen = operations::frozen(&office.door, vintage).unwrap();
        let tables = operations::tabulated(&office.door, &mut frozen, &coco, |table| table.id == "victims.by_sex");
        tables.unwrap()[0].total
    };
    let before = operations::freeze(&office.door, &coco, None).unwrap();
    assert_eq!(counted(&before.id), 2);
    let decoy = record(number, 1);
    office.door.mark_canary(&office.as_of("eva"), decoy).unwrap();
    let touched = |act: &str, done: &dyn Fn()| {
        let count = || Raw::of(&office).number("SELECT count(*) FROM alert WHERE kind = 'canary'");
        let was = count();
        done();
        assert_eq!(count(), was + 1, "{act}");
    };
    let (reme, eva) = (office.as_of("reme"), office.as_of("eva"));
    touched("records", &|| drop(office.door.records(&reme, number).unwrap()));
    touched("ask", &|| {
        assert_eq!(office.door.request_opening(&reme, decoy, "person").unwrap(), 1)
    });
    touched("grant", &|| office.door.grant_opening(&eva, 1).unwrap());
    touched("open", &|| drop(office.door.open_identity(&reme, 1).unwrap()));
    touched("emergency", &|| {
        drop(office.door.open_in_emergency(&eva, decoy, "person").unwrap())
    });
    touched("trace", &|| {
        let mut frozen = operations::frozen(&office.door, &before.id).unwrap();
        let behind = operations::traced(&office.door, &mut frozen, &coco, "victims.by_sex[F]", 5).unwrap();
        assert_eq!(behind[0].stands_for, 2);
    });
    touched("block", &|| office.door.block_record(&reme, decoy).unwrap());
    touched("propose", &|| {
        assert_eq!(office.door.propose_erasure(&eva, decoy).unwrap(), 2)
    });
    touched("erase", &|| {
        drop(office.door.confirm_erasure(&office.as_of("raul"), 2).unwrap())
    });
    let after = operations::freeze(&office.door, &coco, None).unwrap();
    assert_eq!(counted(&after.id), 1);
    assert_eq!(counted(&before.id), 2, "what was frozen stays as it was");
}

pub(crate) fn nobody_reaches_another_institution() {
    let (office, number) = with_records(1);
    office.hire("olga", OTHER, &[Role::Reviewer]);
    office.hire("omar", OTHER, &[Role::Custodian]);
    office.hire("otto", OTHER, &[Role::Custodian]);
    office.enrol(OTHER, ["omar", "otto"]);
    refused(
        office
            .door
            .request_opening(&office.as_of("olga"), record(number, 1), "person"),
    );
    refused(
        office
            .door
            .open_in_emergency(&office.as_of("omar"), record(number, 1), "person"),
    );
    let asked = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 1), "person")
        .unwrap();
    refused(office.door.grant_opening(&office.as_of("omar"), asked));
    assert_eq!(office.door.openings(&office.as_of("olga")).unwrap().len(), 0);
    assert_eq!(office.door.openings(&office.as_of("reme")).unwrap().len(), 1);
    for none in ["ana", "olga", "omar"] {
        let seen = office.door.openings(&office.as_of(none));
        assert!(seen.is_ok_and(|all| all.is_empty()), "{none}");
    }
}
