//! Persons in, encodings out: for each blocking key a filter of all fields under a veil that only records with the same
//! key share.

use super::{
    atoms::Atoms,
    chances::Chances,
    filter::Filter,
    key::{FieldKey, Fingerprint, LinkageKey},
    pieces::pieces,
    scheme::{SCHEME_VERSION, SECTIONS, Section},
    veil::{Code, Drawing, bits_of},
};
use crate::{
    encoded::pattern,
    link::Chance,
    persons::{Column, Persons},
    role::Role,
};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

/// A record's filter under one of its blocking keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Number of the blocking key in the scheme.
    pub anchor: u8,
    /// Which fields are known, one bit each from the lowest up.
    pub known: u16,
    /// What records that agree on all values of the blocking key have in common; never 0.
    pub key: u64,
    /// The fields, side by side, under the veil that these values give.
    pub filter: Filter,
}

/// What an institution sends of one record in place of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Version of the scheme.
    pub version: u16,
    /// Which key it was made with.
    pub fingerprint: Fingerprint,
    /// By number of blocking key, ascending.
    pub views: Vec<View>,
}

/// Records that the chances are counted on.
const SAMPLE: usize = 1200;

/// Makes encodings with one key.
pub struct Encoder {
    fingerprint: Fingerprint,
    atoms: FieldKey,
    sections: Vec<FieldKey>,
    drawing: Drawing,
}

impl Encoder {
    /// An encoder for a key.
    #[must_use]
    pub fn new(key: &LinkageKey) -> Self {
        let section = |section: &Section| key.derive(&format!("v{SCHEME_VERSION} field {}", section.family));
        Self {
            fingerprint: key.fingerprint(),
            atoms: key.derive(&format!("v{SCHEME_VERSION} values")),
            sections: SECTIONS.iter().map(section).collect(),
            drawing: Drawing::new(key),
        }
    }

    /// The encoding of each record. A record of which too little is known has one without views.
    #[must_use]
    pub fn encode(&self, persons: &Persons) -> Vec<Encoding> {
        let encoding = |views| Encoding {
            version: SCHEME_VERSION,
            fingerprint: self.fingerprint,
            views,
        };
        let all = self.of(persons);
        (0..persons.len() as u32)
            .into_par_iter()
            .map_init(Vec::new, |codes, record| encoding(all.views(record, u32::MAX, codes)))
            .collect()
    }

    /// What all records of these persons are encoded from.
    pub(crate) fn of<'e>(&'e self, persons: &'e Persons) -> Encoded<'e> {
        Encoded {
            drawing: &self.drawing,
            atoms: Atoms::new(persons, &self.atoms),
            fields: self.fields(persons),
        }
    }

    /// What random pairs of these records look like, from a sample of at most 1 200 records, the same for the same seed.
    #[must_use]
    pub fn chances(&self, persons: &Persons, seed: u64) -> Chances {
        let fields: Vec<Field> = self.fields(persons);
        let mut chance = Chance(seed);
        let sample = persons.len().min(SAMPLE);
        let records: Vec<u32> = match persons.len() <= SAMPLE {
            true => (0..sample as u32).collect(),
            false => (0..sample).map(|_| chance.below(persons.len() as u64)).collect(),
        };
        let views: Vec<View> = records.iter().map(|record| plain(*record, &fields)).collect();
        let mut chances = Chances::default();
        for (at, one) in views.iter().enumerate() {
            for (other, record) in views[at + 1..].iter().zip(&records[at + 1..]) {
                if *record != records[at] {
                    chances.count(pattern(one, other));
                }
            }
        }
        chances
    }

    fn fields<'p>(&self, persons: &'p Persons) -> Vec<Field<'p>> {
        let sections = SECTIONS.iter().zip(0..).zip(&self.sections);
        sections
            .filter_map(|((section, number), key)| Field::new(persons, (number, section), key))
            .collect()
    }
}

/// Records about to be encoded: what is known of each value is computed, what is known of a record is put together.
pub(crate) struct Encoded<'e> {
    drawing: &'e Drawing,
    atoms: Atoms<'e>,
    fields: Vec<Field<'e>>,
}

impl Encoded<'_> {
    /// The views of a record under the blocking keys of which `wanted` has a bit.
    pub(crate) fn views(&self, record: u32, wanted: u32, codes: &mut Vec<(u8, Code)>) -> Vec<View> {
        let known = self.atoms.of(record);
        self.drawing.codes(wanted, &known, codes);
        let plain = plain(record, &self.fields);
        let bits = bits_of(plain.known);
        let veiled = |&(anchor, code): &(u8, Code)| {
            let (key, veil) = self.drawing.veil(code);
            let filter = veil.over(&plain.filter, &bits);
            View {
                anchor,
                key,
                filter,
                ..plain
            }
        };
        codes.iter().map(veiled).collect()
    }

    /// The numbers of a record's blocking keys, and its keys.
    pub(crate) fn keys(&self, record: u32, codes: &mut Vec<(u8, Code)>, mut each: impl FnMut(u8, u64)) {
        self.drawing.codes(u32::MAX, &self.atoms.of(record), codes);
        codes
            .iter()
            .for_each(|(anchor, code)| each(*anchor, self.drawing.key(*code)));
    }
}

/// A record's filter under no veil: it never leaves.
fn plain(record: u32, fields: &[Field]) -> View {
    let (mut filter, mut known) = (Filter::EMPTY, 0);
    for field in fields {
        let bits = field.values[field.codes[record as usize] as usize];
        known |= u16::from(bits != 0) << field.number;
        let bits = bits << (field.section.from % 64);
        let words = filter.0[field.section.from / 64..].iter_mut();
        for (word, bits) in words.zip([bits as u64, (bits >> 64) as u64]) {
            *word |= bits;
        }
    }
    View {
        anchor: 0,
        known,
        key: 1,
        filter,
    }
}

/// A field of the file: the bits of each distinct value.
struct Field<'p> {
    number: u8,
    section: &'static Section,
    codes: &'p [u32],
    values: Vec<u128>,
}

impl<'p> Field<'p> {
    fn new(persons: &'p Persons, (number, section): (u8, &'static Section), key: &FieldKey) -> Option<Self> {
        let column = column(persons, section.role)?;
        let mut known: HashMap<u32, u128, FixedState> = HashMap::default();
        let mut bits = |value: &str| {
            let mut bits = 0;
            pieces(section.cut, value, |piece| {
                bits |= *known
                    .entry(piece)
                    .or_insert_with(|| places(section, key.short(&[&piece.to_le_bytes()])));
            });
            bits
        };
        Some(Self {
            number,
            section,
            codes: &column.codes,
            values: column.values.iter().map(&mut bits).collect(),
        })
    }
}

/// The bits of a piece, each from bits of its own of the piece's code.
fn places(section: &Section, mut code: u64) -> u128 {
    let step = section.bits.trailing_zeros();
    let mut bits = 0;
    for _ in 0..section.hashes {
        bits |= 1 << (code >> (64 - step));
        code <<= step;
    }
    bits
}

/// The column of a role; of the year of birth where there is no date.
fn column(persons: &Persons, role: Role) -> Option<&Column> {
    let year = || persons.column(Role::BirthYear).filter(|_| role == Role::BirthDate);
    persons.column(role).or_else(year)
}
