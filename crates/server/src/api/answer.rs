//! Answers in JSON: with the mark by which a program knows that nothing changed, and in pages.

use axum::{
    body::Body,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::{
    api::Program,
    problem::{Problem, Wrong},
    turn::{Answered, Turn},
};

/// Things on one page unless the program says otherwise, and at most.
const LIMIT: usize = 100;
const LIMIT_MAX: usize = 1_000;

/// Which part of a list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// The `next` of the page before.
    pub(crate) after: Option<i64>,
    /// How many, at most 1 000.
    pub(crate) limit: Option<usize>,
}

impl Paging {
    /// The part of a list in ascending order of its numbers, and the number to go on from.
    pub(crate) fn of<V>(self, all: Vec<V>, number: impl Fn(&V) -> i64) -> (Vec<V>, Option<i64>) {
        let limit = self.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
        let after = self.after.unwrap_or(i64::MIN);
        let mut rest = all.into_iter().filter(|one| number(one) > after);
        let part: Vec<V> = rest.by_ref().take(limit).collect();
        let next = rest.next().and(part.last()).map(number);
        (part, next)
    }
}

/// A thing in JSON. A program that has it already is told so, without the thing.
pub(crate) fn json(program: &Program, value: &impl Serialize) -> Answered {
    let text = serde_json::to_string(value).map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
    marked(program, text, mark_of)
}

/// A thing in JSON that can be changed, with the mark of its state, which `If-Match` names.
pub(crate) fn json_of_state(program: &Program, value: &impl Serialize, mark: String) -> Answered {
    let text = serde_json::to_string(value).map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
    marked(program, text, |_| mark)
}

fn marked(program: &Program, text: String, mark: impl FnOnce(&str) -> String) -> Answered {
    let mark = mark(&text);
    if names(&program.has, &mark) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, mark)]).into_response());
    }
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // It may be kept by the program, and must be asked for again.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        headers.insert(ETAG, mark);
    }
    Ok(response)
}

/// Whether a list of marks, as `If-Match` and `If-None-Match` have it, names this one.
pub(crate) fn names(list: &str, mark: &str) -> bool {
    list.split(',').any(|one| one.trim().trim_start_matches("W/") == mark)
}

/// Holds what a program means to change against what is there.
///
/// # Errors
/// 428 when it does not say, 412 when it has become another.
pub(crate) fn only_if(turn: &Turn<'_>, program: &Program, mark: &str) -> Result<(), Problem> {
    let t = turn.t();
    match program.only.as_str() {
        "" => Err(Wrong::Says(StatusCode::PRECONDITION_REQUIRED, t.api_unmarked().to_owned()).into()),
        "*" => Ok(()),
        only if names(only, mark) => Ok(()),
        _ => Err(stale(turn)),
    }
}

/// What was to be changed has become another meanwhile.
pub(crate) fn stale(turn: &Turn<'_>) -> Problem {
    Wrong::Says(StatusCode::PRECONDITION_FAILED, turn.t().api_stale().to_owned()).into()
}

/// The mark of a thing's state: of its own text in JSON.
pub(crate) fn mark(value: &impl Serialize) -> String {
    mark_of(&serde_json::to_string(value).unwrap_or_default())
}

fn mark_of(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let short: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{short}\"")
}
