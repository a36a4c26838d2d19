//! The loop over rows: codes are joined into cell numbers, and cells are counted.
//!
//! Cell numbers are made for a short run of rows at a time, by multiply-and-add over one column
//! after another, which compilers turn into vector instructions; then the run is scattered into
//! two copies of small counters, so that equal neighbours do not wait for each other's store.

use std::collections::HashMap;
use std::ops::{AddAssign, Range};

use super::BLOCK_ROWS;
use super::counts::DENSE_CELLS_MAX;
use crate::column::{Codes, Column};
use crate::cover::{self, Cube, Keep, Plan};
use crate::frame::{Frame, Weights};
use crate::hashing::Mixing;

/// Rows whose cell numbers are held at a time: few enough for the innermost cache.
const RUN_ROWS: usize = 4_096;

/// The most cells that 16-bit cell numbers reach.
const PACKED_CELLS_MAX: usize = 1 << 16;

/// A counter wide enough for the rows of one block.
pub(super) trait Counter: Copy + Default + Eq + AddAssign + Into<u64> + Send {
    /// A row's weight, known to fit.
    fn of(weight: u32) -> Self;
}

impl Counter for u16 {
    fn of(weight: u32) -> Self {
        weight as Self
    }
}

impl Counter for u32 {
    fn of(weight: u32) -> Self {
        weight
    }
}

impl Counter for u64 {
    fn of(weight: u32) -> Self {
        Self::from(weight)
    }
}

/// An integer that numbers the cells of a cube.
trait Position: Copy + Default {
    /// `self + code × stride`, known to fit.
    fn join(self, code: u32, stride: usize) -> Self;
}

/// Numbers cells in one width; the cube's cells were counted when the width was chosen.
macro_rules! position {
    ($($width:ty),*) => {$(
        impl Position for $width {
            fn join(self, code: u32, stride: usize) -> Self {
                self.wrapping_add((code as Self).wrapping_mul(stride as Self))
            }
        }
    )*};
}
position!(u16, u32, u64);

/// The weights counted so far, by cell of a cube.
#[derive(Debug)]
pub(super) enum Tally {
    /// One sum per cell.
    Dense(Vec<u64>),
    /// Sums of the cells met.
    Sparse(HashMap<u64, u64, Mixing>),
}

/// Adds up what two threads counted.
pub(super) fn merge(mut left: Vec<Tally>, right: Vec<Tally>) -> Vec<Tally> {
    for pair in left.iter_mut().zip(right) {
        match pair {
            (Tally::Dense(left), Tally::Dense(right)) => {
                left.iter_mut().zip(right).for_each(|(left, right)| *left += right);
            }
            (Tally::Sparse(left), Tally::Sparse(right)) => {
                right
                    .into_iter()
                    .for_each(|(cell, sum)| *left.entry(cell).or_default() += sum);
            }
            // Both threads count the same plan, so kinds never differ.
            _ => {}
        }
    }
    left
}

/// The rows of a block that belong to one universe, run by run.
#[derive(Default)]
struct Selection {
    /// Rows within their run.
    rows: Vec<u16>,
    /// Where each run ends in `rows`.
    ends: Vec<usize>,
}

impl Selection {
    /// The selected rows of one run.
    fn run(&self, run: usize) -> &[u16] {
        let from = if run == 0 { 0 } else { self.ends[run - 1] };
        &self.rows[from..self.ends[run]]
    }
}

/// One thread's share of the pass.
pub(super) struct Worker<'a, C> {
    frame: &'a Frame,
    plan: &'a Plan,
    cardinalities: &'a [usize],
    tallies: Vec<Tally>,
    selections: Vec<Selection>,
    even: Box<[C; PACKED_CELLS_MAX]>,
    odd: Box<[C; PACKED_CELLS_MAX]>,
}

impl<'a, C: Counter> Worker<'a, C> {
    /// A worker that has counted nothing.
    pub(super) fn new(frame: &'a Frame, plan: &'a Plan, cardinalities: &'a [usize]) -> Self {
        let tally = |cube: &Cube| match cover::cells(&cube.columns, cardinalities) {
            Some(cells) if cells <= DENSE_CELLS_MAX => Tally::Dense(vec![0; cells as usize]),
            _ => Tally::Sparse(HashMap::default()),
        };
        let tallies = plan.cubes.iter().map(tally).collect();
        let selections = plan.universes.iter().map(|_| Selection::default()).collect();
        let copy = || Box::new([C::default(); PACKED_CELLS_MAX]);
        Self {
            frame,
            plan,
            cardinalities,
            tallies,
            selections,
            even: copy(),
            odd: copy(),
        }
    }

