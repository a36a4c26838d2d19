//! What is behind a figure: the returns it came from and the records it counts, for a purpose that is said first.

use askama::Template;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use catalogue::{Catalogue, Language, Question, Register};
use operations::{Held, TracedReturn};
use serde_json::Value as Json;

use crate::{
    figures::{filters, whole},
    forms::{Fields, Posted, encoded},
    frame::Frame,
    pages::{
        answer::{asked, vintage_of},
        purposes,
    },
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
    words::Words,
};

/// Records of each return on a page.
const RECORDS_MAX: usize = 20;

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/trace", get(show).post(state))
}

#[derive(Template)]
#[template(path = "trace_purpose.html")]
struct Purpose {
    frame: Frame,
    figure: String,
    vintage: String,
    purpose: String,
    is_wrong: bool,
}

#[derive(Template)]
#[template(path = "trace.html")]
struct Behind {
    frame: Frame,
    figure: String,
    purpose: String,
    /// The address that asks for another purpose.
    again: String,
    /// What the figure counts, in words.
    of: String,
    total: String,
    returns: Vec<Source>,
}

/// A return behind the figure.
struct Source {
    /// Its number, or 0 without a return.
    number: i64,
    /// Its number and authority, or nothing without a return.
    title: String,
    file: String,
    sha256: String,
    period: String,
    received_at: String,
    stands_for: String,
    records: Vec<Record>,
    /// How many more there are, in words.
    more: String,
}

/// A record: its row, what it stands for, its answers in words.
struct Record {
    row: String,
    stands_for: String,
    answers: Vec<(String, String)>,
}

async fn show(visit: Visit) -> Response {
    visit
        .turn(|turn| {
            let fields = asked(turn);
            match purposes::stating(turn).filter(|_| !fields.has("again")) {
                Some(caller) => behind(turn, &fields, &caller),
                None => ask(turn, &fields, false),
            }
        })
        .await
}

async fn state(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            if !purposes::is_one(fields.get("purpose")) {
                let mut response = ask(turn, fields, true)?.into_response();
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(response);
            }
            let (vintage, figure) = (encoded(vintage_of(fields)), encoded(fields.get("figure")));
            purposes::keep(turn, fields, &format!("/trace?vintage={vintage}&figure={figure}"))
        })
        .await
}

fn ask(turn: &Turn<'_>, fields: &Fields, is_wrong: bool) -> Answered {
    page(&Purpose {
        frame: turn.frame(turn.t().trace_title()),
        figure: fields.get("figure").to_owned(),
        vintage: vintage_of(fields).to_owned(),
        purpose: if is_wrong {
            fields.get("purpose").to_owned()
        } else {
            purposes::said(turn)
        },
        is_wrong,
    })
}

fn behind(turn: &Turn<'_>, fields: &Fields, caller: &operations::Caller) -> Answered {
    let shelf = &turn.visit.site.shelf;
    let (asked, figure) = (vintage_of(fields), fields.get("figure"));
    let held = shelf.held(turn.door, asked)?;
    let traced = shelf.trace(turn.door, caller, (&held.vintage.id, figure), RECORDS_MAX)?;
    let told = Told::of(&held, figure, turn.visit.language);
    let total = traced.iter().map(|one| one.stands_for).sum();
    page(&Behind {
        frame: turn.frame(turn.t().trace_title()),
        figure: figure.to_owned(),
        purpose: purposes::said(turn),
        of: told.title(figure),
        total: whole(total, turn.visit.language),
        returns: traced.iter().map(|one| told.source(one)).collect(),
        again: format!("/trace?vintage={}&figure={}&again=1", held.vintage.id, encoded(figure)),
    })
}

/// What records are told with: the law, the register of the figure.
struct Told<'a> {
    law: &'a Catalogue,
    register: Option<&'a Register>,
    language: Language,
    t: Words,
}

impl<'a> Told<'a> {
    fn of(held: &'a Held, figure: &str, language: Language) -> Told<'a> {
        let table = table_of(figure);
        let register = match Question::parse(table) {
            Some(question) => held.law.register(&question.register),
            None => held.law.table(table).and_then(|table| held.law.register(&table.of)),
        };
        Told {
            law: &held.law,
            register,
            language,
            t: Words(language),
        }
    }

    /// The title of the figure's table.
    fn title(&self, figure: &str) -> String {
        let id = table_of(figure);
        let asked = || Question::parse(id)?.table(self.law).ok();
        let table = self.law.table(id).cloned().or_else(asked);
        table.map_or_else(String::new, |table| table.title.get(self.language).to_owned())
    }

    fn source(&self, one: &TracedReturn) -> Source {
        let returned = one.returned.as_ref();
        let text = |of: fn(&register::Returned) -> String| returned.map(of).unwrap_or_default();
        Source {
            number: returned.map_or(0, |one| one.number),
            title: returned.map_or_else(String::new, |one| {
                let authority = self.label("authority", &one.authority);
                self.t.trace_return_of(authority, one.number)
            }),
            file: text(|one| one.file_name.clone()),
            sha256: text(|one| one.sha256.clone()),
            period: text(|one| one.period.to_string()),
            received_at: text(|one| one.received_at.clone()),
            stands_for: whole(one.stands_for, self.language),
            records: one.records.iter().map(|record| self.record(record)).collect(),
            more: match one.more as u64 {
                0 => String::new(),
                more => self.t.trace_records_more(more),
            },
        }
    }

    fn record(&self, (_, row, count, payload): &(i64, u32, u32, String)) -> Record {
        let answers: Json = serde_json::from_str(payload).unwrap_or_default();
        let answers = answers.as_object().into_iter().flatten();
        Record {
            row: if *row == 0 { "–".to_owned() } else { row.to_string() },
            stands_for: whole(u64::from(*count), self.language),
            answers: answers.map(|(name, value)| self.answer(name, value)).collect(),
        }
    }

    /// A field's heading and its answer in words.
    fn answer(&self, name: &str, value: &Json) -> (String, String) {
        let field = self.register.and_then(|register| register.field(name));
        let label = field.map_or(name, |field| field.label.get(self.language));
        let list = field.and_then(|field| field.list.as_deref()).unwrap_or(name);
        let words = match value {
            Json::String(code) => self.label(list, code),
            Json::Array(codes) => {
                let codes = codes.iter().filter_map(Json::as_str).map(|code| self.label(list, code));
                codes.collect::<Vec<String>>().join("; ")
            }
            Json::Object(state) => {
                let state = state.get("state").and_then(Json::as_str).unwrap_or_default();
                self.label("value_state", state)
            }
            other => other.to_string(),
        };
        (label.to_owned(), words)
    }

    /// The words of a code, or the code itself.
    fn label(&self, list: &str, id: &str) -> String {
        let list = self.law.list(list);
        let code = list.and_then(|list| list.code(list.position(id)?));
        code.map_or(id, |code| code.label.get(self.language)).to_owned()
    }
}

/// The table of a figure's address.
fn table_of(figure: &str) -> &str {
    figure.split('[').next().unwrap_or_default()
}
