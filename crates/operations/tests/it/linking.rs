//! Links as decisions: what a run says, what persons say over it, and that an undone decision leaves no trace in the
//! clusters. Encodings are given by the tests, as an institution would send them.

use catalogue::Role;
use linkage::{
    PersonsBuilder, Role as Says,
    encode::{Encoder, LinkageKey},
};
use operations::{Agreement, Decided, LinkAct, LinkState, Linking, OriginAnswer, freeze, frozen};

use crate::{
    office::{OTHER, Office, PROSECUTION, record, refused, victims},
    raw::Raw,
};

/// Persons of each return.
pub(crate) const EACH: usize = 120;
/// Of them, those whom both returns have.
const SHARED: usize = 40;

const GIVEN: [&str; 12] = [
    "Zutana",
    "Fulana",
    "Mengana",
    "Perengana",
    "Citlali",
    "Xochil",
    "Nayeli",
    "Itzel",
    "Yareli",
    "Metzli",
    "Quetzali",
    "Erandi",
];
const SURNAMES: [&str; 16] = [
    "Inventada",
    "Ficticia",
    "Supuesta",
    "Imaginada",
    "Quimera",
    "Fantasía",
    "Novela",
    "Cuento",
    "Fábula",
    "Leyenda",
    "Mito",
    "Relato",
    "Parábola",
    "Apólogo",
    "Conseja",
    "Figura",
];

/// The cells of a made-up person: given name, surnames, date of birth, sex.
pub(crate) fn person(number: usize) -> [String; 5] {
    let mixed = number.wrapping_mul(2_654_435_761) >> 7;
    let date = format!(
        "{}-{:02}-{:02}",
        1960 + mixed % 45,
        1 + mixed / 45 % 12,
        1 + mixed / 540 % 28
    );
    let of = |names: &[&str], by: usize| names[mixed / by % names.len()].to_owned();
    [
        of(&GIVEN, 3),
        of(&SURNAMES, 11),
        of(&SURNAMES, 257),
        date,
        "M".to_owned(),
    ]
}

fn key(seed: u8) -> LinkageKey {
    LinkageKey::new(std::array::from_fn(|at| (at as u8).wrapping_mul(37).wrapping_add(seed))).unwrap()
}

/// Puts the encodings of persons beside the records of a return, from the first record on.
pub(crate) fn encode(office: &Office, returned: i64, persons: &[[String; 5]], seed: u8) {
    let roles = [
        Says::GivenName,
        Says::FirstSurname,
        Says::SecondSurname,
        Says::BirthDate,
        Says::Sex,
    ];
    let mut builder = PersonsBuilder::new(&roles);
    for cells in persons {
        builder.push(0, &cells.each_ref().map(String::as_str));
    }
    let key = key(seed);
    let (encoder, persons) = (Encoder::new(&key), builder.finish());
    let encodings = encoder.encode(&persons);
    let raw = Raw::of(office);
    let print = key.fingerprint();
    let counts = encoder.chances(&persons, 1).to_text();
    raw.run(&format!(
        "INSERT OR IGNORE INTO linkage_chances (return_, key, counts) VALUES ({returned}, '{print}', '{counts}')"
    ));
    for (at, one) in (1..).zip(&encodings) {
        let bytes: String = one.to_text().bytes().map(|byte| format!("{byte:02x}")).collect();
        raw.run(&format!(
            "INSERT INTO encoding (record, kind, key, version, bytes)
             VALUES ({}, 'person', '{print}', {}, x'{bytes}')",
            record(returned, at),
            one.version
        ));
    }
}

/// Two institutions whose returns have some persons in common, two coordinators, and the numbers of the returns.
pub(crate) fn two_returns() -> (Office, [i64; 2]) {
    let office = Office::sealing();
    office.hire("olga", OTHER, &[Role::Registrar]);
    office.hire("eli", OTHER, &[Role::Custodian]);
    office.hire("eri", OTHER, &[Role::Custodian]);
    office.enrol(OTHER, ["eli", "eri"]);
    office.hire("cora", "", &[Role::Coordinator]);
    office.hire("coro", "", &[Role::Coordinator]);
    let first = office.receive("rita", PROSECUTION, ("2016", EACH + 1));
    let second = office.receive("olga", OTHER, ("2016", EACH + 1));
    let own = |from: usize| (from..from + EACH).map(person).collect::<Vec<_>>();
    encode(&office, first, &own(0), 1);
    encode(&office, second, &own(EACH - SHARED), 1);
    (office, [first, second])
}

