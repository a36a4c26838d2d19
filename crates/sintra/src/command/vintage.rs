//! `sintra freeze` and `vintages`.

use catalogue::Language;

use crate::{
    command::enter,
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn freeze(given: &Given, as_of: Option<&str>) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "freeze a vintage")?;
    let vintage = operations::freeze(&door, &caller, as_of)?;
    match given.lang {
        Language::Es => say!("Corte {}", vintage.id),
        Language::En => say!("Vintage {}", vintage.id),
    }
    Ok(Ended::Well)
}

pub(crate) fn list(given: &Given) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see the vintages")?;
    for vintage in door.vintages(&caller)? {
        say!("{}  {}", vintage.frozen_at, vintage.id);
    }
    Ok(Ended::Well)
}
