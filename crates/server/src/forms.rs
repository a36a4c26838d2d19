//! Forms: their fields, and the token by which one of ours is told from one of somebody else's.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::HeaderMap,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use operations::Queue;
use seal::Secret;
use subtle::ConstantTimeEq;

use crate::{
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn},
    visit::Visit,
};

/// The largest form.
const FORM_MAX_BYTES: usize = 256 << 10;
/// Bytes of chance at the head of a token: no two pages carry the same, so that compressing them tells nothing.
const NONCE: usize = 12;
/// The hidden field that carries the token.
pub(crate) const TOKEN: &str = "form";

/// What was typed into a form, in its order; a name may come several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    pub(crate) fn parse(text: &[u8]) -> Fields {
        Fields(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first value of a name, without spaces around it; empty when it is not there. A password keeps its spaces.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self
            .0
            .iter()
            .find(|(one, _)| one == name)
            .map_or("", |(_, value)| value.as_str());
        if name.contains("password") { found } else { found.trim() }
    }

    /// Every value of a name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> + 'f {
        self.0
            .iter()
            .filter(move |(one, _)| one == name)
            .map(|(_, value)| value.trim())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(one, _)| one == name)
    }
}

/// A form of ours that somebody sent.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) visit: Visit,
    pub(crate) fields: Fields,
}

impl Posted {
    /// Runs a turn of whoever signed in, with the fields of the form.
    pub(crate) async fn turn(self, act: impl FnOnce(&Turn<'_>, &Fields) -> Answered + Send + 'static) -> Response {
        let fields = self.fields;
        self.visit.turn(move |turn| act(turn, &fields)).await
    }
}

impl FromRequest<Site> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Posted, Response> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts, site);
        let refused = |wrong: Wrong| Problem::from(wrong).answered(&visit);
        if !is_same_origin(&parts.headers, &visit.host) {
            return Err(refused(Wrong::Form));
        }
        let body: Bytes = to_bytes(body, FORM_MAX_BYTES)
            .await
            .map_err(|_| refused(Wrong::TooLarge))?;
        let fields = Fields::parse(&body);
        let session = visit.token.as_deref().unwrap_or_default();
        match is_token(&site.forms, session, fields.get(TOKEN)) {
            true => Ok(Posted {
                visit: Visit {
                    queue: (!fields.get("password").is_empty()).then_some(Queue::Passwords),
                    ..visit
                },
                fields,
            }),
            false => Err(refused(Wrong::Form)),
        }
    }
}

/// Whether a browser says that the request comes from a page of this site: what an older browser does not say is held
/// against the `Origin`.
pub(crate) fn is_same_origin(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, name)| name == host),
        (None, None) => true,
    }
}

/// A token for the forms of one page: only this start of the site makes it, only this session may use it.
pub(crate) fn token(secret: &Secret, session: &str) -> String {
    let mut nonce = [0; NONCE];
    if getrandom::fill(&mut nonce).is_err() {
        return String::new();
    }
    token_of(secret, session, &nonce)
}

fn token_of(secret: &Secret, session: &str, nonce: &[u8]) -> String {
    let tag = secret.tag(&[nonce, session.as_bytes()].concat());
    URL_SAFE_NO_PAD.encode([nonce, &tag[..]].concat())
}

/// Whether a token is one of this session's.
pub(crate) fn is_token(secret: &Secret, session: &str, token: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else {
        return false;
    };
    let Some(nonce) = bytes.get(..NONCE) else {
        return false;
    };
    token_of(secret, session, nonce)
        .as_bytes()
        .ct_eq(token.as_bytes())
        .into()
}

/// A text as part of an address.
pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A page of this site to go on to; anything else becomes the home page.
pub(crate) fn own_page(address: &str) -> &str {
    let is_own = address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', '\r', '\n']);
    if is_own && address.is_ascii() { address } else { "/" }
}
