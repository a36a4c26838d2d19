//! The findings of a file as they are made: counted, kept up to a number, and weighed.

use std::{borrow::Cow, collections::HashMap};

use catalogue::{Catalogue, Severity};
use foldhash::fast::FixedState;
use register::{Address, Finding, Findings};

use crate::{Cell, Notice, coder::Trouble};

/// Gathers findings and remembers whether one refuses the file.
#[derive(Debug)]
pub(crate) struct Told<'c> {
    catalogue: &'c Catalogue,
    weights: HashMap<&'c str, Severity, FixedState>,
    pub(crate) findings: Findings,
    pub(crate) refused: bool,
    pub(crate) sheet: String,
}

/// What stands in a finding for what it may not repeat.
pub(crate) const HIDDEN: &str = "•••";

/// A place in the present sheet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    pub(crate) row: Option<u32>,
    pub(crate) column: Option<u16>,
    pub(crate) field: &'a str,
}

impl<'c> Told<'c> {
    pub(crate) fn new(catalogue: &'c Catalogue) -> Told<'c> {
        Told {
            catalogue,
            weights: HashMap::default(),
            findings: Findings::default(),
            refused: false,
            sheet: String::new(),
        }
    }

    pub(crate) fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// Says something about a place; returns how grave it is.
    pub(crate) fn say(&mut self, trouble: Trouble, place: Place<'_>, value: &str, count: u64) -> Severity {
        let Trouble { code, other, near } = trouble;
        self.push(code, place, value, other, near, count)
    }

    /// Says something about a cell of identity; neither what it holds nor what was read from it is repeated.
    pub(crate) fn say_hidden(&mut self, trouble: Trouble, place: Place<'_>) -> Severity {
        let other = match trouble.code {
            // The longest text that fits.
            "C-013" => trouble.other,
            _ if trouble.other.is_empty() => String::new(),
            _ => HIDDEN.to_owned(),
        };
        let near = String::new();
        let code = trouble.code;
        self.say(Trouble { code, other, near }, place, HIDDEN, 1)
    }

    /// Says that a cell looks like a person's identity; what it holds is repeated nowhere.
    pub(crate) fn identity(&mut self, row: u32, column: u16) {
        let place = Place {
            row: Some(row),
            column: Some(column),
            field: "",
        };
        self.say(Trouble::new("C-020"), place, "", 1);
    }

    /// Says it of every cell of a row that `suspected` finds, where identity has no column of its own; tells whether
    /// there was any.
    pub(crate) fn identities(
        &mut self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        suspected: fn(&str) -> bool,
        has_column: impl Fn(u16) -> bool,
    ) -> bool {
        let found = cells
            .iter()
            .filter(|(column, cell)| matches!(cell, Cell::Text(text) if suspected(text)) && !has_column(*column));
        let mut any = false;
        for (column, _) in found {
            self.identity(row, *column);
            any = true;
        }
        any
    }

    /// Says that a register's rule is broken.
    pub(crate) fn broken(&mut self, rule: &'c str, place: Place<'_>, value: &str) -> Severity {
        self.push(rule, place, value, String::new(), String::new(), 1)
    }

    /// Repeats what the reader noticed of the file.
    pub(crate) fn notice(&mut self, notice: Notice) {
        let count = notice.value.parse().unwrap_or(1);
        let code = Cow::Borrowed(notice.rule.id());
        self.refused |= notice.rule.refuses();
        if self.findings.count(&code) {
            let at = Address {
                sheet: notice.sheet.unwrap_or_default(),
                row: notice.row,
                column: notice.column,
            };
            self.findings.keep(Finding {
                code,
                at,
                value: notice.value,
                count,
                ..Finding::default()
            });
        }
    }

    fn push(
        &mut self,
        code: &'c str,
        place: Place<'_>,
        value: &str,
        other: String,
        near: String,
        count: u64,
    ) -> Severity {
        let severity = self.weight(code);
        self.refused |= severity == Severity::Refusal;
        if self.findings.count(code) {
            let at = Address {
                sheet: self.sheet.clone(),
                row: place.row,
                column: place.column,
            };
            let field = place.field.to_owned();
            let code = Cow::Owned(code.to_owned());
            self.findings.keep(Finding {
                code,
                at,
                field,
                value: short(value),
                other,
                near,
                count,
            });
        }
        severity
    }

    fn weight(&mut self, code: &'c str) -> Severity {
        let weigh = || {
            self.catalogue
                .sentence(code)
                .map_or(Severity::Error, |(severity, ..)| severity)
        };
        *self.weights.entry(code).or_insert_with(weigh)
    }
}

/// What a finding repeats of a cell: enough to recognise it.
fn short(value: &str) -> String {
    value.chars().take(80).collect()
}
