//! What I did here: the entries of the log that are of whoever looks, the latest first.

use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use serde::Deserialize;

use crate::{
    frame::Frame,
    pages::accesses::LogLine,
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

/// Entries on a page.
const PAGE: usize = 50;

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/activity", get(show))
}

/// From where the page goes on.
#[derive(Clone, Debug, Default, Deserialize)]
struct Going {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "activity.html")]
struct Activity {
    frame: Frame,
    lines: Vec<LogLine>,
    older: String,
}

async fn show(visit: Visit, Query(going): Query<Going>) -> Response {
    visit.turn(move |turn| shown(turn, &going)).await
}

fn shown(turn: &Turn<'_>, going: &Going) -> Answered {
    let found = turn.door.own_log(&turn.caller, (going.before, PAGE))?;
    page(&Activity {
        frame: turn.frame(turn.t().nav_activity()),
        older: found
            .before
            .map_or_else(String::new, |before| format!("/activity?before={before}")),
        lines: found
            .entries
            .into_iter()
            .map(|entry| LogLine::of(turn, entry))
            .collect(),
    })
}
