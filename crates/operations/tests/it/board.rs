//! Calls for data and the board of who answered how well: in time, late, extended, zero, sent back, by letter, never.

use std::collections::BTreeMap;

use catalogue::{Date, Language, Role};
use jiff::SignedDuration;
use operations::{Ask, Board, Cell, CellState, NewCall, OperationError, Totals};
use register::Period;

use crate::{
    office::{OTHER, Office, PROSECUTION, THIRD, refused, victims},
    raw::Raw,
};

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A call for the victims of 2016 until five days after the clock of the tests begins.
pub(crate) fn call(authorities: &[&str]) -> NewCall {
    NewCall {
        title: "Diagnóstico 2016".to_owned(),
        period: Period::parse("2016").unwrap(),
        due: day("2027-01-20"),
        registers: vec!["victims".to_owned()],
        authorities: authorities.iter().map(|id| (*id).to_owned()).collect(),
        note: String::new(),
    }
}

const LATE: &str = "pros-16-mic";
const ZERO: &str = "pros-17-mor";
const BACK: &str = "pros-18-nay";
const LETTER: &str = "pros-19-nle";
const NEVER: &str = "pros-20-oax";
const ALL: [&str; 8] = [PROSECUTION, THIRD, OTHER, LATE, ZERO, BACK, LETTER, NEVER];

/// A coordinator, an auditor, and a registrar of each institution, called as it.
pub(crate) fn country() -> Office {
    let office = Office::found();
    office.hire("coco", "", &[Role::Coordinator]);
    office.hire("aura", "", &[Role::Auditor]);
    for institution in ALL {
        office.hire(institution, institution, &[Role::Registrar]);
    }
    office
}

pub(crate) fn days(office: &Office, days: i64) {
    office.clock.pass(SignedDuration::from_hours(24 * days));
}

/// Hands in so many victims of a period.
pub(crate) fn bring(office: &Office, institution: &str, (period, count): (&str, usize)) -> i64 {
    bring_text(office, institution, period, &victims(&period[..4], count, false))
}

fn bring_text(office: &Office, institution: &str, period: &str, text: &str) -> i64 {
    let name = format!("{institution}-{}-{}.csv", period.replace('/', "-"), text.len());
    let path = office.write(&name, text);
    let received = office.hand_in(institution, institution, period, &path, &[]).unwrap();
    let receipt = received.receipt.unwrap_or_else(|| panic!("{:?}", received.outcome));
    receipt.returned.number
}

fn letter(office: &Office, institution: &str, (period, register): (&str, &str), state: &str) {
    let ask = Ask {
        authority: Some(institution),
        period: Some(period),
        register: Some(register),
        crosswalk: None,
    };
    operations::reply(&office.door, &office.as_of(institution), ask, state, "").unwrap();
}

pub(crate) fn open(office: &Office, new: NewCall) -> i64 {
    office.door.open_call(&office.as_of("coco"), new).unwrap()
}

pub(crate) fn board(office: &Office, call: i64) -> Board {
    office.door.board(&office.as_of("coco"), call).unwrap()
}

pub(crate) fn cell<'b>(board: &'b Board, authority: &str) -> &'b Cell {
    let row = board.rows.iter().find(|row| row.authority == authority).unwrap();
    &row.cells[0]
}

/// Everything that can happen to a call, each to one institution; answers the call.
pub(crate) fn answered(office: &Office) -> i64 {
    let number = open(office, call(&ALL));
    let coco = office.as_of("coco");
    office
        .door
        .extend_call(&coco, number, THIRD, day("2027-02-01"), "lo pidió por oficio")
        .unwrap();
    bring(office, PROSECUTION, ("2016", 5));
    bring(office, OTHER, ("2016-01/2016-06", 2));
    bring_text(
        office,
        ZERO,
        "2016",
        &victims("2016", 1, false).replace("S.I.,1\n", "S.I.,0\n"),
    );
    bring_text(
        office,
        BACK,
        "2016",
        &victims("2016", 2, false).replace("Mujer", "Zeppelin"),
    );
    letter(office, LETTER, ("2016", "victims"), "DECLINED");
    days(office, 8);
    bring(office, LATE, ("2016", 2));
    bring(office, THIRD, ("2016", 3));
    number
}

