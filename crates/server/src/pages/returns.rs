//! The returns as they were received: the list, the receipt of each, what was found in it and what it changed.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use catalogue::{Authority, Language, Role, Severity};
use register::{Findings, ReturnState, Returned, sentence};
use serde::Deserialize;

use crate::{
    figures::{filters, whole},
    frame::Frame,
    pages::hand_in::size,
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

/// Returns on a page.
const PAGE: usize = 50;
/// Changes on a page.
const CHANGES: usize = 200;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/returns", get(list))
        .route("/returns/{number}", get(one))
        .route("/returns/{number}/changes", get(changes))
}

#[derive(Deserialize)]
struct At {
    #[serde(default)]
    page: usize,
}

#[derive(Template)]
#[template(path = "returns.html")]
struct List {
    frame: Frame,
    returns: Vec<Line>,
    before: Option<usize>,
    after: Option<usize>,
    is_registrar: bool,
}

struct Line {
    number: i64,
    file_name: String,
    authority: String,
    period: String,
    received_at: String,
    state: &'static str,
    class: &'static str,
    accepted: String,
    waiting: u64,
}

async fn list(visit: Visit, Query(at): Query<At>) -> Response {
    visit
        .turn(move |turn| {
            let all = turn.door.returns(&turn.caller)?;
            let (skip, language) = (at.page.saturating_mul(PAGE), turn.visit.language);
            let returns = all.iter().rev().skip(skip).take(PAGE);
            page(&List {
                frame: turn.frame(turn.t().returns_title()),
                returns: returns.map(|one| line(turn, one, language)).collect(),
                before: at.page.checked_sub(1),
                after: (all.len() > skip + PAGE).then(|| at.page + 1),
                is_registrar: turn.caller.roles().contains(&Role::Registrar),
            })
        })
        .await
}

fn line(turn: &Turn<'_>, one: &Returned, language: Language) -> Line {
    Line {
        number: one.number,
        file_name: one.file_name.clone(),
        authority: authority(turn, &one.authority),
        period: one.period.to_string(),
        received_at: one.received_at.clone(),
        state: one.state.words(language),
        class: class(one.state),
        accepted: whole(one.parts.iter().map(|part| part.accepted).sum(), language),
        waiting: one.parts.iter().map(|part| part.waiting).sum(),
    }
}

fn class(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Accepted => "good-tag",
        ReturnState::AcceptedWithObservations => "wait-tag",
        ReturnState::SentBack => "bad-tag",
    }
}

fn authority(turn: &Turn<'_>, id: &str) -> String {
    let found = Authority::of(turn.catalogue(), id);
    found
        .map_or(id, |one| one.code().label.get(turn.visit.language))
        .to_owned()
}

#[derive(Template)]
#[template(path = "return.html")]
struct One {
    frame: Frame,
    returned: Returned,
    authority: String,
    size: String,
    state: &'static str,
    class: &'static str,
    parts: Vec<PartLine>,
    groups: Vec<Group>,
    has_changes: bool,
    /// Whether it is the end of handing in.
    is_new: bool,
    waiting: u64,
}

struct PartLine {
    sheet: String,
    register: String,
    rows: String,
    accepted: String,
    waiting: u64,
    stands_for: String,
    replaces: Vec<i64>,
}

struct Group {
    code: String,
    severity: &'static str,
    class: &'static str,
    says: String,
    mend: String,
    count: u64,
}

async fn one(visit: Visit, Path(number): Path<i64>) -> Response {
    visit.turn(move |turn| shown(turn, number, false)).await
}

/// The receipt of a return that was just handed in.
pub(crate) fn receipt(turn: &Turn<'_>, number: i64) -> Answered {
    shown(turn, number, true)
}

