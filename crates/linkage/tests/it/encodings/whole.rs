//! Filters of whole records: shapes, and LSH that finds what all pairs find.

use super::people::{borrowed, key, persons, population};
use linkage::{
    dice::{Search, all_pairs_within},
    encode::Filter,
    hardening::{Hardening, Shape, WholeEncoder},
    lsh::{Bands, banded_pairs, one_to_one},
};

fn filters(rows: &[[&str; 6]], hardening: Hardening) -> Vec<Filter> {
    WholeEncoder::new(&key(1), hardening).encode(&persons(rows))
}

const SHAPES: [Shape; 3] = [Shape::Plain, Shape::Folded, Shape::Balanced];
const ROW: [&str; 6] = ["MARIA JOSE", "PEREZ", "DELGADO", "M", "1990-05-17", "TLAXCALA"];

#[test]
fn nothing_known_is_an_empty_filter_in_every_shape() {
    for shape in SHAPES {
        let hardening = Hardening {
            shape,
            ..Hardening::USUAL
        };
        let filters = filters(&[ROW, ["", "", "", "", "", ""]], hardening);
        assert!(!filters[0].is_empty() && filters[1].is_empty(), "{shape:?}");
    }
}

#[test]
fn a_balanced_filter_has_half_its_bits_set_whatever_the_name() {
    let hardening = Hardening {
        shape: Shape::Balanced,
        ..Hardening::NONE
    };
    let long = [
        "MARIA GUADALUPE DE LOS ANGELES",
        "ECHEVERRIA",
        "MONTES DE OCA",
        "M",
        "1990-05-17",
        "",
    ];
    assert!(
        filters(&[ROW, long, ["ANA", "", "", "", "", ""]], hardening)
            .iter()
            .all(|filter| filter.ones() == 512)
    );
}

#[test]
fn a_salt_by_year_parts_records_of_different_years() {
    let other = ["MARIA JOSE", "PEREZ", "DELGADO", "M", "1991-05-17", "TLAXCALA"];
    let plain = filters(&[ROW, other], Hardening::NONE);
    let salted = filters(
        &[ROW, other],
        Hardening {
            by_year: true,
            ..Hardening::NONE
        },
    );
    assert!(plain[0].dice(&plain[1]) > 0.85 && salted[0].dice(&salted[1]) < 0.6);
}

#[test]
fn flips_are_the_same_for_the_same_filter() {
    let hardening = Hardening {
        flips: 0.05,
        ..Hardening::NONE
    };
    let (flipped, plain) = (filters(&[ROW, ROW], hardening), filters(&[ROW], Hardening::NONE));
    assert_eq!(flipped[0], flipped[1]);
    let apart: u32 = flipped[0]
        .0
        .iter()
        .zip(&plain[0].0)
        .map(|(a, b)| (a ^ b).count_ones())
        .sum();
    assert!((20..90).contains(&apart), "about one bit in twenty: {apart}");
}

#[test]
fn lsh_finds_nearly_all_that_all_pairs_find() {
    let people = population(1_000, 5);
    let mut rows = borrowed(&people);
    rows.extend(borrowed(&people[..300]));
    for row in &mut rows[1_000..] {
        row[5] = "";
    }
    let filters = filters(&rows, Hardening::NONE);
    let all = all_pairs_within(
        &filters,
        Search {
            threshold: 0.85,
            most: 100,
        },
    );
    let banded = banded_pairs(&filters, &vec![0; rows.len()], false, 0.85, &Bands::default());
    assert!(all.hits.len() >= 300);
    assert!(
        banded.hits.len() as f64 >= 0.95 * all.hits.len() as f64,
        "{} of {}",
        banded.hits.len(),
        all.hits.len()
    );
    assert!(banded.compared < 1_300 * 40, "{}", banded.compared);
    assert!(one_to_one(&banded.hits).len() <= rows.len() / 2);
}

#[test]
fn equal_filters_by_the_hundred_thousand_are_left_out_of_lsh_and_said() {
    let filters = vec![filters(&[ROW], Hardening::NONE)[0]; 100_000];
    let found = banded_pairs(&filters, &vec![0; filters.len()], false, 0.8, &Bands::default());
    assert_eq!((found.compared, found.left_out), (0, 40));
}
