//! The law as data: registers, code lists, offences, authorities, tables and texts, read from plain
//! files, checked, and handed on as types. This room knows no records, opens no file and reads no clock.

mod authority;
mod check;
mod compartment;
mod contradiction;
mod crosswalk;
mod date;
mod fault;
mod files;
mod label;
mod law;
mod list;
mod message;
mod person;
mod published;
mod question;
mod read;
mod register;
mod rights;
mod rule;
mod state;
mod table;

pub use authority::Authority;
pub use compartment::Compartment;
pub use contradiction::{Contradiction, ContradictionKind};
pub use crosswalk::{Crosswalk, Flags, Keep, MapColumn, Mapped, Months, Unmapped};
pub use date::{Date, Precision};
pub use fault::Fault;
pub use files::Files;
pub use label::{Label, Language, fold};
pub use law::{GroupRule, OffenceSet, Offences};
pub use list::{Code, CodeVersion, Found, List};
pub use message::{Message, Severity};
pub use person::{Overlap, Pathway, SETS_MAX, STEPS_MAX, Shown, Step};
pub use published::{How, Published, PublishedFigure};
pub use question::{Countable, Question, Unfit, countable};
pub use read::Catalogue;
pub use register::{Band, Concordance, Derived, Field, Kind, Register, Take, Tier, Unit};
pub use rights::{
    Act, ActDescription, Apart, Asker, Decision, Happened, Installation, Jurisdiction, Line, Need, NoIdentity, Reason,
    Refusal, Retention, Rights, Role, RoleDescription, Safeguard, Stage, Standing, Then, Thing, Whose,
};
pub use rule::{Rule, RuleKind, When};
pub use state::{Bucket, State};
pub use table::{Counting, Measure, Ratio, Shares, Table};
