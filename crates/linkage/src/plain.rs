//! Plain persons as records to be linked: which comparisons their columns allow, and the levels of each.

mod dates;
mod fields;
mod keys;
mod names;
mod numbers;
mod shapes;
mod words;

use crate::comparison::{Comparison, DIFFERENT, Frequency, MISSING, Pattern, Records, Seen};
use crate::lines::Line;
use crate::persons::Persons;
use crate::role::Role;
use fields::{Field, Kind};
pub use keys::plain_keys;
use names::Names;

/// Persons laid out for comparison: the codes of a record stand side by side.
#[derive(Debug)]
pub struct PlainRecords<'p> {
    persons: &'p Persons,
    fields: Vec<Field<'p>>,
    names: Names,
    comparisons: Vec<Comparison>,
    /// One line of codes a record.
    rows: Vec<Line>,
}

impl<'p> PlainRecords<'p> {
    /// Lays the persons out; `across` says that only records of different sources will be compared.
    #[must_use]
    pub fn new(persons: &'p Persons, across: bool) -> Self {
        let mut fields: Vec<Field<'p>> = persons
            .columns()
            .iter()
            .filter(|column| !(column.role == Role::BirthYear && persons.column(Role::BirthDate).is_some()))
            .map(|column| Field::new(column, persons.sources(), across))
            .collect();
        fields.sort_by_key(|field| (field.kind.cost(), field.column.role));
        let names = Names::new(persons);
        let fields: Vec<Field<'p>> = fields.into_iter().map(|field| field.with_names(&names)).collect();
        Self {
            persons,
            comparisons: fields
                .iter()
                .map(|field| field.kind.comparison(field.column.role))
                .collect(),
            rows: rows(&fields, &names, persons.len()),
            fields,
            names,
        }
    }

    /// The codes of a record, by field.
    fn row(&self, record: u32) -> &[u32] {
        &self.rows[record as usize].0[..self.fields.len()]
    }

    /// The place of a role among the fields.
    fn place(&self, role: Role) -> Option<usize> {
        self.fields.iter().position(|field| field.column.role == role)
    }
}

/// The codes of each record side by side, names by their common codes.
fn rows(fields: &[Field], names: &Names, records: usize) -> Vec<Line> {
    let mut rows = vec![Line::default(); records];
    for (at, field) in fields.iter().enumerate() {
        let common = names.of(field.column.role);
        for (row, &code) in rows.iter_mut().zip(&field.column.codes) {
            row.0[at] = common.map_or(code, |common| common[code as usize]);
        }
    }
    rows
}

impl Records for PlainRecords<'_> {
    fn count(&self) -> usize {
        self.persons.len()
    }

    fn sources(&self) -> &[u16] {
        self.persons.sources()
    }

    fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    fn level(&self, comparison: usize, a: u32, b: u32, seen: &mut Seen) -> u8 {
        let (row_a, row_b) = (self.row(a), self.row(b));
        match self.fields[comparison].kind {
            Kind::GivenName | Kind::FirstSurname | Kind::SecondSurname => {
                self.name_level(comparison, row_a, row_b, seen)
            }
            _ => self.fields[comparison].level(comparison, row_a[comparison], row_b[comparison], seen),
        }
    }

    fn glance(&self, a: u32, b: u32) -> Pattern {
        let codes = self.row(a).iter().zip(self.row(b)).enumerate();
        let level = |a: u32, b: u32| match a == b {
            _ if a == 0 || b == 0 => MISSING,
            true => 1,
            false => DIFFERENT,
        };
        codes.fold(Pattern::default(), |pattern, (k, (&a, &b))| {
            pattern.with(k, level(a, b))
        })
    }

    fn touch(&self, record: u32) {
        std::hint::black_box(self.rows[record as usize].0[0]);
    }

    fn frequency(&self, comparison: usize, a: u32, b: u32) -> Option<Frequency> {
        let field = &self.fields[comparison];
        let (a, b) = (self.row(a)[comparison], self.row(b)[comparison]);
        let (a, b) = (field.shares[a as usize], field.shares[b as usize]);
        (a > 0.0 && b > 0.0).then(|| Frequency {
            commoner: a.max(b),
            rarer: a.min(b),
        })
    }

    fn cost(&self, comparison: usize) -> f32 {
        f32::from(self.fields[comparison].kind.cost())
    }

    fn chance(&self, comparison: usize) -> Option<f64> {
        Some(self.fields[comparison].chance)
    }
}
