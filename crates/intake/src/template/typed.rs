//! A text as the cell a spreadsheet would make of it, and no more: what is not plainly a number or a date of
//! the calendar stays text, mistakes included.

use catalogue::{Date, Field, Kind, Language, List, Precision};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::choices;

/// Longest text that a cell of a workbook holds, in characters.
const CELL_CHARS: usize = 32_767;

/// A cell to be written.
#[derive(Clone)]
pub(crate) enum Typed {
    Text(String),
    Number(f64),
    Date(ExcelDateTime),
}

impl Typed {
    /// What stands in a cell of a field; a code's id becomes its label.
    pub(crate) fn of(field: &Field, list: Option<&List>, text: &str, language: Language) -> Typed {
        match (field.kind, list) {
            (Kind::Date, _) => Date::parse(text)
                .and_then(day)
                .map_or_else(|| Typed::text(text), Typed::Date),
            (Kind::Year | Kind::Integer | Kind::Decimal | Kind::Money, _) => Typed::number(text),
            (_, Some(list)) => Typed::text(label(list, text, language)),
            _ => Typed::text(text),
        }
    }

    /// A text, cut where a cell ends.
    pub(crate) fn text(text: &str) -> Typed {
        let end = text.char_indices().nth(CELL_CHARS).map_or(text.len(), |(end, _)| end);
        Typed::Text(text[..end].to_owned())
    }

    /// A number written with digits alone, a point and a sign; anything else is text.
    pub(crate) fn number(text: &str) -> Typed {
        let digits = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
        // Beyond fifteen digits a spreadsheet rounds.
        let exact = digits && text.len() <= 15 && !(text.len() > 1 && text.starts_with('0') && !text.starts_with("0."));
        let number = exact.then(|| text.parse().ok()).flatten();
        number.map_or_else(|| Typed::text(text), Typed::Number)
    }

    /// Writes the cell.
    pub(crate) fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, format: &Format) -> Result<(), XlsxError> {
        match self {
            Typed::Text(text) => sheet.write_string_with_format(row, column, text, format)?,
            Typed::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
            Typed::Date(date) => sheet.write_datetime_with_format(row, column, date, format)?,
        };
        Ok(())
    }
}

/// A date known to the day, as a spreadsheet counts it; none before 1900.
pub(crate) fn day(date: Date) -> Option<ExcelDateTime> {
    let known = date.precision() == Precision::Day && date.year() >= 1900;
    let part = |number: i32| u8::try_from(number).ok();
    let (year, month, day) = (u16::try_from(date.year()).ok()?, part(date.month())?, part(date.day())?);
    known.then(|| ExcelDateTime::from_ymd(year, month, day).ok()).flatten()
}

fn label<'a>(list: &'a List, text: &'a str, language: Language) -> &'a str {
    let code = list.position(text).and_then(|at| Some((at, list.code(at)?)));
    code.map_or(text, |(at, code)| choices::word(list, at, code, language))
}