fn state(office: &Office) -> LinkState {
    office.door.links(&office.as_of("cora")).unwrap()
}

/// The number of the link of two records.
fn link_of(office: &Office, (a, b): (i64, i64)) -> i64 {
    Raw::of(office).number(&format!("SELECT max(number) FROM link WHERE a = {a} AND b = {b}"))
}

pub(crate) fn who_is_in_two_returns_is_counted_once() {
    let (office, _) = two_returns();
    assert_eq!(
        state(&office).numbers.distinct,
        2 * EACH as u64,
        "before a run nobody is linked"
    );
    let runs = office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    assert_eq!(
        (runs.len(), runs[0].records, runs[0].fresh),
        (1, 2 * EACH as u64, 2 * EACH as u64)
    );
    let numbers = state(&office).numbers;
    assert_eq!((numbers.reported, numbers.linked), (2 * EACH as u64, 2 * EACH as u64));
    assert_eq!(numbers.distinct, (2 * EACH - SHARED) as u64, "{:?}", state(&office));
    assert!(
        numbers.interval.0 <= numbers.distinct && numbers.distinct <= numbers.interval.1,
        "{numbers:?}"
    );
}

pub(crate) fn a_confirmed_pair_across_institutions_takes_two_and_undone_it_is_as_before() {
    let (office, [first, second]) = two_returns();
    office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    // Person 5 is in the first return alone, person 150 in the second alone; nobody takes them for one.
    let pair = (record(first, 6), record(second, (150 - (EACH - SHARED) + 1) as i64));
    Raw::of(&office).run(&format!(
        "INSERT INTO link (run, a, b, weight, pattern, state) VALUES (1, {}, {}, 0.5, 'sex:1/2:1.0', 'review')",
        pair.0, pair.1
    ));
    let (number, before) = (link_of(&office, pair), state(&office));
    let door = &office.door;
    let decide = |by: &str, what| door.decide_link(&office.as_of(by), number, what, "el expediente lo dice");
    let Decided::Proposed(proposal) = decide("cora", LinkAct::Confirm).unwrap() else {
        panic!("one person confirmed across two institutions");
    };
    assert_eq!(state(&office).numbers, before.numbers, "a proposal decides nothing");
    refused(door.second_link(&office.as_of("cora"), proposal));
    door.second_link(&office.as_of("coro"), proposal).unwrap();
    let after = state(&office);
    assert_eq!(after.numbers.distinct, before.numbers.distinct - 1);
    assert_eq!((after.waiting, after.decided), (before.waiting - 1, 1));
    // A new run touches no decision.
    door.link(
        &office.as_of("cora"),
        Linking {
            anew: true,
            ..Linking::default()
        },
    )
    .unwrap();
    assert_eq!(state(&office).numbers.distinct, before.numbers.distinct - 1);
    refused(decide("cora", LinkAct::Reject));
    decide("cora", LinkAct::Undo).unwrap();
    assert_eq!(state(&office).numbers.distinct, before.numbers.distinct);
    refused(decide("cora", LinkAct::Undo));
    let said: Vec<String> = door
        .linked_pair(&office.as_of("aura"), number)
        .unwrap()
        .decisions
        .into_iter()
        .map(|one| one.act)
        .collect();
    assert_eq!(said, ["confirm", "undo"], "what was undone stays in sight");
}

pub(crate) fn a_rejected_pair_stays_apart_whatever_a_run_says() {
    let (office, [first, second]) = two_returns();
    office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    let shared = (EACH - SHARED + 1) as i64;
    let number = link_of(&office, (record(first, shared), record(second, 1)));
    let before = state(&office).numbers;
    let decide = |what, why: &str| office.door.decide_link(&office.as_of("cora"), number, what, why);
    assert!(decide(LinkAct::Reject, "").is_err(), "a decision has its reason");
    assert!(
        decide(LinkAct::Reject, "CURP INVZ900203MDFXXX09").is_err(),
        "and no identity in it"
    );
    decide(LinkAct::Reject, "son dos personas").unwrap();
    assert_eq!(state(&office).numbers.distinct, before.distinct + 1);
    office
        .door
        .link(
            &office.as_of("cora"),
            Linking {
                anew: true,
                ..Linking::default()
            },
        )
        .unwrap();
    assert_eq!(state(&office).numbers.distinct, before.distinct + 1);
    decide(LinkAct::Undo, "error de captura").unwrap();
    assert_eq!(state(&office).numbers, before);
}

