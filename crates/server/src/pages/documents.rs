//! The documents that the store and the catalogue write of themselves, as pages: the security document, and who may do
//! what.

use askama::Template;
use axum::{Router, response::Response, routing::get};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::{
    frame::Frame,
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/audit/security", get(security))
        .route("/audit/rights", get(rights))
}

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    /// HTML that was made from our own Markdown.
    text: String,
}

async fn security(visit: Visit) -> Response {
    visit
        .turn(|turn| {
            let text = turn.door.security_document(&turn.caller, turn.t().0)?;
            document(turn, turn.t().documents_security(), &text)
        })
        .await
}

async fn rights(visit: Visit) -> Response {
    visit
        .turn(|turn| {
            let text = turn.catalogue().rights().page(turn.t().0);
            document(turn, turn.t().documents_rights(), &text)
        })
        .await
}

fn document(turn: &Turn<'_>, title: &str, text: &str) -> Answered {
    page(&DocumentPage {
        frame: turn.frame(title),
        text: as_html(text),
    })
}

/// Markdown as HTML: what looks like HTML in it is text, and each table is called as the heading above it.
fn as_html(text: &str) -> String {
    let mut heading = String::new();
    let mut is_heading = false;
    let mut events = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match &event {
            Event::Start(Tag::Heading { .. }) => {
                heading.clear();
                is_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Text(text) if is_heading => heading.push_str(text),
            _ => {}
        }
        let is_table = matches!(event, Event::Start(Tag::Table(_)));
        events.push(match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            other => other,
        });
        if is_table {
            let words = Event::Text(heading.clone().into());
            events.extend([Event::Html("<caption>".into()), words, Event::Html("</caption>".into())]);
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out.replace("<th>", "<th scope=\"col\">")
        .replace("<table>", "<div class=\"scroll\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}
