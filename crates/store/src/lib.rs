//! What must not be lost: the files as received, the records read from them, what was found, the vintages
//! and the log. This room writes nothing without a caller, a purpose and a log entry.

mod annex;
mod desk;
mod disk;
mod error;
mod instant;
mod letter;
mod log;
mod observed;
mod original;
mod receive;
mod record;
mod replacement;
mod returns;
mod schema;
mod store;
mod vintage;

pub use error::StoreError;
pub use letter::{Letter, NewLetter};
pub use log::LogEntry;
pub use observed::WaitingRow;
pub use original::{Original, Staged};
pub use receive::{NewReturn, Receiving};
pub use record::{Record, Stored};
pub use store::Store;
pub use vintage::{Vintage, VintageFolder};
