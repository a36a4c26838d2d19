//! Checks of the lines of the policy, each by itself: stages, compartments, citations, words.

use std::collections::BTreeSet;

use super::{Page, number, on_line};
use crate::{
    Act, Catalogue, Fault, Line, Need, Rights, Tier,
    rights::{COMPARTMENTS, reading::LINES},
};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let rights = catalogue.rights();
    let mut seen = BTreeSet::new();
    for line in rights.lines() {
        on_line(catalogue, LINES, number(line.line), faults, |page| {
            let id = title(line);
            page.label(&id, &line.note);
            page.cites(&id, &line.basis, true);
            stages(page, rights, line);
            compartments(page, line);
            needs(page, line);
            if !seen.insert(reach(line)) {
                page.fault(&id, format!("{id}: the same right stands twice; keep one line"));
            }
        });
    }
}

/// The line in a fault's sentence.
pub(super) fn title(line: &Line) -> String {
    format!("{} as {}", line.act.id(), line.role.id())
}

/// What tells one line from another: everything but its needs and reasons.
fn reach(line: &Line) -> (Act, &'static str, &'static str, &'static str, String, Tier, String) {
    (
        line.act,
        line.role.id(),
        line.whose.id(),
        line.jurisdiction.id(),
        line.stages
            .as_ref()
            .map_or_else(|| "*".to_owned(), |some| some.join("|")),
        line.tier,
        line.compartments.join("|"),
    )
}

fn stages(page: &mut Page<'_>, rights: &Rights, line: &Line) {
    let Some(stages) = &line.stages else { return };
    let id = title(line);
    let about = rights.act(line.act).map_or(&[][..], |act| act.about.as_slice());
    if stages.is_empty() {
        page.fault(&id, format!("{id}: write in which states, or * for any"));
    }
    let known = |stage: &str| {
        let mut all = rights.every_stage().iter();
        all.any(|one| one.id == stage && about.contains(&one.of))
    };
    for stage in stages.iter().filter(|stage| !known(stage)) {
        let of = if about.is_empty() {
            "nothing that has states".to_owned()
        } else {
            about.join(", ")
        };
        page.fault(
            &id,
            format!("{id}: «{stage}» is no state of what the act is about ({of})"),
        );
    }
}

fn compartments(page: &mut Page<'_>, line: &Line) {
    let id = title(line);
    let unknown = line
        .compartments
        .iter()
        .filter(|one| !COMPARTMENTS.contains(&one.as_str()));
    for one in unknown {
        page.fault(&id, format!("{id}: «{one}» is no compartment of identity"));
    }
    match (line.tier, line.compartments.is_empty()) {
        (Tier::T2, true) => page.fault(
            &id,
            format!("{id}: T2 without a compartment reaches nothing; name them"),
        ),
        (Tier::T0 | Tier::T1, false) => page.fault(&id, format!("{id}: only T2 has compartments")),
        _ => {}
    }
}

/// Needs stand once, and in the order in which they are asked for.
fn needs(page: &mut Page<'_>, line: &Line) {
    if !line.needs.is_sorted_by(|one, other| one < other) {
        let id = title(line);
        let order = Need::ALL.map(Need::id).join("|");
        page.fault(&id, format!("{id}: write each need once, in the order {order}"));
    }
}
