//! Help: how each kind of work is done, in words that need no training.

use askama::Template;
use axum::{Router, response::Response, routing::get};

use crate::{frame::Frame, site::Site, turn::page, visit::Visit};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/help", get(show))
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: Frame,
}

/// Whoever is not signed in reads it too.
async fn show(visit: Visit) -> Response {
    if visit.token.is_some() {
        return visit
            .turn(|turn| {
                page(&Help {
                    frame: turn.frame(turn.t().help_title()),
                })
            })
            .await;
    }
    let frame = Frame::plain(&visit, visit.words().help_title().to_owned());
    page(&Help { frame }).unwrap_or_else(|problem| problem.answered(&visit))
}
