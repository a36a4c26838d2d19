//! `sintra returns`, `waiting` and `changes`: what was received, what waits, what a correction changed.

use operations::changes as changes_of;
use register::Receipt;
use serde_json::json;

use crate::{
    command::enter,
    line::Given,
    outcome::{Ended, Failure},
    say::say,
    words::receipt_json,
};

pub(crate) fn list(given: &Given, json: bool) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see the returns")?;
    for returned in door.returns(&caller)? {
        if json {
            say!(
                "{}",
                receipt_json(&Receipt {
                    returned,
                    already_had: false
                })
            );
            continue;
        }
        let waiting: u64 = returned.parts.iter().map(|part| part.waiting).sum();
        let registers: Vec<&str> = returned.parts.iter().map(|part| part.register.as_str()).collect();
        say!(
            "{:>4}  {}  {:<14} {}  {:<26} +{waiting}  {}",
            returned.number,
            &returned.received_at,
            returned.authority,
            returned.period,
            returned.state.words(given.lang),
            registers.join(", ")
        );
    }
    Ok(Ended::Well)
}

pub(crate) fn waiting(given: &Given, number: i64) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see what waits")?;
    for row in door.waiting(&caller, number)? {
        say!(
            "{}",
            json!({ "register": row.register, "sheet": row.sheet, "row": row.row, "cells": row.cells })
        );
    }
    Ok(Ended::Well)
}

pub(crate) fn changes(given: &Given, number: i64, json: bool) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see what a correction changed")?;
    for change in changes_of(&door, &caller, number)? {
        let (before, now) = (change.before.unwrap_or_default(), change.now.unwrap_or_default());
        match json {
            true => say!(
                "{}",
                json!({ "register": change.register, "what": change.what, "before": before, "now": now })
            ),
            false => say!("{}  {}: {before} → {now}", change.register, change.what),
        }
    }
    Ok(Ended::Well)
}
