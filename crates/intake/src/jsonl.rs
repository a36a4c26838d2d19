//! JSON Lines: one flat object a line, its fields the columns.
//!
//! The first lines' fields, in the order first seen, become row 1, as a header
//! would; line n of the file is row n + 1.

use std::io::{Read, Seek};

use memchr::memchr;

use crate::delivery::{CellBuffer, Delivery, Stop};
use crate::json_line::{Held, Line, depth, parse};
use crate::read::{Rows, SheetInfo};
use crate::text_source::TextSource;
use crate::{Cell, Notice, NoticeKind};

/// Lines whose fields make the header.
const HEADER_LINES: u32 = 100;

pub(crate) fn read<R: Read + Seek, S: Rows>(mut upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    to.sheet(&SheetInfo {
        index: 0,
        name: "",
        visible: true,
    });
    let header = gather_header(&mut upload, to)?;
    let mut cells: Vec<_> = (0..=u16::MAX)
        .zip(&header)
        .map(|(column, name)| (column, Cell::Text(name)))
        .collect();
    to.row(1, &mut cells)?;
    rewind(&mut upload)?;
    let mut reader = LineReader {
        header: &header,
        parsed: Line::default(),
        cells: CellBuffer::default(),
    };
    let mut source = TextSource::open(upload)?;
    let mut lost_row = None;
    let outcome = each_line(&mut source, to, |line, number, lost, to| {
        if lost && lost_row.is_none() {
            lost_row = Some(number.saturating_add(1));
        }
        reader.deliver(line, number, to).map(|()| true)
    });
    source.describe(to, lost_row);
    outcome
}

fn rewind(upload: &mut impl Seek) -> Result<(), Stop> {
    upload
        .rewind()
        .map_err(|error| Notice::new(NoticeKind::Damaged, error.to_string()).into())
}

/// The fields of the first lines, in the order first seen.
fn gather_header<R: Read + Seek, S: Rows>(upload: &mut R, to: &mut Delivery<'_, S>) -> Result<Vec<String>, Stop> {
    rewind(upload)?;
    let mut source = TextSource::open(upload)?;
    let mut header: Vec<String> = Vec::new();
    let mut parsed = Line::default();
    let columns_max = usize::from(to.limits().columns);
    each_line(&mut source, to, |line, number, _, to| {
        check_depth(line, to)?;
        if parse(line, &mut parsed) {
            for (name, _) in parsed.fields() {
                if !header.iter().any(|known| known == name) {
                    header.push(name.to_owned());
                }
            }
        }
        if header.len() > columns_max {
            return Err(to.refuse(NoticeKind::FarCell, format!("{} fields", header.len())));
        }
        Ok(number < HEADER_LINES)
    })?;
    Ok(header)
}

fn check_depth<S: Rows>(line: &str, to: &Delivery<'_, S>) -> Result<(), Stop> {
    let deepest = depth(line);
    if deepest > to.limits().json_depth {
        return Err(to.refuse(NoticeKind::JsonTooDeep, deepest.to_string()));
    }
    Ok(())
}

/// Shows each line, its number and whether undecodable bytes have been passed;
/// a line over the limit is cut, and the showing ends when `see` says so.
fn each_line<R: Read, S: Rows>(
    source: &mut TextSource<R>,
    to: &mut Delivery<'_, S>,
    mut see: impl FnMut(&str, u32, bool, &mut Delivery<'_, S>) -> Result<bool, Stop>,
) -> Result<(), Stop> {
    let mut number = 0u32;
    let mut cutting = false;
    loop {
        let window = source.window();
        let line_end = memchr(b'\n', window.as_bytes());
        let overlong = line_end.is_none() && window.len() > to.limits().record_bytes;
        if line_end.is_none() && !overlong && source.fill()? {
            continue;
        }
        let window = source.window();
        if window.is_empty() {
            return Ok(());
        }
        let length = line_end.map_or(window.len(), |end| end + 1);
        let lost = source
            .lost_first_at()
            .is_some_and(|at| at < source.position() + length as u64);
        if !cutting {
            number = number.saturating_add(1);
            if !see(&window[..length], number, lost, to)? {
                return Ok(());
            }
        }
        cutting = overlong;
        source.consume(length);
    }
}

struct LineReader<'h> {
    header: &'h [String],
    parsed: Line,
    cells: CellBuffer,
}

impl LineReader<'_> {
    fn deliver<S: Rows>(&mut self, line: &str, number: u32, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
        let row = number.saturating_add(1);
        check_depth(line, to)?;
        if line.trim().is_empty() {
            return Ok(());
        }
        if !parse(line, &mut self.parsed) {
            to.tell(NoticeKind::UnreadableLine, Some(row), None, || line.trim().to_owned());
            return Ok(());
        }
        let mut cells = self.cells.lend();
        let mut expected = 0;
        for (name, value) in self.parsed.fields() {
            let column = column_of(self.header, &mut expected, name);
            place(&mut cells, row, (name, column), value, to);
        }
        cells.sort_by_key(|(column, _)| *column);
        let outcome = to.row(row, &mut cells);
        self.cells.take_back(cells);
        outcome
    }
}

/// The column of a field; lines mostly repeat the header's order.
fn column_of(header: &[String], expected: &mut usize, name: &str) -> Option<u16> {
    let found = match header.get(*expected) {
        Some(next) if next == name => *expected,
        _ => header.iter().position(|known| known == name)?,
    };
    *expected = found + 1;
    u16::try_from(found).ok()
}

fn place<'a, S: Rows>(
    cells: &mut Vec<(u16, Cell<'a>)>,
    row: u32,
    (name, column): (&str, Option<u16>),
    value: Held<'a>,
    to: &mut Delivery<'_, S>,
) {
    let Some(column) = column else {
        return to.tell(NoticeKind::UnexpectedField, Some(row), None, || name.to_owned());
    };
    if cells.iter().any(|(taken, _)| *taken == column) {
        return to.tell(NoticeKind::RepeatedField, Some(row), Some(column), || name.to_owned());
    }
    match value {
        Held::Cell(Cell::Empty) => {}
        Held::Cell(cell) if cell.is_empty() => {}
        Held::Cell(cell) => cells.push((column, cell)),
        Held::Nested => to.tell(NoticeKind::NestedValue, Some(row), Some(column), || name.to_owned()),
    }
}
