//! Tables and questions over a vintage: the list of tables by register, a search, and the question builder.

use askama::Template;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use catalogue::{Register, Role, Table, fold};
use operations::{Held, Vintage, may_read};

use crate::{
    forms::{Fields, encoded},
    frame::Frame,
    pages::{
        answer::{Answer, Showing, asked, is_per, vintage_of},
        builder::{self, Builder, large},
        unfrozen,
    },
    site::Site,
    turn::{Answered, Turn, page},
    visit::Visit,
};

/// The most tables in a list that nobody narrowed.
const LISTED_MAX: usize = 60;

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/analysis", get(show))
}

#[derive(Template)]
#[template(path = "analysis.html")]
struct Analysis {
    frame: Frame,
    style: &'static str,
    /// Of which day the figures are, and who may read them.
    cut: String,
    vintages: Vec<Chosen>,
    builder: Builder,
    answer: Option<Answer>,
    /// What was searched.
    sought: String,
    of: String,
    groups: Vec<Group>,
    listed: Vec<Listed>,
    /// How many more there are, in words.
    more: String,
}

/// A vintage to choose.
struct Chosen {
    id: String,
    label: String,
    is_chosen: bool,
}

/// A register with its tables.
struct Group {
    label: String,
    count: String,
    address: String,
}

/// A table in the list.
struct Listed {
    title: String,
    id: String,
    address: String,
}

async fn show(visit: Visit) -> Response {
    visit.turn(analysis).await
}

fn analysis(turn: &Turn<'_>) -> Answered {
    if let Some(bare) = unfrozen::instead(turn, turn.t().analysis_title()) {
        return bare;
    }
    let fields = asked(turn);
    let shelf = &turn.visit.site.shelf;
    let held = shelf.held(turn.door, vintage_of(&fields))?;
    let question = builder::question(&fields);
    if !fields.has("go") || fields.get("go").is_empty() {
        return page(&sheet(turn, &held, &fields, Builder::of(&held, &fields, &[], turn.t())));
    }
    if let Err(faults) = question.table(&held.law) {
        let builder = Builder::of(&held, &fields, &faults, turn.t());
        let mut response = page(&sheet(turn, &held, &fields, builder))?.into_response();
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let computed = shelf.ask(turn.door, &turn.caller, (&held.vintage.id, &question))?;
    let showing = Showing {
        language: turn.visit.language,
        address: builder::address(&held.vintage.id, &question),
        kind: fields.get("chart"),
        per: is_per(&fields),
        computed: &computed,
    };
    if fields.has("as") {
        return showing.file(fields.get("as"));
    }
    let answer = showing.answer(turn);
    let mut sheet = sheet(turn, &held, &fields, Builder::of(&held, &fields, &[], turn.t()));
    sheet.frame.title.clone_from(&answer.asked);
    sheet.answer = Some(answer);
    page(&sheet)
}

/// The page without an answer.
fn sheet(turn: &Turn<'_>, held: &Held, fields: &Fields, builder: Builder) -> Analysis {
    let (sought, of) = (fields.get("q").to_owned(), fields.get("of").to_owned());
    let found: Vec<&Table> = held
        .law
        .tables()
        .iter()
        .filter(|table| is_sought(table, &sought, &of) && may_read(turn.door, &turn.caller, table))
        .collect();
    let is_narrowed = !sought.is_empty() || !of.is_empty();
    let listed = found.iter().filter(|_| is_narrowed).take(LISTED_MAX);
    let more = if is_narrowed {
        found.len().saturating_sub(LISTED_MAX)
    } else {
        0
    };
    Analysis {
        frame: turn.frame(turn.t().analysis_title()),
        style: crate::assets::report_style(),
        cut: turn.t().analysis_cut(held.cut.as_of.to_string(), &held.cut.vintage),
        vintages: vintages(turn, held),
        builder,
        answer: None,
        groups: groups(turn, held),
        listed: listed.map(|table| self::listed(turn, held, table)).collect(),
        more: if more == 0 {
            String::new()
        } else {
            turn.t().analysis_found_more(more as u64)
        },
        sought,
        of,
    }
}

/// Whether a table has all the words sought, in whatever spelling, and is of the register.
fn is_sought(table: &Table, sought: &str, of: &str) -> bool {
    let text = fold(&format!("{} {} {}", table.id, table.title.es, table.title.en));
    let has_all = fold(sought).split_whitespace().all(|word| text.contains(word));
    has_all && (of.is_empty() || table.of == of)
}

fn listed(turn: &Turn<'_>, held: &Held, table: &Table) -> Listed {
    Listed {
        title: table.title.get(turn.visit.language).to_owned(),
        id: table.id.clone(),
        address: format!("/tables/{}?vintage={}", encoded(&table.id), held.vintage.id),
    }
}

fn groups(turn: &Turn<'_>, held: &Held) -> Vec<Group> {
    let tables = |register: &Register| {
        let of = |table: &&Table| table.of == register.id && may_read(turn.door, &turn.caller, table);
        held.law.tables().iter().filter(of).count() as u64
    };
    let group = |register: &Register| Group {
        label: large(register.many.get(turn.visit.language)),
        count: turn.t().analysis_count(tables(register)),
        address: format!(
            "/analysis?vintage={}&of={}#tables",
            held.vintage.id,
            encoded(&register.id)
        ),
    };
    held.law.registers().filter(|one| tables(one) > 0).map(group).collect()
}

/// The vintages, for those who may see their list.
pub(crate) fn listed_vintages(turn: &Turn<'_>) -> Vec<Vintage> {
    let may_see = [Role::Coordinator, Role::Analyst];
    if !turn.caller.roles().iter().any(|role| may_see.contains(role)) {
        return Vec::new();
    }
    let mut all = turn.door.vintages(&turn.caller).unwrap_or_default();
    all.reverse();
    all
}

fn vintages(turn: &Turn<'_>, held: &Held) -> Vec<Chosen> {
    let chosen = |one: Vintage| Chosen {
        label: format!(
            "{} · {}",
            one.frozen_at.get(..10).unwrap_or_default(),
            one.id.get(..12).unwrap_or_default()
        ),
        is_chosen: one.id == held.vintage.id,
        id: one.id,
    };
    listed_vintages(turn).into_iter().map(chosen).collect()
}
