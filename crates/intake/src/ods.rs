//! OpenDocument sheets, row by row out of `content.xml`, in constant memory.
//!
//! A sheet may repeat a cell or a row any number of times in a few bytes, so
//! repetitions are only carried out where there is a value, and within limits.

use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

use crate::cell::from_iso;
use crate::delivery::{CellBuffer, Delivery, Stop};
use crate::read::{Rows, SheetInfo};
use crate::zip_check::damaged;
use crate::{Cell, Notice, NoticeKind};
use register::column_letters;

/// Rows that any spreadsheet program can show.
const ROWS_MAX: u32 = 1 << 20;

/// A cell's value while its row is open; texts lie in one string.
#[derive(Clone, Copy)]
enum Held {
    Number(f64),
    Bool(bool),
    Date { start: usize, end: usize },
    Text { start: usize, end: usize },
    Error { start: usize, end: usize },
}

/// What a cell declares of itself.
#[derive(Default)]
struct OpenCell {
    kind: String,
    value: String,
    formula: bool,
    error: bool,
    repeat: u32,
    text_start: usize,
    paragraphs: u32,
}

/// The sheet being read.
#[derive(Default)]
struct OpenSheet {
    name: String,
    row: u32,
    row_repeat: u32,
    column: u32,
    columns_declared: u32,
    formulas: u64,
    formula_first: Option<(u32, u16)>,
}

struct OdsReader<'t, 's, S> {
    to: &'t mut Delivery<'s, S>,
    sheets: u16,
    style: String,
    hidden_styles: Vec<String>,
    sheet: OpenSheet,
    cell: Option<OpenCell>,
    texts: String,
    held: Vec<(u16, Held)>,
    buffer: CellBuffer,
    /// How deep we are in what is no cell text: notes, shapes, tables within tables.
    aside: u32,
    tables: u32,
}

pub(crate) fn read<R: Read + Seek, S: Rows>(upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let mut archive = ZipArchive::new(upload).map_err(damaged)?;
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 << 10, content));
    let mut ods = OdsReader {
        to,
        sheets: 0,
        style: String::new(),
        hidden_styles: Vec::new(),
        sheet: OpenSheet::default(),
        cell: None,
        texts: String::new(),
        held: Vec::new(),
        buffer: CellBuffer::default(),
        aside: 0,
        tables: 0,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => ods.see(event)?,
            Err(error) => return Err(Notice::new(NoticeKind::Damaged, error.to_string()).into()),
        }
    }
}

impl<S: Rows> OdsReader<'_, '_, S> {
    fn see(&mut self, event: Event<'_>) -> Result<(), Stop> {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => {
                self.open(&tag)?;
                self.close(tag.name().as_ref())
            }
            Event::End(tag) => self.close(tag.name().as_ref()),
            Event::Text(text) => {
                self.write(&text);
                Ok(())
            }
            Event::CData(text) => {
                self.write(&text);
                Ok(())
            }
            Event::GeneralRef(reference) => {
                self.write_reference(&reference);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let name = tag.name();
        if self.aside > 0 || is_aside(name.as_ref()) || (self.tables > 0 && name.as_ref() == "table:table") {
            self.aside += 1;
            return Ok(());
        }
        match name.as_ref() {
            "style:style" => self.style = attribute(tag, "style:name"),
            "style:table-properties" if attribute(tag, "table:display") == "false" => {
                self.hidden_styles.push(self.style.clone());
            }
            "table:table" => self.open_sheet(tag),
            "table:table-column" => self.declare_columns(tag),
            "table:table-row" => self.open_row(tag),
            "table:table-cell" | "table:covered-table-cell" => self.open_cell(tag),
            "text:p" | "text:h" => self.open_paragraph(),
            "text:s" => self.write(&" ".repeat(repeat(tag, "text:c").min(1_000) as usize)),
            "text:tab" => self.write("\t"),
            "text:line-break" => self.write("\n"),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Stop> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(());
        }
        match name {
            "table:table" => self.close_sheet(),
            "table:table-row" => return self.close_row(),
            "table:table-cell" | "table:covered-table-cell" => return self.close_cell(),
            _ => {}
        }
        Ok(())
    }

