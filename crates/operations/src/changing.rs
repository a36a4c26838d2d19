//! What a corrected return changed against the one it replaced.

use std::{collections::BTreeMap, ops::ControlFlow};

use catalogue::Act;
use serde_json::{Map, Value as Json};
use store::Store;

use crate::{Caller, Door, OperationError, door::On};

/// One difference: what a group of equal answers stood for before and stands for now. For a single person
/// or file, the group is its own number in the authority's books.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The register.
    pub register: String,
    /// The answers, without the count, or the key alone for a record that has one.
    pub what: Json,
    /// Before: what it stood for, and for a keyed record its answers; `None` when it was not there.
    pub before: Option<Json>,
    /// Now, in the same form.
    pub now: Option<Json>,
}

/// Everything that a return changed in what its authority had handed in before.
///
/// # Errors
/// When there is no such return, or a record is damaged.
pub fn changes(door: &Door, caller: &Caller, number: i64) -> Result<Vec<Change>, OperationError> {
    let (catalogue, store) = (door.catalogue(), &door.store);
    let returned = store.returned(number)?;
    let on = On {
        institution: &returned.authority,
        stage: returned.state.id(),
        compartment: None,
    };
    door.admit(caller, Act::SeeChanges, on)?;
    store.note(
        caller.actor(),
        &door.now(),
        "see_changes",
        &format!("return {number}"),
        &[],
    )?;
    let mut found = Vec::new();
    let mut seen = Vec::new();
    for part in returned.parts {
        if part.replaces.is_empty() || seen.contains(&part.register) {
            continue;
        }
        let key = catalogue
            .register(&part.register)
            .map(|register| register.key.clone())
            .unwrap_or_default();
        let mut before = BTreeMap::new();
        for earlier in &part.replaces {
            read(store, *earlier, &part.register, &key, &mut before)?;
        }
        let mut present = BTreeMap::new();
        read(store, number, &part.register, &key, &mut present)?;
        let words: std::collections::BTreeSet<String> = before.keys().chain(present.keys()).cloned().collect();
        for word in words {
            let (was, is) = (before.get(&word), present.get(&word));
            if was != is {
                let what = serde_json::from_str(&word).unwrap_or_default();
                let register = part.register.clone();
                found.push(Change {
                    register,
                    what,
                    before: was.cloned(),
                    now: is.cloned(),
                });
            }
        }
        seen.push(part.register);
    }
    Ok(found)
}

/// Adds the records of a return: keyed ones whole, the others by their answers, counts added up.
fn read(
    store: &Store,
    number: i64,
    register: &str,
    key: &[String],
    into: &mut BTreeMap<String, Json>,
) -> Result<(), OperationError> {
    let damaged = store.records(number, register, |stored| {
        let Ok(mut answers) = serde_json::from_str::<Map<String, Json>>(stored.payload) else {
            return ControlFlow::Break(stored.id);
        };
        answers.remove("count");
        let own: Option<Map<String, Json>> = key
            .iter()
            .map(|field| answers.get(field).map(|answer| (field.clone(), answer.clone())))
            .collect();
        match own.filter(|own| !own.is_empty()) {
            Some(own) => drop(into.insert(Json::Object(own).to_string(), Json::Object(answers))),
            None => {
                let total = into.entry(Json::Object(answers).to_string()).or_insert(Json::from(0));
                *total = Json::from(total.as_u64().unwrap_or_default() + u64::from(stored.count));
            }
        }
        ControlFlow::Continue(())
    })?;
    damaged.map_or(Ok(()), |id| {
        Err(OperationError::Broken(format!("the record {id} cannot be read")))
    })
}
