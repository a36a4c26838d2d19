//! From a record to the row that an official types: the categories of its group, what is drawn, what its person
//! is, and what its register asks besides, so that it breaks no rule unless it is made to.

mod crimes;
mod dates;
mod registers;

use std::collections::BTreeMap;

use fastrand::Rng;

pub(crate) use dates::usual_day;

use crate::{day::Day, files::Files, margins::Counts, person::Person, records::Records};

/// A row of a workbook: field and text.
pub(crate) type Row<'m> = Vec<(&'m str, String)>;

/// Variables that a group has for the sake of other variables, and that no form asks.
const INNER: [&str; 8] = [
    "authority",
    "level",
    "special",
    "crime_group",
    "nationality_status",
    "year",
    "file",
    "origin_relation",
];

/// A record about to become a row.
pub(crate) struct Writing<'a, 'm> {
    pub(crate) records: &'a Records<'m>,
    pub(crate) record: usize,
    pub(crate) person: Option<&'a Person>,
    pub(crate) files: &'a Files,
    pub(crate) authority: &'a str,
    /// The authority's state, `00` for the federation.
    pub(crate) state: &'a str,
    /// Its number among the records of its authority, from 1.
    pub(crate) number: usize,
    /// The days of the period.
    pub(crate) period: (Day, Day),
    pub(crate) rng: &'a mut Rng,
    pub(crate) row: Row<'m>,
}

impl<'m> Writing<'_, 'm> {
    /// The row of a single record.
    pub(crate) fn single(mut self) -> Row<'m> {
        let own = self.own_number();
        self.set("local_id", own);
        self.categories();
        let always = &self.records.population.always;
        always.iter().for_each(|(field, text)| self.set(field, word(text)));
        self.drawn();
        self.of_register();
        self.row
    }

    /// The row of a record that is added up with others alike: no number of its own, the date by its month.
    pub(crate) fn added_up(mut self) -> Row<'m> {
        self.categories();
        let always = &self.records.population.always;
        always.iter().for_each(|(field, text)| self.set(field, word(text)));
        self.of_register();
        self.row
            .retain(|(field, _)| !["local_id", "file_number", "facts_on", "recorded_on", "age"].contains(field));
        for (field, text) in &mut self.row {
            if field.ends_with("_on") || *field == "month" {
                text.truncate("2017-07".len());
            }
        }
        self.row
    }

    /// The number by which the institution tells the record apart.
    pub(crate) fn own_number(&self) -> String {
        format!("{}-{:05}", self.records.population.letter, self.number)
    }

    /// A category of the record's group.
    pub(crate) fn value(&self, variable: &str) -> &str {
        self.records.value(self.record, variable).unwrap_or_default()
    }

    /// Answers a field, unless it is answered already.
    pub(crate) fn set(&mut self, field: &'m str, text: impl Into<String>) {
        if !self.row.iter().any(|(own, _)| *own == field) {
            self.row.push((field, text.into()));
        }
    }

    pub(crate) fn answer(&self, field: &str) -> &str {
        self.row
            .iter()
            .find(|(own, _)| *own == field)
            .map_or("", |(_, text)| text)
    }

    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(..100) < percent
    }

    pub(crate) fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.rng.usize(..words.len())]
    }

    /// The categories of the group that the form asks for.
    fn categories(&mut self) {
        let records = self.records;
        for (at, variable) in records.divided.variables.iter().enumerate() {
            let value = records.divided.value(records.group(self.record), at);
            match variable.as_str() {
                inner if INNER.contains(&inner) => {}
                "crime" => self.crime(value),
                "majority" => self.age(value),
                "country" => self.row.push(("nationality", word(value))),
                _ => {
                    // The names of the variables live as long as the margins.
                    if let Some(field) = self.field_named(variable) {
                        self.row.push((field, word(value)));
                    }
                }
            }
        }
    }

    /// A variable's name as the margins hold it.
    fn field_named(&self, variable: &str) -> Option<&'m str> {
        let margins = &self.records.population.margin;
        margins
            .iter()
            .map(|margin| margin.of.as_str())
            .find(|name| *name == variable)
    }

    fn drawn(&mut self) {
        let drawn: &'m BTreeMap<String, Counts> = &self.records.population.drawn;
        for (field, weights) in drawn {
            let text = draw(weights, self.rng);
            if !text.is_empty() {
                self.set(field, word(text));
            }
        }
    }

    /// Years where they are known, else the group; a person is as old as the record says, to the year.
    fn age(&mut self, majority: &str) {
        let at = self.day();
        let years = self.person.map_or(30, |person| person.born.age_at(at));
        // Nobody under twelve answers for a crime.
        let least = if ["accused", "sentenced_persons"].contains(&self.records.population.register.as_str()) {
            14
        } else {
            0
        };
        let years = match majority {
            "A00_17" => years.clamp(least, 17),
            "A18P" => years.clamp(18, 95),
            _ => return self.set("age_band", "S.I."),
        };
        if self.person.is_some() && self.chance(75) {
            self.set("age", years.to_string());
        } else {
            self.set("age_band", if years < 18 { "A00_17" } else { "A18P" });
        }
    }
}

/// A category as an official types it.
pub(crate) fn word(category: &str) -> String {
    match category {
        "SI" => "S.I.".to_owned(),
        "NA" => "N.A.".to_owned(),
        other => other.to_owned(),
    }
}

/// One of some words, by weight; `""` is an empty cell.
fn draw<'w>(weights: &'w Counts, rng: &mut Rng) -> &'w str {
    let mut at = rng.u64(..weights.values().sum::<u64>().max(1));
    for (word, weight) in weights {
        if at < *weight {
            return word;
        }
        at -= weight;
    }
    ""
}
