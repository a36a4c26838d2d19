//! What a linkage promises from end to end.

use std::collections::BTreeSet;

use linkage::quality::{expected_quality, level_table, persons_interval, weight_histogram};
use linkage::{
    BlockBudget, Joining, Linked, Pattern, Persons, PersonsBuilder, PlainRecords, Records, Role, ScoredPair, Scorer,
    Seen, Settings,
};
use linkage::{clusters, link, plain_keys};

use crate::synthetic::{persons, rows};

fn linked(persons: &Persons, settings: &Settings) -> Linked {
    let budget = BlockBudget {
        pairs_per_record: 20.0,
        across: settings.across,
    };
    let keys = plain_keys(persons, &budget).into_iter().map(Into::into).collect();
    link(&PlainRecords::new(persons, settings.across), keys, settings)
}

/// The pairs of records that share a cluster, by their numbers in `numbers`.
fn joined(of: &[u32], numbers: &[usize]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for a in 0..of.len() {
        for b in a + 1..of.len() {
            if of[a] == of[b] {
                pairs.insert((numbers[a].min(numbers[b]), numbers[a].max(numbers[b])));
            }
        }
    }
    pairs
}

#[test]
fn persons_with_an_error_are_found_again_and_nobody_else() {
    let (rows, truth) = rows(400, 1);
    let linked = linked(&persons(&rows), &Settings::default());
    let numbers: Vec<usize> = (0..rows.len()).collect();
    let found = joined(&linked.clusters.of, &numbers);
    let right = found.iter().filter(|&&(a, b)| truth[a] == truth[b]).count();
    assert!(
        right >= 398 && found.len() - right <= 2,
        "{right} right of {}",
        found.len()
    );
    let expected = expected_quality(&linked.pairs, linked.missed, linked.threshold);
    assert!(expected.f1 > 0.99, "{expected:?}");
}

#[test]
fn the_order_of_records_does_not_matter() {
    let (rows, _) = rows(300, 2);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    fastrand::Rng::with_seed(9).shuffle(&mut order);
    let shuffled: Vec<Vec<String>> = order.iter().map(|&at| rows[at].clone()).collect();
    let numbers: Vec<usize> = (0..rows.len()).collect();
    let before = joined(&linked(&persons(&rows), &Settings::default()).clusters.of, &numbers);
    let after = joined(&linked(&persons(&shuffled), &Settings::default()).clusters.of, &order);
    assert_eq!(before, after);
}

#[test]
fn comparing_is_symmetric_and_a_record_is_most_like_itself() {
    let (rows, _) = rows(60, 3);
    let persons = persons(&rows);
    let records = PlainRecords::new(&persons, false);
    let model = linked(&persons, &Settings::default()).model;
    let scorer = Scorer::new(&records, &model);
    let mut seen = Seen::default();
    for a in 0..120 {
        let own = scorer.score(a, a, &mut seen).weight;
        for b in 0..120 {
            let (ab, ba) = (scorer.score(a, b, &mut seen), scorer.score(b, a, &mut seen));
            assert_eq!(ab.pattern, ba.pattern, "{a} {b}");
            assert!((ab.weight - ba.weight).abs() < 1e-3);
            let complete = (0..records.comparisons().len()).all(|k| ab.pattern.level(k) > 0);
            assert!(
                !complete || ab.weight <= own + 1e-3,
                "{a} {b}: {} against {own}",
                ab.weight
            );
        }
    }
}

#[test]
fn leaving_comparisons_out_early_changes_no_weight() {
    let (rows, _) = rows(100, 4);
    let persons = persons(&rows);
    let records = PlainRecords::new(&persons, false);
    let model = linked(&persons, &Settings::default()).model;
    let scorer = Scorer::new(&records, &model);
    let mut seen = Seen::default();
    for a in 0..200 {
        for b in a + 1..200 {
            let full = scorer.score(a, b, &mut seen);
            let early = scorer.score_above(a, b, -8.0, &mut seen);
            assert_eq!(early.is_some(), full.weight >= -8.0, "{a} {b} {}", full.weight);
            assert!(early.is_none_or(|early| early == full));
        }
    }
}

#[test]
fn a_higher_threshold_only_splits_clusters_of_two() {
    let (rows, _) = rows(200, 5);
    let persons = persons(&rows);
    let records = PlainRecords::new(&persons, false);
    let linked = linked(&persons, &Settings::default());
    let scorer = Scorer::new(&records, &linked.model);
    let numbers: Vec<usize> = (0..rows.len()).collect();
    let at = |weight| {
        joined(
            &clusters(&scorer, &linked.pairs, Joining::Above(weight), false).of,
            &numbers,
        )
    };
    let (low, middle, high) = (at(0.0), at(5.0), at(12.0));
    assert!(
        high.is_subset(&middle) && middle.is_subset(&low),
        "{} {} {}",
        low.len(),
        middle.len(),
        high.len()
    );
}

