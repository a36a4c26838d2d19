//! From figures to documents: pages that people sign and files that machines read. It computes no figure;
//! every number it prints was computed by `statistics` and carries its address.
//!
//! The room has no clock, disk or network: the same diagnosis gives the same bytes.

mod authorities;
mod block;
mod book;
pub mod chart;
mod check;
mod contradictions;
mod diagnosis;
mod figures;
mod finding;
mod front;
mod html;
mod html_block;
mod markdown;
mod naming;
mod notes;
mod number;
mod overlap;
mod page;
mod pathway;
mod pdf;
mod persons;
mod plan;
mod ratios;
mod returned;
mod section;
mod table;
mod text;
mod three;
mod totals;
mod two_way;
mod variable;
mod web;
mod workbook;

pub use authorities::known_part;
pub use book::pages;
pub use check::check_texts;
pub use diagnosis::{
    Audience, AuthorityAnswer, Diagnosis, FindingTally, MinimumField, RegisterAnswer, ReturnLine, VintageFacts,
};
pub use figures::figures_json;
pub use pdf::{PdfError, pdf};
pub use persons::persons_charts;
pub use ratios::funnel;
pub use web::{Site, WEB_STYLE, WebPage, WebReport, web_pages, web_table};
pub use workbook::{WorkbookError, workbook};
