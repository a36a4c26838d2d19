//! Checks of overlaps and pathways: registers of persons or files, variables, codes and dates that they name exist.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Page,
    tables::{is_variable, list_of, universe},
};
use crate::{Catalogue, Fault, Kind, Overlap, Pathway, Register, STEPS_MAX, Shown, Unit};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let mut seen: BTreeSet<&str> = catalogue.tables().iter().map(|table| table.id.as_str()).collect();
    for one in catalogue.overlaps() {
        let mut page = Page::of(catalogue, &one.file, faults);
        once(&mut page, &mut seen, &one.id);
        overlap(&mut page, catalogue, one);
    }
    for one in catalogue.pathways() {
        let mut page = Page::of(catalogue, &one.file, faults);
        once(&mut page, &mut seen, &one.id);
        pathway(&mut page, catalogue, one);
    }
}

fn once<'c>(page: &mut Page<'_>, seen: &mut BTreeSet<&'c str>, id: &'c str) {
    if !seen.insert(id) {
        page.fault(id, format!("{id} stands twice among tables, overlaps and pathways"));
    }
}

fn overlap(page: &mut Page<'_>, catalogue: &Catalogue, overlap: &Overlap) {
    let id = &overlap.id;
    page.label(id, &overlap.title);
    page.optional_label(id, &overlap.note);
    page.cites(id, &overlap.cite, true);
    if overlap.of.is_empty() {
        page.fault(id, format!("{id}: name the registers (of)"));
    }
    if !matches!(overlap.by.as_str(), "authority" | "authority.kind") {
        page.fault(id, format!("{id}: by is \"authority\" or \"authority.kind\""));
    }
    for name in &overlap.of {
        let Some(register) = register(page, catalogue, id, name) else {
            continue;
        };
        if !matches!(register.unit, Unit::Person | Unit::File) {
            page.fault(id, format!("{id}: {name} is no register of persons or files"));
        }
        let first = overlap.of.first().and_then(|first| catalogue.register(first));
        if first.is_some_and(|first| first.unit != register.unit) {
            page.fault(
                id,
                format!("{id}: {name} does not count what the first register counts"),
            );
        }
        records(page, catalogue, id, register, &overlap.universe);
        for code in overlap.together.iter().flat_map(|(code, with)| [code, with]) {
            if list_of(catalogue, register, &overlap.by).is_some_and(|list| list.position(code).is_none()) {
                page.fault(id, format!("{id}: «{code}» is not in the list of {}", overlap.by));
            }
        }
    }
}

fn pathway(page: &mut Page<'_>, catalogue: &Catalogue, pathway: &Pathway) {
    let id = &pathway.id;
    page.label(id, &pathway.title);
    page.optional_label(id, &pathway.note);
    page.cites(id, &pathway.cite, true);
    if !(2..=STEPS_MAX).contains(&pathway.step.len()) {
        page.fault(id, format!("{id}: a pathway has 2 to {STEPS_MAX} steps"));
    }
    let mut seen = BTreeSet::new();
    for (at, step) in pathway.step.iter().enumerate() {
        page.label(id, &step.label);
        if !seen.insert(&step.id) || step.shown.is_empty() {
            page.fault(
                id,
                format!("{id}: the step {} stands twice, or no records show it (in)", step.id),
            );
        }
        for shown in &step.shown {
            records_shown(page, catalogue, id, shown, at == 0);
        }
    }
}

fn records_shown(page: &mut Page<'_>, catalogue: &Catalogue, id: &str, shown: &Shown, is_first: bool) {
    let Some(register) = register(page, catalogue, id, &shown.of) else {
        return;
    };
    let fits = match register.unit {
        Unit::Person => true,
        Unit::File => !is_first,
        Unit::Event | Unit::Organisation | Unit::Offence => false,
    };
    if !fits {
        page.fault(
            id,
            format!("{id}: {} has no persons that can be followed there", shown.of),
        );
    }
    records(page, catalogue, id, register, &shown.universe);
    if let Some(date) = &shown.date
        && register.field(date).is_none_or(|field| field.kind != Kind::Date)
    {
        page.fault(id, format!("{id}: «{date}» is no date of {}", shown.of));
    }
}

fn register<'c>(page: &mut Page<'_>, catalogue: &'c Catalogue, id: &str, name: &str) -> Option<&'c Register> {
    let found = catalogue.register(name);
    if found.is_none() {
        page.fault(id, format!("{id}: there is no register «{name}»"));
    }
    found
}

/// The universe's variables exist in the register, with their codes.
fn records(
    page: &mut Page<'_>,
    catalogue: &Catalogue,
    id: &str,
    register: &Register,
    only: &BTreeMap<String, Vec<String>>,
) {
    for variable in only
        .keys()
        .filter(|variable| !is_variable(catalogue, register, variable))
    {
        page.fault(id, format!("{id}: «{variable}» is no variable of {}", register.id));
    }
    universe(page, catalogue, id, register, only);
}
