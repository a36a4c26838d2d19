//! A frame: coded columns side by side, and what each row stands for.
//!
//! A frame knows no names and no meanings; dictionaries stay with whoever built it.

use std::fmt;

use crate::column::{Column, check_codes};

/// How many each row stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weights {
    /// Every row is one person or one fact.
    Ones,
    /// A count per row: an aggregate line of a return stands for n, which may be 0.
    Counts(Vec<u32>),
}

impl Weights {
    /// The weights given, kept as [`Weights::Ones`] when they are all 1.
    #[must_use]
    pub fn new(counts: Vec<u32>) -> Self {
        if counts.iter().all(|&count| count == 1) {
            Self::Ones
        } else {
            Self::Counts(counts)
        }
    }

    /// The heaviest row.
    pub(crate) fn heaviest(&self) -> u32 {
        match self {
            Self::Ones => 1,
            Self::Counts(counts) => counts.iter().copied().max().unwrap_or(0),
        }
    }
}

/// Columns of equal length and the weight of each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    rows: usize,
    weights: Weights,
    columns: Vec<Column>,
}

impl Frame {
    /// Puts `columns` side by side.
    ///
    /// # Errors
    /// [`FrameError::RowsDiffer`] when a column or the weights do not have `rows` rows.
    pub fn new(rows: usize, weights: Weights, columns: Vec<Column>) -> Result<Self, FrameError> {
        let counts = match &weights {
            Weights::Ones => rows,
            Weights::Counts(counts) => counts.len(),
        };
        for found in columns.iter().map(Column::rows).chain([counts]) {
            check_rows(rows, found)?;
        }
        Ok(Self { rows, weights, columns })
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many each row stands for.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The columns, in the order in which requests number them.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Bytes that one row takes: its codes, and 4 more when rows have weights.
    #[must_use]
    pub fn bytes_per_row(&self) -> usize {
        let weight = if matches!(self.weights, Weights::Ones) { 0 } else { 4 };
        weight + self.columns.iter().map(Column::bytes_per_row).sum::<usize>()
    }

    /// Adds a column of the same number of rows and says its number.
    ///
    /// # Errors
    /// [`FrameError::RowsDiffer`] when it has more or fewer rows than the frame.
    pub fn push(&mut self, column: Column) -> Result<usize, FrameError> {
        check_rows(self.rows, column.rows())?;
        self.columns.push(column);
        Ok(self.columns.len() - 1)
    }

    /// Adds a column made from another (age to age band): code `c` becomes `map[c]`. Says its number.
    ///
    /// # Errors
    /// When the column is unknown, `map` is not as long as its cardinality, or `map` holds a code
    /// that is not less than `cardinality`.
    pub fn derive(&mut self, column: usize, map: &[u32], cardinality: usize) -> Result<usize, FrameError> {
        let source = self.column(column)?;
        check_map(map, source.cardinality(), cardinality)?;
        let derived = source.mapped(map, cardinality);
        self.push(derived)
    }

    /// Adds a column made from two: codes `a` and `b` become `map[a × cardinality of second + b]`.
    /// Says its number.
    ///
    /// # Errors
    /// When a column is unknown, `map` is not as long as the product of both cardinalities, or `map`
    /// holds a code that is not less than `cardinality`.
    pub fn derive_pair(
        &mut self,
        first: usize,
        second: usize,
        map: &[u32],
        cardinality: usize,
    ) -> Result<usize, FrameError> {
        let (first, second) = (self.column(first)?, self.column(second)?);
        let pairs = first.cardinality().saturating_mul(second.cardinality());
        check_map(map, pairs, cardinality)?;
        let derived = first.mapped_pair(second, map, cardinality);
        self.push(derived)
    }

    /// The column of that number.
    fn column(&self, column: usize) -> Result<&Column, FrameError> {
        self.columns.get(column).ok_or(FrameError::UnknownColumn { column })
    }
}

/// Fails when a column is longer or shorter than the frame.
fn check_rows(expected: usize, found: usize) -> Result<(), FrameError> {
    if expected == found {
        Ok(())
    } else {
        Err(FrameError::RowsDiffer { expected, found })
    }
}

/// Fails when a map does not cover its source or leaves its target.
fn check_map(map: &[u32], expected: usize, cardinality: usize) -> Result<(), FrameError> {
    if map.len() != expected {
        return Err(FrameError::MapLength {
            expected,
            found: map.len(),
        });
    }
    check_codes(map, cardinality)
}

/// Why a frame or a column could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameError {
    /// A column, or the weights, have another number of rows than the frame.
    RowsDiffer {
        /// Rows of the frame.
        expected: usize,
        /// Rows of the column.
        found: usize,
    },
    /// The frame has no column of that number.
    UnknownColumn {
        /// The number asked for.
        column: usize,
    },
    /// A map must have one entry per code of its source.
    MapLength {
        /// Codes of the source.
        expected: usize,
        /// Entries of the map.
        found: usize,
    },
    /// A code lies outside its dictionary.
    CodeOutOfRange {
        /// The code.
        code: u32,
        /// Entries of the dictionary.
        cardinality: usize,
    },
    /// A renumbering must hold every code once.
    NotAPermutation,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowsDiffer { expected, found } => {
                write!(
                    f,
                    "column has {found} rows, the frame {expected}; give it one code per row"
                )
            }
            Self::UnknownColumn { column } => {
                write!(f, "the frame has no column {column}; columns are numbered from 0")
            }
            Self::MapLength { expected, found } => {
                write!(f, "map has {found} entries for {expected} codes; give it one per code")
            }
            Self::CodeOutOfRange { code, cardinality } => {
                write!(f, "code {code} is outside a dictionary of {cardinality} entries")
            }
            Self::NotAPermutation => {
                write!(f, "a renumbering must hold every code of the dictionary once")
            }
        }
    }
}

impl std::error::Error for FrameError {}
