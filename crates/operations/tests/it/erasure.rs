//! Erasing leaves a proof and nothing to open; and the record of accesses leaves nobody out.

use std::collections::BTreeMap;

use catalogue::Role;
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use crate::{
    office::{Office, PERSON, PROSECUTION, plain, record, refused},
    raw::Raw,
};

pub(crate) fn erasing_leaves_a_proof_in_the_log_and_nothing_that_opens() {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 2));
    let (gone, kept) = (record(number, 1), record(number, 2));
    let wrapped: Vec<u8> = Raw::of(&office).bytes(&format!("SELECT wrapped FROM identity_key WHERE record = {gone}"));
    refused(office.door.propose_erasure(&office.as_of("eva"), gone));
    let proof = office.erase("reme", ["eva", "raul"], gone);
    let leaf: String = ledger::leaf(&wrapped)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(proof, leaf, "the proof is the hash of what was destroyed");
    let raw = Raw::of(&office);
    assert!(raw.log(0).iter().any(|entry| {
        entry["act"] == "confirm_erasure" && entry["object"].as_str().unwrap().ends_with(&format!("proof {proof}"))
    }));
    assert_eq!(
        raw.number(&format!("SELECT count(*) FROM identity_key WHERE record = {gone}")),
        0
    );
    raw.rest();
    for file in ["sintra.db", "sintra.db-wal"] {
        let bytes = std::fs::read(office.store().join(file)).unwrap_or_default();
        assert!(!bytes.windows(wrapped.len()).any(|window| window == wrapped));
    }
    let listed = office.door.records(&office.as_of("reme"), number).unwrap();
    assert_eq!(listed.len(), 2, "the pseudonymous record stays");
    let opening = office.granted("reme", "eva", kept);
    let opened = office.door.open_identity(&office.as_of("reme"), opening).unwrap();
    assert_eq!(plain(&opened), PERSON);
    assert!(
        office
            .door
            .verify(&office.as_of("aura"), &[])
            .unwrap()
            .faults
            .is_empty()
    );
}

/// What somebody does to one of the records, by its place.
#[derive(Clone, Copy, Debug)]
enum Step {
    List,
    Ask(i64),
    Refuse(i64),
    Open(i64),
    Emergency(i64),
    Accesses(i64),
    Canary(i64),
    Block(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let at = || 1..=3i64;
    prop_oneof![
        Just(Step::List),
        at().prop_map(Step::Ask),
        at().prop_map(Step::Refuse),
        at().prop_map(Step::Open),
        at().prop_map(Step::Emergency),
        at().prop_map(Step::Accesses),
        at().prop_map(Step::Canary),
        at().prop_map(Step::Block),
    ]
}

pub(crate) fn the_record_of_accesses_is_complete_and_in_order() {
    let base = Office::sealing();
    base.hire("remo", PROSECUTION, &[Role::Reviewer]);
    let number = base.receive("rita", PROSECUTION, ("2016", 3));
    for name in ["reme", "remo", "eva", "raul", "aura"] {
        base.as_of(name);
    }
    let mut runner = TestRunner::new(ProptestConfig::with_cases(12));
    let run = runner.run(&vec(step(), 1..14), |steps| {
        let office = base.copied();
        let mut seen: BTreeMap<i64, Vec<(String, String)>> = BTreeMap::new();
        for at in 1..=3 {
            seen.entry(at).or_default().push(("receive".into(), "rita".into()));
        }
        for step in steps {
            walk(&office, number, step, &mut seen);
        }
        for (at, expected) in seen {
            let told = office.door.accesses(&office.as_of("aura"), record(number, at)).unwrap();
            let told: Vec<_> = told.into_iter().map(|entry| (entry.act, entry.actor.account)).collect();
            let own = ("see_accesses".to_owned(), "aura".to_owned());
            let expected: Vec<_> = expected.into_iter().chain([own]).collect();
            assert_eq!(told, expected, "record {at}");
        }
        Ok(())
    });
    run.unwrap();
}

/// Does a step, and notes in the oracle what the record's person must be told.
fn walk(office: &Office, number: i64, step: Step, seen: &mut BTreeMap<i64, Vec<(String, String)>>) {
    let (door, of) = (&office.door, |name: &str| office.as_of(name));
    let mut note = |at: i64, act: &str, who: &str| {
        seen.entry(at).or_default().push((act.to_owned(), who.to_owned()));
    };
    match step {
        Step::List => {
            door.records(&of("reme"), number).unwrap();
            (1..=3).for_each(|at| note(at, "see_records", "reme"));
        }
        Step::Ask(at) => {
            door.request_opening(&of("remo"), record(number, at), "contact")
                .unwrap();
            note(at, "request_opening", "remo");
        }
        Step::Refuse(at) => {
            let asked = door.request_opening(&of("reme"), record(number, at), "person").unwrap();
            door.refuse_opening(&of("raul"), asked).unwrap();
            note(at, "request_opening", "reme");
            note(at, "refuse_opening", "raul");
        }
        Step::Open(at) => {
            let opening = office.granted("reme", "eva", record(number, at));
            note(at, "request_opening", "reme");
            note(at, "grant_opening", "eva");
            if door.open_identity(&of("reme"), opening).is_ok() {
                note(at, "open_identity", "reme");
            }
        }
        Step::Emergency(at) => {
            door.open_in_emergency(&of("raul"), record(number, at), "person")
                .unwrap();
            note(at, "open_in_emergency", "raul");
        }
        Step::Accesses(at) => {
            door.accesses(&of("aura"), record(number, at)).unwrap();
            note(at, "see_accesses", "aura");
        }
        Step::Canary(at) => {
            if door.mark_canary(&of("eva"), record(number, at)).is_ok() {
                note(at, "mark_canary", "eva");
            }
        }
        Step::Block(at) => {
            if door.block_record(&of("reme"), record(number, at)).is_ok() {
                note(at, "block_record", "reme");
            }
        }
    }
}