pub(crate) fn it_tells_in_time_late_extended_zero_sent_back_by_letter_and_never() {
    let office = country();
    let number = answered(&office);
    let board = board(&office, number);
    let told: Vec<(&str, &CellState, i64, u64, u64)> = board
        .rows
        .iter()
        .map(|row| (row.authority.as_str(), &row.cells[0]))
        .map(|(id, cell)| (id, &cell.state, cell.days_late, cell.accepted, cell.waiting))
        .collect();
    let letter = CellState::Letter("DECLINED".to_owned());
    let expected = [
        (PROSECUTION, &CellState::Received, 0, 4, 1),
        (THIRD, &CellState::Received, 0, 3, 0),
        (OTHER, &CellState::Partial, 3, 2, 0),
        (LATE, &CellState::Late, 3, 2, 0),
        (ZERO, &CellState::DeclaredZero, 0, 1, 0),
        (BACK, &CellState::SentBack, 0, 0, 2),
        (LETTER, &letter, 0, 0, 0),
        (NEVER, &CellState::Missing, 3, 0, 0),
    ];
    assert_eq!(told, expected);
    let totals = Totals {
        asked: 8,
        received: 2,
        late: 1,
        declared_zero: 1,
        partial: 1,
        sent_back: 1,
        letter: 1,
        missing: 1,
        accepted: 12,
        waiting: 3,
    };
    assert_eq!((board.totals(), board.totals_of("victims")), (totals, totals));
    assert_eq!(cell(&board, OTHER).days_missing, 184);
    let csv = board.to_csv(office.door.catalogue(), Language::Es);
    assert_eq!(csv.lines().count(), 9);
    assert!(csv.lines().all(|line| line.split(',').count() >= 20), "{csv}");
}

pub(crate) fn a_correction_after_the_last_day_is_in_time_and_its_content_counts() {
    let office = country();
    let number = open(&office, call(&[PROSECUTION, BACK]));
    bring(&office, PROSECUTION, ("2016", 5));
    bring_text(
        &office,
        BACK,
        "2016",
        &victims("2016", 2, false).replace("Mujer", "Zeppelin"),
    );
    let handed_in = cell(&board(&office, number), PROSECUTION).received_at.clone();
    days(&office, 30);
    bring(&office, PROSECUTION, ("2016", 3));
    bring(&office, BACK, ("2016", 2));
    let board = board(&office, number);
    let (own, back) = (cell(&board, PROSECUTION), cell(&board, BACK));
    assert_eq!((&own.state, own.accepted, own.waiting), (&CellState::Received, 3, 0));
    assert_eq!(own.received_at, handed_in);
    assert!(own.last_at > handed_in && own.days_late == 0);
    assert_eq!((&back.state, back.accepted, back.waiting), (&CellState::Received, 2, 0));
}

pub(crate) fn a_longer_return_answers_and_pieces_answer_together() {
    let office = country();
    let number = open(&office, call(&[PROSECUTION, OTHER]));
    bring(&office, PROSECUTION, ("2015/2017", 2));
    bring(&office, OTHER, ("2016-01/2016-06", 2));
    assert_eq!(cell(&board(&office, number), OTHER).state, CellState::Partial);
    bring(&office, OTHER, ("2016-07/2016-12", 1));
    let board = board(&office, number);
    let (longer, pieces) = (cell(&board, PROSECUTION), cell(&board, OTHER));
    assert_eq!((&longer.state, longer.accepted), (&CellState::Received, 2));
    assert_eq!(
        (&pieces.state, pieces.accepted, pieces.days_missing),
        (&CellState::Received, 3, 0)
    );
}

pub(crate) fn two_calls_that_overlap_are_answered_by_one_return() {
    let office = country();
    let first = open(&office, call(&[PROSECUTION]));
    days(&office, 10);
    let later = NewCall {
        period: Period::parse("2016/2017").unwrap(),
        due: day("2027-03-01"),
        ..call(&[PROSECUTION])
    };
    let second = open(&office, later);
    bring(&office, PROSECUTION, ("2016", 2));
    assert_eq!(cell(&board(&office, first), PROSECUTION).state, CellState::Late);
    let half = board(&office, second);
    assert_eq!(
        (
            cell(&half, PROSECUTION).state.id(),
            cell(&half, PROSECUTION).days_missing
        ),
        ("partial", 365)
    );
    let pending = office.door.pending(&office.as_of(PROSECUTION)).unwrap();
    let told: Vec<_> = pending
        .calls
        .iter()
        .map(|one| (one.call.number, one.days_left, one.cells[0].state.id()))
        .collect();
    assert_eq!(told, [(first, -5, "late"), (second, 35, "partial")]);
    assert_eq!(pending.receipts.len(), 1);
}

