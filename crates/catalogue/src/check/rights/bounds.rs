//! What no edition of the policy may undo: who never reaches identity, what takes two people, what takes a purpose.

use super::{Page, lines::title, number, on_line};
use crate::{Act, Catalogue, Fault, Line, Need, Rights, Role, Tier, Whose, rights::reading::LINES};

/// The acts that write or destroy what authorities handed in.
const WRITES: [Act; 7] = [
    Act::Receive,
    Act::Attach,
    Act::Answer,
    Act::ProposeErasure,
    Act::ConfirmErasure,
    Act::BlockRecord,
    Act::MarkCanary,
];

/// The acts that show an identity.
const OPENS: [Act; 2] = [Act::OpenIdentity, Act::OpenInEmergency];

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    for line in catalogue.rights().lines() {
        on_line(catalogue, LINES, number(line.line), faults, |page| {
            identity(page, line);
            reach(page, line);
            duties(page, line);
            needs(page, catalogue.rights(), line);
        });
    }
}

/// Identity is reached only in the institution that holds it, by those it concerns, for a purpose.
fn identity(page: &mut Page<'_>, line: &Line) {
    if line.tier < Tier::T2 {
        return;
    }
    let id = title(line);
    if !line.role.may_reach_identity() {
        page.fault(&id, format!("{id}: this role never reaches identity (T2)"));
    }
    if line.whose != Whose::Own {
        page.fault(
            &id,
            format!("{id}: identity (T2) is of one's own institution; write own"),
        );
    }
    if !line.act.keeps_nothing() && !line.needs.contains(&Need::Purpose) {
        page.fault(
            &id,
            format!("{id}: identity (T2) is touched for a purpose; add the need"),
        );
    }
}

/// How far a role reaches at most: the public and the administrator T0, those of an institution their own.
fn reach(page: &mut Page<'_>, line: &Line) {
    let id = title(line);
    if matches!(line.role, Role::Public | Role::Administrator) && line.tier > Tier::T0 {
        page.fault(&id, format!("{id}: this role sees no record; T0 is all it reaches"));
    }
    let is_of_institution = matches!(line.role, Role::Registrar | Role::Reviewer | Role::Custodian);
    let is_elsewhere = line.whose != Whose::Own && !line.act.keeps_nothing();
    if is_of_institution && is_elsewhere && line.tier > Tier::T0 {
        page.fault(
            &id,
            format!("{id}: this role acts within its own institution; write own, or T0"),
        );
    }
}

/// What a role never does, whatever else it does.
fn duties(page: &mut Page<'_>, line: &Line) {
    let id = title(line);
    if line.role == Role::Auditor && WRITES.contains(&line.act) {
        page.fault(&id, format!("{id}: whoever watches writes no record"));
    }
    let hands_in = matches!(
        line.act,
        Act::Receive | Act::Attach | Act::Answer | Act::Freeze | Act::Publish
    );
    if line.role == Role::Custodian && hands_in {
        page.fault(
            &id,
            format!("{id}: whoever guards the key neither hands in nor freezes nor publishes"),
        );
    }
    if line.act == Act::GrantOpening && line.role != Role::Custodian {
        page.fault(&id, format!("{id}: only a custodian decides on an opening"));
    }
}

fn needs(page: &mut Page<'_>, rights: &Rights, line: &Line) {
    let id = title(line);
    let lacks = |need| !line.needs.contains(&need);
    if line.act.takes_two() && lacks(Need::SecondPerson) {
        page.fault(&id, format!("{id}: nobody does this alone; add second_person"));
    }
    if OPENS.contains(&line.act) && (lacks(Need::Fresh) || lacks(Need::SecondFactor)) {
        page.fault(
            &id,
            format!("{id}: an identity is shown to whoever has just signed in; add fresh and second_factor"),
        );
    }
    let is_first_time = line.stages.as_deref().is_some_and(|stages| stages == ["invited"]);
    let asks_factor = rights.role(line.role).is_some_and(|role| role.second_factor);
    if asks_factor && !is_first_time && lacks(Need::SecondFactor) {
        page.fault(
            &id,
            format!("{id}: the role signs in with a second factor; add second_factor"),
        );
    }
    if line.role == Role::Public && !line.needs.is_empty() {
        page.fault(
            &id,
            format!("{id}: the public has no account from which to give anything"),
        );
    }
}