#[test]
fn a_waterfall_sums_to_the_weight() {
    let (rows, _) = rows(100, 6);
    let persons = persons(&rows);
    let records = PlainRecords::new(&persons, false);
    let linked = linked(&persons, &Settings::default());
    let scorer = Scorer::new(&records, &linked.model);
    let mut seen = Seen::default();
    for pair in &linked.pairs {
        let steps: f32 = scorer.waterfall(pair.a, pair.b, &mut seen).iter().sum();
        assert!((scorer.prior_weight() + steps - pair.weight).abs() < 0.01);
    }
    let table = level_table(records.comparisons(), &linked.model);
    assert!(table.iter().all(|row| row.m > 0.0 && row.u > 0.0));
    let counted: u64 = weight_histogram(&linked.pairs).iter().map(|bin| bin.pairs).sum();
    assert_eq!(counted, linked.pairs.len() as u64);
}

#[test]
fn the_interval_holds_the_true_number_and_the_same_seed_gives_the_same() {
    let (rows, _) = rows(300, 7);
    let persons = persons(&rows);
    let records = PlainRecords::new(&persons, false);
    let linked = linked(&persons, &Settings::default());
    let scorer = Scorer::new(&records, &linked.model);
    let interval = || persons_interval(&scorer, &linked.pairs, linked.unique, linked.missed, (50, 11));
    let first = interval();
    assert_eq!(first, interval());
    assert!(first.low <= 301 && first.high >= 299, "{first:?}");
}

/// Records of one given name, surname and date, and what else is said.
fn homonyms(rows: &[(u16, &str)]) -> Persons {
    let (others, _) = crate::synthetic::rows(300, 8);
    let mut builder = PersonsBuilder::new(&[Role::GivenName, Role::FirstSurname, Role::BirthDate, Role::NationalId]);
    for (source, id) in rows {
        builder.push(*source, &["JUAN", "HERNANDEZ", "1990-05-05", id]);
    }
    for (at, row) in others.iter().enumerate() {
        builder.push(
            (at % 2) as u16,
            &[
                &row[0],
                &row[1],
                &row[4],
                &format!("ID{:08}", at / 2 * 7919 % 99_999_989),
            ],
        );
    }
    builder.finish()
}

#[test]
fn homonyms_born_the_same_day_are_told_apart_by_their_number() {
    let persons = homonyms(&[(0, "AB123456"), (1, "AB123456"), (0, "XZ908172"), (1, "XZ908172")]);
    let linked = linked(
        &persons,
        &Settings {
            across: true,
            ..Settings::default()
        },
    );
    let of = &linked.clusters.of;
    assert_eq!((of[0] == of[1], of[2] == of[3], of[0] == of[2]), (true, true, false));
}

#[test]
fn one_record_and_two_homonyms_of_the_other_source_stay_in_review() {
    let persons = homonyms(&[(0, ""), (1, ""), (1, "")]);
    let linked = linked(
        &persons,
        &Settings {
            across: true,
            ..Settings::default()
        },
    );
    let of = &linked.clusters.of;
    assert_ne!(of[1], of[2], "one source has a person once");
    let chances = linked
        .pairs
        .iter()
        .filter(|pair| pair.a == 0 && pair.b <= 2)
        .map(|pair| pair.probability());
    assert!(
        chances.clone().count() == 2 && chances.clone().all(|chance| (0.1..0.6).contains(&chance)),
        "{:?}",
        chances.collect::<Vec<_>>()
    );
}

#[test]
fn nothing_in_common_nothing_known_and_nobody_at_all() {
    let empty = linked(&PersonsBuilder::new(&[Role::GivenName]).finish(), &Settings::default());
    assert_eq!(empty.clusters.count, 0);
    let mut builder = PersonsBuilder::new(&[Role::GivenName, Role::Sex]);
    for _ in 0..10 {
        builder.push(0, &["S.I.", ""]);
    }
    let unknown = linked(&builder.finish(), &Settings::default());
    assert_eq!(unknown.clusters.count, 10, "what is not known joins nobody");
}

/// Two sources of 1 000: the first 500 of each certain partners, doubtful pairs of theirs and of the others.
fn doubtful_pairs(wrong: u32, open: u32) -> (Vec<ScoredPair>, Vec<u16>) {
    let pair = |a: u32, b: u32, weight: f32| ScoredPair {
        a,
        b: 1_000 + b,
        weight,
        pattern: Pattern::default(),
    };
    let certain = (0..500).map(|at| pair(at, at, 20.0));
    let wrong = (0..wrong).map(|at| pair(at, at + 1, -3.0));
    let open = (0..open).map(|at| pair(500 + at, 500 + at, -3.0));
    let sources = (0..2_000).map(|record| u16::from(record >= 1_000)).collect();
    (certain.chain(wrong).chain(open).collect(), sources)
}

#[test]
fn doubtful_pairs_of_records_that_have_partners_tell_how_cautious_weights_are() {
    let caution = |wrong, open| {
        let (pairs, sources) = doubtful_pairs(wrong, open);
        linkage::caution(&pairs, &sources)
    };
    assert_eq!(
        caution(300, 112),
        0.0,
        "wrong as often as said: one in nine is of one person"
    );
    let bits = caution(300, 400);
    assert!(
        (4.0..=5.0).contains(&bits),
        "100 of 400 are wrong, so 3 to 1 and not 1 to 8: {bits}"
    );
    assert_eq!(caution(10, 400), 0.0, "too few to tell");
}
