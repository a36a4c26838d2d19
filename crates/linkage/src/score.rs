//! The match weight of one pair: the weights of its levels, adjusted by how common the agreeing values are.

use crate::comparison::{Comparison, Concerns, DIFFERENT, Frequency, Pattern, Records, Seen, UNSEEN};
use crate::model::{Bits, Model, Part, Probabilities, SAME, Weights, added, match_weight, parts, probability};

/// How many wrong spellings of a name share its errors, about: what makes a rare spelling of a common name likely to be
/// that name.
const SPELLINGS: f64 = 40.0;

/// Records with one spelling that may all be of one person.
const OWN: f64 = 2.0;

/// The most bits by which two rare values that are alike may outweigh their level.
const MOST_MORE: f32 = 3.0;

/// A pair with its match weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The smaller record.
    pub a: u32,
    /// The greater record.
    pub b: u32,
    /// Match weight in bits, the prior's included.
    pub weight: f32,
    /// The levels of its comparisons.
    pub pattern: Pattern,
}

impl ScoredPair {
    /// The probability that both records are of one person.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability(f64::from(self.weight))
    }
}

/// By class of one person and class of two, bits for the first against the second; three places are empty.
type Most = [f32; 12];

/// The bits of each class of one person against each of two.
fn versus(bits: impl Fn(usize, usize) -> f32) -> Most {
    std::array::from_fn(|at| if at < 9 { bits(SAME + at / SAME, at % SAME) } else { 0.0 })
}

/// Adds bits, times `sign`.
#[inline]
fn raise(most: &mut Most, bits: &Most, sign: f32) {
    for (sum, more) in most.iter_mut().zip(bits) {
        *sum += sign * more;
    }
}

/// The greatest match weight that such bits allow.
#[inline]
fn bound(most: &Most) -> f32 {
    let against = |same: usize| most[same * SAME].min(most[same * SAME + 1]).min(most[same * SAME + 2]);
    against(0).max(against(1)).max(against(2)) + LOG_CLASSES
}

/// log₂ of the number of classes of one person: what their sum can be above the greatest.
const LOG_CLASSES: f32 = 1.585;

/// log₂ m/u of the second level, 0 where there is none.
fn second_level(of: &Probabilities) -> f32 {
    let shares = of.m.get(1).zip(of.u.get(1));
    shares.map_or(0.0, |(m, u)| (m / u).log2() as f32)
}

/// Scores pairs of records under a model.
#[derive(Debug)]
pub struct Scorer<'r, R> {
    records: &'r R,
    weights: Weights,
    model: &'r Model,
    by_frequency: Vec<usize>,
    caused: Vec<Bits>,
    /// By comparison, log₂ m/u of its second level.
    alone: Vec<f32>,
    /// The comparisons in the order in which they are made.
    order: Vec<usize>,
    /// What the prior says, and the most that each level of each comparison can say.
    start: Most,
    most: Vec<Most>,
}

impl<'r, R: Records> Scorer<'r, R> {
    /// A scorer.
    #[must_use]
    pub fn new(records: &'r R, model: &'r Model) -> Self {
        let levels = |comparison: &Comparison| comparison.levels.iter().take_while(|level| level.by_frequency).count();
        let caused = |concerns: &Concerns| {
            parts(*concerns).map(|part| match part {
                Part::Kin if *concerns == Concerns::Person => 0.0,
                Part::U => 0.0,
                _ => 1.0,
            })
        };
        let mut scorer = Self {
            records,
            weights: model.weights(),
            model,
            by_frequency: records.comparisons().iter().map(levels).collect(),
            caused: model.concerns.iter().map(caused).collect(),
            alone: model.comparisons.iter().map(second_level).collect(),
            order: Vec::new(),
            start: Most::default(),
            most: Vec::new(),
        };
        let prior = scorer.weights.prior;
        scorer.start = versus(|same, other| prior[same] - prior[other]);
        scorer.most = scorer.all_most();
        scorer.order = scorer.telling_first();
        scorer
    }

    /// The comparisons of which a closer look settles most for what it costs first: those with the widest gap between what may be
    /// hoped for of different values and what most different values say.
    fn telling_first(&self) -> Vec<usize> {
        let gap = |&k: &usize| {
            let worst = self.model.comparisons[k].m.len() as u8;
            let (hoped, feared) = (self.most_of(k, DIFFERENT), self.most_of(k, worst));
            let widest = hoped
                .iter()
                .zip(feared)
                .map(|(hoped, feared)| hoped - feared)
                .fold(0.0, f32::max);
            -(widest * 16.0 / self.records.cost(k)) as i32
        };
        let mut order: Vec<usize> = (0..self.by_frequency.len()).collect();
        order.sort_by_key(gap);
        order
    }

    /// For each comparison and level, a glance's included, the most that it can say for each class of one person against
    /// each of two.
    fn all_most(&self) -> Vec<Most> {
        let mut all = vec![Most::default(); self.by_frequency.len() * 16];
        for k in 0..self.by_frequency.len() {
            let levels = self.model.comparisons[k].m.len();
            for level in 0..=levels {
                all[k * 16 + level] = self.most_at(k, level as u8);
            }
            let own = &mut all[k * 16..][..16];
            let greatest = |from: &[Most]| {
                from.iter().fold([f32::NEG_INFINITY; 12], |a, b| {
                    std::array::from_fn(|at| a[at].max(b[at]))
                })
            };
            let (missing, different) = (own[0], greatest(&own[2..=levels.max(2)]));
            own[usize::from(DIFFERENT)] = greatest(&[missing, different]);
            own[usize::from(UNSEEN)] = greatest(&own[..=levels]);
        }
        all
    }

