//! Why an act was not done, in words for the person who asked for it.

use std::{fmt, io};

use catalogue::Fault;
use store::StoreError;

/// Why an act was not done. An official's mistakes in a return are findings, never this.
#[derive(Debug)]
pub enum OperationError {
    /// The store says no.
    Store(StoreError),
    /// A file cannot be read or written.
    File {
        /// The file.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// Something named does not exist; the sentence says what there is.
    Unknown(String),
    /// The caller may not do it, or not so; the sentence says the way out.
    Refused(String),
    /// The catalogue has faults.
    Catalogue(Vec<Fault>),
    /// The reading process cannot be started.
    Reader(io::Error),
    /// What was stored is not what was written, or our own code broke a promise.
    Broken(String),
}

impl OperationError {
    /// Says no to a caller, with the way out.
    pub(crate) fn refused(says: &str) -> OperationError {
        OperationError::Refused(says.to_owned())
    }

    /// Makes an error of reading or writing a file.
    pub fn file(path: impl Into<String>) -> impl FnOnce(io::Error) -> OperationError {
        let path = path.into();
        move |error| OperationError::File { path, error }
    }
}

impl fmt::Display for OperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OperationError::Store(error) => write!(f, "{error}"),
            OperationError::File { path, error } => write!(f, "{path}: {error}"),
            OperationError::Unknown(says) | OperationError::Refused(says) => f.write_str(says),
            OperationError::Catalogue(faults) => {
                write!(f, "the catalogue has {} faults:", faults.len())?;
                faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
            }
            OperationError::Reader(error) => write!(f, "the process that reads files cannot be started: {error}"),
            OperationError::Broken(says) => write!(f, "{says}"),
        }
    }
}

impl std::error::Error for OperationError {}

impl From<StoreError> for OperationError {
    fn from(error: StoreError) -> OperationError {
        OperationError::Store(error)
    }
}

impl From<statistics::TablesError> for OperationError {
    fn from(error: statistics::TablesError) -> OperationError {
        OperationError::Broken(error.to_string())
    }
}

impl From<statistics::FactsError> for OperationError {
    fn from(error: statistics::FactsError) -> OperationError {
        OperationError::Broken(error.to_string())
    }
}
