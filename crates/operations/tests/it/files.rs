//! Files of investigation that went from one office to another: counted once, with the reason; what is only alike waits for
//! persons, and what they undo leaves no trace.

use catalogue::Role;
use operations::{Agreement, Decided, LinkAct, LinkState, Linking, freeze, frozen};

use crate::{
    office::{OTHER, Office, PROSECUTION, record, refused},
    raw::Raw,
};

/// What a row says of its file, beside what all say.
#[derive(Clone, Debug, Default)]
struct File {
    folio: String,
    opened: String,
    facts: String,
    state: String,
    offences: &'static str,
    status: &'static str,
    sent_to: &'static str,
    joined_to: &'static str,
    origin: &'static str,
}

fn file(folio: &str) -> File {
    File {
        folio: folio.to_owned(),
        opened: "2016-05-10".to_owned(),
        facts: "2016-05-01".to_owned(),
        state: "09".to_owned(),
        offences: "art13",
        status: "PENDING",
        ..File::default()
    }
}

/// An office in which two prosecutions hand in files, and two coordinators.
fn office() -> Office {
    let office = Office::sealing();
    office.hire("olga", OTHER, &[Role::Registrar]);
    office.hire("cora", "", &[Role::Coordinator]);
    office.hire("coro", "", &[Role::Coordinator]);
    office
}

/// Hands in files of a year; answers the number of the return.
fn receive(office: &Office, (by, institution): (&str, &str), year: &str, files: &[File]) -> i64 {
    let mut text = String::from(
        "local_id,file_number,inquiry_type,opened_on,origin_of_investigation,offences,facts_on,facts_state,participation,\
         procedural_status,sent_to,accumulated_into,origin_file,count",
    );
    for (row, one) in (1..).zip(files) {
        text += &format!(
            "\nN-{row},{},CI,{},S.I.,{},{},{},S.I.,{},{},{},{},1",
            one.folio,
            one.opened,
            one.offences,
            one.facts,
            one.state,
            one.status,
            one.sent_to,
            one.joined_to,
            one.origin
        );
    }
    office.receive_rows((by, institution), ("investigations", year), &(text + "\n"))
}

/// One office sends a file on to another, which gives the folio it came with; there two more were joined and one split.
fn passed_on() -> (Office, [i64; 2]) {
    let office = office();
    let sent = File {
        status: "INCOMPETENT",
        sent_to: OTHER,
        ..file("CI/CMX/0001/2016")
    };
    let first = receive(
        &office,
        ("rita", PROSECUTION),
        "2016",
        &[sent, file("CI/CMX/0002/2016")],
    );
    let received = File {
        origin: "CI-CMX-1-2016",
        ..file("CI/MEX/0044/2016")
    };
    let joined = File {
        status: "ACCUMULATED",
        joined_to: "CI/MEX/46/2016",
        ..file("CI/MEX/0045/2016")
    };
    let split = File {
        origin: "CI/MEX/0046/2016",
        ..file("CI/MEX/0047/2016")
    };
    // Its number is that of a file of the first office: without an office named, it is its own.
    let own = file("CI/0001/2016");
    let files = [received, joined, file("CI/MEX/0046/2016"), split, own];
    let second = receive(&office, ("olga", OTHER), "2016", &files);
    (office, [first, second])
}

fn state(office: &Office) -> LinkState {
    office.door.links(&office.as_of("cora")).unwrap()
}

fn link(office: &Office, anew: bool) -> operations::LinkRun {
    let how = Linking {
        anew,
        ..Linking::default()
    };
    let runs = office.door.link(&office.as_of("cora"), how).unwrap();
    runs.into_iter().find(|run| run.kind == "file").unwrap()
}

/// The number of the link of two records.
fn link_of(office: &Office, (a, b): (i64, i64)) -> i64 {
    Raw::of(office).number(&format!("SELECT max(number) FROM link WHERE a = {a} AND b = {b}"))
}

fn distinct(office: &Office) -> u64 {
    state(office).files.unwrap().distinct
}

