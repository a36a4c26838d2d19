//! Any number of tables in one pass over a frame.
//!
//! The pass counts the cubes of a plan block by block; each table is then a margin of one cube.
//! It counts and never judges: what may be shown is decided elsewhere.

mod counts;
mod kernel;
mod margin;
mod request;

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

pub use counts::{Cells, Counts, DENSE_CELLS_MAX};
pub use request::{Request, RequestError};

use crate::cover::{self, Keep, Plan, Question};
use crate::frame::{Frame, Weights};
use kernel::{Counter, Tally, Worker};

/// Rows counted between two emptyings of the small counters; two copies of 16 bits cannot overflow.
pub(crate) const BLOCK_ROWS: usize = 65_536;

/// Rows looked at to guess how many pass a filter.
const SAMPLE_ROWS: usize = 1_000;

/// Counts every requested table in one pass over the frame, on at most `threads` threads of the
/// current rayon pool (0 and 1 mean the caller's own). The result does not depend on `threads`.
///
/// Returns one [`Counts`] per request, in the same order; a row adds its weight to one cell of
/// each table whose filters it passes.
///
/// # Errors
/// [`RequestError`] when a request does not fit the frame; nothing is then counted.
pub fn tabulate(frame: &Frame, requests: &[Request], threads: usize) -> Result<Vec<Counts>, RequestError> {
    let cardinalities = cardinalities(frame);
    let questions = request::canonical(requests, &cardinalities)?;
    let plan = plan(frame, &questions, &cardinalities);
    let tallies = count(frame, &plan, &cardinalities, threads);
    let mut tables: Vec<Option<Counts>> = vec![None; requests.len()];
    for (cube, tally) in plan.cubes.iter().zip(tallies) {
        for (at, counts) in margin::tables(cube, tally, &questions, &cardinalities) {
            tables[at] = Some(counts);
        }
    }
    // The plan serves every request once, so none is missing.
    Ok(tables.into_iter().flatten().collect())
}

/// The cubes that [`tabulate`] would count, as lists of columns: to explain and measure a plan.
///
/// # Errors
/// [`RequestError`] when a request does not fit the frame.
pub fn plan_summary(frame: &Frame, requests: &[Request]) -> Result<Vec<Vec<usize>>, RequestError> {
    let cardinalities = cardinalities(frame);
    let questions = request::canonical(requests, &cardinalities)?;
    let plan = plan(frame, &questions, &cardinalities);
    Ok(plan.cubes.into_iter().map(|cube| cube.columns).collect())
}

/// The cubes for these questions over this frame.
fn plan(frame: &Frame, questions: &[Question], cardinalities: &[usize]) -> Plan {
    cover::plan(questions, cardinalities, frame.rows(), |keep| share(frame, keep))
}

/// How many rows in a thousand pass a filter, guessed from rows spread evenly over the frame.
fn share(frame: &Frame, keep: &Keep) -> u64 {
    let step = frame.rows().div_ceil(SAMPLE_ROWS).max(1);
    let kept = |(column, allowed): &(usize, Vec<bool>), row| {
        frame.columns()[*column]
            .code(row)
            .is_some_and(|code| allowed[code as usize])
    };
    let sample = || (0..frame.rows()).step_by(step);
    let passing = sample()
        .filter(|&row| keep.iter().all(|filter| kept(filter, row)))
        .count();
    (passing * 1_000 / sample().count().max(1)) as u64
}

/// The cardinality of each column.
fn cardinalities(frame: &Frame) -> Vec<usize> {
    frame.columns().iter().map(crate::Column::cardinality).collect()
}

/// Counts the cubes with the narrowest counters that a block cannot overflow.
fn count(frame: &Frame, plan: &Plan, cardinalities: &[usize], threads: usize) -> Vec<Tally> {
    let block_max = u64::from(frame.weights().heaviest()) * BLOCK_ROWS as u64;
    match frame.weights() {
        Weights::Ones => count_with::<u16>(frame, plan, cardinalities, threads),
        Weights::Counts(_) if block_max <= u64::from(u32::MAX) => {
            count_with::<u32>(frame, plan, cardinalities, threads)
        }
        Weights::Counts(_) => count_with::<u64>(frame, plan, cardinalities, threads),
    }
}

/// Shares the blocks among the threads; sums of integers do not depend on who counted what.
fn count_with<C: Counter>(frame: &Frame, plan: &Plan, cardinalities: &[usize], threads: usize) -> Vec<Tally> {
    let blocks = frame.rows().div_ceil(BLOCK_ROWS);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut worker = Worker::<C>::new(frame, plan, cardinalities);
        while let Some(block) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&at| at < blocks) {
            worker.count(block);
        }
        worker.finish()
    };
    let workers = threads.min(blocks);
    if workers <= 1 {
        return work();
    }
    (0..workers)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| work())
        .reduce_with(kernel::merge)
        .unwrap_or_default()
}
