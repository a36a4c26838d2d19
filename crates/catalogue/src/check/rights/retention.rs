//! Checks of the retention classes: known things, registers and compartments, and nothing that is kept left out.

use std::collections::BTreeSet;

use super::{COMPARTMENTS, Page, number, on_line};
use crate::{Catalogue, Fault, Retention, Then, rights::reading::RETENTION};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for class in catalogue.retention() {
        on_line(catalogue, RETENTION, number(class.line), faults, |page| {
            page.label(&class.id, &class.label);
            page.cites(&class.id, &class.basis, true);
            known(page, catalogue, class);
            consistent(page, class);
            if !seen.insert(&class.id) {
                page.fault(&class.id, format!("the class {} stands twice", class.id));
            }
        });
    }
    complete(&mut Page::of(catalogue, RETENTION, faults), catalogue);
}

fn known(page: &mut Page<'_>, catalogue: &Catalogue, class: &Retention) {
    let id = &class.id;
    let registers = class.registers.iter().flatten();
    for register in registers.filter(|register| catalogue.register(register).is_none()) {
        page.fault(id, format!("{id}: the register «{register}» is not there"));
    }
    let compartments = class.compartments.iter();
    for one in compartments.filter(|one| !COMPARTMENTS.contains(&one.as_str())) {
        page.fault(id, format!("{id}: «{one}» is no compartment of identity"));
    }
    for (group, word) in [("keeps", &class.of), ("since", &class.from)] {
        match catalogue.rights().word(group, word) {
            Some(label) => page.label(word, label),
            None => page.fault(
                id,
                format!("{id}: «{word}» has no words in [word.{group}] of rights/words.toml"),
            ),
        }
    }
}

fn consistent(page: &mut Page<'_>, class: &Retention) {
    let id = &class.id;
    if (class.of == "identity") == class.compartments.is_empty() {
        page.fault(id, format!("{id}: identity, and only identity, has compartments"));
    }
    if class.then == Then::EraseIdentity && class.of != "identity" {
        page.fault(id, format!("{id}: only an identity is erased (LGA 121)"));
    }
    if class.years == Some(0) {
        page.fault(
            id,
            format!("{id}: leave the years empty where there is no term; 0 is none"),
        );
    }
}

/// Every register's records and every compartment of identity have a class.
fn complete(page: &mut Page<'_>, catalogue: &Catalogue) {
    let classes = |of: &'static str| catalogue.retention().iter().filter(move |class| class.of == of);
    for register in catalogue.registers() {
        if !classes("record").any(|class| class.covers(&register.id)) {
            page.fault(
                "record",
                format!("no class says how long records of {} are kept", register.id),
            );
        }
    }
    for one in COMPARTMENTS {
        if !classes("identity").any(|class| class.compartments.iter().any(|own| own == one)) {
            page.fault(
                "identity",
                format!("no class says how long the compartment {one} is kept"),
            );
        }
    }
}
