//! Rows of totals against what they add up: the file's own sums are compared with its parts (¶38, ¶56).

use register::{Answer, Form};

use crate::{
    Cell,
    coder::Trouble,
    numbers,
    told::{Place, Told},
};

/// Rows of totals that are compared, at most.
const COMPARED_MAX: usize = 1_000;

/// The sums of a sheet's whole numbers, and the totals that the sheet itself gives.
#[derive(Debug)]
pub(crate) struct Totals {
    count: usize,
    /// The fields of whole numbers, and for each: what its cells add up to, what they did at the last row of
    /// totals, and whether a cell could not be read.
    fields: Vec<usize>,
    sums: Vec<i64>,
    at_last: Vec<i64>,
    unread: Vec<bool>,
    given: Vec<Given>,
}

/// A number in a row of totals.
#[derive(Debug)]
struct Given {
    row: u32,
    column: u16,
    at: usize,
    number: i64,
    /// The sum of all rows above it, and of those since the last row of totals.
    above: [i64; 2],
}

impl Totals {
    pub(crate) fn new(form: &Form<'_>) -> Totals {
        let fields = form.register().fields();
        let whole = |at: &usize| fields[*at].kind == catalogue::Kind::Integer;
        let fields: Vec<usize> = (0..fields.len()).filter(whole).collect();
        Totals {
            count: form.count_field(),
            sums: vec![0; fields.len()],
            at_last: vec![0; fields.len()],
            unread: vec![false; fields.len()],
            given: Vec::new(),
            fields,
        }
    }

    /// Adds a row of data; an empty count counts 1.
    pub(crate) fn add(&mut self, answers: &[Answer<'_>]) {
        for (at, sum) in self.fields.iter().zip(&mut self.sums) {
            match answers[*at] {
                Answer::Number(number) => *sum = sum.saturating_add(number),
                answer if *at == self.count && answer.is_empty() => *sum += 1,
                _ => {}
            }
        }
    }

    /// A cell of the field could not be read, so that its parts are not known.
    pub(crate) fn unread(&mut self, field: usize) {
        if let Some(at) = self.fields.iter().position(|own| *own == field) {
            self.unread[at] = true;
        }
    }

    /// Takes in the numbers of a row of totals; `field_of` tells which field a column is.
    pub(crate) fn take(&mut self, row: u32, cells: &[(u16, Cell<'_>)], field_of: impl Fn(u16) -> Option<usize>) {
        for (column, cell) in cells {
            let at = field_of(*column).and_then(|field| self.fields.iter().position(|own| *own == field));
            if let (Some(at), Some(number), true) = (at, whole(*cell), self.given.len() < COMPARED_MAX) {
                let above = [self.sums[at], self.sums[at] - self.at_last[at]];
                self.given.push(Given {
                    row,
                    column: *column,
                    at,
                    number,
                    above,
                });
            }
        }
        self.at_last.clone_from(&self.sums);
    }

    /// Says which totals are not the sum of their parts: of the rows above, of those since the last row of
    /// totals, or of the whole sheet when the totals stand on top.
    pub(crate) fn close(&self, form: &Form<'_>, told: &mut Told<'_>) {
        for given in &self.given {
            let whole = self.sums[given.at];
            if self.unread[given.at] || given.above.contains(&given.number) || whole == given.number {
                continue;
            }
            let sum = if given.above[0] == 0 { whole } else { given.above[0] };
            let place = Place {
                row: Some(given.row),
                column: Some(given.column),
                field: &form.register().fields()[self.fields[given.at]].id,
            };
            let trouble = Trouble {
                other: sum.to_string(),
                ..Trouble::new("R-010")
            };
            told.say(trouble, place, &given.number.to_string(), 1);
        }
    }
}

/// A whole number, also when it is typed as text.
fn whole(cell: Cell<'_>) -> Option<i64> {
    let number = match cell {
        Cell::Number(number) => number,
        Cell::Text(text) => numbers::parse(text.trim())?,
        _ => return None,
    };
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
