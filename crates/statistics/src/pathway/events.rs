//! The records that show steps of a pathway, with the day, and the files that persons' records are in.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Catalogue, Date, Pathway, Precision, Shown};

use super::{
    Coverage,
    course::{Persons, Reach, UNDATED},
};
use crate::{
    APART, Facts, Subject, clusters::Clusters, fact::Fact, linked::Linked, records::Records, tables::TablesError,
};

/// A record that shows a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// The register, by its place in [`Way::registers`].
    pub(crate) register: u8,
    pub(crate) row: u32,
    pub(crate) step: u8,
    /// Days since 1970-01-01, or [`UNDATED`].
    pub(super) day: i32,
}

/// What speaks of persons: records that show steps, and rows that name a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    pub(crate) shown: Vec<Event>,
    /// Register and row.
    pub(crate) in_files: Vec<(u8, u32)>,
}

/// All that a pathway is followed by.
pub(crate) struct Way<'a> {
    pub(crate) registers: Vec<(&'a Facts, &'a Linked)>,
    pub(crate) persons: Events,
    /// Files that show a step.
    pub(crate) files: Vec<Event>,
    /// For each step, records of persons and files.
    pub(super) coverage: Vec<[Coverage; 2]>,
    pub(super) bound: u32,
    files_bound: u32,
}

impl<'a> Way<'a> {
    /// Gathers the records of all steps; `None` where the first step has no linked register.
    pub(crate) fn of(
        catalogue: &Catalogue,
        facts: &'a mut BTreeMap<String, Facts>,
        pathway: &Pathway,
    ) -> Result<Option<Way<'a>>, TablesError> {
        let is_linked = |facts: &BTreeMap<String, Facts>, name: &str| facts.get(name).is_some_and(Facts::is_linked);
        if !pathway
            .step
            .iter()
            .take(1)
            .flat_map(|step| &step.shown)
            .any(|shown| is_linked(facts, &shown.of))
        {
            return Ok(None);
        }
        let mut read: Vec<(usize, &Shown, Records)> = Vec::new();
        for (at, step) in pathway.step.iter().enumerate() {
            for shown in &step.shown {
                if let Some(own) = facts.get_mut(&shown.of) {
                    read.push((at, shown, Records::of(catalogue, own, &shown.universe, None)?));
                }
            }
        }
        let names: BTreeSet<&str> = pathway.shown().map(|shown| shown.of.as_str()).collect();
        let facts = &*facts;
        let linked = names
            .iter()
            .filter_map(|name| facts.get(*name))
            .filter_map(|own| Some((own, own.linked.as_ref()?)));
        let mut way = Way {
            registers: linked.collect(),
            persons: Events::default(),
            files: Vec::new(),
            coverage: vec![Default::default(); pathway.step.len()],
            bound: 0,
            files_bound: 0,
        };
        for (_, linked) in &way.registers {
            way.bound = way.bound.max(linked.bound);
            way.files_bound = way.files_bound.max(linked.files_bound);
        }
        for (step, shown, records) in &read {
            if let Some(own) = facts.get(&shown.of) {
                way.take(*step, own, shown.date.as_deref(), records);
            }
        }
        way.take_files();
        Ok(Some(way))
    }

    /// Takes in the records of a register that show a step.
    fn take(&mut self, step: usize, facts: &Facts, date: Option<&str>, records: &Records) {
        let register = self
            .registers
            .iter()
            .position(|(own, _)| own.register() == facts.register());
        let own = register.and_then(|at| self.registers[at].1.own());
        let is_of_files = facts
            .linked
            .as_ref()
            .is_some_and(|linked| linked.subject == Subject::File);
        let day = days(facts, date);
        for row in (0..facts.rows()).filter(|row| records.has(facts, *row)) {
            let coverage = &mut self.coverage[step][usize::from(is_of_files)];
            coverage.reported += facts.weight(row);
            let (Some(register), Some(own)) = (register, own) else {
                continue;
            };
            if own.of[row] == APART {
                continue;
            }
            coverage.linked += 1;
            let event = Event {
                register: register as u8,
                row: row as u32,
                step: step as u8,
                day: day(row),
            };
            match is_of_files {
                true => self.files.push(event),
                false => self.persons.shown.push(event),
            }
        }
    }

    /// The rows of persons that name a file, in every register that the pathway names.
    fn take_files(&mut self) {
        if self.files.is_empty() {
            return;
        }
        for (at, (_, linked)) in self.registers.iter().enumerate() {
            let (Subject::Person, Some(person), Some(file)) = (linked.subject, &linked.person, &linked.file) else {
                continue;
            };
            let both = person.of.iter().zip(&file.of).enumerate();
            let both = both.filter(|(_, (person, file))| **person != APART && **file != APART);
            self.persons
                .in_files
                .extend(both.map(|(row, _)| (at as u8, row as u32)));
        }
    }

    pub(super) fn draws(&self) -> usize {
        self.registers
            .iter()
            .map(|(_, linked)| linked.drawn.len())
            .min()
            .unwrap_or_default()
    }

    /// The cluster of a row as decided, or in a draw.
    pub(crate) fn cluster(&self, subject: Subject, register: u8, row: u32, draw: Option<usize>) -> u32 {
        let clusters = self.registers[usize::from(register)].1.clusters(subject);
        clusters.map_or(APART, |clusters| clusters.in_draw(row, draw))
    }

    fn moves(&self, subject: Subject, register: u8, row: u32) -> bool {
        let clusters = self.registers[usize::from(register)].1.clusters(subject);
        clusters.is_some_and(|clusters| clusters.moving.binary_search(&row).is_ok())
    }

    /// What no draw changes anything of, and the rest: of persons of whom a record, or a file, is moved by some draw.
    pub(super) fn apart(&self) -> [Events; 2] {
        let mut affected = vec![false; self.bound as usize];
        for (_, linked) in &self.registers {
            let Some(person) = &linked.person else { continue };
            let moving = person.moving.iter().map(|row| person.of[*row as usize]);
            moving
                .filter(|cluster| *cluster != APART)
                .for_each(|cluster| affected[cluster as usize] = true);
        }
        for (register, row) in &self.persons.in_files {
            if self.moves(Subject::File, *register, *row) {
                affected[self.cluster(Subject::Person, *register, *row, None) as usize] = true;
            }
        }
        let is = |register: u8, row: u32| affected[self.cluster(Subject::Person, register, row, None) as usize];
        let Events { shown, in_files } = &self.persons;
        let (moved, settled): (Vec<Event>, Vec<Event>) = shown.iter().partition(|one| is(one.register, one.row));
        let (files_moved, files_settled) = in_files.iter().partition(|(register, row)| is(*register, *row));
        let events = |shown, in_files| Events { shown, in_files };
        [events(settled, files_settled), events(moved, files_moved)]
    }

    /// Everybody's steps as decided.
    pub(crate) fn decided(&self, steps: usize) -> Persons {
        let files = self.files_in(&self.files_settled(steps), None);
        let mut persons = Persons::new(steps, self.bound);
        persons.walk(self, &self.persons, &files, None);
        persons
    }

    /// The steps of files that no draw moves.
    pub(super) fn files_settled(&self, steps: usize) -> Reach {
        let mut reach = Reach::new(steps, self.files_bound);
        for event in self
            .files
            .iter()
            .filter(|event| !self.moves(Subject::File, event.register, event.row))
        {
            reach.mark(
                self.cluster(Subject::File, event.register, event.row, None),
                event.step,
                event.day,
            );
        }
        reach
    }

    /// The steps of all files, as decided or in a draw.
    pub(super) fn files_in(&self, settled: &Reach, draw: Option<usize>) -> Reach {
        let mut reach = settled.clone();
        for event in self
            .files
            .iter()
            .filter(|event| self.moves(Subject::File, event.register, event.row))
        {
            reach.mark(
                self.cluster(Subject::File, event.register, event.row, draw),
                event.step,
                event.day,
            );
        }
        reach
    }
}

