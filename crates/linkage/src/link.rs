//! Linkage from end to end: sample, learn, score, cluster.

use crate::candidates::Candidates;
use crate::clusters::{Clusters, Joining, clusters};
use crate::comparison::{BlockingKey, Pattern, Records, Seen};
use crate::decide::{best_threshold, caution, compete, sources_are_unique};
use crate::em::{Evidence, learn};
use crate::model::Model;
use crate::quality::missed_matches;
use crate::score::{ScoredPair, Scorer};

/// What is asked of a linkage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Whether only records of different sources may be of one person.
    pub across: bool,
    /// Seed of every sample.
    pub seed: u64,
    /// Pairs of a lower probability are not kept.
    pub floor: f64,
    /// Whether each source has a person at most once; learnt from the pairs when not told.
    pub unique: Option<bool>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            across: false,
            seed: 1,
            floor: 0.01,
            unique: None,
        }
    }
}

/// What came of a linkage.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The model learnt.
    pub model: Model,
    /// Candidate pairs in all.
    pub candidates: u64,
    /// Pairs of at least the lowest probability kept, in the order of their records.
    pub pairs: Vec<ScoredPair>,
    /// How many blocking keys found each of the pairs.
    pub found_by: Vec<u8>,
    /// Pairs of one person that no key found, estimated.
    pub missed: f64,
    /// Whether each source was taken to have a person at most once.
    pub unique: bool,
    /// The match weight from which on records were joined.
    pub threshold: f64,
    /// The clusters of the records.
    pub clusters: Clusters,
}

/// Random pairs that u is learnt from.
const RANDOM_PAIRS: usize = 100_000;

/// Records that these pairs are of: few enough to stay in the processor's own memory.
const RANDOM_RECORDS: usize = 4_096;

/// Records whose blocks are counted first, about.
const COUNTED: usize = 20_000;

/// Candidate pairs that m is learnt from, about.
const LEARNT_FROM: u64 = 60_000;

/// Links records whose blocking keys are given.
pub fn link<R: Records>(records: &R, keys: Vec<BlockingKey>, settings: &Settings) -> Linked {
    let candidates = Candidates::new(keys, records.sources(), settings.across);
    let evidence = evidence(records, &candidates, settings);
    let model = learn(records.comparisons(), &evidence);
    let scorer = Scorer::new(records, &model);
    let (count, mut pairs) = scored(&scorer, &candidates, settings.floor);
    let unique = settings.across
        && settings
            .unique
            .unwrap_or_else(|| sources_are_unique(&pairs, records.sources()));
    if unique {
        let bits = caution(&pairs, records.sources());
        pairs.iter_mut().for_each(|pair| pair.weight += bits);
        compete(&mut pairs, records.sources());
    }
    let threshold = best_threshold(&pairs);
    let found_by: Vec<u8> = pairs
        .iter()
        .map(|pair| candidates.shared(pair.a, pair.b).count_ones() as u8)
        .collect();
    let missed = if candidates.key_names().len() > 1 {
        missed_matches(&pairs, &found_by)
    } else {
        0.0
    };
    let clusters = clusters(&scorer, &pairs, Joining::Above(threshold), unique);
    Linked {
        model,
        candidates: count,
        pairs,
        found_by,
        missed,
        unique,
        threshold,
        clusters,
    }
}

/// Every candidate pair scored, those of at least `floor` kept.
fn scored<R: Records>(scorer: &Scorer<R>, candidates: &Candidates, floor: f64) -> (u64, Vec<ScoredPair>) {
    let mut seen = Seen::default();
    let mut kept = Vec::new();
    let mut count = 0;
    let least = (floor / (1.0 - floor)).log2() as f32;
    let records = scorer.records();
    candidates.stream(
        1,
        |record| records.touch(record),
        |pair| {
            count += 1;
            kept.extend(scorer.score_above(pair.a, pair.b, least, &mut seen));
        },
    );
    kept.sort_unstable_by_key(|pair| (pair.a, pair.b));
    (count, kept)
}

/// What the model is learnt from.
fn evidence<R: Records>(records: &R, candidates: &Candidates, settings: &Settings) -> Evidence {
    let per_source = per_source(records.sources());
    let every = sampling(candidates, records.count());
    let mut seen = Seen::default();
    let mut patterns = Vec::new();
    candidates.stream(
        every,
        |record| records.touch(record),
        |pair| patterns.push(records.pattern(pair.a, pair.b, &mut seen)),
    );
    Evidence {
        candidates: counted(patterns, f64::from(every)),
        random: records
            .at_random()
            .unwrap_or_else(|| random(records, settings, &mut seen)),
        chances: (0..records.comparisons().len()).map(|k| records.chance(k)).collect(),
        pairs: possible(&per_source, settings.across),
        at_most: records.count() as f64 / 2.0,
    }
}

/// One block in how many is enough to learn from, by a first count of few blocks.
fn sampling(candidates: &Candidates, records: usize) -> u32 {
    let first = u32::try_from(records / COUNTED).unwrap_or(u32::MAX).max(1);
    if first == 1 {
        return 1;
    }
    let mut counted = 0;
    candidates.stream(first, |_| {}, |_| counted += 1);
    u32::try_from(counted * u64::from(first) / LEARNT_FROM)
        .unwrap_or(u32::MAX)
        .max(1)
}

/// How many records each source has.
fn per_source(sources: &[u16]) -> Vec<f64> {
    let mut counts = vec![0.0; sources.iter().max().map_or(0, |&last| usize::from(last) + 1)];
    for &source in sources {
        counts[usize::from(source)] += 1.0;
    }
    counts
}

/// How many pairs there could be.
fn possible(per_source: &[f64], across: bool) -> f64 {
    let half = |n: f64| n * (n - 1.0) / 2.0;
    let all = half(per_source.iter().sum());
    if across {
        all - per_source.iter().map(|&n| half(n)).sum::<f64>()
    } else {
        all
    }
}

/// Patterns of pairs taken at random, of some records taken at random.
fn random<R: Records>(records: &R, settings: &Settings, seen: &mut Seen) -> Vec<(Pattern, f64)> {
    let mut chance = Chance(settings.seed);
    let mut patterns = Vec::new();
    let (count, sources) = (records.count() as u64, records.sources());
    let some: Vec<u32> = (0..count.min(RANDOM_RECORDS as u64))
        .map(|_| chance.below(count))
        .collect();
    for _ in 0..if count > 1 { RANDOM_PAIRS } else { 0 } {
        let mut one = || some[chance.below(some.len() as u64) as usize];
        let (a, b) = (one(), one());
        let apart = a != b && (!settings.across || sources[a as usize] != sources[b as usize]);
        if apart {
            patterns.push(records.pattern(a, b, seen));
        }
    }
    counted(patterns, 1.0)
}

/// Each pattern once with how often it came, times `weight`.
fn counted(mut patterns: Vec<Pattern>, weight: f64) -> Vec<(Pattern, f64)> {
    patterns.sort_unstable();
    patterns
        .chunk_by(|a, b| a == b)
        .map(|same| (same[0], same.len() as f64 * weight))
        .collect()
}

/// A sequence of numbers that look like chance and are the same for the same seed (Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ x >> 31
    }

    /// A number below `bound`, at most 2³².
    pub(crate) fn below(&mut self, bound: u64) -> u32 {
        (((self.next() >> 32) * bound) >> 32) as u32
    }
}
