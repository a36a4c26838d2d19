//! A file handed back as a workbook with its findings: every value where it stood, cells marked and explained,
//! and a first sheet that lists everything.
//!
//! The copy is made of values: what a container hides or computes (formulas, merged cells, an odd encoding) does
//! not come back in it. Memory is bounded: a file of too many cells gets the list alone.

use std::fmt;
use std::ops::ControlFlow;

use catalogue::{Catalogue, Language};
use register::Findings;
use rust_xlsxwriter::{Workbook, XlsxError};

use crate::{
    Asked, Cell, Notice, Rows, SheetInfo,
    check::MARK_SHEET,
    heading::Headings,
    template::{dress::Dresser, new_workbook, valid_name},
};

mod copied;
mod formats;
mod list;
mod marks;
mod words;

use copied::{Copied, Kit};
use formats::Formats;
use marks::Marks;
use words::words;

/// Cells that a copy holds at most, at about 230 bytes of memory each: some 45 000 rows of the longest form.
/// Beyond them the list of findings goes back without the copy.
const CELLS_MAX: u64 = 1_000_000;

/// The annotated copy cannot be written: something in the file is beyond what a workbook can hold.
#[derive(Debug)]
pub struct AnnotateError(XlsxError);

impl fmt::Display for AnnotateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the annotated copy cannot be written; give back the list of findings instead: {}",
            self.0
        )
    }
}

impl std::error::Error for AnnotateError {}

/// Why there is a list of findings and no copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCopy {
    TooLarge,
    Refused,
}

/// What became of a sheet of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Its name in the file; empty for a text file.
    pub(crate) name: String,
    /// Its name in the copy.
    pub(crate) copy: String,
    /// The register it turned out to be of.
    pub(crate) register: Option<String>,
    /// The row of its headings, from 0.
    pub(crate) heading: Option<u32>,
}

/// Makes the annotated copy as the events of the file arrive a second time, after the check.
pub struct Annotator<'a> {
    catalogue: &'a Catalogue,
    findings: &'a Findings,
    asked: Asked<'a>,
    headings: Headings,
    marks: Marks<'a>,
    book: Workbook,
    dresser: Dresser,
    formats: Formats,
    sheet: Option<Copied<'a>>,
    seen: Vec<Seen>,
    sheets: usize,
    cells: u64,
    cells_max: u64,
    no_copy: Option<NoCopy>,
    is_plain: bool,
    failed: Option<XlsxError>,
}

