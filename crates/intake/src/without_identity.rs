//! A file written anew without the columns that say who somebody is, and with what each row is linked by instead.

use std::{collections::HashMap, ops::ControlFlow};

use crate::{
    Cell, Column, Notice, Role, Rows, Seen, SheetInfo, Walker,
    extract::{heading_cells, next_column},
};

/// The heading of the column of encodings, as the registers have it.
const HEADING: &str = "linkage_encoding";

/// What each row is linked by, by sheet and row of the file.
pub type Encodings = HashMap<(String, u32), String>;

/// Hands on the headings and rows of data, of the columns that are counted, each with its encoding. What stands above,
/// below or beside a table of data is left out: nobody can say of it that it names no person.
#[derive(Debug)]
pub struct WithoutIdentity<'x, R> {
    encodings: &'x Encodings,
    /// Rows of this sheet that were handed on.
    written: u32,
    to: R,
}

impl<'x, R: Rows> WithoutIdentity<'x, R> {
    /// Between a file and whoever writes it anew.
    #[must_use]
    pub fn new(encodings: &'x Encodings, to: R) -> WithoutIdentity<'x, R> {
        WithoutIdentity {
            encodings,
            written: 0,
            to,
        }
    }

    /// Whoever writes the file anew.
    #[must_use]
    pub fn finish(self) -> R {
        self.to
    }

    /// The names of the fields, whatever the headings of the file were.
    fn headings(&mut self, seen: &Seen<'_, '_>) -> ControlFlow<()> {
        let cells = heading_cells(seen.columns);
        self.row(&Seen { cells: &cells, ..*seen }, HEADING)
    }

    fn row(&mut self, seen: &Seen<'_, '_>, encoding: &str) -> ControlFlow<()> {
        // What no field knows stays behind, in whatever file: it may be a name.
        let is_kept = |at: &u16| seen.columns.get(at).is_some_and(Column::is_counted);
        let mut cells: Vec<_> = seen.cells.iter().filter(|(at, _)| is_kept(at)).copied().collect();
        if !encoding.is_empty() {
            cells.push((next_column(seen.columns), Cell::Text(encoding)));
        }
        self.written += 1;
        self.to.row(self.written, &cells)
    }
}

impl<'c, R: Rows> Walker<'c> for WithoutIdentity<'_, R> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.written = 0;
        self.to.sheet(sheet);
    }

    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()> {
        if seen.role != Role::Data {
            return ControlFlow::Continue(());
        }
        if self.written == 0 {
            self.headings(&seen)?;
        }
        let key = (seen.sheet.to_owned(), seen.row);
        let encoding = self.encodings.get(&key).map_or("", String::as_str);
        WithoutIdentity::row(self, &seen, encoding)
    }

    fn notice(&mut self, notice: Notice) {
        if notice.rule.refuses() {
            self.to.notice(notice);
        }
    }
}
