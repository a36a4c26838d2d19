//! What the log does not have is not answered: with a log that cannot be written, every act of reading gives an error
//! and no data, and every act of writing leaves nothing.

use catalogue::{Language, Role};
use operations::{Ask, Audience, Caller, Door, Keeper, OperationError, new_keeper};

use crate::{
    board::{call, day},
    office::{Office, PROSECUTION, hand_in, new, record, victims},
    raw::Raw,
};

/// An act by its name, and whether it was done.
type Tried<'a> = (&'a str, Box<dyn Fn() -> Result<(), OperationError> + 'a>);

pub(crate) fn without_an_entry_nothing_is_answered_and_nothing_done() {
    let office = Office::sealing();
    office.hire("coco", "", &[Role::Coordinator]);
    office
        .door
        .open_call(&office.as_of("coco"), call(&[PROSECUTION]))
        .unwrap();
    let number = office.receive("rita", PROSECUTION, ("2016", 5));
    let opening = office.granted("reme", "eva", record(number, 1));
    let asked = office
        .door
        .request_opening(&office.as_of("reme"), record(number, 2), "person")
        .unwrap();
    office
        .door
        .block_record(&office.as_of("reme"), record(number, 3))
        .unwrap();
    let proposal = office
        .door
        .propose_erasure(&office.as_of("eva"), record(number, 3))
        .unwrap();
    let vintage = operations::freeze(&office.door, &office.as_of("coco"), None)
        .unwrap()
        .id;
    for name in ["rita", "reme", "eva", "raul", "aura", "ana"] {
        office.as_of(name);
    }
    let raw = Raw::of(&office);
    let before = state(&raw);
    raw.close_the_log();
    for (act, tried) in
        reading(&office, number, &vintage)
            .into_iter()
            .chain(writing(&office, number, (opening, asked, proposal)))
    {
        let done = tried();
        assert!(matches!(done, Err(OperationError::Store(_))), "{act}: {done:?}");
    }
    assert_eq!(before, state(&raw));
}

/// Everything that the database holds, but for what is no act.
fn state(raw: &Raw) -> Vec<(String, String)> {
    let tables = "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let names = raw.text(tables);
    let hash = |name: &str| {
        let columns = raw.text(&format!(
            "SELECT group_concat('hex(' || name || ')', '||') FROM pragma_table_info('{name}')"
        ));
        raw.text(&format!(
            "SELECT count(*) || ' ' || coalesce(group_concat({columns}), '') FROM {name}"
        ))
    };
    names.split(',').map(|name| (name.to_owned(), hash(name))).collect()
}

/// An act of an account.
fn by<'a, V>(
    office: &'a Office,
    name: &'a str,
    act: &'a str,
    done: impl Fn(&Door, &Caller) -> Result<V, OperationError> + 'a,
) -> Tried<'a> {
    let caller = office.as_of(name);
    (act, Box::new(move || done(&office.door, &caller).map(|_| ())))
}

fn reading<'a>(office: &'a Office, number: i64, vintage: &'a str) -> Vec<Tried<'a>> {
    let one = record(number, 1);
    let mut all = vec![
        by(office, "rita", "returns", |door, caller| door.returns(caller)),
        by(office, "rita", "returned", move |door, caller| {
            door.returned(caller, number)
        }),
        by(office, "rita", "letters", |door, caller| door.letters(caller)),
        by(office, "rita", "calls", |door, caller| door.calls(caller)),
        by(office, "rita", "call", |door, caller| door.call(caller, 1)),
        by(office, "rita", "pending", |door, caller| door.pending(caller)),
        by(office, "coco", "board", |door, caller| door.board(caller, 1)),
        by(office, "coco", "board of a period", |door, caller| {
            door.board_of(caller, call(&[]).period)
        }),
        by(office, "rita", "waiting", move |door, caller| {
            door.waiting(caller, number)
        }),
        by(office, "rita", "findings", move |door, caller| {
            door.findings(caller, number)
        }),
        by(office, "rita", "changes", move |door, caller| {
            operations::changes(door, caller, number)
        }),
        by(office, "reme", "records", move |door, caller| {
            door.records(caller, number)
        }),
        by(office, "reme", "one record", move |door, caller| {
            door.one_record(caller, record(number, 1))
        }),
        by(office, "eva", "proposals", |door, caller| door.proposals(caller)),
        by(office, "reme", "openings", |door, caller| door.openings(caller)),
        by(office, "eva", "openings of a custodian", |door, caller| {
            door.openings(caller)
        }),
    ];
    all.extend(watching(office, one));
    all.extend(figures(office, vintage));
    all
}

fn watching(office: &Office, one: i64) -> Vec<Tried<'_>> {
    vec![
        by(office, "aura", "log", |door, caller| door.read_log(caller, 0, 10)),
        by(office, "aura", "search the log", |door, caller| {
            door.search_log(caller, &operations::LogFilter::default(), (None, 10))
        }),
        by(office, "rita", "own entries", |door, caller| {
            door.own_log(caller, (None, 10))
        }),
        by(office, "aura", "accesses", move |door, caller| {
            door.accesses(caller, one)
        }),
        by(office, "aura", "alerts", |door, caller| door.alerts(caller)),
        by(office, "aura", "verify", |door, caller| door.verify(caller, &[])),
        by(office, "aura", "checkpoint", |door, caller| door.checkpoint(caller)),
        by(office, "aura", "bundle", |door, caller| door.bundle_log(caller)),
        by(office, "aura", "security document", |door, caller| {
            door.security_document(caller, Language::Es)
        }),
        by(office, "ana", "accounts", |door, caller| door.accounts(caller)),
        by(office, "ana", "institutions", |door, caller| door.institutions(caller)),
        by(office, "ana", "backup", |door, caller| {
            let out = office.folder.path().join("never.age");
            let done = door.back_up(caller, &office.key(), &out, &[Keeper::Recipient(new_keeper().0)]);
            assert!(!out.exists());
            done
        }),
    ]
}

