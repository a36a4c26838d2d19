//! The audit: what state the log is in, who did what, who looked at one person, what raised an alert, and what a witness
//! takes away.

use std::time::Instant;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::{HeaderValue, header::CONTENT_DISPOSITION},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use catalogue::Act;
use operations::Verified;

use crate::{
    confirm::{Confirm, Retry, Summary, again, confirmed},
    forms::{Fields, Posted},
    frame::Frame,
    instants,
    pages::{
        accesses::Accesses,
        identities::{Sought, hidden, to_record},
    },
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/audit", get(show))
        .route("/audit/verify", post(verify))
        .route("/audit/checkpoint", post(checkpoint))
        .route("/audit/bundle", post(bundle))
        .route("/audit/person", get(find))
        .route("/audit/records/{record}", get(ask_person).post(person))
}

/// What a person's roles have to do with the audit.
#[derive(Clone, Copy, Debug)]
struct Sees {
    state: bool,
    verify: bool,
    log: bool,
    person: bool,
    alerts: bool,
    bundle: bool,
    security: bool,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: Frame,
    sees: Sees,
    /// The signed state of the log: entries, root, whole note.
    state: Option<State>,
    summary: Summary,
    bundle: Confirm,
}

struct State {
    entries: u64,
    root: String,
    at: String,
    key: String,
}

async fn show(visit: Visit) -> Response {
    visit.turn(|turn| shown(turn, &Retry::default())).await
}

fn sees(turn: &Turn<'_>) -> Sees {
    Sees {
        state: turn.may(Act::Checkpoint),
        verify: turn.may(Act::Verify),
        log: turn.may(Act::ReadLog),
        person: turn.may(Act::SeeAccesses),
        alerts: turn.may(Act::SeeAlerts),
        bundle: turn.may(Act::BundleLog),
        security: turn.may(Act::SeeSecurityDocument),
    }
}

fn shown(turn: &Turn<'_>, retry: &Retry) -> Answered {
    let sees = sees(turn);
    page(&AuditPage {
        frame: turn.frame(turn.t().audit_title()),
        state: sees.state.then(|| state(turn)).transpose()?,
        summary: Summary::of(turn.t(), retry),
        bundle: Confirm::of(turn, "bundle", Act::BundleLog, retry),
        sees,
    })
}

fn state(turn: &Turn<'_>) -> Result<State, Problem> {
    let (note, key) = turn.door.checkpoint(&turn.caller)?;
    let signed = note.checkpoint(&key);
    let signed = signed.map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
    Ok(State {
        entries: signed.size,
        root: hexadecimal(&signed.root),
        at: instants::plain(&turn.door.now()),
        key: key.to_string(),
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Template)]
#[template(path = "audit_verified.html")]
struct VerifiedPage {
    frame: Frame,
    verified: Verified,
    root: String,
    seconds: String,
}

/// The answer is the page itself: that it was verified is an entry of the log, and nothing else changes.
async fn verify(posted: Posted) -> Response {
    posted
        .turn(|turn, _| {
            let begun = Instant::now();
            let verified = turn.door.verify(&turn.caller, &[])?;
            page(&VerifiedPage {
                frame: turn.frame(turn.t().audit_verified()),
                root: hexadecimal(&verified.root),
                verified,
                seconds: format!("{:.1}", begun.elapsed().as_secs_f64()),
            })
        })
        .await
}

async fn checkpoint(posted: Posted) -> Response {
    posted
        .turn(|turn, _| {
            let (note, key) = turn.door.checkpoint(&turn.caller)?;
            Ok(file(
                format!("{}\n{key}\n", note.to_string().trim_end()),
                "checkpoint.txt",
            ))
        })
        .await
}

async fn bundle(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let text = confirmed(turn, fields, Act::BundleLog).and_then(|caller| Ok(turn.door.bundle_log(&caller)?));
            match text {
                Ok(text) => Ok(file(text, "log-bundle.txt")),
                Err(halt) => again(halt, ("bundle", fields), |retry| shown(turn, &retry)),
            }
        })
        .await
}

fn file(text: String, name: &str) -> Response {
    let mut response = text.into_response();
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    if let Ok(value) = value {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

async fn find(visit: Visit, Query(sought): Query<Sought>) -> Response {
    to_record(visit, sought, "/audit/records").await
}

#[derive(Template)]
#[template(path = "audit_ask.html")]
struct AskPage {
    frame: Frame,
    record: i64,
    summary: Summary,
    confirm: Confirm,
}

/// What for, before anything is said of a record; whether it is there is not said either.
async fn ask_person(visit: Visit, Path(record): Path<i64>) -> Response {
    visit.turn(move |turn| asked(turn, record, &Retry::default())).await
}

fn asked(turn: &Turn<'_>, record: i64, retry: &Retry) -> Answered {
    if !turn.may(Act::SeeAccesses) {
        return Err(Wrong::NotFound.into());
    }
    page(&AskPage {
        frame: turn.frame(turn.t().audit_person()),
        record,
        summary: Summary::of(turn.t(), retry),
        confirm: Confirm::of(turn, "person", Act::SeeAccesses, retry),
    })
}

#[derive(Template)]
#[template(path = "audit_person.html")]
struct PersonPage {
    frame: Frame,
    record: i64,
    at: String,
    accesses: Accesses,
}

/// The answer is the page itself, to be printed and handed over; its purpose stands in the log.
async fn person(Path(record): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| looked(turn, fields, record)).await
}

fn looked(turn: &Turn<'_>, fields: &Fields, record: i64) -> Answered {
    let caller = match confirmed(turn, fields, Act::SeeAccesses) {
        Ok(caller) => caller,
        Err(halt) => return again(halt, ("person", fields), |retry| asked(turn, record, &retry)),
    };
    let entries = turn.door.accesses(&caller, record).map_err(hidden)?;
    page(&PersonPage {
        frame: turn.frame(turn.t().audit_person_title(record)),
        record,
        at: instants::plain(&turn.door.now()),
        accesses: Accesses::of(turn, entries),
    })
}
