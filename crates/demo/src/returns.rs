//! The returns of the country: a workbook for each authority, with what it has, what it declares and what it got
//! wrong, and the truth about its persons beside it.

use std::collections::BTreeMap;

use catalogue::{Authority, Catalogue, Language, Register, Unit};
use fastrand::Rng;
use intake::{Identity, TemplateError, template_with_rows};

use crate::{
    day::Day,
    faults,
    files::Files,
    identity,
    margins::{Margins, MarginsError},
    person::Written,
    records::{Country, Records, hash},
    rows::{Row, Writing, word},
    truth,
};

/// A return of the synthetic country.
#[derive(Clone, Debug)]
pub struct DemoReturn {
    /// The authority's id.
    pub authority: String,
    /// The file's name.
    pub file_name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
    /// The annexes that came with it: names and contents.
    pub annexes: Vec<(String, Vec<u8>)>,
    /// Lines of [`TRUTH_HEAD`](crate::TRUTH_HEAD): which person each row is of, and how the clerk wrote her or him.
    pub truth: String,
    /// Lines of [`FILES_HEAD`](crate::FILES_HEAD): which file of investigation each row is of.
    pub truth_of_files: String,
}

/// An answer that came without records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAnswer {
    /// The authority's id.
    pub authority: String,
    /// What it declares (list `response_status`).
    pub state: String,
    /// What its letter says.
    pub note: String,
}

/// A country, ready to write its returns.
pub struct Demo<'m> {
    catalogue: &'m Catalogue,
    margins: &'m Margins,
    country: Country<'m>,
    files: Files,
    period: (Day, Day),
    seed: u64,
    identity: Identity,
}

/// Why a return cannot be written.
#[derive(Debug)]
pub enum DemoError {
    /// The margins do not make a country.
    Margins(MarginsError),
    /// The workbook cannot be written.
    Workbook(TemplateError),
}

