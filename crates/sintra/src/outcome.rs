//! How a command ends: its exit code, and a sentence when it could not be done.

use std::{fmt, process::ExitCode};

use operations::{OperationError, StoreError};

/// How a command that was done ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Nothing is wrong: 0.
    Well,
    /// It was done, and there are findings: 1.
    WithFindings,
    /// A file was refused and nothing of it was kept: 4.
    Refused,
}

/// Why a command could not be done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something named does not exist, or does not fit: 2.
    Usage(String),
    /// The store, a file or the system says no: 3.
    Operation(String),
}

/// The exit code, after saying on standard error why a command failed.
pub(crate) fn exit_code(ended: Result<Ended, Failure>) -> ExitCode {
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithFindings) => ExitCode::from(1),
        Ok(Ended::Refused) => ExitCode::from(4),
        Err(failure) => {
            eprintln!("sintra: {failure}");
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 3 })
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(says) | Failure::Operation(says) => f.write_str(says),
        }
    }
}

impl From<OperationError> for Failure {
    fn from(error: OperationError) -> Failure {
        match error {
            OperationError::Unknown(says) => Failure::Usage(says),
            OperationError::Refused(says) => Failure::Operation(says),
            other => Failure::Operation(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Operation(error.to_string())
    }
}
