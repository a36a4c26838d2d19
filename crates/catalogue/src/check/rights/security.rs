//! Checks of the security document: its texts stand in both languages and leave to be filled in what can be, and each
//! measure that is not kept has its plan.

use std::collections::BTreeSet;

use super::{COMPARTMENTS, Page, number, on_line, words_of};
use crate::{
    Catalogue, Fault, Language, Safeguard, Standing,
    fault::line_of,
    rights::{
        reading::{SAFEGUARDS, WORDS},
        security::{self, Slot, pieces},
    },
};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let texts = Language::ALL.map(security::path);
    let parts = texts.iter().map(String::as_str).chain([SAFEGUARDS]);
    let missing: Vec<&str> = parts.filter(|path| catalogue.files().text(path).is_none()).collect();
    if missing.len() == texts.len() + 1 {
        // An edition made before there was such a document.
        return;
    }
    for path in missing {
        faults.push(at(
            path,
            0,
            format!("the file {path} is not there; the others are of no use without it"),
        ));
    }
    for path in &texts {
        slots(catalogue, path, faults);
    }
    headings(catalogue, &texts, faults);
    let page = &mut Page::of(catalogue, WORDS, faults);
    words_of(page, catalogue.rights(), "serves", &COMPARTMENTS);
    words_of(page, catalogue.rights(), "standing", &Standing::ALL.map(Standing::id));
    words_of(page, catalogue.rights(), "security", &security::WORDS);
    safeguards(catalogue, faults);
}

/// Every slot of the program stands once in each text, and no other does.
fn slots(catalogue: &Catalogue, path: &str, faults: &mut Vec<Fault>) {
    let Some(text) = catalogue.files().text(path) else {
        return;
    };
    let (mut seen, mut offset) = (BTreeSet::new(), 0);
    for (piece, id) in pieces(text) {
        if let Some(id) = id {
            let line = line_of(text, offset);
            match Slot::of(id) {
                None => faults.push(at(path, line, format!("«{{{id}}}»: {}", known()))),
                Some(slot) if !seen.insert(slot) => {
                    faults.push(at(path, line, format!("«{{{id}}}» stands twice; once is enough")));
                }
                Some(_) => {}
            }
            offset += id.len() + 2;
        }
        offset += piece.len();
    }
    for slot in Slot::ALL.into_iter().filter(|slot| !seen.contains(slot)) {
        faults.push(at(
            path,
            0,
            format!("«{{{}}}» is not there: the document would not say it", slot.id()),
        ));
    }
}

fn known() -> String {
    let ids = Slot::ALL.map(|slot| format!("{{{}}}", slot.id()));
    format!("nothing of that name can be filled in; there are {}", ids.join(", "))
}

/// Both texts have the same sections and tables, so that no language says less than the other.
fn headings(catalogue: &Catalogue, texts: &[String; 2], faults: &mut Vec<Fault>) {
    let [one, other] = texts.each_ref().map(|path| shape(catalogue, path));
    let Some((one, other)) = one.zip(other) else { return };
    let differ = one.iter().zip(&other).position(|((_, one), (_, other))| one != other);
    let place = differ.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())));
    if let Some(place) = place {
        let line = other.get(place).map_or(0, |(line, _)| *line);
        let says = format!(
            "from here on the sections are not those of {}; write them alike",
            texts[0]
        );
        faults.push(at(&texts[1], line, says));
    }
}

/// The headings and rows of a text: the line of each, and its kind.
fn shape(catalogue: &Catalogue, path: &str) -> Option<Vec<(usize, usize)>> {
    let lines = catalogue.files().text(path)?.lines().zip(1..);
    let kind = |line: &str| match line.split(' ').next() {
        Some("|") => 9,
        Some(marks) if !marks.is_empty() && marks.chars().all(|mark| mark == '#') => marks.len(),
        _ => 0,
    };
    let kinds = lines.map(|(line, number)| (number, kind(line)));
    Some(kinds.filter(|(_, kind)| *kind > 0).collect())
}

fn safeguards(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for one in catalogue.rights().safeguards() {
        on_line(catalogue, SAFEGUARDS, number(one.line), faults, |page| {
            page.label(&one.id, &one.label);
            page.cites(&one.id, &one.basis, true);
            plan(page, one);
            if !seen.insert(&one.id) {
                page.fault(&one.id, format!("the measure {} stands twice", one.id));
            }
        });
    }
}

fn plan(page: &mut Page<'_>, one: &Safeguard) {
    let id = &one.id;
    let is_empty = one.plan.es.trim().is_empty() && one.plan.en.trim().is_empty();
    match one.standing {
        Standing::Kept if !is_empty => {
            page.fault(id, format!("{id}: what is kept has no plan; write partly, or empty it"))
        }
        Standing::Partly | Standing::NotYet if one.plan.is_incomplete() => {
            page.fault(id, format!("{id}: it is not kept; write the plan in both languages"));
        }
        _ => {}
    }
}

fn at(file: &str, line: usize, says: String) -> Fault {
    Fault {
        file: file.to_owned(),
        line,
        says,
    }
}
