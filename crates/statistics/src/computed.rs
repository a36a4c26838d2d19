//! A table computed: cells, margins counted from records, and what the percentages are of.

use catalogue::{Bucket, Counting, Shares, Table};

use crate::{Category, Persons};

/// A computed table. Rows and columns are categories, known ones first, then the states that occur; a cell
/// counts records (each as many times as it stands for) or adds up a field's known numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The table's id.
    pub id: String,
    /// What percentages are of.
    pub shares: Shares,
    /// Categories of the rows; a table of one total has none.
    pub rows: Vec<Category>,
    /// Categories of the columns; a one-way table has none.
    pub columns: Vec<Category>,
    /// Cells, row by row; without columns, one per row.
    pub cells: Vec<u64>,
    /// Each row's total over all columns, counted once for each record.
    pub row_totals: Vec<u64>,
    /// Each column's total over all rows.
    pub column_totals: Vec<u64>,
    /// Everything in the universe.
    pub total: u64,
    /// Of the total, what is known in rows and columns.
    pub known: u64,
    /// Of the total, what is not applicable in rows or columns.
    pub not_applicable: u64,
    /// Of the total, what the form did not ask.
    pub not_asked: u64,
    /// Whether a record may fall in several rows or columns, so that they add up to more than the total.
    pub is_multiple: bool,
    /// For a sum: records whose number is not known, so that the sum is a least.
    pub without_number: u64,
    /// Categories put together as *others* by `top`.
    pub others: usize,
    /// Whether records are counted as reported, or persons and files once.
    pub count: Counting,
    /// Beside persons or files counted once, what was reported and linked, and the intervals.
    pub persons: Option<Persons>,
}

/// A percentage of the known, with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Of the known, 0 to 1.
    pub value: f64,
    /// If no unknown were of the category, and if all were: worst-case bounds, 0 to 1.
    pub bounds: (f64, f64),
}

/// The coverage under which bounds are printed beside a share.
pub const COVERAGE_ENOUGH: f64 = 0.8;

impl Computed {
    /// An empty table of these categories.
    pub(crate) fn empty(table: &Table, rows: Vec<Category>, columns: Vec<Category>, is_multiple: bool) -> Computed {
        Computed {
            id: table.id.clone(),
            shares: table.shares,
            cells: vec![0; rows.len() * columns.len().max(1)],
            row_totals: vec![0; rows.len()],
            column_totals: vec![0; columns.len()],
            rows,
            columns,
            total: 0,
            known: 0,
            not_applicable: 0,
            not_asked: 0,
            is_multiple,
            without_number: 0,
            others: 0,
            count: table.count,
            persons: None,
        }
    }

    /// A cell, by row and column; a one-way table has column 0.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> u64 {
        self.cells
            .get(row * self.columns.len().max(1) + column)
            .copied()
            .unwrap_or_default()
    }

    /// What applies: everything but N.A. and what was not asked.
    #[must_use]
    pub fn applicable(&self) -> u64 {
        self.total - self.not_applicable - self.not_asked
    }

    /// Applies and is not known.
    #[must_use]
    pub fn no_information(&self) -> u64 {
        self.applicable() - self.known
    }

    /// The known part of what applies, 0 to 1; `None` when nothing applies.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        (self.applicable() > 0).then(|| self.known as f64 / self.applicable() as f64)
    }

    /// Whether shares need their bounds printed.
    #[must_use]
    pub fn needs_bounds(&self) -> bool {
        self.coverage().is_some_and(|coverage| coverage < COVERAGE_ENOUGH)
    }

    /// The share of a cell in the known base the table asks for; `None` for a state, or an empty base.
    #[must_use]
    pub fn share(&self, row: usize, column: usize) -> Option<Share> {
        let known =
            |categories: &[Category], at: usize| categories.get(at).is_none_or(|one| one.bucket == Bucket::Known);
        if self.rows.is_empty() || !known(&self.rows, row) || !known(&self.columns, column) {
            return None;
        }
        let (base, unknown) = match (self.shares, self.columns.is_empty()) {
            (Shares::None, _) => return None,
            (Shares::Row, false) => self.base(
                self.row_totals[row],
                (0..self.columns.len()).map(|at| (&self.columns[at], self.cell(row, at))),
            ),
            (Shares::Column, false) => self.base(
                self.column_totals[column],
                (0..self.rows.len()).map(|at| (&self.rows[at], self.cell(at, column))),
            ),
            _ => (self.known, self.no_information()),
        };
        share(self.cell(row, column), base, unknown)
    }

    /// Known and unknown of one row or column.
    fn base<'a>(&self, total: u64, cells: impl Iterator<Item = (&'a Category, u64)>) -> (u64, u64) {
        let (mut unknown, mut outside) = (0, 0);
        for (category, count) in cells {
            match category.bucket {
                Bucket::Known => {}
                Bucket::NoInformation => unknown += count,
                Bucket::NotApplicable | Bucket::NotAsked => outside += count,
            }
        }
        (total.saturating_sub(unknown + outside), unknown)
    }

    /// The share of a whole row in the known, for the total beside a two-way table.
    #[must_use]
    pub fn row_share(&self, row: usize) -> Option<Share> {
        let known: u64 = self.known_of_rows();
        let category = self.rows.get(row).filter(|category| category.bucket == Bucket::Known)?;
        let unknown = self
            .rows
            .iter()
            .zip(&self.row_totals)
            .filter(|(one, _)| one.bucket == Bucket::NoInformation);
        let unknown = unknown.map(|(_, total)| total).sum();
        debug_assert!(category.bucket == Bucket::Known);
        share(self.row_totals[row], known, unknown)
    }

    /// Records whose row is known, each once.
    fn known_of_rows(&self) -> u64 {
        let missing: u64 = self
            .rows
            .iter()
            .zip(&self.row_totals)
            .filter(|(one, _)| one.bucket != Bucket::Known)
            .map(|(_, total)| total)
            .sum();
        self.total.saturating_sub(missing)
    }
}

fn share(count: u64, base: u64, unknown: u64) -> Option<Share> {
    let applicable = base + unknown;
    (base > 0).then(|| Share {
        value: count as f64 / base as f64,
        bounds: (
            count as f64 / applicable as f64,
            ((count + unknown) as f64 / applicable as f64).min(1.0),
        ),
    })
}
