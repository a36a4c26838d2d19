//! A table of the catalogue over a vintage.

use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};

use crate::{
    forms::encoded,
    frame::Frame,
    pages::answer::{Answer, Showing, asked, is_per, vintage_of},
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/tables/{id}", get(show))
}

#[derive(Template)]
#[template(path = "table.html")]
struct TablePage {
    frame: Frame,
    answer: Answer,
    style: &'static str,
    /// The same as a question, to change it.
    question: String,
}

async fn show(Path(id): Path<String>, visit: Visit) -> Response {
    visit.turn(move |turn| table(turn, &id)).await
}

fn table(turn: &Turn<'_>, id: &str) -> Answered {
    let fields = asked(turn);
    let shelf = &turn.visit.site.shelf;
    let computed = shelf.table(turn.door, &turn.caller, (vintage_of(&fields), id))?;
    let showing = Showing {
        language: turn.visit.language,
        address: format!("/tables/{}?vintage={}", encoded(id), computed.held.vintage.id),
        kind: fields.get("chart"),
        per: is_per(&fields),
        computed: &computed,
    };
    if fields.has("as") {
        return showing.file(fields.get("as"));
    }
    let answer = showing.answer(turn);
    let vintage = &computed.held.vintage.id;
    let question = computed.held.law.table(id).and_then(catalogue::Question::of_table);
    page(&TablePage {
        frame: turn.frame(answer.asked.clone()),
        answer,
        style: crate::assets::report_style(),
        question: question.map_or_else(String::new, |question| super::builder::address(vintage, &question)),
    })
}
