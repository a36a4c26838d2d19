//! From a file as received to its rows, and what there is to say about it; never fails on bad data, it reports; never opens a path.
//!
//! The room is pure: it is handed bytes and hands on events, and knows no
//! clock, disk, network or chance. [`inspect`] says what kind of file an upload
//! is and refuses containers made to do harm; [`read`] turns it into sheets,
//! rows and [`Notice`]s, given to whoever implements [`Rows`]. A library
//! beneath may still abort on a hostile file: [`StreamWriter`] and [`decode`]
//! carry the events out of a child process that may die.

mod annexes;
mod annotate;
mod cell;
mod check;
mod coder;
mod compound;
mod curp;
mod dates;
mod declaration;
mod delimited;
mod delivery;
mod dialect;
mod encoding;
mod extract;
mod frame;
mod gzip;
mod heading;
mod identity;
mod inspect;
mod json_line;
mod jsonl;
mod layout;
mod mapped;
mod mended;
mod near;
mod notice;
mod numbers;
mod ods;
mod part;
mod part_names;
mod preview;
mod read;
mod rules;
mod sealed;
mod states;
mod stream;
mod suspect_text;
mod taken;
mod tally;
mod template;
mod text_source;
mod told;
mod totals;
mod without_identity;
mod workbook;
mod xlsx_facts;
mod xlsx_parts;
mod zip_check;

pub use annotate::{AnnotateError, Annotator};
pub use cell::Cell;
pub use check::{Asked, Check, Words};
pub use extract::{BackRow, BackRows, Extract, WrongRows, named_cells};
pub use identity::is_suspected as is_identity;
pub use inspect::{Format, Inspected, inspect};
pub use layout::{Column, Known, Role, Seen, Walk, Walker};
pub use mended::{MEND_CHARS_MAX, Mended, MendedCell, Mends};
pub use notice::{Notice, NoticeKind};
pub use preview::{Preview, PreviewColumn, PreviewSheet, Previewer, Shown};
pub use read::{Limits, Refusal, Rows, SheetInfo, read};
pub use sealed::Identity;
pub use stream::{Broken, End, StreamWriter, decode};
pub use taken::{Announced, Nowhere, Outcome, Taker};
pub use template::{Filled, TemplateError, sheet_name, template, template_with_rows};
pub use without_identity::{Encodings, WithoutIdentity};
