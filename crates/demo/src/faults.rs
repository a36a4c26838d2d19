//! The faults of the returns: those that the Diagnosis tells of, and those that clerks make. They are added to
//! what is right, so that the margins of what goes in stay what they are.

use std::collections::BTreeMap;

use crate::{
    identity,
    margins::{Fault, FaultKind},
    rows::Row,
};

/// Commits an authority's faults in its sheets; answers the annexes that it hands in.
pub(crate) fn commit<'m>(
    faults: &'m [Fault],
    authority: &str,
    sheets: &mut BTreeMap<&'m str, Vec<Row<'m>>>,
) -> Vec<(String, Vec<u8>)> {
    let mut annexes = Vec::new();
    for fault in faults.iter().filter(|fault| fault.authority == authority) {
        let Some(rows) = sheets.get_mut(fault.register.as_str()) else {
            continue;
        };
        match fault.kind {
            FaultKind::WrongTotal => {
                rows.push(vec![("local_id", "Total".to_owned()), ("count", fault.text.clone())]);
            }
            FaultKind::OutOfPeriod | FaultKind::WrongCell => one_more(rows, fault),
            FaultKind::Annex | FaultKind::MissingAnnex => {
                if let Some(row) = rows.first_mut() {
                    answer(row, &fault.field, &fault.text);
                }
                if fault.kind == FaultKind::Annex {
                    annexes.push((fault.text.clone(), ANNEX.as_bytes().to_vec()));
                }
            }
        }
    }
    annexes
}

/// What an annex of the synthetic country holds.
const ANNEX: &str = "Documento sintético de un país que no existe. No habla de nadie.\n";

/// A row more, like the last one but for its own number and for what is wrong with it.
fn one_more<'m>(rows: &mut Vec<Row<'m>>, fault: &'m Fault) {
    let Some(last) = rows.last() else { return };
    let mut row = last.clone();
    identity::forget(&mut row);
    let number = format!("X-{:05}", rows.len() + 1);
    for field in ["local_id", "file_number", "case_number", "title"] {
        if row.iter().any(|(own, _)| *own == field) {
            answer(&mut row, field, &number);
        }
    }
    answer(&mut row, &fault.field, &fault.text);
    rows.push(row);
}

fn answer<'m>(row: &mut Row<'m>, field: &'m str, text: &str) {
    match row.iter_mut().find(|(own, _)| *own == field) {
        Some((_, own)) => text.clone_into(own),
        None => row.push((field, text.to_owned())),
    }
}
