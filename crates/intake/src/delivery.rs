//! The last step of every reader: each row is checked the same way and handed on.

use crate::read::{Limits, Rows, SheetInfo};
use crate::suspect_text::suspect;
use crate::tally::Tally;
use crate::{Cell, Notice, NoticeKind};

/// Why a reader ends before the end of its file.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file is refused.
    Refused(Notice),
    /// The receiver wants no more rows.
    Enough,
}

impl From<Notice> for Stop {
    fn from(notice: Notice) -> Self {
        Stop::Refused(notice)
    }
}

/// Holds a file to its limits on the way to the receiver.
pub(crate) struct Delivery<'s, S> {
    rows: &'s mut S,
    limits: &'s Limits,
    tally: Tally,
    row_last: u32,
    blank_rows: u64,
    blank_first: Option<u32>,
    rows_delivered: u64,
    text_left: u64,
}

impl<'s, S: Rows> Delivery<'s, S> {
    pub(crate) fn new(rows: &'s mut S, limits: &'s Limits, unpacked_bytes: u64) -> Self {
        Delivery {
            rows,
            limits,
            tally: Tally::new(limits.notices_each),
            row_last: 0,
            blank_rows: 0,
            blank_first: None,
            rows_delivered: 0,
            text_left: limits.delivered_floor_bytes.max(unpacked_bytes.saturating_mul(16)),
        }
    }

    pub(crate) fn limits(&self) -> &'s Limits {
        self.limits
    }

    pub(crate) fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.end_sheet();
        self.tally.begin(sheet.name);
        self.row_last = 0;
        self.rows.sheet(sheet);
        if !sheet.visible {
            self.tell(NoticeKind::HiddenSheet, None, None, || sheet.name.to_owned());
        }
    }

    /// Says something about a place in the current sheet.
    pub(crate) fn tell(
        &mut self,
        kind: NoticeKind,
        row: Option<u32>,
        column: Option<u16>,
        value: impl FnOnce() -> String,
    ) {
        self.tally.tell(self.rows, kind, (row, column), value);
    }

    /// Counts what happened in the current sheet beyond the places told.
    pub(crate) fn count_untold(&mut self, kind: NoticeKind, more: u64) {
        if more > 0 {
            self.tally.count(kind, more);
        }
    }

    /// Says something about the file as a whole.
    pub(crate) fn tell_of_file(&mut self, kind: NoticeKind, value: impl Into<String>) {
        self.rows.notice(Notice::new(kind, value));
    }

    /// A refusal at a place in the current sheet.
    pub(crate) fn refuse(&self, kind: NoticeKind, value: impl Into<String>) -> Stop {
        Stop::Refused(Notice::new(kind, value).on(self.tally.sheet()))
    }

    /// Hands on one row; empty cells must already be absent, and a blank row
    /// is only noticed once a filled one follows it.
    pub(crate) fn row(&mut self, row: u32, cells: &mut [(u16, Cell<'_>)]) -> Result<(), Stop> {
        if cells.is_empty() {
            return Ok(());
        }
        self.check_place(row, cells)?;
        for (column, cell) in cells.iter_mut() {
            self.check_cell(row, *column, cell)?;
        }
        self.rows_delivered += 1;
        match self.rows.row(row, cells) {
            std::ops::ControlFlow::Continue(()) => Ok(()),
            std::ops::ControlFlow::Break(()) => Err(Stop::Enough),
        }
    }

    fn check_place(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> Result<(), Stop> {
        let column = cells.last().map_or(0, |(column, _)| *column);
        if column >= self.limits.columns || row.saturating_sub(self.row_last) > self.limits.row_gap {
            let address = format!("{}{row}", register::column_letters(column));
            return Err(self.refuse(NoticeKind::FarCell, address));
        }
        if row <= self.row_last {
            return Err(self.refuse(NoticeKind::Damaged, format!("row {row} after row {}", self.row_last)));
        }
        if row > self.row_last + 1 {
            self.blank_rows += u64::from(row - self.row_last - 1);
            self.blank_first.get_or_insert(self.row_last + 1);
        }
        self.row_last = row;
        Ok(())
    }

    fn check_cell(&mut self, row: u32, column: u16, cell: &mut Cell<'_>) -> Result<(), Stop> {
        match cell {
            Cell::Text(text) => self.check_text(row, column, text),
            Cell::Error(error) => {
                self.tell(NoticeKind::ErrorValue, Some(row), Some(column), || error.to_string());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn check_text<'a>(&mut self, row: u32, column: u16, text: &mut &'a str) -> Result<(), Stop> {
        if text.len() > self.limits.cell_chars
            && let Some((end, _)) = text.char_indices().nth(self.limits.cell_chars)
        {
            let whole: &'a str = text;
            *text = &whole[..end];
            self.tell(NoticeKind::LongText, Some(row), Some(column), || {
                whole.chars().count().to_string()
            });
        }
        self.text_left = match self.text_left.checked_sub(text.len() as u64) {
            Some(left) => left,
            None => return Err(self.refuse(NoticeKind::UnpacksTooLarge, "text of the cells")),
        };
        if let Some((kind, value)) = suspect(text) {
            self.tell(kind, Some(row), Some(column), || value);
        }
        Ok(())
    }

    fn end_sheet(&mut self) {
        if self.blank_rows > 0 {
            let (first, count) = (self.blank_first.take(), std::mem::take(&mut self.blank_rows));
            self.tell(NoticeKind::BlankRows, first, None, || count.to_string());
        }
        self.tally.end(self.rows);
    }

    /// Ends the last sheet.
    pub(crate) fn finish(&mut self) -> Result<(), Stop> {
        self.end_sheet();
        if self.rows_delivered == 0 {
            self.rows.notice(Notice::new(NoticeKind::NoRows, "0"));
        }
        Ok(())
    }
}

/// A row's cells under assembly, keeping their memory from row to row.
#[derive(Default)]
pub(crate) struct CellBuffer(Vec<(u16, Cell<'static>)>);

impl CellBuffer {
    /// An empty row that may borrow for as long as the caller needs.
    pub(crate) fn lend<'a>(&mut self) -> Vec<(u16, Cell<'a>)> {
        std::mem::take(&mut self.0)
    }

    /// Takes the memory back; collecting in place keeps the allocation.
    pub(crate) fn take_back(&mut self, mut cells: Vec<(u16, Cell<'_>)>) {
        cells.clear();
        self.0 = cells.into_iter().map(|(column, _)| (column, Cell::Empty)).collect();
    }
}
