//! Identities: the openings that concern somebody, what waits for a second person, and the way to a record.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
    routing::get,
};
use catalogue::Act;
use operations::{Listed, Waiting};
use register::Returned;
use serde::Deserialize;

use crate::{
    frame::Frame,
    pages::{
        openings::{self, Openings, compartment},
        proposals,
    },
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::{Done, Visit},
    words::Words,
};

/// Openings and returns on the page.
const LATEST: usize = 50;
/// Records on a page.
const PAGE: usize = 50;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/identities", get(show))
        .route("/identities/find", get(find))
        .route("/identities/returns/{number}", get(records))
}

#[derive(Template)]
#[template(path = "identities.html")]
struct Identities {
    frame: Frame,
    done: &'static str,
    /// Whether this person looks for records among returns.
    asks: bool,
    returns: Vec<Returned>,
    more_returns: u64,
    is_custodian: bool,
    sees_alerts: bool,
    mine: Openings,
    others: Openings,
    waiting: Vec<Waiting>,
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit.turn(move |turn| identities(turn, &done.done)).await
}

fn identities(turn: &Turn<'_>, done: &str) -> Answered {
    let t = turn.t();
    let asks = turn.may(Act::RequestOpening);
    let mut returns = Vec::new();
    if asks {
        returns = turn.door.returns(&turn.caller)?;
        returns.reverse();
    }
    let more_returns = u64::try_from(returns.len().saturating_sub(LATEST)).unwrap_or_default();
    returns.truncate(LATEST);
    let (mine, mut others): (Vec<_>, Vec<_>) = openings::all(turn)?.into_iter().partition(|one| one.next.is_some());
    others.truncate(LATEST);
    let of = |caption, lines| Openings { t, caption, lines };
    page(&Identities {
        frame: turn.frame(t.identities_title()),
        done: match done {
            "blocked" => t.identities_done_blocked(),
            _ => "",
        },
        asks,
        returns,
        more_returns,
        is_custodian: turn.may(Act::GrantOpening),
        sees_alerts: turn.may(Act::SeeAlerts),
        mine: of(t.identities_mine(), mine),
        others: of(t.identities_others(), others),
        waiting: proposals::all(turn)?,
    })
}

/// The number of a record, typed into a field.
#[derive(Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    record: String,
}

async fn find(visit: Visit, Query(sought): Query<Sought>) -> Response {
    to_record(visit, sought, "/identities").await
}

/// On to the page of a record, under the pages where it was looked for.
pub(crate) async fn to_record(visit: Visit, sought: Sought, under: &'static str) -> Response {
    visit
        .turn(move |turn| match sought.record.trim().parse::<u64>() {
            Ok(record) => go(&format!("{under}/{record}")),
            Err(_) => {
                let says = turn.t().identities_no_record_number().to_owned();
                Err(Wrong::Says(StatusCode::UNPROCESSABLE_ENTITY, says).into())
            }
        })
        .await
}

#[derive(Template)]
#[template(path = "identities_records.html")]
struct Records {
    frame: Frame,
    number: i64,
    lines: Vec<Listed>,
    total: usize,
    page: usize,
    pages: usize,
}

impl Records {
    fn holds(&self, one: &Listed) -> String {
        holds(self.frame.t, &one.compartments)
    }
}

#[derive(Deserialize)]
struct At {
    #[serde(default)]
    page: usize,
}

async fn records(visit: Visit, Path(number): Path<i64>, Query(at): Query<At>) -> Response {
    visit.turn(move |turn| listed(turn, number, at.page)).await
}

fn listed(turn: &Turn<'_>, number: i64, at: usize) -> Answered {
    let known = turn.door.returns(&turn.caller)?;
    if !known.iter().any(|one| one.number == number) {
        return Err(Wrong::NotFound.into());
    }
    let caller = turn.caller.clone().for_purpose(turn.t().identities_reading());
    let mut lines = turn.door.records(&caller, number)?;
    let total = lines.len();
    let pages = total.div_ceil(PAGE).max(1);
    let at = at.clamp(1, pages);
    lines = lines.into_iter().skip((at - 1) * PAGE).take(PAGE).collect();
    for line in &mut lines {
        if let Some(register) = turn.catalogue().register(&line.register) {
            register.one.get(turn.t().0).clone_into(&mut line.register);
        }
    }
    page(&Records {
        frame: turn.frame(turn.t().identities_of_return(number)),
        number,
        lines,
        total,
        page: at,
        pages,
    })
}

/// What a record holds, in words.
pub(crate) fn holds(t: Words, compartments: &[String]) -> String {
    let words: Vec<&str> = compartments.iter().map(|one| compartment(t, one)).collect();
    words.join(", ")
}

/// Of what may not be known to be there at all.
pub(crate) fn hidden(error: operations::OperationError) -> Problem {
    use operations::OperationError::{Refused, Unknown};
    match error {
        Unknown(_) | Refused(_) => Wrong::NotFound.into(),
        other => other.into(),
    }
}
