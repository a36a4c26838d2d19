//! Every table as a workbook: one sheet each, and an index.
/// x
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkbookError(String);
pub(crate) fn sheet_name(id: &str) -> String { id.to_owned() }
/// x
pub fn workbook(_: &crate::Diagnosis<'_>) -> Result<Vec<u8>, WorkbookError> { Err(WorkbookError(String::new())) }
