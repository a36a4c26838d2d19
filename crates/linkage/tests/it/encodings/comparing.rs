//! What encodings find: the same persons as names would, and no more work than was allowed.

use super::people::{borrowed, encoded, key, persons, population};
use linkage::{
    EncodedRecords, Records, Seen, Settings,
    encode::{Chances, Encoder},
    link_encoded,
};

/// The records of rows, as encodings.
fn records(rows: &[[&str; 6]]) -> EncodedRecords {
    let persons = persons(rows);
    let encoder = Encoder::new(&key(1));
    EncodedRecords::new(
        encoder.encode(&persons),
        vec![0; rows.len()],
        encoder.chances(&persons, 1),
    )
}

/// The levels of two rows.
fn levels(a: [&str; 6], b: [&str; 6]) -> Vec<u8> {
    let records = records(&[a, b]);
    let pattern = records.pattern(0, 1, &mut Seen::default());
    (0..records.comparisons().len()).map(|k| pattern.level(k)).collect()
}

const ROW: [&str; 6] = ["MARIA JOSE", "PEREZ", "DELGADO", "M", "1990-05-17", "TLAXCALA"];

#[test]
fn equal_persons_agree_on_all_that_is_known() {
    assert_eq!(levels(ROW, ROW)[..4], [1, 1, 1, 1]);
    assert!(
        levels(ROW, ROW)[4] == 0,
        "no identity number: missing, not a disagreement"
    );
}

#[test]
fn an_error_in_a_name_is_a_level_below_and_not_another_name() {
    let levels = levels(ROW, ["MARIA JOSE", "PERES", "DELGADO", "M", "1990-05-17", "TLAXCALA"]);
    assert!((2..=4).contains(&levels[1]), "{levels:?}");
}

#[test]
fn surnames_in_each_others_place_are_seen() {
    let levels = levels(ROW, ["MARIA JOSE", "DELGADO", "PEREZ", "M", "1990-05-17", "TLAXCALA"]);
    assert_eq!((levels[1], levels[2]), (0, 5), "{levels:?}");
}

#[test]
fn what_says_nothing_is_missing() {
    let levels = levels(ROW, ["MARIA JOSE", "PEREZ", "S.I.", "N.A.", "1990-05-17", ""]);
    assert_eq!((levels[2], levels[10], levels[6]), (0, 0, 0), "{levels:?}");
}

#[test]
fn a_record_of_nothing_is_linked_to_nothing() {
    let nothing = ["", "S.I.", "", "", "", ""];
    assert!(encoded(&[nothing])[0].views.is_empty());
    let linked = link_encoded(&records(&[nothing, nothing, ROW]), &Settings::default());
    assert_eq!(linked.linked.candidates, 0);
}

#[test]
fn persons_met_twice_are_found_and_others_are_not() {
    let people = population(1_500, 3);
    let mut rows = borrowed(&people);
    let errors: Vec<[String; 6]> = people[..500].iter().map(with_error).collect();
    rows.extend(borrowed(&errors));
    let linked = link_encoded(&records(&rows), &Settings::default()).linked;
    let is_right = |a: u32, b: u32| a < 500 && b == a + 1_500;
    let found: Vec<_> = linked.pairs.iter().filter(|pair| pair.probability() >= 0.5).collect();
    let right = found.iter().filter(|pair| is_right(pair.a, pair.b)).count();
    let f1 = 2.0 * right as f64 / (found.len() + 500) as f64;
    assert!(f1 > 0.97, "F1 {f1}, {right} right of {} found", found.len());
}

/// A row with a letter left out of the first surname, and every third without a date.
fn with_error(row: &[String; 6]) -> [String; 6] {
    let mut row = row.clone();
    row[1].remove(3);
    if row[1].len().is_multiple_of(3) {
        row[4].clear();
    }
    row
}

#[test]
fn two_persons_of_one_name_born_the_same_day_are_told_apart_by_what_else_is_known() {
    let other = ["MARIA JOSE", "PEREZ", "DELGADO", "H", "1990-05-17", "MERIDA"];
    let levels = levels(ROW, other);
    assert_eq!((levels[0], levels[3], levels[10]), (1, 1, 2), "{levels:?}");
}

#[test]
fn two_hundred_thousand_equal_encodings_are_bounded_work() {
    let mut one = encoded(&[ROW]).remove(0);
    one.views.truncate(1);
    let many = vec![one; 200_000];
    let records = EncodedRecords::new(many, vec![0; 200_000], Chances::default());
    let linked = link_encoded(
        &records,
        &Settings {
            floor: 0.999_999,
            ..Settings::default()
        },
    );
    assert!(linked.linked.candidates <= 200_000 * 60, "{}", linked.linked.candidates);
    assert!(linked.cut_pairs > 0, "what was left out is said");
}

#[test]
fn chances_go_through_text() {
    let people = population(200, 4);
    let chances = Encoder::new(&key(1)).chances(&persons(&borrowed(&people)), 1);
    assert_eq!(Chances::parse(&chances.to_text()), Some(chances.clone()));
    let mut twice = chances.clone();
    twice.add(&chances);
    let sum = |of: &Chances| of.patterns().iter().map(|(_, count)| count).sum::<f64>();
    assert_eq!(sum(&twice), 2.0 * sum(&chances));
    assert!(
        ["zz", "1", "1,2,3", "1,-4", ","]
            .iter()
            .all(|text| Chances::parse(text).is_none())
    );
}
