//! From coded records to figures: it sees facts, never identities.
//!
//! A [`Frame`] holds one small-integer column per coded field and what each row
//! stands for; [`tabulate`](tabulate()) counts any number of tables in one pass over it.
//! The room has no clock, disk, network or chance: the same frame gives the same figures.

mod across;
mod category;
mod clusters;
mod column;
mod comparison;
mod computed;
mod contradiction;
mod cover;
mod distinct;
mod fact;
mod facts;
mod facts_file;
mod figure;
mod frame;
mod hashing;
mod interner;
mod linked;
mod overlap;
mod pathway;
mod persons;
mod records;
mod tables;
mod tabulate;
mod trace;
mod trace_persons;
mod variable;

pub use across::{Across, LinkedUntil, across};
pub use category::Category;
pub use clusters::{APART, Linkage, LinkageBuilder, LinkageError, Subject};
pub use column::{Codes, Column, ColumnBuilder};
pub use comparison::{Compared, DIFFERS, NO_TABLE, compared};
pub use computed::{COVERAGE_ENOUGH, Computed, Share};
pub use contradiction::{Clash, Contradicted, contradictions, is_clash};
pub use fact::Fact;
pub use facts::{Facts, FactsBuilder};
pub use facts_file::FactsError;
pub use figure::{Address, ComputedRatio, Figure, ratios};
pub use frame::{Frame, FrameError, Weights};
pub use interner::Interner;
pub use overlap::{Overlapped, PersonSet, SetPart, overlapped};
pub use pathway::{Coverage, Followed, Span, StepReached, followed};
pub use persons::{Estimate, Margins, Persons, Three};
pub use tables::{TablesError, compute};
pub use tabulate::{Cells, Counts, DENSE_CELLS_MAX, Request, RequestError, plan_summary, tabulate};
pub use trace::{Behind, trace};
pub use trace_persons::{BehindPersons, trace_overlap, trace_step};
