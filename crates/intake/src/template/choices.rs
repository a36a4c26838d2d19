//! The hidden sheet of choices from which drop-downs take their lists.

use std::collections::HashMap;

use catalogue::{Code, Field, Found, Language, List, State};
use rust_xlsxwriter::{Worksheet, XlsxError};

use register::column_letters;

/// The sheet's name; the check passes over every sheet whose name begins so.
pub(crate) const CHOICES_SHEET: &str = "_sintra_listas";

/// Columns of choices, one for each list and what may stand instead of its codes.
#[derive(Debug)]
pub(crate) struct Choices {
    language: Language,
    columns: Vec<(String, Vec<String>)>,
    known: HashMap<(String, bool), usize>,
}

impl Choices {
    pub(crate) fn new(language: Language) -> Choices {
        Choices {
            language,
            columns: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// The range that holds the choices of a field, for a drop-down.
    pub(crate) fn range(&mut self, list: &List, field: &Field) -> String {
        let key = (list.id.clone(), field.may_not_apply);
        let at = self.known.get(&key).copied().unwrap_or_else(|| {
            self.columns
                .push((list.id.clone(), choices(list, field, self.language)));
            self.known.insert(key, self.columns.len() - 1);
            self.columns.len() - 1
        });
        let rows = self.columns.get(at).map_or(0, |(_, choices)| choices.len());
        let letters = column_letters(u16::try_from(at).unwrap_or(u16::MAX));
        format!("='{CHOICES_SHEET}'!${letters}$2:${letters}${}", rows + 1)
    }

    /// The longest choice of a field, in characters.
    pub(crate) fn longest(&self, list: &List, field: &Field) -> usize {
        let column = self
            .known
            .get(&(list.id.clone(), field.may_not_apply))
            .and_then(|at| self.columns.get(*at));
        column.map_or(0, |(_, choices)| {
            choices.iter().map(|choice| choice.chars().count()).max().unwrap_or(0)
        })
    }

    /// Whether any drop-down was asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Writes the sheet, hidden.
    pub(crate) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(CHOICES_SHEET)?.set_hidden(true);
        for (column, (list, choices)) in (0u16..).zip(&self.columns) {
            sheet.write_string(0, column, list)?;
            for (row, choice) in (1u32..).zip(choices) {
                sheet.write_string(row, column, choice)?;
            }
        }
        Ok(())
    }
}

/// The words of a code that lead back to it and to no other: its label, or its id where labels are shared.
pub(crate) fn word<'c>(list: &List, at: u16, code: &'c Code, language: Language) -> &'c str {
    let label = code.label.get(language);
    if list.find(label) == Found::Code(at) {
        label
    } else {
        &code.id
    }
}

/// Every choice of a field, the states last.
fn choices(list: &List, field: &Field, language: Language) -> Vec<String> {
    let codes = (0u16..)
        .zip(list.codes())
        .map(|(at, code)| word(list, at, code, language).to_owned());
    let unidentified = match language {
        Language::Es => "No identificado",
        Language::En => "Not identified",
    };
    let states = [
        (list.allows(State::Unidentified), unidentified),
        (true, "S.I."),
        (field.may_not_apply, "N.A."),
    ];
    let mut choices: Vec<String> = codes.collect();
    for (_, state) in states.into_iter().filter(|(accepted, _)| *accepted) {
        if !choices.iter().any(|choice| choice == state) {
            choices.push(state.to_owned());
        }
    }
    choices
}
