//! Encodings as records to be compared: two encodings are compared field by field under the first blocking key that
//! they share, for only there are their filters under one veil. Views that no pair is compared under are not kept.

mod linked;

use crate::{
    candidates::Candidates,
    comparison::{BlockingKey, Comparison, Concerns, Frequency, MISSING, Pattern, Records, Seen},
    encode::{ANCHORS, Chances, Encoded, Encoder, Encoding, SECTIONS, Section, View},
    persons::Persons,
    role::Role,
};
use linked::cut;
pub use linked::{EncodedLinkage, link_encoded};

/// Encodings of persons, from one source or several.
#[derive(Clone, Debug)]
pub struct EncodedRecords {
    sources: Vec<u16>,
    starts: Vec<u32>,
    views: Vec<View>,
    keys: Vec<BlockingKey>,
    cut_pairs: u64,
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

impl EncodedRecords {
    /// Encodings by record, and the source (file, authority, return) of each. All must be of one key and version.
    #[must_use]
    pub fn new(encodings: Vec<Encoding>, sources: Vec<u16>, chances: Chances) -> Self {
        let mut records = Self::of_keys(keys_of(&encodings), sources, chances);
        let compared = records.compared_under(false);
        for (encoding, compared) in encodings.into_iter().zip(compared) {
            let views = encoding.views.into_iter();
            records.keep(views.filter(|view| compared >> view.anchor & 1 == 1));
        }
        records
    }

    /// Persons who are encoded here and now, for trials and to link files as if they were encoded: only the views that
    /// are compared are made. `across` says that only records of different sources will be linked.
    #[must_use]
    pub fn encoded(encoder: &Encoder, persons: &Persons, across: bool, seed: u64) -> Self {
        let all = encoder.of(persons);
        let chances = encoder.chances(persons, seed);
        let mut records = Self::of_keys(
            keys_of_persons(&all, persons.len()),
            persons.sources().to_vec(),
            chances,
        );
        let mut codes = Vec::new();
        for (record, compared) in (0..).zip(records.compared_under(across)) {
            records.keep(all.views(record, compared, &mut codes).into_iter());
        }
        records
    }

    fn of_keys(mut keys: Vec<BlockingKey>, sources: Vec<u16>, chances: Chances) -> Self {
        let cut_pairs = keys.iter_mut().map(cut).sum();
        Self {
            sources,
            starts: vec![0],
            views: Vec::new(),
            keys,
            cut_pairs,
            chances,
            comparisons: SECTIONS.iter().map(comparison).collect(),
        }
    }

    /// By record, under which blocking keys it is compared with another, one bit each: those that are the first that a pair
    /// shares.
    fn compared_under(&self, across: bool) -> Vec<u32> {
        let mut compared = vec![0; self.count()];
        let candidates = Candidates::new(self.keys.clone(), &self.sources, across);
        let mut mark = |record: u32, key: usize| compared[record as usize] |= 1 << key;
        candidates.stream(
            1,
            |_| {},
            |pair| {
                mark(pair.a, pair.key);
                mark(pair.b, pair.key);
            },
        );
        compared
    }

    /// Keeps the views of the next record.
    fn keep(&mut self, views: impl Iterator<Item = View>) {
        self.views.extend(views);
        self.starts.push(self.views.len() as u32);
    }

