//! Workbooks of Excel: XLSX and XLSB cell by cell, XLS sheet by sheet.
//!
//! XLSX and XLSB come through streaming readers and take a few MiB beside the
//! shared texts. XLS is held whole by the library beneath, which a hostile file
//! can bring to ask for any amount of memory: reading it is safe only because
//! the caller runs this room in a child process with limits.

use std::io::{Read, Seek};

use calamine::{
    Data, DataRef, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError,
};

use crate::delivery::{CellBuffer, Delivery, Stop};
use crate::read::{Rows, SheetInfo};
use crate::xlsx_facts;
use crate::{Cell, Notice, NoticeKind};

pub(crate) fn read_xlsx<R: Read + Seek, S: Rows>(mut upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let mut facts = xlsx_facts::gather(&mut upload, to.limits())?;
    let mut workbook = Xlsx::new(&mut upload).map_err(refuse_xlsx)?;
    tell_epoch(workbook.has_1904_epoch(), to);
    let sheets = workbook.sheets_metadata().to_vec();
    for (index, sheet) in (0..=u16::MAX).zip(&sheets) {
        if !begin(index, sheet, to) {
            continue;
        }
        if let Some(at) = facts.iter().position(|facts| facts.name == sheet.name) {
            facts.swap_remove(at).tell(to);
        }
        let mut cells = match workbook.worksheet_cells_reader(&sheet.name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(kind)) => {
                to.tell(NoticeKind::SheetNotRead, None, None, || kind);
                continue;
            }
            Err(error) => return Err(refuse_xlsx(error)),
        };
        stream_sheet(|| cells.next_cell().map_err(refuse_xlsx), to)?;
    }
    Ok(())
}

pub(crate) fn read_xlsb<R: Read + Seek, S: Rows>(upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let mut workbook = Xlsb::new(upload).map_err(refuse_xlsb)?;
    tell_epoch(workbook.has_1904_epoch(), to);
    let sheets = workbook.sheets_metadata().to_vec();
    for (index, sheet) in (0..=u16::MAX).zip(&sheets) {
        if begin(index, sheet, to) {
            let mut cells = workbook.worksheet_cells_reader(&sheet.name).map_err(refuse_xlsb)?;
            stream_sheet(|| cells.next_cell().map_err(refuse_xlsb), to)?;
        }
    }
    Ok(())
}

pub(crate) fn read_xls<R: Read + Seek, S: Rows>(upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let mut workbook = Xls::new(upload).map_err(refuse_xls)?;
    tell_epoch(workbook.has_1904_epoch(), to);
    let sheets = workbook.sheets_metadata().to_vec();
    for (index, sheet) in (0..=u16::MAX).zip(&sheets) {
        if begin(index, sheet, to) {
            for merged in workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
                tell_merged(merged.start, merged.end, to);
            }
            if let Ok(formulas) = workbook.worksheet_formula(&sheet.name) {
                tell_formulas(&formulas, to);
            }
            let range = workbook.worksheet_range(&sheet.name).map_err(refuse_xls)?;
            deliver_range(&range, to)?;
        }
    }
    Ok(())
}

fn tell_epoch<S: Rows>(from_1904: bool, to: &mut Delivery<'_, S>) {
    if from_1904 {
        to.tell_of_file(NoticeKind::Epoch1904, "1904");
    }
}

/// Announces a sheet; `false` when it is no table.
fn begin<S: Rows>(index: u16, sheet: &Sheet, to: &mut Delivery<'_, S>) -> bool {
    to.sheet(&SheetInfo {
        index,
        name: &sheet.name,
        visible: sheet.visible == SheetVisible::Visible,
    });
    let kind = match sheet.typ {
        SheetType::WorkSheet => return true,
        SheetType::ChartSheet => "chart",
        SheetType::DialogSheet => "dialog",
        SheetType::MacroSheet => "macro sheet",
        SheetType::Vba => "module",
    };
    to.tell(NoticeKind::SheetNotRead, None, None, || kind.to_owned());
    false
}

