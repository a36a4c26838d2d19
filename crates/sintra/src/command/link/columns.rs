//! What is read of a file: the record's own number, and the columns that the map names.

use std::path::Path;

use linkage::{Persons, PersonsBuilder, Role};

use crate::{command::link::map::Map, outcome::Failure};

/// The records' own numbers as they stand in the files, end to end.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    text: String,
    ends: Vec<usize>,
}

impl Ids {
    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(self.text.len());
    }

    /// The number of a record, by its place.
    pub(crate) fn of(&self, record: u32) -> &str {
        let at = record as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[from..self.ends[at]]
    }

    /// The place of the first record of a number.
    pub(crate) fn place(&self, id: &str) -> Result<u32, Failure> {
        let found = self
            .all()
            .position(|one| one == id)
            .and_then(|at| u32::try_from(at).ok());
        found.ok_or_else(|| Failure::Usage(format!("no record has the number «{id}»")))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        let froms = std::iter::once(0).chain(self.ends.iter().copied());
        froms.zip(&self.ends).map(|(from, to)| &self.text[from..*to])
    }
}

/// Records as they are read, of one file after the other.
#[derive(Debug)]
pub(crate) struct Reading {
    persons: PersonsBuilder,
    ids: Ids,
}

/// Where the columns of a map stand in a heading.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) id: usize,
    /// Of each role; one file of two may lack a column.
    pub(crate) roles: Vec<Option<usize>>,
}

impl Reading {
    pub(crate) fn new(map: &Map) -> Reading {
        let roles: Vec<Role> = map.roles.iter().map(|(role, _)| *role).collect();
        Reading {
            persons: PersonsBuilder::new(&roles),
            ids: Ids::default(),
        }
    }

    /// Adds a record; `cells` are in the order of the map's roles.
    pub(crate) fn push(&mut self, source: usize, id: &str, cells: &[&str]) {
        self.ids.push(id);
        self.persons.push(u16::try_from(source).unwrap_or(u16::MAX), cells);
    }

    pub(crate) fn finish(self) -> (Persons, Ids) {
        (self.persons.finish(), self.ids)
    }
}

impl Places {
    /// Finds the columns of a map in a heading.
    pub(crate) fn of(map: &Map, heading: &[&str], path: &Path) -> Result<Places, Failure> {
        let place = |name: &str| heading.iter().position(|one| one.trim() == name);
        let wrong = |says: String| Failure::Usage(format!("{}: {says}", path.display()));
        let missing = |name: &str| {
            wrong(format!(
                "there is no column «{name}»; there are: {}",
                heading.join(", ")
            ))
        };
        let roles: Vec<Option<usize>> = map.roles.iter().map(|(_, column)| place(column)).collect();
        match roles.iter().any(Option::is_some) {
            true => Ok(Places {
                id: place(&map.id).ok_or_else(|| missing(&map.id))?,
                roles,
            }),
            false => Err(map.roles.first().map_or_else(
                || wrong("the map names no role".to_owned()),
                |(_, column)| missing(column),
            )),
        }
    }
}
