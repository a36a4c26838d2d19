//! Checks of the policy: every word of it is known, what the program knows is in it, and both languages are there.

mod bounds;
mod lines;
mod retention;
mod security;

use std::collections::BTreeSet;

use super::Page;
use crate::{
    Act, Catalogue, Fault, Label, Need, Refusal, Rights, Role, Then, Tier,
    fault::line_of,
    rights::{
        COMPARTMENTS,
        page::PAGE,
        reading::{ACTS, ROLES, WORDS},
    },
};

/// The kinds of thing that have stages.
const STAGED: [&str; 4] = ["return", "record", "opening", "account"];

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    no_field_is_published(catalogue, faults);
    if catalogue.files.under("rights/", "").next().is_none() {
        return;
    }
    roles(&mut Page::of(catalogue, ROLES, faults), catalogue.rights());
    apart(catalogue, faults);
    kinds(&mut Page::of(catalogue, ROLES, faults), catalogue);
    acts(&mut Page::of(catalogue, ACTS, faults), catalogue.rights());
    stages(&mut Page::of(catalogue, ACTS, faults), catalogue.rights());
    words(&mut Page::of(catalogue, WORDS, faults), catalogue.rights());
    lines::check(catalogue, faults);
    bounds::check(catalogue, faults);
    retention::check(catalogue, faults);
    security::check(catalogue, faults);
}

/// T0 is what passed disclosure control; an answer of a record never is.
fn no_field_is_published(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    for register in catalogue.registers() {
        let mut page = Page::of(catalogue, &register.file, faults);
        for field in register.fields().iter().filter(|field| field.tier == Tier::T0) {
            page.fault(
                &field.id,
                format!("{}: a field is T1 or T2; T0 is what was published", field.id),
            );
        }
    }
}

fn roles(page: &mut Page<'_>, rights: &Rights) {
    for role in Role::ALL {
        let described: Vec<_> = rights.roles().iter().filter(|one| one.id == role).collect();
        if described.len() != 1 {
            let says = format!("the role {} stands {} times; once is right", role.id(), described.len());
            page.fault(role.id(), says);
        }
        for one in described {
            page.label(role.id(), &one.label);
            page.label(role.id(), &one.purpose);
            page.cites(role.id(), &one.basis, true);
        }
    }
}

fn apart(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let text = catalogue.files.text(ROLES).unwrap_or_default();
    let blocks = text.match_indices("[[apart]]").map(|(at, _)| line_of(text, at) + 1);
    for (apart, line) in catalogue.rights().apart().iter().zip(blocks) {
        on_line(catalogue, ROLES, line, faults, |page| {
            let id = apart.role.id();
            page.label(id, &apart.reason);
            page.cites(id, &apart.basis, true);
            if apart.from.is_empty() || apart.from.contains(&apart.role) {
                page.fault(id, format!("{id} is kept apart from itself or from nobody"));
            }
            if apart.role == Role::Public || apart.from.contains(&Role::Public) {
                page.fault(id, "everybody is the public too; it is kept apart from no role");
            }
        });
    }
}

fn kinds(page: &mut Page<'_>, catalogue: &Catalogue) {
    for never in catalogue.rights().no_identity() {
        page.label(&never.kind, &never.reason);
        page.cites(&never.kind, &never.basis, true);
        let list = catalogue.list("authority_kind");
        if list.is_none_or(|list| list.position(&never.kind).is_none()) {
            page.fault(
                &never.kind,
                format!("«{}» is not in the list authority_kind", never.kind),
            );
        }
    }
}

fn acts(page: &mut Page<'_>, rights: &Rights) {
    for act in Act::ALL {
        let described: Vec<_> = rights.acts().iter().filter(|one| one.id == act).collect();
        if described.len() != 1 {
            let says = format!("the act {} stands {} times; once is right", act.id(), described.len());
            page.fault(act.id(), says);
        }
        for one in described {
            page.label(act.id(), &one.label);
            for about in one.about.iter().filter(|about| !STAGED.contains(&about.as_str())) {
                page.fault(about, format!("{}: «{about}» has no stages", act.id()));
            }
            match (rights.lines_of(act).is_empty(), one.nobody_yet) {
                (true, false) => page.fault(
                    act.id(),
                    format!(
                        "{}: no line of acts.csv lets anybody do it; write one, or nobody_yet = true",
                        act.id()
                    ),
                ),
                (false, true) => page.fault(
                    act.id(),
                    format!("{}: acts.csv lets somebody do it; take nobody_yet away", act.id()),
                ),
                _ => {}
            }
        }
    }
}