    fn open_sheet(&mut self, tag: &BytesStart<'_>) {
        self.tables = 1;
        let visible = !self.hidden_styles.contains(&attribute(tag, "table:style-name"));
        self.sheet = OpenSheet {
            name: attribute(tag, "table:name"),
            ..OpenSheet::default()
        };
        self.to.sheet(&SheetInfo {
            index: self.sheets,
            name: &self.sheet.name,
            visible,
        });
        self.sheets = self.sheets.saturating_add(1);
    }

    fn close_sheet(&mut self) {
        self.tables = 0;
        if let Some((row, column)) = self.sheet.formula_first {
            let count = self.sheet.formulas;
            self.to
                .tell(NoticeKind::Formula, Some(row), Some(column), || count.to_string());
        }
    }

    fn declare_columns(&mut self, tag: &BytesStart<'_>) {
        let first = self.sheet.columns_declared;
        self.sheet.columns_declared = first.saturating_add(repeat(tag, "table:number-columns-repeated"));
        if is_hidden(tag) {
            let last = column_index(self.sheet.columns_declared.saturating_sub(1));
            let first = column_index(first);
            self.to.tell(NoticeKind::HiddenColumn, None, Some(first), || {
                format!("{}:{}", column_letters(first), column_letters(last))
            });
        }
    }