impl Clusters {
    fn in_draw(&self, row: u32, draw: Option<usize>) -> u32 {
        let drawn = draw.and_then(|draw| Some(self.drawn[draw][self.moving.binary_search(&row).ok()?]));
        drawn.unwrap_or_else(|| self.of[row as usize])
    }
}

/// The day of each row in a field of dates, where it is known to the day.
fn days<'f>(facts: &'f Facts, date: Option<&str>) -> impl Fn(usize) -> i32 + use<'f> {
    let column = date.and_then(|date| facts.columns.get(date));
    let days: Vec<i32> = column
        .iter()
        .flat_map(|(_, entries)| entries.iter().map(|fact| day(*fact)))
        .collect();
    let column = column.map(|(number, _)| &facts.frame().columns()[*number]);
    move |row| {
        let code = column.and_then(|column| column.code(row));
        code.and_then(|code| days.get(code as usize))
            .copied()
            .unwrap_or(UNDATED)
    }
}

fn day(fact: Fact) -> i32 {
    match fact {
        Fact::Date(date) if date.precision() == Precision::Day => days_since_1970(date),
        _ => UNDATED,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, by years that begin in March.
fn days_since_1970(date: Date) -> i32 {
    let year = if date.month() > 2 { date.year() } else { date.year() - 1 };
    let month = (date.month() + 9) % 12;
    let in_year = (153 * month + 2) / 5 + date.day() - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + in_year - 719_468
}