    /// Counts one block into every cube.
    pub(super) fn count(&mut self, block: usize) {
        let from = block * BLOCK_ROWS;
        let rows = from..self.frame.rows().min(from + BLOCK_ROWS);
        self.select(&rows);
        for at in 0..self.tallies.len() {
            let cube = &self.plan.cubes[at];
            let selection = cube.universe.map(|universe| &self.selections[universe]);
            let pass = Pass {
                frame: self.frame,
                cube,
                cardinalities: self.cardinalities,
                rows: rows.clone(),
                selection,
            };
            match &mut self.tallies[at] {
                Tally::Dense(cells) if cells.len() <= PACKED_CELLS_MAX => {
                    pass.count_packed(&mut self.even, &mut self.odd);
                    flush(cells, &mut self.even[..], &mut self.odd[..]);
                }
                Tally::Dense(cells) => pass.count_wide(cells),
                Tally::Sparse(cells) => pass.count_sparse(cells),
            }
        }
    }

    /// Finds the rows of each universe that a cube is counted under.
    fn select(&mut self, rows: &Range<usize>) {
        for (universe, keep) in self.plan.universes.iter().enumerate() {
            if self.plan.cubes.iter().any(|cube| cube.universe == Some(universe)) {
                select(&mut self.selections[universe], self.frame, keep, rows);
            }
        }
    }

    /// The sums, one tally per cube of the plan.
    pub(super) fn finish(self) -> Vec<Tally> {
        self.tallies
    }
}

/// Adds the small counters to the sums and empties them.
fn flush<C: Counter>(cells: &mut [u64], even: &mut [C], odd: &mut [C]) {
    for ((cell, even), odd) in cells.iter_mut().zip(even).zip(odd) {
        *cell += std::mem::take(even).into() + std::mem::take(odd).into();
    }
}

/// The runs of a block, as ranges of rows of the frame.
fn runs(rows: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let until = rows.end;
    rows.clone()
        .step_by(RUN_ROWS)
        .map(move |from| from..until.min(from + RUN_ROWS))
}

/// Finds the rows that pass every filter.
fn select(selection: &mut Selection, frame: &Frame, keep: &Keep, rows: &Range<usize>) {
    selection.rows.clear();
    selection.ends.clear();
    for run in runs(rows) {
        let mut admitted = [true; RUN_ROWS];
        let admitted = &mut admitted[..run.len()];
        for (column, allowed) in keep {
            admit(admitted, &frame.columns()[*column], allowed, run.clone());
        }
        selection.rows.extend(
            (0..)
                .zip(&*admitted)
                .filter(|&(_, &kept)| kept)
                .map(|(row, _): (u16, _)| row),
        );
        selection.ends.push(selection.rows.len());
    }
}

/// Drops the rows whose code is not allowed.
fn admit(admitted: &mut [bool], column: &Column, allowed: &[bool], run: Range<usize>) {
    fn each<N: Copy + Into<u32>>(admitted: &mut [bool], codes: &[N], allowed: &[bool]) {
        for (admitted, &code) in admitted.iter_mut().zip(codes) {
            *admitted &= allowed[code.into() as usize];
        }
    }
    match column.codes() {
        Codes::U8(codes) => each(admitted, &codes[run], allowed),
        Codes::U16(codes) => each(admitted, &codes[run], allowed),
        Codes::U32(codes) => each(admitted, &codes[run], allowed),
    }
}

/// One cube over one block.
struct Pass<'a> {
    frame: &'a Frame,
    cube: &'a Cube,
    cardinalities: &'a [usize],
    rows: Range<usize>,
    selection: Option<&'a Selection>,
}

