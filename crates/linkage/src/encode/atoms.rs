//! What blocking keys are made of, by value of a column.

use super::scheme::Atom;
use crate::{
    curp::{CurpFault, read_curp},
    dates::{BirthDate, DateOrder},
    names::phonetic,
    persons::Persons,
    role::Role,
};

/// Letters of a sound that a beginning has.
const START: usize = 3;
/// Hash functions in a band of a sketch.
const ROWS: usize = 4;
/// Pieces that names must have for a sketch.
const PIECES: usize = 12;

/// The atoms of each distinct value of each column: text once computed, looked up by record.
pub(crate) struct Atoms<'p> {
    persons: &'p Persons,
    columns: Vec<(Atom, Role, Vec<String>)>,
}

/// The atoms that one column gives, and by which role.
const OF_COLUMNS: [(Atom, Role); 16] = [
    (Atom::Id, Role::NationalId),
    (Atom::Given, Role::GivenName),
    (Atom::GivenStart, Role::GivenName),
    (Atom::First, Role::FirstSurname),
    (Atom::FirstStart, Role::FirstSurname),
    (Atom::SecondStart, Role::SecondSurname),
    (Atom::Date, Role::BirthDate),
    (Atom::Year, Role::BirthDate),
    (Atom::MonthDay, Role::BirthDate),
    (Atom::Sex, Role::Sex),
    (Atom::Place, Role::Place),
    (Atom::Region, Role::Region),
    (Atom::Postcode, Role::Postcode),
    (Atom::Address, Role::Address),
    (Atom::StreetNumber, Role::StreetNumber),
    (Atom::Phone, Role::Phone),
];

impl<'p> Atoms<'p> {
    /// The atoms of all distinct values.
    pub(crate) fn new(persons: &'p Persons) -> Self {
        let mut columns = Vec::new();
        for (atom, role) in OF_COLUMNS {
            if let Some(column) = persons.column(role) {
                columns.push((
                    atom,
                    role,
                    column.values.iter().map(|value| text(atom, value)).collect(),
                ));
            }
        }
        let year = persons
            .column(Role::BirthYear)
            .filter(|_| persons.column(Role::BirthDate).is_none());
        if let Some(column) = year {
            let years = column.values.iter().map(str::to_owned).collect();
            columns.push((Atom::Year, Role::BirthYear, years));
        }
        Self { persons, columns }
    }

    /// Writes the atom of a record after what is written already; `None` if it is not known.
    pub(crate) fn write(&self, atom: Atom, record: u32, to: &mut String) -> Option<()> {
        match atom {
            Atom::Sketch(band) => self.write_band(band, record, to),
            _ => {
                let text = self.text(atom, record)?;
                to.push('|');
                to.push_str(text);
                Some(())
            }
        }
    }

    fn text(&self, atom: Atom, record: u32) -> Option<&str> {
        let (_, role, texts) = self.columns.iter().find(|column| column.0 == atom)?;
        let code = *self.persons.column(*role)?.codes.get(record as usize)?;
        texts
            .get(code as usize)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// The smallest piece of the names under each hash function of a band, if the names have pieces enough.
    fn write_band(&self, band: u8, record: u32, to: &mut String) -> Option<()> {
        let names = [Role::GivenName, Role::FirstSurname, Role::SecondSurname];
        let mut least = [u64::MAX; ROWS];
        let mut count = 0;
        let words = names
            .iter()
            .flat_map(|role| self.persons.value(*role, record).split(' '));
        for piece in words.flat_map(trigrams) {
            count += 1;
            for (least, row) in least.iter_mut().zip(0..) {
                *least = (*least).min(shuffled(piece, u64::from(band) * ROWS as u64 + row));
            }
        }
        (count >= PIECES).then(|| least.iter().for_each(|one| to.push_str(&format!("|{one:x}"))))
    }
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
fn shuffled(piece: u64, function: u64) -> u64 {
    let mixed = (piece ^ function.wrapping_mul(0xA24B_AED4_963E_E407)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 24
}

/// The atom of a value, empty for none.
fn text(atom: Atom, value: &str) -> String {
    match atom {
        Atom::Id => identity(value),
        Atom::Given => sound(value),
        Atom::GivenStart => start(sound(value)),
        Atom::First => sound_of_surname(value),
        Atom::FirstStart | Atom::SecondStart => start(sound_of_surname(value)),
        Atom::Date => date(value, true, true),
        Atom::Year => date(value, true, false),
        Atom::MonthDay => date(value, false, true),
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

/// The parts asked for of a date, month and day in ascending order; none when one of them is unknown.
fn date(value: &str, year: bool, rest: bool) -> String {
    let Some(date) = BirthDate::parse(value, DateOrder::DayFirst).map(BirthDate::unswapped) else {
        return String::new();
    };
    if (year && date.year == 0) || (rest && date.month == 0) {
        return String::new();
    }
    match (year, rest) {
        (true, true) => format!("{}-{}-{}", date.year, date.month, date.day),
        (true, false) => date.year.to_string(),
        _ => format!("{}-{}", date.month, date.day),
    }
}
