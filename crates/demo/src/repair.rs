//! Mends drawn rows with the real check: what a rule forbids becomes S.I. or is left out, so that the rows
//! that stay wrong are those made wrong on purpose.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Severity};
use intake::{Asked, Cell, Check, Nowhere, Rows, SheetInfo, Words};
use register::Form;

use crate::draw::Row;

/// Rounds of check and repair; what is wrong after them is dropped.
const ROUNDS: usize = 6;

/// Mends rows until the check finds no error; rows that resist are dropped.
pub(crate) fn mended<'c>(
    catalogue: &'c Catalogue,
    words: &Words,
    form: &Form<'c>,
    asked: Asked<'_>,
    mut rows: Vec<Row<'c>>,
) -> Vec<Row<'c>> {
    for round in 0..ROUNDS {
        let wrong = wrong_fields(catalogue, words, form, asked, &rows);
        if wrong.is_empty() {
            break;
        }
        if round + 1 == ROUNDS {
            let mut at = 0;
            rows.retain(|_| {
                at += 1;
                !wrong.contains_key(&(at - 1))
            });
        }
        for (row, fields) in &wrong {
            if let Some(row) = rows.get_mut(*row) {
                fields.iter().for_each(|field| mend(form, row, field, round));
            }
        }
    }
    rows
}

/// A required field becomes S.I.; another one is left out, or answered S.I. when it was missing.
fn mend<'c>(form: &Form<'c>, row: &mut Row<'c>, field: &str, round: usize) {
    let Some(field) = form.register().field(field) else {
        return;
    };
    let required = field.required;
    let there = row.iter().position(|(id, _)| *id == field.id);
    match there {
        Some(at) if required || round % 2 == 1 => row[at].1 = "S.I.".to_owned(),
        Some(at) => drop(row.remove(at)),
        None => row.push((&field.id, "S.I.".to_owned())),
    }
}

/// Row → fields with an error.
fn wrong_fields(
    catalogue: &Catalogue,
    words: &Words,
    form: &Form<'_>,
    asked: Asked<'_>,
    rows: &[Row<'_>],
) -> BTreeMap<usize, Vec<String>> {
    let mut check = Check::new(catalogue, words, asked, Nowhere);
    let fields: Vec<&str> = form.register().fields().iter().map(|field| field.id.as_str()).collect();
    check.sheet(&SheetInfo {
        index: 0,
        name: &form.register().many.es,
        visible: true,
    });
    let t1 = |field: &&str| {
        form.register()
            .field(field)
            .is_some_and(|field| field.tier == catalogue::Tier::T1)
    };
    let heading: Vec<(u16, Cell<'_>)> = (0u16..)
        .zip(&fields)
        .filter(|(_, field)| t1(field))
        .map(|(at, field)| (at, Cell::Text(field)))
        .collect();
    if check.row(1, &heading).is_break() {
        return BTreeMap::new();
    }
    for (number, row) in (2u32..).zip(rows) {
        let mut cells: Vec<(u16, Cell<'_>)> = row
            .iter()
            .filter_map(|(id, text)| {
                Some((
                    u16::try_from(fields.iter().position(|field| *field == *id)?).ok()?,
                    Cell::Text(text),
                ))
            })
            .collect();
        cells.sort_by_key(|(column, _)| *column);
        if check.row(number, &cells).is_break() {
            break;
        }
    }
    let (outcome, _) = check.finish();
    let mut wrong: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for finding in outcome.findings.kept() {
        let grave = catalogue
            .sentence(&finding.code)
            .is_some_and(|(severity, ..)| severity >= Severity::Warning);
        if let (true, Some(row)) = (grave, finding.at.row.filter(|row| *row > 1)) {
            wrong.entry(row as usize - 2).or_default().push(finding.field.clone());
        }
    }
    wrong
}