pub(crate) fn a_closed_call_stays_as_it_stood() {
    let office = country();
    let (number, coco) = (open(&office, call(&[PROSECUTION, OTHER])), office.as_of("coco"));
    bring(&office, PROSECUTION, ("2016", 5));
    days(&office, 6);
    office.door.close_call(&coco, number, "fin del plazo").unwrap();
    let at_the_end = board(&office, number);
    days(&office, 6);
    bring(&office, PROSECUTION, ("2016", 2));
    bring(&office, OTHER, ("2016", 2));
    assert_eq!(board(&office, number), at_the_end);
    assert_eq!(
        (cell(&at_the_end, OTHER).state.id(), cell(&at_the_end, OTHER).days_late),
        ("missing", 1)
    );
    assert!(office.door.pending(&office.as_of(OTHER)).unwrap().calls.is_empty());
    let again = office.door.close_call(&coco, number, "otra vez");
    assert!(matches!(again, Err(OperationError::Unknown(_))), "{again:?}");
    let more = office.door.extend_call(&coco, number, "", day("2027-12-01"), "tarde");
    assert!(matches!(more, Err(OperationError::Unknown(_))), "{more:?}");
    let now = office.door.board_of(&coco, Period::parse("2016").unwrap()).unwrap();
    assert_eq!(now.rows.len(), 104);
    let other = now.rows.iter().find(|row| row.authority == OTHER).unwrap();
    let of_victims = other.cells.iter().find(|cell| cell.register == "victims").unwrap();
    assert_eq!((of_victims.state.id(), of_victims.days_late), ("received", 0));
}

pub(crate) fn a_call_is_of_those_whom_the_caller_may_call_and_is_never_changed() {
    let office = country();
    office.hire("cora", OTHER, &[Role::Coordinator]);
    let (cora, coco) = (office.as_of("cora"), office.as_of("coco"));
    refused(office.door.open_call(&cora, call(&[OTHER, PROSECUTION])));
    let all = NewCall {
        registers: Vec::new(),
        ..call(&[])
    };
    let of_state = office.door.open_call(&cora, all.clone()).unwrap();
    let nation = open(&office, all);
    let asked = |number| office.door.call(&coco, number).unwrap().asks.authorities;
    assert_eq!(asked(nation).len(), 104);
    let state = |id: &String| id.contains("-15-");
    assert!(asked(of_state).contains(&OTHER.to_owned()) && asked(of_state).iter().all(state));
    refused(
        office
            .door
            .extend_call(&cora, nation, OTHER, day("2027-03-01"), "lo pidió"),
    );
    refused(office.door.close_call(&cora, nation, "fin"));
    office
        .door
        .extend_call(&coco, of_state, "", day("2027-03-01"), "lo pidió")
        .unwrap();
    let wrong = [
        NewCall {
            due: day("2027-01-14"),
            ..call(&[OTHER])
        },
        NewCall {
            title: " ".to_owned(),
            ..call(&[OTHER])
        },
        NewCall {
            note: "Escriba a ana@ejemplo.mx".to_owned(),
            ..call(&[OTHER])
        },
        NewCall {
            registers: vec!["judgments".to_owned()],
            ..call(&[OTHER])
        },
        NewCall {
            registers: vec!["answers".to_owned()],
            ..call(&[OTHER])
        },
        call(&["pros-99-xxx"]),
    ];
    for wrong in wrong {
        let done = office.door.open_call(&coco, wrong.clone());
        assert!(matches!(done, Err(OperationError::Unknown(_))), "{wrong:?}: {done:?}");
    }
    let earlier = office
        .door
        .extend_call(&coco, of_state, OTHER, day("2027-02-01"), "antes");
    assert!(matches!(earlier, Err(OperationError::Unknown(_))), "{earlier:?}");
    let raw = Raw::of(&office);
    for sql in [
        "UPDATE call SET due = '2028-01-01'",
        "DELETE FROM call_extension",
        "UPDATE counted SET counts = ''",
    ] {
        bring(&office, OTHER, ("2016", 2));
        assert!(raw.tries(sql).unwrap_err().contains("append-only"), "{sql}");
    }
}

