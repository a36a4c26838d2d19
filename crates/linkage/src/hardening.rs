//! One filter for the whole record, and what makes it harder to read: a salt by year of birth, folding, balance, flips.
//!
//! Such a filter (CLK: Schnell, Bachteler and Reiher 2011) is what an agreement may ask for where comparison by field is
//! not wanted, and what LSH works on. It is weaker than encodings by key: the places of a piece are the same in all
//! records of one salt. Folding: Schnell and Borgs 2016. Balance: Schnell and Borgs 2018. Flips: BLIP (Alaggan,
//! Gambs and Kermarrec 2012), drawn here from the key and the filter, so that equal filters stay equal.

use crate::{
    encode::{FILTER_BITS, FILTER_WORDS, FieldKey, Filter, LinkageKey, SECTIONS, pieces},
    link::Chance,
    persons::{Column, Persons},
    role::Role,
};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// What a filter looks like before it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 1 024 bits as they were set.
    Plain,
    /// 2 048 bits, one half XORed with the other.
    Folded,
    /// 512 bits and their complement, in an order that the key draws: always 512 bits set.
    Balanced,
}

/// How filters of whole records are made harder to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hardening {
    /// Whether the year of birth salts every piece. Records whose year is wrong or unknown on one side no longer match.
    pub by_year: bool,
    /// The shape.
    pub shape: Shape,
    /// Share of bits that are flipped, 0 for none.
    pub flips: f64,
}

impl Hardening {
    /// Nothing done: to measure against, not to send.
    pub const NONE: Hardening = Hardening {
        by_year: false,
        shape: Shape::Plain,
        flips: 0.0,
    };
    /// What is taken unless told otherwise: balanced. On febrl4 it costs nothing (F1 1.0000; 0.9999 unhardened, 0.9994
    /// folded), with one bit in fifty flipped next to nothing (0.9999), while a salt by year of birth loses every pair
    /// with an error in the year (0.963).
    pub const USUAL: Hardening = Hardening {
        by_year: false,
        shape: Shape::Balanced,
        flips: 0.02,
    };
}

/// Words of the widest filter before folding.
const WIDE: usize = 2 * FILTER_WORDS;

type Wide = [u64; WIDE];

/// Makes filters of whole records with one key.
pub struct WholeEncoder {
    hardening: Hardening,
    sections: Vec<FieldKey>,
    flips: FieldKey,
    /// Where each of the 512 bits goes, and where its complement.
    order: Vec<u16>,
    /// The places of all complements.
    full: Filter,
}

impl WholeEncoder {
    /// An encoder for a key.
    #[must_use]
    pub fn new(key: &LinkageKey, hardening: Hardening) -> Self {
        let mut order: Vec<u16> = (0..FILTER_BITS as u16).collect();
        let mut chance = Chance(key.derive("whole order").short(&[]));
        for at in (1..order.len()).rev() {
            order.swap(at, chance.below(at as u64 + 1) as usize);
        }
        let mut full = Filter::EMPTY;
        order[FILTER_BITS / 2..]
            .iter()
            .for_each(|place| full.set(usize::from(*place)));
        let field = |section: &crate::encode::Section| key.derive(&format!("whole field {}", section.role.name()));
        Self {
            hardening,
            sections: SECTIONS.iter().map(field).collect(),
            flips: key.derive("whole flips"),
            order,
            full,
        }
    }

    /// The filter of each record; empty where nothing is known.
    #[must_use]
    pub fn encode(&self, persons: &Persons) -> Vec<Filter> {
        let years = Years::new(persons);
        let mut fields: Vec<Field> = (0..SECTIONS.len()).filter_map(|at| self.field(persons, at)).collect();
        let records = 0..persons.len();
        records
            .map(|record| {
                let salt = if self.hardening.by_year { years.of(record) } else { 0 };
                let mut wide = [0; WIDE];
                for field in &mut fields {
                    field.add(record, salt, &mut wide);
                }
                self.shaped(&wide)
            })
            .collect()
    }

    fn field<'p>(&'p self, persons: &'p Persons, at: usize) -> Option<Field<'p>> {
        let bits = match self.hardening.shape {
            Shape::Plain => FILTER_BITS,
            Shape::Folded => 2 * FILTER_BITS,
            Shape::Balanced => FILTER_BITS / 2,
        };
        Some(Field {
            column: persons.column(SECTIONS[at].role)?,
            section: at,
            key: &self.sections[at],
            bits,
            order: (self.hardening.shape == Shape::Balanced).then_some(&self.order),
            places: HashMap::default(),
            values: Vec::new(),
        })
    }

