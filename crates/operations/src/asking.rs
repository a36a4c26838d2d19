//! What a person says about a file, in the words of the command line and the web, made into what intake
//! needs.

use catalogue::{Authority, Catalogue, Crosswalk};
use intake::{Asked, Identity};
use register::Period;

use crate::OperationError;

/// What a person says about a file; each may be left out where the act does not need it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    /// The authority's id.
    pub authority: Option<&'a str>,
    /// The period: `2017`, `2017-06`, `2012-06-15/2017-07-31`.
    pub period: Option<&'a str>,
    /// The register, for a file whose heading is not enough.
    pub register: Option<&'a str>,
    /// The crosswalk's id, for somebody else's file.
    pub crosswalk: Option<&'a str>,
}

/// Finds everything a person named.
///
/// # Errors
/// [`OperationError::Unknown`], with what there is.
pub fn asked_of<'c>(catalogue: &'c Catalogue, ask: Ask<'_>) -> Result<Asked<'c>, OperationError> {
    Ok(Asked {
        authority: ask.authority.map(|id| authority(catalogue, id)).transpose()?,
        period: ask.period.map(period).transpose()?,
        register: ask.register.map(|id| register(catalogue, id)).transpose()?,
        crosswalk: ask.crosswalk.map(|id| crosswalk(catalogue, id)).transpose()?,
        identity: Identity::Refused,
    })
}

fn authority<'c>(catalogue: &'c Catalogue, id: &str) -> Result<&'c str, OperationError> {
    Authority::of(catalogue, id).map(Authority::id).ok_or_else(|| {
        let asked = catalogue
            .list("authority")
            .map(catalogue::List::codes)
            .unwrap_or_default();
        let some: Vec<&str> = asked.iter().take(5).map(|code| code.id.as_str()).collect();
        let says = format!(
            "there is no authority «{id}»; ids look like {} (see catalogue/authorities)",
            some.join(", ")
        );
        OperationError::Unknown(says)
    })
}

fn period(text: &str) -> Result<Period, OperationError> {
    Period::parse(text).ok_or_else(|| {
        OperationError::Unknown(format!(
            "«{text}» is no period; write 2017, 2017-06 or 2012-06-15/2017-07-31"
        ))
    })
}

fn register<'c>(catalogue: &'c Catalogue, id: &str) -> Result<&'c str, OperationError> {
    let kept = || catalogue.registers().filter(|register| !register.kept_by.is_empty());
    kept()
        .find(|register| register.id == id)
        .map(|register| register.id.as_str())
        .ok_or_else(|| {
            let all: Vec<&str> = kept().map(|register| register.id.as_str()).collect();
            OperationError::Unknown(format!("there is no register «{id}»; there are {}", all.join(", ")))
        })
}

fn crosswalk<'c>(catalogue: &'c Catalogue, id: &str) -> Result<&'c Crosswalk, OperationError> {
    catalogue.crosswalk(id).ok_or_else(|| {
        let all: Vec<&str> = catalogue.crosswalks().map(|crosswalk| crosswalk.id.as_str()).collect();
        let all = all.join(", ");
        OperationError::Unknown(format!(
            "there is no crosswalk «{id}»; there are {all}, or give the path of a file"
        ))
    })
}
