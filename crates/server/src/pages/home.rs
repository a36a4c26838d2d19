//! Home: what is pending for whoever signed in.

use askama::Template;
use axum::{Router, response::Response, routing::get};
use catalogue::Act;
use register::Returned;

use crate::{
    frame::Frame,
    pages::{answered::Due, calls::is_asked},
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

/// Returns on the page.
const LATEST: usize = 5;

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    /// What is asked of the institution, the most urgent first.
    pending: Vec<Due>,
    is_asked: bool,
    returns: Vec<Returned>,
}

async fn show(visit: Visit) -> Response {
    visit.turn(home).await
}

fn home(turn: &Turn<'_>) -> Answered {
    // Whoever may see no return has none on the page, and is not refused for coming home.
    let mut returns = match turn.may(Act::SeeReturns) {
        true => turn.door.returns(&turn.caller).unwrap_or_default(),
        false => Vec::new(),
    };
    returns.reverse();
    returns.truncate(LATEST);
    let is_asked = is_asked(&turn.caller);
    let pending = match is_asked {
        true => Due::all(turn, &turn.door.pending(&turn.caller)?),
        false => Vec::new(),
    };
    page(&Home {
        frame: turn.frame(turn.t().home_title()),
        pending,
        is_asked,
        returns,
    })
}
