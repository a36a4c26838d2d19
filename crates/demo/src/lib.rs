//! A synthetic country whose margins are the published ones: its persons, its files and the workbooks of its
//! authorities, the same for the same seed. No row is of a person who exists, and nothing here reaches a store or a
//! table but by the door that real returns use.

mod day;
mod faults;
mod files;
mod fit;
mod identity;
mod margins;
mod person;
mod persons;
mod population;
mod records;
mod returns;
mod rows;
mod truth;

pub use files::FILES_HEAD;
pub use margins::{Margins, MarginsError};
pub use persons::{Columns, Mention, Persons, Record};
pub use returns::{Demo, DemoAnswer, DemoError, DemoReturn};
pub use truth::TRUTH_HEAD;
