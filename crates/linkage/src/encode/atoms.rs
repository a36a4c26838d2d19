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

/// The atoms of each distinct value of each column: text once computed, looked up by record.
pub(crate) struct Atoms<'p> {
    persons: &'p Persons,
    columns: Vec<(Atom, Role, Vec<String>)>,
}

/// The atoms that one column gives, and by which role.
const OF_COLUMNS: [(Atom, Role); 17] = [
    (Atom::Id, Role::NationalId),
    (Atom::Given, Role::GivenName),
    (Atom::GivenStart, Role::GivenName),
    (Atom::First, Role::FirstSurname),
    (Atom::FirstStart, Role::FirstSurname),
    (Atom::Second, Role::SecondSurname),
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
            Atom::Surnames => self.write_sorted(&[Atom::First, Atom::Second], 2, record, to),
            Atom::Names => self.write_sorted(&[Atom::Given, Atom::First, Atom::Second], 2, record, to),
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

    /// Several atoms in alphabetical order, at least so many of them.
    fn write_sorted(&self, atoms: &[Atom], least: usize, record: u32, to: &mut String) -> Option<()> {
        let mut known = [""; 3];
        let texts = atoms.iter().filter_map(|atom| self.text(*atom, record));
        let count = known.iter_mut().zip(texts).map(|(place, text)| *place = text).count();
        let known = known.get_mut(..count).filter(|known| known.len() >= least)?;
        known.sort_unstable();
        for text in known {
            to.push('|');
            to.push_str(text);
        }
        Some(())
    }
}

/// The atom of a value, empty for none.
fn text(atom: Atom, value: &str) -> String {
    match atom {
        Atom::Id => identity(value),
        Atom::Given => sound(value),
        Atom::GivenStart => start(sound(value)),
        Atom::First | Atom::Second => sound_of_surname(value),
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
