//! What takes two takes two persons: neither a second account of one person nor a second role of one account will do.

use catalogue::Role;

use crate::{
    office::{Office, PROSECUTION, THIRD, record, refused},
    raw::Raw,
};

fn office() -> (Office, i64) {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    // One person with two roles, and the same person with two accounts.
    office.hire_as("dos", "Dora Dos", PROSECUTION, &[Role::Reviewer, Role::Custodian]);
    office.hire_as("dos2", "Dora Dos", PROSECUTION, &[Role::Custodian]);
    office
        .door
        .add_custodian(&office.as_of("eva"), PROSECUTION, "dos")
        .unwrap();
    office
        .door
        .add_custodian(&office.as_of("eva"), PROSECUTION, "dos2")
        .unwrap();
    (office, number)
}

pub(crate) fn one_person_never_grants_what_they_asked() {
    let (office, number) = office();
    let asked = office
        .door
        .request_opening(&office.as_of("dos"), record(number, 1), "person")
        .unwrap();
    for own in ["dos", "dos2"] {
        refused(office.door.grant_opening(&office.as_of(own), asked));
    }
    assert!(office.door.open_identity(&office.as_of("dos"), asked).is_err());
    office.door.grant_opening(&office.as_of("raul"), asked).unwrap();
    office.door.open_identity(&office.as_of("dos"), asked).unwrap();
}

pub(crate) fn one_person_never_erases_alone() {
    let (office, number) = office();
    office
        .door
        .block_record(&office.as_of("reme"), record(number, 1))
        .unwrap();
    let proposal = office
        .door
        .propose_erasure(&office.as_of("dos"), record(number, 1))
        .unwrap();
    for own in ["dos", "dos2"] {
        refused(office.door.confirm_erasure(&office.as_of(own), proposal));
    }
    office.door.confirm_erasure(&office.as_of("eva"), proposal).unwrap();
}

pub(crate) fn one_person_never_recovers_alone_nor_gives_a_key_to_themselves() {
    let office = Office::found();
    for (name, person) in [("eva", "Eva"), ("eva2", "Eva"), ("raul", "Raul"), ("eva3", "Eva")] {
        office.hire_as(name, person, PROSECUTION, &[Role::Custodian]);
    }
    let shares = office.enrol(PROSECUTION, ["eva", "raul"]);
    refused(office.door.add_custodian(&office.as_of("eva"), PROSECUTION, "eva2"));
    let proposal = office
        .door
        .recover_institution(&office.as_of("eva"), PROSECUTION, "eva3")
        .unwrap();
    for own in ["eva", "eva2", "eva3"] {
        refused(office.door.confirm_recovery(&office.as_of(own), proposal, &shares[..3]));
    }
    office
        .door
        .confirm_recovery(&office.as_of("raul"), proposal, &shares[..3])
        .unwrap();
    refused(
        office
            .door
            .confirm_recovery(&office.as_of("raul"), proposal, &shares[..3]),
    );
}

pub(crate) fn an_institution_is_enrolled_by_two_for_two() {
    let office = Office::found();
    for (name, person) in [("eva", "Eva"), ("eva2", "Eva"), ("raul", "Raul")] {
        office.hire_as(name, person, THIRD, &[Role::Custodian]);
    }
    let propose = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        office.door.enrol_institution(&office.as_of("ana"), THIRD, &names)
    };
    for few in [
        vec![],
        vec!["eva"],
        vec!["eva", "eva"],
        vec!["eva", "eva2"],
        vec!["eva", "ana"],
    ] {
        assert!(propose(&few).is_err(), "{few:?}");
    }
    let proposal = propose(&["eva", "raul"]).unwrap();
    refused(office.door.confirm_enrolment(&office.as_of("ana"), proposal));
    refused(office.door.confirm_enrolment(&office.as_of("luis"), proposal));
    office.door.confirm_enrolment(&office.as_of("raul"), proposal).unwrap();
    assert!(office.door.confirm_enrolment(&office.as_of("eva"), proposal).is_err());
}

pub(crate) fn the_log_names_both_persons() {
    let (office, number) = office();
    let opening = office.granted("reme", "eva", record(number, 1));
    office.erase("reme", ["eva", "raul"], record(number, 1));
    let log = Raw::of(&office).log(0);
    let second = |act: &str| {
        let entry = log.iter().find(|entry| entry["act"] == act).unwrap();
        (entry["account"].as_str().unwrap(), entry["second"].as_str().unwrap())
    };
    assert_eq!(second("grant_opening"), ("eva", "reme"));
    assert_eq!(second("confirm_enrolment"), ("raul", "ana"));
    assert_eq!(second("confirm_erasure"), ("raul", "eva"));
    assert_eq!(second("add_custodian"), ("eva", "dos"));
    assert!(opening > 0);
}
