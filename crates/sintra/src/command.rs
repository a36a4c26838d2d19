//! One module a command, and what they share: the catalogue, the store, the caller.

pub(crate) mod answer;
pub(crate) mod catalogue;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod import;
pub(crate) mod returns;
pub(crate) mod table;
pub(crate) mod template;
pub(crate) mod trace;
pub(crate) mod vintage;

use std::path::Path;

use operations::{Ask, Frozen, Store, catalogue_from};
use register::Caller;

use crate::{
    line::{About, Given},
    outcome::Failure,
};

/// The catalogue that a command runs on, and the id of the crosswalk that it was given.
pub(crate) fn catalogue_of(
    given: &Given,
    about: Option<&About>,
) -> Result<(::catalogue::Catalogue, Option<String>), Failure> {
    let map = about.and_then(|about| about.map.as_deref());
    let outside = map.filter(|map| map.ends_with(".toml")).map(Path::new);
    let (catalogue, id) = catalogue_from(given.catalogue.as_deref(), outside)?;
    Ok((catalogue, id.or_else(|| map.map(str::to_owned))))
}

pub(crate) fn ask_of<'a>(about: &'a About, crosswalk: Option<&'a str>) -> Ask<'a> {
    Ask {
        authority: about.authority.as_deref(),
        period: about.period.as_deref(),
        register: about.register.as_deref(),
        crosswalk,
    }
}

/// The store, which must be there.
pub(crate) fn store_of(given: &Given) -> Result<Store, Failure> {
    Ok(Store::open(&given.store)?)
}

/// The store, made when it is not there yet.
pub(crate) fn store_or_new(given: &Given) -> Result<Store, Failure> {
    if given.store.join("sintra.db").exists() {
        store_of(given)
    } else {
        Ok(Store::create(&given.store)?)
    }
}

pub(crate) fn caller(given: &Given, institution: &str, purpose: &str) -> Caller {
    Caller::new(&given.account, institution, purpose)
}

pub(crate) fn frozen_of(store: &Store, vintage: &str) -> Result<Frozen, Failure> {
    Ok(operations::frozen(store, vintage)?)
}
