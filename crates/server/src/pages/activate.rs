//! The first password of an invited account, with the seed of its codes and its recovery codes, shown once.

use askama::Template;
use axum::{
    Router,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use operations::{Activated, Cost, OperationError};

use crate::{
    confirm::{Halt, Retry, Summary, again},
    forms::{Fields, Posted},
    frame::Frame,
    qr,
    site::Site,
    turn::{Answered, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/activate", get(ask).post(activate))
}

#[derive(Template)]
#[template(path = "activate.html")]
struct ActivatePage {
    frame: Frame,
    summary: Summary,
    account: String,
}

#[derive(Template)]
#[template(path = "activated.html")]
struct ActivatedPage {
    frame: Frame,
    account: String,
    /// The seed as text and as a drawing; empty for roles without a code.
    seed: String,
    drawn: String,
    recovery: Vec<String>,
}

async fn ask(visit: Visit) -> Response {
    match form(&visit, &Retry::default()) {
        Ok(response) => response,
        Err(problem) => problem.answered(&visit),
    }
}

fn form(visit: &Visit, retry: &Retry) -> Answered {
    page(&ActivatePage {
        frame: Frame::plain(visit, visit.words().activate_title().to_owned()),
        summary: Summary::of(visit.words(), retry),
        account: retry.fields.get("account").to_owned(),
    })
}

/// The answer is the page itself: what stands on it is kept nowhere.
async fn activate(posted: Posted) -> Response {
    let Posted { visit, fields } = posted;
    visit
        .at_the_door(move |door, visit| {
            let done = chosen(visit, &fields).and_then(|password| {
                let (account, invitation) = (fields.get("account"), fields.get("invitation"));
                let done = door.activate(account, invitation, password, (Cost::DEFAULT, &visit.from));
                done.map_err(at_field)
            });
            match done {
                Ok(activated) => activated_page(visit, fields.get("account"), activated),
                Err(halt) => again(halt, ("activate", &fields), |retry| form(visit, &retry)),
            }
        })
        .await
}

/// The new password, typed twice alike.
fn chosen<'f>(visit: &Visit, fields: &'f Fields) -> Result<&'f str, Halt> {
    let password = fields.get("new_password");
    if password != fields.get("new_password_again") {
        let says = visit.words().activate_unlike().to_owned();
        return Err(Halt::Wrong("new_password", says));
    }
    Ok(password)
}

/// What is unknown is the password; what is refused, the invitation.
fn at_field(error: OperationError) -> Halt {
    match error {
        OperationError::Unknown(says) => Halt::Wrong("new_password", says),
        OperationError::Refused(says) => Halt::Wrong("invitation", says),
        other => other.into(),
    }
}

fn activated_page(visit: &Visit, account: &str, activated: Activated) -> Answered {
    let t = visit.words();
    let (uri, seed) = activated.one_time.unwrap_or_default();
    let shown = ActivatedPage {
        frame: Frame::plain(visit, t.activate_done().to_owned()),
        account: account.to_owned(),
        drawn: match uri.as_str() {
            "" => String::new(),
            uri => qr::svg(uri, t.activate_drawn()),
        },
        seed,
        recovery: activated.recovery,
    };
    Ok((StatusCode::OK, Html(shown.render().unwrap_or_default())).into_response())
}