impl<'m> Demo<'m> {
    /// Makes a country from its margins, each multiplied by `scale`; the same seed gives the same country. Its
    /// workbooks bring identity, to be sealed.
    ///
    /// # Errors
    /// When two margins cannot be met together, the scale is zero, or the margins name what the catalogue lacks.
    pub fn new(catalogue: &'m Catalogue, margins: &'m Margins, seed: u64, scale: u64) -> Result<Demo<'m>, DemoError> {
        if scale == 0 {
            return Err(MarginsError::NoScale.into());
        }
        let ends = margins.period.split_once('/');
        let period = ends.and_then(|(from, until)| Some((Day::parse(from)?, Day::parse(until)?)));
        let period = period.ok_or_else(|| MarginsError::Unknown(format!("«{}» is no period", margins.period)))?;
        let country = Country::of(catalogue, margins, seed, scale)?;
        Ok(Demo {
            catalogue,
            margins,
            files: Files::of(catalogue, &country, period, seed),
            country,
            period,
            seed,
            identity: Identity::Sealed,
        })
    }

    /// The same country, whose workbooks bring no identity: for where it is refused.
    #[must_use]
    pub fn without_identities(self) -> Demo<'m> {
        Demo {
            identity: Identity::Refused,
            ..self
        }
    }

    /// The authorities whose workbooks bring identity, and which need a key for it to be sealed to, in the order of
    /// their list.
    #[must_use]
    pub fn identity_senders(&self) -> Vec<String> {
        let authorities = self.authorities().into_iter();
        let sends = |id: &&str| {
            self.country
                .records
                .iter()
                .any(|records| self.sends_identity(records, id))
        };
        authorities.filter(sends).map(str::to_owned).collect()
    }

    /// Whether an authority writes identity beside its rows of a population: single persons, of a register that asks
    /// it, where the authority may send it.
    fn sends_identity(&self, records: &Records<'_>, id: &str) -> bool {
        let population = &records.population;
        let authority = Authority::of(self.catalogue, id);
        self.identity == Identity::Sealed
            && records.spans.contains_key(id)
            && !records.persons.is_empty()
            && !population.added_up.iter().any(|own| own == id)
            && authority.is_some_and(|authority| authority.may_send_identity(self.catalogue))
            && self
                .catalogue
                .register(&population.register)
                .is_some_and(identity::is_asked_by)
    }

    /// The authorities that hand in a workbook, in the order of their list.
    #[must_use]
    pub fn authorities(&self) -> Vec<&'m str> {
        let codes = self
            .catalogue
            .list("authority")
            .map(catalogue::List::codes)
            .unwrap_or_default();
        let answers = |id: &str| {
            let is_asked = Authority::of(self.catalogue, id).is_some_and(Authority::is_asked);
            let wrote = self.margins.letter.iter().any(|letter| letter.authority == id);
            (is_asked && !wrote) || self.has_rows(id)
        };
        codes
            .iter()
            .map(|code| code.id.as_str())
            .filter(|id| answers(id))
            .collect()
    }

    /// The answers that came without records.
    #[must_use]
    pub fn answers(&self) -> Vec<DemoAnswer> {
        let said = self.margins.letter.iter().filter_map(|letter| {
            Some(DemoAnswer {
                authority: letter.authority.clone(),
                state: letter.state.clone()?,
                note: letter.note.clone(),
            })
        });
        said.collect()
    }

    /// The workbook of one authority.
    ///
    /// # Errors
    /// When the workbook cannot be written.
    pub fn returned(&self, id: &str) -> Result<DemoReturn, DemoError> {
        let unknown = || MarginsError::Unknown(format!("there is no authority {id}"));
        let authority = Authority::of(self.catalogue, id).ok_or_else(unknown)?;
        let (mut truth, mut truth_of_files) = (String::new(), String::new());
        let mut sheets: BTreeMap<&str, Vec<Row<'m>>> = BTreeMap::new();
        for records in &self.country.records {
            let rows = self.rows(records, authority, (&mut truth, &mut truth_of_files));
            if !rows.is_empty() {
                sheets
                    .entry(records.population.register.as_str())
                    .or_default()
                    .extend(rows);
            }
        }
        self.given(id, &mut sheets);
        self.declare(authority, &mut sheets);
        let annexes = faults::commit(&self.margins.fault, id, &mut sheets);
        let sheets: Vec<(&str, Vec<Row<'m>>)> = sheets.into_iter().collect();
        let bytes = template_with_rows(self.catalogue, authority, &sheets, Language::Es, self.identity)?;
        Ok(DemoReturn {
            authority: id.to_owned(),
            file_name: format!("{id}.xlsx"),
            bytes,
            annexes,
            truth,
            truth_of_files,
        })
    }

    /// The records that the margins give one by one.
    fn given(&self, authority: &str, sheets: &mut BTreeMap<&'m str, Vec<Row<'m>>>) {
        for population in &self.margins.population {
            let is_own = |given: &&BTreeMap<String, String>| given.get("authority").is_some_and(|own| own == authority);
            for given in population.given.iter().filter(is_own) {
                let sheet = sheets.entry(population.register.as_str()).or_default();
                let mut row: Row<'m> = vec![("local_id", format!("{}-{:05}", population.letter, sheet.len() + 1))];
                let cells = given.iter().filter(|(field, _)| *field != "authority");
                row.extend(cells.map(|(field, text)| (field.as_str(), word(text))));
                sheet.push(row);
            }
        }
    }

    fn has_rows(&self, id: &str) -> bool {
        self.country
            .records
            .iter()
            .any(|records| records.spans.contains_key(id))
    }

    /// The rows that an authority has of a population.
    fn rows(
        &self,
        records: &Records<'m>,
        authority: Authority<'_>,
        (truth, truth_of_files): (&mut String, &mut String),
    ) -> Vec<Row<'m>> {
        let Some(span) = records.spans.get(authority.id()) else {
            return Vec::new();
        };
        let register = self.catalogue.register(&records.population.register);
        let register = register.filter(|_| self.sends_identity(records, authority.id()));
        let is_added_up = records.population.added_up.iter().any(|id| id == authority.id());
        let mut counts: BTreeMap<Row<'m>, u64> = BTreeMap::new();
        let mut rows = Vec::with_capacity(span.len());
        for (at, record) in span.clone().enumerate() {
            let mut rng = Rng::with_seed(self.seed ^ (record as u64) << 20 ^ hash(&records.population.id));
            let person = records
                .persons
                .get(record)
                .and_then(|at| self.country.persons.get(*at as usize));
            let mut writing = Writing {
                records,
                record,
                person: person.filter(|_| !is_added_up),
                files: &self.files,
                authority: authority.id(),
                state: authority.jurisdiction(),
                number: at + 1,
                period: self.period,
                rng: &mut rng,
                row: Vec::new(),
            };
            records
                .shared
                .iter()
                .for_each(|(field, numbers)| writing.set(field, numbers[record].to_string()));
            if is_added_up {
                *counts.entry(writing.added_up()).or_default() += 1;
                continue;
            }
            self.files.line(truth_of_files, records, record, &writing.own_number());
            let written = person.map(|person| person.written(writing.rng));
            if let Some((person, written)) = person.zip(written.as_ref()) {
                truth::line(truth, records, record, &writing.own_number(), person, written);
            }
            let mut row = writing.single();
            if let Some((register, written)) = register.zip(written) {
                row.extend(self.identity_of(register, records, record, &written));
            }
            rows.push(row);
        }
        let added_up = counts.into_iter().map(|(mut row, count)| {
            row.push(("count", count.to_string()));
            row
        });
        rows.extend(added_up);
        rows
    }

    /// What is written of a record's person. Its chance is apart, so that everything else is the same without it.
    fn identity_of(&self, register: &Register, records: &Records<'_>, record: usize, written: &Written) -> Row<'m> {
        let own = self.seed ^ hash("identity");
        let person = records.persons.get(record).copied().unwrap_or_default();
        let mut of_person = Rng::with_seed(own ^ u64::from(person) << 20);
        let mut of_record = Rng::with_seed(own ^ (record as u64) << 20 ^ hash(&records.population.id));
        identity::of(register, written, &mut of_person, &mut of_record)
    }

    /// A declaration for each register that the authority keeps and has no rows of; units leave that to their head.
    fn declare(&self, authority: Authority<'_>, sheets: &mut BTreeMap<&'m str, Vec<Row<'m>>>) {
        if !authority.is_asked() {
            return;
        }
        let kept = self.catalogue.registers().filter(|register| authority.keeps(register));
        for register in kept.filter(|register| register.unit != Unit::Offence) {
            if sheets.contains_key(register.id.as_str()) {
                continue;
            }
            if let Some(says) = self.declaration(authority, register) {
                sheets.insert(register.id.as_str(), vec![vec![("count", says.to_owned())]]);
            }
        }
    }

    fn declaration(&self, authority: Authority<'_>, register: &Register) -> Option<&'m str> {
        let own = self.margins.declaration.iter().find(|declaration| {
            declaration.register == register.id && declaration.authorities.iter().any(|id| id == authority.id())
        });
        let own = own.map(|declaration| declaration.says.as_str());
        own.or_else(|| self.margins.otherwise.get(authority.kind()).map(String::as_str))
            .filter(|says| !says.is_empty())
    }
}

impl From<MarginsError> for DemoError {
    fn from(error: MarginsError) -> DemoError {
        DemoError::Margins(error)
    }
}

impl From<TemplateError> for DemoError {
    fn from(error: TemplateError) -> DemoError {
        DemoError::Workbook(error)
    }
}

impl std::fmt::Display for DemoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DemoError::Margins(error) => error.fmt(f),
            DemoError::Workbook(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DemoError {}
