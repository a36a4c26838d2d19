//! The words everyone shares: answer, period, finding, return, caller, and the stages a row passes through.
//! This room computes no figure, opens no file and reads no clock.

mod actor;
mod answer;
mod checked;
mod declared;
mod finding;
mod form;
mod identity;
mod payload;
mod period;
mod returned;

pub use actor::Actor;
pub use answer::Answer;
pub use checked::{Checked, NotConforming, Waiting};
pub use declared::{DECLARABLE, declared};
pub use finding::{Address, Finding, Findings, Sentence, column_letters, sentence};
pub use form::Form;
pub use identity::{encoding_of, read_identity, write_identity};
pub use payload::{Broken, Payloads, text_of, write_payload};
pub use period::Period;
pub use returned::{Annex, Part, Receipt, ReturnState, Returned};
