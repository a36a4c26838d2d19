//! One sheet of the copy: values where they stood, marks, and for a register's sheet what the template gives it.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Kind, Severity};
use register::Form;
use rust_xlsxwriter::{ExcelDateTime, Formula, Worksheet, XlsxError};

use super::{
    Seen,
    formats::Formats,
    marks::{Mark, SheetMarks},
};
use crate::{
    Asked, Cell,
    check::MARK_SHEET,
    dates,
    heading::{Heading, Headings, ROWS_ABOVE_MAX},
    mapped,
    template::{
        ROWS_READY,
        columns::Column,
        dress::{Dresser, note},
        look::{Shape, marked},
        sheet_name,
        typed::{Typed, day},
    },
};

/// The last row of a sheet, from 0.
const ROW_LAST: u32 = 1_048_575;

/// What a sheet needs from the workbook while it is copied.
pub(crate) struct Kit<'k, 'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) asked: Asked<'a>,
    pub(crate) headings: &'k Headings,
    pub(crate) dresser: &'k mut Dresser,
    pub(crate) formats: &'k mut Formats,
    pub(crate) sheet: &'k mut Worksheet,
    pub(crate) seen: Option<&'k mut Seen>,
}

/// A sheet being copied.
pub(crate) struct Copied<'a> {
    name: String,
    pub(crate) index: usize,
    pub(crate) seen: usize,
    marks: SheetMarks<'a>,
    stage: Stage,
    heading: Option<u32>,
    columns: BTreeMap<u16, Column<'a>>,
    row_last: u32,
}

#[derive(Clone, Debug)]
enum Stage {
    Seeking(usize),
    AfterMachineRow(String),
    Data,
    Instructions,
}

