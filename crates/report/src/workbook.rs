//! The report's tables as a workbook: a sheet each, an index with links, and sheets of the contradictions and
//! the authorities. Numbers are numbers and shares percentages; every text is text, never a formula.

mod lists;
mod page;
mod sheet;

use catalogue::Language;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{Diagnosis, book::Book, front, persons};

/// Why a workbook could not be written: what the writer said. It is our fault, not the data's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkbookError(String);

impl std::fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the workbook of the tables could not be written: {}", self.0)
    }
}

impl std::error::Error for WorkbookError {}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> WorkbookError {
        WorkbookError(error.to_string())
    }
}

/// The report in both languages, of which each sheet takes its words.
pub(crate) struct Both<'a> {
    pub(crate) es: Book<'a>,
    pub(crate) en: Book<'a>,
}

/// Writes every table of a diagnosis, whether or not it has records. The same diagnosis gives the same bytes.
///
/// # Errors
/// When the writer refuses a sheet.
pub fn workbook(diagnosis: &Diagnosis<'_>) -> Result<Vec<u8>, WorkbookError> {
    let both = Both {
        es: Book::new(diagnosis, Language::Es),
        en: Book::new(diagnosis, Language::En),
    };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&both)?);
    lists::index(workbook.add_worksheet(), &both)?;
    lists::contradictions(workbook.add_worksheet(), &both)?;
    lists::authorities(workbook.add_worksheet(), &both)?;
    let figures = persons::figures(diagnosis);
    if !figures.is_empty() {
        lists::persons(workbook.add_worksheet(), &both, &figures)?;
    }
    for (table, computed) in diagnosis.tables() {
        sheet::write(workbook.add_worksheet(), &both, table, computed)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// What the file says of itself: of the day on which the vintage was frozen, whenever it is written.
fn properties(both: &Both<'_>) -> Result<DocProperties, XlsxError> {
    let facts = both.es.diagnosis.vintage;
    let properties = DocProperties::new()
        .set_title(front::title(&both.es))
        .set_subject(front::mark(&both.es))
        .set_author("sintra")
        .set_comment(&facts.id);
    let day = facts.frozen_at.get(..10).unwrap_or("2000-01-01");
    let day = ExcelDateTime::parse_from_str(day).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    Ok(properties.set_creation_datetime(&day))
}

/// The name of a table's sheet: its id, shortened and told apart by a hash where a name may not be so long.
pub(crate) fn sheet_name(id: &str) -> String {
    const LONGEST: usize = 31;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    if id.len() <= LONGEST && id.contains('.') && id.chars().all(is_plain) {
        return id.to_owned();
    }
    let start: String = id.chars().filter(|c| is_plain(*c)).take(LONGEST - 9).collect();
    format!("{start}~{:08x}", hash(id))
}

/// A short hash that is always the same (FNV-1a).
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::sheet_name;

    #[test]
    fn a_sheet_has_a_name_that_fits() {
        assert_eq!(sheet_name("victims.by_sex"), "victims.by_sex");
        let long = sheet_name("victims.offence_group_total_by_person_category");
        assert_eq!((long.len(), &long[..23]), (31, "victims.offence_group_~"));
        assert_ne!(long, sheet_name("victims.offence_group_total_by_sex"));
        for hostile in ["", "a/b:c[d]*?\\", "'x'", "index"] {
            let name = sheet_name(hostile);
            assert!(
                name.len() <= 31 && !name.contains(['/', ':', '[', ']', '*', '?', '\\', '\'']),
                "{name}"
            );
        }
    }
}