    /// The views of a record under which it is compared.
    #[must_use]
    pub fn views(&self, record: u32) -> &[View] {
        let at = record as usize;
        &self.views[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The blocking keys: by number of key in the scheme, each record's, 0 for none; large blocks are in pieces.
    #[must_use]
    pub fn keys(&self) -> &[BlockingKey] {
        &self.keys
    }

    /// Pairs not looked at because their block was larger than is compared in full.
    #[must_use]
    pub fn cut_pairs(&self) -> u64 {
        self.cut_pairs
    }

    /// The pattern of two records; all missing when they share no key.
    fn compared(&self, a: u32, b: u32) -> Pattern {
        self.shared(a, b).map_or(Pattern::default(), |(a, b)| pattern(a, b))
    }

    /// The views of two records under the first blocking key that they share.
    fn shared(&self, a: u32, b: u32) -> Option<(&View, &View)> {
        let (left, right) = (self.views(a), self.views(b));
        let mut at = 0;
        for view in left {
            while right.get(at).is_some_and(|other| other.anchor < view.anchor) {
                at += 1;
            }
            let other = right.get(at)?;
            if other.anchor == view.anchor && other.key == view.key {
                return Some((view, other));
            }
        }
        None
    }
}

/// No key of any of so many records.
fn no_keys(records: usize) -> Vec<BlockingKey> {
    let key = |anchor: &crate::encode::Anchor| BlockingKey {
        name: anchor.name.to_owned(),
        keys: vec![0; records],
    };
    ANCHORS.iter().map(key).collect()
}

/// A key in 32 bits, never 0.
fn short(key: u64) -> u32 {
    (key >> 32) as u32 | 1
}

fn keys_of(encodings: &[Encoding]) -> Vec<BlockingKey> {
    let mut keys = no_keys(encodings.len());
    for (record, encoding) in encodings.iter().enumerate() {
        for view in &encoding.views {
            keys[usize::from(view.anchor)].keys[record] = short(view.key);
        }
    }
    keys
}

fn keys_of_persons(all: &Encoded, records: usize) -> Vec<BlockingKey> {
    let mut keys = no_keys(records);
    let mut codes = Vec::new();
    for record in 0..records {
        all.keys(record as u32, &mut codes, |anchor, key| {
            keys[usize::from(anchor)].keys[record] = short(key);
        });
    }
    keys
}

fn comparison(section: &Section) -> Comparison {
    let name = section.role.name();
    let [first, second, third] = section.steps.map(|bits| format!("{bits} bits off or fewer"));
    let steps = ["same", &first, &second, &third, "else"];
    let crossed = ["same", &first, &second, &third, "in another's place", "else"];
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

    fn touch(&self, record: u32) {
        std::hint::black_box(
            self.views
                .get(self.starts[record as usize] as usize)
                .map_or(0, |view| view.key),
        );
    }

    fn at_random(&self) -> Option<Vec<(Pattern, f64)>> {
        Some(self.chances.patterns())
    }
}

/// The levels of all fields of two filters under one veil.
pub(crate) fn pattern(a: &View, b: &View) -> Pattern {
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
fn crossed(a: &View, b: &View) -> Option<usize> {
    let alike = |x: usize, y: usize| knows(a, x) && knows(b, y) && apart((x, a), (y, b)) <= SECTIONS[FIRST].steps[1];
    let known = |at: usize| knows(a, at) || knows(b, at);
    let each = |at: &usize| {
        let (there, back) = (alike(FIRST, *at), alike(*at, FIRST));
        (there && back) || (*at == SECOND && (there || back) && known(SECOND))
    };
    [GIVEN, SECOND].into_iter().find(each)
}

/// The level of one field of two filters under one veil.
fn level(k: usize, a: &View, b: &View) -> u8 {
    if !knows(a, k) || !knows(b, k) {
        return MISSING;
    }
    let section = &SECTIONS[k];
    let apart = apart((k, a), (k, b));
    match section.steps.iter().position(|most| apart <= *most) {
        _ if apart == 0 => 1,
        _ if section.steps[2] == 0 => 2,
        Some(at) => at as u8 + 2,
        None if matches!(section.role, Role::GivenName | Role::SecondSurname) => CROSSED + 1,
        None => 5,
    }
}

/// Whether a field is known.
fn knows(view: &View, k: usize) -> bool {
    view.known >> k & 1 == 1
}

/// In how many bits a field of one filter and a field of another differ.
fn apart((k, a): (usize, &View), (l, b): (usize, &View)) -> u32 {
    let (own, other) = (bits(&SECTIONS[k], a), bits(&SECTIONS[l], b));
    (own[0] ^ other[0]).count_ones() + (own[1] ^ other[1]).count_ones()
}

/// The bits of a field.
fn bits(section: &Section, view: &View) -> [u64; 2] {
    let filter = &view.filter;
    let word = filter.0[section.from / 64];
    match section.bits {
        128 => [word, filter.0[section.from / 64 + 1]],
        64 => [word, 0],
        _ => [word >> (section.from % 64) & 0xFFFF_FFFF, 0],
    }
}
