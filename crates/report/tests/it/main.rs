//! The report as its readers see it: pages, figures as JSON, and the check of the texts.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot begin has failed"
)]

mod annexes;
mod charts;
mod documents;
mod made_up;
mod maps;
mod pages;
mod persons;
mod small;
mod texts;
