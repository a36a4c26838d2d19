//! The columns of identity: which are read, what may be said of them, and what of them is kept when a row waits.

use register::Answer;

use super::{PartReading, Target};
use crate::{
    Cell, Identity,
    cell::shown,
    coder::Trouble,
    sealed,
    told::{Place, Told},
};

impl Target {
    /// Whether identity is expected in the column.
    #[inline]
    pub(super) fn is_identity(self) -> bool {
        matches!(self, Target::Sealed(_) | Target::Refused(_) | Target::Withheld)
    }
}

impl<'c> PartReading<'c> {
    #[inline]
    pub(super) fn target_at(&self, column: u16) -> Target {
        self.targets
            .get(usize::from(column))
            .copied()
            .unwrap_or(Target::Nothing)
    }

    /// Whether a column is one in which identity may stand.
    pub(crate) fn takes_identity(&self, column: u16) -> bool {
        self.identity != Identity::Refused && matches!(self.target_at(column), Target::Sealed(_) | Target::Withheld)
    }

    /// Whether a column is of a field that is counted, so that findings may repeat what stands there.
    pub(crate) fn is_counted(&self, column: u16) -> bool {
        matches!(self.target_at(column), Target::Field(_))
    }

    /// Whether the cells of a column may be kept with a row that waits: never those of identity, and in a file that
    /// may bring it only those of fields that are counted.
    #[inline]
    pub(super) fn may_wait(&self, column: u16) -> bool {
        match self.target_at(column) {
            Target::Field(_) => true,
            Target::Nothing => self.identity != Identity::Sealed,
            _ => false,
        }
    }

    /// What a column is whose heading nobody knows; one that looks like a heading of identity is told apart.
    pub(super) fn unknown(&self, column: u16, word: &str, told: &mut Told<'c>) -> Target {
        let place = Place {
            row: None,
            column: Some(column),
            field: "",
        };
        match sealed::misspelt(word, self.form.register().fields()) {
            Some(field) => {
                let trouble = Trouble {
                    other: field.label.es.clone(),
                    ..Trouble::new("M-021")
                };
                told.say(trouble, place, word, 1);
                Target::Doubtful
            }
            None => {
                told.say(Trouble::new("M-003"), place, word, 1);
                Target::Nothing
            }
        }
    }

    /// A filled cell outside the fields that are read: identity is refused, the rest was told with the heading.
    pub(super) fn outside(&self, row: u32, column: u16, cell: Cell<'_>, told: &mut Told<'c>) {
        if let Target::Refused(field) = self.target_at(column)
            && !cell.is_empty()
        {
            let field = &self.form.register().fields()[field];
            let place = Place {
                row: Some(row),
                column: Some(column),
                field: &field.id,
            };
            told.say(Trouble::new("M-010"), place, &field.label.es, 1);
        }
    }

    /// Identity is of one person: a row that stands for several, for none or for a whole register may not bring it.
    pub(super) fn of_one_person(
        &self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        answers: &[Answer<'_>],
        told: &mut Told<'c>,
    ) -> u32 {
        let count = self.form.count_field();
        let is_of_one = answers[count].is_empty() || answers[count] == Answer::Number(1);
        if is_of_one || !self.has_identity(answers) {
            return 0;
        }
        let column = self.first_column[count];
        let place = Place {
            row: Some(row),
            column,
            field: "count",
        };
        let said = cells.iter().find(|(at, _)| Some(*at) == column);
        let said = said.map_or_else(String::new, |(_, cell)| shown(*cell));
        told.say(Trouble::new("C-024"), place, &said, 1);
        1
    }

    fn has_identity(&self, answers: &[Answer<'_>]) -> bool {
        let fields = self.form.register().fields().iter();
        fields
            .zip(answers)
            .any(|(field, answer)| field.is_identity() && answer.is_value())
    }
}
