//! What a reviewed sample says of a linkage, against a truth that is known.

use linkage::clerical::{Band, Bands, reviewed};
use linkage::{Pattern, ScoredPair};

/// Pairs whose weights go from −12 to 24 bits, and whether each is of one person: more often than its weight says at one
/// end, less often at the other, as when a model is wrong.
fn pairs(seed: u64) -> (Vec<ScoredPair>, Vec<bool>) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let pair = |at: u32| ScoredPair {
        a: at,
        b: at + 100_000,
        weight: rng.f32() * 36.0 - 12.0,
        pattern: Pattern::default(),
    };
    let pairs: Vec<ScoredPair> = (0..20_000).map(pair).collect();
    let chance = |pair: &ScoredPair| 1.0 / (1.0 + (-0.45 * f64::from(pair.weight) + 0.6).exp());
    let same = pairs.iter().map(|pair| rng.f64() < chance(pair)).collect();
    (pairs, same)
}

fn review(bands: &Bands, pairs: &[ScoredPair], same: &[bool], seed: u64) -> Vec<Band> {
    let mut found = bands.counted(pairs);
    for place in bands.sample(pairs, 60, seed) {
        let band = &mut found[bands.of(&pairs[place])];
        band.reviewed += 1;
        band.same += u64::from(same[place]);
    }
    found
}

#[test]
fn nineteen_reviews_of_twenty_have_the_truth_within_their_interval() {
    let threshold = 3.0;
    let (pairs, same) = pairs(1);
    let linked = |pair: &ScoredPair| f64::from(pair.weight) >= threshold;
    let of = |wanted: &dyn Fn(&ScoredPair, bool) -> bool| {
        let found = pairs.iter().zip(&same).filter(|(pair, same)| wanted(pair, **same));
        found.count() as f64
    };
    let right = of(&|pair, same| same && linked(pair));
    let (precision, recall) = (
        right / of(&|pair, _| linked(pair)),
        right / (of(&|_, same| same) + 100.0),
    );
    let bands = Bands::new(threshold);
    let (mut within, mut reviews) = ([0, 0], 0);
    for seed in 0..200 {
        let found = reviewed(&review(&bands, &pairs, &same, seed), 100.0).unwrap();
        let holds = |share: linkage::clerical::Share, truth: f64| (share.low..=share.high).contains(&truth);
        within[0] += u32::from(holds(found.precision, precision));
        within[1] += u32::from(holds(found.recall, recall));
        reviews += 1;
        assert!(found.precision.high - found.precision.low < 0.2, "{found:?}");
    }
    for held in within {
        assert!(
            (180..=200).contains(&held),
            "{within:?} of {reviews} intervals hold {precision} and {recall}"
        );
    }
}

#[test]
fn a_review_of_every_pair_is_the_truth_itself() {
    let (pairs, same) = pairs(2);
    let bands = Bands::new(0.0);
    let mut found = bands.counted(&pairs);
    for (pair, same) in pairs.iter().zip(&same) {
        let band = &mut found[bands.of(pair)];
        band.reviewed += 1;
        band.same += u64::from(*same);
    }
    let said = reviewed(&found, 0.0).unwrap();
    for share in [said.precision, said.recall] {
        assert!(
            (share.low - share.estimate).abs() < 1e-9 && (share.high - share.estimate).abs() < 1e-9,
            "{said:?}"
        );
    }
}

#[test]
fn a_band_that_nobody_looked_at_says_nothing() {
    let (pairs, same) = pairs(3);
    let bands = Bands::new(3.0);
    let mut found = review(&bands, &pairs, &same, 1);
    assert!(reviewed(&found, 0.0).is_some());
    found[2].reviewed = 0;
    found[2].same = 0;
    assert_eq!(reviewed(&found, 0.0), None);
}

#[test]
fn no_band_lies_across_the_threshold_and_every_pair_is_in_one() {
    let (pairs, _) = pairs(4);
    for threshold in [-3.0, 0.0, 2.5, 9.0] {
        let bands = Bands::new(threshold);
        let counted = bands.counted(&pairs);
        assert_eq!(counted.iter().map(|band| band.pairs).sum::<u64>(), pairs.len() as u64);
        for pair in &pairs {
            assert_eq!(counted[bands.of(pair)].is_linked, f64::from(pair.weight) >= threshold);
        }
        let sample = bands.sample(&pairs, 60, 1);
        assert_eq!(sample, bands.sample(&pairs, 60, 1));
        assert!(sample.is_sorted() && sample.len() <= 60 * counted.len());
    }
}
