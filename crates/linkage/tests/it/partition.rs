//! Clusters under decisions: what was confirmed is together, what was rejected is not, and nothing else has a memory.

use std::collections::BTreeSet;

use linkage::{Join, Known, against_confirming, partition};
use proptest::prelude::*;

const RECORDS: u32 = 12;

fn known() -> impl Strategy<Value = Known> {
    let pair = || (0..RECORDS, 0..RECORDS).prop_filter("two records", |(a, b)| a < b);
    let weighed = (pair(), -12f32..12.0).prop_map(|((a, b), weight)| (a, b, weight));
    (
        proptest::collection::vec(0..5u32, RECORDS as usize),
        proptest::collection::vec(weighed, 0..20),
        proptest::collection::vec(pair(), 0..4),
        proptest::collection::vec(pair(), 0..4),
    )
        .prop_map(|(sources, mut pairs, together, apart)| {
            let mut seen = BTreeSet::new();
            pairs.retain(|(a, b, _)| seen.insert((*a, *b)));
            let together = together.into_iter().filter(|pair| !apart.contains(pair)).collect();
            Known {
                sources,
                pairs,
                together,
                apart,
            }
        })
}

proptest! {
    #[test]
    fn what_was_rejected_is_never_together(known in known(), seed in 0..50u64) {
        for join in [Join::Above(0.0), Join::Drawn(seed), Join::Never] {
            let of = partition(&known, join);
            prop_assert!(known.apart.iter().all(|(a, b)| of[*a as usize] != of[*b as usize]));
            prop_assert!(of.iter().zip(0..).all(|(cluster, record)| *cluster <= record), "named by the smallest record");
            prop_assert_eq!(&of, &partition(&known, join), "the same every time");
        }
    }

    #[test]
    fn a_confirmation_that_nothing_is_against_holds_in_every_draw(known in known(), seed in 0..50u64) {
        let mut decided = Known { together: Vec::new(), ..known.clone() };
        for (a, b) in known.together {
            if against_confirming(&decided, a, b).is_none() {
                decided.together.push((a, b));
            }
        }
        for join in [Join::Above(0.0), Join::Drawn(seed), Join::Never] {
            let of = partition(&decided, join);
            prop_assert!(decided.together.iter().all(|(a, b)| of[*a as usize] == of[*b as usize]));
        }
    }

    #[test]
    fn nobody_is_twice_in_a_source_unless_somebody_said_so(known in known(), seed in 0..50u64) {
        let known = Known { together: Vec::new(), ..known };
        for join in [Join::Above(0.0), Join::Drawn(seed)] {
            let of = partition(&known, join);
            let places: BTreeSet<(u32, u32)> = of.iter().copied().zip(known.sources.iter().copied()).collect();
            prop_assert_eq!(places.len(), RECORDS as usize);
        }
    }
}

#[test]
fn draws_join_a_pair_as_often_as_it_is_probable() {
    let known = Known {
        sources: vec![0, 1],
        pairs: vec![(0, 1, 1.0)],
        ..Known::default()
    };
    let joined = (0..3000)
        .filter(|seed| partition(&known, Join::Drawn(*seed))[1] == 0)
        .count();
    assert!(
        (1900..2100).contains(&joined),
        "two in three, and {joined} of 3000 were"
    );
}

#[test]
fn one_weak_pair_does_not_chain_two_strong_clusters() {
    let known = Known {
        sources: (0..4).collect(),
        pairs: vec![(0, 1, 12.0), (2, 3, 12.0), (1, 2, 6.0)],
        ..Known::default()
    };
    assert_eq!(partition(&known, Join::Above(5.0)), [0, 0, 2, 2]);
}