impl<'a> Annotator<'a> {
    /// Begins a copy; `asked` is what the check was asked, so that it knows the same headings.
    #[must_use]
    pub fn new(
        catalogue: &'a Catalogue,
        asked: Asked<'a>,
        findings: &'a Findings,
        language: Language,
    ) -> Annotator<'a> {
        let mut annotator = Annotator {
            catalogue,
            findings,
            asked,
            headings: Headings::of(catalogue),
            marks: Marks::of(catalogue, findings, language),
            book: Workbook::new(),
            dresser: Dresser::new(language),
            formats: Formats::default(),
            sheet: None,
            seen: Vec::new(),
            sheets: 0,
            cells: 0,
            cells_max: CELLS_MAX,
            no_copy: None,
            is_plain: false,
            failed: None,
        };
        annotator.begin_book();
        annotator
    }

    /// Begins a file written anew, without marks and without a list: what is handed in after its cells were mended.
    #[must_use]
    pub fn plain(catalogue: &'a Catalogue, asked: Asked<'a>, none: &'a Findings) -> Annotator<'a> {
        let mut annotator = Annotator::new(catalogue, asked, none, Language::Es);
        annotator.is_plain = true;
        annotator.begin_book();
        annotator
    }

    /// Whether the file is in it, and not the list alone.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.no_copy.is_none() && self.failed.is_none()
    }

    /// Holds the copy to another number of cells.
    #[must_use]
    pub fn cells_max(mut self, cells: u64) -> Annotator<'a> {
        self.cells_max = cells;
        self
    }

    /// Ends the copy and gives its bytes.
    ///
    /// # Errors
    /// When the library refuses to write what the file holds.
    pub fn finish(mut self) -> Result<Vec<u8>, AnnotateError> {
        self.end_sheet();
        self.write_rest().map_err(AnnotateError)?;
        match self.failed {
            Some(error) => Err(AnnotateError(error)),
            None => self.book.save_to_buffer().map_err(AnnotateError),
        }
    }

    fn write_rest(&mut self) -> Result<(), XlsxError> {
        let listed = list::Listed {
            catalogue: self.catalogue,
            findings: self.findings,
            seen: &self.seen,
            no_copy: self.no_copy,
            language: self.dresser.language,
        };
        let sheet = self.book.worksheet_from_index(0)?;
        if !self.is_plain {
            listed.write(sheet, &self.dresser.look)?;
        }
        sheet.set_active(true);
        if !self.dresser.choices.is_empty() && self.no_copy.is_none() {
            self.dresser.choices.write(self.book.add_worksheet())?;
        }
        Ok(())
    }

    /// A new workbook whose first sheet will be the list.
    fn begin_book(&mut self) {
        match new_workbook(words(self.dresser.language).title) {
            Ok(book) => self.book = book,
            Err(error) => self.failed = Some(error),
        }
        self.sheets = usize::from(!self.is_plain);
        if !self.is_plain {
            self.book.add_worksheet();
        }
    }

    /// Drops the copy and keeps the list.
    fn give_up(&mut self, why: NoCopy) {
        self.sheet = None;
        self.no_copy = Some(why);
        self.begin_book();
    }

    fn begin_sheet(&mut self, sheet: &SheetInfo<'_>) -> Result<(), XlsxError> {
        let name = self.free_name(sheet.name);
        let worksheet = self.book.add_worksheet();
        worksheet.set_name(&name)?.set_hidden(!sheet.visible);
        self.seen.push(Seen {
            name: sheet.name.to_owned(),
            copy: name,
            ..Seen::default()
        });
        self.sheet = Some(Copied::new(
            sheet.name,
            self.sheets,
            self.seen.len() - 1,
            self.marks.take(sheet.name),
        ));
        self.sheets += 1;
        Ok(())
    }

    /// A name that is valid and not yet taken; spreadsheets take capitals for the same.
    fn free_name(&self, name: &str) -> String {
        let plain = valid_name(name);
        let plain = if plain.is_empty() {
            words(self.dresser.language).data.to_owned()
        } else {
            plain
        };
        let taken = |name: &str| {
            self.seen
                .iter()
                .any(|seen| seen.copy.to_lowercase() == name.to_lowercase())
        };
        let mut free = plain.clone();
        let mut number = 2;
        while taken(&free) {
            let short: String = plain.chars().take(26).collect();
            free = format!("{short} {number}");
            number += 1;
        }
        free
    }

    fn copy_row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> Result<(), XlsxError> {
        let Some(copied) = &mut self.sheet else { return Ok(()) };
        let mut kit = Kit {
            catalogue: self.catalogue,
            asked: self.asked,
            headings: &self.headings,
            dresser: &mut self.dresser,
            formats: &mut self.formats,
            sheet: self.book.worksheet_from_index(copied.index)?,
            seen: self.seen.get_mut(copied.seen),
        };
        copied.row(row, cells, &mut kit)
    }

    fn end_sheet(&mut self) {
        let Some(mut copied) = self.sheet.take() else { return };
        let ended = self.book.worksheet_from_index(copied.index).and_then(|sheet| {
            let mut kit = Kit {
                catalogue: self.catalogue,
                asked: self.asked,
                headings: &self.headings,
                dresser: &mut self.dresser,
                formats: &mut self.formats,
                sheet,
                seen: self.seen.get_mut(copied.seen),
            };
            copied.end(&mut kit)
        });
        self.keep_failure(ended);
    }

    fn keep_failure(&mut self, outcome: Result<(), XlsxError>) {
        if let Err(error) = outcome {
            self.failed.get_or_insert(error);
        }
    }
}

impl Rows for Annotator<'_> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.end_sheet();
        let made_anew = sheet.name.starts_with(MARK_SHEET) && sheet.name != MARK_SHEET;
        if made_anew || words::is_list_sheet(sheet.name) || self.no_copy.is_some() {
            return;
        }
        let begun = self.begin_sheet(sheet);
        self.keep_failure(begun);
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        self.cells += cells.len() as u64;
        if self.cells > self.cells_max {
            self.give_up(NoCopy::TooLarge);
        }
        let copied = self.copy_row(row, cells);
        self.keep_failure(copied);
        if self.failed.is_some() || self.no_copy.is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn notice(&mut self, notice: Notice) {
        if notice.rule.refuses() {
            self.give_up(NoCopy::Refused);
        }
    }
}
