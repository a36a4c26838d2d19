//! The formats of copied cells, each made once.

use std::collections::HashMap;

use catalogue::Severity;
use rust_xlsxwriter::Format;

use crate::template::look::{Shape, marked};

/// Formats by what a cell holds, what was found in it, and whether its text must not be taken for a formula.
#[derive(Default)]
pub(crate) struct Formats(HashMap<(Shape, Option<Severity>, bool), Format>);

impl Formats {
    pub(crate) fn of(&mut self, shape: Shape, severity: Option<Severity>, quoted: bool) -> &Format {
        self.0.entry((shape, severity, quoted)).or_insert_with(|| {
            let format = shape.format();
            let format = severity.map_or(format.clone(), |severity| marked(format, severity));
            if quoted { format.set_quote_prefix() } else { format }
        })
    }
}
