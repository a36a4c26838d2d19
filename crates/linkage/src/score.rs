//! The match weight of one pair: the weights of its levels, adjusted by how common the agreeing values are.

use crate::comparison::{Comparison, Concerns, Frequency, Pattern, Records, Seen};
use crate::model::{Bits, CLASSES, Model, Part, SAME, Weights, added, match_weight, parts, probability};

/// How many wrong spellings of a name share its errors, about: what makes a rare spelling of a common name likely to be
/// that name.
const SPELLINGS: f64 = 40.0;

/// Records with one spelling that may all be of one person.
const OWN: f64 = 2.0;

/// The most bits by which two rare values that are alike may outweigh their level.
const MOST_MORE: f64 = 3.0;

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

/// By class of one person and class of two, the most bits for the first.
type Rest = [[f32; SAME]; CLASSES - SAME];

/// The greatest match weight that bits can become when `rest` is the most that is still to come.
fn most(bits: &Bits, rest: &Rest) -> f32 {
    let against = |same: usize| (0..SAME).map(move |other| bits[SAME + same] - bits[other] + rest[same][other]);
    let best = (0..CLASSES - SAME).map(|same| against(same).fold(f32::INFINITY, f32::min));
    best.fold(f32::NEG_INFINITY, f32::max) + LOG_CLASSES
}

/// log₂ of the number of classes of one person: what their sum can be above the greatest.
const LOG_CLASSES: f32 = 1.585;

/// The comparisons with those that tell persons apart first and those of a shared home last.
fn order(concerns: &[Concerns]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..concerns.len()).collect();
    order.sort_by_key(|&k| match concerns[k] {
        Concerns::Person => 0,
        Concerns::Family => 1,
        Concerns::Region => 2,
        Concerns::Locality => 3,
        Concerns::Home => 4,
    });
    order
}

/// Scores pairs of records under a model.
#[derive(Debug)]
pub struct Scorer<'r, R> {
    records: &'r R,
    weights: Weights,
    model: &'r Model,
    by_frequency: Vec<usize>,
    caused: Vec<Bits>,
    /// The comparisons in the order in which they are made, and what those after each can still say.
    order: Vec<usize>,
    rest: Vec<Rest>,
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
            order: order(&model.concerns),
            rest: Vec::new(),
        };
        scorer.rest = scorer.rests();
        scorer
    }

    /// By place in the order, the most that the comparisons after it can say for each class of one person against each of
    /// two.
    fn rests(&self) -> Vec<Rest> {
        let mut rest = [[0.0; SAME]; CLASSES - SAME];
        let mut rests = vec![rest; self.order.len()];
        for at in (1..self.order.len()).rev() {
            let k = self.order[at];
            let more = self.most_more(k);
            for (same, row) in rest.iter_mut().enumerate() {
                for (other, cell) in row.iter_mut().enumerate() {
                    let caused = (self.caused[k][SAME + same] - self.caused[k][other]).max(0.0);
                    let levels = 0..=self.model.comparisons[k].m.len() as u8;
                    let difference =
                        |level: u8| self.weights.of(k, level)[SAME + same] - self.weights.of(k, level)[other];
                    *cell += levels.map(difference).fold(0.0, f32::max) + caused * more;
                }
            }
            rests[at - 1] = rest;
        }
        rests
    }

    /// The most bits that frequency can add to a comparison.
    fn most_more(&self, k: usize) -> f32 {
        let rarest = 0.5 / self.records.count().max(1) as f64;
        match (self.by_frequency[k], self.model.comparisons[k].u.first()) {
            (0, _) | (_, None) => 0.0,
            (1, Some(u)) => (u / rarest).log2().max(0.0) as f32,
            (_, Some(u)) => (u / rarest).log2().max(MOST_MORE) as f32,
        }
    }

    /// The records that are scored.
    #[must_use]
    pub fn records(&self) -> &'r R {
        self.records
    }

    /// A pair with its weight.
    pub fn score(&self, a: u32, b: u32, seen: &mut Seen) -> ScoredPair {
        let pattern = self.records.pattern(a, b, seen);
        let mut bits = self.weights.prior;
        for k in 0..self.by_frequency.len() {
            bits = added(&bits, &self.bits(k, pattern.level(k), a, b));
        }
        ScoredPair {
            a,
            b,
            weight: match_weight(&bits),
            pattern,
        }
    }

    /// A pair with its weight if that may be at least `floor`; the comparisons that tell persons apart come first, and the
    /// rest are left out when nothing they could say would make up for it.
    pub fn score_above(&self, a: u32, b: u32, floor: f32, seen: &mut Seen) -> Option<ScoredPair> {
        let mut bits = self.weights.prior;
        let mut pattern = Pattern::default();
        for (&k, rest) in self.order.iter().zip(&self.rest) {
            let level = self.records.level(k, a, b, seen);
            pattern = pattern.with(k, level);
            bits = added(&bits, &self.bits(k, level, a, b));
            if most(&bits, rest) < floor {
                return None;
            }
        }
        let weight = match_weight(&bits);
        (weight >= floor).then_some(ScoredPair { a, b, weight, pattern })
    }

    /// What each comparison adds to the match weight of a pair, one after the other; with the prior's weight, which is that
    /// of two records of which nothing is known, they sum to the pair's.
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
            1 => (of.u[at] / f64::from(frequency.commoner)).log2(),
            _ => self.alike(of.m[at], of.u[at], frequency),
        };
        std::array::from_fn(|class| plain[class] + self.caused[k][class] * more as f32)
    }

    /// The bits by which two values that are alike outweigh their level: a rare spelling beside a common one is likely an
    /// error in it, and then says as much as the common one; two common values are two names.
    fn alike(&self, m: f64, u: f64, frequency: Frequency) -> f64 {
        let own = (f64::from(frequency.rarer) - OWN / self.records.count() as f64).max(0.0);
        let ratio = 1.0 / (f64::from(frequency.commoner) + SPELLINGS * own / m);
        (ratio * u / m).log2().min(MOST_MORE)
    }
}