fn figures<'a>(office: &'a Office, vintage: &'a str) -> Vec<Tried<'a>> {
    let of = move |door: &Door| operations::frozen(door, vintage);
    let audience = Audience::Synthetic;
    vec![
        by(office, "coco", "vintages", |door, caller| door.vintages(caller)),
        by(office, "coco", "tabulate", move |door, caller| {
            operations::tabulated(door, &mut of(door)?, caller, |_| true)
        }),
        by(office, "coco", "ask", move |door, caller| {
            operations::asked(door, &mut of(door)?, caller, &crate::cells::by_sex())
        }),
        by(office, "coco", "map", |door, caller| {
            door.import_map(caller, operations::Level::State, &crate::cells::squares(office))
        }),
        by(office, "coco", "shelf", move |door, caller| {
            operations::Shelf::default().table(door, caller, (vintage, "victims.by_sex"))
        }),
        by(office, "coco", "shelf report", move |door, caller| {
            operations::Shelf::default().report(door, caller, (vintage, Language::Es))
        }),
        by(office, "coco", "trace", move |door, caller| {
            operations::traced(door, &mut of(door)?, caller, "victims.by_sex[F]", 5)
        }),
        by(office, "coco", "trace nothing", move |door, caller| {
            operations::traced(door, &mut of(door)?, caller, "victims.by_sex[M]", 5)
        }),
        by(office, "coco", "diagnose", move |door, caller| {
            operations::diagnosis(door, &mut of(door)?, caller, audience)
        }),
        by(office, "coco", "report", move |door, caller| {
            operations::report_files(door, &mut of(door)?, caller, audience, &[Language::Es])
        }),
        by(office, "coco", "compare", move |door, caller| {
            operations::compared_with(door, &mut of(door)?, caller, "published-2019")
        }),
    ]
}

fn writing<'a>(office: &'a Office, number: i64, (opening, asked, proposal): (i64, i64, i64)) -> Vec<Tried<'a>> {
    let one = record(number, 1);
    let mut all = vec![
        by(office, "reme", "open", move |door, caller| {
            door.open_identity(caller, opening)
        }),
        by(office, "eva", "grant", move |door, caller| {
            door.grant_opening(caller, asked)
        }),
        by(office, "eva", "refuse", move |door, caller| {
            door.refuse_opening(caller, asked)
        }),
        by(office, "reme", "ask", move |door, caller| {
            door.request_opening(caller, one, "person")
        }),
        by(office, "eva", "emergency", move |door, caller| {
            door.open_in_emergency(caller, one, "person")
        }),
        by(office, "reme", "block", move |door, caller| {
            door.block_record(caller, one)
        }),
        by(office, "raul", "erase", move |door, caller| {
            door.confirm_erasure(caller, proposal)
        }),
        by(office, "eva", "canary", move |door, caller| {
            door.mark_canary(caller, one)
        }),
        by(office, "coco", "open a call", |door, caller| {
            door.open_call(caller, call(&[PROSECUTION]))
        }),
        by(office, "coco", "extend a call", |door, caller| {
            door.extend_call(caller, 1, "", day("2027-03-01"), "a test")
        }),
        by(office, "coco", "close a call", |door, caller| {
            door.close_call(caller, 1, "a test")
        }),
        by(office, "coco", "freeze", |door, caller| {
            operations::freeze(door, caller, None)
        }),
    ];
    all.extend(handing_in(office));
    all.extend(managing(office));
    all
}

fn handing_in(office: &Office) -> Vec<Tried<'_>> {
    let file = |name: &str, year: &str, count| office.write(name, &victims(year, count, true));
    let (another, same) = (file("another.csv", "2017", 1), file("same.csv", "2016", 5));
    vec![
        by(office, "rita", "receive", move |door, caller| {
            hand_in(door, caller, PROSECUTION, ("2017", &another, &[]))
        }),
        by(office, "rita", "receive what was received", move |door, caller| {
            hand_in(door, caller, PROSECUTION, ("2016", &same, &[]))
        }),
        by(office, "rita", "answer", |door, caller| {
            let ask = Ask {
                authority: Some(PROSECUTION),
                period: Some("2014"),
                ..Ask::default()
            };
            operations::reply(door, caller, ask, "NO_INFORMATION", "")
        }),
    ]
}

fn managing(office: &Office) -> Vec<Tried<'_>> {
    vec![
        by(office, "ana", "add an account", |door, caller| {
            door.add_account(caller, &new("x", "x", "", &[Role::Analyst]))
        }),
        by(office, "ana", "close", |door, caller| {
            door.close_account(caller, "rita")
        }),
        by(office, "ana", "reset", |door, caller| {
            door.reset_account(caller, "rita")
        }),
        by(office, "ana", "roles", |door, caller| {
            door.change_account(caller, "reme", &[Role::Registrar])
        }),
        by(office, "eva", "begin a session", |door, caller| {
            door.begin_session(caller)
        }),
        by(office, "eva", "sign in", |_, _| {
            office.clock.pass(jiff::SignedDuration::from_mins(1));
            office.sign_in("eva")
        }),
    ]
}
