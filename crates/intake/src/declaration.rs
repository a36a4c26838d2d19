//! Rows by which an authority speaks of its whole register: a zero, S.I., N.A., «no opera», a zero with no
//! records behind it (¶13, ¶57, ¶82, ¶89). They need no other answer, and data beside them contradict them.

use catalogue::State;
use register::{Answer, Form, declared};

use crate::{
    coder::Trouble,
    told::{Place, Told},
};

/// What the rows of a sheet declare, and whether there are data beside it.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    first: Option<(u32, String)>,
    has_data: bool,
}

impl Declarations {
    /// Notes a row: what its count says, when it declares something, or that it is data.
    pub(crate) fn note(&mut self, row: u32, said: Option<String>, has_values: bool) {
        self.has_data |= said.is_none() || has_values;
        if let Some(said) = said {
            self.first.get_or_insert((row, said));
        }
    }

    /// Says that a declaration and data contradict each other.
    pub(crate) fn close(&self, column: Option<u16>, told: &mut Told<'_>) {
        if let (Some((row, said)), true) = (&self.first, self.has_data) {
            let place = Place {
                row: Some(*row),
                column,
                field: "count",
            };
            told.say(Trouble::new("R-011"), place, said, 1);
        }
    }
}

/// Whether a row declares something of the whole register: its count is a state, or a zero with nothing
/// beside it.
pub(crate) fn is_declaration(form: &Form<'_>, answers: &[Answer<'_>]) -> bool {
    let count = form.count_field();
    match answers[count] {
        Answer::Number(0) => !has_values(form, answers),
        answer => declared(answer).is_some(),
    }
}

/// Whether a row has a value beside its count.
pub(crate) fn has_values(form: &Form<'_>, answers: &[Answer<'_>]) -> bool {
    let beside = (0..).zip(answers).filter(|(at, _)| *at != form.count_field());
    beside.into_iter().any(|(_, answer)| answer.is_value())
}

/// What an empty answer, or one that says there is none, becomes in a row that stands for nothing.
pub(crate) const NOTHING: Answer<'static> = Answer::Missing(State::NotApplicable);
