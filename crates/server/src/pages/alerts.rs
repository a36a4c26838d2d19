//! What raised an alert, and that somebody looked into it: with a reason, which stands in the log.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use catalogue::Act;
use operations::{Alert, AlertSeen};

use crate::{
    confirm::{Halt, Retry, Summary, again, confirmed},
    forms::{Fields, Posted},
    frame::Frame,
    instants,
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::{Done, Visit},
};

/// Alerts on a page.
const ALERTS: usize = 50;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/audit/alerts", get(alerts))
        .route("/audit/alerts/{number}", post(mark))
}

#[derive(Template)]
#[template(path = "audit_alerts.html")]
struct AlertsPage {
    frame: Frame,
    done: &'static str,
    summary: Summary,
    lines: Vec<Alert>,
    total: usize,
    /// Alerts that nobody looked into.
    open: u64,
    may_mark: bool,
    /// Who looks: what they caused they do not mark.
    account: String,
    /// The alert whose form is shown again, with what was typed.
    again: (i64, String),
}

impl AlertsPage {
    fn kind(&self, alert: &Alert) -> &'static str {
        let t = self.frame.t;
        match alert.kind.as_str() {
            "canary" => t.audit_alert_decoy(),
            "emergency" => t.audit_alert_emergency(),
            "lock_out" => t.audit_alert_lock_out(),
            "quota" => t.audit_alert_quota(),
            "guessing" => t.audit_alert_guessing(),
            _ => t.audit_alert_other(),
        }
    }

    fn at(&self, alert: &Alert) -> String {
        instants::plain(&alert.at)
    }

    fn seen_at(&self, seen: &AlertSeen) -> String {
        instants::plain(&seen.at)
    }

    /// The record that it is about.
    fn record(&self, alert: &Alert) -> Option<i64> {
        let mut words = alert.object.split(' ').skip_while(|word| *word != "record").skip(1);
        words.next()?.parse().ok()
    }

    fn may_mark(&self, alert: &Alert) -> bool {
        self.may_mark && alert.seen.is_none() && alert.account != self.account
    }

    /// What was typed into the form of an alert that is shown again.
    fn typed(&self, alert: &Alert) -> &str {
        if self.again.0 == alert.number {
            &self.again.1
        } else {
            ""
        }
    }

    fn is_again(&self, alert: &Alert) -> bool {
        self.again.0 == alert.number
    }
}

async fn alerts(visit: Visit, Query(done): Query<Done>) -> Response {
    visit
        .turn(move |turn| {
            let done = match done.done.as_str() {
                "seen" => turn.t().audit_alert_marked(),
                _ => "",
            };
            shown(turn, done, (0, &Retry::default()))
        })
        .await
}

fn shown(turn: &Turn<'_>, done: &'static str, (number, retry): (i64, &Retry)) -> Answered {
    let mut lines = turn.door.alerts(&turn.caller)?;
    let (total, open) = (
        lines.len(),
        lines.iter().filter(|one| one.seen.is_none()).count() as u64,
    );
    lines.reverse();
    // What nobody looked into stands first.
    lines.sort_by_key(|one| one.seen.is_some());
    lines.truncate(ALERTS);
    page(&AlertsPage {
        frame: turn.frame(turn.t().audit_alerts()),
        done,
        summary: Summary::of(turn.t(), retry),
        lines,
        total,
        open,
        may_mark: turn.may(Act::MarkAlert),
        account: turn.caller.account().to_owned(),
        again: (number, retry.fields.get("purpose").to_owned()),
    })
}

async fn mark(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| marked(turn, fields, number)).await
}

fn marked(turn: &Turn<'_>, fields: &Fields, number: i64) -> Answered {
    let done = confirmed(turn, fields, Act::MarkAlert).and_then(|caller| Ok(turn.door.mark_alert(&caller, number)?));
    match done {
        Ok(()) => go("/audit/alerts?done=seen"),
        Err(Halt::Wrong("purpose", _)) => {
            let halt = Halt::Wrong("purpose", turn.t().audit_alert_unreasoned().to_owned());
            again(halt, ("alert", fields), |retry| shown(turn, "", (number, &retry)))
        }
        Err(halt) => again(halt, ("alert", fields), |retry| shown(turn, "", (number, &retry))),
    }
}
