//! The columns of a register's sheet: one a field, several for a field of several codes; identity at the right, or
//! nowhere.

use catalogue::{Field, Kind, Language, List};
use register::Form;

use crate::Identity;

/// Columns of a field that takes several codes.
const SEVERAL: usize = 3;
/// Columns of the 26 offences, which come together more often.
const SEVERAL_OFFENCES: usize = 5;

/// A column of a sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column<'c> {
    pub(crate) field: &'c Field,
    pub(crate) list: Option<&'c List>,
    /// Which of the field's columns, from 1.
    pub(crate) nth: usize,
}

impl<'c> Column<'c> {
    /// The columns of a register, in the order of the form; where identity is sealed, its own after all others.
    pub(crate) fn all(form: &Form<'c>, identity: Identity) -> Vec<Column<'c>> {
        let fields = form.register().fields().iter().enumerate();
        let (sealed, counted): (Vec<_>, Vec<_>) = fields.partition(|(_, field)| field.is_identity());
        // Nobody types an encoding.
        let sealed = sealed
            .into_iter()
            .filter(|(_, field)| identity == Identity::Sealed && !field.is_encoding());
        let columns = counted.into_iter().chain(sealed).flat_map(|(at, field)| {
            let list = form.list(at);
            (1..=how_many(field)).map(move |nth| Column { field, list, nth })
        });
        columns.collect()
    }

    /// What the hidden machine row says: `offences`, `offences.2`.
    pub(crate) fn machine(&self) -> String {
        if self.nth == 1 {
            self.field.id.clone()
        } else {
            format!("{}.{}", self.field.id, self.nth)
        }
    }

    /// What people read: `Sexo *`, `Delito (2)`.
    pub(crate) fn heading(&self, language: Language) -> String {
        let label = self.field.label.get(language);
        match (self.nth, self.field.required) {
            (1, true) => format!("{label} *"),
            (1, false) => label.to_owned(),
            (nth, _) => format!("{label} ({nth})"),
        }
    }

    /// Whether an empty cell here is a finding.
    pub(crate) fn is_required(&self) -> bool {
        self.field.required && self.nth == 1
    }
}

/// How many columns a field has.
pub(crate) fn how_many(field: &Field) -> usize {
    match (field.kind, field.list.as_deref()) {
        (Kind::Codes, Some("offence")) => SEVERAL_OFFENCES,
        (Kind::Codes, _) => SEVERAL,
        _ => 1,
    }
}
