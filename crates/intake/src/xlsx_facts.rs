//! What a sheet's XML tells beyond its values: hidden rows and columns, merged
//! cells, formulas, and cells so far away that they can only be a mistake.
//!
//! One pass over each sheet before it is read, in constant memory: places are
//! kept up to the limit on notices, and counted beyond it.

use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::delivery::{Delivery, Stop};
use crate::read::{Limits, Rows};
use crate::xlsx_parts::{SheetPart, sheet_parts};
use crate::zip_check::damaged;
use crate::{Notice, NoticeKind};
use register::column_letters;

/// The first places of a kind, and how many there were.
pub(crate) struct Places {
    kept: Vec<(Option<u32>, Option<u16>, String)>,
    count: u64,
}

/// What was found on one sheet.
pub(crate) struct SheetFacts {
    /// The sheet's name in the workbook.
    pub(crate) name: String,
    hidden_rows: Places,
    hidden_columns: Places,
    merged: Places,
    valueless: Places,
    formulas: u64,
    formula_first: Option<(u32, u16)>,
    dimension: Option<String>,
    dimension_lies: bool,
}

impl Places {
    fn new() -> Self {
        Places {
            kept: Vec::new(),
            count: 0,
        }
    }

    fn add(&mut self, limits: &Limits, row: Option<u32>, column: Option<u16>, value: String) {
        self.count += 1;
        if self.kept.len() < limits.notices_each as usize {
            self.kept.push((row, column, value));
        }
    }

    fn tell<S: Rows>(self, kind: NoticeKind, to: &mut Delivery<'_, S>) {
        let untold = self.count - self.kept.len() as u64;
        for (row, column, value) in self.kept {
            to.tell(kind, row, column, || value);
        }
        to.count_untold(kind, untold);
    }
}

impl SheetFacts {
    fn new(name: &str) -> Self {
        SheetFacts {
            name: name.to_owned(),
            hidden_rows: Places::new(),
            hidden_columns: Places::new(),
            merged: Places::new(),
            valueless: Places::new(),
            formulas: 0,
            formula_first: None,
            dimension: None,
            dimension_lies: false,
        }
    }

    /// Says it all about the sheet that has just begun.
    pub(crate) fn tell<S: Rows>(self, to: &mut Delivery<'_, S>) {
        self.hidden_rows.tell(NoticeKind::HiddenRow, to);
        self.hidden_columns.tell(NoticeKind::HiddenColumn, to);
        self.merged.tell(NoticeKind::MergedCells, to);
        self.valueless.tell(NoticeKind::FormulaWithoutValue, to);
        if let Some((row, column)) = self.formula_first {
            to.tell(NoticeKind::Formula, Some(row), Some(column), || {
                self.formulas.to_string()
            });
        }
        if let Some(dimension) = self.dimension.filter(|_| self.dimension_lies) {
            to.tell(NoticeKind::DimensionLies, None, None, || dimension);
        }
    }
}

/// Gathers the facts of every sheet, or refuses the workbook for one of them.
pub(crate) fn gather<R: Read + Seek>(upload: R, limits: &Limits) -> Result<Vec<SheetFacts>, Stop> {
    let mut archive = ZipArchive::new(upload).map_err(damaged)?;
    let mut facts = Vec::new();
    for SheetPart { name, index } in sheet_parts(&mut archive)? {
        let part = archive.by_index(index).map_err(damaged)?;
        facts.push(SheetScan::new(&name, limits).run(part)?);
    }
    Ok(facts)
}

/// The cell being passed over.
#[derive(Default)]
struct CellScan {
    column: u16,
    formula: bool,
    value: bool,
    computed_text: bool,
}

struct SheetScan<'l> {
    limits: &'l Limits,
    facts: SheetFacts,
    row: u32,
    cell: CellScan,
    column_next: u16,
    filled_row_last: u32,
    filled: Option<Area>,
    seen_row_last: u32,
    seen_column_last: u16,
    declared: Option<Area>,
    in_value: bool,
}

/// A rectangle of cells; rows from 1, columns from 0.
#[derive(Clone, Copy)]
struct Area {
    rows: (u32, u32),
    columns: (u16, u16),
}

impl<'l> SheetScan<'l> {
    fn new(name: &str, limits: &'l Limits) -> Self {
        SheetScan {
            limits,
            facts: SheetFacts::new(name),
            row: 0,
            cell: CellScan::default(),
            column_next: 0,
            filled_row_last: 0,
            filled: None,
            seen_row_last: 0,
            seen_column_last: 0,
            declared: None,
            in_value: false,
        }
    }