impl Pass<'_> {
    /// Counts into two copies of small counters.
    fn count_packed<C: Counter>(&self, even: &mut [C; PACKED_CELLS_MAX], odd: &mut [C; PACKED_CELLS_MAX]) {
        let mut buffer = [0; RUN_ROWS];
        for (number, run) in runs(&self.rows).enumerate() {
            let selected = self.selection.map(|selection| selection.run(number));
            let cells: &[u16] = self.join(&mut buffer, run.clone(), selected);
            match (self.frame.weights(), selected) {
                (Weights::Ones, _) => scatter(even, odd, cells, |_| C::of(1)),
                (Weights::Counts(counts), None) => {
                    let counts = &counts[run];
                    scatter(even, odd, cells, |at| C::of(counts[at]));
                }
                (Weights::Counts(counts), Some(rows)) => {
                    let counts = &counts[run];
                    scatter(even, odd, cells, |at| C::of(counts[usize::from(rows[at])]));
                }
            }
        }
    }

    /// Counts straight into the sums of a cube too large for small counters.
    fn count_wide(&self, sums: &mut [u64]) {
        self.each::<u32>(|cell, weight| sums[cell as usize] += u64::from(weight));
    }

    /// Counts the occupied cells of a cube too large to be kept in full.
    fn count_sparse(&self, sums: &mut HashMap<u64, u64, Mixing>) {
        self.each::<u64>(|cell, weight| *sums.entry(cell).or_default() += u64::from(weight));
    }

    /// Hands on the cell and weight of every row that counts.
    fn each<P: Position>(&self, mut add: impl FnMut(P, u32)) {
        let mut buffer = [P::default(); RUN_ROWS];
        for (number, run) in runs(&self.rows).enumerate() {
            let selected = self.selection.map(|selection| selection.run(number));
            let row = |at: usize| run.start + selected.map_or(at, |rows| usize::from(rows[at]));
            for (at, &cell) in self.join(&mut buffer, run.clone(), selected).iter().enumerate() {
                match self.frame.weights() {
                    Weights::Ones => add(cell, 1),
                    Weights::Counts(counts) => add(cell, counts[row(at)]),
                }
            }
        }
    }

    /// Numbers the cell of every row of a run, or of its selected rows only.
    fn join<'b, P: Position>(
        &self,
        buffer: &'b mut [P; RUN_ROWS],
        run: Range<usize>,
        selected: Option<&[u16]>,
    ) -> &'b [P] {
        match selected {
            None => self.join_columns(&mut buffer[..run.len()], &run, None),
            // Reading scattered codes costs some four times as much as reading them in a row.
            Some(rows) if rows.len() * 4 < run.len() => {
                self.join_columns(&mut buffer[..rows.len()], &run, selected);
            }
            Some(rows) => {
                self.join_columns(&mut buffer[..run.len()], &run, None);
                // A selected row never stands before its new place, so none is overwritten unread.
                rows.iter()
                    .enumerate()
                    .for_each(|(at, &row)| buffer[at] = buffer[usize::from(row)]);
            }
        }
        &buffer[..selected.map_or(run.len(), <[u16]>::len)]
    }

    /// Adds up the shares of all columns.
    fn join_columns<P: Position>(&self, cells: &mut [P], run: &Range<usize>, selected: Option<&[u16]>) {
        cells.fill(P::default());
        let mut stride = 1;
        for &column in self.cube.columns.iter().rev() {
            match self.frame.columns()[column].codes() {
                Codes::U8(codes) => join(cells, &codes[run.clone()], stride, selected),
                Codes::U16(codes) => join(cells, &codes[run.clone()], stride, selected),
                Codes::U32(codes) => join(cells, &codes[run.clone()], stride, selected),
            }
            stride *= self.cardinalities[column];
        }
    }
}

/// Adds one column's share to the cell numbers of a run.
fn join<P: Position, N: Copy + Into<u32>>(cells: &mut [P], codes: &[N], stride: usize, selected: Option<&[u16]>) {
    match selected {
        None => {
            for (cell, &code) in cells.iter_mut().zip(codes) {
                *cell = cell.join(code.into(), stride);
            }
        }
        Some(rows) => {
            for (cell, &row) in cells.iter_mut().zip(rows) {
                *cell = cell.join(codes[usize::from(row)].into(), stride);
            }
        }
    }
}

/// Adds each row's weight to its cell, neighbours to different copies.
fn scatter<C: Counter>(
    even: &mut [C; PACKED_CELLS_MAX],
    odd: &mut [C; PACKED_CELLS_MAX],
    cells: &[u16],
    weight: impl Fn(usize) -> C,
) {
    let (pairs, rest) = cells.as_chunks::<2>();
    for (at, &[first, second]) in pairs.iter().enumerate() {
        even[usize::from(first)] += weight(2 * at);
        odd[usize::from(second)] += weight(2 * at + 1);
    }
    for &cell in rest {
        even[usize::from(cell)] += weight(cells.len() - 1);
    }
}
