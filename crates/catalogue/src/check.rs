//! Proof that a catalogue is consistent: every reference resolves, both languages are there, ids are not
//! repeated, groups form a partition. All faults are gathered, each with its address.

mod forms;
mod groups;
mod identity;
mod lists;
mod persons;
mod published;
mod rights;
mod tables;

use crate::{Catalogue, Crosswalk, Fault, Kind, Label, Mapped, State};

/// Runs every check; each pushes what it finds.
pub(crate) fn all(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    lists::check(catalogue, faults);
    forms::check(catalogue, faults);
    groups::check(catalogue, faults);
    identity::check(catalogue, faults);
    tables::check(catalogue, faults);
    persons::check(catalogue, faults);
    published::check(catalogue, faults);
    rights::check(catalogue, faults);
    for (path, text) in catalogue.files.under("crosswalks/", ".toml") {
        for crosswalk in catalogue.crosswalks.values() {
            if text.contains(&format!("{:?}", crosswalk.id)) {
                self::crosswalk(catalogue, path, text, crosswalk, faults);
            }
        }
    }
    for message in catalogue.messages() {
        let mut page = Page::of(catalogue, "findings.toml", faults);
        page.label(&message.id, &message.says);
        page.label(&message.id, &message.mend);
    }
}

/// One file under examination: faults get their address from it.
pub(crate) struct Page<'a> {
    file: &'a str,
    text: &'a str,
    catalogue: &'a Catalogue,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Page<'a> {
    pub(crate) fn of(catalogue: &'a Catalogue, file: &'a str, faults: &'a mut Vec<Fault>) -> Page<'a> {
        let text = catalogue.files.text(file).unwrap_or_default();
        Page {
            file,
            text,
            catalogue,
            faults,
        }
    }

    /// A fault at the line where `item` stands in quotes.
    pub(crate) fn fault(&mut self, item: &str, says: impl Into<String>) {
        self.faults
            .push(Fault::at(self.file, self.text, &format!("{item:?}"), says));
    }

    pub(crate) fn label(&mut self, item: &str, label: &Label) {
        if label.is_incomplete() {
            self.fault(item, format!("{item}: write the words in both languages (es, en)"));
        }
    }

    /// Words that may be absent, but not in one language only.
    pub(crate) fn optional_label(&mut self, item: &str, label: &Label) {
        if label.es.trim().is_empty() != label.en.trim().is_empty() {
            self.fault(item, format!("{item}: the words stand in one language only"));
        }
    }

    /// Citations: at least one when `required`, each beginning with a word of `sources.toml`.
    pub(crate) fn cites(&mut self, item: &str, cites: &[String], required: bool) {
        if required && cites.is_empty() {
            self.fault(item, format!("{item}: nothing is cited; name the paragraph or article"));
        }
        for cite in cites {
            let word = if cite.starts_with('¶') {
                "¶"
            } else {
                cite.split(' ').next().unwrap_or_default()
            };
            if self.catalogue.source(word).is_none() {
                self.fault(
                    cite,
                    format!("{item} cites «{cite}», whose first word is not in sources.toml"),
                );
            }
        }
    }

    pub(crate) fn list(&mut self, item: &str, id: &str) {
        if self.catalogue.list(id).is_none() {
            self.fault(item, format!("{item} names the list «{id}», which is not there"));
        }
    }
}

/// Checks one crosswalk, of the catalogue or from outside.
pub(crate) fn crosswalk(catalogue: &Catalogue, file: &str, text: &str, crosswalk: &Crosswalk, faults: &mut Vec<Fault>) {
    let mut page = Page {
        file,
        text,
        catalogue,
        faults,
    };
    page.label(&crosswalk.id, &crosswalk.title);
    page.cites(&crosswalk.id, &crosswalk.cite, true);
    if catalogue.register(&crosswalk.register).is_none() {
        let says = format!(
            "the crosswalk {} names the register «{}», which is not there",
            crosswalk.id, crosswalk.register
        );
        page.fault(&crosswalk.register, says);
        return;
    }
    if catalogue
        .register(&crosswalk.register)
        .is_some_and(|register| register.kept_by.is_empty())
    {
        let says = format!(
            "nobody keeps the register «{}», so that no file brings it",
            crosswalk.register
        );
        page.fault(&crosswalk.register, says);
    }
    for map in &crosswalk.map {
        for answer in map.values.values().chain(&map.blank) {
            answer_fits(&mut page, &crosswalk.register, &map.field, answer);
        }
        answer_field(&mut page, &crosswalk.register, &map.field);
        column_named(&mut page, crosswalk, &map.column);
    }
    for (field, answer) in &crosswalk.always {
        answer_fits(&mut page, &crosswalk.register, field, answer);
    }
    for flags in &crosswalk.flags {
        for (column, code) in &flags.columns {
            answer_fits(
                &mut page,
                &crosswalk.register,
                &flags.field,
                &Mapped::Value(code.clone()),
            );
            column_named(&mut page, crosswalk, column);
        }
        let none = Mapped::State {
            state: flags.none.clone(),
        };
        answer_fits(&mut page, &crosswalk.register, &flags.field, &none);
    }
    if let Some(months) = &crosswalk.months {
        answer_field(&mut page, &crosswalk.register, &months.field);
        if months.columns.len() != 12 {
            page.fault(&months.field, "a year has twelve months; name their twelve columns");
        }
    }
}

fn column_named(page: &mut Page<'_>, crosswalk: &Crosswalk, column: &str) {
    if !crosswalk.columns.iter().any(|known| known == column) {
        page.fault(
            column,
            format!("the column «{column}» is not among the crosswalk's `columns`"),
        );
    }
}

/// A crosswalk answers fields that are there; another's file brings no identity.
fn answer_field(page: &mut Page<'_>, register: &str, field: &str) {
    let Some(register) = page.catalogue.register(register) else {
        return;
    };
    match register.field(field) {
        None => page.fault(field, format!("the register {} has no field «{field}»", register.id)),
        Some(known) if known.is_identity() => {
            let says = format!("«{field}» is identity (T2), which no crosswalk answers; leave the column unmapped");
            page.fault(field, says);
        }
        Some(_) => {}
    }
}

/// Whether an answer given by a crosswalk is one that the field can take.
fn answer_fits(page: &mut Page<'_>, register: &str, field: &str, answer: &Mapped) {
    answer_field(page, register, field);
    let Some(field) = page
        .catalogue
        .register(register)
        .and_then(|register| register.field(field))
    else {
        return;
    };
    let list = field
        .list
        .as_deref()
        .filter(|_| field.is_coded())
        .and_then(|id| page.catalogue.list(id));
    match answer {
        Mapped::State { state } if State::of(state).is_none() => {
            page.fault(state, format!("«{state}» is no state of value_state"));
        }
        Mapped::Value(code) if field.is_coded() && list.is_some_and(|list| list.position(code).is_none()) => {
            page.fault(
                code,
                format!("«{code}» is not in the list of {}.{}", register, field.id),
            );
        }
        Mapped::Value(_) | Mapped::State { .. } => {}
    }
}

/// Whether a field of this kind names a list.
pub(crate) fn needs_list(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Code | Kind::Codes | Kind::Place | Kind::Authority | Kind::Link
    )
}
