//! EM against a naive implementation and on data whose probabilities are known.

use linkage::{Comparison, Concerns, Evidence, Pattern, learn};

/// Three comparisons of two levels.
fn comparisons() -> Vec<Comparison> {
    ["a", "b", "c"]
        .map(|name| Comparison::new(name, Concerns::Person, &["exact", "else"], 0))
        .to_vec()
}

const M: [f64; 3] = [0.9, 0.8, 0.95];
const U: [f64; 3] = [0.01, 0.05, 0.002];
const SHARE: f64 = 0.001;

/// The share of each of the eight patterns among all pairs, exactly as the probabilities say.
fn patterns(pairs: f64) -> Vec<(Pattern, f64)> {
    let one = |bits: usize| {
        let chance = |p: [f64; 3]| -> f64 {
            (0..3)
                .map(|k| if bits >> k & 1 == 0 { p[k] } else { 1.0 - p[k] })
                .product()
        };
        let pattern = (0..3).fold(Pattern::default(), |pattern, k| {
            pattern.with(k, 1 + (bits >> k & 1) as u8)
        });
        (pattern, pairs * (SHARE * chance(M) + (1.0 - SHARE) * chance(U)))
    };
    (0..8).map(one).collect()
}

#[test]
fn m_u_and_the_share_of_matches_are_found_again() {
    let pairs = 1e7;
    let evidence = Evidence {
        candidates: patterns(pairs),
        random: patterns(1e6),
        chances: vec![None; 3],
        pairs,
        at_most: 1e5,
    };
    let model = learn(&comparisons(), &evidence);
    for k in 0..3 {
        assert!(
            (model.comparisons[k].m[0] - M[k]).abs() < 0.01,
            "m of {k}: {:?}",
            model.comparisons[k].m
        );
        assert!(
            (model.comparisons[k].u[0] / U[k] - 1.0).abs() < 0.02,
            "u of {k}: {:?}",
            model.comparisons[k].u
        );
    }
    assert!((model.prior() / SHARE - 1.0).abs() < 0.02, "{}", model.prior());
}

/// EM by the book, on every pair, m and u both free.
fn by_the_book(patterns: &[(Pattern, f64)]) -> ([f64; 3], f64) {
    let (mut m, mut u, mut share) = ([0.8; 3], U, 0.0005);
    for _ in 0..500 {
        let (mut sums, mut agreeing, mut all, mut pairs) = ([0.0; 3], [0.0; 3], 0.0, 0.0);
        for &(pattern, count) in patterns {
            let agrees = |k: usize| pattern.level(k) == 1;
            let chance = |p: [f64; 3]| -> f64 { (0..3).map(|k| if agrees(k) { p[k] } else { 1.0 - p[k] }).product() };
            let (one, two) = (share * chance(m), (1.0 - share) * chance(u));
            let expected = count * one / (one + two);
            (all, pairs) = (all + expected, pairs + count);
            for k in (0..3).filter(|&k| agrees(k)) {
                sums[k] += expected;
                agreeing[k] += count;
            }
        }
        m = sums.map(|sum| sum / all);
        u = std::array::from_fn(|k| (agreeing[k] - sums[k]) / (pairs - all));
        share = all / pairs;
    }
    (m, share)
}

#[test]
fn learning_agrees_with_em_by_the_book() {
    let mut patterns = patterns(1e7);
    // Sampling noise, so that the answer is nobody's input.
    patterns
        .iter_mut()
        .zip([0.9, 1.1, 1.05, 0.97, 1.2, 0.8, 1.0, 1.0])
        .for_each(|(pattern, noise)| pattern.1 *= noise);
    let pairs: f64 = patterns.iter().map(|(_, count)| count).sum();
    let (m, share) = by_the_book(&patterns);
    let evidence = Evidence {
        candidates: patterns.clone(),
        random: patterns,
        chances: vec![None; 3],
        pairs,
        at_most: 1e5,
    };
    let model = learn(&comparisons(), &evidence);
    for (of, by_the_book) in model.comparisons.iter().zip(&m) {
        assert!((of.m[0] - by_the_book).abs() < 0.03, "{} {by_the_book}", of.m[0]);
    }
    assert!((model.prior() / share - 1.0).abs() < 0.1, "{} {share}", model.prior());
}

#[test]
fn a_comparison_that_is_always_missing_or_always_equal_does_no_harm() {
    let add = |(pattern, count): (Pattern, f64)| (pattern.with(3, 1), count);
    let mut comparisons = comparisons();
    comparisons.push(Comparison::new("constant", Concerns::Person, &["exact", "else"], 0));
    comparisons.push(Comparison::new("missing", Concerns::Home, &["exact", "else"], 0));
    let candidates: Vec<_> = patterns(1e7).into_iter().map(add).collect();
    let evidence = Evidence {
        random: candidates.clone(),
        candidates,
        chances: vec![None; 5],
        pairs: 1e7,
        at_most: 1e5,
    };
    let model = learn(&comparisons, &evidence);
    assert!(model.weight(3, 1).abs() < 0.1, "equal for all says nothing");
    assert!((model.prior() / SHARE - 1.0).abs() < 0.1, "{}", model.prior());
}
