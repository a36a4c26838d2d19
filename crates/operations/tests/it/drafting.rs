//! Cases captured by form: their revisions, what is refused, and the return that becomes of them.

use catalogue::Role;
use operations::{
    CaseSaving, Draft, HandedCases, Identified, Identities, OperationError, Reader, SavedCase, Typed, form_of,
};

use crate::{
    office::{OTHER, Office, PROSECUTION, SHELTER, refused, victims},
    raw::Raw,
};

const PERIOD: &str = "2016";

fn office() -> Office {
    let office = Office::found();
    for name in ["olga", "omar"] {
        office.hire(name, OTHER, &[Role::Registrar]);
    }
    office
}

fn case(id: &str, changed: &[(&str, &str)]) -> Typed {
    let usual = [
        ("local_id", id),
        ("sex", "Mujer"),
        ("age", "20"),
        ("nationality", "México"),
        ("origin_state", "S.I."),
        ("marital_status", "S.I."),
        ("migratory_status", "N.A."),
        ("vulnerability_groups", "S.I."),
        ("destination", "S.I."),
        ("detected_on", "2016-05-01"),
        ("offences", "art13"),
        ("exploitation_form", "S.I."),
        ("recruitment_means", "S.I."),
        ("count", "1"),
    ];
    let all = usual.iter().chain(changed);
    all.map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
        .collect()
}

fn save(office: &Office, by: &str, (number, based_on): (Option<i64>, u32), answers: Typed) -> SavedCase {
    let saving = CaseSaving {
        number,
        register: "victims",
        period: PERIOD,
        answers,
        based_on,
    };
    office.door.save_draft(&office.as_of(by), saving).unwrap()
}

fn new(office: &Office, id: &str, changed: &[(&str, &str)]) -> Draft {
    match save(office, "olga", (None, 0), case(id, changed)) {
        SavedCase::Kept(draft) => draft,
        other => panic!("{other:?}"),
    }
}

fn hand_in(office: &Office) -> Result<HandedCases, OperationError> {
    let reader = Reader::this_program().unwrap();
    let of = ("victims", PERIOD, office.door.now());
    office
        .door
        .hand_in_drafts(&office.as_of("olga"), &reader, (of.0, of.1, &of.2))
}

fn payloads(office: &Office, number: i64) -> String {
    Raw::of(office).text(&format!(
        "SELECT coalesce(group_concat(payload), '') FROM revision WHERE id >> 32 = {number}"
    ))
}

pub(crate) fn every_saving_is_a_revision_and_a_stale_one_is_refused_with_both() {
    let office = office();
    let draft = new(&office, "V-1", &[]);
    let saved = save(&office, "omar", (Some(draft.number), 1), case("V-1", &[("age", "21")]));
    assert!(matches!(&saved, SavedCase::Kept(kept) if kept.last.revision == 2 && kept.last.account == "omar"));
    let stale = save(&office, "olga", (Some(draft.number), 1), case("V-1", &[("age", "22")]));
    let SavedCase::Stale(present) = stale else {
        panic!("{stale:?}");
    };
    assert_eq!(present.last.answers["age"], "21");
    let revisions = office
        .door
        .draft_revisions(&office.as_of("olga"), draft.number)
        .unwrap();
    let ages: Vec<&str> = revisions.iter().map(|one| one.answers["age"].as_str()).collect();
    assert_eq!(ages, ["20", "21"]);
    office.door.delete_draft(&office.as_of("olga"), draft.number).unwrap();
    assert!(office.door.drafts(&office.as_of("olga")).unwrap().is_empty());
    assert_eq!(Raw::of(&office).number("SELECT count(*) FROM draft_revision"), 0);
}

pub(crate) fn identity_is_never_kept_in_a_draft() {
    let office = Office::sealing();
    for (field, text) in [
        ("given_name", "Zutanita"),
        ("local_id", "AAAA900203MDFXXX09"),
        ("telephone", "5"),
    ] {
        let saved = save(&office, "rita", (None, 0), case("V-1", &[(field, text)]));
        assert_eq!(saved, SavedCase::Identity(vec![field.to_owned()]));
    }
    let long = save(&office, "rita", (None, 0), case(&"x".repeat(3_000), &[]));
    assert_eq!(long, SavedCase::TooLong(vec!["local_id".to_owned()]));
    assert_eq!(Raw::of(&office).number("SELECT count(*) FROM draft"), 0);
    let form = form_of(office.door.catalogue(), "victims").unwrap();
    assert!(form.fields.iter().all(|one| !one.field.is_identity()));
}