pub(crate) fn a_state_sees_its_own_authorities_and_a_registrar_what_is_asked_of_them() {
    let office = country();
    office.hire("cora", OTHER, &[Role::Coordinator]);
    office.hire("ines", NEVER, &[Role::Coordinator]);
    office.hire("unidad", "fed-pgr-fevimtra", &[Role::Registrar]);
    let number = open(&office, call(&[PROSECUTION, OTHER, "fed-pgr"]));
    let shown = office.door.board(&office.as_of("cora"), number).unwrap();
    let ids: Vec<&str> = shown.rows.iter().map(|row| row.authority.as_str()).collect();
    assert_eq!((ids, shown.totals().asked), (vec![OTHER], 1));
    assert_eq!(shown.call.unwrap().asks.authorities, [OTHER]);
    refused(office.door.board(&office.as_of("ines"), number));
    assert!(office.door.calls(&office.as_of("ines")).unwrap().is_empty());
    refused(office.door.board(&office.as_of(OTHER), number));
    refused(office.door.call(&office.as_of(NEVER), number));
    let own = office.door.calls(&office.as_of(OTHER)).unwrap();
    assert_eq!(
        (own.len(), own[0].asks.authorities.as_slice()),
        (1, &[OTHER.to_owned()][..])
    );
    let unit = office.door.pending(&office.as_of("unidad")).unwrap();
    assert_eq!(unit.calls[0].call.asks.authorities, ["fed-pgr"]);
    let path = office.write("unidad.csv", &victims("2016", 2, false));
    office
        .hand_in("unidad", "fed-pgr-fevimtra", "2016", &path, &[])
        .unwrap();
    assert_eq!(cell(&board(&office, number), "fed-pgr").state, CellState::Received);
}

pub(crate) fn the_minimum_is_counted_as_the_rows_come_in() {
    let office = country();
    let number = open(&office, call(&[PROSECUTION, OTHER]));
    bring(&office, PROSECUTION, ("2016", 5));
    let board = board(&office, number);
    let row = &board.rows[0];
    let minimum: BTreeMap<&str, (u64, u64)> = row
        .minimum
        .iter()
        .map(|one| (one.label.get(Language::En), (one.known, one.applicable)))
        .collect();
    assert_eq!(minimum["Sex"], (4, 4), "{minimum:?}");
    assert_eq!(minimum["Marital status"], (0, 4), "{minimum:?}");
    assert_eq!(minimum["Migratory status"], (0, 0), "{minimum:?}");
    let sums = row
        .minimum
        .iter()
        .fold((0, 0), |sum, one| (sum.0 + one.known, sum.1 + one.applicable));
    assert_eq!(row.completeness, Some(sums.0 as f64 / sums.1 as f64));
    assert_eq!((board.rows[1].completeness, board.rows[1].minimum.len()), (None, 0));
}

pub(crate) fn two_sources_of_one_state_that_contradict_each_other_are_told() {
    let office = country();
    let of_all = NewCall {
        registers: vec!["victims".to_owned(), "investigations".to_owned()],
        ..call(&[PROSECUTION, OTHER, LATE])
    };
    let number = open(&office, of_all);
    for institution in [PROSECUTION, OTHER, LATE] {
        bring(&office, institution, ("2016", 2));
    }
    letter(&office, PROSECUTION, ("2016", "investigations"), "ZERO");
    letter(&office, LATE, ("2016", "investigations"), "DECLINED");
    let board = board(&office, number);
    let told: Vec<(&str, &str, u64, u64)> = board
        .contradictions
        .iter()
        .map(|one| {
            (
                one.contradiction.as_str(),
                one.federal_state.as_str(),
                one.left,
                one.right,
            )
        })
        .collect();
    // Who declined, or has not answered, contradicts nobody.
    assert_eq!(told, [("victims_without_investigation", "09", 2, 0)]);
    assert!(board.contradictions[0].row.is_some());
    let counts: Vec<u64> = board.rows.iter().map(|row| row.contradictions).collect();
    assert_eq!(counts, [1, 0, 0]);
}
