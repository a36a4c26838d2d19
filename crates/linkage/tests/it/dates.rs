//! Dates of birth and the CURP.

use linkage::curp::{CurpFault, CurpSex, read_curp};
use linkage::dates::{BirthDate, DateOrder, date_order};
use linkage::{PersonsBuilder, Role};

#[test]
fn dates_in_every_dress_are_one() {
    let date = BirthDate::of(1990, 12, 31);
    for text in [
        "1990-12-31",
        "19901231",
        "31/12/1990",
        "31.12.90",
        "1990/12/31",
        "1990-12-31T00:00:00",
        "31121990",
    ] {
        assert_eq!(BirthDate::parse(text, DateOrder::DayFirst), Some(date), "{text}");
    }
    assert_eq!(BirthDate::parse("12/31/1990", DateOrder::MonthFirst), Some(date));
    assert_eq!(
        BirthDate::parse("1990", DateOrder::DayFirst),
        Some(BirthDate::of(1990, 0, 0))
    );
    assert_eq!(BirthDate::parse("hacia 1990?", DateOrder::DayFirst), None);
}

#[test]
fn an_impossible_date_is_kept_as_evidence() {
    assert_eq!(
        BirthDate::parse("19931317", DateOrder::DayFirst),
        Some(BirthDate::of(1993, 13, 17))
    );
}

#[test]
fn a_column_shows_its_own_order() {
    assert_eq!(
        date_order(["12/31/1990", "01/22/1985", "03/04/1970"].into_iter()),
        DateOrder::MonthFirst
    );
    assert_eq!(
        date_order(["31/12/1990", "04/03/1970"].into_iter()),
        DateOrder::DayFirst
    );
}

/// The stored date of birth of each record.
fn stored(rows: &[(u16, String)]) -> Vec<String> {
    let mut builder = PersonsBuilder::new(&[Role::BirthDate]);
    for (source, date) in rows {
        builder.push(*source, &[date]);
    }
    let persons = builder.finish();
    (0..rows.len() as u32)
        .map(|record| persons.value(Role::BirthDate, record).to_owned())
        .collect()
}

#[test]
fn a_source_that_writes_1_january_for_a_year_is_read_as_years_and_no_other_is() {
    let honest = (0..365).map(|day| (0u16, format!("1980-{:02}-{:02}", 1 + day % 12, 1 + day % 28)));
    let lazy = (0..50).map(|year| (1u16, format!("{}-01-01", 1950 + year)));
    let all: Vec<(u16, String)> = honest.chain(lazy).collect();
    let stored = stored(&all);
    assert!(
        stored[365..].iter().all(|date| date.ends_with("0000")),
        "{:?}",
        &stored[365..370]
    );
    assert!(stored[..365].iter().all(|date| !date.ends_with("0000")));
}

#[test]
fn a_curp_is_taken_apart_and_checked() {
    // The example of the RENAPO's own instructions.
    let curp = read_curp("HEGG560427MVZRRL04").unwrap();
    assert_eq!(
        (curp.birth, curp.sex, &curp.state),
        (BirthDate::of(1956, 4, 27), CurpSex::Woman, b"VZ")
    );
    assert_eq!(&curp.initials, b"HEGG");
    assert_eq!(read_curp("HEGG560427MVZRRL05"), Err(CurpFault::CheckDigit));
    assert_eq!(read_curp("HEGG561327MVZRRL04"), Err(CurpFault::Date));
    assert_eq!(read_curp("HEGG560427ZVZRRL04"), Err(CurpFault::Sex));
    assert_eq!(read_curp("HEGG560427MXXRRL04"), Err(CurpFault::State));
    assert_eq!(read_curp("ÑANDÚ"), Err(CurpFault::Shape));
}
