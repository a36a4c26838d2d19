//! Similarities against published values and naive implementations.

use linkage::{edit_distance, jaro_winkler, within_one_edit};
use proptest::prelude::*;

/// Winkler's own examples, as printed in Cohen, Ravikumar and Fienberg (2003) and by the US Census Bureau.
#[test]
fn jaro_winkler_gives_the_published_values() {
    for (a, b, expected) in [
        ("MARTHA", "MARHTA", 0.961),
        ("DWAYNE", "DUANE", 0.840),
        ("DIXON", "DICKSONX", 0.813),
        ("A", "B", 0.0),
    ] {
        let alike = jaro_winkler(a.as_bytes(), b.as_bytes());
        assert!((alike - expected).abs() < 0.001, "{a} {b}: {alike}");
    }
}

/// Optimal string alignment by its definition.
fn naive(a: &[u8], b: &[u8]) -> usize {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len(),
        ([.., x], [.., y]) => {
            let (a1, b1) = (&a[..a.len() - 1], &b[..b.len() - 1]);
            let mut best = (naive(a1, b1) + usize::from(x != y))
                .min(naive(a1, b) + 1)
                .min(naive(a, b1) + 1);
            if let ([.., p, q], [.., r, s]) = (a, b)
                && p == s
                && q == r
            {
                best = best.min(naive(&a[..a.len() - 2], &b[..b.len() - 2]) + 1);
            }
            best
        }
    }
}

proptest! {
    #[test]
    fn edit_distance_is_the_naive_one(a in "[AB]{0,6}", b in "[ABC]{0,6}") {
        let expected = naive(a.as_bytes(), b.as_bytes());
        prop_assert_eq!(edit_distance(a.as_bytes(), b.as_bytes(), 9), expected);
        prop_assert_eq!(edit_distance(a.as_bytes(), b.as_bytes(), 2), expected.min(3));
        prop_assert_eq!(within_one_edit(a.as_bytes(), b.as_bytes()), expected <= 1);
    }

    #[test]
    fn jaro_winkler_lies_between_0_and_1_and_is_1_for_equals(a in "[A-D ]{1,70}", b in "[A-D ]{1,70}") {
        let alike = jaro_winkler(a.as_bytes(), b.as_bytes());
        prop_assert!((0.0..=1.0).contains(&alike));
        prop_assert!((jaro_winkler(a.as_bytes(), a.as_bytes()) - 1.0).abs() < 1e-6);
    }
}
