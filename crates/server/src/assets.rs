//! Style and script: in the program itself, under names with their hash, so that a browser keeps them for good.

use std::sync::OnceLock;

use axum::{
    Router,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::IntoResponse,
    routing::get,
};
use sha2::{Digest, Sha256};

use crate::site::Site;

const STYLE: &str = include_str!("../static/sintra.css");
const SCRIPT: &str = include_str!("../static/sintra.js");
const ICON: &str = include_str!("../static/icon.svg");

static REPORT_STYLE: OnceLock<String> = OnceLock::new();
static REPORT_STYLE_NAME: OnceLock<String> = OnceLock::new();
static STYLE_NAME: OnceLock<String> = OnceLock::new();
static SCRIPT_NAME: OnceLock<String> = OnceLock::new();

/// The address of the style sheet.
pub(crate) fn style() -> &'static str {
    STYLE_NAME.get_or_init(|| named(STYLE, "css"))
}

/// The address of the style sheet of tables and charts.
pub(crate) fn report_style() -> &'static str {
    REPORT_STYLE_NAME.get_or_init(|| named(report_css(), "css"))
}

/// What the report says of the looks of its parts.
fn report_css() -> &'static str {
    REPORT_STYLE.get_or_init(|| format!("{}{}", report::chart::STYLE, report::WEB_STYLE))
}

/// The address of the script.
pub(crate) fn script() -> &'static str {
    SCRIPT_NAME.get_or_init(|| named(SCRIPT, "js"))
}

fn named(text: &str, ending: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/static/sintra.{short}.{ending}")
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(report_style(), get(|| kept(report_css(), "text/css; charset=utf-8")))
        .route(style(), get(|| kept(STYLE, "text/css; charset=utf-8")))
        .route(script(), get(|| kept(SCRIPT, "text/javascript; charset=utf-8")))
        .route("/favicon.ico", get(|| kept(ICON, "image/svg+xml")))
}

async fn kept(text: &'static str, kind: &'static str) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    (headers, text)
}
