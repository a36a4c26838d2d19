//! The tokens of programs: made, listed and removed by the person in whose name they act.

use askama::Template;
use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use catalogue::Act;
use operations::{TOKEN_ACTS, TokenLine};

use crate::{
    figures::filters,
    forms::Posted,
    frame::Frame,
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/account/tokens", get(list).post(add))
        .route("/account/tokens/remove", post(remove))
}

#[derive(Template)]
#[template(path = "tokens.html")]
struct List {
    frame: Frame,
    tokens: Vec<Line>,
    acts: Vec<(&'static str, String)>,
    /// The one just made.
    made: String,
}

struct Line {
    id: String,
    label: String,
    acts: String,
    until: String,
}

async fn list(visit: Visit) -> Response {
    visit.turn(|turn| shown(turn, String::new())).await
}

fn shown(turn: &Turn<'_>, made: String) -> Answered {
    let label = |act: Act| {
        let act = turn.catalogue().rights().act(act);
        act.map_or("", |one| one.label.get(turn.visit.language)).to_owned()
    };
    let line = |one: TokenLine| Line {
        acts: one.acts.iter().map(|act| label(*act)).collect::<Vec<_>>().join(" · "),
        id: one.id,
        label: one.label,
        until: one.until,
    };
    page(&List {
        frame: turn.frame(turn.t().tokens_title()),
        tokens: turn.door.tokens(&turn.caller)?.into_iter().map(line).collect(),
        acts: TOKEN_ACTS.iter().map(|act| (act.id(), label(*act))).collect(),
        made,
    })
}

async fn add(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let acts: Vec<Act> = fields.all("acts").filter_map(Act::of).collect();
            let days = fields.get("days").parse().unwrap_or_default();
            let made = turn.door.add_token(&turn.caller, fields.get("label"), &acts, days)?;
            shown(turn, made)
        })
        .await
}

async fn remove(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            turn.door.drop_token(&turn.caller, fields.get("id"))?;
            go("/account/tokens")
        })
        .await
}
