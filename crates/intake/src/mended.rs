//! Cells mended between upload and receipt: the file is read as if it said so.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
};

use catalogue::{Date, Kind, Precision};

use crate::{Cell, Notice, Rows, SheetInfo, cell::shown, dates};

/// Longest text that a mended cell takes, in characters: no field keeps a longer one.
pub const MEND_CHARS_MAX: usize = 2_000;

/// What a mended cell holds: what a spreadsheet would make of the text that was typed, and no more.
#[derive(Clone, Debug, PartialEq)]
pub enum MendedCell {
    /// The cell is to be empty.
    Empty,
    /// A text; never taken for a formula.
    Text(String),
    /// A number.
    Number(f64),
    /// A date known to the day.
    Date(i16, u8, u8),
}

impl MendedCell {
    /// What was typed, for a field that takes this kind of answer.
    #[must_use]
    pub fn typed(text: &str, kind: Option<Kind>) -> MendedCell {
        let text = text.trim();
        let read = match kind {
            _ if text.is_empty() => Some(MendedCell::Empty),
            Some(Kind::Date) => day(text),
            Some(Kind::Year | Kind::Integer | Kind::Decimal | Kind::Money) => number(text),
            _ => None,
        };
        read.unwrap_or_else(|| MendedCell::Text(text.to_owned()))
    }

    /// What a cell of a file holds, in the same form, so that the two can be compared.
    #[must_use]
    pub fn of(cell: Cell<'_>, kind: Option<Kind>) -> MendedCell {
        match cell {
            Cell::Empty => MendedCell::Empty,
            Cell::Number(number) => MendedCell::Number(number),
            Cell::Date { year, month, day } => MendedCell::Date(year, month, day),
            Cell::Text(text) => MendedCell::typed(text, kind),
            Cell::Bool(_) | Cell::Error(_) => MendedCell::Text(shown(cell)),
        }
    }

    /// The cell that is read in the place of the file's own.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        match self {
            MendedCell::Empty => Cell::Empty,
            MendedCell::Text(text) => Cell::Text(text),
            MendedCell::Number(number) => Cell::Number(*number),
            MendedCell::Date(year, month, day) => Cell::Date {
                year: *year,
                month: *month,
                day: *day,
            },
        }
    }
}

fn day(text: &str) -> Option<MendedCell> {
    let read = dates::parse(text).filter(|read| !read.ambiguous)?;
    let date: Date = read.date;
    let is_day = date.precision() == Precision::Day && date.year() >= 1900;
    let small = |number: i32| u8::try_from(number).ok();
    let (year, month, day) = (
        i16::try_from(date.year()).ok()?,
        small(date.month())?,
        small(date.day())?,
    );
    is_day.then_some(MendedCell::Date(year, month, day))
}

/// Digits alone, a point and a sign; beyond fifteen digits a spreadsheet rounds.
fn number(text: &str) -> Option<MendedCell> {
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let exact = digits && text.len() <= 15 && !(text.len() > 1 && text.starts_with('0') && !text.starts_with("0."));
    exact.then(|| text.parse().ok()).flatten().map(MendedCell::Number)
}

/// The mended cells of a file, by sheet and row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mends(HashMap<String, BTreeMap<u32, BTreeMap<u16, MendedCell>>>);

impl Mends {
    /// Mends a cell; a later mend of the same cell counts.
    pub fn put(&mut self, (sheet, row, column): (&str, u32, u16), cell: MendedCell) {
        let sheet = self.0.entry(sheet.to_owned()).or_default();
        sheet.entry(row).or_default().insert(column, cell);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mended cell of a place, or `None`.
    #[must_use]
    pub fn at(&self, (sheet, row, column): (&str, u32, u16)) -> Option<&MendedCell> {
        self.0.get(sheet)?.get(&row)?.get(&column)
    }

    fn row(&self, sheet: &str, row: u32) -> Option<&BTreeMap<u16, MendedCell>> {
        self.0.get(sheet)?.get(&row)
    }
}

/// Hands on the events of a file with its mends in it.
#[derive(Debug)]
pub struct Mended<'m, R> {
    mends: &'m Mends,
    sheet: String,
    to: &'m mut R,
}

impl<'m, R: Rows> Mended<'m, R> {
    /// Between a file and whoever reads it.
    pub fn new(mends: &'m Mends, to: &'m mut R) -> Mended<'m, R> {
        Mended {
            mends,
            sheet: String::new(),
            to,
        }
    }
}

impl<R: Rows> Rows for Mended<'_, R> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        sheet.name.clone_into(&mut self.sheet);
        self.to.sheet(sheet);
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        let Some(mends) = self.mends.row(&self.sheet, row) else {
            return self.to.row(row, cells);
        };
        let own = cells.iter().filter(|(column, _)| !mends.contains_key(column)).copied();
        let mended = mends.iter().map(|(column, cell)| (*column, cell.cell()));
        let mut all: Vec<(u16, Cell<'_>)> = own.chain(mended.filter(|(_, cell)| !cell.is_empty())).collect();
        all.sort_by_key(|(column, _)| *column);
        if all.is_empty() {
            return ControlFlow::Continue(());
        }
        self.to.row(row, &all)
    }

    fn notice(&mut self, notice: Notice) {
        let mended = match (&notice.sheet, notice.row, notice.column) {
            (sheet, Some(row), Some(column)) => {
                let sheet = sheet.as_deref().unwrap_or_default();
                self.mends.at((sheet, row, column)).is_some()
            }
            _ => false,
        };
        // What is said of a cell is of what stood there before.
        if !mended || notice.rule.refuses() {
            self.to.notice(notice);
        }
    }
}
