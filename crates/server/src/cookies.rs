//! The two cookies: the session's token, and the language.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};
use catalogue::Language;

use crate::{
    problem::{Problem, Wrong},
    site::Settings,
    turn::{Answered, go},
    visit::Visit,
};

/// With TLS the name itself makes the browser refuse the cookie from anybody else.
pub(crate) fn session_name(settings: &Settings) -> &'static str {
    if settings.is_secure() {
        "__Host-sintra"
    } else {
        "sintra"
    }
}

pub(crate) fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = pairs
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The cookie of a session, or with an empty token its end.
pub(crate) fn session(settings: &Settings, token: &str) -> Option<HeaderValue> {
    let secure = if settings.is_secure() { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    let name = session_name(settings);
    HeaderValue::from_str(&format!(
        "{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}"
    ))
    .ok()
}

pub(crate) fn language(language: Language) -> HeaderValue {
    HeaderValue::from_static(match language {
        Language::Es => "language=es; Path=/; Max-Age=31536000; SameSite=Lax",
        Language::En => "language=en; Path=/; Max-Age=31536000; SameSite=Lax",
    })
}

/// On to a page of the site, with the cookie of a session that was begun.
pub(crate) fn begun(visit: &Visit, next: &str, token: &str) -> Answered {
    let mut response = go(next)?;
    let cookie = session(&visit.site.settings, token);
    let cookie = cookie.ok_or_else(|| Problem::from(Wrong::Broken("no cookie".to_owned())))?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}
