//! What people do: check, receive, freeze, tabulate, diagnose, trace. Each act is one function that takes a
//! caller, does the work and leaves its entry in the log; no other room does an act, and no formula is here.

mod annexing;
mod answering;
mod answers_told;
mod asking;
mod catalogues;
mod changing;
mod checking;
mod clock;
mod comparing;
mod diagnosing;
mod error;
mod freezing;
mod hashed;
mod reading;
mod receiving;
mod replying;
mod templating;
mod tracing;

pub use asking::{Ask, asked_of};
pub use catalogues::{catalogue_faults, catalogue_from};
pub use changing::{Change, changes};
pub use checking::{annotated, check, sha256_of};
pub use clock::now;
pub use comparing::{ComparedFigure, compared_with};
pub use diagnosing::{diagnosis, report_files, tabulated};
pub use error::OperationError;
pub use freezing::{Frozen, freeze, frozen};
pub use reading::{Reader, read_upload};
pub use receiving::{HandedIn, Received, receive, receive_with};
pub use replying::reply;
pub use templating::template_of;
pub use tracing::{TracedReturn, traced};

pub use intake::Outcome;
pub use report::Audience;
pub use statistics::{Category, Computed};
pub use store::{Letter, LogEntry, Store, StoreError, Vintage};
