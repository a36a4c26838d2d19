//! Where checked rows go, and what is known of a file once it is read.

use std::ops::ControlFlow;

use register::{Address, Checked, Findings, Form, Part, Waiting};

/// The next stage: the store, or nothing when a file is only checked. `Break` ends the reading.
pub trait Taker<'c> {
    /// The rows that follow are of this register, from this sheet.
    fn part(&mut self, form: &Form<'c>, sheet: &str) -> ControlFlow<()>;
    /// A row that goes in.
    fn row(&mut self, form: &Form<'c>, row: &Checked<'_>) -> ControlFlow<()>;
    /// A row that waits for its correction.
    fn waiting(&mut self, row: &Waiting<'_>) -> ControlFlow<()>;
}

/// Takes nothing: for checking without storing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nowhere;

impl<'c> Taker<'c> for Nowhere {
    fn part(&mut self, _: &Form<'c>, _: &str) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn row(&mut self, _: &Form<'c>, _: &Checked<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn waiting(&mut self, _: &Waiting<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// What a file turned out to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Everything found.
    pub findings: Findings,
    /// What came of each register.
    pub parts: Vec<Part>,
    /// Rows of the file that are data, whatever became of them.
    pub rows: u64,
    /// Rows of a crosswalked file that are outside the matter.
    pub outside: u64,
    /// The documents that its cells name, each where it is first named.
    pub announced: Vec<Announced>,
    /// Whether a finding refuses the file: nothing of it may be kept.
    pub refused: bool,
}

/// A document that a cell says is handed in with the file (¶23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Its name, as the cell gives it.
    pub name: String,
    /// The cell.
    pub at: Address,
    /// The field.
    pub field: String,
}
