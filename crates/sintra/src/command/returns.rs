//! `sintra returns`, `waiting`, `changes` and `log`: what was received, what waits, what a correction
//! changed, who did what.

use operations::changes as changes_of;
use register::Receipt;
use serde_json::json;

use crate::{
    command::{catalogue_of, store_of},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
    words::receipt_json,
};

pub(crate) fn list(given: &Given, json: bool) -> Result<Ended, Failure> {
    for returned in store_of(given)?.returns()? {
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
    for row in store_of(given)?.waiting(number)? {
        say!(
            "{}",
            json!({ "register": row.register, "sheet": row.sheet, "row": row.row, "cells": row.cells })
        );
    }
    Ok(Ended::Well)
}

pub(crate) fn changes(given: &Given, number: i64, json: bool) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let store = store_of(given)?;
    for change in changes_of(&catalogue, &store, number)? {
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

pub(crate) fn log(given: &Given, json: bool) -> Result<Ended, Failure> {
    const PAGE: u32 = 1_000;
    let store = store_of(given)?;
    let mut after = 0;
    loop {
        let entries = store.log(after, PAGE)?;
        let Some(last) = entries.last() else {
            return Ok(Ended::Well);
        };
        after = last.seq;
        for entry in entries {
            match json {
                true => say!(
                    "{}",
                    json!({ "seq": entry.seq, "at": entry.at, "account": entry.account,
                    "institution": entry.institution, "purpose": entry.purpose, "act": entry.act, "object": entry.object })
                ),
                false => say!(
                    "{:>6}  {}  {} ({})  {}: {} — {}",
                    entry.seq,
                    entry.at,
                    entry.account,
                    entry.institution,
                    entry.act,
                    entry.object,
                    entry.purpose
                ),
            }
        }
    }
}
