//! The reporting groups form a partition: every offence set falls in exactly one, and every group can be
//! reached. Shown over every set of one, two and three offences, those of the Diagnosis among them, with
//! every purpose, and over many sets drawn by a fixed sequence.

use std::collections::BTreeSet;

use super::Page;
use crate::{Catalogue, Fault, OffenceSet, Offences, State};

/// Sets drawn beyond the exhaustive ones.
const DRAWS: usize = 20_000;

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let Some(offences) = Offences::of(catalogue) else {
        return;
    };
    let Some(groups) = catalogue.list("offence_group") else {
        return;
    };
    let mut reached = BTreeSet::new();
    let mut holes = BTreeSet::new();
    for set in sets(catalogue) {
        match offences.group(set) {
            Some(group) => drop(reached.insert(group)),
            None => drop(holes.insert(words(catalogue, set))),
        }
    }
    let mut page = Page::of(catalogue, &groups.file, faults);
    for hole in holes.iter().take(10) {
        page.fault(
            "offence_group",
            format!(
                "no group takes the offence set {hole}; {} such sets in all",
                holes.len()
            ),
        );
    }
    for (at, code) in (0u16..).zip(groups.codes()) {
        if code.when.is_none() {
            page.fault(&code.id, format!("the group {} has no `when`", code.id));
        } else if !reached.contains(&at) {
            page.fault(
                &code.id,
                format!("no offence set falls in {}: an earlier group takes them all", code.id),
            );
        }
    }
}

fn sets(catalogue: &Catalogue) -> Vec<OffenceSet> {
    let bits = |list: &str| {
        let codes = catalogue.list(list).map_or(0, |list| list.codes().len()).min(64);
        (0..codes).map(|at| 1u64 << at).collect::<Vec<u64>>()
    };
    let (offences, purposes, others) = (bits("offence"), bits("art10_purpose"), bits("other_offence"));
    let with = |offences, purposes, others| OffenceSet {
        offences,
        purposes,
        others,
        state: None,
    };
    let mut sets: Vec<OffenceSet> = State::ALL
        .into_iter()
        .map(|state| OffenceSet {
            state: Some(state),
            ..OffenceSet::default()
        })
        .collect();
    let none = [0u64];
    for one in none.iter().chain(&offences) {
        for two in none.iter().chain(&offences) {
            sets.extend(none.iter().chain(&purposes).map(|purpose| with(one | two, *purpose, 0)));
            sets.extend(none.iter().chain(&others).map(|other| with(one | two, 0, *other)));
            sets.extend(none.iter().chain(&offences).map(|three| with(one | two | three, 0, 0)));
        }
    }
    let mut draw = draws();
    let mut pick = |from: &[u64]| {
        from.iter()
            .filter(|_| draw().is_multiple_of(5))
            .fold(0, |all, bit| all | bit)
    };
    sets.extend((0..DRAWS).map(|_| with(pick(&offences), pick(&purposes), pick(&others))));
    sets
}

/// A fixed sequence (xorshift), so that the check says the same on every run.
fn draws() -> impl FnMut() -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

fn words(catalogue: &Catalogue, set: OffenceSet) -> String {
    if let Some(state) = set.state {
        return format!("«{}»", state.id());
    }
    let of = |list: &str, bits: u64| {
        let codes = catalogue.list(list).map(crate::List::codes).unwrap_or_default();
        let chosen = codes.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, code)| code.id.clone()).collect::<Vec<_>>().join("+")
    };
    format!(
        "offences {{{}}}, purposes {{{}}}, other laws {{{}}}",
        of("offence", set.offences),
        of("art10_purpose", set.purposes),
        of("other_offence", set.others)
    )
}
