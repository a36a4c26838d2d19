//! From an empty folder to an identity that two persons open, and a key that three of five bring back.

use catalogue::Role;
use operations::{Door, OperationError};

use crate::office::{
    CONTACT, DOCUMENT, NARRATIVE, OTHER, Office, PERSON, PROSECUTION, SHELTER, plain, record, refused, victims,
};

pub(crate) fn what_was_sealed_is_what_two_persons_open() {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 2));
    let listed = office.door.records(&office.as_of("reme"), number).unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0].compartments, ["contact", "document", "narrative", "person"]);
    let document = [("document", DOCUMENT)];
    let narrative = [("narrative", NARRATIVE)];
    let all: [(&str, &[(&str, &str)]); 4] = [
        ("person", &PERSON),
        ("contact", &CONTACT),
        ("narrative", &narrative),
        ("document", &document),
    ];
    for (compartment, holds) in all {
        let asked = office
            .door
            .request_opening(&office.as_of("reme"), listed[1].record, compartment)
            .unwrap();
        office.door.grant_opening(&office.as_of("eva"), asked).unwrap();
        let opened = office.door.open_identity(&office.as_of("reme"), asked).unwrap();
        assert_eq!(plain(&opened), holds);
    }
    let none = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 1), "nothing");
    assert!(none.is_err());
}

pub(crate) fn identity_comes_in_only_from_who_may_hold_it() {
    let office = Office::sealing();
    office.hire("olga", OTHER, &[Role::Registrar]);
    office.hire("sol", SHELTER, &[Role::Registrar]);
    office.hire("sara", SHELTER, &[Role::Custodian]);
    office.hire("saul", SHELTER, &[Role::Custodian]);
    office.hire("coco", "", &[Role::Coordinator]);
    let shelter = ["sara".to_owned(), "saul".to_owned()];
    refused(office.door.enrol_institution(&office.as_of("ana"), SHELTER, &shelter));
    let path = office.write("with.csv", &victims("2016", 1, true));
    // No key yet, a shelter, or somebody who hands in for an institution: the file is refused as a whole.
    for (by, institution) in [("olga", OTHER), ("sol", SHELTER), ("coco", PROSECUTION)] {
        let received = office.hand_in(by, institution, "2016", &path, &[]).unwrap();
        assert!(received.receipt.is_none() && received.outcome.refused, "{by}");
    }
    let without = office.write("without.csv", &victims("2016", 1, false));
    for (by, institution) in [("olga", OTHER), ("sol", SHELTER), ("coco", PROSECUTION)] {
        let received = office.hand_in(by, institution, "2016", &without, &[]).unwrap();
        assert!(received.receipt.is_some(), "{by}: {:?}", received.outcome);
    }
    refused(office.hand_in("rita", OTHER, "2016", &without, &[]));
    // Sensitive data enter with their purpose.
    let rita = office.bare("rita");
    let done = crate::office::hand_in(&office.door, &rita, PROSECUTION, ("2017", &path, &[]));
    assert!(done.is_ok_and(|received| received.receipt.is_none()));
}

pub(crate) fn any_three_shares_bring_a_key_back_and_no_two() {
    let office = Office::found();
    for name in ["eva", "raul", "nora"] {
        office.hire(name, PROSECUTION, &[Role::Custodian]);
    }
    office.hire("rita", PROSECUTION, &[Role::Registrar]);
    office.hire("reme", PROSECUTION, &[Role::Reviewer]);
    let shares = office.enrol(PROSECUTION, ["eva", "raul"]);
    assert_eq!(shares.len(), 5);
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    // Both custodians lost their passwords.
    for lost in ["eva", "raul"] {
        let invitation = office.door.reset_account(&office.as_of("ana"), lost).unwrap();
        office.activate(lost, &invitation);
    }
    let asked = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 1), "person")
        .unwrap();
    refused(office.door.grant_opening(&office.as_of("eva"), asked));
    let propose = || {
        let door = &office.door;
        door.recover_institution(&office.as_of("ana"), PROSECUTION, "nora")
            .unwrap()
    };
    let confirm = |number: i64, which: &[usize]| {
        let given: Vec<_> = which.iter().map(|at| shares[*at].clone()).collect();
        office.door.confirm_recovery(&office.as_of("eva"), number, &given)
    };
    for (one, other) in pairs() {
        assert!(confirm(propose(), &[one, other]).is_err());
        assert!(confirm(propose(), &[one, other, one]).is_err());
    }
    for (one, other) in pairs() {
        for third in (0..5).filter(|third| *third > other) {
            confirm(propose(), &[one, other, third]).unwrap();
        }
    }
    office.door.grant_opening(&office.as_of("nora"), asked).unwrap();
    let opened = office.door.open_identity(&office.as_of("reme"), asked).unwrap();
    assert_eq!(plain(&opened), PERSON);
}

fn pairs() -> Vec<(usize, usize)> {
    (0..5)
        .flat_map(|one| (one + 1..5).map(move |other| (one, other)))
        .collect()
}

pub(crate) fn a_foreign_share_is_refused() {
    let office = Office::found();
    for (name, of) in [
        ("eva", PROSECUTION),
        ("raul", PROSECUTION),
        ("omar", OTHER),
        ("otto", OTHER),
    ] {
        office.hire(name, of, &[Role::Custodian]);
    }
    let own = office.enrol(PROSECUTION, ["eva", "raul"]);
    let others = office.enrol(OTHER, ["omar", "otto"]);
    let number = office
        .door
        .recover_institution(&office.as_of("ana"), PROSECUTION, "eva")
        .unwrap();
    let confirm = |shares: &[operations::Share]| office.door.confirm_recovery(&office.as_of("raul"), number, shares);
    assert!(confirm(&[own[0].clone(), own[1].clone(), others[2].clone()]).is_err());
    assert!(matches!(confirm(&others[..3]), Err(OperationError::Refused(_))));
    confirm(&own[2..]).unwrap();
}

pub(crate) fn an_institution_has_one_key() {
    let office = Office::sealing();
    let again = ["eva".to_owned(), "raul".to_owned()];
    refused(office.door.enrol_institution(&office.as_of("ana"), PROSECUTION, &again));
    office.hire("omar", OTHER, &[Role::Custodian]);
    office.hire("otto", OTHER, &[Role::Custodian]);
    let names = ["omar".to_owned(), "otto".to_owned()];
    let propose = || {
        office
            .door
            .enrol_institution(&office.as_of("ana"), OTHER, &names)
            .unwrap()
    };
    let (one, other) = (propose(), propose());
    let otto = office.as_of("otto");
    let confirm = |door: &Door| door.confirm_enrolment(&otto, one).is_ok();
    let confirmed = crate::office::at_once(office.doors(4), confirm);
    assert_eq!(confirmed.into_iter().filter(|ok| *ok).count(), 1);
    refused(office.door.confirm_enrolment(&otto, other));
}
