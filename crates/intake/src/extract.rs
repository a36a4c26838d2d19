//! A workbook of the rows that wait, and nothing else: each with the number that it has in the file, so that what is
//! mended in it finds its way back.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
};

use catalogue::{Language, fold};
use register::{Finding, Findings, Form, Waiting};

use crate::{Cell, Column, MendedCell, Notice, Role, Rows, Seen, SheetInfo, Taker, Walker};

/// The heading of the column of row numbers.
fn heading(language: Language) -> &'static str {
    match language {
        Language::Es => "Renglón del archivo",
        Language::En => "Row of the file",
    }
}

/// Which rows of a file wait: by sheet and row, with the place that each has in the workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrongRows {
    sheets: HashMap<String, BTreeMap<u32, u32>>,
    sheet: String,
}

impl WrongRows {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sheets.values().map(BTreeMap::len).sum()
    }

    /// The rows of a sheet that wait.
    pub fn rows(&self, sheet: &str) -> impl Iterator<Item = u32> {
        self.sheets.get(sheet).into_iter().flat_map(BTreeMap::keys).copied()
    }

    /// What was found in these rows, where it stands in the workbook.
    #[must_use]
    pub fn findings(&self, of: &Findings) -> Findings {
        let mut moved = Findings::default();
        for finding in of.kept() {
            let row = finding.at.row.map(|row| self.place(&finding.at.sheet, row));
            let mut at = finding.at.clone();
            match row {
                Some(None) => continue,
                Some(row) => at.row = row,
                None => {}
            }
            moved.push(Finding { at, ..finding.clone() });
        }
        moved
    }

    fn place(&self, sheet: &str, row: u32) -> Option<u32> {
        self.sheets.get(sheet)?.get(&row).copied()
    }
}

impl<'c> Taker<'c> for WrongRows {
    fn part(&mut self, _: &Form<'c>, sheet: &str) -> ControlFlow<()> {
        sheet.clone_into(&mut self.sheet);
        ControlFlow::Continue(())
    }

    fn row(&mut self, _: &Form<'c>, _: &register::Checked<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn waiting(&mut self, row: &Waiting<'_>) -> ControlFlow<()> {
        let rows = self.sheets.entry(self.sheet.clone()).or_default();
        // Under the headings, which stand in the first row.
        let place = u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_add(2);
        rows.entry(row.row).or_insert(place);
        ControlFlow::Continue(())
    }
}

/// Hands on the headings and the rows that wait, of the columns that can be mended.
#[derive(Debug)]
pub struct Extract<'x, R> {
    rows: &'x WrongRows,
    language: Language,
    is_headed: bool,
    is_wanted: bool,
    to: R,
}

impl<'x, R: Rows> Extract<'x, R> {
    /// Between a file and whoever writes the workbook.
    #[must_use]
    pub fn new(rows: &'x WrongRows, language: Language, to: R) -> Extract<'x, R> {
        Extract {
            rows,
            language,
            is_headed: false,
            is_wanted: false,
            to,
        }
    }

    /// Whoever writes the workbook.
    #[must_use]
    pub fn finish(self) -> R {
        self.to
    }

    fn headings(&mut self, seen: &Seen<'_, '_>) -> ControlFlow<()> {
        self.is_headed = true;
        let mut cells: Vec<(u16, Cell<'_>)> = counted(seen);
        cells.push((next_column(seen.columns), Cell::Text(heading(self.language))));
        self.to.row(1, &cells)
    }
}

impl<'c, R: Rows> Walker<'c> for Extract<'_, R> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.is_headed = false;
        self.is_wanted = self.rows.sheets.contains_key(sheet.name);
        if self.is_wanted {
            self.to.sheet(sheet);
        }
    }

    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()> {
        if !self.is_wanted {
            return ControlFlow::Continue(());
        }
        match seen.role {
            Role::Heading => self.headings(&seen),
            Role::Data => {
                if !self.is_headed {
                    // Only the row for programs said what the columns are.
                    self.headings(&Seen {
                        cells: &heading_cells(seen.columns),
                        ..seen
                    })?;
                }
                let Some(place) = self.rows.place(seen.sheet, seen.row) else {
                    return ControlFlow::Continue(());
                };
                let mut cells = counted(&seen);
                cells.push((next_column(seen.columns), Cell::Number(f64::from(seen.row))));
                self.to.row(place, &cells)
            }
            Role::Above | Role::MachineRow | Role::Aside => ControlFlow::Continue(()),
        }
    }