fn shown(turn: &Turn<'_>, number: i64, is_new: bool) -> Answered {
    let language = turn.visit.language;
    let returned = turn.door.returned(&turn.caller, number)?;
    let is_own = returned.authority == turn.caller.institution();
    let corrects = |role: &Role| matches!(role, Role::Registrar | Role::Reviewer);
    // What waits is seen by those who correct it, and by nobody else.
    let groups = if is_own && turn.caller.roles().iter().any(corrects) {
        groups(turn, &turn.door.findings(&turn.caller, number)?)
    } else {
        Vec::new()
    };
    let parts: Vec<PartLine> = returned.parts.iter().map(|part| part_line(turn, part)).collect();
    page(&One {
        frame: turn.frame(turn.t().returns_one(number)),
        authority: authority(turn, &returned.authority),
        size: size(returned.size_bytes, language),
        state: returned.state.words(language),
        class: class(returned.state),
        waiting: returned.parts.iter().map(|part| part.waiting).sum(),
        has_changes: returned.parts.iter().any(|part| !part.replaces.is_empty()),
        groups,
        parts,
        is_new,
        returned,
    })
}

fn part_line(turn: &Turn<'_>, part: &register::Part) -> PartLine {
    let language = turn.visit.language;
    let register = turn.catalogue().register(&part.register);
    PartLine {
        sheet: part.sheet.clone(),
        register: register.map_or("", |register| register.many.get(language)).to_owned(),
        rows: whole(part.rows, language),
        accepted: whole(part.accepted, language),
        waiting: part.waiting,
        stands_for: whole(part.stands_for, language),
        replaces: part.replaces.clone(),
    }
}

/// What was found, one line a rule, the gravest first.
fn groups(turn: &Turn<'_>, findings: &Findings) -> Vec<Group> {
    let t = turn.t();
    let mut groups: Vec<(Severity, Group)> = Vec::new();
    for finding in findings.kept() {
        if let Some((_, group)) = groups.iter_mut().find(|(_, group)| group.code == finding.code) {
            group.count += 1;
            continue;
        }
        let sentence = sentence(turn.catalogue(), finding, turn.visit.language);
        let (severity, class) = match sentence.severity {
            Severity::Note => (t.findings_note(), ""),
            Severity::Warning => (t.findings_warning(), "wait-tag"),
            Severity::Error => (t.findings_error(), "bad-tag"),
            Severity::Refusal => (t.findings_refusal(), "bad-tag"),
        };
        let group = Group {
            code: finding.code.to_string(),
            severity,
            class,
            says: sentence.says,
            mend: sentence.mend,
            count: 1,
        };
        groups.push((sentence.severity, group));
    }
    groups.sort_by_key(|(severity, group)| std::cmp::Reverse((*severity, group.count)));
    groups.into_iter().map(|(_, group)| group).collect()
}

#[derive(Template)]
#[template(path = "changes.html")]
struct Changes {
    frame: Frame,
    number: i64,
    changes: Vec<ChangeLine>,
    more: u64,
}

struct ChangeLine {
    register: String,
    what: String,
    before: String,
    now: String,
}

async fn changes(visit: Visit, Path(number): Path<i64>) -> Response {
    visit
        .turn(move |turn| {
            let all = operations::changes(turn.door, &turn.caller, number)?;
            let language = turn.visit.language;
            let nothing = turn.t().returns_nothing();
            let said = |value: &Option<serde_json::Value>| value.as_ref().map_or(nothing.to_owned(), words);
            let lines = all.iter().take(CHANGES).map(|one| {
                let register = turn.catalogue().register(&one.register);
                ChangeLine {
                    register: register.map_or("", |register| register.many.get(language)).to_owned(),
                    what: words(&one.what),
                    before: said(&one.before),
                    now: said(&one.now),
                }
            });
            page(&Changes {
                frame: turn.frame(turn.t().returns_changes(number)),
                number,
                changes: lines.collect(),
                more: all.len().saturating_sub(CHANGES) as u64,
            })
        })
        .await
}

/// Answers as they are kept, without the marks of the notation.
fn words(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(all) => all
            .iter()
            .map(|(name, value)| {
                if name == "state" {
                    words(value)
                } else {
                    format!("{name}: {}", words(value))
                }
            })
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    }
}
