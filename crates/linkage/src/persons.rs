//! Records of persons in columns: each column a dictionary of normalised values and one code a record.

use crate::curp::read_curp;
use crate::dates::{BirthDate, DateOrder, date_order};
use crate::missing::{is_missing, is_missing_name};
use crate::names::{NameWords, given_name, normalise, surname};
use crate::role::Role;
use crate::values::{Interner, Values};

/// Above this share of a source's dates of birth, 1 January is what its clerks write for a year alone (by chance 0.27 %).
const SUSPECT_SHARE: f64 = 0.02;

/// One column: the code of each record, 0 for missing, and what the codes mean.
#[derive(Debug, Clone)]
pub struct Column {
    /// What the column says of a person.
    pub role: Role,
    /// The code of each record.
    pub codes: Vec<u32>,
    /// The value of each code, normalised by role: names in plain capitals, dates as `YYYYMMDD` with zeros for unknown parts.
    pub values: Values,
}

/// Records of persons, from one source or several. The record's number is its place.
#[derive(Debug, Clone, Default)]
pub struct Persons {
    columns: Vec<Column>,
    sources: Vec<u16>,
}

impl Persons {
    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The column of a role.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == role)
    }

    /// The columns there are, by role.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The source (file, authority, return) of each record.
    #[must_use]
    pub fn sources(&self) -> &[u16] {
        &self.sources
    }

    /// The normalised value of a record in a role; empty when missing or when the role is not there.
    #[must_use]
    pub fn value(&self, role: Role, record: u32) -> &str {
        self.column(role)
            .map_or("", |column| column.values.get(column.codes[record as usize]))
    }
}

/// One column as it comes in: the codes of the rows so far and the texts of the last ones, which have none yet.
#[derive(Debug)]
struct RawColumn {
    role: Role,
    interner: Interner,
    codes: Vec<u32>,
    waiting: String,
    ends: Vec<usize>,
}

/// Rows that are given codes at once.
const TOGETHER: usize = 512;

impl RawColumn {
    fn new(role: Role) -> Self {
        Self {
            role,
            interner: Interner::default(),
            codes: Vec::new(),
            waiting: String::new(),
            ends: Vec::new(),
        }
    }

    fn push(&mut self, cell: &str) {
        self.waiting.push_str(cell);
        self.ends.push(self.waiting.len());
        if self.ends.len() == TOGETHER {
            self.settle();
        }
    }

    /// Gives the waiting texts their codes.
    fn settle(&mut self) {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let texts = starts.zip(&self.ends).map(|(from, &to)| &self.waiting[from..to]);
        self.interner.extend(texts, &mut self.codes);
        self.waiting.clear();
        self.ends.clear();
    }
}

/// Takes records row by row; nothing is allocated for a row whose values were seen before.
#[derive(Debug)]
pub struct PersonsBuilder {
    raw: Vec<RawColumn>,
    sources: Vec<u16>,
}

impl PersonsBuilder {
    /// A builder for rows of these roles, each at most once.
    #[must_use]
    pub fn new(roles: &[Role]) -> Self {
        Self {
            raw: roles.iter().map(|&role| RawColumn::new(role)).collect(),
            sources: Vec::new(),
        }
    }

    /// Adds a record of `source`: one cell for each role, as written. Cells that are not there are missing.
    pub fn push(&mut self, source: u16, cells: &[&str]) {
        for (at, column) in self.raw.iter_mut().enumerate() {
            column.push(cells.get(at).unwrap_or(&""));
        }
        self.sources.push(source);
    }

    /// The records, each distinct value normalised once.
    #[must_use]
    pub fn finish(self) -> Persons {
        let mut columns = Vec::new();
        let given: Vec<Role> = self.raw.iter().map(|column| column.role).collect();
        for mut column in self.raw {
            column.settle();
            let RawColumn {
                role, interner, codes, ..
            } = column;
            match role {
                Role::FullName => columns.extend(names_apart(&interner.finish(), &codes, &given)),
                Role::BirthDate => columns.push(dates(&interner.finish(), &codes, &self.sources)),
                _ => columns.push(mapped(role, interner, codes, |text| normalised(role, text))),
            }
        }
        columns.sort_by_key(|column| column.role);
        Persons {
            columns,
            sources: self.sources,
        }
    }
}

/// A column whose distinct values went through `normal`; those that it leaves alone keep their codes.
fn mapped(role: Role, mut raw: Interner, codes: Vec<u32>, normal: impl Fn(&str) -> String) -> Column {
    let mut map = vec![0; raw.values().len()];
    for code in 1..map.len() as u32 {
        let text = raw.values().get(code);
        let plain = normal(text);
        map[code as usize] = if plain == text { code } else { raw.code(&plain) };
    }
    Column {
        role,
        codes: codes.into_iter().map(|code| map[code as usize]).collect(),
        values: raw.finish(),
    }
}

