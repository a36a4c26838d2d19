//! The interface for programs, under `/api/v1`: the same acts, in JSON. Its document is made from the handlers, so that
//! it cannot say anything else than what they do.

mod answer;
mod calls;
mod cases;
mod document;
mod figures;
mod returns;
mod tokens;

use axum::{
    Router,
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
    response::Response,
    routing::get,
};
use operations::{OperationError, Queue};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn},
    visit::Visit,
};

/// Whether an address is of the interface: its problems are told as JSON.
pub(crate) fn is_of(path: &str) -> bool {
    path.starts_with("/api/v1/")
}

pub(crate) fn routes() -> Router<Site> {
    let (router, document) = interface();
    let text = document.to_json().unwrap_or_default();
    router
        .route(
            "/api/v1/openapi.json",
            get(move |program: Program| document::served(program, text)),
        )
        .merge(document::routes())
        .merge(tokens::routes())
}

fn interface() -> (Router<Site>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(document::Interface::openapi())
        .routes(routes!(returns::list, returns::hand_in))
        .routes(routes!(returns::one))
        .routes(routes!(returns::findings))
        .routes(routes!(returns::check))
        .routes(routes!(cases::list, cases::create))
        .routes(routes!(cases::one, cases::change, cases::delete))
        .routes(routes!(calls::list))
        .routes(routes!(calls::board))
        .routes(routes!(figures::vintages))
        .routes(routes!(figures::tables))
        .routes(routes!(figures::table))
        .routes(routes!(figures::trace))
        .split_for_parts()
}

/// The request of a program: who it acts for stands in its token.
#[derive(Debug)]
pub(crate) struct Program {
    visit: Visit,
    token: Option<String>,
    purpose: String,
    /// What it has already, of `If-None-Match`.
    has: String,
    /// Which state alone it means to change, of `If-Match`.
    only: String,
    /// Its own name for the request, of `Idempotency-Key`.
    key: String,
}

impl FromRequestParts<Site> for Program {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Program, Response> {
        let text = |name: &str| {
            let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().trim().to_owned()
        };
        let bearer = text(AUTHORIZATION.as_str());
        Ok(Program {
            visit: Visit::of(parts, site),
            token: bearer.strip_prefix("Bearer ").map(|token| token.trim().to_owned()),
            purpose: text("sintra-purpose"),
            has: text("if-none-match"),
            only: text("if-match"),
            key: text("idempotency-key"),
        })
    }
}

impl Program {
    /// The same, waiting its turn among files before it takes a door.
    pub(crate) fn with_file(mut self) -> Program {
        self.visit.queue = Some(Queue::Uploads);
        self
    }

    /// Runs a turn in the name of the token's account; without a token, of nobody.
    pub(crate) async fn turn(self, act: impl FnOnce(&Turn<'_>, &Program) -> Answered + Send + 'static) -> Response {
        let visit = self.visit.clone();
        visit
            .at_the_door(move |door, visit| {
                let ended = || Problem::from(Wrong::Token);
                let token = self.token.as_deref().ok_or_else(ended)?;
                let caller = door.caller_of_token(token, &visit.from).map_err(|error| match error {
                    OperationError::Refused(_) => ended(),
                    other => other.into(),
                })?;
                let caller = caller.for_purpose(&self.purpose);
                act(&Turn { door, caller, visit }, &self)
            })
            .await
    }
}