    fn open_row(&mut self, tag: &BytesStart<'_>) {
        self.sheet.row = self.sheet.row.saturating_add(1);
        self.sheet.row_repeat = repeat(tag, "table:number-rows-repeated");
        self.sheet.column = 0;
        self.texts.clear();
        self.held.clear();
        if is_hidden(tag) {
            let (row, count) = (self.sheet.row, self.sheet.row_repeat);
            self.to
                .tell(NoticeKind::HiddenRow, Some(row), None, || count.to_string());
        }
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) {
        let mut cell = OpenCell {
            repeat: repeat(tag, "table:number-columns-repeated"),
            text_start: self.texts.len(),
            ..OpenCell::default()
        };
        let mut spanned = (1, 1);
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "office:value-type" => cell.kind = attribute.value.to_string(),
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => cell.value = unescaped(&attribute.value),
                "table:formula" => cell.formula = true,
                "calcext:value-type" => cell.error = attribute.value == "error",
                "table:number-columns-spanned" => spanned.0 = attribute.value.parse().unwrap_or(1),
                "table:number-rows-spanned" => spanned.1 = attribute.value.parse().unwrap_or(1),
                _ => {}
            }
        }
        if spanned != (1, 1) {
            self.tell_merged(spanned);
        }
        self.cell = Some(cell);
    }

    fn tell_merged(&mut self, (columns, rows): (u32, u32)) {
        let (row, column) = (self.sheet.row, self.sheet.column);
        let last = column_index(column.saturating_add(columns).saturating_sub(1));
        let row_last = row.saturating_add(rows).saturating_sub(1);
        let column = column_index(column);
        self.to.tell(NoticeKind::MergedCells, Some(row), Some(column), || {
            format!("{}{row}:{}{row_last}", column_letters(column), column_letters(last))
        });
    }

    fn open_paragraph(&mut self) {
        if let Some(cell) = &mut self.cell {
            if cell.paragraphs > 0 {
                self.texts.push('\n');
            }
            cell.paragraphs += 1;
        }
    }

    /// Text counts only within a cell's paragraphs; between tags it is layout.
    fn write(&mut self, text: &str) {
        if self.aside == 0 && self.cell.as_ref().is_some_and(|cell| cell.paragraphs > 0) {
            self.texts.push_str(text);
        }
    }

    fn write_reference(&mut self, reference: &BytesRef<'_>) {
        let text = unescaped(&format!("&{};", &**reference));
        self.write(&text);
    }

    fn close_cell(&mut self) -> Result<(), Stop> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let first = self.sheet.column;
        self.sheet.column = first.saturating_add(cell.repeat);
        let held = self.hold(&cell);
        if cell.formula {
            self.note_formula(first, cell.repeat, held.is_none() && cell.kind.is_empty());
        }
        let Some(held) = held else {
            self.texts.truncate(cell.text_start);
            return Ok(());
        };
        if self.sheet.column > u32::from(self.to.limits().columns) {
            let column = column_letters(column_index(self.sheet.column.saturating_sub(1)));
            return Err(self
                .to
                .refuse(NoticeKind::FarCell, format!("{column}{}", self.sheet.row)));
        }
        self.held
            .extend((first..self.sheet.column).map(|column| (column_index(column), held)));
        Ok(())
    }

    fn note_formula(&mut self, column: u32, count: u32, valueless: bool) {
        let place = (self.sheet.row, column_index(column));
        self.sheet.formulas += u64::from(count);
        self.sheet.formula_first.get_or_insert(place);
        if valueless {
            self.to
                .tell(NoticeKind::FormulaWithoutValue, Some(place.0), Some(place.1), || {
                    format!("{}{}", column_letters(place.1), place.0)
                });
        }
    }

    fn hold(&mut self, cell: &OpenCell) -> Option<Held> {
        if cell.error {
            return self.hold_text(cell, |start, end| Held::Error { start, end });
        }
        match cell.kind.as_str() {
            "float" | "currency" | "percentage" => cell.value.trim().parse().ok().map(Held::Number),
            "boolean" => Some(Held::Bool(cell.value.trim() == "true")),
            "date" => {
                self.replace_text(cell);
                self.hold_text(cell, |start, end| Held::Date { start, end })
            }
            _ => {
                if !cell.value.is_empty() {
                    self.replace_text(cell);
                }
                self.hold_text(cell, |start, end| Held::Text { start, end })
            }
        }
    }

    /// A value given as an attribute goes before the text shown for it.
    fn replace_text(&mut self, cell: &OpenCell) {
        self.texts.truncate(cell.text_start);
        self.texts.push_str(&cell.value);
    }

    fn hold_text(&self, cell: &OpenCell, held: impl Fn(usize, usize) -> Held) -> Option<Held> {
        let (start, end) = (cell.text_start, self.texts.len());
        (start < end).then(|| held(start, end))
    }

    fn close_row(&mut self) -> Result<(), Stop> {
        let (first, last) = (self.sheet.row, self.sheet.row.saturating_add(self.sheet.row_repeat - 1));
        self.sheet.row = last;
        if self.held.is_empty() {
            return Ok(());
        }
        if last > ROWS_MAX {
            return Err(self.to.refuse(NoticeKind::FarCell, format!("A{last}")));
        }
        (first..=last).try_for_each(|row| self.deliver(row))
    }

    fn deliver(&mut self, row: u32) -> Result<(), Stop> {
        let mut cells = self.buffer.lend();
        let text = |start: usize, end: usize| self.texts.get(start..end).unwrap_or_default();
        cells.extend(self.held.iter().map(|(column, held)| {
            let cell = match *held {
                Held::Number(number) => Cell::Number(number),
                Held::Bool(flag) => Cell::Bool(flag),
                Held::Date { start, end } => from_iso(text(start, end)),
                Held::Text { start, end } => Cell::Text(text(start, end)),
                Held::Error { start, end } => Cell::Error(text(start, end)),
            };
            (*column, cell)
        }));
        let outcome = self.to.row(row, &mut cells);
        self.buffer.take_back(cells);
        outcome
    }
}

/// Notes, shapes, change histories and the contents of charts have paragraphs too.
fn is_aside(name: &str) -> bool {
    name.starts_with("draw:")
        || matches!(
            name,
            "office:annotation" | "table:shapes" | "table:tracked-changes" | "text:ruby-text"
        )
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    matches!(attribute(tag, "table:visibility").as_str(), "collapse" | "filter")
}

/// How often something is repeated; nonsense counts once.
fn repeat(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).parse().unwrap_or(1).max(1)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = tag.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name);
    found.map_or_else(String::new, |attribute| unescaped(&attribute.value))
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

fn column_index(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
