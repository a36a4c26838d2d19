//! One opening: granted or refused by who guards the key, opened by who asked, reviewed when it was an emergency.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use catalogue::Act;
use serde::Deserialize;

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed, confirmed_for},
    forms::{Fields, Posted},
    frame::Frame,
    instants,
    pages::opened::{self, Shown},
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
    words::Words,
};

/// How long a grant can be used, as the operations have it, in minutes.
const GRANT_MINUTES: u32 = 5;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/openings/{number}", get(show))
        .route("/openings/{number}/grant", post(grant))
        .route("/openings/{number}/refuse", post(refuse))
        .route("/openings/{number}/open", post(open))
        .route("/openings/{number}/review", post(review))
}

/// An opening as the operations tell it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Opening {
    pub(crate) opening: i64,
    pub(crate) record: i64,
    pub(crate) compartment: String,
    pub(crate) institution: String,
    pub(crate) purpose: String,
    pub(crate) office_number: String,
    pub(crate) by: String,
    pub(crate) asked_at: String,
    pub(crate) state: String,
    pub(crate) granted_by: String,
    pub(crate) granted_at: String,
    pub(crate) emergency: bool,
    pub(crate) review: String,
    /// What the caller may do next with it.
    pub(crate) next: Option<String>,
    /// Whether the caller has to do with records, so that a link to it leads somewhere.
    #[serde(skip)]
    pub(crate) leads_to_record: bool,
}

impl Opening {
    pub(crate) fn state_word(&self, t: &Words) -> &'static str {
        match self.state.as_str() {
            "asked" => t.openings_state_asked(),
            "granted" => t.openings_state_granted(),
            "opened" if self.emergency => t.openings_state_emergency(),
            "opened" => t.openings_state_opened(),
            "refused" => t.openings_state_refused(),
            _ => t.openings_state_expired(),
        }
    }

    pub(crate) fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "asked" | "granted" => "tag wait-tag",
            "opened" if !self.emergency => "tag good-tag",
            _ => "tag bad-tag",
        }
    }

    pub(crate) fn next_word(&self, t: &Words) -> &'static str {
        match self.next.as_deref() {
            Some("grant_opening") => t.openings_next_grant(),
            Some("open_identity") => t.openings_next_open(),
            Some("review_emergency") => t.openings_next_review(),
            _ => "",
        }
    }

    pub(crate) fn asked(&self) -> String {
        instants::plain(&self.asked_at)
    }

    pub(crate) fn holds(&self, t: &Words) -> &'static str {
        compartment(*t, &self.compartment)
    }

    fn is(&self, next: &str) -> bool {
        self.next.as_deref() == Some(next)
    }
}

/// A compartment of identity in words.
pub(crate) fn compartment(t: Words, id: &str) -> &'static str {
    match id {
        "person" => t.openings_person(),
        "contact" => t.openings_contact(),
        "narrative" => t.openings_narrative(),
        _ => t.openings_document(),
    }
}

/// Openings in a table.
#[derive(Debug, Template)]
#[template(path = "openings_table.html")]
pub(crate) struct Openings {
    pub(crate) t: Words,
    pub(crate) caption: &'static str,
    pub(crate) lines: Vec<Opening>,
}

/// The openings that the caller has to do with, latest first.
pub(crate) fn all(turn: &Turn<'_>) -> Result<Vec<Opening>, Problem> {
    let caller = turn.caller.clone().for_purpose(turn.t().openings_reading());
    let lines = turn.door.openings(&caller)?.into_iter().rev();
    let leads_to_record = turn.may(Act::SeeRecords);
    let read = |one| match serde_json::from_value::<Opening>(one) {
        Ok(one) => Ok(Opening { leads_to_record, ..one }),
        Err(error) => Err(Wrong::Broken(error.to_string()).into()),
    };
    lines.map(read).collect()
}

fn one(turn: &Turn<'_>, number: i64) -> Result<Opening, Problem> {
    let found = all(turn)?.into_iter().find(|one| one.opening == number);
    found.ok_or_else(|| Wrong::NotFound.into())
}

#[derive(Template)]
#[template(path = "opening.html")]
struct OpeningPage {
    frame: Frame,
    one: Opening,
    until: String,
    summary: Summary,
    says: String,
    confirm: Option<Confirm>,
}

async fn show(visit: Visit, Path(number): Path<i64>) -> Response {
    visit.turn(move |turn| shown(turn, number, &Retry::default())).await
}

fn shown(turn: &Turn<'_>, number: i64, retry: &Retry) -> Answered {
    let one = one(turn, number)?;
    let confirm = match one.next.as_deref() {
        Some("grant_opening") => Some(Confirm::of(turn, "grant", Act::GrantOpening, retry)),
        Some("open_identity") => Some(Confirm::of(turn, "open", Act::OpenIdentity, retry).without_purpose()),
        Some("review_emergency") => Some(Confirm::of(turn, "review", Act::ReviewEmergency, retry)),
        _ => None,
    };
    page(&OpeningPage {
        frame: turn.frame(turn.t().openings_title(number)),
        until: instants::after(&one.granted_at, GRANT_MINUTES),
        summary: Summary::of(turn.t(), retry),
        says: retry.typed("review", "says").to_owned(),
        confirm,
        one,
    })
}

async fn grant(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| decided(turn, fields, number, true))
        .await
}

async fn refuse(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| decided(turn, fields, number, false))
        .await
}

fn decided(turn: &Turn<'_>, fields: &Fields, number: i64, is_granted: bool) -> Answered {
    one(turn, number)?;
    let done = confirmed(turn, fields, Act::GrantOpening).and_then(|caller| {
        let done = match is_granted {
            true => turn.door.grant_opening(&caller, number),
            false => turn.door.refuse_opening(&caller, number),
        };
        done.map_err(Halt::from)
    });
    match done {
        Ok(()) => go(&format!("/openings/{number}")),
        Err(halt) => again(halt, ("grant", fields), |retry| shown(turn, number, &retry)),
    }
}

/// The answer is the page itself: what was opened is kept nowhere, so that there is nothing to go on to.
async fn open(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| opened_once(turn, fields, number)).await
}

fn opened_once(turn: &Turn<'_>, fields: &Fields, number: i64) -> Answered {
    let one = one(turn, number)?;
    let done = confirmed_for(turn, fields, Act::OpenIdentity, &one.purpose)
        .and_then(|caller| Ok((turn.door.open_identity(&caller, number)?, caller)));
    match done {
        Ok((opened, caller)) => opened::answered(
            turn,
            &caller,
            Shown {
                record: one.record,
                compartment: &one.compartment,
                opened,
            },
        ),
        Err(halt) => again(halt, ("open", fields), |retry| shown(turn, number, &retry)),
    }
}

async fn review(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| reviewed(turn, fields, number)).await
}

fn reviewed(turn: &Turn<'_>, fields: &Fields, number: i64) -> Answered {
    one(turn, number)?;
    let done = confirmed(turn, fields, Act::ReviewEmergency)
        .and_then(|caller| Ok(turn.door.review_emergency(&caller, number, fields.get("says"))?));
    match done {
        Ok(()) => go(&format!("/openings/{number}")),
        Err(halt) => again(halt, ("review", fields), |retry| shown(turn, number, &retry)),
    }
}
