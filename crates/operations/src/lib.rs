//! What people do: check, receive, freeze, tabulate, diagnose, trace. Each act is one function that takes a
//! caller, does the work and leaves its entry in the log; no other room does an act, and no formula is here.

mod accounts;
mod annexing;
mod answering;
mod answers_told;
mod arriving;
mod asking;
mod asking_figures;
mod auditing;
mod backing_up;
mod board;
mod caller;
mod calling;
mod case_form;
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
mod drafting;
mod enrolling;
mod erasing;
mod error;
mod findings_told;
mod freezing;
mod frozen;
mod gate;
mod handing_drafts;
mod handing_in;
mod hashed;
mod linking;
mod looking;
mod mapping;
mod mending;
mod opening;
mod passkeys;
mod passwords;
mod reading;
mod receiving;
mod replying;
mod searching;
mod security_document;
mod seeing;
mod shelf;
mod signing_in;
mod templating;
mod tokens;
mod tracing;
mod training;
mod under_way;
mod working;
mod wrong_rows;

pub use accounts::{Activated, NewAccount};
pub use arriving::{check_arriving, receive_arriving};
pub use asking::{Ask, asked_of};
pub use asking_figures::{Asked, asked, may_read};
pub use auditing::{continues, new_seed, read_bundle, seed_of, witness};
pub use backing_up::{Keeper, is_store, new_keeper, restore};
pub use board::{Board, BoardClash, BoardRow, Cell, CellState, Pending, PendingCall, Totals};
pub use caller::Caller;
pub use calling::registers_asked;
pub use case_form::{CaseField, CaseForm, form_of, plain_word};
pub use catalogues::{catalogue_faults, catalogue_from};
pub use changing::{Change, changes};
pub use checking::{annotated, check, sha256_of};
pub use clock::unix_now;
pub use comparing::{ComparedFigure, compared_with};
pub use diagnosing::{diagnosis, report_files, tabulated};
pub use door::{Door, KeyFile, is_locked};
pub use doors::{Doors, Queue};
pub use drafting::{CaseSaving, SavedCase};
pub use error::OperationError;
pub use findings_told::{AlikeFindings, Becomes, CheckedFile, FindingGroup};
pub use freezing::freeze;
pub use frozen::{Frozen, frozen};
pub use handing_drafts::HandedCases;
pub use linking::{
    Agreement, AskedOfOrigin, Decided, EncodedReturn, FieldAgreement, LinkAct, LinkState, LinkedPair, Linking,
    OriginAnswer, PairSide, QueuedPair, RoleFlag, ThreeNumbers, encoded_return,
};
pub use looking::{OneRecord, Waiting};
pub use mapping::{Level, MapImported};
pub use mending::{Alike, Mend, Mending, WhyNot};
pub use opening::Opened;
pub use passkeys::{Challenge, PasskeyLine, Passkeys};
pub use reading::{Reader, close_memory, close_network, read_upload};
pub use receiving::{HandedIn, Received, receive, receive_with};
pub use replying::reply;
pub use searching::{LogFilter, LogPage};
pub use seeing::Listed;
pub use shelf::{Answered, Held, Shelf};
pub use signing_in::Credentials;
pub use templating::template_of;
pub use tokens::{TOKEN_ACTS, TokenLine};
pub use tracing::{TracedReturn, traced};
pub use training::{TRAINING_PASSWORD, training_code, training_seed};
pub use under_way::{Begun, InHand, UploadKey, With};
pub use working::{ANEW, Work};
pub use wrong_rows::CameBack;

pub use intake::{Identity, Known, Outcome, Preview, PreviewColumn, PreviewSheet, Shown};
pub use ledger::{Note, Signer};
pub use report::{Audience, MinimumField};
pub use seal::{Cost, OneTime, Share};
pub use statistics::{Category, Computed};
pub use store::{
    Alert, Call, Cases, Closing, Draft, DraftRevision, Extension, Job, KeptMend, Letter, LinkDecision, LinkRun,
    LogEntry, NewCall, StoreError, Typed, UnderWay, UnderWayAnnex, Verified, Vintage, private_file,
};
