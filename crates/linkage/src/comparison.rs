//! What is compared of two records and how alike it is: comparisons, their levels, and the pattern of a pair.

/// How many comparisons a pattern holds.
pub const MAX_COMPARISONS: usize = 16;

/// The level of a comparison in which either side is missing: its weight is 0.
pub const MISSING: u8 = 0;

/// What a glance tells: both sides are known and differ, the level is not known yet.
pub const DIFFERENT: u8 = 14;

/// What a glance tells when it tells nothing.
pub const UNSEEN: u8 = 15;

/// One level of a comparison, from the best (number 1) to "all else" (the last).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// What holds at this level, as shown to a reviewer: `exact`, `jaro-winkler ≥ 0.92`, `else`.
    pub name: String,
    /// Whether agreement at this level is on one value, whose frequency then counts (term-frequency adjustment).
    pub by_frequency: bool,
}

/// What a comparison tells about, beside the person: who shares a home shares more than the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Concerns {
    /// The person alone: given name, sex, date of birth, national number.
    #[default]
    Person,
    /// The person and her kin: surnames.
    Family,
    /// The person, her kin and her neighbours: state.
    Region,
    /// Where she lives, with many others: municipality, postal code.
    Locality,
    /// Where she lives, with her household: street, number, telephone.
    Home,
}

/// One comparison: its name and its levels, best first. Level 0, missing, is implied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The name of what is compared, such as a role's name.
    pub name: String,
    /// The levels 1, 2, …; at most 13.
    pub levels: Vec<Level>,
    /// What it tells about.
    pub concerns: Concerns,
}

impl Comparison {
    /// A comparison with levels of these names; `by_frequency` says on how many of the first the value's frequency counts.
    #[must_use]
    pub fn new(name: &str, concerns: Concerns, levels: &[&str], by_frequency: usize) -> Self {
        let level = |(at, name): (usize, &&str)| Level {
            name: (*name).to_owned(),
            by_frequency: at < by_frequency,
        };
        Self {
            name: name.to_owned(),
            levels: levels.iter().enumerate().map(level).collect(),
            concerns,
        }
    }
}

/// The levels of all comparisons of one pair, four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(pub u64);

impl Pattern {
    /// The level of a comparison, 0 for missing.
    #[must_use]
    #[inline]
    pub fn level(self, comparison: usize) -> u8 {
        (self.0 >> (4 * comparison) & 15) as u8
    }

    /// The pattern with that comparison at that level, whatever it was before.
    #[must_use]
    #[inline]
    pub fn replaced(self, comparison: usize, level: u8) -> Self {
        Self(self.0 & !(15 << (4 * comparison))).with(comparison, level)
    }

    /// The pattern with that comparison at that level, if it was 0 before.
    #[must_use]
    #[inline]
    pub fn with(self, comparison: usize, level: u8) -> Self {
        Self(self.0 | u64::from(level & 15) << (4 * comparison))
    }
}

/// How common the two values of a pair are, as shares of the records that have a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frequency {
    /// The share of the commoner value.
    pub commoner: f32,
    /// The share of the rarer value.
    pub rarer: f32,
}

/// Records that can be compared in pairs: persons in the clear, or encodings of persons.
///
/// Records are numbered from 0. Every method is symmetric in its two records.
pub trait Records {
    /// How many records there are.
    fn count(&self) -> usize;

    /// The source of each record: file, authority or return.
    fn sources(&self) -> &[u16];

    /// What is compared, at most [`MAX_COMPARISONS`].
    fn comparisons(&self) -> &[Comparison];

    /// The level of one comparison of two records. `seen` may remember what costs more than looking it up.
    fn level(&self, comparison: usize, a: u32, b: u32, seen: &mut Seen) -> u8;

    /// The shares of records that have either value of a pair, for levels at which frequency counts; `None` where it does
    /// not count for these values.
    fn frequency(&self, comparison: usize, a: u32, b: u32) -> Option<Frequency>;

    /// The chance that two records taken at random agree at level 1, known exactly from the frequencies of values;
    /// `None` where it has to be sampled.
    fn chance(&self, comparison: usize) -> Option<f64> {
        let _ = comparison;
        None
    }

    /// What a close look at one comparison costs, next to others.
    fn cost(&self, comparison: usize) -> f32 {
        let _ = comparison;
        1.0
    }

    /// Reads a record that is about to be compared, so that it is near when it is.
    fn touch(&self, record: u32) {
        let _ = record;
    }

    /// What is known of a pair without looking closely: for each comparison [`MISSING`], 1, [`DIFFERENT`] or [`UNSEEN`].
    fn glance(&self, a: u32, b: u32) -> Pattern {
        let _ = (a, b);
        (0..self.comparisons().len()).fold(Pattern::default(), |pattern, k| pattern.with(k, UNSEEN))
    }

    /// Patterns of pairs taken at random and how many have each, of records that cannot be compared at random here.
    fn at_random(&self) -> Option<Vec<(Pattern, f64)>> {
        None
    }

    /// The pattern of a pair.
    fn pattern(&self, a: u32, b: u32, seen: &mut Seen) -> Pattern {
        (0..self.comparisons().len()).fold(Pattern::default(), |pattern, k| {
            pattern.with(k, self.level(k, a, b, seen))
        })
    }
}

/// One blocking key: records with the same value, 0 excepted, are candidates for each other. A collision of two
/// values only adds a candidate, so 32 bits do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockingKey {
    /// The name of the key, such as `given_name + birth_date`.
    pub name: String,
    /// The key of each record, 0 for none.
    pub keys: Vec<u32>,
}

/// Levels of value pairs seen before, for comparisons that cost more than a look-up. It holds the last pairs that fell on
/// each place and forgets the others.
#[derive(Debug, Clone)]
pub struct Seen {
    entries: Vec<(u64, u8)>,
}

/// Places in [`Seen`], a power of two: one mebibyte, so that it stays in the processor's own memory.
const PLACES: usize = 1 << 16;

impl Default for Seen {
    fn default() -> Self {
        Self {
            entries: vec![(u64::MAX, 0); PLACES],
        }
    }
}

impl Seen {
    /// The level of two values of a comparison, given by `compare` if it is not remembered. Codes are below 2²⁸.
    #[inline]
    pub fn level(&mut self, comparison: usize, a: u32, b: u32, compare: impl FnOnce() -> u8) -> u8 {
        let (low, high) = (u64::from(a.min(b)), u64::from(a.max(b)));
        let key = (comparison as u64) << 56 | high << 28 | low;
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize % PLACES;
        let entry = &mut self.entries[place];
        if entry.0 != key {
            *entry = (key, compare());
        }
        entry.1
    }
}
