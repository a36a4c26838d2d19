//! Something wrong in the catalogue itself, with its address and the way out.

use std::fmt;

/// A fault in a file of the catalogue. All are gathered before any is reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to the catalogue's root.
    pub file: String,
    /// The line, 1-based; 0 when the fault is of the file as a whole.
    pub line: usize,
    /// What is wrong and what to do.
    pub says: String,
}

impl Fault {
    /// A fault at the line of `text` where `needle` first stands.
    pub(crate) fn at(file: &str, text: &str, needle: &str, says: impl Into<String>) -> Fault {
        let line = text.find(needle).map_or(0, |offset| line_of(text, offset));
        Fault {
            file: file.to_owned(),
            line,
            says: says.into(),
        }
    }
}

/// The 1-based line of a byte offset.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.says)
    }
}