fn stages(page: &mut Page<'_>, rights: &Rights) {
    let mut seen = BTreeSet::new();
    for stage in rights.every_stage() {
        page.label(&stage.id, &stage.label);
        if !STAGED.contains(&stage.of.as_str()) {
            page.fault(&stage.of, format!("{}: «{}» has no stages", stage.id, stage.of));
        }
        if !seen.insert(&stage.id) {
            page.fault(&stage.id, format!("the stage {} stands twice", stage.id));
        }
    }
}

fn words(page: &mut Page<'_>, rights: &Rights) {
    for refusal in Refusal::ALL {
        match rights.reason(refusal) {
            Some(reason) => {
                label_of(page, "[reason.", refusal.id(), &reason.says);
                label_of(page, "[reason.", refusal.id(), &reason.mend);
            }
            None => fault_of(page, "[reason.", refusal.id(), "write its says and mend"),
        }
    }
    let known = Refusal::ALL.map(Refusal::id);
    for id in rights.reasons().filter(|id| !known.contains(id)) {
        fault_of(page, "[reason.", id, "the program gives no such reason");
    }
    for (group, ids) in groups() {
        words_of(page, rights, group, &ids);
    }
}

/// The words of a group are those that the program has.
fn words_of(page: &mut Page<'_>, rights: &Rights, group: &str, ids: &[&str]) {
    let head = format!("[word.{group}]");
    for id in ids {
        match rights.word(group, id) {
            Some(label) => label_of(page, &head, id, label),
            None => fault_of(page, &head, id, "this word is not there"),
        }
    }
    for id in rights.words(group).filter(|id| !ids.contains(id)) {
        fault_of(page, &head, id, "the program knows no such word");
    }
}

/// The words that the program has, group by group.
fn groups() -> [(&'static str, Vec<&'static str>); 7] {
    [
        ("need", Need::ALL.map(Need::id).to_vec()),
        ("whose", vec!["own", "any", "none"]),
        ("jurisdiction", vec!["any", "own_state", "national"]),
        ("tier", Tier::ALL.map(Tier::id).to_vec()),
        ("compartment", COMPARTMENTS.to_vec()),
        ("then", Then::ALL.map(Then::id).to_vec()),
        ("page", PAGE.to_vec()),
    ]
}

/// A key of a table stands without quotes: the fault is at its place after the table's head, or at the head.
fn fault_of(page: &mut Page<'_>, head: &str, id: &str, says: &str) {
    let after = page.text.find(head).unwrap_or_default();
    let rest = page.text.get(after..).unwrap_or_default();
    let keys = [format!("\n{id} "), format!("{head}{id}]")];
    let at = keys
        .iter()
        .find_map(|key| rest.find(key.as_str()))
        .map_or(after, |place| after + place + 1);
    page.faults.push(Fault {
        file: page.file.to_owned(),
        line: line_of(page.text, at),
        says: format!("{id} in {head}: {says}"),
    });
}

fn label_of(page: &mut Page<'_>, head: &str, id: &str, label: &Label) {
    if label.is_incomplete() {
        fault_of(page, head, id, "write the words in both languages (es, en)");
    }
}

/// Faults of what stands on one line: whatever is found gets its number.
fn on_line(catalogue: &Catalogue, file: &str, line: usize, faults: &mut Vec<Fault>, look: impl FnOnce(&mut Page<'_>)) {
    let mut found = Vec::new();
    look(&mut Page::of(catalogue, file, &mut found));
    faults.extend(found.into_iter().map(|fault| Fault { line, ..fault }));
}

fn number(line: u32) -> usize {
    usize::try_from(line).unwrap_or_default()
}
