//! Calls for data: the list for whoever runs them, and what is asked for whoever answers.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use catalogue::Role;
use operations::{Call, Caller};

use crate::{
    forms::Posted,
    frame::Frame,
    pages::{answered::Due, board, call_changes, call_letter, new_call},
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/calls", get(list))
        .route("/calls/new", get(new_call::blank).post(new_call::open))
        .route("/calls/{number}", get(board::of_call))
        .route("/calls/{number}/board.csv", get(board::csv_of_call))
        .route(
            "/calls/{number}/extend",
            get(call_changes::extension).post(call_changes::extend),
        )
        .route(
            "/calls/{number}/close",
            get(call_changes::closing).post(call_changes::close),
        )
        .route("/calls/{number}/letter/{authority}", get(call_letter::show))
        .route("/calls/{number}/zero", post(declare_zero))
        .route("/calls/{number}/zero/{register}", get(call_changes::zero))
}

async fn declare_zero(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| call_changes::declare(turn, number, fields))
        .await
}

#[derive(Template)]
#[template(path = "calls.html")]
struct Calls {
    frame: Frame,
    may_open: bool,
    calls: Vec<Line>,
    pending: Vec<Due>,
    is_asked: bool,
}

/// A call in the list.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) period: String,
    pub(crate) due: String,
    pub(crate) asked: usize,
    pub(crate) is_open: bool,
}

impl Line {
    fn of(call: &Call) -> Line {
        Line {
            number: call.number,
            title: call.asks.title.clone(),
            period: call.asks.period.to_string(),
            due: call.asks.due.to_string(),
            asked: call.asks.authorities.len(),
            is_open: call.closing.is_none(),
        }
    }
}

async fn list(visit: Visit) -> Response {
    visit.turn(listed).await
}

fn listed(turn: &Turn<'_>) -> Answered {
    let is_asked = is_asked(&turn.caller);
    let mut calls: Vec<Line> = turn.door.calls(&turn.caller)?.iter().map(Line::of).collect();
    calls.reverse();
    let pending = match is_asked {
        true => Due::all(turn, &turn.door.pending(&turn.caller)?),
        false => Vec::new(),
    };
    page(&Calls {
        frame: turn.frame(turn.t().calls_title()),
        may_open: may_call(&turn.caller),
        calls,
        pending,
        is_asked,
    })
}

/// Whether they open, extend and close calls.
pub(crate) fn may_call(caller: &Caller) -> bool {
    caller.roles().contains(&Role::Coordinator)
}

/// Whether calls ask something of them.
pub(crate) fn is_asked(caller: &Caller) -> bool {
    let asked = |role: &Role| matches!(role, Role::Registrar | Role::Reviewer);
    !caller.institution().is_empty() && caller.roles().iter().any(asked)
}

/// Whether they see the board.
pub(crate) fn sees_board(caller: &Caller) -> bool {
    let sees = |role: &Role| matches!(role, Role::Coordinator | Role::Analyst | Role::Auditor);
    caller.roles().iter().any(sees)
}
