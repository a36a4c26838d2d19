//! The board of who answered how well: authorities × registers about a period, told from what was counted of each
//! return when it came in, so that no record is read for it.

mod clashing;
mod composing;
mod csv;
mod pending;

use catalogue::{Act, Date, Label, Language};
use register::Period;
use report::MinimumField;
use store::Call;

pub use clashing::BoardClash;
pub(crate) use composing::Boards;
pub use pending::{Pending, PendingCall};

use crate::{Caller, Door, OperationError, door::On};

/// What came of a register from an authority.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellState {
    /// Records, about every day of the period, in time.
    Received,
    /// The same, after the last day.
    Late,
    /// Zero, in a return or by letter.
    DeclaredZero,
    /// Something, and not about every day of the period.
    Partial,
    /// Handed in, and no row could be taken in yet.
    SentBack,
    /// An answer without records (list `response_status`).
    Letter(String),
    /// Nothing.
    Missing,
    /// The authority does not keep the register, so that nothing is asked.
    NotKept,
}

impl CellState {
    /// The id in files and addresses.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            CellState::Received => "received",
            CellState::Late => "late",
            CellState::DeclaredZero => "declared_zero",
            CellState::Partial => "partial",
            CellState::SentBack => "sent_back",
            CellState::Letter(_) => "letter",
            CellState::Missing => "missing",
            CellState::NotKept => "not_kept",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self, language: Language) -> &'static str {
        let (es, en) = match self {
            CellState::Received => ("Recibido", "Received"),
            CellState::Late => ("Fuera de plazo", "Late"),
            CellState::DeclaredZero => ("Declaró cero", "Declared zero"),
            CellState::Partial => ("Periodo incompleto", "Part of the period"),
            CellState::SentBack => ("Devuelto para corrección", "Sent back for correction"),
            CellState::Letter(_) => ("Respondió por oficio", "Answered by letter"),
            CellState::Missing => ("No ha respondido", "No answer yet"),
            CellState::NotKept => ("No lleva este registro", "Does not keep this register"),
        };
        match language {
            Language::Es => es,
            Language::En => en,
        }
    }
}

/// One register of one authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The register.
    pub register: String,
    /// What came.
    pub state: CellState,
    /// The answer (list `response_status`), as the report of a vintage frozen now would have it; empty for a register
    /// that is not kept.
    pub response: String,
    /// The last return about it, whether it went in or waits.
    pub returned: Option<i64>,
    /// Rows in force.
    pub accepted: u64,
    /// Rows that wait for their correction.
    pub waiting: u64,
    /// What the rows in force stand for.
    pub stands_for: u64,
    /// When every day of the period had been handed in, or the first of what came while some are missing. A
    /// correction does not change it.
    pub received_at: Option<String>,
    /// When the last of it came.
    pub last_at: Option<String>,
    /// Days after the last day: of what is complete, until it was; of what is not, until now.
    pub days_late: i64,
    /// Days of the period about which nothing came.
    pub days_missing: i64,
}

/// An authority's line.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardRow {
    /// The authority.
    pub authority: String,
    /// Its name.
    pub name: Label,
    /// Its kind (list `authority_kind`).
    pub kind: String,
    /// Its kind in words.
    pub kind_words: Label,
    /// Its federal state (INEGI code), `00` for the federation.
    pub federal_state: String,
    /// The last day for it; none on a board without a call.
    pub due: Option<Date>,
    /// A cell for each register of the board, in their order.
    pub cells: Vec<Cell>,
    /// The minimum of article 88 VIII in its victims, field by field, as the report has it.
    pub minimum: Vec<MinimumField>,
    /// The known part of it; none without victims.
    pub completeness: Option<f64>,
    /// In how many contradictions it is one of the sources.
    pub contradictions: u64,
}

/// Who answered how well.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// The call; none on a board of a period alone.
    pub call: Option<Call>,
    /// The period.
    pub period: Period,
    /// As it stood when: the closing of the call, or now.
    pub as_of: String,
    /// The registers, in the order of the cells.
    pub registers: Vec<String>,
    /// The authorities, in the order of their list.
    pub rows: Vec<BoardRow>,
    /// What two sources of one state say that cannot both be whole.
    pub contradictions: Vec<BoardClash>,
}