pub(crate) fn a_pair_is_shown_by_its_agreement_and_never_by_a_name() {
    let (office, [first, second]) = two_returns();
    office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    let number = link_of(&office, (record(first, (EACH - SHARED + 1) as i64), record(second, 1)));
    let pair = office.door.linked_pair(&office.as_of("cora"), number).unwrap();
    assert!(pair.probability > 0.97, "{pair:?}");
    let equal = pair
        .fields
        .iter()
        .filter(|field| field.agreement == Agreement::Equal)
        .count();
    assert!(equal >= 4, "{pair:?}");
    assert!(
        pair.sides.iter().all(|side| !side.facts.is_empty()),
        "a coordinator sees the facts of a record"
    );
    let told = format!("{pair:?}");
    let [given, surname, ..] = person(EACH - SHARED);
    assert!(!told.contains(&given) && !told.contains(&surname) && !told.contains("Zutanita"));
    let bare = office.door.linked_pair(&office.as_of("aura"), number).unwrap();
    assert!(
        bare.sides.iter().all(|side| side.facts.is_empty()),
        "an auditor sees no record"
    );
    for who in ["rita", "reme", "eva"] {
        refused(office.door.linked_pair(&office.as_of(who), number));
        refused(office.door.link(&office.as_of(who), Linking::default()));
        refused(office.door.links(&office.as_of(who)));
    }
    let log = Raw::of(&office).log(0);
    assert!(log.iter().all(|entry| !entry.to_string().contains(&given)));
}

pub(crate) fn an_origin_answers_about_its_own_record_alone() {
    let (office, [first, second]) = two_returns();
    let door = &office.door;
    door.link(&office.as_of("cora"), Linking::default()).unwrap();
    let own = record(first, (EACH - SHARED + 1) as i64);
    let number = link_of(&office, (own, record(second, 1)));
    door.decide_link(
        &office.as_of("cora"),
        number,
        LinkAct::Ask(own),
        "revise la fecha de nacimiento",
    )
    .unwrap();
    let asked = door.asked_of_origin(&office.as_of("rita")).unwrap();
    assert_eq!((asked.len(), asked[0].record, asked[0].answer), (1, own, None));
    assert!(
        !format!("{asked:?}").contains(OTHER),
        "of the other institution nothing is said"
    );
    assert!(door.asked_of_origin(&office.as_of("olga")).unwrap().is_empty());
    let answer = |by| {
        door.answer_link(
            &office.as_of(by),
            asked[0].number,
            OriginAnswer::Stands,
            "consta en el acta",
        )
    };
    refused(answer("olga"));
    answer("rita").unwrap();
    refused(answer("rita"));
    let decisions = door.linked_pair(&office.as_of("cora"), number).unwrap().decisions;
    assert_eq!((decisions.len(), decisions[1].answer.as_str()), (2, "stands"));
}

pub(crate) fn erasing_takes_the_encodings_with_it() {
    let (office, [first, _]) = two_returns();
    let gone = record(first, 3);
    let count = |record| Raw::of(&office).number(&format!("SELECT count(*) FROM encoding WHERE record = {record}"));
    let delete = format!("DELETE FROM encoding WHERE record = {gone}");
    assert!(
        Raw::of(&office)
            .tries(&delete)
            .unwrap_err()
            .contains("only by an erasure")
    );
    assert_eq!(count(gone), 1);
    office.erase("reme", ["eva", "raul"], gone);
    assert_eq!((count(gone), count(record(first, 4))), (0, 1));
    let runs = office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    assert_eq!(runs[0].records, 2 * EACH as u64 - 1);
}

pub(crate) fn a_run_after_another_compares_what_is_new_and_keeps_the_rest() {
    let (office, _) = two_returns();
    office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    let before = state(&office);
    let third = office.receive("rita", PROSECUTION, ("2017", 31));
    encode(&office, third, &(0..30).map(person).collect::<Vec<_>>(), 1);
    assert_eq!(state(&office).fresh, 30);
    let runs = office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    assert_eq!((runs[0].fresh, runs[0].anew), (30, false));
    let of_old = format!("SELECT count(*) FROM link WHERE run = 2 AND b < {}", third << 32);
    assert_eq!(
        Raw::of(&office).number(&of_old),
        0,
        "what was said of older records holds"
    );
    let after = state(&office);
    assert_eq!(
        (after.fresh, after.numbers.distinct),
        (0, before.numbers.distinct),
        "{after:?}"
    );
    // Encodings made with another key are compared with none of these.
    let fourth = office.receive("rita", PROSECUTION, ("2018", 31));
    encode(&office, fourth, &(0..30).map(person).collect::<Vec<_>>(), 9);
    let runs = office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    assert_eq!(
        (runs.len(), state(&office).numbers.distinct),
        (2, before.numbers.distinct + 30)
    );
}

