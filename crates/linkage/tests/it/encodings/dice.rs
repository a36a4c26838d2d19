//! All pairs by tiles give what comparing them one by one gives.

use linkage::{
    dice::{Search, all_pairs, all_pairs_within},
    encode::{FILTER_BITS, Filter},
};
use proptest::prelude::*;

/// Filters of which many are alike, some empty.
fn filters() -> impl Strategy<Value = Vec<Filter>> {
    let one = (0u64..6, 0usize..400, 0usize..60);
    proptest::collection::vec(one, 0..90).prop_map(|all| all.into_iter().map(filter).collect())
}

fn filter((kind, bits, noise): (u64, usize, usize)) -> Filter {
    let mut filter = Filter::EMPTY;
    let mut chance = fastrand::Rng::with_seed(kind);
    (0..bits).for_each(|_| filter.set(chance.usize(..FILTER_BITS)));
    let mut chance = fastrand::Rng::with_seed(noise as u64 + 100);
    (0..if bits == 0 { 0 } else { noise }).for_each(|_| filter.set(chance.usize(..FILTER_BITS)));
    filter
}

fn naive(left: &[Filter], right: &[Filter], threshold: f64, within: bool) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for (a, one) in left.iter().enumerate() {
        for (b, other) in right.iter().enumerate().filter(|(b, _)| !within || a < *b) {
            if !one.is_empty() && !other.is_empty() && one.dice(other) >= threshold {
                pairs.push((a as u32, b as u32));
            }
        }
    }
    pairs
}

proptest! {
    #[test]
    fn tiles_find_what_one_by_one_finds(left in filters(), right in filters(), threshold in 0.05f64..1.0) {
        let search = Search { threshold, most: 1_000 };
        let found = all_pairs(&left, &right, search);
        let pairs: Vec<(u32, u32)> = found.hits.iter().map(|hit| (hit.left, hit.right)).collect();
        prop_assert_eq!(pairs, naive(&left, &right, threshold, false));
        let found = all_pairs_within(&left, search);
        let pairs: Vec<(u32, u32)> = found.hits.iter().map(|hit| (hit.left, hit.right)).collect();
        prop_assert_eq!(pairs, naive(&left, &left, threshold, true));
    }
}

#[test]
fn each_filter_keeps_its_highest_hits_and_says_how_many_went() {
    let one = filter((1, 300, 0));
    let mut near = one;
    near.set((0..FILTER_BITS).find(|bit| !one.has(*bit)).unwrap());
    let found = all_pairs(
        &[one],
        &[near, one, one, near],
        Search {
            threshold: 0.9,
            most: 2,
        },
    );
    let kept: Vec<u32> = found.hits.iter().map(|hit| hit.right).collect();
    assert_eq!((kept, found.left_out), (vec![1, 2], 2));
}

#[test]
fn equal_filters_by_the_thousand_give_a_bounded_answer() {
    let filters = vec![filter((2, 200, 0)); 3_000];
    let found = all_pairs_within(
        &filters,
        Search {
            threshold: 0.8,
            most: 10,
        },
    );
    assert!(found.hits.len() <= 30_000);
    assert_eq!(found.hits.len() as u64 + found.left_out, 3_000 * 2_999 / 2);
}
