//! A register of a vintage in memory: coded columns with their dictionaries, and where each row came from.

use std::collections::BTreeMap;

use catalogue::{Bucket, Catalogue, Kind, State};
use register::{Answer, Form};

use crate::{
    Column, ColumnBuilder, Frame, FrameError, Interner, Weights,
    fact::{AUTHORITY, Fact},
    linked::Linked,
    variable::Joints,
};

/// A register's records as facts.
#[derive(Clone, Debug)]
pub struct Facts {
    pub(crate) register: String,
    pub(crate) version: u32,
    pub(crate) frame: Frame,
    /// Column name → (number in the frame, what each of its codes means).
    pub(crate) columns: BTreeMap<String, (usize, Vec<Fact>)>,
    pub(crate) joints: Joints,
    /// The linkage of its rows, once it was taken in.
    pub(crate) linked: Option<Linked>,
    /// The return each row came from, coded over `return_numbers`.
    pub(crate) returns: Column,
    pub(crate) return_numbers: Vec<i64>,
    /// The record of each row, as the store numbers it.
    pub(crate) records: Vec<i64>,
}

/// Gathers records into [`Facts`].
#[derive(Debug)]
pub struct FactsBuilder<'c> {
    form: Form<'c>,
    kept: Vec<usize>,
    columns: Vec<Interner<Fact>>,
    authorities: Interner<Fact>,
    returns: ColumnBuilder,
    return_numbers: Vec<i64>,
    weights: Vec<u32>,
    records: Vec<i64>,
}

impl<'c> FactsBuilder<'c> {
    /// Begins an empty register; `None` when the catalogue has none of that id. Texts, identity and the count
    /// itself get no column.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue, register: &str) -> Option<FactsBuilder<'c>> {
        let form = Form::of(catalogue, register)?;
        let counted = |field: &usize| {
            let known = &form.register().fields()[*field];
            let is_text = matches!(known.kind, Kind::Text | Kind::Link | Kind::File);
            *field != form.count_field() && !is_text && !known.is_identity()
        };
        let kept: Vec<usize> = (0..form.width()).filter(counted).collect();
        Some(FactsBuilder {
            columns: kept.iter().map(|_| Interner::new()).collect(),
            kept,
            form,
            authorities: Interner::new(),
            returns: ColumnBuilder::new(),
            return_numbers: Vec::new(),
            weights: Vec::new(),
            records: Vec::new(),
        })
    }

    /// The records that follow came in this return.
    pub fn returned(&mut self, number: i64) {
        self.return_numbers.push(number);
    }

    /// Adds a record of the last return: its number in the store, its authority, what it stands for.
    pub fn push(&mut self, record: i64, authority: Option<u16>, count: u32, answers: &[Answer<'_>]) {
        for (column, field) in self.columns.iter_mut().zip(&self.kept) {
            column.push(&Fact::of(answers[*field]));
        }
        self.authorities
            .push(&authority.map_or(Fact::Missing(State::NoInformation), Fact::Code));
        self.returns.push(self.return_numbers.len().saturating_sub(1) as u32);
        self.weights.push(count);
        self.records.push(record);
    }

    /// The register complete.
    ///
    /// # Errors
    /// Only when columns differ in length, which would be our own fault.
    pub fn finish(self) -> Result<Facts, FrameError> {
        let rows = self.records.len();
        let mut frame = Frame::new(rows, Weights::new(self.weights), Vec::new())?;
        let mut columns = BTreeMap::new();
        let names = self
            .kept
            .iter()
            .map(|field| self.form.register().fields()[*field].id.clone());
        let all = names
            .zip(self.columns)
            .chain([(AUTHORITY.to_owned(), self.authorities)]);
        for (name, interner) in all {
            let (column, dictionary) = interner.finish();
            columns.insert(name, (frame.push(column)?, dictionary));
        }
        Ok(Facts {
            register: self.form.register().id.clone(),
            version: self.form.register().version,
            frame,
            columns,
            joints: Joints::new(),
            linked: None,
            returns: self.returns.finish(),
            return_numbers: self.return_numbers,
            records: self.records,
        })
    }
}

impl Facts {
    /// The register.
    #[must_use]
    pub fn register(&self) -> &str {
        &self.register
    }

    /// Rows: records, whatever each stands for.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.frame.rows()
    }

    /// The record of each row, as the store numbers it: a linkage speaks of rows in this order.
    #[must_use]
    pub fn records(&self) -> &[i64] {
        &self.records
    }

    /// The frame: the coded columns.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// What the rows stand for, added up.
    #[must_use]
    pub fn stands_for(&self) -> u64 {
        match self.frame.weights() {
            Weights::Ones => self.rows() as u64,
            Weights::Counts(counts) => counts.iter().map(|count| u64::from(*count)).sum(),
        }
    }

    /// What the records stand for whose answer in a column is this state.
    #[must_use]
    pub fn in_state(&self, column: &str, state: State) -> u64 {
        let Some((number, facts)) = self.columns.get(column) else {
            return 0;
        };
        let Some(code) = facts.iter().position(|fact| *fact == Fact::Missing(state)) else {
            return 0;
        };
        let column = &self.frame.columns()[*number];
        (0..self.rows())
            .filter(|row| column.code(*row) == Some(code as u32))
            .map(|row| self.weight(row))
            .sum()
    }

    /// The answer of a row in a column.
    #[must_use]
    pub fn answer(&self, row: usize, column: &str) -> Option<Fact> {
        let (number, facts) = self.columns.get(column)?;
        let code = self.frame.columns()[*number].code(row)?;
        facts.get(code as usize).copied()
    }

    /// For each authority that handed records in (its position in the list): of how many a column's answer is
    /// known, and to how many it applies, each as many times as it stands for. `None` when there is no such
    /// column.
    #[must_use]
    pub fn coverage_by_authority(&self, column: &str) -> Option<BTreeMap<u16, (u64, u64)>> {
        let (number, facts) = self.columns.get(column)?;
        let (by, authorities) = self.columns.get(AUTHORITY)?;
        let codes = |column: usize, row: usize| self.frame.columns()[column].code(row).unwrap_or_default() as usize;
        let mut coverage = BTreeMap::new();
        for row in (0..self.rows()).filter(|row| self.weight(*row) > 0) {
            let Some(Fact::Code(authority)) = authorities.get(codes(*by, row)) else {
                continue;
            };
            let bucket = match facts.get(codes(*number, row)) {
                Some(Fact::Missing(state)) => state.bucket(),
                _ => Bucket::Known,
            };
            let (known, applicable) = coverage.entry(*authority).or_insert((0, 0));
            match bucket {
                Bucket::Known => (*known, *applicable) = (*known + self.weight(row), *applicable + self.weight(row)),
                Bucket::NoInformation => *applicable += self.weight(row),
                Bucket::NotApplicable | Bucket::NotAsked => {}
            }
        }
        Some(coverage)
    }

    pub(crate) fn weight(&self, row: usize) -> u64 {
        match self.frame.weights() {
            Weights::Ones => 1,
            Weights::Counts(counts) => u64::from(counts[row]),
        }
    }
}
