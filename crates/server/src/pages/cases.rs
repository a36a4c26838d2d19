//! Cases captured one by one: the list of those that are not handed in yet, and what becomes of them.

mod form;
mod identities;
mod revisions;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use catalogue::Register;
use operations::Draft;
use serde::Deserialize;

use crate::{
    figures::filters,
    forms::{Fields, Posted},
    frame::Frame,
    pages::hand_in::{last_month, registers_of, unprocessable},
    problem::{Problem, Wrong},
    said,
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/cases", get(list).post(form::create))
        .route("/cases/new", get(form::new))
        .route("/cases/hand-in", post(hand_in))
        .route("/cases/identities", get(identities::show).post(identities::hand_in))
        .route("/cases/reopen", post(reopen))
        .route("/cases/{number}", get(form::show).post(form::save))
        .route("/cases/{number}/delete", post(delete))
        .route("/cases/{number}/revisions", get(revisions::show))
}

#[derive(Template)]
#[template(path = "cases.html")]
struct List {
    frame: Frame,
    registers: Vec<(String, String)>,
    register: String,
    period: String,
    groups: Vec<Group>,
    /// What was not done, or empty.
    problem: String,
    reopened: Option<u64>,
}

/// The cases of a register and a period: they become one return.
struct Group {
    id: usize,
    register: String,
    name: String,
    period: String,
    cases: Vec<Line>,
    ready: u64,
    /// Whether what identifies the persons can be handed in with them.
    takes_identities: bool,
}

struct Line {
    number: i64,
    key: String,
    saved_at: String,
    account: String,
    errors: u64,
    is_in_force: bool,
}

#[derive(Default, Deserialize)]
struct At {
    #[serde(default)]
    register: String,
    reopened: Option<u64>,
}

async fn list(visit: Visit, Query(at): Query<At>) -> Response {
    visit.turn(move |turn| page(&listed(turn, &at, String::new())?)).await
}

fn listed(turn: &Turn<'_>, at: &At, problem: String) -> Result<List, Problem> {
    let language = turn.visit.language;
    let mut groups: Vec<Group> = Vec::new();
    for (draft, errors) in turn.door.drafts_with_errors(&turn.caller)? {
        let register = turn.catalogue().register(&draft.of.register);
        let period = short(&draft.of.period.to_string());
        let known = groups
            .iter()
            .position(|group| group.register == draft.of.register && group.period == period);
        let takes_identities = turn.door.takes_identities(&turn.caller, &draft.of.register)?;
        let at = known.unwrap_or_else(|| {
            groups.push(Group {
                takes_identities,
                id: groups.len(),
                register: draft.of.register.clone(),
                name: register.map_or("", |register| register.many.get(language)).to_owned(),
                period,
                cases: Vec::new(),
                ready: 0,
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.ready += u64::from(errors == 0);
            group.cases.push(line(register, &draft, errors));
        }
    }
    Ok(List {
        frame: turn.frame(turn.t().cases_title()),
        registers: registers_of(turn.catalogue(), turn.caller.institution(), language),
        register: at.register.clone(),
        period: last_month(&turn.door.now()),
        groups,
        problem,
        reopened: at.reopened,
    })
}

fn line(register: Option<&Register>, draft: &Draft, errors: u64) -> Line {
    let key = register.and_then(|register| register.key.first());
    let key = key.and_then(|key| draft.last.answers.get(key));
    Line {
        number: draft.number,
        key: key.cloned().unwrap_or_default(),
        saved_at: draft.last.at.clone(),
        account: draft.last.account.clone(),
        errors,
        is_in_force: draft.record != 0,
    }
}

/// A period as it is typed: a whole year or month by its name.
pub(crate) fn short(period: &str) -> String {
    let Some((from, until)) = period.split_once('/') else {
        return period.to_owned();
    };
    let same = |candidate: &str| register::Period::parse(candidate).is_some_and(|one| one.to_string() == period);
    let candidates = [from.get(..4), from.get(..7)];
    let found = candidates.into_iter().flatten().find(|candidate| same(candidate));
    found.map_or_else(|| format!("{from}/{until}"), str::to_owned)
}

async fn hand_in(posted: Posted) -> Response {
    posted.turn(handed_in).await
}

fn handed_in(turn: &Turn<'_>, fields: &Fields) -> Answered {
    let of = (fields.get("register"), fields.get("period"));
    let now = turn.door.now();
    let reader = &turn.visit.site.reader;
    let handed = turn
        .door
        .hand_in_drafts(&turn.stating(fields), reader, (of.0, of.1, &now));
    match handed.map_err(Problem::from) {
        Ok(handed) => match handed.receipt {
            Some(receipt) => go(&format!("/returns/{}", receipt.returned.number)),
            None => again(turn, turn.t().cases_not_received().to_owned()),
        },
        Err(problem) => said_here(turn, problem),
    }
}

async fn reopen(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let (register, period) = (fields.get("register"), fields.get("period"));
            match turn
                .door
                .reopen_cases(&turn.caller, register, period)
                .map_err(Problem::from)
            {
                Ok(count) => go(&format!("/cases?reopened={count}")),
                Err(problem) => said_here(turn, problem),
            }
        })
        .await
}

/// What an official can do something about is said above the list.
fn said_here(turn: &Turn<'_>, problem: Problem) -> Answered {
    match *problem.0 {
        Wrong::Says(_, says) => again(turn, said::in_language(&says, turn.t().0)),
        other => Err(other.into()),
    }
}

fn again(turn: &Turn<'_>, says: String) -> Answered {
    unprocessable(page(&listed(turn, &At::default(), says)?)?)
}

async fn delete(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, _| {
            turn.door.delete_draft(&turn.caller, number)?;
            go("/cases")
        })
        .await
}