    fn run(mut self, part: impl Read) -> Result<SheetFacts, Stop> {
        let mut xml = Reader::from_reader(BufReader::with_capacity(64 << 10, part));
        xml.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.open(&tag)?,
                Ok(Event::Empty(tag)) => {
                    self.open(&tag)?;
                    self.close(tag.local_name().as_ref())?;
                }
                Ok(Event::End(tag)) => self.close(tag.local_name().as_ref())?,
                Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                    self.cell.value |= self.in_value;
                }
                Ok(Event::Eof) => return Ok(self.conclude()),
                Ok(_) => {}
                Err(error) => return Err(self.refuse(NoticeKind::Damaged, error.to_string())),
            }
        }
    }

    fn refuse(&self, kind: NoticeKind, value: String) -> Stop {
        Notice::new(kind, value).on(Some(&self.facts.name)).into()
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        match tag.local_name().as_ref() {
            "c" => self.open_cell(tag),
            "v" => {
                self.in_value = true;
                self.cell.value |= self.cell.computed_text;
            }
            "is" => self.cell.value = true,
            "f" => self.cell.formula = true,
            "row" => self.open_row(tag),
            "col" => self.open_columns(tag),
            "mergeCell" => self.merge(tag),
            "dimension" => return self.declare(tag),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Stop> {
        match name {
            "v" => self.in_value = false,
            "c" => return self.close_cell(),
            _ => {}
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &BytesStart<'_>) {
        self.row = self.row.saturating_add(1);
        self.column_next = 0;
        let mut hidden = false;
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => self.row = attribute.value.parse().unwrap_or(self.row),
                "hidden" => hidden = is_true(&attribute.value),
                _ => {}
            }
        }
        self.seen_row_last = self.seen_row_last.max(self.row);
        if hidden {
            let row = self.row;
            self.facts
                .hidden_rows
                .add(self.limits, Some(row), None, row.to_string());
        }
    }

    fn open_columns(&mut self, tag: &BytesStart<'_>) {
        let (mut first, mut last, mut hidden) = (1u16, 1u16, false);
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "min" => first = attribute.value.parse().unwrap_or(1),
                "max" => last = attribute.value.parse().unwrap_or(1),
                "hidden" => hidden = is_true(&attribute.value),
                _ => {}
            }
        }
        if hidden {
            let first = first.saturating_sub(1);
            let range = format!("{}:{}", column_letters(first), column_letters(last.saturating_sub(1)));
            self.facts.hidden_columns.add(self.limits, None, Some(first), range);
        }
    }

    fn merge(&mut self, tag: &BytesStart<'_>) {
        if let Some(range) = attribute(tag, "ref") {
            let start = range.split(':').next().and_then(parse_address);
            let (row, column) = start.map_or((None, None), |(row, column)| (Some(row), Some(column)));
            self.facts.merged.add(self.limits, row, column, range);
        }
    }

    /// Notes the declared dimension; one that runs backwards is no mistake.
    fn declare(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let Some(range) = attribute(tag, "ref") else {
            return Ok(());
        };
        let (start, end) = range.split_once(':').unwrap_or((&range, &range));
        if let (Some(start), Some(end)) = (parse_address(start), parse_address(end)) {
            if start.0 > end.0 || start.1 > end.1 {
                return Err(self.refuse(NoticeKind::Damaged, format!("dimension {range}")));
            }
            self.declared = Some(Area {
                rows: (start.0, end.0),
                columns: (start.1, end.1),
            });
        }
        self.facts.dimension = Some(range);
        Ok(())
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) {
        self.cell = CellScan {
            column: self.column_next,
            ..CellScan::default()
        };
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => {
                    if let Some((row, column)) = parse_address(&attribute.value) {
                        (self.row, self.cell.column) = (row, column);
                    }
                }
                "t" => self.cell.computed_text = attribute.value.as_ref() == "str",
                _ => {}
            }
        }
        self.column_next = self.cell.column.saturating_add(1);
        self.seen_column_last = self.seen_column_last.max(self.cell.column);
        self.seen_row_last = self.seen_row_last.max(self.row);
    }

    fn close_cell(&mut self) -> Result<(), Stop> {
        let (row, column) = (self.row, self.cell.column);
        if self.cell.formula {
            self.facts.formulas += 1;
            self.facts.formula_first.get_or_insert((row, column));
            if !self.cell.value {
                let address = format!("{}{row}", column_letters(column));
                self.facts.valueless.add(self.limits, Some(row), Some(column), address);
            }
        }
        if self.cell.value {
            self.fill(row, column)?;
        }
        Ok(())
    }

    fn fill(&mut self, row: u32, column: u16) -> Result<(), Stop> {
        let gap = row.saturating_sub(self.filled_row_last);
        if column >= self.limits.columns || gap > self.limits.row_gap {
            return Err(self.refuse(NoticeKind::FarCell, format!("{}{row}", column_letters(column))));
        }
        self.filled_row_last = self.filled_row_last.max(row);
        let area = self.filled.get_or_insert(Area {
            rows: (row, row),
            columns: (column, column),
        });
        area.rows = (area.rows.0.min(row), area.rows.1.max(row));
        area.columns = (area.columns.0.min(column), area.columns.1.max(column));
        Ok(())
    }

    /// A dimension lies when it leaves filled cells out or claims rows and columns that are not there.
    fn conclude(mut self) -> SheetFacts {
        if let (Some(declared), Some(filled)) = (self.declared, self.filled) {
            let outside = filled.rows.0 < declared.rows.0
                || filled.rows.1 > declared.rows.1
                || filled.columns.0 < declared.columns.0
                || filled.columns.1 > declared.columns.1;
            let beyond = declared.rows.1 > self.seen_row_last || declared.columns.1 > self.seen_column_last;
            self.facts.dimension_lies = outside || beyond;
        }
        self.facts
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name);
    found.map(|attribute| attribute.value.to_string())
}

fn is_true(value: &str) -> bool {
    value == "1" || value == "true"
}

/// `B7` as row 7, column 1; `None` for what no sheet has.
fn parse_address(address: &str) -> Option<(u32, u16)> {
    let mut column = 0u32;
    let mut row = 0u32;
    for byte in address.bytes().filter(|byte| *byte != b'$') {
        match byte {
            b'A'..=b'Z' if row == 0 => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'A') + 1)?,
            b'a'..=b'z' if row == 0 => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'a') + 1)?,
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
    }
    let column = u16::try_from(column.checked_sub(1)?).ok()?;
    (row > 0).then_some((row, column))
}
