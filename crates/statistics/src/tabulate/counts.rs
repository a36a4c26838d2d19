//! A counted table: weights summed by cell, before anyone decided whether it may be shown.

/// The most cells a table may have to be kept in full; above it only the occupied ones are.
pub const DENSE_CELLS_MAX: u64 = 4_000_000;

/// A counted table over the axes of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    shape: Vec<usize>,
    cells: Cells,
}

/// The cells of a table, numbered row-major: the last axis varies fastest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// One sum per cell.
    Dense(Vec<u64>),
    /// Cell number and sum of the cells that are not 0, in ascending order.
    Sparse(Vec<(u64, u64)>),
}

impl Counts {
    /// Joins cells to the cardinalities of their axes.
    pub(super) fn new(shape: Vec<usize>, cells: Cells) -> Self {
        Self { shape, cells }
    }

    /// The cardinality of each axis; empty for a total.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The cells as kept.
    #[must_use]
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// The sum in the cell at `codes`, one code per axis; 0 for a cell outside the table.
    #[must_use]
    pub fn get(&self, codes: &[usize]) -> u64 {
        let inside = codes.len() == self.shape.len() && codes.iter().zip(&self.shape).all(|(code, size)| code < size);
        if !inside {
            return 0;
        }
        let cell = codes
            .iter()
            .zip(&self.shape)
            .fold(0, |at, (&code, &size)| at * size as u64 + code as u64);
        match &self.cells {
            Cells::Dense(cells) => usize::try_from(cell)
                .ok()
                .and_then(|at| cells.get(at))
                .copied()
                .unwrap_or(0),
            Cells::Sparse(cells) => cells
                .binary_search_by_key(&cell, |entry| entry.0)
                .map_or(0, |at| cells[at].1),
        }
    }

    /// The cells that are not 0, in ascending order: cell number and sum.
    pub fn occupied(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let (dense, sparse): (&[u64], &[(u64, u64)]) = match &self.cells {
            Cells::Dense(cells) => (cells, &[]),
            Cells::Sparse(cells) => (&[], cells),
        };
        let dense = (0..).zip(dense.iter().copied()).filter(|&(_, sum)| sum != 0);
        dense.chain(sparse.iter().copied())
    }

    /// The sum of all cells: the rows that passed the filters, each with its weight.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.occupied().map(|(_, sum)| sum).sum()
    }
}
