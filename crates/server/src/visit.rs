//! One request before anybody is known: language, where from, with which session.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header::ACCEPT_LANGUAGE, request::Parts},
};
use catalogue::Language;
use operations::Queue;
use serde::Deserialize;

use crate::{cookies, site::Site, words::Words};

/// A request, as far as every page needs it.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) site: Site,
    pub(crate) language: Language,
    /// The address that asks, without the port: a session is bound to it.
    pub(crate) from: String,
    /// The session's token.
    pub(crate) token: Option<String>,
    /// What figures are read for, as said in this sitting.
    pub(crate) purpose: Option<String>,
    /// Path and query, to come back to.
    pub(crate) address: String,
    /// The name of the site in the browser's address line.
    pub(crate) host: String,
    /// What it waits for before it takes a door, when it takes long.
    pub(crate) queue: Option<Queue>,
}

impl Visit {
    pub(crate) fn words(&self) -> Words {
        Words(self.language)
    }

    /// The path without the query.
    pub(crate) fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    pub(crate) fn of(parts: &Parts, site: &Site) -> Visit {
        let headers = &parts.headers;
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|one| one.0.ip().to_string());
        let forwarded = || {
            let value = headers.get("x-forwarded-for")?.to_str().ok()?;
            value.rsplit(',').next().map(|last| last.trim().to_owned())
        };
        let proxied = site.settings.is_behind_proxy.then(forwarded).flatten();
        let name = cookies::session_name(&site.settings);
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        Visit {
            site: site.clone(),
            language: language_of(headers, parts.uri.query().unwrap_or_default()),
            from: proxied.or(peer).unwrap_or_else(|| "unknown".to_owned()),
            token: cookies::read(headers, name)
                .filter(|token| !token.is_empty())
                .map(str::to_owned),
            purpose: crate::pages::purposes::read(headers),
            address: parts.uri.path_and_query().map_or("/", |one| one.as_str()).to_owned(),
            host: text("host").to_owned(),
            queue: None,
        }
    }
}

/// What was just done, as the address of a page says it.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    pub(crate) done: String,
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Visit, Infallible> {
        Ok(Visit::of(parts, site))
    }
}

/// What the address asks for, then what was chosen before, then what the browser prefers; Spanish otherwise.
fn language_of(headers: &HeaderMap, query: &str) -> Language {
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang="));
    let kept = cookies::read(headers, "language");
    let prefers = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = prefers.and_then(|value| value.split([',', ';', '-']).next());
    match asked.or(kept).or(first) {
        Some("en") => Language::En,
        _ => Language::Es,
    }
}