    fn shaped(&self, wide: &Wide) -> Filter {
        let mut filter = match self.hardening.shape {
            _ if wide.iter().all(|word| *word == 0) => return Filter::EMPTY,
            Shape::Plain => Filter(std::array::from_fn(|at| wide[at])),
            Shape::Folded => Filter(std::array::from_fn(|at| wide[at] ^ wide[at + FILTER_WORDS])),
            Shape::Balanced => Filter(std::array::from_fn(|at| {
                wide[at] | (self.full.0[at] & !wide[at + FILTER_WORDS])
            })),
        };
        if self.hardening.flips > 0.0 {
            self.flip(&mut filter);
        }
        filter
    }

    /// Flips bits, the same for the same filter.
    fn flip(&self, filter: &mut Filter) {
        let mut chance = Chance(self.flips.short(&[&filter.to_bytes()]));
        let limit = (self.hardening.flips.clamp(0.0, 0.5) * (1u64 << 32) as f64) as u64;
        for bit in 0..FILTER_BITS {
            filter.0[bit / 64] ^= u64::from(chance.next() >> 32 < limit) << (bit % 64);
        }
    }
}

/// The year of birth of each record, 0 when unknown.
struct Years<'p> {
    column: Option<&'p Column>,
    years: Vec<u16>,
}

impl<'p> Years<'p> {
    fn new(persons: &'p Persons) -> Self {
        let column = persons
            .column(Role::BirthDate)
            .or_else(|| persons.column(Role::BirthYear));
        let year = |value: &str| value.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
        let years = column.map_or_else(Vec::new, |column| column.values.iter().map(year).collect());
        Self { column, years }
    }

    fn of(&self, record: usize) -> u16 {
        self.column
            .map_or(0, |column| self.years[column.codes[record] as usize])
    }
}

/// A field of the file, with what was computed of it before.
struct Field<'p> {
    column: &'p Column,
    section: usize,
    key: &'p FieldKey,
    bits: usize,
    order: Option<&'p Vec<u16>>,
    places: HashMap<(u16, u32), [u16; 16], FixedState>,
    /// By value, under each salt that was met.
    values: Vec<Vec<(u16, Box<Wide>)>>,
}

impl Field<'_> {
    /// Sets the bits of a record's value.
    fn add(&mut self, record: usize, salt: u16, wide: &mut Wide) {
        let code = self.column.codes[record] as usize;
        if code == 0 {
            return;
        }
        if self.values.is_empty() {
            self.values.resize(self.column.values.len(), Vec::new());
        }
        let known = self.values[code].iter().position(|(of, _)| *of == salt);
        let known = known.unwrap_or_else(|| {
            let own = self.bits_of(code as u32, salt);
            self.values[code].push((salt, own));
            self.values[code].len() - 1
        });
        let own = &self.values[code][known].1;
        wide.iter_mut().zip(own.iter()).for_each(|(all, own)| *all |= own);
    }

    /// The bits of a value under a salt: in the balanced shape the lower half are those to be set, the upper those to be
    /// cleared.
    fn bits_of(&mut self, code: u32, salt: u16) -> Box<Wide> {
        let section = &SECTIONS[self.section];
        let mut own = Box::new([0; WIDE]);
        let mut set = |at: usize| own[at / 64] |= 1 << (at % 64);
        pieces(section.cut, self.column.values.get(code), |piece| {
            let places = self.places.entry((salt, piece));
            let places = places.or_insert_with(|| hashed(self.key, salt, piece));
            for place in &places[..section.weight] {
                let at = usize::from(*place) % self.bits;
                match self.order {
                    Some(order) => {
                        set(usize::from(order[at]));
                        set(FILTER_BITS + usize::from(order[at + FILTER_BITS / 2]));
                    }
                    None => set(at),
                }
            }
        });
        own
    }
}

/// Sixteen places of a piece, by HMAC-SHA256.
fn hashed(key: &FieldKey, salt: u16, piece: u32) -> [u16; 16] {
    let code = key.code(&[&salt.to_le_bytes(), &piece.to_le_bytes()]);
    std::array::from_fn(|at| u16::from_le_bytes([code[2 * at], code[2 * at + 1]]))
}
