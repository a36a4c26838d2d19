//! What is asked of an institution about records of its own: it looks at its file and answers. Of the other record nothing
//! is told.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use operations::{AskedOfOrigin, OriginAnswer};

use crate::{
    confirm::{Halt, Retry, Summary, again},
    figures::filters,
    forms::{Fields, Posted},
    frame::Frame,
    pages::links::register,
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
    words::Words,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/questions", get(list))
        .route("/questions/{number}", post(answer))
}

#[derive(Template)]
#[template(path = "link_questions.html")]
struct ListPage {
    frame: Frame,
    questions: Vec<Question>,
    answers: Vec<(&'static str, &'static str)>,
    summary: Summary,
}

#[derive(Debug)]
struct Question {
    asked: AskedOfOrigin,
    register: String,
    /// Where it stands, in words.
    row: String,
    answer: &'static str,
}

async fn list(visit: Visit) -> Response {
    visit.turn(|turn| shown(turn, &Retry::default())).await
}

fn shown(turn: &Turn<'_>, retry: &Retry) -> Answered {
    let t = turn.t();
    let all = turn.door.asked_of_origin(&turn.caller)?;
    let question = |asked: AskedOfOrigin| Question {
        register: register(turn, &asked.register),
        row: t.links_row(asked.returned, asked.row),
        answer: asked.answer.map_or("", |answer| word(t, answer)),
        asked,
    };
    page(&ListPage {
        frame: turn.frame(t.questions_title()),
        questions: all.into_iter().map(question).collect(),
        answers: OriginAnswer::ALL.iter().map(|one| (one.id(), word(t, *one))).collect(),
        summary: Summary::of(t, retry),
    })
}

fn word(t: Words, answer: OriginAnswer) -> &'static str {
    match answer {
        OriginAnswer::Stands => t.questions_stands(),
        OriginAnswer::WillCorrect => t.questions_will_correct(),
        OriginAnswer::CannotTell => t.questions_cannot_tell(),
    }
}

async fn answer(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| match answered(turn, fields, number) {
            Ok(()) => go("/questions"),
            Err(halt) => again(halt, ("answer", fields), |retry| shown(turn, &retry)),
        })
        .await
}

fn answered(turn: &Turn<'_>, fields: &Fields, number: i64) -> Result<(), Halt> {
    let answer = OriginAnswer::of(fields.get("answer"));
    let answer = answer.ok_or_else(|| Halt::Wrong("answer", turn.t().questions_choose().to_owned()))?;
    let reason = fields.get("reason");
    if reason.is_empty() {
        return Err(Halt::Wrong("reason", turn.t().links_no_reason().to_owned()));
    }
    Ok(turn.door.answer_link(&turn.caller, number, answer, reason)?)
}
