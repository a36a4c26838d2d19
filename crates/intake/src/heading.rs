//! Which row of a sheet is its heading, of which register, and which column is which field.

use std::collections::{BTreeMap, HashMap};

use catalogue::{Catalogue, fold};

use crate::Cell;

/// Rows above a heading, at most; a table that begins lower is not found.
pub(crate) const ROWS_ABOVE_MAX: usize = 30;

/// The headings under which every register's fields are known.
#[derive(Debug, Default)]
pub(crate) struct Headings {
    registers: BTreeMap<String, HashMap<String, String>>,
    required: BTreeMap<String, Vec<String>>,
    names: HashMap<String, String>,
}

/// A heading row understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) register: String,
    /// Column → field id, in the order of the sheet.
    pub(crate) fields: Vec<(u16, String)>,
    /// Columns that no field knows, with what their heading says.
    pub(crate) unknown: Vec<(u16, String)>,
    /// Whether it is the hidden row that our own templates carry.
    pub(crate) is_machine_row: bool,
}

impl Headings {
    /// The headings of a catalogue.
    #[must_use]
    pub(crate) fn of(catalogue: &Catalogue) -> Headings {
        let mut headings = Headings::default();
        // A register that nobody keeps is made by the system: no file is of it.
        for register in catalogue.registers().filter(|register| !register.kept_by.is_empty()) {
            let known = headings.registers.entry(register.id.clone()).or_default();
            for field in register.fields() {
                let words = [&field.id, &field.label.es, &field.label.en];
                for word in words.into_iter().chain(&field.also).chain(field.standard.values()) {
                    known.entry(heading(word)).or_insert_with(|| field.id.clone());
                }
            }
            let required = register.fields().iter().filter(|field| field.required);
            headings
                .required
                .insert(register.id.clone(), required.map(|field| field.id.clone()).collect());
            for word in [&register.id, &register.many.es, &register.many.en] {
                headings.names.insert(heading(word), register.id.clone());
            }
        }
        headings
    }

    /// Reads a row as a heading; `None` when it is none. The sheet's name, or a register asked for, decides
    /// between registers that know the row equally well.
    pub(crate) fn read(&self, cells: &[(u16, Cell<'_>)], sheet: &str, asked: Option<&str>) -> Option<Heading> {
        let words: Vec<(u16, &str)> = cells
            .iter()
            .filter_map(|(column, cell)| match cell {
                Cell::Text(text) if !text.trim().is_empty() => Some((*column, text.trim())),
                _ => None,
            })
            .collect();
        let by_name = asked.or_else(|| self.names.get(&heading(sheet)).map(String::as_str));
        let known = |register: &HashMap<String, String>| {
            words
                .iter()
                .filter(|(_, word)| register.contains_key(&heading(word)))
                .count()
        };
        let (register, fields, score) = self
            .registers
            .iter()
            .filter(|(register, _)| asked.is_none_or(|asked| asked == *register))
            .map(|(register, fields)| (register, fields, known(fields)))
            .max_by_key(|(register, _, score)| {
                (*score, by_name == Some(register.as_str()), std::cmp::Reverse(*register))
            })?;
        let most = score * 2 >= words.len();
        let named = by_name == Some(register.as_str());
        let enough =
            (score >= 3 && most) || (score == words.len() && (score >= 2 || named)) || (named && score >= 2 && most);
        let found = enough.then(|| self.understood(register, fields, &words))?;
        (named || asked.is_some() || self.has_half_of_required(&found)).then_some(found)
    }

    /// A stranger's table may share a heading or three with a form of ours; it is none of ours while most of
    /// what the form requires is not there.
    fn has_half_of_required(&self, heading: &Heading) -> bool {
        let required = self.required.get(&heading.register).map_or(&[][..], Vec::as_slice);
        let there = required
            .iter()
            .filter(|id| heading.fields.iter().any(|(_, field)| field == *id))
            .count();
        there * 2 >= required.len()
    }

    fn understood(&self, register: &str, known: &HashMap<String, String>, words: &[(u16, &str)]) -> Heading {
        let mut found = Heading {
            register: register.to_owned(),
            fields: Vec::new(),
            unknown: Vec::new(),
            is_machine_row: true,
        };
        for (column, word) in words {
            match known.get(&heading(word)) {
                Some(field) => {
                    found.is_machine_row &= word.split('.').next() == Some(field.as_str());
                    found.fields.push((*column, field.clone()));
                }
                None => found.unknown.push((*column, (*word).to_owned())),
            }
        }
        found.is_machine_row &= found.unknown.is_empty();
        found
    }
}

/// The form in which headings meet: folded, without the mark of a required field (`*`) nor the number of a
/// repeated one (`Delito (2)`, `offences.2`).
pub(crate) fn heading(word: &str) -> String {
    let bare = word.trim().trim_end_matches('*').trim();
    let bare = match bare.rsplit_once('(') {
        Some((before, number)) if number.trim_end_matches(')').parse::<u8>().is_ok() => before,
        _ => bare,
    };
    let bare = match bare.rsplit_once('.') {
        Some((before, number)) if number.parse::<u8>().is_ok() => before,
        _ => bare,
    };
    fold(bare)
}
