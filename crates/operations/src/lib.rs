//! What people do: check, receive, freeze, tabulate, diagnose, trace. Each act is one function that takes a
//! caller, does the work and leaves its entry in the log; no other room does an act, and no formula is here.

mod accounts;
mod annexing;
mod answering;
mod answers_told;
mod asking;
mod auditing;
mod backing_up;
mod board;
mod caller;
mod calling;
mod catalogues;
mod changing;
mod checking;
mod clock;
mod comparing;
mod counting;
mod deadline;
mod diagnosing;
mod door;
mod doors;
mod enrolling;
mod erasing;
mod error;
mod freezing;
mod hashed;
mod opening;
mod passkeys;
mod passwords;
mod reading;
mod receiving;
mod replying;
mod security_document;
mod seeing;
mod signing_in;
mod templating;
mod tracing;
mod training;

pub use accounts::{Activated, NewAccount};
pub use asking::{Ask, asked_of};
pub use auditing::{continues, new_seed, read_bundle, seed_of, witness};
pub use backing_up::{Keeper, is_store, new_keeper, restore};
pub use board::{Board, BoardClash, BoardRow, Cell, CellState, Pending, PendingCall, Totals};
pub use caller::Caller;
pub use catalogues::{catalogue_faults, catalogue_from};
pub use changing::{Change, changes};
pub use checking::{annotated, check, sha256_of};
pub use clock::unix_now;
pub use comparing::{ComparedFigure, compared_with};
pub use diagnosing::{diagnosis, report_files, tabulated};
pub use door::{Door, KeyFile, is_locked};
pub use doors::Doors;
pub use error::OperationError;
pub use freezing::{Frozen, freeze, frozen};
pub use opening::Opened;
pub use passkeys::{Challenge, PasskeyLine, Passkeys};
pub use reading::{Reader, close_memory, read_upload};
pub use receiving::{HandedIn, Received, receive, receive_with};
pub use replying::reply;
pub use seeing::Listed;
pub use signing_in::Credentials;
pub use templating::template_of;
pub use tracing::{TracedReturn, traced};
pub use training::{TRAINING_PASSWORD, training_code, training_seed};

pub use intake::{Identity, Outcome};
pub use ledger::{Note, Signer};
pub use report::{Audience, MinimumField};
pub use seal::{Cost, OneTime, Share};
pub use statistics::{Category, Computed};
pub use store::{
    Alert, Call, Closing, Extension, Letter, LogEntry, NewCall, StoreError, Verified, Vintage, private_file,
};
