//! What blocking keys are made of, by value of a column.

use super::{
    key::FieldKey,
    scheme::{ATOMS, Atom},
};
use crate::{
    curp::{CurpFault, read_curp},
    dates::{BirthDate, DateOrder},
    names::phonetic,
    persons::{Column, Persons},
    role::Role,
};

/// Letters of a sound that a beginning has.
const START: usize = 3;
/// Hash functions in a band of a sketch.
const ROWS: usize = 4;
/// Pieces that names must have for a sketch.
const PIECES: u32 = 12;

/// The bands of a sketch.
const BANDS: [Atom; 4] = [Atom::Sketch1, Atom::Sketch2, Atom::Sketch3, Atom::Sketch4];

/// The atoms of each distinct value of each column: a keyed code once computed, looked up by record.
pub(crate) struct Atoms<'p> {
    columns: Vec<(Atom, &'p [u32], Vec<u128>)>,
    names: Vec<(&'p [u32], Vec<Least>)>,
}

/// What is known of one record, by atom; 0 where nothing is.
pub(crate) type Known = [u128; ATOMS];

/// The least piece of a name under each hash function of each band, and how many pieces the name has.
#[derive(Clone)]
struct Least {
    of: [u32; ROWS * BANDS.len()],
    pieces: u32,
}

impl Least {
    const NONE: Least = Least {
        of: [u32::MAX; ROWS * BANDS.len()],
        pieces: 0,
    };

    fn of(name: &str) -> Self {
        let mut least = Self::NONE;
        for piece in name.split(' ').flat_map(trigrams) {
            least.pieces += 1;
            for (least, function) in least.of.iter_mut().zip(0..) {
                *least = (*least).min(shuffled(piece, function));
            }
        }
        least
    }

    fn add(&mut self, other: &Self) {
        self.pieces += other.pieces;
        self.of
            .iter_mut()
            .zip(&other.of)
            .for_each(|(own, other)| *own = (*own).min(*other));
    }
}

/// The atoms that one column gives, and by which role.
const OF_COLUMNS: [(Atom, Role); 15] = [
    (Atom::Id, Role::NationalId),
    (Atom::Given, Role::GivenName),
    (Atom::GivenStart, Role::GivenName),
    (Atom::First, Role::FirstSurname),
    (Atom::FirstStart, Role::FirstSurname),
    (Atom::SecondStart, Role::SecondSurname),
    (Atom::Date, Role::BirthDate),
    (Atom::Year, Role::BirthDate),
    (Atom::Sex, Role::Sex),
    (Atom::Place, Role::Place),
    (Atom::Region, Role::Region),
    (Atom::Postcode, Role::Postcode),
    (Atom::Address, Role::Address),
    (Atom::StreetNumber, Role::StreetNumber),
    (Atom::Phone, Role::Phone),
];

impl<'p> Atoms<'p> {
    /// The atoms of all distinct values, under a key.
    pub(crate) fn new(persons: &'p Persons, key: &FieldKey) -> Self {
        let mut columns = Vec::new();
        for (atom, role) in OF_COLUMNS {
            if let Some(column) = persons.column(role) {
                columns.push((
                    atom,
                    column.codes.as_slice(),
                    codes(column, key, |value| text(atom, value)),
                ));
            }
        }
        let year = persons
            .column(Role::BirthYear)
            .filter(|_| persons.column(Role::BirthDate).is_none());
        if let Some(column) = year {
            columns.push((Atom::Year, column.codes.as_slice(), codes(column, key, str::to_owned)));
        }
        let names = [Role::GivenName, Role::FirstSurname, Role::SecondSurname];
        let names = names.iter().filter_map(|role| persons.column(*role));
        let least = |column: &'p Column| (column.codes.as_slice(), column.values.iter().map(Least::of).collect());
        Self {
            columns,
            names: names.map(least).collect(),
        }
    }

    /// What is known of a record.
    pub(crate) fn of(&self, record: u32) -> Known {
        let mut known = [0; ATOMS];
        for (atom, codes, values) in &self.columns {
            known[*atom as usize] = values[codes[record as usize] as usize];
        }
        let mut least = Least::NONE;
        for (codes, values) in &self.names {
            least.add(&values[codes[record as usize] as usize]);
        }
        if least.pieces >= PIECES {
            for (band, rows) in BANDS.iter().zip(least.of.chunks_exact(ROWS)) {
                known[*band as usize] = rows.iter().fold(0, |code, row| code << 32 | u128::from(*row));
            }
        }
        known
    }
}

/// The code of the atom of each value of a column; 0 for none.
fn codes(column: &Column, key: &FieldKey, text: impl Fn(&str) -> String) -> Vec<u128> {
    let code = |text: &str| match text {
        "" => 0,
        _ => key.long(&[text.as_bytes()]),
    };
    column.values.iter().map(|value| code(&text(value))).collect()
}

/// The runs of three letters of a word, a blank before and after it.
fn trigrams(word: &str) -> impl Iterator<Item = u64> + '_ {
    let at = |place: usize| {
        place
            .checked_sub(1)
            .and_then(|p| word.as_bytes().get(p))
            .copied()
            .unwrap_or(b' ')
    };
    (0..word.len()).map(move |place| (place..place + 3).fold(0, |run, place| run << 8 | u64::from(at(place))))
}

/// A piece in the order of a hash function of MinHash.
fn shuffled(piece: u64, function: u64) -> u32 {
    let mixed = (piece ^ function.wrapping_mul(0xA24B_AED4_963E_E407)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    ((mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
}

/// The atom of a value, empty for none.
fn text(atom: Atom, value: &str) -> String {
    match atom {
        Atom::Id => identity(value),
        Atom::Given => sound(value),
        Atom::GivenStart => start(sound(value)),
        Atom::First => sound_of_surname(value),
        Atom::FirstStart | Atom::SecondStart => start(sound_of_surname(value)),
        Atom::Date => date(value, true),
        Atom::Year => date(value, false),
        _ => value.to_owned(),
    }
}

/// A number of one person; none if too short to be one, or a CURP that does not check.
fn identity(value: &str) -> String {
    let wrong = value.len() == 18 && !matches!(read_curp(value), Ok(_) | Err(CurpFault::Shape));
    if wrong || value.len() < 5 {
        return String::new();
    }
    value.to_owned()
}

/// The sound of the first word.
fn sound(value: &str) -> String {
    phonetic(value.split(' ').next().unwrap_or_default())
}

/// The sound of all words together, so that `DE LA CRUZ` and `DELACRUZ` are one.
fn sound_of_surname(value: &str) -> String {
    phonetic(value).replace(' ', "")
}

fn start(mut sound: String) -> String {
    if let Some((end, _)) = sound.char_indices().nth(START) {
        sound.truncate(end);
    }
    sound
}

/// The year of a date, and if asked for month and day in ascending order; none when one of them is unknown.
fn date(value: &str, rest: bool) -> String {
    let Some(date) = BirthDate::parse(value, DateOrder::DayFirst).map(BirthDate::unswapped) else {
        return String::new();
    };
    match (date.year, date.month, rest) {
        (0, _, _) | (_, 0, true) => String::new(),
        (year, month, true) => format!("{year}-{month}-{}", date.day),
        (year, _, false) => year.to_string(),
    }
}
