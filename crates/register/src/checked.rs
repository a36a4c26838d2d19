//! The stages of a row: `Checked` when it conforms to its register and has no grave finding, `Waiting`
//! when it must be corrected first. Only these two can be stored.

use std::fmt;

use catalogue::Kind;

use crate::{Answer, Form, declared};

/// A row that conforms to its register: every answer is of its field's kind and within its list, nothing
/// required is empty, any identity in it is of one person, and no finding makes it wait.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    answers: &'a [Answer<'a>],
    count: u32,
    row: u32,
    has_identity: bool,
}

/// Why a row is not a [`Checked`]; intake must have said so as a finding, so this is never an official's
/// mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotConforming {
    /// The field, or empty when it is of the row.
    pub field: String,
    /// What it lacks.
    pub why: &'static str,
}

/// A row that waits for its correction, as it stood in the file: heading and text, without the columns that
/// may not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting<'a> {
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// Headings and texts.
    pub cells: &'a [(&'a str, &'a str)],
}

impl<'a> Checked<'a> {
    /// Admits a row.
    ///
    /// # Errors
    /// When an answer does not conform to its field, or `grave` findings stand against the row.
    pub fn admit(
        form: &Form<'_>,
        answers: &'a [Answer<'a>],
        row: u32,
        grave: u32,
    ) -> Result<Checked<'a>, NotConforming> {
        let wrong = |field: usize, why| {
            let field = form.register().fields().get(field).map_or("", |field| &field.id);
            Err(NotConforming {
                field: field.to_owned(),
                why,
            })
        };
        if grave > 0 || answers.len() != form.width() {
            return wrong(
                usize::MAX,
                "findings stand against it, or it has another number of answers",
            );
        }
        let (mut has_identity, mut is_of_one) = (false, false);
        for (at, (field, answer)) in form.register().fields().iter().zip(answers).enumerate() {
            if answer.is_value() {
                if !is_of_kind(*answer, field.kind, form.list(at).map_or(0, |list| list.codes().len())) {
                    return wrong(at, "the answer is not of the field's kind");
                }
                is_of_one |= field.is_identity();
                has_identity |= field.is_identity() && !field.is_encoding();
            } else if field.required && answer.is_empty() {
                return wrong(at, "a required answer is empty");
            }
        }
        let count = match answers[form.count_field()] {
            Answer::Number(count) => u32::try_from(count).ok(),
            answer if answer.is_empty() => Some(1),
            answer => declared(answer).map(|_| 0),
        };
        match count {
            None => wrong(form.count_field(), "the count is not a whole number from 0"),
            Some(count) if is_of_one && count != 1 => {
                wrong(form.count_field(), "identity is of one person, and the row is not")
            }
            Some(count) => Ok(Checked {
                answers,
                count,
                row,
                has_identity,
            }),
        }
    }

    /// The answers, in the order of the form.
    #[must_use]
    pub fn answers(&self) -> &'a [Answer<'a>] {
        self.answers
    }

    /// How many the row stands for; 0 when it declares zero, or something else of the whole register.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The row as the spreadsheet numbers it.
    #[must_use]
    pub fn row(&self) -> u32 {
        self.row
    }

    /// Whether a field of identity (T2) has a value: it goes to be sealed and nowhere else
    /// ([`write_identity`](crate::write_identity)).
    #[must_use]
    pub fn has_identity(&self) -> bool {
        self.has_identity
    }
}

/// No answer of a person is in it: what is printed may be kept by who should not know.
impl fmt::Debug for Checked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("row", &self.row)
            .field("count", &self.count)
            .field("has_identity", &self.has_identity)
            .finish_non_exhaustive()
    }
}

fn is_of_kind(answer: Answer<'_>, kind: Kind, codes: usize) -> bool {
    match (answer, kind) {
        (Answer::Code(code), Kind::Code | Kind::Place | Kind::Authority) => usize::from(code) < codes,
        (Answer::Codes(set), Kind::Codes) => set != 0 && (codes >= 64 || set >> codes == 0),
        (Answer::Date(_), Kind::Date | Kind::Year) => true,
        (Answer::Number(_), Kind::Integer | Kind::Decimal | Kind::Money) => true,
        (Answer::Text(_), Kind::Text | Kind::Link | Kind::File) => true,
        _ => false,
    }
}

impl fmt::Display for NotConforming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

impl std::error::Error for NotConforming {}
