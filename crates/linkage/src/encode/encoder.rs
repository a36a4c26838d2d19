//! Persons in, encodings out: for each blocking key a filter of all fields under a salt that only records with the same
//! key share, and, if asked for, one filter of the whole record.

use super::{
    atoms::Atoms,
    chances::Chances,
    filter::Filter,
    key::{FieldKey, Fingerprint, LinkageKey},
    pieces::pieces,
    scheme::{ANCHORS, SCHEME_VERSION, SECTIONS, Section},
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
    /// HMAC-SHA256 of the attributes that the key is made of, its first eight bytes; never 0.
    pub key: u64,
    /// The fields, side by side, salted by those attributes.
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
    anchors: Vec<FieldKey>,
    sections: Vec<FieldKey>,
}

impl Encoder {
    /// An encoder for a key.
    #[must_use]
    pub fn new(key: &LinkageKey) -> Self {
        let anchor = |anchor: &super::scheme::Anchor| key.derive(&format!("v{SCHEME_VERSION} key {}", anchor.name));
        let section = |section: &Section| key.derive(&format!("v{SCHEME_VERSION} field {}", section.family));
        Self {
            fingerprint: key.fingerprint(),
            anchors: ANCHORS.iter().map(anchor).collect(),
            sections: SECTIONS.iter().map(section).collect(),
        }
    }

    /// The encoding of each record. A record of which too little is known has one without views.
    #[must_use]
    pub fn encode(&self, persons: &Persons) -> Vec<Encoding> {
        let atoms = Atoms::new(persons);
        let fields = self.fields(persons);
        (0..persons.len() as u32)
            .into_par_iter()
            .map(|record| self.encode_one(record, &atoms, &fields))
            .collect()
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
        let code = self.sections[0].code(&[b"thrown away"]);
        let filters: Vec<Filter> = records
            .iter()
            .map(|record| view(0, &code, *record, &fields).filter)
            .collect();
        let mut chances = Chances::default();
        for (at, one) in filters.iter().enumerate() {
            for (other, record) in filters[at + 1..].iter().zip(&records[at + 1..]) {
                if *record != records[at] {
                    chances.count(pattern(one, other));
                }
            }
        }
        chances
    }

    fn fields<'p>(&self, persons: &'p Persons) -> Vec<Field<'p>> {
        let sections = SECTIONS.iter().zip(&self.sections);
        sections
            .filter_map(|(section, key)| Field::new(persons, section, key))
            .collect()
    }

    fn encode_one(&self, record: u32, atoms: &Atoms, fields: &[Field]) -> Encoding {
        let mut views = Vec::new();
        let mut text = String::new();
        for ((anchor, key), number) in ANCHORS.iter().zip(&self.anchors).zip(0..) {
            text.clear();
            if anchor
                .atoms
                .iter()
                .try_for_each(|atom| atoms.write(*atom, record, &mut text))
                .is_some()
            {
                views.push(view(number, &key.code(&[text.as_bytes()]), record, fields));
            }
        }
        Encoding {
            version: SCHEME_VERSION,
            fingerprint: self.fingerprint,
            views,
        }
    }
}

/// The view of a record under a blocking key: eight bytes of its code are the key that all see, the others the salt that
/// nobody sees.
fn view(anchor: u8, code: &[u8; 32], record: u32, fields: &[Field]) -> View {
    let eight = |from: usize| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&code[from..from + 8]);
        u64::from_le_bytes(eight)
    };
    let salt = Salt {
        factor: u128::from(eight(8)) << 64 | u128::from(eight(16)) | 1,
        start: u128::from(eight(24)).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835),
    };
    let mut filter = Filter::EMPTY;
    for field in fields {
        field.add(record, salt, &mut filter);
    }
    let key = eight(0).max(1);
    View { anchor, key, filter }
}

/// A secret draw from a family of hash functions: multiply-shift with a factor and a start of 128 bits, strongly
/// universal for pieces of 64 (Dietzfelbinger 1996). Every blocking key draws anew, so that the places of a piece under
/// one key say nothing of its places under another.
#[derive(Clone, Copy)]
struct Salt {
    factor: u128,
    start: u128,
}

impl Salt {
    fn hash(self, piece: u64) -> u64 {
        (self.factor.wrapping_mul(u128::from(piece)).wrapping_add(self.start) >> 64) as u64
    }
}

/// A field of the file: the keyed codes of the pieces of each distinct value.
struct Field<'p> {
    section: &'static Section,
    codes: &'p [u32],
    starts: Vec<u32>,
    pieces: Vec<u64>,
}

impl<'p> Field<'p> {
    fn new(persons: &'p Persons, section: &'static Section, key: &FieldKey) -> Option<Self> {
        let column = column(persons, section.role)?;
        let mut known: HashMap<u32, u64, FixedState> = HashMap::default();
        let (mut starts, mut all) = (vec![0], Vec::new());
        for value in column.values.iter() {
            for piece in pieces(section.cut, value) {
                let code = known.entry(piece);
                all.push(*code.or_insert_with(|| key.short(&[&piece.to_le_bytes()])));
            }
            starts.push(all.len() as u32);
        }
        Some(Self {
            section,
            codes: &column.codes,
            starts,
            pieces: all,
        })
    }

    /// Sets the bits of a record's value under a salt.
    fn add(&self, record: u32, salt: Salt, filter: &mut Filter) {
        let code = self.codes[record as usize] as usize;
        let own = self.starts[code] as usize..self.starts[code + 1] as usize;
        let step = self.section.bits.trailing_zeros();
        let mut bits = 0u128;
        for piece in &self.pieces[own] {
            let mut places = salt.hash(*piece);
            for _ in 0..self.section.hashes {
                bits |= 1 << (places >> (64 - step));
                places <<= step;
            }
        }
        let words = filter.0[self.section.from / 64..].iter_mut();
        let bits = bits << (self.section.from % 64);
        for (word, bits) in words.zip([bits as u64, (bits >> 64) as u64]) {
            *word |= bits;
        }
    }
}

/// The column of a role; of the year of birth where there is no date.
fn column(persons: &Persons, role: Role) -> Option<&Column> {
    let year = || persons.column(Role::BirthYear).filter(|_| role == Role::BirthDate);
    persons.column(role).or_else(year)
}
