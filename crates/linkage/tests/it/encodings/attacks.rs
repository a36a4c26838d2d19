//! Attacks by someone who holds the encodings and public lists of names, and not the key.

use super::people::{borrowed, drawn, encoded, key, name, persons, population};
use linkage::{
    attack::{align, bits_set_together, risk, withhold_crowds},
    encode::{Encoder, Filter},
    hardening::{Hardening, WholeEncoder},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const NAMES: usize = 400;
const COMMONEST: usize = 100;

/// The share of the commonest names that alignment gives to a token of which most records have that name, the ranks of
/// whose first surnames are told.
fn recovered<T: Ord + Clone>(tokens: &[T], ranks: &[usize]) -> f64 {
    let names: Vec<String> = (0..NAMES).map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut of: BTreeMap<&T, Vec<usize>> = BTreeMap::new();
    tokens
        .iter()
        .zip(ranks)
        .for_each(|(token, rank)| of.entry(token).or_default().push(*rank));
    let guesses = align(tokens, &names);
    let right = guesses.iter().filter(|(token, guess)| {
        let ranks = &of[token];
        let same = ranks
            .iter()
            .filter(|rank| names[**rank] == **guess && **rank < COMMONEST)
            .count();
        2 * same > ranks.len()
    });
    right.count() as f64 / COMMONEST as f64
}

/// What guessing by how common names are gives at most: a token of one record is named as it happens.
const BY_CHANCE: f64 = 0.06;

/// Persons whose first surname is drawn as names are, with the rank of each.
fn surnames(count: usize, seed: u64) -> (Vec<[String; 6]>, Vec<usize>) {
    let mut people = population(count, seed);
    let mut chance = fastrand::Rng::with_seed(seed);
    let ranks: Vec<usize> = people
        .iter_mut()
        .map(|row| {
            let rank = drawn(&mut chance, NAMES);
            row[1] = name(rank);
            rank
        })
        .collect();
    (people, ranks)
}

#[test]
fn the_commonest_names_are_read_out_of_a_filter_of_one_field() {
    let (people, ranks) = surnames(20_000, 1);
    let alone: Vec<[&str; 6]> = people.iter().map(|row| ["", row[1].as_str(), "", "", "", ""]).collect();
    let filters = WholeEncoder::new(&key(1), Hardening::NONE).encode(&persons(&alone));
    let share = recovered(&filters, &ranks);
    assert!(
        share > 0.2,
        "the attack works where nothing is done against it: {share}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_commonest_names_are_not_read_out_of_encodings(seed in 1u64..1_000) {
        let (people, ranks) = surnames(4_000, seed);
        let encodings = Encoder::new(&key(1)).encode(&persons(&borrowed(&people)));
        let anchors: BTreeSet<u8> = encodings.iter().flat_map(|one| one.views.iter().map(|view| view.anchor)).collect();
        for anchor in anchors {
            let of = |field: bool| -> Vec<Vec<u64>> {
                let view = |one: &linkage::encode::Encoding| one.views.iter().find(|view| view.anchor == anchor).copied();
                let token = |view: linkage::encode::View| match field {
                    true => view.filter.0[2..4].to_vec(),
                    false => vec![view.key],
                };
                encodings.iter().map(|one| view(one).map_or(Vec::new(), token)).collect()
            };
            prop_assert!(recovered(&of(true), &ranks) <= BY_CHANCE, "filters under key {anchor}");
            prop_assert!(recovered(&of(false), &ranks) <= BY_CHANCE, "keys {anchor}");
        }
    }
}

#[test]
fn a_guess_without_the_key_hits_nothing() {
    let people = population(2_000, 2);
    let own = encoded(&borrowed(&people));
    let guessed = Encoder::new(&key(9)).encode(&persons(&borrowed(&people)));
    let keys: BTreeSet<u64> = own
        .iter()
        .flat_map(|one| one.views.iter().map(|view| view.key))
        .collect();
    let filters: BTreeSet<Filter> = own
        .iter()
        .flat_map(|one| one.views.iter().map(|view| view.filter))
        .collect();
    let mut views = guessed.iter().flat_map(|one| &one.views);
    assert!(views.all(|view| !keys.contains(&view.key) && !filters.contains(&view.filter)));
}

#[test]
fn equal_persons_under_different_keys_of_one_record_look_unlike() {
    let encoding = encoded(&[["MARIA JOSE", "PEREZ", "DELGADO", "M", "1990-05-17", "TLAXCALA"]]).remove(0);
    for (at, one) in encoding.views.iter().enumerate() {
        for other in &encoding.views[at + 1..] {
            assert!(one.filter.dice(&other.filter) < 0.6, "each key has a salt of its own");
        }
    }
}

/// The pieces of public names that pattern mining reads out of filters: sets of bits that always go together, against
/// bigrams by how often they stand.
fn mined(filters: &[Filter]) -> usize {
    bits_set_together(filters, 0.01)
        .iter()
        .filter(|bits| bits.len() >= 5)
        .count()
}

#[test]
fn patterns_of_bits_are_mined_from_one_field_and_not_from_encodings() {
    let (people, _) = surnames(3_000, 7);
    let alone: Vec<[&str; 6]> = people.iter().map(|row| ["", row[1].as_str(), "", "", "", ""]).collect();
    let unhardened = WholeEncoder::new(&key(1), Hardening::NONE).encode(&persons(&alone));
    assert!(
        mined(&unhardened) > 10,
        "the attack works where nothing is done against it: {}",
        mined(&unhardened)
    );
    let encodings = encoded(&borrowed(&people));
    let anchors: BTreeSet<u8> = encodings
        .iter()
        .flat_map(|one| one.views.iter().map(|view| view.anchor))
        .collect();
    for anchor in anchors.into_iter().step_by(3) {
        let views = encodings
            .iter()
            .flat_map(|one| one.views.iter().filter(|view| view.anchor == anchor));
        let filters: Vec<Filter> = views.map(|view| view.filter).collect();
        assert_eq!(mined(&filters), 0, "key {anchor}");
    }
}

#[test]
fn patterns_of_bits_of_the_public_list_are_not_mined_from_encodings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/names/apellidos.csv");
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("{path} is not here: skipped");
        return;
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let names: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let people = population(names.len(), 8);
    let rows: Vec<[&str; 6]> = borrowed(&people)
        .iter()
        .zip(&names)
        .map(|(row, name)| [row[0], name, row[2], row[3], row[4], row[5]])
        .collect();
    let alone: Vec<[&str; 6]> = names.iter().map(|name| ["", name, "", "", "", ""]).collect();
    let unhardened = WholeEncoder::new(&key(1), Hardening::NONE).encode(&persons(&alone));
    let encodings = encoded(&rows);
    let filters: Vec<Filter> = encodings
        .iter()
        .filter_map(|one| one.views.first().map(|view| view.filter))
        .collect();
    let (of_one_field, of_encodings) = (mined(&unhardened), mined(&filters));
    assert!(of_one_field > 10 && of_encodings == 0, "{of_one_field} {of_encodings}");
}

#[test]
fn the_residual_risk_is_said_and_crowds_are_withheld() {
    let people = population(3_000, 6);
    let mut rows = borrowed(&people);
    // A return whose every date is 1 January, of persons with one name.
    rows.extend(vec![["MARIA", "GARCIA", "", "M", "1980-01-01", ""]; 60]);
    let mut encodings = encoded(&rows);
    let before = risk(&encodings, 20);
    assert!(
        before.share_in_crowds >= 60.0 / 3_060.0 && before.share_equal >= 60.0 / 3_060.0,
        "{before:?}"
    );
    assert!(before.fill > 0.01 && before.fill < 0.5);
    let went = withhold_crowds(&mut encodings, 20);
    let after = risk(&encodings, 20);
    assert!(went >= 60);
    assert_eq!(after.share_in_crowds, 0.0);
    assert!(after.keys.iter().all(|key| key.largest <= 20), "{:?}", after.keys);
}