impl<'a> Copied<'a> {
    pub(crate) fn new(name: &str, index: usize, seen: usize, marks: SheetMarks<'a>) -> Copied<'a> {
        let instructions = ["instrucciones", "instructions"].contains(&name.to_lowercase().as_str());
        let stage = match name {
            MARK_SHEET => Stage::Data,
            _ if instructions => Stage::Instructions,
            _ => Stage::Seeking(0),
        };
        let name = name.to_owned();
        Copied {
            name,
            index,
            seen,
            marks,
            stage,
            heading: None,
            columns: BTreeMap::new(),
            row_last: 0,
        }
    }

    /// Copies a row; `row` counts from 1.
    pub(crate) fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)], kit: &mut Kit<'_, 'a>) -> Result<(), XlsxError> {
        self.row_last = self.row_last.max(row);
        match self.stage.clone() {
            Stage::Seeking(above) => match self.seek(cells, kit) {
                Some(heading) => return self.found(row, cells, &heading, kit),
                None if above < ROWS_ABOVE_MAX => self.stage = Stage::Seeking(above + 1),
                None => self.stage = Stage::Data,
            },
            Stage::AfterMachineRow(register) => {
                self.stage = Stage::Data;
                if kit.headings.read(cells, &self.name, Some(&register)).is_some() {
                    return self.headings(row, cells, kit);
                }
                self.heading = None;
            }
            Stage::Instructions => return instructions(row, cells, kit),
            Stage::Data => {}
        }
        self.data(row, cells, kit)
    }

    fn seek(&self, cells: &[(u16, Cell<'_>)], kit: &Kit<'_, 'a>) -> Option<Heading> {
        let Some(crosswalk) = kit.asked.crosswalk else {
            return kit.headings.read(cells, &self.name, kit.asked.register);
        };
        mapped::headings(crosswalk, cells).ok()?;
        let register = crosswalk.register.clone();
        // A stranger's columns are known to the crosswalk alone; none of ours stands in them.
        Some(Heading {
            register,
            fields: Vec::new(),
            unknown: Vec::new(),
            is_machine_row: false,
        })
    }

    fn found(
        &mut self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        heading: &Heading,
        kit: &mut Kit<'_, 'a>,
    ) -> Result<(), XlsxError> {
        self.know(heading, kit)?;
        if !heading.is_machine_row {
            self.stage = Stage::Data;
            return self.headings(row, cells, kit);
        }
        self.stage = Stage::AfterMachineRow(heading.register.clone());
        kit.sheet.set_row_hidden(row - 1)?;
        for (column, cell) in cells {
            write(kit.sheet, row - 1, *column, *cell, &kit.dresser.look.machine)?;
        }
        Ok(())
    }

    /// Remembers the register and its columns; a text file's sheet takes the register's name.
    fn know(&mut self, heading: &Heading, kit: &mut Kit<'_, 'a>) -> Result<(), XlsxError> {
        let Some(form) = Form::of(kit.catalogue, &heading.register) else {
            return Ok(());
        };
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        for (column, id) in &heading.fields {
            let Some(at) = form.register().position(id) else {
                continue;
            };
            let Some(field) = form.register().fields().get(at) else {
                continue;
            };
            let nth = times.entry(at).and_modify(|nth| *nth += 1).or_insert(1);
            self.columns.insert(
                *column,
                Column {
                    field,
                    list: form.list(at),
                    nth: *nth,
                },
            );
        }
        let Some(seen) = &mut kit.seen else { return Ok(()) };
        seen.register = Some(heading.register.clone());
        if self.name.is_empty() {
            seen.copy = sheet_name(form.register(), kit.dresser.language);
            kit.sheet.set_name(&seen.copy)?;
        }
        Ok(())
    }

    /// Copies the row of headings with the template's style and notes.
    fn headings(&mut self, row: u32, cells: &[(u16, Cell<'_>)], kit: &mut Kit<'_, 'a>) -> Result<(), XlsxError> {
        self.heading = Some(row - 1);
        if let Some(seen) = &mut kit.seen {
            seen.heading = self.heading;
        }
        let mut marks = self.marks.row(row, first(cells));
        for (column, mark) in self.marks.headings() {
            let own = marks.entry(column).or_insert(Mark {
                severity: Severity::Note,
                says: String::new(),
            });
            own.severity = own.severity.max(mark.severity);
            own.says = [own.says.as_str(), &mark.says].join("\n\n").trim().to_owned();
        }
        for (column, cell) in cells {
            let mark = marks.remove(column);
            let known = self.columns.get(column);
            let format = kit.dresser.look.heading(known.is_some_and(Column::is_required)).clone();
            let format = mark.iter().fold(format, |format, mark| {
                marked(format, mark.severity).set_font_color(rust_xlsxwriter::Color::Black)
            });
            write(kit.sheet, row - 1, *column, *cell, &format)?;
            let help = known.map(|known| kit.dresser.help(known));
            let says: Vec<String> = mark.map(|mark| mark.says).into_iter().chain(help).collect();
            if !says.is_empty() {
                kit.sheet.insert_note(row - 1, *column, &note(&says.join("\n\n")))?;
            }
        }
        self.blanks(row, &marks, kit)
    }

    fn data(&mut self, row: u32, cells: &[(u16, Cell<'_>)], kit: &mut Kit<'_, 'a>) -> Result<(), XlsxError> {
        let mut marks = self.marks.row(row, first(cells));
        for (column, cell) in cells {
            let kind = self.columns.get(column).map(|known| known.field.kind);
            let typed = if self.name.is_empty() {
                retyped(*cell, kind)
            } else {
                None
            };
            let shape = shape(*cell, typed.as_ref(), kind);
            let mark = marks.remove(column);
            let quoted =
                matches!(cell, Cell::Text(text) if text.starts_with(['=', '+', '-', '@'])) && shape != Shape::Text;
            let quoted = quoted && typed.is_none();
            let format = kit.formats.of(shape, mark.as_ref().map(|mark| mark.severity), quoted);
            match typed {
                Some(typed) => typed.write(kit.sheet, row - 1, *column, format)?,
                None => write(kit.sheet, row - 1, *column, *cell, format)?,
            }
            if let Some(mark) = mark {
                kit.sheet.insert_note(row - 1, *column, &note(&mark.says))?;
            }
        }
        self.blanks(row, &marks, kit)
    }

    /// Marks cells in which nothing stands.
    fn blanks(&self, row: u32, marks: &BTreeMap<u16, Mark>, kit: &mut Kit<'_, 'a>) -> Result<(), XlsxError> {
        for (column, mark) in marks {
            let shape = self
                .columns
                .get(column)
                .map_or(Shape::General, |known| Shape::of(known.field.kind));
            let format = kit.formats.of(shape, Some(mark.severity), false);
            kit.sheet.write_blank(row - 1, *column, format)?;
            kit.sheet.insert_note(row - 1, *column, &note(&mark.says))?;
        }
        Ok(())
    }

    /// Ends the sheet: marks of rows that never passed, what was hidden, drop-downs and panes.
    pub(crate) fn end(&mut self, kit: &mut Kit<'_, 'a>) -> Result<(), XlsxError> {
        for row in self.marks.left().into_iter().filter(|row| (1..=ROW_LAST).contains(row)) {
            let marks = self.marks.row(row, 0);
            self.blanks(row, &marks, kit)?;
        }
        for row in self
            .marks
            .hidden_rows
            .iter()
            .filter(|row| (1..=ROW_LAST).contains(*row))
        {
            kit.sheet.set_row_hidden(row - 1)?;
        }
        if let Some(heading) = self.heading {
            let last = self
                .row_last
                .saturating_add(ROWS_READY / 4)
                .max(heading + ROWS_READY)
                .min(ROW_LAST);
            for (at, column) in &self.columns {
                kit.dresser.column(kit.sheet, *at, column, (heading + 1, last))?;
            }
            kit.dresser.sheet(kit.sheet, heading, self.columns.values())?;
        }
        for (first, last) in &self.marks.hidden_columns {
            kit.sheet.set_column_range_hidden(*first, *last)?;
        }
        Ok(())
    }
}

fn first(cells: &[(u16, Cell<'_>)]) -> u16 {
    cells.first().map_or(0, |(column, _)| *column)
}

/// Our own instructions, as they were laid out.
fn instructions(row: u32, cells: &[(u16, Cell<'_>)], kit: &mut Kit<'_, '_>) -> Result<(), XlsxError> {
    kit.sheet.set_column_width(0, 32)?.set_column_width(1, 104)?;
    for (column, cell) in cells {
        let look = &kit.dresser.look;
        let format = if *column == 0 {
            if row == 1 { &look.title } else { &look.strong }
        } else {
            &look.plain
        };
        write(kit.sheet, row - 1, *column, *cell, format)?;
        if let Cell::Text(text) = cell
            && *column > 0
        {
            let lines = u32::try_from(text.chars().count() / 100 + 1).unwrap_or(1).min(20);
            kit.sheet.set_row_height(row - 1, lines * 15 + 5)?;
        }
    }
    Ok(())
}

/// A text file's cell as the spreadsheet would type it, so that its corrections are typed too.
fn retyped(cell: Cell<'_>, kind: Option<Kind>) -> Option<Typed> {
    let Cell::Text(text) = cell else { return None };
    match kind? {
        Kind::Date => {
            let read = dates::parse(text.trim()).filter(|read| !read.ambiguous)?;
            Some(day(read.date).map_or_else(|| Typed::text(&read.date.to_string()), Typed::Date))
        }
        Kind::Year | Kind::Integer | Kind::Decimal | Kind::Money => Some(Typed::number(text.trim())),
        _ => None,
    }
}

/// What a cell's format must show: never a number as a date that it is not, nor rounded.
fn shape(cell: Cell<'_>, typed: Option<&Typed>, kind: Option<Kind>) -> Shape {
    let wanted = kind.map_or(Shape::Text, Shape::of);
    let number = match (typed, cell) {
        (Some(Typed::Date(_)), _) | (None, Cell::Date { .. }) => return Shape::Date,
        (Some(Typed::Number(number)), _) => *number,
        (None, Cell::Number(number)) => number,
        (None, Cell::Bool(_) | Cell::Error(_)) => return Shape::General,
        _ => return wanted,
    };
    match wanted {
        Shape::Whole if number.fract() == 0.0 => Shape::Whole,
        Shape::Decimal | Shape::Money => wanted,
        _ => Shape::General,
    }
}

/// Writes a value as it stood. A text is never taken for a formula.
fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell<'_>,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => Typed::text(text).write(sheet, row, column, format)?,
        Cell::Number(number) => Typed::Number(number).write(sheet, row, column, format)?,
        Cell::Bool(flag) => drop(sheet.write_boolean_with_format(row, column, flag, format)?),
        Cell::Date { year, month, day } => date(year, month, day).write(sheet, row, column, format)?,
        // Only what a spreadsheet knows as an error; the library writes one as the result of a formula.
        Cell::Error(error @ ("#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")) => {
            let formula = Formula::new(format!("={error}")).set_result(error);
            sheet.write_formula_with_format(row, column, formula, format)?;
        }
        Cell::Error(error) => Typed::text(error).write(sheet, row, column, format)?,
    }
    Ok(())
}

fn date(year: i16, month: u8, day: u8) -> Typed {
    let known = u16::try_from(year).ok().filter(|year| *year >= 1900);
    let date = known.and_then(|year| ExcelDateTime::from_ymd(year, month, day).ok());
    date.map_or_else(|| Typed::text(&format!("{year:04}-{month:02}-{day:02}")), Typed::Date)
}
