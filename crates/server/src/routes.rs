//! Every address of the site.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{Method, StatusCode, header::LOCATION},
    middleware,
    response::{IntoResponse, Response},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    api, assets, headers, pages,
    problem::{Problem, Wrong},
    site::Site,
    visit::Visit,
};

/// The site as a service: pages, what they are drawn with, and what every answer carries.
pub fn router(site: Site) -> Router {
    Router::new()
        .merge(assets::routes())
        .merge(pages::routes())
        .merge(api::routes())
        .fallback(absent)
        .method_not_allowed_fallback(wrong_method)
        // Each reader of a body has its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(site.clone(), headers::guard))
        .with_state(site)
}

async fn absent(visit: Visit) -> Response {
    Problem::from(Wrong::NotFound).answered(&visit)
}

/// Whoever opens an address that only takes forms (a page reloaded, the way back after signing in again) is led to the page
/// above it.
async fn wrong_method(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let above = parts.uri.path().rsplit_once('/').map_or("/", |(above, _)| above);
    if parts.method == Method::GET {
        let above = if above.is_empty() { "/" } else { above };
        return (StatusCode::SEE_OTHER, [(LOCATION, above.to_owned())]).into_response();
    }
    Problem::from(Wrong::Method).answered(&Visit::of(&parts, &site))
}
