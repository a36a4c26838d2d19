//! The report as its readers see it: pages, figures as JSON, and the check of the texts.

mod made_up;
mod pages;
mod small;
mod texts;
