//! Files without a folio in common, compared by what they say: day of the facts, day opened, offences, place, victims, the
//! number of the folio and the office it was passed on to, weighed by Fellegi and Sunter.

use super::Investigation;
use crate::{
    comparison::{BlockingKey, Comparison, Concerns, Frequency, MISSING, Records, Seen},
    link::{Linked, Settings, link},
};

/// Files of investigation as records to be compared.
#[derive(Clone, Debug)]
pub struct AlikeFiles<'f> {
    files: &'f [Investigation],
    sources: Vec<u16>,
    comparisons: Vec<Comparison>,
}

const DAYS: [&str; 4] = ["same day", "within 3 days", "within 31 days", "else"];

impl<'f> AlikeFiles<'f> {
    /// The files, to be compared.
    #[must_use]
    pub fn new(files: &'f [Investigation]) -> Self {
        let comparison = |name: &str, levels: &[&str]| Comparison::new(name, Concerns::Person, levels, 0);
        Self {
            files,
            sources: files.iter().map(|file| file.source).collect(),
            comparisons: vec![
                comparison("day of the facts", &DAYS),
                comparison("day opened", &DAYS),
                comparison("offences", &["same", "some in common", "else"]),
                comparison("place", &["same municipality", "same state", "else"]),
                comparison("number of victims", &["same", "one apart", "else"]),
                comparison("folio", &["same number and year", "same year", "else"]),
                comparison("passed on", &["to the other's office", "elsewhere"]),
            ],
        }
    }

    /// The blocking keys: no file is compared with all of its state.
    #[must_use]
    pub fn keys(&self) -> Vec<BlockingKey> {
        let key = |name: &str, of: &dyn Fn(&Investigation) -> Option<[i64; 3]>| BlockingKey {
            name: name.to_owned(),
            keys: self.files.iter().map(|file| of(file).map_or(0, hashed)).collect(),
        };
        let state = |file: &Investigation| file.place.map(|place| i64::from(place / 1_000));
        let offence = |file: &Investigation| file.offences.first().map(|code| i64::from(*code));
        let number = |file: &Investigation| file.own.as_ref().map(|own| (own.number as i64, i64::from(own.year)));
        vec![
            key("facts + state", &|file| Some([i64::from(file.facts?), state(file)?, 1])),
            key("facts + offence", &|file| {
                Some([i64::from(file.facts?), offence(file)?, 2])
            }),
            key("opened + state", &|file| {
                Some([i64::from(file.opened?), state(file)?, 3])
            }),
            key("month of facts + place + offence", &|file| {
                let month = i64::from(file.facts?.div_euclid(31));
                Some([month, i64::from(file.place?), 4 + 10 * offence(file)?])
            }),
            key("number + year", &|file| {
                number(file).map(|(number, year)| [number, year, 5])
            }),
        ]
    }
}

/// A key of three numbers, never 0.
fn hashed(parts: [i64; 3]) -> u32 {
    let mix = |hash: u64, part: i64| (hash ^ part as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    (parts.into_iter().fold(0x51_7C_C1, mix) >> 32) as u32 | 1
}

/// Links files by what they say. Pairs that [`super::link_by_folio`] found are among the answers too, if they are alike.
#[must_use]
pub fn link_alike(files: &[Investigation], settings: &Settings) -> Linked {
    let records = AlikeFiles::new(files);
    let keys = records.keys();
    link(&records, keys, settings)
}

impl Records for AlikeFiles<'_> {
    fn count(&self) -> usize {
        self.files.len()
    }

    fn sources(&self) -> &[u16] {
        &self.sources
    }

    fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    fn level(&self, comparison: usize, a: u32, b: u32, _: &mut Seen) -> u8 {
        let (a, b) = (&self.files[a as usize], &self.files[b as usize]);
        match comparison {
            0 => days(a.facts, b.facts),
            1 => days(a.opened, b.opened),
            2 => offences(&a.offences, &b.offences),
            3 => places(a.place, b.place),
            4 => victims(a.victims, b.victims),
            5 => folios(a, b),
            _ => passed_on(a, b),
        }
    }

    fn frequency(&self, _: usize, _: u32, _: u32) -> Option<Frequency> {
        None
    }
}

fn days(a: Option<i32>, b: Option<i32>) -> u8 {
    match a.zip(b).map(|(a, b)| a.abs_diff(b)) {
        None => MISSING,
        Some(0) => 1,
        Some(..=3) => 2,
        Some(..=31) => 3,
        Some(_) => 4,
    }
}

fn offences(a: &[u16], b: &[u16]) -> u8 {
    match (a, b) {
        ([], _) | (_, []) => MISSING,
        _ if a == b => 1,
        _ if a.iter().any(|code| b.contains(code)) => 2,
        _ => 3,
    }
}

/// A municipality that is not known is no disagreement: then only the states are compared.
fn places(a: Option<u32>, b: Option<u32>) -> u8 {
    match a.zip(b) {
        None => MISSING,
        Some((a, b)) if a / 1_000 != b / 1_000 => 3,
        Some((a, b)) if a == b && a % 1_000 != 0 => 1,
        Some(_) => 2,
    }
}

fn victims(a: Option<u32>, b: Option<u32>) -> u8 {
    match a.zip(b).map(|(a, b)| a.abs_diff(b)) {
        None => MISSING,
        Some(0) => 1,
        Some(1) => 2,
        Some(_) => 3,
    }
}

fn folios(a: &Investigation, b: &Investigation) -> u8 {
    match a.own.as_ref().zip(b.own.as_ref()) {
        None => MISSING,
        Some((a, b)) if a.may_be(b) => 1,
        Some((a, b)) if a.year == b.year => 2,
        Some(_) => 3,
    }
}

/// Whether one says that it was passed on to the other's office; neither says so of most files.
fn passed_on(a: &Investigation, b: &Investigation) -> u8 {
    match (a.sent_to.is_empty(), b.sent_to.is_empty()) {
        (true, true) => MISSING,
        _ if a.sent_to.contains(&b.source) || b.sent_to.contains(&a.source) => 1,
        _ => 2,
    }
}
