//! Documents handed in with a return: kept as received and never opened, since nobody here can read what is in
//! them; what the cells announce is compared with what arrived (¶23).

use std::{fs::File, path::PathBuf};

use intake::Outcome;
use register::{Finding, Receipt};
use store::{Staged, Store};

use crate::{Caller, OperationError, Received, checking::file_name, receiving::said};

/// Takes in the documents, each under its own name.
///
/// # Errors
/// When two have one name, or one cannot be read or kept.
pub(crate) fn staged(
    store: &Store,
    paths: &[PathBuf],
    max_bytes: u64,
) -> Result<Vec<(String, Staged)>, OperationError> {
    let mut annexes: Vec<(String, Staged)> = Vec::new();
    for path in paths {
        let name = file_name(path);
        if annexes.iter().any(|(known, _)| is_same(known, &name)) {
            let says = format!("two documents are called «{name}»; give each a name of its own");
            return Err(OperationError::Unknown(says));
        }
        let mut file = File::open(path).map_err(OperationError::file(path.display().to_string()))?;
        annexes.push((name, store.stage_original(&mut file, max_bytes)?));
    }
    Ok(annexes)
}

/// Says what was announced and did not arrive, and what arrived unannounced.
pub(crate) fn compared(outcome: &mut Outcome, annexes: &[(String, Staged)]) {
    for announced in &outcome.announced {
        if !annexes.iter().any(|(name, _)| is_same(name, &announced.name)) {
            outcome.findings.push(Finding {
                at: announced.at.clone(),
                field: announced.field.clone(),
                value: announced.name.clone(),
                ..said("R-012", "")
            });
        }
    }
    for (name, _) in annexes {
        if !outcome.announced.iter().any(|announced| is_same(name, &announced.name)) {
            let value = name.clone();
            outcome.findings.push(Finding {
                value,
                ..said("R-013", "")
            });
        }
    }
}

/// Adds documents to a return whose file was received before; without any, nothing changes.
///
/// # Errors
/// When they cannot be kept.
pub(crate) fn added(
    store: &Store,
    caller: &Caller,
    at: &str,
    number: i64,
    annexes: Vec<(String, Staged)>,
) -> Result<Received, OperationError> {
    let (returned, new) = match annexes.is_empty() {
        true => (store.returned(number)?, 0),
        false => store.attach(caller.actor(), at, number, annexes)?,
    };
    if new == 0 {
        // Its receipt is shown again, and that is an act too.
        store.note(caller.actor(), at, "see_returns", &format!("return {number}"), &[])?;
    }
    let code = if new == 0 { "R-006" } else { "R-014" };
    let mut outcome = Outcome::default();
    outcome.findings.push(Finding {
        count: new.max(1),
        ..said(code, &number.to_string())
    });
    let receipt = Some(Receipt {
        returned,
        already_had: new == 0,
    });
    Ok(Received { receipt, outcome })
}

/// Names are compared as people do, without regard to capitals.
fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
