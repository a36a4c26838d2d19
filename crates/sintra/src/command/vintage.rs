//! `sintra freeze` and `vintages`.

use catalogue::Language;

use crate::{
    command::{caller, catalogue_of, store_of},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn freeze(given: &Given, as_of: Option<&str>) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let store = store_of(given)?;
    let vintage = operations::freeze(&catalogue, &store, &caller(given, "", "freeze a vintage"), as_of)?;
    match given.lang {
        Language::Es => say!("Corte {}", vintage.id),
        Language::En => say!("Vintage {}", vintage.id),
    }
    Ok(Ended::Well)
}

pub(crate) fn list(given: &Given) -> Result<Ended, Failure> {
    for vintage in store_of(given)?.vintages()? {
        say!("{}  {}", vintage.frozen_at, vintage.id);
    }
    Ok(Ended::Well)
}
