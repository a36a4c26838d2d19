//! What did not work, as a page that says what happened and what to do.

use askama::Template;
use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Response},
};
use operations::{OperationError, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{api, frame::Frame, said, visit::Visit};

/// Why a request is not answered as asked. Boxed, so that the good way stays small.
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) Box<Wrong>);

/// What is wrong.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// Nothing is there.
    NotFound,
    /// The session has ended.
    Ended,
    /// The form's token is not right, or it came from elsewhere.
    Form,
    /// The body is larger than it may be.
    TooLarge,
    /// The address is not used with this method.
    Method,
    /// The body cannot be read.
    Unreadable,
    /// An operation says no, in the language of the visit.
    Says(StatusCode, String),
    /// The token of a program does not serve.
    Token,
    /// Others write for too long; nothing was lost.
    Busy,
    /// Something of ours failed; the text is for the operator, never for the page.
    Broken(String),
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Problem {
        Problem(Box::new(wrong))
    }
}

impl From<OperationError> for Problem {
    fn from(error: OperationError) -> Problem {
        let wrong = match error {
            OperationError::Refused(says) => Wrong::Says(StatusCode::FORBIDDEN, says),
            OperationError::Unknown(says) => Wrong::Says(StatusCode::UNPROCESSABLE_ENTITY, says),
            OperationError::Store(error) => of_store(&error),
            other => Wrong::Broken(other.to_string()),
        };
        wrong.into()
    }
}

/// What the store cannot do: what is not there was asked for by somebody; the rest is ours.
fn of_store(error: &StoreError) -> Wrong {
    let status = match error {
        StoreError::Nobody(_)
        | StoreError::NoReturn(_)
        | StoreError::NoRecord(_)
        | StoreError::NoOriginal(_)
        | StoreError::NoVintage(_)
        | StoreError::NoUnderWay(_)
        | StoreError::SeveralVintages(_) => StatusCode::NOT_FOUND,
        StoreError::Outdated { .. } | StoreError::DraftChanged(_) => StatusCode::PRECONDITION_FAILED,
        StoreError::OfAnotherSession | StoreError::SealedTo(_) => StatusCode::FORBIDDEN,
        StoreError::TooLarge { .. } => return Wrong::TooLarge,
        StoreError::Busy => return Wrong::Busy,
        _ => return Wrong::Broken(error.to_string()),
    };
    Wrong::Says(status, error.to_string())
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    says: &'a str,
    mend: &'a str,
}

impl Problem {
    /// The page.
    pub(crate) fn answered(&self, visit: &Visit) -> Response {
        let t = visit.words();
        let (status, title, says, mend) = match self.0.as_ref() {
            Wrong::Ended => return visit.to_sign_in(true),
            Wrong::NotFound => (
                StatusCode::NOT_FOUND,
                t.problem_not_found(),
                "",
                t.problem_not_found_says(),
            ),
            Wrong::Form => (StatusCode::FORBIDDEN, t.problem_form(), "", t.problem_form_says()),
            Wrong::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                t.problem_too_large(),
                "",
                t.problem_too_large_says(),
            ),
            Wrong::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                t.problem_method(),
                "",
                t.problem_method_says(),
            ),
            Wrong::Unreadable => (
                StatusCode::BAD_REQUEST,
                t.problem_bad_request(),
                "",
                t.problem_bad_request_says(),
            ),
            Wrong::Says(status, says) => (*status, t.problem_refused(), says.as_str(), t.problem_refused_says()),
            Wrong::Token => (StatusCode::UNAUTHORIZED, t.problem_token(), "", t.problem_token_says()),
            Wrong::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                t.problem_busy(),
                "",
                t.problem_busy_says(),
            ),
            Wrong::Broken(why) => {
                eprintln!("sintra: {} {why}", visit.path());
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    t.problem_broken(),
                    "",
                    t.problem_broken_says(),
                )
            }
        };
        let says = said::in_language(says, visit.language);
        if api::is_of(visit.path()) {
            return as_json(status, title, &says, mend);
        }
        let frame = Frame::plain(visit, title.to_owned());
        let page = ProblemPage {
            frame,
            says: &says,
            mend,
        };
        (status, Html(page.render().unwrap_or_default())).into_response()
    }
}

/// What is wrong, as programs read it (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Told {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// What happened.
    detail: String,
    /// What to do.
    remedy: String,
}

/// As programs read it.
fn as_json(status: StatusCode, title: &str, says: &str, mend: &str) -> Response {
    let detail = if says.is_empty() { mend } else { says };
    let told = Told {
        kind: "about:blank".to_owned(),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: detail.to_owned(),
        remedy: mend.to_owned(),
    };
    let body = serde_json::to_string(&told).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response()
}