    /// The most that a comparison says at a level.
    fn most_at(&self, k: usize, level: u8) -> Most {
        let (bits, caused) = (self.weights.of(k, level), &self.caused[k]);
        let adjusted = level > 0 && usize::from(level) <= self.by_frequency[k];
        let more = match level {
            _ if !adjusted => 0.0,
            1 => self.most_more(k),
            _ => MOST_MORE,
        };
        versus(|same, other| bits[same] - bits[other] + (caused[same] - caused[other]).max(0.0) * more)
    }

    /// The most bits that frequency can add to two equal values.
    fn most_more(&self, k: usize) -> f32 {
        let rarest = 0.5 / self.records.count().max(1) as f64;
        let u = self.model.comparisons[k].u.first();
        u.map_or(0.0, |u| (u / rarest).log2().max(0.0) as f32)
    }

    /// The records that are scored.
    #[must_use]
    pub fn records(&self) -> &'r R {
        self.records
    }

    /// A pair with its weight.
    pub fn score(&self, a: u32, b: u32, seen: &mut Seen) -> ScoredPair {
        self.weighed(a, b, self.records.pattern(a, b, seen))
    }

    /// A pair with its weight if that is at least `floor`. What tells most is compared first, and the rest is left out when
    /// nothing it could say would make up for it.
    pub fn score_above(&self, a: u32, b: u32, floor: f32, seen: &mut Seen) -> Option<ScoredPair> {
        let mut pattern = self.records.glance(a, b);
        let mut most = self.start;
        for k in 0..self.by_frequency.len() {
            match pattern.level(k) {
                1 => raise(&mut most, &self.equal(k, a, b), 1.0),
                level => raise(&mut most, self.most_of(k, level), 1.0),
            }
        }
        for &k in &self.order {
            let glance = pattern.level(k);
            if glance < DIFFERENT {
                continue;
            }
            if bound(&most) < floor {
                return None;
            }
            let level = self.records.level(k, a, b, seen);
            raise(&mut most, self.most_of(k, level), 1.0);
            raise(&mut most, self.most_of(k, glance), -1.0);
            pattern = pattern.replaced(k, level);
        }
        (bound(&most) >= floor)
            .then(|| self.weighed(a, b, pattern))
            .filter(|pair| pair.weight >= floor)
    }

    /// A pair whose pattern is known, with its weight.
    fn weighed(&self, a: u32, b: u32, pattern: Pattern) -> ScoredPair {
        let bits = (0..self.by_frequency.len()).fold(self.weights.prior, |bits, k| {
            added(&bits, &self.bits(k, pattern.level(k), a, b))
        });
        let weight = match_weight(&bits);
        ScoredPair { a, b, weight, pattern }
    }

    fn most_of(&self, k: usize, level: u8) -> &Most {
        &self.most[k * 16 + usize::from(level)]
    }

    /// What two equal values say, for each class of one person against each of two: how common they are is known at once.
    fn equal(&self, k: usize, a: u32, b: u32) -> Most {
        let bits = self.bits(k, 1, a, b);
        versus(|same, other| bits[same] - bits[other])
    }

    /// The match weight of two records of which nothing is known.
    #[must_use]
    pub fn prior_weight(&self) -> f32 {
        match_weight(&self.weights.prior)
    }

    /// What each comparison adds to the match weight of a pair, one after the other; with [`Scorer::prior_weight`] they sum
    /// to the pair's.
    pub fn waterfall(&self, a: u32, b: u32, seen: &mut Seen) -> Vec<f32> {
        let pattern = self.records.pattern(a, b, seen);
        let mut bits = self.weights.prior;
        let mut before = match_weight(&bits);
        let mut step = |k: usize| {
            bits = added(&bits, &self.bits(k, pattern.level(k), a, b));
            let after = match_weight(&bits);
            let step = after - before;
            before = after;
            step
        };
        (0..self.by_frequency.len()).map(&mut step).collect()
    }

    /// The bits of one comparison of a pair: those of its level, adjusted by frequency in the classes where the values agree
    /// for a reason.
    fn bits(&self, k: usize, level: u8, a: u32, b: u32) -> Bits {
        let plain = *self.weights.of(k, level);
        if level == 0 || usize::from(level) > self.by_frequency[k] {
            return plain;
        }
        let Some(frequency) = self.records.frequency(k, a, b) else {
            return plain;
        };
        let of = &self.model.comparisons[k];
        let at = usize::from(level) - 1;
        let more = match level {
            1 => (of.u[at] as f32 / frequency.commoner).log2(),
            _ => (self.alike(&of.m, at, frequency) - self.alone[k]).min(MOST_MORE),
        };
        std::array::from_fn(|class| plain[class] + self.caused[k][class] * more)
    }

    /// The bits of two values that are alike, for one person against strangers: a rare spelling beside a common one is likely an
    /// error in it, and then says as much as the common one; two common values are two names.
    fn alike(&self, m: &[f64], at: usize, frequency: Frequency) -> f32 {
        let own = (f64::from(frequency.rarer) - OWN / self.records.count() as f64).max(0.0);
        let ratio = 1.0 / (f64::from(frequency.commoner) / m[0] + SPELLINGS * own / m[at]);
        (ratio as f32).log2()
    }
}
