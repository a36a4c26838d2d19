//! Checks of code lists.

use std::collections::BTreeSet;

use super::Page;
use crate::{Catalogue, Code, Date, Fault, List, State};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    for list in catalogue.lists() {
        let mut page = Page::of(catalogue, &list.file, faults);
        page.label(&list.id, &list.label);
        page.cites(&list.id, &list.cite, true);
        for state in &list.states {
            if State::of(state).is_none() {
                page.fault(state, format!("«{state}» is no state of value_state"));
            }
        }
        for target in list.refers.values() {
            page.list(target, target);
        }
        let file = list.codes_in.as_deref().unwrap_or(&list.file);
        let mut page = Page::of(catalogue, file, faults);
        if list.codes().is_empty() {
            page.fault(&list.id, format!("the list {} has no codes", list.id));
        }
        codes(&mut page, catalogue, list);
    }
    states(catalogue, faults);
}

fn codes(page: &mut Page<'_>, catalogue: &Catalogue, list: &List) {
    let mut seen = BTreeSet::new();
    for code in list.codes() {
        if !seen.insert(&code.id) {
            page.fault(&code.id, format!("the code {} stands twice in {}", code.id, list.id));
        }
        if list.id != "value_state" && State::of(&code.id).is_some() {
            page.fault(
                &code.id,
                format!("{}: a state is not a code; put it in `states` of {}", code.id, list.id),
            );
        }
        page.label(&code.id, &code.label);
        page.cites(&code.id, &code.cite, false);
        dates(page, code);
        versions(page, catalogue, code);
        references(page, catalogue, list, code);
    }
}

fn dates(page: &mut Page<'_>, code: &Code) {
    for text in [&code.from, &code.until].into_iter().flatten() {
        if Date::parse(text).is_none() {
            page.fault(text, format!("{}: «{text}» is not a date like 2012-06-15", code.id));
        }
    }
}

/// The wordings of an offence follow one another without a gap or an overlap.
fn versions(page: &mut Page<'_>, catalogue: &Catalogue, code: &Code) {
    let laws = catalogue.list("law_version");
    for version in &code.version {
        if laws.is_none_or(|laws| laws.position(&version.law).is_none()) {
            page.fault(
                &version.law,
                format!("{}: the law version «{}» is not there", code.id, version.law),
            );
        }
    }
    for pair in code.version.windows(2) {
        let ends = pair[0].until.as_deref().and_then(Date::parse);
        let begins = Date::parse(&pair[1].from);
        if ends.is_none() || begins <= ends {
            page.fault(&code.id, format!("{}: two versions are in force at once", code.id));
        }
    }
}

fn references(page: &mut Page<'_>, catalogue: &Catalogue, list: &List, code: &Code) {
    for (attribute, target) in &list.refers {
        let Some(value) = code.attributes.get(attribute).filter(|value| !value.is_empty()) else {
            continue;
        };
        if catalogue
            .list(target)
            .is_some_and(|target| target.position(value).is_none())
        {
            page.fault(
                value,
                format!("{}: {attribute} «{value}» is not in the list {target}", code.id),
            );
        }
    }
}

/// The states the program knows and the states the file labels are the same.
fn states(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let file = catalogue
        .list("value_state")
        .map_or("codes/value_state.toml", |list| list.file.as_str());
    let mut page = Page::of(catalogue, file, faults);
    for state in State::ALL {
        if catalogue
            .list("value_state")
            .is_none_or(|list| list.position(state.id()).is_none())
        {
            page.fault(state.id(), format!("the list value_state lacks «{}»", state.id()));
        }
    }
    for code in catalogue.list("value_state").map(List::codes).unwrap_or_default() {
        if State::of(&code.id).is_none() {
            page.fault(
                &code.id,
                format!("«{}» is a state that the program does not know", code.id),
            );
        }
    }
}
