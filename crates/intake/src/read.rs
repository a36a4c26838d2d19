//! From an upload's bytes to a stream of rows, whatever the format.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use crate::delivery::{Delivery, Stop};
use crate::inspect::{Format, inspect};
use crate::{Cell, Notice, NoticeKind};
use crate::{delimited, gzip, jsonl, ods, workbook};

/// How far a file may go before it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest upload, in bytes.
    pub upload_bytes: u64,
    /// Largest sum of an archive's parts once unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Largest ratio of unpacked to packed of one part; applies above `ratio_floor_bytes`.
    pub ratio: u64,
    /// Unpacked size below which a part may have any ratio, in bytes.
    pub ratio_floor_bytes: u64,
    /// Largest table of shared texts once unpacked, in bytes: readers hold it whole.
    pub shared_text_bytes: u64,
    /// Most parts in an archive; at most 65 534.
    pub parts: usize,
    /// Most columns with a value.
    pub columns: u16,
    /// Most empty rows between two filled ones.
    pub row_gap: u32,
    /// Longest text of a cell, in characters; longer is cut.
    pub cell_chars: usize,
    /// Longest line or quoted record of a text file, in bytes; longer is cut.
    pub record_bytes: usize,
    /// Text that may be delivered whatever the size of the file, in bytes; above it, at most sixteen times the unpacked size.
    pub delivered_floor_bytes: u64,
    /// Deepest nesting of a JSON line.
    pub json_depth: usize,
    /// Most places told for each kind of notice and sheet.
    pub notices_each: u32,
}

impl Default for Limits {
    /// Large enough for a full sheet of 1 048 576 rows by 20 columns and for a CSV of ten million rows.
    fn default() -> Self {
        Limits {
            upload_bytes: 4 << 30,
            unpacked_bytes: 2 << 30,
            ratio: 100,
            ratio_floor_bytes: 10 << 20,
            shared_text_bytes: 512 << 20,
            parts: 10_000,
            columns: 200,
            row_gap: 100_000,
            cell_chars: 32_767,
            record_bytes: 1 << 20,
            delivered_floor_bytes: 256 << 20,
            json_depth: 32,
            notices_each: 1_000,
        }
    }
}

/// A sheet about to be read; a text file has one, without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetInfo<'a> {
    /// Its place in the workbook, from 0.
    pub index: u16,
    /// Its name; empty for a text file.
    pub name: &'a str,
    /// Whether a person who opens the file sees it.
    pub visible: bool,
}

/// Where the rows of a file go: the next stage, or a pipe.
pub trait Rows {
    /// A sheet begins; the rows that follow are its own.
    fn sheet(&mut self, sheet: &SheetInfo<'_>);
    /// A row with at least one filled cell; `row` counts from 1 and only rises
    /// within a sheet; columns count from 0, rise, and are absent when empty.
    /// `Break` ends the reading quietly.
    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()>;
    /// Something to say about the file.
    fn notice(&mut self, notice: Notice);
}

/// The file was not read, or not to its end; the notice has been delivered too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub Notice);

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "file refused: {}", self.0)
    }
}

impl std::error::Error for Refusal {}

/// Reads an upload to its end, or refuses it and says why.
///
/// Rows delivered before a refusal are to be discarded with it. Bad data never
/// fails: it is delivered, with a notice. A library beneath may still abort on
/// a hostile `.xls`, which is why the caller runs this in a child process with
/// limits on memory and time.
pub fn read<R: Read + Seek>(
    mut upload: R,
    name_hint: &str,
    limits: &Limits,
    rows: &mut impl Rows,
) -> Result<(), Refusal> {
    let outcome = match inspect(&mut upload, name_hint, limits) {
        Ok(inspected) => {
            inspected.notices.into_iter().for_each(|notice| rows.notice(notice));
            let mut delivery = Delivery::new(rows, limits, inspected.unpacked_bytes);
            read_format(upload, inspected.format, &mut delivery).and_then(|()| delivery.finish())
        }
        Err(notice) => Err(Stop::Refused(notice)),
    };
    match outcome {
        Ok(()) | Err(Stop::Enough) => Ok(()),
        Err(Stop::Refused(notice)) => {
            rows.notice(notice.clone());
            Err(Refusal(notice))
        }
    }
}

fn read_format<R: Read + Seek, S: Rows>(mut upload: R, format: Format, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    upload
        .rewind()
        .map_err(|error| Notice::new(NoticeKind::Damaged, error.to_string()))?;
    match format {
        Format::Csv => delimited::read(upload, to),
        Format::CsvGz => gzip::read(upload, to),
        Format::Jsonl => jsonl::read(upload, to),
        Format::Xlsx => workbook::read_xlsx(upload, to),
        Format::Xlsb => workbook::read_xlsb(upload, to),
        Format::Ods => ods::read(upload, to),
        Format::Xls => workbook::read_xls(upload, to),
    }
}
