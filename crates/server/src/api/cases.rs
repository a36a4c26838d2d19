//! Cases that are not handed in yet, for programs: list, begin, look at, change and delete. Whoever changes or deletes one
//! says by its mark which state they saw.

use std::collections::BTreeMap;

use axum::{
    body::{Body, to_bytes},
    extract::{Path, Query},
    http::{StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use operations::{CaseSaving, Draft, SavedCase};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use crate::{
    api::{
        Program,
        answer::{Paging, json, json_of_state, only_if, stale},
    },
    problem::{Problem, Told, Wrong},
    turn::{Answered, Turn},
};

/// The longest case, in bytes.
const CASE_MAX_BYTES: usize = 256 << 10;

/// A case of the account's institution that is not handed in yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Case {
    /// Its number; never given twice.
    number: i64,
    register: String,
    period: String,
    /// How often it was saved.
    revision: u32,
    /// RFC 3339, UTC.
    saved_at: String,
    saved_by: String,
    /// Field to text, as typed; what identifies a person is never among them.
    answers: BTreeMap<String, String>,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cases {
    items: Vec<Case>,
    /// What to give as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// A new case.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewCase {
    register: String,
    /// The period of the return that it will be in: `2026-09`.
    period: String,
    /// Field to text; `S.I.` for no information, `N.A.` for not applicable.
    answers: BTreeMap<String, String>,
}

/// All the answers of a case, as they are to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Answers {
    /// Field to text; what is left out is not answered any more.
    answers: BTreeMap<String, String>,
}

/// The cases of the account's institution, in the order in which they were begun.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(Paging),
    responses((status = 200, body = Cases), (status = 304, description = "Nothing changed")))]
pub(crate) async fn list(program: Program, Query(paging): Query<Paging>) -> Response {
    program
        .turn(move |turn, program| {
            let (part, next) = paging.of(turn.door.drafts(&turn.caller)?, |one| one.number);
            let items = part.into_iter().map(told).collect();
            json(program, &Cases { items, next })
        })
        .await
}

/// Begins a case.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = NewCase,
    responses((status = 201, body = Case, headers(("ETag" = String, description = "The mark of its state"))),
        (status = 422, description = "An answer cannot be kept", content_type = "application/problem+json", body = Told)))]
pub(crate) async fn create(program: Program, body: Body) -> Response {
    let body = came(body).await;
    program
        .turn(move |turn, program| {
            let new: NewCase = read(body)?;
            let saving = CaseSaving {
                number: None,
                register: &new.register,
                period: &new.period,
                answers: new.answers,
                based_on: 0,
            };
            let saved = turn.door.save_draft(&turn.caller, saving)?;
            let mut response = kept(turn, program, saved)?;
            *response.status_mut() = StatusCode::CREATED;
            Ok(response)
        })
        .await
}

/// One case. Its `ETag` is what `If-Match` names when it is changed or deleted.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases", params(("number" = i64, Path)),
    responses((status = 200, body = Case, headers(("ETag" = String, description = "The mark of its state"))),
        (status = 304, description = "Nothing changed"), (status = 422)))]
pub(crate) async fn one(program: Program, Path(number): Path<i64>) -> Response {
    program
        .turn(move |turn, program| shown(program, turn.door.draft(&turn.caller, number)?))
        .await
}

/// Saves a case anew, with all its answers, when it is still as the program saw it.
#[utoipa::path(put, path = "/api/v1/cases/{number}", tag = "cases", request_body = Answers,
    params(("number" = i64, Path), ("If-Match" = String, Header, description = "The ETag of the case as it was seen")),
    responses((status = 200, body = Case, headers(("ETag" = String, description = "The mark of its new state"))),
        (status = 412, description = "Somebody saved it meanwhile; nothing was kept",
            content_type = "application/problem+json", body = Told),
        (status = 422, description = "An answer cannot be kept", content_type = "application/problem+json", body = Told),
        (status = 428, description = "`If-Match` is missing", content_type = "application/problem+json", body = Told)))]
pub(crate) async fn change(program: Program, Path(number): Path<i64>, body: Body) -> Response {
    let body = came(body).await;
    program
        .turn(move |turn, program| {
            let Answers { answers } = read(body)?;
            let present = turn.door.draft(&turn.caller, number)?;
            only_if(turn, program, &mark(&present))?;
            let period = present.of.period.to_string();
            let saving = CaseSaving {
                number: Some(number),
                register: &present.of.register,
                period: &period,
                answers,
                based_on: present.last.revision,
            };
            let saved = turn.door.save_draft(&turn.caller, saving)?;
            kept(turn, program, saved)
        })
        .await
}

/// Deletes a case with all its revisions, when it is still as the program saw it.
#[utoipa::path(delete, path = "/api/v1/cases/{number}", tag = "cases",
    params(("number" = i64, Path), ("If-Match" = String, Header, description = "The ETag of the case as it was seen")),
    responses((status = 204, description = "It is gone"),
        (status = 412, description = "Somebody saved it meanwhile; it stays",
            content_type = "application/problem+json", body = Told),
        (status = 428, description = "`If-Match` is missing", content_type = "application/problem+json", body = Told)))]
pub(crate) async fn delete(program: Program, Path(number): Path<i64>) -> Response {
    program
        .turn(move |turn, program| {
            let present = turn.door.draft(&turn.caller, number)?;
            only_if(turn, program, &mark(&present))?;
            turn.door.delete_draft_as(&turn.caller, number, present.last.revision)?;
            Ok(StatusCode::NO_CONTENT.into_response())
        })
        .await
}

/// The mark of a case: its number and how often it was saved.
fn mark(draft: &Draft) -> String {
    format!("\"case-{}-{}\"", draft.number, draft.last.revision)
}

fn shown(program: &Program, draft: Draft) -> Answered {
    let mark = mark(&draft);
    json_of_state(program, &told(draft), mark)
}

fn kept(turn: &Turn<'_>, program: &Program, saved: SavedCase) -> Answered {
    let t = turn.t();
    let wrong = |fields: &[String], says: &str| {
        let says = format!("{}: {says}", fields.join(", "));
        Err(Wrong::Says(StatusCode::UNPROCESSABLE_ENTITY, says).into())
    };
    match saved {
        SavedCase::Kept(draft) => {
            let place = format!("/api/v1/cases/{}", draft.number);
            Ok(([(LOCATION, place)], shown(program, draft)?).into_response())
        }
        SavedCase::Stale(_) => Err(stale(turn)),
        SavedCase::Identity(fields) => wrong(&fields, t.case_identity_fault()),
        SavedCase::TooLong(fields) => wrong(&fields, t.case_long_fault()),
    }
}

fn told(draft: Draft) -> Case {
    Case {
        number: draft.number,
        register: draft.of.register,
        period: draft.of.period.to_string(),
        revision: draft.last.revision,
        saved_at: draft.last.at,
        saved_by: draft.last.account,
        answers: draft.last.answers,
    }
}

/// What came, when it is no longer than a case may be.
async fn came(body: Body) -> Option<Vec<u8>> {
    to_bytes(body, CASE_MAX_BYTES).await.ok().map(|bytes| bytes.to_vec())
}

/// What came, as JSON.
fn read<V: DeserializeOwned>(body: Option<Vec<u8>>) -> Result<V, Problem> {
    let body = body.ok_or(Wrong::TooLarge)?;
    serde_json::from_slice(&body).map_err(|_| Wrong::Unreadable.into())
}