pub(crate) fn a_draft_is_of_its_institution() {
    let office = office();
    office.hire("hugo", PROSECUTION, &[Role::Registrar]);
    let draft = new(&office, "V-1", &[]);
    refused(office.door.draft(&office.as_of("hugo"), draft.number));
    refused(office.door.delete_draft(&office.as_of("hugo"), draft.number));
    assert!(office.door.drafts(&office.as_of("hugo")).unwrap().is_empty());
    office.door.draft(&office.as_of("omar"), draft.number).unwrap();
}

pub(crate) fn a_case_is_checked_as_a_row_of_a_file_is() {
    let office = office();
    let fine = new(&office, "V-1", &[]);
    let wrong = new(&office, "V-2", &[("sex", "Zeppelin"), ("detected_on", "2019-05-01")]);
    let check = |draft: &Draft| office.door.check_draft(&office.as_of("olga"), draft.number).unwrap();
    assert!(check(&fine).is_empty(), "{:?}", check(&fine));
    let fields: Vec<String> = check(&wrong).into_iter().map(|one| one.field).collect();
    assert!(
        fields.contains(&"sex".to_owned()) && fields.contains(&"detected_on".to_owned()),
        "{fields:?}"
    );
}

pub(crate) fn what_does_not_apply_is_known_from_the_rules() {
    let office = office();
    let form = form_of(office.door.catalogue(), "victims").unwrap();
    let sector = form.field("labour_sector").unwrap();
    for (exploitation, applies) in [("LABOUR", true), ("SEXUAL", false), ("S.I.", false), ("", false)] {
        let typed = case("V-1", &[("exploitation_form", exploitation)]);
        assert_eq!(form.applies(sector, &typed), applies, "{exploitation}");
        assert_eq!(form.is_required(sector, &typed), applies, "{exploitation}");
    }
    let answered = case("V-1", &[("labour_sector", "S.I.")]);
    assert!(form.applies(sector, &answered), "what was answered is shown");
}

pub(crate) fn cases_without_errors_become_one_return_and_the_others_stay() {
    let office = office();
    new(&office, "V-1", &[]);
    new(&office, "V-2", &[("offences", "art13; art10"), ("purposes", "S.I.")]);
    let wrong = new(&office, "V-3", &[("sex", "Zeppelin")]);
    let twice = new(&office, "V-1", &[("age", "33")]);
    let handed = hand_in(&office).unwrap();
    let receipt = handed.receipt.unwrap();
    assert_eq!(
        (receipt.returned.parts[0].accepted, receipt.returned.parts[0].waiting),
        (2, 0)
    );
    assert_eq!(handed.left, [wrong.number, twice.number], "{:?}", handed.outcome);
    let left = office.door.drafts(&office.as_of("olga")).unwrap();
    assert_eq!(left.len(), 2);
    assert!(
        refused(hand_in(&office)).contains("in force"),
        "the others would take the place of what is in force"
    );
}

pub(crate) fn what_is_in_force_comes_back_as_cases_before_it_is_replaced() {
    let office = office();
    let path = office.write("2016.csv", &victims("2016", 3, false));
    office.hand_in("olga", OTHER, PERIOD, &path, &[]).unwrap();
    let before = payloads(&office, 1);
    new(&office, "V-9", &[]);
    let says = refused(hand_in(&office));
    assert!(says.contains("return 1 is in force"), "{says}");
    let reopen = |period: &str| office.door.reopen_cases(&office.as_of("olga"), "victims", period);
    assert_eq!(reopen(PERIOD).unwrap(), 3);
    refused(reopen(PERIOD));
    assert!(refused(reopen("2016-05")).contains("do not cover"));
    let drafts = office.door.drafts(&office.as_of("olga")).unwrap();
    let second = drafts
        .iter()
        .find(|draft| draft.last.answers["local_id"] == "V-2")
        .unwrap();
    let broken = case("V-2", &[("sex", "Zeppelin")]);
    save(&office, "olga", (Some(second.number), 1), broken);
    assert!(
        refused(hand_in(&office)).contains("must be corrected"),
        "a case in force is not lost"
    );
    let mended = second.last.answers.clone();
    save(&office, "olga", (Some(second.number), 2), mended);
    let receipt = hand_in(&office).unwrap().receipt.unwrap();
    let part = &receipt.returned.parts[0];
    assert_eq!(
        (part.accepted, part.waiting, part.replaces.as_slice()),
        (4, 0, &[1][..])
    );
    let after = payloads(&office, receipt.returned.number);
    for payload in before.split("},{\"").map(|one| one.trim_matches(['{', '}'])) {
        assert!(after.contains(payload.trim_start_matches('"')), "{payload} in {after}");
    }
}

