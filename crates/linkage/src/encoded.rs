//! Encodings as records to be compared: two encodings are compared field by field under the first blocking key that
//! they share, for only there are their filters salted alike.

mod linked;

use crate::{
    comparison::{BlockingKey, Comparison, Concerns, Frequency, MISSING, Pattern, Records, Seen},
    encode::{ANCHORS, Chances, Encoding, Filter, SECTIONS, Section, View, dice_of},
    role::Role,
};
pub use linked::{EncodedLinkage, link_encoded};

/// Encodings of persons, from one source or several.
#[derive(Clone, Debug)]
pub struct EncodedRecords {
    sources: Vec<u16>,
    starts: Vec<u32>,
    views: Vec<View>,
    chances: Chances,
    comparisons: Vec<Comparison>,
}

/// Places of the names among the sections.
const GIVEN: usize = 0;
const FIRST: usize = 1;
const SECOND: usize = 2;
/// Level of two names written in each other's place, and the last level of names that are alike.
const CROSSED: u8 = 5;
const ALIKE: u8 = 3;
/// Lowest Dice coefficients of the levels after exact agreement: of names and other words, and of numbers.
const WORDS: [f64; 3] = [0.85, 0.7, 0.5];
const NUMBERS: [f64; 3] = [0.85, 0.7, 0.5];

impl EncodedRecords {
    /// Encodings by record, and the source (file, authority, return) of each. All must be of one key and version.
    #[must_use]
    pub fn new(encodings: Vec<Encoding>, sources: Vec<u16>, chances: Chances) -> Self {
        let mut starts = vec![0];
        let mut views = Vec::with_capacity(encodings.iter().map(|one| one.views.len()).sum());
        for encoding in encodings {
            views.extend(encoding.views);
            starts.push(views.len() as u32);
        }
        Self {
            sources,
            starts,
            views,
            chances,
            comparisons: SECTIONS.iter().map(comparison).collect(),
        }
    }

