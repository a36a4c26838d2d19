//! The rows of a file under way that wait, as a workbook of their own, and what was mended in it.

use std::{collections::BTreeMap, io::Read, ops::ControlFlow};

use catalogue::Language;
use intake::{
    Annotator, BackRow, BackRows, Check, Extract, MendedCell, Role, Seen, Walk, Words, WrongRows, named_cells,
};

use crate::{Caller, Door, Mend, Mending, OperationError, With, receiving::FILE_MAX_BYTES, under_way::object};

/// What came back in a workbook of the rows that waited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CameBack {
    /// What came of the cells that differ.
    pub mending: Mending,
    /// Rows of it that belong to the file.
    pub rows: usize,
    /// Rows that do not say which row of the file they are, or name one that is not there.
    pub lost: u64,
}

/// The counted cells of a row of the file: field or heading and how manieth of it, to column and what stands there.
type FileRow = BTreeMap<(String, usize), (u16, MendedCell, String)>;

impl Door {
    /// A workbook of the rows that wait, marked, each with its number in the file. It has the columns that can be mended
    /// here, and nothing that identifies a person. Empty when no row waits.
    ///
    /// # Errors
    /// When the file is not the caller's, only another session opens it, or the workbook cannot be made.
    pub fn only_wrong_rows(
        &self,
        caller: &Caller,
        number: i64,
        (with, language): (With<'_>, Language),
    ) -> Result<Vec<u8>, OperationError> {
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.look(caller, &format!("{}, rows that wait", object(number)))?;
        let words = Words::of(self.catalogue());
        let check = Check::new(self.catalogue(), &words, asked, WrongRows::default());
        let (outcome, wrong) = self.check_mended(&one, with, (check, &mut |_| ()))?;
        if wrong.count() == 0 {
            return Ok(Vec::new());
        }
        let findings = wrong.findings(&outcome.findings);
        let annotator = Annotator::new(self.catalogue(), asked, &findings, language);
        let mut walk = Walk::new(
            self.catalogue(),
            &words,
            asked,
            Extract::new(&wrong, language, annotator),
        );
        self.read_mended(&one, with, &mut walk)?;
        let annotator = walk.finish().finish();
        annotator
            .finish()
            .map_err(|error| OperationError::Broken(error.to_string()))
    }

    /// Reads such a workbook back: the cells that differ become mends. Nothing of it is kept but those.
    ///
    /// # Errors
    /// As [`Door::mend`], or when the workbook cannot be read.
    pub fn take_mended_rows(
        &self,
        caller: &Caller,
        number: i64,
        (name, source, with): (&str, &mut impl Read, With<'_>),
    ) -> Result<CameBack, OperationError> {
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        let words = Words::of(self.catalogue());
        let staged = self.store.stage_original(source, FILE_MAX_BYTES)?;
        let mut walk = Walk::new(self.catalogue(), &words, asked, Back::default());
        let whole = with.reader.read(staged.opened()?, name, &mut walk)?;
        let back = walk.finish();
        if !whole || back.is_refused {
            let says =
                "this workbook cannot be read; download the rows that wait again, correct them and save as .xlsx";
            return Err(OperationError::refused(says));
        }
        let mut file: BTreeMap<(String, u32), FileRow> = BTreeMap::new();
        let mut sheets: Vec<(String, String)> = Vec::new();
        let wanted: std::collections::BTreeSet<u32> = back.rows.rows.iter().map(|row| row.row).collect();
        let walker = |seen: Seen<'_, '_>| {
            if seen.role == Role::Data && !sheets.iter().any(|(sheet, _)| sheet == seen.sheet) {
                sheets.push((seen.sheet.to_owned(), seen.register.to_owned()));
            }
            if seen.role == Role::Data && wanted.contains(&seen.row) {
                let cells = named_cells(&seen).into_iter();
                let cells = cells.map(|(name, nth, column, cell, text)| ((name, nth), (column, cell, text)));
                file.insert((seen.sheet.to_owned(), seen.row), cells.collect());
            }
            ControlFlow::Continue(())
        };
        self.read_mended(&one, with, &mut Walk::new(self.catalogue(), &words, asked, walker))?;
        let mut came = CameBack {
            lost: back.rows.lost,
            ..CameBack::default()
        };
        let mut mends = Vec::new();
        for row in &back.rows.rows {
            let own = sheet_of(row, &sheets).and_then(|sheet| {
                let key = (sheet.to_owned(), row.row);
                file.get(&key).map(|cells| (key.0, cells))
            });
            match own {
                Some((sheet, cells)) => {
                    came.rows += 1;
                    mends.extend(differing(row, &sheet, cells));
                }
                None => came.lost += 1,
            }
        }
        came.mending = self.mend_in(caller, &one, (&mends, with))?;
        Ok(came)
    }
}

/// The sheet of the file that a row came from: that of the same name, or the only one of its register.
fn sheet_of<'s>(row: &BackRow, sheets: &'s [(String, String)]) -> Option<&'s str> {
    let same = sheets
        .iter()
        .find(|(sheet, register)| *sheet == row.sheet && *register == row.register);
    let mut of_register = sheets.iter().filter(|(_, register)| *register == row.register);
    let only = of_register.next().filter(|_| of_register.next().is_none());
    same.or(only).map(|(sheet, _)| sheet.as_str())
}

fn differing<'r>(row: &'r BackRow, sheet: &'r str, cells: &'r FileRow) -> impl Iterator<Item = Mend> + 'r {
    row.cells.iter().filter_map(move |(name, nth, cell, text)| {
        let (column, own, _) = cells.get(&(name.clone(), *nth))?;
        (own != cell).then(|| Mend {
            sheet: sheet.to_owned(),
            row: row.row,
            column: *column,
            value: text.clone(),
            was: None,
        })
    })
}

/// The rows of the workbook, and whether it was refused.
#[derive(Default)]
struct Back {
    rows: BackRows,
    is_refused: bool,
}

impl<'c> intake::Walker<'c> for Back {
    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()> {
        self.rows.row(seen)
    }

    fn notice(&mut self, notice: intake::Notice) {
        self.is_refused |= notice.rule.refuses();
    }
}
