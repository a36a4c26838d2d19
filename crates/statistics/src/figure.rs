//! Figures and their addresses: `table[row,column]`, `table[row]`, `table[*]`.

use catalogue::{Bucket, Catalogue, Ratio};

use crate::{Computed, Share};

/// The address of a figure, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The table.
    pub table: String,
    /// The row's category; `None` for all rows.
    pub row: Option<String>,
    /// The column's category; `None` for all columns.
    pub column: Option<String>,
}

/// One figure of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number.
    pub value: u64,
    /// Its share of the known, when it has one.
    pub share: Option<Share>,
}

/// A ratio computed: `None` while the figure below the line is zero or missing.
#[derive(Clone, Debug, PartialEq)]
pub struct ComputedRatio {
    /// The ratio's id.
    pub id: String,
    /// The figure above the line.
    pub over: Option<u64>,
    /// The figure below the line.
    pub under: Option<u64>,
}

impl Address {
    /// Reads an address; `None` when it is not of the form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Address> {
        let (table, cell) = text.trim().strip_suffix(']')?.split_once('[')?;
        let part = |text: &str| (text != "*").then(|| text.trim().to_owned());
        let (row, column) = cell
            .split_once(',')
            .map_or((part(cell), None), |(row, column)| (part(row), part(column)));
        Some(Address {
            table: table.to_owned(),
            row,
            column,
        })
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let row = self.row.as_deref().unwrap_or("*");
        match &self.column {
            Some(column) => write!(f, "{}[{row},{column}]", self.table),
            None => write!(f, "{}[{row}]", self.table),
        }
    }
}

impl Computed {
    /// The figure at an address of this table; `None` when it has no such category.
    #[must_use]
    pub fn figure(&self, address: &Address) -> Option<Figure> {
        let at = |categories: &[crate::Category], id: &Option<String>| match id {
            None => Some(None),
            Some(id) => categories.iter().position(|category| category.id == *id).map(Some),
        };
        let (row, column) = (at(&self.rows, &address.row)?, at(&self.columns, &address.column)?);
        Some(match (row, column) {
            (None, None) => Figure {
                value: self.total,
                share: None,
            },
            (Some(row), None) => {
                let share = if self.columns.is_empty() {
                    self.share(row, 0)
                } else {
                    self.row_share(row)
                };
                Figure {
                    value: self.row_totals[row],
                    share,
                }
            }
            (None, Some(column)) => Figure {
                value: self.column_totals[column],
                share: None,
            },
            (Some(row), Some(column)) => Figure {
                value: self.cell(row, column),
                share: self.share(row, column),
            },
        })
    }

    /// The address of every figure of the table: the total, the margins, the cells.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        let address = |row: Option<&crate::Category>, column: Option<&crate::Category>| Address {
            table: self.id.clone(),
            row: row.map(|row| row.id.clone()),
            column: column.map(|column| column.id.clone()),
        };
        let rows = std::iter::once(None).chain(self.rows.iter().map(Some));
        rows.flat_map(move |row| {
            std::iter::once(None)
                .chain(self.columns.iter().map(Some))
                .map(move |column| address(row, column))
        })
    }

    /// The largest known row, when there is one: for sentences that name it.
    #[must_use]
    pub fn largest_row(&self) -> Option<usize> {
        let known =
            (0..self.rows.len()).filter(|at| self.rows[*at].bucket == Bucket::Known && self.row_totals[*at] > 0);
        known.max_by_key(|at| (self.row_totals[*at], std::cmp::Reverse(*at)))
    }
}

impl ComputedRatio {
    /// The quotient.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        let (over, under) = self.over.zip(self.under)?;
        (under > 0).then(|| over as f64 / under as f64)
    }
}

/// Computes the catalogue's ratios from tables already computed.
#[must_use]
pub fn ratios(catalogue: &Catalogue, computed: &[Computed]) -> Vec<ComputedRatio> {
    let figure = |text: &str| {
        let address = Address::parse(text)?;
        let table = computed.iter().find(|table| table.id == address.table)?;
        table.figure(&address).map(|figure| figure.value)
    };
    let one = |ratio: &Ratio| ComputedRatio {
        id: ratio.id.clone(),
        over: figure(&ratio.over),
        under: figure(&ratio.under),
    };
    catalogue.ratios().iter().map(one).collect()
}
