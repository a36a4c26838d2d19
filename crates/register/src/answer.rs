//! An answer: a cell's value, or how the cell knows that it has none.

use catalogue::{Date, State};

/// What one cell of a record says. Codes are positions in the field's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// No value, and why. An empty cell is [`State::NotAnswered`].
    Missing(State),
    /// One code.
    Code(u16),
    /// A set of codes; bit *i* is code *i*. Never empty.
    Codes(u64),
    /// A date, or a year (known to the year).
    Date(Date),
    /// A number: whole for `integer`, ten-thousandths for `decimal`, centavos for `money`.
    Number(i64),
    /// Short text.
    Text(&'a str),
}

impl Answer<'_> {
    /// The answer of an empty cell.
    pub const EMPTY: Answer<'static> = Answer::Missing(State::NotAnswered);

    /// Whether there is a value.
    #[must_use]
    #[inline]
    pub fn is_value(self) -> bool {
        !matches!(self, Answer::Missing(_))
    }

    /// Whether the cell was left empty.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Whether the answer has the code at a position.
    #[must_use]
    #[inline]
    pub fn has(self, code: u16) -> bool {
        match self {
            Answer::Code(own) => own == code,
            Answer::Codes(set) => code < 64 && set >> code & 1 == 1,
            _ => false,
        }
    }
}
