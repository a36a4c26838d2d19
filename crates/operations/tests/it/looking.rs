//! What pages ask before they offer an act: one record, what waits for a second person, the log from its end.

use catalogue::{Act, Role};
use jiff::SignedDuration;
use operations::{LogFilter, OperationError};

use crate::{
    office::{OTHER, Office, PROSECUTION, record},
    raw::Raw,
};

fn hidden(office: &Office, name: &str, record: i64) -> String {
    match office.door.one_record(&office.as_of(name), record) {
        Err(OperationError::Unknown(says)) => says,
        other => panic!("{name}: {other:?}"),
    }
}

pub(crate) fn one_answer_for_a_record_of_others_and_for_none() {
    let office = Office::sealing();
    office.hire("otto", OTHER, &[Role::Registrar]);
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    let there = hidden(&office, "otto", record(number, 1));
    assert_eq!(there, hidden(&office, "otto", record(number, 99)));
    assert_eq!(there, hidden(&office, "ana", record(number, 1)));
    assert_eq!(there, hidden(&office, "rita", record(number + 1, 1)));
    let acts = Raw::of(&office).acts(0);
    let refused = acts.iter().filter(|(act, _)| act == "refused").count();
    assert_eq!(refused, 4, "each attempt is in the log");
}

pub(crate) fn a_record_says_what_this_person_may_ask() {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    let of = |name: &str| office.door.one_record(&office.as_of(name), record(number, 1)).unwrap();
    let (registrar, reviewer, custodian) = (of("rita"), of("reme"), of("eva"));
    assert_eq!(registrar.compartments, ["person", "contact", "narrative", "document"]);
    assert_eq!(registrar.asks, ["person", "document"]);
    assert_eq!(reviewer.asks, registrar.compartments);
    assert!(reviewer.acts.contains(&Act::BlockRecord) && reviewer.emergencies.is_empty());
    assert_eq!(custodian.emergencies, ["person", "contact"]);
    assert!(custodian.asks.is_empty() && custodian.acts.contains(&Act::MarkCanary));
    assert_eq!(
        (registrar.returned, registrar.row, registrar.left),
        (number, 2, (20, 20))
    );
    let opening = office.granted("rita", "eva", record(number, 1));
    office.door.open_identity(&office.as_of("rita"), opening).unwrap();
    assert_eq!(of("rita").left, (19, 20));
    assert_eq!(of("reme").left, (20, 20));
}

pub(crate) fn what_waits_is_told_to_those_who_can_end_it() {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    let one = record(number, 1);
    office.door.block_record(&office.as_of("reme"), one).unwrap();
    let proposal = office.door.propose_erasure(&office.as_of("eva"), one).unwrap();
    let of = |name: &str| office.door.proposals(&office.as_of(name)).unwrap();
    assert!(of("rita").is_empty());
    let (own, others) = (of("eva"), of("raul"));
    assert!(!own[0].is_mine, "whoever proposes does not confirm");
    assert!(others[0].is_mine);
    assert_eq!(
        (others[0].number, others[0].record, others[0].by.as_str()),
        (proposal, Some(one), "eva")
    );
    office.door.confirm_erasure(&office.as_of("raul"), proposal).unwrap();
    assert!(of("raul").is_empty());
}

pub(crate) fn the_log_is_searched_from_its_end_and_gone_on_with() {
    let office = Office::sealing();
    let first = office.clock.now().to_string();
    for _ in 0..7 {
        office.door.alerts(&office.as_of("aura")).unwrap();
    }
    office.clock.pass(SignedDuration::from_hours(24));
    office.door.alerts(&office.as_of("aura")).unwrap();
    let caller = office.as_of("aura");
    let search = |filter: &LogFilter, before| office.door.search_log(&caller, filter, (before, 4)).unwrap();
    let alerts = LogFilter {
        act: "see_alerts".to_owned(),
        account: "aura".to_owned(),
        ..LogFilter::default()
    };
    let one = search(&alerts, None);
    let two = search(&alerts, one.before);
    assert_eq!((one.entries.len(), two.entries.len()), (4, 4));
    let seqs: Vec<i64> = one.entries.iter().chain(&two.entries).map(|entry| entry.seq).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] > pair[1]), "{seqs:?}");
    let rest = search(&alerts, two.before);
    assert!(rest.entries.is_empty() && rest.before.is_none());
    let of_the_day = LogFilter {
        day: first[..10].to_owned(),
        ..alerts
    };
    let mut count = 0;
    let mut before = None;
    loop {
        let page = search(&of_the_day, before);
        count += page.entries.len();
        before = page.before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(count, 7);
    let accounts = office
        .door
        .search_log(&office.as_of("ana"), &LogFilter::default(), (None, 500))
        .unwrap();
    let is_account = |entry: &operations::LogEntry| entry.object.starts_with("account");
    assert!(!accounts.entries.is_empty() && accounts.entries.iter().all(is_account));
}
