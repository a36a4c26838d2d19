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
    turn::Answered,
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
    let mark = mark_of(&text);
    if program
        .has
        .split(',')
        .any(|one| one.trim().trim_start_matches("W/") == mark)
    {
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

fn mark_of(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let short: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{short}\"")
}
