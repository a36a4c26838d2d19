//! The document of the interface (OpenAPI 3.1), and the same as pages to read.

use askama::Template;
use axum::{
    Router,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::Value as Json;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{api::Program, frame::Frame, site::Site, turn::page, visit::Visit};

/// What stands around the handlers.
#[derive(OpenApi)]
#[openapi(
    info(title = "sintra", description = "National information system on trafficking in persons: returns, calls, figures."),
    security(("token" = [])),
    modifiers(&Token)
)]
pub(crate) struct Interface;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The document is the same for everybody, so that it asks for no token.
pub(crate) async fn served(_: Program, text: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], text)
}

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/api", get(reference))
}

#[derive(Template)]
#[template(path = "api.html")]
struct Reference {
    frame: Frame,
    operations: Vec<Operation>,
}

/// One operation as the page tells it.
struct Operation {
    id: String,
    method: String,
    path: String,
    says: String,
    parameters: Vec<(String, String, String)>,
    answers: Vec<(String, String)>,
}

async fn reference(visit: Visit) -> Response {
    let document = super::interface().1;
    let document = serde_json::to_value(document).unwrap_or_default();
    let frame = Frame::plain(&visit, visit.words().api_title().to_owned());
    let operations = operations_of(&document);
    page(&Reference { frame, operations }).unwrap_or_else(|problem| problem.answered(&visit))
}

fn operations_of(document: &Json) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, one) in methods.as_object().into_iter().flatten() {
            all.push(operation(path, method, one));
        }
    }
    all
}

fn operation(path: &str, method: &str, one: &Json) -> Operation {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let parameters = one["parameters"].as_array().into_iter().flatten();
    let answers = one["responses"].as_object().into_iter().flatten();
    let schema = |answer: &Json| {
        let schema = &answer["content"]["application/json"]["schema"];
        let named = schema["$ref"].as_str().or(schema["items"]["$ref"].as_str());
        named
            .and_then(|name| name.rsplit('/').next())
            .unwrap_or_default()
            .to_owned()
    };
    let summary = [text(&one["summary"]), text(&one["description"])];
    Operation {
        id: text(&one["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        says: summary.join(" ").trim().to_owned(),
        parameters: parameters
            .map(|one| (text(&one["name"]), text(&one["in"]), text(&one["description"])))
            .collect(),
        answers: answers
            .map(|(status, one)| (status.clone(), format!("{} {}", text(&one["description"]), schema(one))))
            .collect(),
    }
}
