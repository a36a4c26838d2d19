//! The board held against a naive computation, and at the size of a country.

use catalogue::Date;
use operations::{CellState, NewCall};
use register::Period;

use crate::{
    board::{answered, board, bring, call, cell, country, day, days, open},
    office::{OTHER, Office, PROSECUTION, victims},
    raw::Raw,
};

/// The board told again day by day from the lists of returns and letters.
pub(crate) fn it_equals_a_naive_computation() {
    let office = country();
    let number = answered(&office);
    bring(&office, OTHER, ("2016-07/2016-12", 1));
    days(&office, 2);
    bring(&office, OTHER, ("2016", 2));
    bring(&office, PROSECUTION, ("2016", 3));
    let aura = office.as_of("aura");
    let returns = office.door.returns(&aura).unwrap();
    let letters = office.door.letters(&aura).unwrap();
    let replaced: Vec<i64> = returns
        .iter()
        .flat_map(|one| &one.parts)
        .flat_map(|part| part.replaces.clone())
        .collect();
    let board = board(&office, number);
    for row in &board.rows {
        let own: Vec<_> = returns.iter().filter(|one| one.authority == row.authority).collect();
        let spans = own.iter().map(|one| (one.period, one.received_at.clone()));
        let by_letter = letters
            .iter()
            .map(|one| &one.answer)
            .filter(|one| one.authority == row.authority);
        let spans: Vec<(Period, String)> = spans
            .chain(by_letter.map(|one| (one.period, one.received_at.clone())))
            .collect();
        let firsts: Vec<Option<&String>> = (1..=12)
            .flat_map(|month| (1..=31).filter_map(move |day| Date::new(2016, month, day)))
            .map(|day| {
                spans
                    .iter()
                    .filter(|(period, _)| period.touches(day))
                    .map(|(_, at)| at)
                    .min()
            })
            .collect();
        assert_eq!(firsts.len(), 366);
        let whole = firsts.iter().all(Option::is_some);
        let at = if whole {
            firsts.into_iter().flatten().max()
        } else {
            spans.iter().map(|(_, at)| at).min()
        };
        let stand = own
            .iter()
            .filter(|one| !replaced.contains(&one.number) && one.parts[0].accepted > 0);
        let accepted: u64 = stand.map(|one| one.parts[0].accepted).sum();
        assert_eq!(row.cells[0].received_at.as_ref(), at, "{}", row.authority);
        assert_eq!(row.cells[0].days_missing == 0, whole, "{}", row.authority);
        assert_eq!(row.cells[0].accepted, accepted, "{}", row.authority);
        let due = row.due.unwrap().to_string();
        let until = at.filter(|_| whole).cloned().unwrap_or_else(|| board.as_of.clone());
        assert_eq!(row.cells[0].days_late > 0, until[..10] > due[..], "{}", row.authority);
    }
}

pub(crate) fn it_is_asked_again_only_when_something_came() {
    let office = country();
    let number = open(&office, call(&[PROSECUTION]));
    assert_eq!(cell(&board(&office, number), PROSECUTION).state, CellState::Missing);
    // By another door, as another process would.
    let path = office.write("other.csv", &victims("2016", 2, false));
    let registrar = office.as_of(PROSECUTION);
    crate::office::hand_in(&office.another_door(), &registrar, PROSECUTION, ("2016", &path, &[])).unwrap();
    assert_eq!(cell(&board(&office, number), PROSECUTION).state, CellState::Received);
    office
        .door
        .extend_call(&office.as_of("coco"), number, "", day("2027-04-01"), "más tiempo")
        .unwrap();
    assert_eq!(board(&office, number).rows[0].due, Some(day("2027-04-01")));
    days(&office, 100);
    assert_eq!(board(&office, number).as_of, office.door.now());
}

/// Returns of every authority for every month of ten years, as the store has them, with what was counted of each.
fn monthly(office: &Office) {
    let raw = Raw::of(office);
    let counts = r#"{"brought":{"stands_for":9,"has_zero":false,"declared":[]},"minimum":{"sex":[9,9],"age":[8,9],
        "nationality":[5,9]},"tables":{"victims.by_offence":{"art10":4,"art13":5}}}"#;
    raw.run("BEGIN");
    let mut number = 0;
    let board = office.door.board(&office.as_of("coco"), 1).unwrap();
    for row in &board.rows {
        for (year, month) in (2011..=2020).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            number += 1;
            let period = Period::parse(&format!("{year}-{month:02}")).unwrap();
            raw.run(&format!(
                "INSERT INTO return_ VALUES ({number}, '{}', '{}', '{}', 'f.csv', '{number:064}', 1, '', 'e',
                 '2027-01-15T09:00:00.000Z', 'x', 'accepted')",
                row.authority,
                period.from(),
                period.until()
            ));
            for (at, cell) in row
                .cells
                .iter()
                .filter(|cell| cell.state != CellState::NotKept)
                .enumerate()
            {
                let register = &cell.register;
                raw.run(&format!(
                    "INSERT INTO part VALUES ({number}, {at}, '{register}', 1, 's', 9, 9, 0, 9);
                     INSERT INTO counted VALUES ({number}, '{register}', '{counts}')"
                ));
            }
        }
    }
    raw.run("COMMIT");
}

pub(crate) fn ten_years_of_monthly_returns_are_told_without_a_record() {
    let office = country();
    let new = NewCall {
        registers: Vec::new(),
        ..call(&[])
    };
    let number = open(&office, new);
    monthly(&office);
    let coco = office.as_of("coco");
    let timed = || {
        let begun = std::time::Instant::now();
        let board = office.door.board(&coco, number).unwrap();
        (board, begun.elapsed())
    };
    let ((cold, first), (warm, second)) = (timed(), timed());
    println!(
        "104 authorities, {} cells: cold {first:?}, warm {second:?}",
        cold.totals().asked
    );
    assert_eq!(cold, warm);
    assert_eq!(cold.totals().received, cold.totals().asked);
    assert_eq!(cold.rows[0].cells[0].accepted, 12 * 9);
    // What is kept is not told again: far less than to tell it, on a slow machine too.
    assert!(second * 2 < first, "{first:?} {second:?}");
}
