//! What stands beside a number of persons: what was reported, what could be linked, and between which numbers the
//! uncertainty of links leaves it.
//!
//! Three numbers are always told apart. *Reported* is what records stand for, added up. *Linked* is how many of these are
//! records that took part in linkage: each stands for one, and brought something to link by. *Distinct* is the number of
//! persons: each cluster of linked records once, and what took no part as it was reported, since nobody can say of whom
//! it speaks. The interval is of the links alone: the 2.5 and 97.5 % quantiles over partitions drawn by the linkage.
//!
//! A person whose records know different things is counted in each of these categories, once in every margin and once in
//! the total: to choose one record over another would be to decide which authority is right. What one record does not
//! know another may: a person is among the unknown only when none of their records knows.

use crate::{Address, Computed};

/// A number of persons, and the interval that the uncertainty of links leaves it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// As decided.
    pub value: u64,
    /// The 2.5 % quantile over the partitions drawn; the value itself when none were drawn.
    pub low: u64,
    /// The 97.5 % quantile.
    pub high: u64,
}

/// The numbers of a table's cells and margins, in the order of the table's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Margins {
    /// Cells, row by row.
    pub cells: Vec<u64>,
    /// Each row's total.
    pub row_totals: Vec<u64>,
    /// Each column's total.
    pub column_totals: Vec<u64>,
    /// Everything in the universe.
    pub total: u64,
}

/// What stands beside a table that counts each person, or each file, once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Persons {
    /// What was reported.
    pub reported: Margins,
    /// Of what was reported, the records that took part in linkage.
    pub linked: Margins,
    /// The lower ends of the intervals.
    pub low: Margins,
    /// The upper ends.
    pub high: Margins,
    /// Partitions drawn for the intervals.
    pub draws: usize,
    /// Persons of whom two records know different categories of a variable that has one: they are in each.
    pub with_two_answers: u64,
}

/// The three numbers of one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Three {
    /// What was reported.
    pub reported: u64,
    /// Of these, the records that took part in linkage.
    pub linked: u64,
    /// Each person, or file, once.
    pub distinct: Estimate,
}

impl Estimate {
    /// A number with its quantiles over what was drawn; the draws come in any order.
    pub(crate) fn of(value: u64, drawn: &mut [u64]) -> Estimate {
        drawn.sort_unstable();
        let (low, high) = quantiles(drawn).unwrap_or((value, value));
        Estimate { value, low, high }
    }

    /// Whether links leave the number uncertain.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.low != self.value || self.high != self.value
    }
}

/// The 2.5 and 97.5 % quantiles of numbers in ascending order, by rank, never narrower than asked.
pub(crate) fn quantiles<N: Copy>(sorted: &[N]) -> Option<(N, N)> {
    let ranks = sorted.len() + 1;
    let low = (ranks / 40).max(1);
    Some((*sorted.get(low - 1)?, *sorted.get(sorted.len() - low)?))
}

impl Persons {
    /// Of what was reported, what took no part in linkage and is counted as reported.
    #[must_use]
    pub fn apart(&self) -> u64 {
        self.reported.total - self.linked.total
    }
}

impl Margins {
    /// The number at an address of the table; `None` when the table has no such category.
    fn at(&self, row: Option<usize>, column: Option<usize>, width: usize) -> Option<u64> {
        match (row, column) {
            (None, None) => Some(self.total),
            (Some(row), None) => self.row_totals.get(row).copied(),
            (None, Some(column)) => self.column_totals.get(column).copied(),
            (Some(row), Some(column)) => self.cells.get(row * width + column).copied(),
        }
    }
}

impl Computed {
    /// The three numbers at an address of this table; `None` when it does not count persons, or has no such category.
    #[must_use]
    pub fn three(&self, address: &Address) -> Option<Three> {
        let persons = self.persons.as_ref()?;
        let at = |categories: &[crate::Category], id: &Option<String>| match id {
            None => Some(None),
            Some(id) => categories.iter().position(|category| category.id == *id).map(Some),
        };
        let (row, column) = (at(&self.rows, &address.row)?, at(&self.columns, &address.column)?);
        let of = |margins: &Margins| margins.at(row, column, self.columns.len().max(1));
        Some(Three {
            reported: of(&persons.reported)?,
            linked: of(&persons.linked)?,
            distinct: Estimate {
                value: self.figure(address)?.value,
                low: of(&persons.low)?,
                high: of(&persons.high)?,
            },
        })
    }
}