/// Gathers cells into rows and hands each on when the next begins.
fn stream_sheet<'a, S: Rows>(
    mut next: impl FnMut() -> Result<Option<calamine::Cell<DataRef<'a>>>, Stop>,
    to: &mut Delivery<'_, S>,
) -> Result<(), Stop> {
    let mut row_at = None;
    let mut gathered: Vec<(u32, DataRef<'a>)> = Vec::new();
    let mut buffer = CellBuffer::default();
    while let Some(cell) = next()? {
        let ((row, column), value) = (cell.get_position(), cell.get_value());
        if Cell::from_stream(value).is_empty() {
            continue;
        }
        if row_at != Some(row) {
            flush(row_at, &mut gathered, &mut buffer, to)?;
            row_at = Some(row);
        }
        gathered.push((column, value.clone()));
    }
    flush(row_at, &mut gathered, &mut buffer, to)
}

fn flush<S: Rows>(
    row: Option<u32>,
    gathered: &mut Vec<(u32, DataRef<'_>)>,
    buffer: &mut CellBuffer,
    to: &mut Delivery<'_, S>,
) -> Result<(), Stop> {
    let Some(row) = row else { return Ok(()) };
    if !gathered.is_sorted_by_key(|(column, _)| *column) {
        gathered.sort_by_key(|(column, _)| *column);
    }
    let mut cells = buffer.lend();
    // A column beyond any sheet's stays beyond every limit.
    cells.extend(
        gathered
            .iter()
            .map(|(column, value)| (u16::try_from(*column).unwrap_or(u16::MAX), Cell::from_stream(value))),
    );
    let outcome = to.row(row.saturating_add(1), &mut cells);
    buffer.take_back(cells);
    gathered.clear();
    outcome
}

fn deliver_range<S: Rows>(range: &Range<Data>, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let (row_first, column_first) = range.start().unwrap_or_default();
    let mut buffer = CellBuffer::default();
    for (row, values) in (row_first.saturating_add(1)..).zip(range.rows()) {
        let mut cells = buffer.lend();
        for (column, value) in (column_first..).zip(values) {
            let cell = Cell::from_range(value);
            if !cell.is_empty() {
                cells.push((u16::try_from(column).unwrap_or(u16::MAX), cell));
            }
        }
        let outcome = to.row(row, &mut cells);
        buffer.take_back(cells);
        outcome?;
    }
    Ok(())
}

fn tell_formulas<S: Rows>(formulas: &Range<String>, to: &mut Delivery<'_, S>) {
    let (row_first, column_first) = formulas.start().unwrap_or_default();
    let mut filled = formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty());
    let Some((row, column, _)) = filled.next() else {
        return;
    };
    let count = 1 + filled.count();
    let row = u32::try_from(row)
        .unwrap_or(u32::MAX)
        .saturating_add(row_first)
        .saturating_add(1);
    let column = u16::try_from(column)
        .unwrap_or(u16::MAX)
        .saturating_add(column_first as u16);
    to.tell(NoticeKind::Formula, Some(row), Some(column), || count.to_string());
}

fn tell_merged<S: Rows>(start: (u32, u32), end: (u32, u32), to: &mut Delivery<'_, S>) {
    let address = |(row, column): (u32, u32)| {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        (row.saturating_add(1), column, register::column_letters(column))
    };
    let ((row, column, letters), (row_last, _, letters_last)) = (address(start), address(end));
    to.tell(NoticeKind::MergedCells, Some(row), Some(column), || {
        format!("{letters}{row}:{letters_last}{row_last}")
    });
}

fn damaged(error: impl std::fmt::Display) -> Stop {
    Notice::new(NoticeKind::Damaged, error.to_string()).into()
}

fn encrypted() -> Stop {
    Notice::new(NoticeKind::Encrypted, "protected with a password").into()
}

fn refuse_xlsx(error: XlsxError) -> Stop {
    match error {
        XlsxError::Password => encrypted(),
        // The library would repeat what stands in the cell.
        XlsxError::CellError(_) => damaged("a cell that should hold a spreadsheet error holds something else"),
        error => damaged(error),
    }
}

fn refuse_xlsb(error: XlsbError) -> Stop {
    if matches!(error, XlsbError::Password) {
        encrypted()
    } else {
        damaged(error)
    }
}

fn refuse_xls(error: XlsError) -> Stop {
    if matches!(error, XlsError::Password) {
        encrypted()
    } else {
        damaged(error)
    }
}
