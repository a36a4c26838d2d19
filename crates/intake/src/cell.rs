//! One cell as it stands in the file, before anybody asks what it means.

use std::fmt::Write as _;

use calamine::{Data, DataRef, ExcelDateTime};

/// What one cell holds, borrowed from the reader's own memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing; readers leave such cells out of a row.
    Empty,
    /// Text exactly as written, spaces included.
    Text(&'a str),
    /// A number; also a duration or a time of day, as a fraction of a day.
    Number(f64),
    /// A civil date; a time of day beside it is dropped.
    Date {
        /// The year, from 1899 to 9999 in a workbook.
        year: i16,
        /// The month, from 1.
        month: u8,
        /// The day, from 1.
        day: u8,
    },
    /// A tick: true or false.
    Bool(bool),
    /// A value the spreadsheet could not compute, such as `#REF!`.
    Error(&'a str),
}

impl<'a> Cell<'a> {
    /// Whether the cell holds nothing at all.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty | Cell::Text(""))
    }

    /// What it says, as text, the way a finding repeats it.
    #[must_use]
    pub fn shown(self) -> String {
        shown(self)
    }

    pub(crate) fn from_stream(value: &'a DataRef<'_>) -> Cell<'a> {
        match value {
            DataRef::Empty => Cell::Empty,
            DataRef::Int(number) => Cell::Number(*number as f64),
            DataRef::Float(number) => Cell::Number(*number),
            DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text),
            DataRef::SharedString(text) => Cell::Text(text),
            DataRef::Bool(flag) => Cell::Bool(*flag),
            DataRef::DateTime(serial) => from_serial(serial),
            DataRef::DateTimeIso(text) => from_iso(text),
            DataRef::Error(error) => Cell::Error(error_text(error)),
        }
    }

    pub(crate) fn from_range(value: &'a Data) -> Cell<'a> {
        match value {
            Data::Empty => Cell::Empty,
            Data::Int(number) => Cell::Number(*number as f64),
            Data::Float(number) => Cell::Number(*number),
            Data::String(text) | Data::DurationIso(text) => Cell::Text(text),
            Data::Bool(flag) => Cell::Bool(*flag),
            Data::DateTime(serial) => from_serial(serial),
            Data::DateTimeIso(text) => from_iso(text),
            Data::Error(error) => Cell::Error(error_text(error)),
        }
    }
}

/// A serial date becomes a civil date; a time of day, a duration and Excel's
/// own 29 February 1900, which never was, stay numbers.
fn from_serial<'a>(serial: &ExcelDateTime) -> Cell<'a> {
    let value = serial.as_f64();
    let (year, month, day, ..) = serial.to_ymd_hms_milli();
    let phantom = (year, month, day) == (1900, 2, 29);
    if serial.is_duration() || phantom || !(1.0..2_958_466.0).contains(&value) {
        return Cell::Number(value);
    }
    match i16::try_from(year) {
        Ok(year) => Cell::Date { year, month, day },
        Err(_) => Cell::Number(value),
    }
}

/// An ISO date, with or without a time; anything else stays the text it is.
pub(crate) fn from_iso(text: &str) -> Cell<'_> {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    match day.parse::<jiff::civil::Date>() {
        Ok(date) => Cell::Date {
            year: date.year(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        },
        Err(_) => Cell::Text(text),
    }
}

fn error_text(error: &calamine::CellErrorType) -> &'static str {
    use calamine::CellErrorType as E;
    match error {
        E::Div0 => "#DIV/0!",
        E::NA => "#N/A",
        E::Name => "#NAME?",
        E::Null => "#NULL!",
        E::Num => "#NUM!",
        E::Ref => "#REF!",
        E::Value => "#VALUE!",
        E::GettingData => "#DATA!",
    }
}

/// A cell as text, for a finding or a waiting row.
pub(crate) fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.to_owned(),
        Cell::Number(number) => crate::numbers::plain(number),
        Cell::Bool(flag) => if flag { "VERDADERO" } else { "FALSO" }.to_owned(),
        Cell::Date { year, month, day } => {
            let mut text = String::new();
            write!(text, "{year:04}-{month:02}-{day:02}").ok();
            text
        }
    }
}
