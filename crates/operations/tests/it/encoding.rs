//! Encodings as they come in: with a return, under the key in force, kept apart from every record; or made on the spot of
//! an identity that is about to be sealed. Who sends them is never told what they are equal to.

use std::fs;

use catalogue::Role;
use linkage::{
    PersonsBuilder, Role as Says,
    encode::{Encoder, LinkageKey},
};
use operations::Received;

use crate::{
    office::{OTHER, Office, PROSECUTION, SHELTER, hand_in, victims},
    raw::Raw,
};

fn key(seed: u8) -> LinkageKey {
    LinkageKey::new(bytes(seed)).unwrap()
}

fn bytes(seed: u8) -> [u8; 32] {
    std::array::from_fn(|at| (at as u8).wrapping_mul(41).wrapping_add(seed))
}

/// The text that stands in a cell for a made-up person.
fn encoding(seed: u8, given: &str) -> String {
    let mut builder = PersonsBuilder::new(&[Says::GivenName, Says::FirstSurname, Says::BirthDate]);
    builder.push(0, &[given, "Inventada", "1990-02-03"]);
    Encoder::new(&key(seed)).encode(&builder.finish())[0].to_text()
}

/// Victims of a year, one a row, with what is in the last column.
fn with_column(year: &str, cells: &[String]) -> String {
    let text = victims(year, cells.len(), false);
    let mut lines = text.lines();
    let head = format!("{},linkage_encoding", lines.next().unwrap());
    let rows = lines.zip(cells).map(|(line, cell)| format!("\n{line},{cell}"));
    head + &rows.collect::<String>() + "\n"
}

fn sent(office: &Office, by: &str, institution: &str, (year, cells): (&str, &[String])) -> Received {
    let path = office.write(&format!("{institution}-{year}.csv"), &with_column(year, cells));
    office.hand_in(by, institution, year, &path, &[]).unwrap()
}

fn kept(office: &Office) -> i64 {
    Raw::of(office).number("SELECT count(*) FROM encoding")
}

fn found(received: &Received, code: &str) -> u64 {
    received
        .outcome
        .findings
        .counts()
        .iter()
        .filter(|(own, _)| own.as_ref() == code)
        .map(|(_, count)| *count)
        .sum()
}

/// A registrar of an institution that has no key to seal with, and a coordinator.
fn office() -> Office {
    let office = Office::found();
    office.hire("olga", OTHER, &[Role::Registrar]);
    office.hire("cora", "", &[Role::Coordinator]);
    office
}

pub(crate) fn encodings_of_the_key_in_force_are_kept_and_no_others() {
    let office = office();
    let cells: Vec<String> = ["Zutana", "Fulana", "Mengana"]
        .iter()
        .map(|name| encoding(1, name))
        .collect();
    let before = sent(&office, "olga", OTHER, ("2014", &cells));
    assert_eq!((found(&before, "L-003"), kept(&office)), (3, 0), "no key was announced");
    let print = key(1).fingerprint().to_string();
    let announce = |print: &str, why: &str| office.door.announce_linkage_key(&office.as_of("cora"), print, why);
    assert!(announce(&print, "").is_err() && announce("nothing", "ceremonia").is_err());
    announce(&print, "ceremonia de 2016").unwrap();
    let right = sent(&office, "olga", OTHER, ("2015", &cells));
    assert_eq!(kept(&office), 3, "{:?}", right.outcome);
    assert!(!format!("{:?}{:?}", right.receipt, right.outcome).contains(&cells[0]));
    let raw = Raw::of(&office);
    assert_eq!(
        raw.number(&format!(
            "SELECT count(*) FROM revision WHERE payload LIKE '%{}%'",
            &cells[0][..40]
        )),
        0
    );
    assert!(
        raw.log(0)
            .iter()
            .all(|entry| !entry.to_string().contains(&cells[0][..40]))
    );
    let other: Vec<String> = ["Zutana", "Fulana"].iter().map(|name| encoding(2, name)).collect();
    let other = sent(&office, "olga", OTHER, ("2016", &other));
    assert_eq!((found(&other, "L-001"), kept(&office)), (2, 3), "made with another key");
    assert!(
        other.receipt.unwrap().returned.parts[0].accepted == 2,
        "the rows are kept all the same"
    );
    let cut = vec![cells[0][..60].to_owned(), "x".to_owned()];
    assert_eq!(found(&sent(&office, "olga", OTHER, ("2017", &cut)), "L-002"), 2);
    assert_eq!(kept(&office), 3);
}

pub(crate) fn who_sends_no_identity_sends_no_encoding() {
    let office = office();
    office.hire("sara", SHELTER, &[Role::Registrar]);
    let refused = sent(&office, "sara", SHELTER, ("2016", &[encoding(1, "Zutana")]));
    assert!(
        refused.receipt.is_none() && found(&refused, "M-010") > 0,
        "{:?}",
        refused.outcome
    );
    assert_eq!(kept(&office), 0);
}

pub(crate) fn an_identity_is_encoded_as_it_is_sealed_only_with_a_key() {
    let office = Office::sealing();
    office.receive("rita", PROSECUTION, ("2015", 3));
    assert_eq!(kept(&office), 0, "without a key names are only sealed");
    let path = office.folder.path().join("linkage.key");
    fs::write(&path, bytes(3)).unwrap();
    let door = office.another_door().with_linkage_key(&path).unwrap();
    let file = office.write("with.csv", &victims("2016", 3, true));
    let received = hand_in(&door, &office.as_of("rita"), PROSECUTION, ("2016", &file, &[])).unwrap();
    assert!(received.receipt.is_some());
    assert_eq!(kept(&office), 3);
    let print = key(3).fingerprint();
    assert_eq!(
        Raw::of(&office).number(&format!("SELECT count(*) FROM encoding WHERE key = '{print}'")),
        3
    );
    fs::write(&path, [0; 32]).unwrap();
    assert!(
        office.another_door().with_linkage_key(&path).is_err(),
        "32 zeros are no key"
    );
}

pub(crate) fn whoever_sends_many_files_to_be_linked_is_stopped_and_seen() {
    let office = office();
    let print = key(1).fingerprint().to_string();
    office
        .door
        .announce_linkage_key(&office.as_of("cora"), &print, "ceremonia")
        .unwrap();
    let send = |year: u32| {
        let cells = [encoding(1, &format!("Zutana{year}"))];
        sent(&office, "olga", OTHER, (&year.to_string(), &cells))
    };
    for year in 1990..2010 {
        assert_eq!(found(&send(year), "L-004"), 0, "{year}");
    }
    assert_eq!((found(&send(2010), "L-004"), kept(&office)), (1, 20));
    let alerts = "SELECT count(*) FROM alert WHERE kind = 'guessing' AND account = 'olga'";
    assert_eq!(Raw::of(&office).number(alerts), 1);
    office.clock.pass(jiff::SignedDuration::from_hours(25));
    assert_eq!((found(&send(2011), "L-004"), kept(&office)), (0, 21));
}
