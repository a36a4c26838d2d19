//! Workbooks as grids of text, read and written without the program under test.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use rust_xlsxwriter::Workbook;

/// Sheets in their order: a name, and rows of cells.
pub(crate) type Grid = Vec<(String, Vec<Vec<String>>)>;

/// Reads every sheet from its first cell on, dates as a person sees them.
pub(crate) fn read(path: &Path) -> Grid {
    let mut book = open_workbook_auto(path).unwrap();
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            let end = range.end().unwrap_or_default();
            let range = range.range((0, 0), end);
            let rows = range.rows().map(|row| row.iter().map(shown).collect()).collect();
            (name, rows)
        })
        .collect()
}

/// Writes the grid as a workbook of text cells; sheets of the system's own stay hidden.
pub(crate) fn write(grid: &Grid, path: &Path) {
    let mut book = Workbook::new();
    for (name, rows) in grid {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(name.starts_with('_'));
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

/// The rows of a sheet.
pub(crate) fn sheet<'g>(grid: &'g mut Grid, name: &str) -> &'g mut Vec<Vec<String>> {
    &mut grid.iter_mut().find(|(own, _)| own == name).unwrap().1
}

/// Takes away the columns of identity, which stand together at the right of a sheet under a heading of their own.
pub(crate) fn without_identity(grid: &mut Grid) {
    for (_, rows) in grid.iter_mut().filter(|(name, _)| !name.starts_with('_')) {
        let starts = |cells: &Vec<String>| cells.iter().position(|cell| cell.starts_with("Identidad: se sella"));
        let Some(width) = rows.iter().take(4).find_map(starts) else {
            continue;
        };
        rows.iter_mut().for_each(|cells| cells.truncate(width));
    }
}

/// Replaces every cell that says exactly `from`, and tells how many did.
pub(crate) fn replace(grid: &mut Grid, from: &str, to: &str) -> usize {
    let cells = grid.iter_mut().flat_map(|(_, rows)| rows.iter_mut().flatten());
    cells
        .filter(|cell| *cell == from)
        .map(|cell| to.clone_into(cell))
        .count()
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}