    fn notice(&mut self, notice: Notice) {
        if notice.rule.refuses() {
            self.to.notice(notice);
        }
    }
}

/// The cells of columns that are counted; those of a crosswalk's file all, since it knows its headings by all of them.
fn counted<'s>(seen: &Seen<'s, '_>) -> Vec<(u16, Cell<'s>)> {
    let is_kept = |column: &u16| {
        let known = seen.columns.get(column);
        known.is_some_and(|known| {
            known.is_counted()
                || known.kind.is_none() && known.may_be_shown && known.field.is_empty() && is_crosswalk(seen)
        })
    };
    seen.cells
        .iter()
        .filter(|(column, _)| is_kept(column))
        .copied()
        .collect()
}

fn is_crosswalk(seen: &Seen<'_, '_>) -> bool {
    seen.columns.values().all(|column| column.kind.is_none())
}

/// The headings as the columns were taken for, where only the row for programs said them.
pub(crate) fn heading_cells<'s>(columns: &'s BTreeMap<u16, Column<'_>>) -> Vec<(u16, Cell<'s>)> {
    columns
        .iter()
        .map(|(at, column)| (*at, Cell::Text(&column.heading)))
        .collect()
}

/// The first column at the right of all.
pub(crate) fn next_column(columns: &BTreeMap<u16, Column<'_>>) -> u16 {
    columns.keys().next_back().map_or(0, |last| last.saturating_add(1))
}

/// A row that came back, with the number that it has in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct BackRow {
    /// The sheet of the workbook, or empty.
    pub sheet: String,
    /// The register.
    pub register: String,
    /// The row of the file.
    pub row: u32,
    /// Its counted cells, the empty ones too: field or heading, how manieth of it, and what stands there.
    pub cells: Vec<(String, usize, MendedCell, String)>,
}

/// Reads the rows of a workbook of rows that waited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BackRows {
    /// The rows that say which row of the file they are.
    pub rows: Vec<BackRow>,
    /// How many do not.
    pub lost: u64,
}

impl<'c> Walker<'c> for BackRows {
    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()> {
        if seen.role != Role::Data {
            return ControlFlow::Continue(());
        }
        let is_number = |column: &&Column<'_>| {
            Language::ALL
                .iter()
                .any(|language| fold(heading(*language)) == fold(&column.heading))
        };
        let at = seen.columns.iter().find(|(_, column)| is_number(column));
        let number = at.and_then(|(at, _)| seen.text(*at).trim().parse().ok());
        let Some(row) = number else {
            self.lost += 1;
            return ControlFlow::Continue(());
        };
        self.rows.push(BackRow {
            sheet: seen.sheet.to_owned(),
            register: seen.register.to_owned(),
            row,
            cells: named_cells(&seen)
                .into_iter()
                .map(|(name, nth, _, cell, text)| (name, nth, cell, text))
                .collect(),
        });
        ControlFlow::Continue(())
    }
}

/// The counted cells of a row by the name of their column: field or heading, how manieth of it, its number, what
/// stands there as a spreadsheet would have it, and as text.
#[must_use]
pub fn named_cells(seen: &Seen<'_, '_>) -> Vec<(String, usize, u16, MendedCell, String)> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let counted = seen.columns.iter().filter(|(_, column)| column.is_counted());
    let named = counted.map(|(at, column)| {
        let is_ours = column.kind.is_some();
        let name = if is_ours {
            column.field.to_owned()
        } else {
            fold(&column.heading)
        };
        let nth = times.entry(name.clone()).and_modify(|nth| *nth += 1).or_insert(1);
        let cell = seen.cells.iter().find(|(column, _)| column == at);
        let cell = cell.map_or(Cell::Empty, |(_, cell)| *cell);
        (name, *nth, *at, MendedCell::of(cell, column.kind), cell.shown())
    });
    named.collect()
}
