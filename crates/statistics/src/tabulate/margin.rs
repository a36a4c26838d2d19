//! From a counted cube to the tables that are its margins.

use super::counts::{Cells, Counts};
use super::kernel::Tally;
use crate::cover::{Cube, Question};

/// One dimension of a cube on the way into one table.
struct Step<'a> {
    /// Cells of the cube below one code of this column.
    block: usize,
    /// Cells of the table between two codes of this column; 0 when it is summed out.
    stride: usize,
    /// Codes that count; all of them when nothing is said.
    allowed: Option<&'a [bool]>,
}

impl Step<'_> {
    /// Whether rows with this code count.
    fn admits(&self, code: usize) -> bool {
        self.allowed.is_none_or(|allowed| allowed[code])
    }
}

/// The tables that the cube answers, each with the position of its request.
pub(super) fn tables<'a>(
    cube: &'a Cube,
    tally: Tally,
    questions: &'a [Question],
    cardinalities: &'a [usize],
) -> impl Iterator<Item = (usize, Counts)> + 'a {
    let shape = |question: &Question| question.axes.iter().map(|&axis| cardinalities[axis]).collect();
    cube.requests.iter().map(move |&at| {
        let question = &questions[at];
        let cells = match &tally {
            Tally::Dense(cells) => Cells::Dense(margin(cube, cells, question, cardinalities)),
            // A sparse cube is counted for one request, in that request's own order of axes.
            Tally::Sparse(cells) => Cells::Sparse(sorted(cells)),
        };
        (at, Counts::new(shape(question), cells))
    })
}

/// The occupied cells in ascending order.
fn sorted<'a>(cells: impl IntoIterator<Item = (&'a u64, &'a u64)>) -> Vec<(u64, u64)> {
    let occupied = cells.into_iter().filter(|&(_, &sum)| sum != 0);
    let mut cells: Vec<(u64, u64)> = occupied.map(|(&cell, &sum)| (cell, sum)).collect();
    cells.sort_unstable();
    cells
}

/// Sums the cube over every column that is not an axis, within the codes the filters allow.
fn margin(cube: &Cube, cells: &[u64], question: &Question, cardinalities: &[usize]) -> Vec<u64> {
    if cube.columns == question.axes && cube.universe.is_some() | question.keep.is_empty() {
        return cells.to_vec();
    }
    let size = question.axes.iter().map(|&axis| cardinalities[axis]).product();
    let mut table = vec![0; size];
    if !cells.is_empty() {
        descend(&steps(cube, question, cardinalities), cells, 0, &mut table);
    }
    table
}

/// How each column of the cube enters the table.
fn steps<'a>(cube: &Cube, question: &'a Question, cardinalities: &[usize]) -> Vec<Step<'a>> {
    let product = |columns: &[usize]| columns.iter().map(|&column| cardinalities[column]).product();
    let step = |(at, &column): (usize, &usize)| {
        let axis = question.axes.iter().position(|&axis| axis == column);
        let filter = question.keep.iter().find(|(filtered, _)| *filtered == column);
        Step {
            block: product(&cube.columns[at + 1..]),
            stride: axis.map_or(0, |axis| product(&question.axes[axis + 1..])),
            allowed: filter.map(|(_, allowed)| allowed.as_slice()),
        }
    };
    cube.columns.iter().enumerate().map(step).collect()
}

/// Adds the cells below one prefix of codes to the table, from cell `at` of it.
fn descend(steps: &[Step<'_>], cells: &[u64], at: usize, table: &mut [u64]) {
    match steps {
        [] => table[at] += cells[0],
        [last] if last.stride == 0 && last.allowed.is_none() => table[at] += cells.iter().sum::<u64>(),
        [last] => {
            for (code, sum) in cells.iter().enumerate().filter(|&(code, _)| last.admits(code)) {
                table[at + code * last.stride] += sum;
            }
        }
        [step, rest @ ..] => {
            for (code, part) in cells
                .chunks_exact(step.block)
                .enumerate()
                .filter(|&(code, _)| step.admits(code))
            {
                descend(rest, part, at + code * step.stride, table);
            }
        }
    }
}