    /// The views of a record.
    #[must_use]
    pub fn views(&self, record: u32) -> &[View] {
        let at = record as usize;
        &self.views[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The blocking keys: by number of key in the scheme, each record's, 0 for none.
    #[must_use]
    pub fn keys(&self) -> Vec<BlockingKey> {
        let mut keys: Vec<BlockingKey> = ANCHORS
            .iter()
            .map(|anchor| BlockingKey {
                name: anchor.name.to_owned(),
                keys: vec![0; self.count()],
            })
            .collect();
        for record in 0..self.count() {
            for view in self.views(record as u32) {
                keys[usize::from(view.anchor)].keys[record] = (view.key >> 32) as u32 | 1;
            }
        }
        keys
    }

    /// The pattern of two records; all missing when they share no key.
    fn compared(&self, a: u32, b: u32) -> Pattern {
        self.shared(a, b).map_or(Pattern::default(), |(a, b)| pattern(a, b))
    }

    /// The filters of two records under the first blocking key that they share.
    fn shared(&self, a: u32, b: u32) -> Option<(&Filter, &Filter)> {
        let (left, right) = (self.views(a), self.views(b));
        let mut at = 0;
        for view in left {
            while right.get(at).is_some_and(|other| other.anchor < view.anchor) {
                at += 1;
            }
            let other = right.get(at)?;
            if other.anchor == view.anchor && other.key == view.key {
                return Some((&view.filter, &other.filter));
            }
        }
        None
    }
}

fn comparison(section: &Section) -> Comparison {
    let (name, steps) = (
        section.role.name(),
        ["same", "dice ≥ 0.85", "dice ≥ 0.7", "dice ≥ 0.5", "else"],
    );
    let crossed = [
        "same",
        "dice ≥ 0.85",
        "dice ≥ 0.7",
        "dice ≥ 0.5",
        "in another's place",
        "else",
    ];
    let concerns = match section.role {
        Role::FirstSurname | Role::SecondSurname => Concerns::Family,
        Role::Region => Concerns::Region,
        Role::Place | Role::Postcode => Concerns::Locality,
        Role::Address | Role::StreetNumber | Role::Phone => Concerns::Home,
        _ => Concerns::Person,
    };
    match section.role {
        Role::Sex | Role::Region | Role::Phone => Comparison::new(name, concerns, &["same", "else"], 0),
        Role::GivenName | Role::SecondSurname => Comparison::new(name, concerns, &crossed, 0),
        _ => Comparison::new(name, concerns, &steps, 0),
    }
}

impl Records for EncodedRecords {
    fn count(&self) -> usize {
        self.sources.len()
    }

    fn sources(&self) -> &[u16] {
        &self.sources
    }

    fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    fn level(&self, comparison: usize, a: u32, b: u32, _: &mut Seen) -> u8 {
        self.compared(a, b).level(comparison)
    }

    fn frequency(&self, _: usize, _: u32, _: u32) -> Option<Frequency> {
        None
    }

    fn glance(&self, a: u32, b: u32) -> Pattern {
        self.compared(a, b)
    }

    fn pattern(&self, a: u32, b: u32, _: &mut Seen) -> Pattern {
        self.compared(a, b)
    }

    fn at_random(&self) -> Option<Vec<(Pattern, f64)>> {
        Some(self.chances.patterns())
    }
}

/// The levels of all fields of two filters that are salted alike.
pub(crate) fn pattern(a: &Filter, b: &Filter) -> Pattern {
    let mut levels = [MISSING; SECTIONS.len()];
    levels
        .iter_mut()
        .zip(0..)
        .for_each(|(level, k)| *level = self::level(k, a, b));
    if let Some(crossed) = crossed(a, b).filter(|_| levels[FIRST] > ALIKE) {
        levels[FIRST] = MISSING;
        levels[crossed] = CROSSED;
    }
    let levels = levels.into_iter().enumerate();
    levels.fold(Pattern::default(), |pattern, (k, level)| pattern.with(k, level))
}

/// The name that stands in the first surname's place, and the first surname in its.
fn crossed(a: &Filter, b: &Filter) -> Option<usize> {
    let name = |filter: &Filter, at: usize| bits(&SECTIONS[at], filter);
    let alike = |x: [u64; 2], y: [u64; 2]| dice(x, y) >= WORDS[1];
    let known = |at: usize| name(a, at) != [0; 2] || name(b, at) != [0; 2];
    let each = |at: &usize| {
        let (there, back) = (alike(name(a, FIRST), name(b, *at)), alike(name(a, *at), name(b, FIRST)));
        (there && back) || (*at == SECOND && (there || back) && known(SECOND))
    };
    [GIVEN, SECOND].into_iter().find(each)
}

/// The level of one field of two filters that are salted alike.
fn level(comparison: usize, a: &Filter, b: &Filter) -> u8 {
    let section = &SECTIONS[comparison];
    let (own, other) = (bits(section, a), bits(section, b));
    if own == [0; 2] || other == [0; 2] {
        return MISSING;
    }
    if own == other {
        return 1;
    }
    let steps = match section.role {
        Role::Sex | Role::Region | Role::Phone => return 2,
        Role::GivenName | Role::FirstSurname | Role::SecondSurname | Role::Address | Role::Place => WORDS,
        _ => NUMBERS,
    };
    let dice = dice(own, other);
    match steps.iter().position(|step| dice >= *step) {
        Some(at) => at as u8 + 2,
        None if matches!(section.role, Role::GivenName | Role::SecondSurname) => CROSSED + 1,
        None => 5,
    }
}

/// The bits of a field.
fn bits(section: &Section, filter: &Filter) -> [u64; 2] {
    let word = filter.0[section.from / 64];
    match section.bits {
        128 => [word, filter.0[section.from / 64 + 1]],
        64 => [word, 0],
        _ => [word >> (section.from % 64) & 0xFFFF_FFFF, 0],
    }
}

fn dice(a: [u64; 2], b: [u64; 2]) -> f64 {
    let ones = |bits: [u64; 2]| bits[0].count_ones() + bits[1].count_ones();
    dice_of(ones([a[0] & b[0], a[1] & b[1]]), ones(a), ones(b))
}
