//! What figures are read for: said once a sitting, kept by the browser, written in the log with every reading.

use axum::{
    http::{HeaderValue, header::SET_COOKIE},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use operations::Caller;

use crate::{
    cookies,
    forms::Fields,
    problem::{Problem, Wrong},
    site::Settings,
    turn::{Answered, Turn, go},
};

/// The name of the cookie.
const NAME: &str = "purpose";

/// The longest purpose, in letters, and the shortest that says anything.
const LETTERS_MAX: usize = 300;
const LETTERS_MIN: usize = 8;

/// How long a purpose holds.
const SECONDS: u32 = 4 * 60 * 60;

/// What was said to be the purpose in this sitting.
pub(crate) fn said(turn: &Turn<'_>) -> String {
    let kept = turn.visit.purpose.as_deref().unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(kept).unwrap_or_default();
    String::from_utf8(bytes)
        .unwrap_or_default()
        .chars()
        .take(LETTERS_MAX)
        .collect()
}

/// The caller with the purpose that was said, if one was.
pub(crate) fn stating(turn: &Turn<'_>) -> Option<Caller> {
    let purpose = said(turn);
    is_one(&purpose).then(|| turn.caller.clone().for_purpose(&purpose))
}

/// Whether a text says a purpose.
pub(crate) fn is_one(text: &str) -> bool {
    text.trim().chars().count() >= LETTERS_MIN
}

/// Keeps the purpose of a form, and leads on.
pub(crate) fn keep(turn: &Turn<'_>, fields: &Fields, next: &str) -> Answered {
    let purpose: String = fields.get("purpose").chars().take(LETTERS_MAX).collect();
    let cookie = cookie(&turn.visit.site.settings, &purpose);
    let cookie = cookie.ok_or_else(|| Problem::from(Wrong::Broken("no cookie".to_owned())))?;
    let mut response: Response = go(next)?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

fn cookie(settings: &Settings, purpose: &str) -> Option<HeaderValue> {
    let secure = if settings.is_secure() { "; Secure" } else { "" };
    let text = URL_SAFE_NO_PAD.encode(purpose);
    HeaderValue::from_str(&format!(
        "{NAME}={text}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Strict{secure}"
    ))
    .ok()
}

/// The cookie of a request.
pub(crate) fn read(headers: &axum::http::HeaderMap) -> Option<String> {
    cookies::read(headers, NAME).map(str::to_owned)
}
