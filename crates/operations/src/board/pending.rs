//! What is asked of an institution and not there yet: the home of those who hand in.

use catalogue::{Act, Authority, Date};
use register::Returned;
use store::{Call, Counted};

use crate::{
    Caller, Door, OperationError,
    board::{Cell, Totals, composing::Came},
    calling::{offices_of, registers_asked},
    deadline::{day_of, days_between},
    door::On,
};

/// Receipts shown.
const RECEIPTS: u32 = 5;

/// What is asked of an institution, and what came.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The institution.
    pub institution: String,
    /// The open calls that ask it, the most urgent first.
    pub calls: Vec<PendingCall>,
    /// Its last returns, the newest first; only for those who may see returns.
    pub receipts: Vec<Returned>,
}

/// An open call as one institution has it.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingCall {
    /// The call; of those whom it asks only the institution.
    pub call: Call,
    /// The last day.
    pub due: Date,
    /// Days left; 0 on the last day, below zero when it is past.
    pub days_left: i64,
    /// A cell for each register asked for.
    pub cells: Vec<Cell>,
    /// Their totals.
    pub totals: Totals,
}

impl Door {
    /// The open calls that ask the caller's institution, with what came of each, and its last receipts.
    ///
    /// # Errors
    /// When the caller may not see what their institution is asked.
    pub fn pending(&self, caller: &Caller) -> Result<Pending, OperationError> {
        let own = caller.institution();
        self.admit(caller, Act::SeeCalls, On::of(own))?;
        let object = format!("pending of {own}");
        self.store
            .note(caller.actor(), &self.now(), Act::SeeCalls.id(), &object, &[])?;
        let mut calls = Vec::new();
        for call in self.store.calls()?.into_iter().filter(|call| call.closing.is_none()) {
            if let Some(through) = self.asks_through(own, &call) {
                calls.push(self.pending_call(own, &through, call)?);
            }
        }
        calls.sort_by_key(|one| (one.due, one.call.number));
        let sees = self.may(caller, Act::SeeReturns, On::of(own));
        let receipts = if sees {
            self.store.last_returns(own, RECEIPTS)?
        } else {
            Vec::new()
        };
        Ok(Pending {
            institution: own.to_owned(),
            calls,
            receipts,
        })
    }

    /// An institution sees what came from it; an office that was asked, also what came from its units.
    fn pending_call(&self, own: &str, through: &str, mut call: Call) -> Result<PendingCall, OperationError> {
        let catalogue = self.catalogue();
        let offices = match Authority::of(catalogue, own) {
            Some(unit) if own != through => vec![unit],
            _ => offices_of(catalogue, own),
        };
        let mut counted: Vec<Counted> = Vec::new();
        for office in &offices {
            counted.extend(self.store.counted(call.asks.period, None, office.id())?);
        }
        let now = self.now();
        let came = Came::new(catalogue, call.asks.period, &now, (&counted, self.store.letters(None)?));
        let due = call.due_of(through);
        let cells: Vec<Cell> = registers_asked(catalogue, own, &call.asks.registers)
            .iter()
            .map(|register| came.cell(&offices, register, Some(due)))
            .collect();
        call.asks.authorities.retain(|id| id == through);
        Ok(PendingCall {
            days_left: day_of(&now).map_or(0, |today| days_between(today, due)),
            totals: Totals::of(&cells),
            due,
            cells,
            call,
        })
    }
}
