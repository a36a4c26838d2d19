//! What was opened, for five minutes: a closed block under the name of who looks, kept by no browser and printed by none.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, header::CACHE_CONTROL},
    response::Response,
};
use catalogue::Act;
use operations::{Caller, Opened};

use crate::{
    frame::Frame,
    instants,
    pages::{accesses::Accesses, openings::compartment},
    problem::{Problem, Wrong},
    turn::{Answered, Turn, page},
};

/// How long it is shown, in minutes.
const MINUTES: u32 = 5;

/// What is shown, of what.
pub(crate) struct Shown<'a> {
    pub(crate) record: i64,
    pub(crate) compartment: &'a str,
    pub(crate) opened: Opened,
}

#[derive(Template)]
#[template(path = "opened.html")]
struct OpenedPage {
    frame: Frame,
    record: i64,
    holds: &'static str,
    /// Label and value of each field.
    lines: Vec<(String, String)>,
    mark: String,
    until: String,
    /// Who else looked, for those who may know.
    accesses: Option<Accesses>,
}

/// The page. The caller's purpose serves for who else looked too.
pub(crate) fn answered(turn: &Turn<'_>, caller: &Caller, shown: Shown<'_>) -> Answered {
    let (t, now) = (turn.t(), turn.door.now());
    let entries = match turn.may(Act::SeeAccesses) {
        true => Some(turn.door.accesses(caller, shown.record)?),
        false => None,
    };
    let mut response = page(&OpenedPage {
        frame: turn.frame(t.opened_title()),
        record: shown.record,
        holds: compartment(t, shown.compartment),
        lines: labelled(turn, &shown.opened),
        mark: format!("{} · {}", caller.account(), instants::plain(&now)),
        until: instants::after(&now, MINUTES),
        accesses: entries.map(|entries| Accesses::of(turn, entries)),
    })?;
    closes(&mut response, shown.record)?;
    Ok(response)
}

fn closes(response: &mut Response, record: i64) -> Result<(), Problem> {
    let seconds = MINUTES * 60;
    let value = HeaderValue::from_str(&format!("{seconds}; url=/identities/{record}"));
    let value = value.map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("refresh"), value);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(())
}

/// The values under the headings by which the registers ask for them.
fn labelled(turn: &Turn<'_>, opened: &Opened) -> Vec<(String, String)> {
    let label = |id: &str| {
        let field = turn.catalogue().registers().find_map(|one| one.field(id));
        field.map_or(id, |field| field.label.get(turn.t().0)).to_owned()
    };
    opened
        .iter()
        .map(|(field, value)| (label(field), value.clone()))
        .collect()
}
