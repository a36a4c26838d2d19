//! A register's sheet of the template: what becomes of identity, machine row, headings, and the example or the rows
//! given.

use catalogue::{Found, Kind, List};
use register::Form;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    ROWS_READY, TemplateError, columns::Column, dress::Dresser, look::Shape, sheet_name, typed::Typed, words::words,
};
use crate::Identity;

/// The rows of a sheet above its data.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// The hidden row by which the sheet is known.
    machine: u32,
}

impl Head {
    /// Where identity has columns, a row above all says what becomes of it.
    fn of(columns: &[Column<'_>]) -> Head {
        let has_group = columns.iter().any(|column| column.field.is_identity());
        Head {
            machine: u32::from(has_group),
        }
    }

    fn headings(self) -> u32 {
        self.machine + 1
    }

    fn first(self) -> u32 {
        self.machine + 2
    }
}

/// The row of a register's headings, from 0.
pub(crate) fn heading_row(form: &Form<'_>, identity: Identity) -> u32 {
    Head::of(&Column::all(form, identity)).headings()
}

/// Writes the sheet of a register; without rows, the example stands in their place.
pub(crate) fn register_sheet(
    sheet: &mut Worksheet,
    form: &Form<'_>,
    rows: Option<&[Vec<(&str, String)>]>,
    identity: Identity,
    dresser: &mut Dresser,
) -> Result<(), TemplateError> {
    let columns = Column::all(form, identity);
    let head = Head::of(&columns);
    sheet.set_name(sheet_name(form.register(), dresser.language))?;
    let count = u32::try_from(rows.map_or(1, <[_]>::len)).unwrap_or(u32::MAX);
    let last = head.first() + ROWS_READY.max(count.saturating_add(ROWS_READY / 4)) - 1;
    for (at, column) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(head.machine, at, column.machine(), &dresser.look.machine)?;
        dresser.heading(sheet, head.headings(), at, column)?;
        dresser.column(sheet, at, column, (head.first(), last))?;
    }
    group(sheet, &columns, dresser)?;
    sheet.set_row_hidden(head.machine)?;
    dresser.sheet(sheet, head.headings(), columns.iter())?;
    match rows {
        None => example(sheet, head.first(), &columns, dresser)?,
        Some(rows) => {
            for (row, cells) in (head.first()..).zip(rows) {
                data_row(sheet, row, cells, form, &columns, dresser)?;
            }
        }
    }
    Ok(())
}

/// Over the columns of identity, what becomes of it: in the first of them, so that nothing need be merged.
fn group(sheet: &mut Worksheet, columns: &[Column<'_>], dresser: &Dresser) -> Result<(), XlsxError> {
    let own = (0u16..).zip(columns).filter(|(_, column)| column.field.is_identity());
    for (nth, (at, _)) in own.enumerate() {
        match nth {
            0 => sheet.write_string_with_format(0, at, words(dresser.language).sealed, &dresser.look.group)?,
            _ => sheet.write_blank(0, at, &dresser.look.group)?,
        };
    }
    Ok(())
}

fn example(sheet: &mut Worksheet, row: u32, columns: &[Column<'_>], dresser: &Dresser) -> Result<(), XlsxError> {
    for (at, column) in (0u16..).zip(columns) {
        let answers = split(&column.field.example, column.field.kind, column.list);
        let Some(text) = answers.get(column.nth - 1).filter(|text| !text.is_empty()) else {
            continue;
        };
        let text = column.list.map_or(*text, |list| code_of(list, text));
        let cell = Typed::of(column.field, column.list, text, dresser.language);
        cell.write(sheet, row, at, &Shape::of(column.field.kind).example())?;
    }
    Ok(())
}

fn data_row(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[(&str, String)],
    form: &Form<'_>,
    columns: &[Column<'_>],
    dresser: &Dresser,
) -> Result<(), TemplateError> {
    for (id, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
        let own = (0u16..).zip(columns).filter(|(_, column)| column.field.id == *id);
        let own: Vec<_> = own.collect();
        let Some((_, first)) = own.first() else {
            let (register, field) = (form.register().id.clone(), (*id).to_owned());
            return Err(TemplateError::UnknownField { register, field });
        };
        let answers = split(text, first.field.kind, first.list);
        for (nth, (at, column)) in own.iter().enumerate() {
            let Some(answer) = answers.get(nth) else { break };
            let is_last = nth + 1 == own.len() && answers.len() > own.len();
            let rest = answers[nth..].join("; ");
            let cell = match is_last {
                true => Typed::text(&rest),
                false => Typed::of(column.field, column.list, answer, dresser.language),
            };
            cell.write(sheet, row, *at, &Shape::of(column.field.kind).format())?;
        }
    }
    Ok(())
}

/// The answers of a cell: one, or several where the field takes several and the text is not a code itself.
fn split<'a>(text: &'a str, kind: Kind, list: Option<&List>) -> Vec<&'a str> {
    let whole = kind != Kind::Codes || list.is_some_and(|list| list.find(text) != Found::None);
    if whole {
        vec![text]
    } else {
        text.split(';').map(str::trim).filter(|word| !word.is_empty()).collect()
    }
}

/// The id of the code a word stands for, so that the example is shown in the language of the sheet.
fn code_of<'a>(list: &'a List, word: &'a str) -> &'a str {
    match list.find(word) {
        Found::Code(at) => list.code(at).map_or(word, |code| code.id.as_str()),
        _ => word,
    }
}
