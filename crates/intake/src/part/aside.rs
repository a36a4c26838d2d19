//! Rows that are not data: totals, notes under the table, the template's example.

use catalogue::{Found, fold};

use super::{Fate, PartReading, Target};
use crate::{
    Cell,
    cell::shown,
    coder::Trouble,
    identity,
    told::{Place, Told},
};

impl<'c> PartReading<'c> {
    /// Totals, notes under the table and the template's example are not data.
    pub(super) fn set_aside(&mut self, row: u32, cells: &[(u16, Cell<'_>)], told: &mut Told<'c>) -> Fate {
        let [(column, Cell::Text(first)), ..] = cells else {
            return Fate::Data;
        };
        let place = Place {
            row: Some(row),
            column: Some(*column),
            field: "",
        };
        let first = first.trim();
        // Where a name is expected, *Totalán* is one, and *Fuentes* begins no note.
        let is_name = self.target_at(*column).is_identity();
        let is_note = |text| !is_name && cells.len() == 1 && is_note(text);
        let code = if is_total(first, is_name) {
            "M-007"
        } else if is_note(first) && self.first_column[self.form.count_field()] != Some(*column) {
            "M-020"
        } else if self.part.rows == 0 && self.is_example(cells) {
            "M-008"
        } else {
            return Fate::Data;
        };
        if !told.identities(row, cells, identity::has_key, |column| self.takes_identity(column)) {
            told.say(Trouble::new(code), place, first, 1);
        }
        if code == "M-007" {
            let targets = &self.targets;
            let field_of = |column: u16| match targets.get(usize::from(column)) {
                Some(Target::Field(field)) => Some(*field),
                _ => None,
            };
            self.totals.take(row, cells, field_of);
        }
        Fate::NotData
    }

    /// The template's example row, left as it was.
    fn is_example(&self, cells: &[(u16, Cell<'_>)]) -> bool {
        if cells.iter().any(|(column, _)| self.target_at(*column).is_identity()) {
            return false;
        }
        let same = |(column, cell): &(u16, Cell<'_>)| match self.target_at(*column) {
            Target::Field(field) => {
                let field = self.coders[field].field();
                let list = self
                    .form
                    .register()
                    .position(&field.id)
                    .and_then(|at| self.form.list(at));
                let written = shown(*cell);
                let code = list.map_or(Found::None, |list| list.find(&written));
                let is_same_code =
                    |word: &str| code != Found::None && list.is_some_and(|list| list.find(word.trim()) == code);
                fold(&written) == fold(&field.example) || field.example.split(';').any(is_same_code)
            }
            _ => false,
        };
        // A real row has a number of its own, or none; the example's number is the example's.
        let key = self.keys.first().and_then(|key| self.first_column[*key]);
        let has_its_key = key.is_none() || cells.iter().any(|cell| Some(cell.0) == key && same(cell));
        has_its_key && cells.len() >= 3 && cells.iter().filter(|cell| same(cell)).count() * 10 >= cells.len() * 8
    }
}

/// A row of totals, by its first words; where names stand, by nothing but the word itself.
fn is_total(text: &str, is_name: bool) -> bool {
    if is_name {
        ["total", "totales", "total general"].contains(&fold(text).as_str())
    } else {
        text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("total"))
    }
}

/// A line under a table: source, note, a long sentence.
fn is_note(text: &str) -> bool {
    let folded = fold(text.get(..24).unwrap_or(text));
    ["fuente", "nota", "source", "note", "*"]
        .iter()
        .any(|word| folded.starts_with(word))
        || text.chars().count() > 40
}