pub(crate) fn folios_that_name_each_other_link_for_certain_and_say_why() {
    let (office, [first, second]) = passed_on();
    assert_eq!(state(&office).files, None, "before a run no file is linked");
    assert_eq!(state(&office).fresh, 7);
    let run = link(&office, false);
    assert_eq!((run.records, run.fresh, run.automatic), (7, 7, 4), "{run:?}");
    let numbers = state(&office).files.unwrap();
    assert_eq!((numbers.reported, numbers.linked, numbers.distinct), (7, 7, 4));
    let joined = office.door.joined_records(&office.as_of("cora"), true).unwrap();
    let expected = [
        vec![record(first, 1), record(second, 1)],
        vec![record(second, 2), record(second, 3), record(second, 4)],
    ];
    assert_eq!(joined, expected);
    let pair = (record(first, 1), record(second, 1));
    let shown = office
        .door
        .linked_pair(&office.as_of("cora"), link_of(&office, pair))
        .unwrap();
    let field = |name: &str| {
        shown
            .fields
            .iter()
            .find(|field| field.field == name)
            .map(|field| field.agreement)
    };
    assert!(shown.is_of_files && shown.state == "automatic");
    assert_eq!(field("came_from"), Some(Agreement::Equal));
    assert_eq!(field("day_of_the_facts"), Some(Agreement::Equal));
    assert_eq!(field("passed_on"), Some(Agreement::Equal));
    let told = format!("{shown:?}{:?}", state(&office));
    for folio in ["CI/CMX", "CMX/0001", "0044/2016", "CI-CMX"] {
        assert!(!told.contains(folio), "{folio} is told");
    }
    refused(office.door.joined_records(&office.as_of("rita"), true));
}

pub(crate) fn a_link_by_folio_can_be_rejected_and_the_rejection_undone() {
    let (office, [first, second]) = passed_on();
    link(&office, false);
    let before = state(&office).files.unwrap();
    let number = link_of(&office, (record(first, 1), record(second, 1)));
    let decide = |what, why: &str| office.door.decide_link(&office.as_of("cora"), number, what, why);
    assert!(decide(LinkAct::Reject, "").is_err(), "a decision has its reason");
    decide(LinkAct::Reject, "se escribió mal el antecedente").unwrap();
    assert_eq!(distinct(&office), before.distinct + 1);
    link(&office, true);
    assert_eq!(distinct(&office), before.distinct + 1, "a run touches no decision");
    let asked = decide(LinkAct::Ask(record(first, 1)), "revise el folio").unwrap();
    assert!(matches!(asked, Decided::Now(_)));
    let questions = office.door.asked_of_origin(&office.as_of("rita")).unwrap();
    assert_eq!((questions.len(), questions[0].register.as_str()), (1, "investigations"));
    decide(LinkAct::Undo, "el folio está bien").unwrap();
    assert_eq!(state(&office).files.unwrap(), before);
}

/// Files of two offices: of each third one, the second office has it too, under a folio of its own, some days later.
fn alike() -> (Vec<File>, Vec<File>, usize) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let offences = ["art13", "art21", "art24", "art16", "art28"];
    for number in 0..240usize {
        let mixed = number.wrapping_mul(2_654_435_761) >> 5;
        let day = |from: usize| {
            format!(
                "{}-{:02}-{:02}",
                2013 + from / 324 % 3,
                1 + from / 27 % 12,
                1 + from % 27
            )
        };
        let opened = |month: usize, day: usize| format!("2016-{:02}-{:02}", 1 + month % 11, 1 + day % 27);
        let one = File {
            facts: day(mixed),
            state: format!("{:02}", 1 + mixed / 13 % 32),
            opened: opened(mixed / 300, mixed / 77),
            offences: offences[mixed / 7 % 5],
            ..file(&format!("CI/CMX/{:04}/2016", 100 + number))
        };
        if number % 3 == 0 {
            second.push(File {
                folio: format!("CI/MEX/{:04}/2016", 500 + number),
                opened: opened(mixed / 300, mixed / 77 % 27 + 3),
                ..one.clone()
            });
            first.push(File {
                status: "INCOMPETENT",
                sent_to: OTHER,
                ..one
            });
        } else {
            let other = File {
                folio: format!("CI/MEX/{:04}/2016", 500 + number),
                facts: day(mixed / 3 + 131),
                state: format!("{:02}", 1 + mixed / 17 % 32),
                opened: opened(mixed / 500 + 5, mixed / 91),
                offences: offences[mixed / 11 % 5],
                ..one.clone()
            };
            first.push(one);
            second.push(other);
        }
    }
    (first, second, 80)
}

