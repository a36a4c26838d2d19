//! Passkeys: added and removed under the own account, and asked for when signing in. The browser's part needs script;
//! whoever has none signs in with password and code.

use askama::Template;
use axum::{
    Json, Router,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use operations::{Challenge, PasskeyLine, Passkeys};
use serde_json::json;

use crate::{
    cookies,
    figures::filters,
    forms::{self, Posted},
    frame::Frame,
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in/passkey", post(challenged))
        .route("/sign-in/passkey/answer", post(answered))
        .route("/account/passkeys", get(list).post(add))
        .route("/account/passkeys/challenge", post(begin))
        .route("/account/passkeys/remove", post(remove))
}

#[derive(Template)]
#[template(path = "passkeys.html")]
struct List {
    frame: Frame,
    passkeys: Vec<PasskeyLine>,
    is_possible: bool,
}

async fn list(visit: Visit) -> Response {
    visit
        .turn(|turn| {
            let passkeys = turn.door.passkeys(&turn.caller)?;
            let is_possible = turn.visit.site.passkeys.is_some();
            let frame = turn.frame(turn.t().passkeys_title());
            page(&List {
                frame,
                passkeys,
                is_possible,
            })
        })
        .await
}

fn of_site(visit: &Visit) -> Result<&Passkeys, Problem> {
    visit.site.passkeys.as_deref().ok_or_else(|| Wrong::NotFound.into())
}

fn told(challenge: Challenge) -> Response {
    Json(json!({ "name": challenge.name, "options": challenge.options })).into_response()
}

async fn challenged(posted: Posted) -> Response {
    let Posted { visit, fields } = posted;
    let act = move |door: &operations::Door, visit: &Visit| {
        let challenge = door.begin_passkey(of_site(visit)?, fields.get("account"), &visit.from)?;
        Ok(told(challenge))
    };
    visit.at_the_door(act).await
}

async fn answered(posted: Posted) -> Response {
    let Posted { visit, fields } = posted;
    let act = move |door: &operations::Door, visit: &Visit| {
        let half = (fields.get("name"), fields.get("answer"));
        let token = door.sign_in_with_passkey(of_site(visit)?, half, &visit.from)?;
        cookies::begun(visit, forms::own_page(fields.get("next")), &token)
    };
    visit.at_the_door(act).await
}

async fn begin(posted: Posted) -> Response {
    posted
        .turn(|turn, _| {
            Ok(told(
                turn.door.begin_adding_passkey(of_site(turn.visit)?, &turn.caller)?,
            ))
        })
        .await
}

async fn add(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let half = (fields.get("name"), fields.get("answer"), fields.get("label"));
            turn.door.add_passkey(of_site(turn.visit)?, &turn.caller, half)?;
            go("/account/passkeys")
        })
        .await
}

async fn remove(posted: Posted) -> Response {
    posted.turn(|turn, fields| removed(turn, fields.get("id"))).await
}

fn removed(turn: &Turn<'_>, id: &str) -> Answered {
    turn.door.drop_passkey(&turn.caller, id)?;
    go("/account/passkeys")
}
