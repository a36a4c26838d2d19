//! What may be asked of a frame, and its canonical form.

use std::collections::BTreeMap;
use std::fmt;

use crate::cover::{self, Question};

/// The most axes of a table.
const AXES_MAX: usize = 4;

/// One table to count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The table's columns, at most four, each once; none asks for the total alone.
    pub axes: Vec<usize>,
    /// Filters: a row counts only when each of these columns holds a code marked `true`.
    /// Each list has one entry per code; two on the same column must both allow.
    pub keep: Vec<(usize, Vec<bool>)>,
}

/// Why a request does not fit its frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestError {
    /// The frame has no column of that number.
    UnknownColumn {
        /// The number asked for.
        column: usize,
    },
    /// A table has more than four axes.
    TooManyAxes {
        /// How many it has.
        axes: usize,
    },
    /// A column is an axis twice.
    RepeatedAxis {
        /// The column.
        column: usize,
    },
    /// A filter has not one entry per code of its column.
    FilterLength {
        /// The filtered column.
        column: usize,
        /// Codes of the column.
        expected: usize,
        /// Entries of the filter.
        found: usize,
    },
    /// A table has more cells than can be numbered in 64 bits.
    TooManyCells,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownColumn { column } => {
                write!(f, "the frame has no column {column}; columns are numbered from 0")
            }
            Self::TooManyAxes { axes } => {
                write!(
                    f,
                    "a table has at most {AXES_MAX} axes, not {axes}; split it or filter by one"
                )
            }
            Self::RepeatedAxis { column } => {
                write!(f, "column {column} is an axis twice; name it once")
            }
            Self::FilterLength {
                column,
                expected,
                found,
            } => {
                write!(f, "filter on column {column} has {found} entries for {expected} codes")
            }
            Self::TooManyCells => {
                write!(
                    f,
                    "the table's cells cannot be numbered in 64 bits; use coarser columns"
                )
            }
        }
    }
}

impl std::error::Error for RequestError {}

/// Checks every request and brings its filters into one form.
pub(super) fn canonical(requests: &[Request], cardinalities: &[usize]) -> Result<Vec<Question>, RequestError> {
    requests
        .iter()
        .map(|request| question(request, cardinalities))
        .collect()
}

/// One request, checked.
fn question(request: &Request, cardinalities: &[usize]) -> Result<Question, RequestError> {
    check_axes(&request.axes, cardinalities)?;
    let mut keep: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
    for (column, allowed) in &request.keep {
        check_filter(*column, allowed, cardinalities)?;
        let both = keep.entry(*column).or_insert_with(|| vec![true; allowed.len()]);
        both.iter_mut()
            .zip(allowed)
            .for_each(|(both, allowed)| *both &= allowed);
    }
    // A filter that allows every code asks nothing.
    keep.retain(|_, allowed| allowed.contains(&false));
    Ok(Question {
        axes: request.axes.clone(),
        keep: keep.into_iter().collect(),
    })
}

/// Fails when the axes are unknown, repeated, too many, or span too many cells.
fn check_axes(axes: &[usize], cardinalities: &[usize]) -> Result<(), RequestError> {
    if axes.len() > AXES_MAX {
        return Err(RequestError::TooManyAxes { axes: axes.len() });
    }
    for (at, &column) in axes.iter().enumerate() {
        if column >= cardinalities.len() {
            return Err(RequestError::UnknownColumn { column });
        }
        if axes[..at].contains(&column) {
            return Err(RequestError::RepeatedAxis { column });
        }
    }
    cover::cells(axes, cardinalities)
        .map(|_| ())
        .ok_or(RequestError::TooManyCells)
}

/// Fails when a filter is on an unknown column or has the wrong length.
fn check_filter(column: usize, allowed: &[bool], cardinalities: &[usize]) -> Result<(), RequestError> {
    let &expected = cardinalities
        .get(column)
        .ok_or(RequestError::UnknownColumn { column })?;
    if allowed.len() == expected {
        return Ok(());
    }
    Err(RequestError::FilterLength {
        column,
        expected,
        found: allowed.len(),
    })
}