pub(crate) fn files_that_are_only_alike_wait_for_two_persons() {
    let office = office();
    let (first, second, shared) = alike();
    let one = receive(&office, ("rita", PROSECUTION), "2016", &first);
    let other = receive(&office, ("olga", OTHER), "2016", &second);
    let run = link(&office, false);
    assert_eq!(run.automatic, 0, "no folio names another: {run:?}");
    let queue = state(&office).queue;
    let numbers = state(&office).files.unwrap();
    assert_eq!(numbers.distinct, 480, "what nobody decided joins nothing");
    let truth = (480 - shared) as u64;
    assert!(
        numbers.interval.0 <= truth + 8 && truth <= numbers.interval.1 + 8,
        "{numbers:?}"
    );
    let sure = Raw::of(&office).number("SELECT count(*) FROM link WHERE state = 'review' AND weight > 3");
    let right = Raw::of(&office).number(&format!(
        "SELECT count(*) FROM link WHERE state = 'review' AND weight > 3 AND b - a = {} AND (a - {}) % 3 = 0",
        record(other, 1) - record(one, 1),
        record(one, 1)
    ));
    assert!(
        right * 10 >= shared as i64 * 9 && right * 10 >= sure * 9,
        "{right} right of {sure}, of {shared}"
    );
    assert!(queue.iter().all(|pair| pair.is_of_files));
    let (number, door) = (queue[0].number, &office.door);
    let decide = |by: &str, what| door.decide_link(&office.as_of(by), number, what, "consta en el oficio de remisión");
    let Decided::Proposed(proposal) = decide("cora", LinkAct::Confirm).unwrap() else {
        panic!("one person confirmed across two institutions");
    };
    refused(door.second_link(&office.as_of("cora"), proposal));
    door.second_link(&office.as_of("coro"), proposal).unwrap();
    assert_eq!(distinct(&office), numbers.distinct - 1);
    decide("cora", LinkAct::Undo).unwrap();
    assert_eq!(state(&office).files.unwrap(), numbers);
}

pub(crate) fn what_comes_later_is_linked_with_what_is_there_and_nothing_else_is_said_anew() {
    let (office, [first, _]) = passed_on();
    link(&office, false);
    let before = distinct(&office);
    let sent_back = File {
        origin: "CI/CMX/0002/2016",
        ..file("CI/MEX/0050/2017")
    };
    let third = receive(&office, ("olga", OTHER), "2017", &[sent_back]);
    assert_eq!(state(&office).fresh, 1);
    let run = link(&office, false);
    assert_eq!((run.fresh, run.anew, run.automatic), (1, false, 1), "{run:?}");
    let of_old = format!("SELECT count(*) FROM link WHERE run = 2 AND b < {}", third << 32);
    assert_eq!(Raw::of(&office).number(&of_old), 0);
    assert_eq!((distinct(&office), state(&office).fresh), (before, 0));
    // The office corrects its return: what was linked with the old rows counts no more, and the new ones are.
    let corrected = [file("CI/CMX/0001/2016"), file("CI/CMX/0002/2016")];
    receive(&office, ("rita", PROSECUTION), "2016", &corrected);
    link(&office, false);
    let joined = office.door.joined_records(&office.as_of("cora"), true).unwrap();
    assert!(joined.concat().iter().all(|record| record >> 32 != first), "{joined:?}");
    assert_eq!(distinct(&office), before);
}

pub(crate) fn a_vintage_counts_files_once_beside_persons() {
    let (office, _) = passed_on();
    office.hire("nadia", "", &[Role::Analyst]);
    let door = &office.door;
    let without = freeze(door, &office.as_of("cora"), None).unwrap();
    link(&office, false);
    let with = freeze(door, &office.as_of("cora"), None).unwrap();
    assert!(with.manifest.contains("files.links") && !without.manifest.contains("files.links"));
    assert!(!with.manifest.contains("persons.links"), "no person was linked");
    assert_eq!(
        freeze(door, &office.as_of("cora"), None).unwrap().id,
        with.id,
        "the same is frozen to the same bytes"
    );
    frozen(door, &without.id).unwrap();
    let mut opened = frozen(door, &with.id).unwrap();
    for (count, expected) in [("reported", 7), ("linked", 7), ("distinct", 4)] {
        let question =
            catalogue::Question::parse(&format!("investigations?rows=authority.level&count={count}")).unwrap();
        let asked = operations::asked(door, &mut opened, &office.as_of("nadia"), &question).unwrap();
        assert_eq!(asked.computed.total, expected, "{count}");
    }
}