/// Cells by what came; `not kept` is in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Cells of what is asked.
    pub asked: u64,
    /// Records, in time.
    pub received: u64,
    /// Records, late.
    pub late: u64,
    /// Declared zero.
    pub declared_zero: u64,
    /// Part of the period.
    pub partial: u64,
    /// Sent back whole.
    pub sent_back: u64,
    /// Answered by letter, without records.
    pub letter: u64,
    /// Nothing came.
    pub missing: u64,
    /// Rows in force.
    pub accepted: u64,
    /// Rows that wait.
    pub waiting: u64,
}

impl Totals {
    /// The totals of cells.
    pub fn of<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> Totals {
        let mut totals = Totals::default();
        for cell in cells {
            let number = match cell.state {
                CellState::Received => &mut totals.received,
                CellState::Late => &mut totals.late,
                CellState::DeclaredZero => &mut totals.declared_zero,
                CellState::Partial => &mut totals.partial,
                CellState::SentBack => &mut totals.sent_back,
                CellState::Letter(_) => &mut totals.letter,
                CellState::Missing => &mut totals.missing,
                CellState::NotKept => continue,
            };
            *number += 1;
            totals.asked += 1;
            totals.accepted += cell.accepted;
            totals.waiting += cell.waiting;
        }
        totals
    }
}

impl Board {
    /// The totals of the whole board.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::of(self.rows.iter().flat_map(|row| &row.cells))
    }

    /// The totals of a register.
    #[must_use]
    pub fn totals_of(&self, register: &str) -> Totals {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        Totals::of(cells.filter(|cell| cell.register == register))
    }
}

impl Door {
    /// The board of a call, with the authorities that the caller may see; of a closed call as it stood when it was
    /// closed.
    ///
    /// # Errors
    /// When there is no such call, or the caller may see none of those whom it asks.
    pub fn board(&self, caller: &Caller, call: i64) -> Result<Board, OperationError> {
        self.admit(caller, Act::SeeBoard, On::of(caller.institution()))?;
        let call = self.store.call(call)?;
        let (number, period) = (call.number, call.asks.period);
        self.shown_board(caller, &format!("call {number}"), period, Some(call))
    }

    /// The board of a period: all that the Diagnosis asked (¶8) and all that each keeps, without a last day.
    ///
    /// # Errors
    /// When the caller may see no board.
    pub fn board_of(&self, caller: &Caller, period: Period) -> Result<Board, OperationError> {
        self.admit(caller, Act::SeeBoard, On::of(caller.institution()))?;
        self.shown_board(caller, &format!("period {period}"), period, None)
    }

    fn shown_board(
        &self,
        caller: &Caller,
        what: &str,
        period: Period,
        call: Option<Call>,
    ) -> Result<Board, OperationError> {
        let sees = |id: &str| self.may(caller, Act::SeeBoard, On::of(id));
        let whole = self.composed(period, call)?;
        let board = self.noted(caller, Act::SeeBoard, what, || {
            let mut board = Board::clone(&whole);
            board.rows.retain(|row| sees(&row.authority));
            board
                .contradictions
                .retain(|clash| clash.sources.iter().any(|id| sees(id)));
            if board.call.as_ref().is_none_or(|call| call.closing.is_none()) {
                board.as_of = self.now();
            }
            if let Some(call) = &mut board.call {
                call.asks.authorities.retain(|id| sees(id));
            }
            let none = || {
                self.refusing(
                    "Esta solicitud no pide nada a quien usted puede ver; vea la lista de las que sí.",
                    "This call asks nobody whom you may see; list those that do.",
                )
            };
            (!board.rows.is_empty()).then_some(board).ok_or_else(none)
        })?;
        self.store
            .note(caller.actor(), &self.now(), Act::SeeBoard.id(), what, &[])?;
        Ok(board)
    }
}