/// A cell as its role writes it; empty when it says nothing.
fn normalised(role: Role, text: &str) -> String {
    match role {
        Role::GivenName | Role::FirstSurname | Role::SecondSurname | Role::FullName if is_missing_name(text) => {
            String::new()
        }
        Role::GivenName => given_name(text),
        Role::FirstSurname | Role::SecondSurname => surname(text),
        _ if is_missing(text) => String::new(),
        Role::NationalId => number(text),
        Role::Phone if text.contains('@') => text.trim().to_uppercase(),
        Role::Phone | Role::Postcode | Role::StreetNumber => number(text),
        Role::BirthYear => {
            BirthDate::parse(text, DateOrder::DayFirst).map_or_else(String::new, |date| date.year.to_string())
        }
        _ => normalise(text),
    }
}

/// A number or code without its punctuation; a CURP whose check digit fails is kept, as evidence with an error in it.
fn number(text: &str) -> String {
    let plain: String = text.chars().filter_map(crate::names::plain_letter).collect();
    match plain.starts_with('0') && read_curp(&plain).is_err() {
        true => plain.trim_start_matches('0').to_owned(),
        false => plain,
    }
}

/// A column of dates: the order of day and month is read from the column, 1 January is a year alone in a source that
/// writes it too often.
fn dates(raw: &Values, codes: &[u32], sources: &[u16]) -> Column {
    let order = date_order(raw.iter());
    let parsed: Vec<Option<BirthDate>> = raw
        .iter()
        .map(|text| BirthDate::parse(text, order).filter(|_| !is_missing(text)))
        .collect();
    let suspect = suspect_sources(&parsed, codes, sources);
    let mut interner = Interner::default();
    let written: Vec<u32> = parsed.iter().map(|date| interner.code(&date_text(*date))).collect();
    let year: Vec<u32> = parsed
        .iter()
        .map(|date| interner.code(&date_text(date.map(BirthDate::year_only))))
        .collect();
    let code = |(&code, &source): (&u32, &u16)| {
        let first = parsed[code as usize].is_some_and(BirthDate::is_first_of_january);
        let map = if first && suspect[usize::from(source)] {
            &year
        } else {
            &written
        };
        map[code as usize]
    };
    Column {
        role: Role::BirthDate,
        codes: codes.iter().zip(sources).map(code).collect(),
        values: interner.finish(),
    }
}

/// Which sources write 1 January for a year alone.
fn suspect_sources(parsed: &[Option<BirthDate>], codes: &[u32], sources: &[u16]) -> Vec<bool> {
    let count = sources.iter().max().map_or(0, |&last| usize::from(last) + 1);
    let mut seen = vec![(0u32, 0u32); count];
    for (&code, &source) in codes.iter().zip(sources) {
        if let Some(date) = parsed[code as usize].filter(|date| !date.is_year_only()) {
            let seen = &mut seen[usize::from(source)];
            seen.0 += 1;
            seen.1 += u32::from(date.is_first_of_january());
        }
    }
    let suspicious = |(all, first): (u32, u32)| first > 5 && f64::from(first) > SUSPECT_SHARE * f64::from(all);
    seen.into_iter().map(suspicious).collect()
}

/// The eight digits of a date, empty for none.
fn date_text(date: Option<BirthDate>) -> String {
    date.map_or_else(String::new, |date| {
        date.digits().iter().map(|digit| char::from(b'0' + digit)).collect()
    })
}

/// The columns of a full name taken apart, those that the file does not give by themselves.
fn names_apart(raw: &Values, codes: &[u32], given: &[Role]) -> Vec<Column> {
    let words = NameWords::learn(raw.iter());
    let mut parts: [(Interner, Vec<u32>); 3] = Default::default();
    for text in raw.iter() {
        let name = words.split(if is_missing_name(text) { "" } else { text });
        for ((interner, map), part) in parts
            .iter_mut()
            .zip([name.given, name.first_surname, name.second_surname])
        {
            map.push(interner.code(&part));
        }
    }
    [Role::GivenName, Role::FirstSurname, Role::SecondSurname]
        .into_iter()
        .zip(parts)
        .filter(|(role, _)| !given.contains(role))
        .map(|(role, (interner, map))| Column {
            role,
            codes: codes.iter().map(|&code| map[code as usize]).collect(),
            values: interner.finish(),
        })
        .filter(|column| !column.values.is_empty())
        .collect()
}
