//! A call is opened: title, period, last day, registers, authorities.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use catalogue::{Authority, Catalogue, Date, List};
use operations::{NewCall, OperationError};
use register::Period;

use crate::{
    forms::{Fields, Posted},
    frame::Frame,
    pages::answered::coded,
    turn::{Answered, Turn, go, page},
    visit::Visit,
    words::Words,
};

#[derive(Template)]
#[template(path = "new_call.html")]
struct Form {
    frame: Frame,
    title: String,
    from: String,
    until: String,
    due: String,
    note: String,
    registers: Vec<Choice>,
    kinds: Vec<Kind>,
    faults: Faults,
}

/// Something that may be ticked.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// The authorities of a kind.
#[derive(Debug)]
struct Kind {
    all: Choice,
    authorities: Vec<Choice>,
    has_chosen: bool,
}

/// What is wrong in a form: the field and the sentence.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<(&'static str, String)>);

impl Faults {
    /// What is wrong with a field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, says)| says.as_str())
    }

    pub(crate) fn push(&mut self, field: &'static str, says: &str) {
        self.0.push((field, says.to_owned()));
    }
}

pub(crate) async fn blank(visit: Visit) -> Response {
    visit
        .turn(|turn| page(&form(turn, &Fields::default(), Faults::default())))
        .await
}

pub(crate) async fn open(posted: Posted) -> Response {
    posted.turn(opened).await
}

fn opened(turn: &Turn<'_>, fields: &Fields) -> Answered {
    let new = match asked(turn, fields) {
        Ok(new) => new,
        Err(faults) => return again(&form(turn, fields, faults)),
    };
    let caller = turn.caller.clone().for_purpose(&new.title);
    match turn.door.open_call(&caller, new) {
        Ok(number) => go(&format!("/calls/{number}")),
        Err(OperationError::Unknown(says)) => again(&form(turn, fields, Faults(vec![("", says)]))),
        Err(error) => Err(error.into()),
    }
}

/// A form with what is wrong in it.
pub(crate) fn again(template: &impl Template) -> Answered {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(template)?).into_response())
}

fn asked(turn: &Turn<'_>, fields: &Fields) -> Result<NewCall, Faults> {
    let (t, mut faults) = (turn.t(), Faults::default());
    if fields.get("title").is_empty() {
        faults.push("title", t.new_call_no_title());
    }
    let until = Some(fields.get("until")).filter(|until| !until.is_empty());
    let from = fields.get("from");
    let period = Period::parse(&format!("{from}/{}", until.unwrap_or(from)));
    if period.is_none() {
        faults.push("from", t.new_call_no_period());
    }
    let due = day(t, fields, &mut faults);
    let (Some(period), Some(due), true) = (period, due, faults.0.is_empty()) else {
        return Err(faults);
    };
    Ok(NewCall {
        title: fields.get("title").to_owned(),
        period,
        due,
        registers: fields.all("register").map(str::to_owned).collect(),
        authorities: chosen(turn, fields),
        note: fields.get("note").to_owned(),
    })
}

/// The last day of a form.
pub(crate) fn day(t: Words, fields: &Fields, faults: &mut Faults) -> Option<Date> {
    let day = Date::parse(fields.get("due")).filter(|day| day.day() > 0);
    if day.is_none() {
        faults.push("due", t.new_call_no_day());
    }
    day
}

/// The authorities ticked, one by one or by their kind.
fn chosen(turn: &Turn<'_>, fields: &Fields) -> Vec<String> {
    let is_chosen = |one: &Authority<'_>| {
        fields.all("authority").any(|id| id == one.id()) || fields.all("kind").any(|kind| kind == one.kind())
    };
    let all = within_reach(turn).into_iter().filter(is_chosen);
    all.map(|one| one.id().to_owned()).collect()
}

/// Those of the list whom the caller may call: all that are asked, or those of the caller's federal state.
fn within_reach<'c>(turn: &'c Turn<'_>) -> Vec<Authority<'c>> {
    let catalogue = turn.catalogue();
    let own = Authority::of(catalogue, turn.caller.institution());
    let state = own.map_or("", Authority::jurisdiction);
    let codes = catalogue.list("authority").map(List::codes).unwrap_or_default();
    let all = codes.iter().filter_map(|code| Authority::of(catalogue, &code.id));
    all.filter(|one| one.is_asked() && (state.is_empty() || one.jurisdiction() == state))
        .collect()
}

fn form(turn: &Turn<'_>, fields: &Fields, faults: Faults) -> Form {
    let text = |name: &str| fields.get(name).to_owned();
    Form {
        frame: turn.frame(turn.t().new_call_title()),
        title: text("title"),
        from: text("from"),
        until: text("until"),
        due: text("due"),
        note: text("note"),
        registers: registers(turn.catalogue(), turn.t(), fields),
        kinds: kinds(turn, fields),
        faults,
    }
}

fn registers(catalogue: &Catalogue, t: Words, fields: &Fields) -> Vec<Choice> {
    let codes = catalogue.list("register_name").map(List::codes).unwrap_or_default();
    let is_asked = |id: &str| catalogue.register(id).is_some_and(|one| !one.kept_by.is_empty());
    let kept = codes.iter().filter(|code| is_asked(&code.id));
    kept.map(|code| Choice {
        id: code.id.clone(),
        label: code.label.get(t.0).to_owned(),
        is_chosen: fields.all("register").any(|id| id == code.id),
    })
    .collect()
}

fn kinds(turn: &Turn<'_>, fields: &Fields) -> Vec<Kind> {
    let (catalogue, language) = (turn.catalogue(), turn.t().0);
    let mut kinds: Vec<Kind> = Vec::new();
    for one in within_reach(turn) {
        let authority = Choice {
            id: one.id().to_owned(),
            label: one.code().label.get(language).to_owned(),
            is_chosen: fields.all("authority").any(|id| id == one.id()),
        };
        let at = kinds
            .iter()
            .position(|kind| kind.all.id == one.kind())
            .unwrap_or(kinds.len());
        if at == kinds.len() {
            let all = Choice {
                id: one.kind().to_owned(),
                label: coded(catalogue, "authority_kind", one.kind(), language),
                is_chosen: fields.all("kind").any(|kind| kind == one.kind()),
            };
            kinds.push(Kind {
                all,
                authorities: Vec::new(),
                has_chosen: false,
            });
        }
        kinds[at].has_chosen |= authority.is_chosen;
        kinds[at].authorities.push(authority);
    }
    kinds
}
