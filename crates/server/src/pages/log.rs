//! Who did what: the log, latest first, by day, account, act and institution.

use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use catalogue::Act;
use operations::LogFilter;
use serde::Deserialize;

use crate::{
    forms::encoded,
    frame::Frame,
    pages::accesses::{LogLine, act_word},
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

/// Entries on a page.
const PAGE: usize = 50;

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/audit/log", get(show))
}

/// What is looked for, as the address has it.
#[derive(Clone, Debug, Default, Deserialize)]
struct Sought {
    #[serde(default)]
    day: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    institution: String,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "audit_log.html")]
struct LogPage {
    frame: Frame,
    sought: Sought,
    /// Id and words of each act.
    acts: Vec<(&'static str, String)>,
    lines: Vec<LogLine>,
    size: i64,
    older: String,
}

async fn show(visit: Visit, Query(sought): Query<Sought>) -> Response {
    visit.turn(move |turn| shown(turn, sought)).await
}

fn shown(turn: &Turn<'_>, sought: Sought) -> Answered {
    let trimmed = |text: &str| text.trim().to_owned();
    let filter = LogFilter {
        day: trimmed(&sought.day),
        account: trimmed(&sought.account),
        act: trimmed(&sought.act),
        institution: trimmed(&sought.institution),
    };
    let caller = turn.caller.clone().for_purpose(turn.t().log_reading());
    let found = turn.door.search_log(&caller, &filter, (sought.before, PAGE))?;
    let acts = Act::ALL.into_iter().map(|act| (act.id(), act_word(turn, act.id())));
    page(&LogPage {
        frame: turn.frame(turn.t().log_title()),
        acts: acts.collect(),
        older: found.before.map_or(String::new(), |before| sought.going_on(before)),
        sought,
        lines: found
            .entries
            .into_iter()
            .map(|entry| LogLine::of(turn, entry))
            .collect(),
        size: found.size,
    })
}

impl Sought {
    /// The address where it goes on.
    fn going_on(&self, before: i64) -> String {
        let pairs = [
            ("day", &self.day),
            ("account", &self.account),
            ("act", &self.act),
            ("institution", &self.institution),
        ];
        let asked = pairs.iter().filter(|(_, value)| !value.is_empty());
        let asked: String = asked
            .map(|(name, value)| format!("{name}={}&", encoded(value)))
            .collect();
        format!("/audit/log?{asked}before={before}")
    }
}