pub(crate) fn the_same_cases_can_be_in_force_again() {
    let office = office();
    new(&office, "V-1", &[]);
    hand_in(&office).unwrap();
    for (turn, age) in [(2, "30"), (3, "20")] {
        office
            .door
            .reopen_cases(&office.as_of("olga"), "victims", PERIOD)
            .unwrap();
        let draft = office.door.drafts(&office.as_of("olga")).unwrap().remove(0);
        let mut answers = draft.last.answers.clone();
        answers.insert("age".to_owned(), age.to_owned());
        save(&office, "olga", (Some(draft.number), draft.last.revision), answers);
        let receipt = hand_in(&office).unwrap().receipt.unwrap();
        assert_eq!((receipt.returned.number, receipt.already_had), (turn, false));
    }
}

pub(crate) fn what_holds_sealed_identities_is_not_reopened() {
    let office = Office::sealing();
    office.receive("rita", PROSECUTION, ("2016", 3));
    let says = refused(office.door.reopen_cases(&office.as_of("rita"), "victims", PERIOD));
    assert!(
        says.contains("sealed identities") && says.contains("as a file"),
        "{says}"
    );
    assert_eq!(Raw::of(&office).number("SELECT count(*) FROM draft"), 0);
}

fn named(number: i64, revision: u32, fields: &[(&str, &str)]) -> Identities {
    let answers = fields
        .iter()
        .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()));
    let identified = Identified {
        revision,
        answers: answers.collect(),
    };
    Identities::from([(number, identified)])
}

fn hand_in_named(office: &Office, by: &str, identities: &Identities) -> Result<HandedCases, OperationError> {
    let reader = Reader::this_program().unwrap();
    let now = office.door.now();
    let of = (("victims", PERIOD, now.as_str()), identities);
    office.door.hand_in_identified(&office.as_of(by), &reader, of)
}

pub(crate) fn what_identifies_is_sealed_at_the_last_step_as_that_of_a_file_is() {
    let office = Office::sealing();
    let saved = save(&office, "rita", (None, 0), case("V-1", &[]));
    let SavedCase::Kept(draft) = saved else {
        panic!("{saved:?}")
    };
    assert!(office.door.takes_identities(&office.as_of("rita"), "victims").unwrap());
    assert!(!office.door.takes_identities(&office.as_of("rita"), "training").unwrap());
    let wrong = named(
        draft.number,
        1,
        &[("given_name", "Zutanita"), ("birth_date", "1990-22-33")],
    );
    let handed = hand_in_named(&office, "rita", &wrong).unwrap();
    assert!(handed.receipt.is_none());
    let at = (handed.wrong[0].case, handed.wrong[0].finding.field.as_str());
    assert_eq!(at, (draft.number, "birth_date"));
    assert!(
        !format!("{:?}", handed.wrong).contains("1990-22"),
        "a finding repeats nothing of it"
    );
    for unfit in [
        named(draft.number, 2, &[("given_name", "Zutanita")]),
        named(77, 1, &[("given_name", "Zutanita")]),
        named(draft.number, 1, &[("sex", "Hombre")]),
    ] {
        assert!(hand_in_named(&office, "rita", &unfit).is_err(), "{unfit:?}");
    }
    let right = named(
        draft.number,
        1,
        &[("given_name", "Zutanita"), ("birth_date", "1990-02-03")],
    );
    let receipt = hand_in_named(&office, "rita", &right).unwrap().receipt.unwrap();
    assert_eq!(receipt.returned.parts[0].accepted, 1);
    let raw = Raw::of(&office);
    assert_eq!(
        raw.number("SELECT count(*) FROM identity"),
        1,
        "the person's compartment"
    );
    assert!(!payloads(&office, receipt.returned.number).contains("Zutanita"));
    assert_eq!(raw.number("SELECT count(*) FROM draft"), 0);
}

pub(crate) fn shelters_and_whoever_has_no_key_hand_in_no_identity_of_a_case() {
    let office = office();
    office.hire("alba", SHELTER, &[Role::Registrar]);
    for by in ["olga", "alba"] {
        let saved = save(&office, by, (None, 0), case("V-1", &[]));
        let SavedCase::Kept(draft) = saved else {
            panic!("{saved:?}")
        };
        assert!(!office.door.takes_identities(&office.as_of(by), "victims").unwrap());
        refused(hand_in_named(
            &office,
            by,
            &named(draft.number, 1, &[("given_name", "Zutanita")]),
        ));
        assert_eq!(Raw::of(&office).number("SELECT count(*) FROM return_"), 0);
    }
}
