//! What a row declares about a whole register when its count holds no number.

use catalogue::State;

use crate::Answer;

/// What an authority can declare of a whole register: that it has no information (¶57, ¶82), that the register
/// does not apply to it, that it does not operate (¶13), a zero with no records behind it (¶89 note 21), or that
/// it withholds it.
pub const DECLARABLE: [State; 5] = [
    State::NoInformation,
    State::NotApplicable,
    State::NotOperating,
    State::DeclaredZero,
    State::Withheld,
];

/// What the answer to `count` declares; `None` for a number, and for an empty cell, which means 1.
#[must_use]
pub fn declared(count: Answer<'_>) -> Option<State> {
    match count {
        Answer::Missing(State::NotAnswered) => None,
        Answer::Missing(state) => Some(state),
        _ => None,
    }
}
