//! Candidate pairs: each once, bounded, and all of those that share a key.

use std::collections::BTreeSet;

use linkage::{BlockBudget, BlockingKey, Candidates, PersonsBuilder, Role, plain_keys};
use proptest::prelude::*;

fn streamed(candidates: &Candidates) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    candidates.stream(1, |_| {}, |pair| pairs.push((pair.a, pair.b)));
    pairs
}

proptest! {
    #[test]
    fn every_pair_that_shares_a_key_is_a_candidate_once(
        columns in prop::collection::vec(prop::collection::vec(0u32..6, 40), 1..4),
        sources in prop::collection::vec(0u16..3, 40),
        across: bool,
    ) {
        let key = |(at, keys): (usize, &Vec<u32>)| BlockingKey { name: at.to_string(), keys: keys.clone() };
        let candidates = Candidates::new(columns.iter().enumerate().map(key).collect(), &sources, across);
        let found = streamed(&candidates);
        let mut expected = BTreeSet::new();
        for a in 0..40 {
            for b in a + 1..40 {
                let shares = columns.iter().any(|keys| keys[a] == keys[b] && keys[a] != 0);
                if shares && !(across && sources[a] == sources[b]) {
                    expected.insert((a as u32, b as u32));
                }
            }
        }
        prop_assert_eq!(found.len(), expected.len(), "none twice");
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }
}

#[test]
fn two_hundred_thousand_equal_records_are_bounded_work_and_it_is_said() {
    let mut builder = PersonsBuilder::new(&[Role::GivenName, Role::FirstSurname, Role::BirthDate]);
    for _ in 0..200_000 {
        builder.push(0, &["N", "N", "1990-01-01"]);
    }
    let persons = builder.finish();
    let keys = plain_keys(
        &persons,
        &BlockBudget {
            pairs_per_record: 20.0,
            across: false,
        },
    );
    let cut: u64 = keys.iter().map(|key| key.cut_pairs).sum();
    assert!(cut > 10_000_000_000, "{cut}");
    let candidates = Candidates::new(keys.into_iter().map(Into::into).collect(), persons.sources(), false);
    let mut count = 0;
    candidates.stream(1, |_| {}, |_| count += 1);
    assert!(count <= 20 * 200_000, "{count}");
}
