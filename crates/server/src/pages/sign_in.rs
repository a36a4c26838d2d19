//! Signing in and out.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{LOCATION, SET_COOKIE},
    },
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use catalogue::Language;
use operations::{Credentials, OperationError, TRAINING_PASSWORD, training_code};
use serde::Deserialize;

use crate::{
    cookies,
    forms::{self, Posted},
    frame::Frame,
    site::Site,
    turn::go,
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(ask).post(enter))
        .route("/sign-out", post(leave))
        .route("/language/{code}", get(speak))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    next: String,
    account: String,
    /// What was wrong the time before.
    says: String,
    is_ended: bool,
    is_out: bool,
    has_passkeys: bool,
    /// Password and code of a store for training.
    training: Option<(&'static str, String)>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    ended: Option<String>,
    out: Option<String>,
}

async fn ask(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let (is_ended, is_out) = (asked.ended.is_some(), asked.out.is_some());
    let next = forms::own_page(&asked.next).to_owned();
    let form = form_of(&visit, next, String::new(), String::new());
    shown(
        &SignIn {
            is_ended,
            is_out,
            ..form
        },
        StatusCode::OK,
    )
}

fn form_of(visit: &Visit, next: String, account: String, says: String) -> SignIn {
    let mut frame = Frame::plain(visit, visit.words().sign_in_title().to_owned());
    frame.form = forms::token(&visit.site.forms, visit.token.as_deref().unwrap_or_default());
    let is_training = visit.site.settings.is_training;
    SignIn {
        frame,
        next,
        account,
        says,
        is_ended: false,
        is_out: false,
        has_passkeys: visit.site.passkeys.is_some(),
        training: is_training.then(|| (TRAINING_PASSWORD, training_code())),
    }
}

fn shown(form: &SignIn, status: StatusCode) -> Response {
    (status, Html(form.render().unwrap_or_default())).into_response()
}

async fn enter(posted: Posted) -> Response {
    let Posted { visit, fields } = posted;
    visit
        .at_the_door(move |door, visit| {
            let caller = door.sign_in(Credentials {
                account: fields.get("account"),
                password: fields.get("password"),
                code: fields.get("code"),
                session: None,
                from: &visit.from,
            });
            match caller.and_then(|caller| door.begin_session(&caller)) {
                Ok(token) => cookies::begun(visit, forms::own_page(fields.get("next")), &token),
                Err(OperationError::Refused(says)) => {
                    let next = forms::own_page(fields.get("next")).to_owned();
                    let form = form_of(visit, next, fields.get("account").to_owned(), says);
                    Ok(shown(&form, StatusCode::FORBIDDEN))
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

async fn leave(posted: Posted) -> Response {
    posted
        .turn(|turn, _| {
            turn.door.sign_out(&turn.caller, turn.visit.token.as_deref())?;
            let mut response = go("/sign-in?out")?;
            let headers = response.headers_mut();
            if let Some(cookie) = cookies::session(&turn.visit.site.settings, "") {
                headers.append(SET_COOKIE, cookie);
            }
            let everything = HeaderValue::from_static("\"cache\", \"storage\"");
            headers.insert(HeaderName::from_static("clear-site-data"), everything);
            Ok(response)
        })
        .await
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn speak(Path(code): Path<String>, Query(back): Query<Back>) -> Response {
    let language = if code == "en" { Language::En } else { Language::Es };
    let to = without_language(forms::own_page(&back.back));
    (
        StatusCode::SEE_OTHER,
        [
            (LOCATION, to),
            (
                SET_COOKIE,
                cookies::language(language).to_str().unwrap_or_default().to_owned(),
            ),
        ],
    )
        .into_response()
}

/// An address without the language that it asked for.
fn without_language(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}
