//! Which records speak of the same person or the same file: encode, block, compare, weigh, cluster. What goes in as
//! names or encodings comes out as record numbers, weights and probabilities; this room keeps nothing, gives no name
//! back and merges no record.

mod comparison;
pub mod curp;
pub mod dates;
pub mod missing;
pub mod names;
mod persons;
mod role;
mod values;

pub use comparison::{BlockingKey, Comparison, Level, MAX_COMPARISONS, MISSING, Pattern, Records, Seen};
pub use persons::{Column, Persons, PersonsBuilder};
pub use role::Role;
pub use values::{Interner, Values};