pub(crate) fn nobody_is_twice_in_one_return_unless_somebody_says_so() {
    let (office, [first, _]) = two_returns();
    let twice = office.receive("rita", PROSECUTION, ("2017", 41));
    let mut persons: Vec<_> = (0..39).map(person).collect();
    persons.push(person(0));
    encode(&office, twice, &persons, 1);
    office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    let pair = (record(twice, 1), record(twice, 40));
    let number = link_of(&office, pair);
    let shown = office.door.linked_pair(&office.as_of("cora"), number).unwrap();
    assert_eq!((shown.state.as_str(), shown.is_confirmed), ("review", None));
    let before = state(&office).numbers.distinct;
    let done = office
        .door
        .decide_link(&office.as_of("cora"), number, LinkAct::Confirm, "mismo expediente");
    assert!(
        matches!(done, Ok(Decided::Now(_))),
        "of one institution one person decides: {done:?}"
    );
    assert_eq!(state(&office).numbers.distinct, before - 1);
    assert_eq!(
        office.door.linked_pair(&office.as_of("cora"), number).unwrap().sides[0].together,
        3
    );
    assert!(first < twice);
}

pub(crate) fn a_vintage_counts_persons_by_the_decisions_of_its_instant() {
    let (office, _) = two_returns();
    let door = &office.door;
    let without = freeze(door, &office.as_of("cora"), None).unwrap();
    door.link(&office.as_of("cora"), Linking::default()).unwrap();
    let with = freeze(door, &office.as_of("cora"), None).unwrap();
    assert_ne!(without.id, with.id);
    assert!(with.manifest.contains("persons.links") && !without.manifest.contains("persons.links"));
    assert_eq!(
        freeze(door, &office.as_of("cora"), None).unwrap().id,
        with.id,
        "the same is frozen to the same bytes"
    );
    for one in [&without, &with] {
        frozen(door, &one.id).unwrap();
    }
}

pub(crate) fn what_came_without_identity_is_erased_all_the_same() {
    let office = Office::found();
    office.hire("aura", "", &[Role::Auditor]);
    office.hire("cora", "", &[Role::Coordinator]);
    for (name, role) in [
        ("olga", Role::Registrar),
        ("otto", Role::Reviewer),
        ("eli", Role::Custodian),
        ("eri", Role::Custodian),
    ] {
        office.hire(name, OTHER, &[role]);
    }
    let path = office.write("encoded.csv", &victims("2016", 3, false));
    let received = office.hand_in("olga", OTHER, "2016", &path, &[]).unwrap();
    let number = received.receipt.unwrap().returned.number;
    let (gone, kept) = (record(number, 2), record(number, 3));
    encode(&office, number, &(0..2).map(person).collect::<Vec<_>>(), 1);
    let count = |record| Raw::of(&office).number(&format!("SELECT count(*) FROM encoding WHERE record = {record}"));
    assert_eq!((count(gone), count(kept)), (1, 0));
    let proof = office.erase("otto", ["eli", "eri"], gone);
    assert_eq!((count(record(number, 1)), count(gone)), (1, 0));
    let log = Raw::of(&office).log(0);
    let entry = log.iter().find(|entry| entry["act"] == "confirm_erasure").unwrap();
    assert!(
        entry["object"]
            .as_str()
            .unwrap()
            .ends_with(&format!("record {gone} proof {proof}")),
        "{entry}"
    );
    let runs = office.door.link(&office.as_of("cora"), Linking::default()).unwrap();
    assert_eq!(runs[0].records, 1, "the next run does not know of it");
    assert!(
        office
            .door
            .verify(&office.as_of("aura"), &[])
            .unwrap()
            .faults
            .is_empty()
    );
    // There is nothing to erase of a record that brought neither.
    office.door.block_record(&office.as_of("otto"), kept).unwrap();
    let proposed = office.door.propose_erasure(&office.as_of("eli"), kept).unwrap();
    assert!(office.door.confirm_erasure(&office.as_of("eri"), proposed).is_err());
}
