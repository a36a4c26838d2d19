//! The Diagnosis of a vintage in the browser: a page for each section, and each figure a link to what is behind it.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use operations::Held;

use crate::{
    forms::{Fields, Posted, encoded},
    frame::Frame,
    pages::{
        analysis::listed_vintages,
        answer::{asked, vintage_of},
        purposes, unfrozen,
    },
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/diagnosis", get(choose).post(state))
        .route("/diagnosis/{vintage}", get(cover))
        .route("/diagnosis/{vintage}/{section}", get(section))
}

#[derive(Template)]
#[template(path = "diagnosis.html")]
struct Choose {
    frame: Frame,
    vintages: Vec<(String, String)>,
    vintage: String,
    purpose: String,
    is_wrong: bool,
}

#[derive(Template)]
#[template(path = "diagnosis_page.html")]
struct Part {
    frame: Frame,
    style: &'static str,
    body: String,
    purpose: String,
    vintage: String,
}

async fn choose(visit: Visit) -> Response {
    visit.turn(|turn| form(turn, &asked(turn), false)).await
}

fn form(turn: &Turn<'_>, fields: &Fields, is_wrong: bool) -> Answered {
    if let Some(bare) = unfrozen::instead(turn, turn.t().diagnosis_title()) {
        return bare;
    }
    let held = turn.visit.site.shelf.held(turn.door, vintage_of(fields))?;
    let label = |one: &operations::Vintage| {
        let (day, id) = (one.frozen_at.get(..10), one.id.get(..12));
        (
            one.id.clone(),
            format!("{} · {}", day.unwrap_or_default(), id.unwrap_or_default()),
        )
    };
    page(&Choose {
        frame: turn.frame(turn.t().diagnosis_title()),
        vintages: listed_vintages(turn).iter().map(label).collect(),
        vintage: held.vintage.id,
        purpose: if is_wrong {
            fields.get("purpose").to_owned()
        } else {
            purposes::said(turn)
        },
        is_wrong,
    })
}

async fn state(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            if !purposes::is_one(fields.get("purpose")) {
                let mut response = form(turn, fields, true)?.into_response();
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(response);
            }
            let to = format!("/diagnosis/{}", encoded(vintage_of(fields)));
            purposes::keep(turn, fields, &to)
        })
        .await
}

async fn cover(Path(vintage): Path<String>, visit: Visit) -> Response {
    visit.turn(move |turn| part(turn, &vintage, "index")).await
}

async fn section(Path((vintage, section)): Path<(String, String)>, visit: Visit) -> Response {
    visit.turn(move |turn| part(turn, &vintage, &section)).await
}

fn part(turn: &Turn<'_>, vintage: &str, section: &str) -> Answered {
    let Some(caller) = purposes::stating(turn) else {
        return go(&format!("/diagnosis?vintage={}", encoded(vintage)));
    };
    let shelf = &turn.visit.site.shelf;
    let (held, report) = shelf.report(turn.door, &caller, (vintage, turn.visit.language))?;
    let Held { vintage, .. } = held;
    let found = report.pages.iter().find(|page| page.id == section);
    let found = found.ok_or_else(|| Problem::from(Wrong::NotFound))?;
    page(&Part {
        frame: turn.frame(found.title.clone()),
        style: crate::assets::report_style(),
        body: found.body.clone(),
        purpose: purposes::said(turn),
        vintage: vintage.id,
    })
}
