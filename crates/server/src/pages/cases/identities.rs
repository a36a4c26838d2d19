//! The last step of cases whose persons are named: what identifies each is typed here, sealed with the return, and kept
//! nowhere before.

use askama::Template;
use axum::{extract::Query, http::StatusCode, response::Response};
use catalogue::{Act, Compartment, Field};
use operations::{CaseForm, Draft, IDENTIFIED_MAX, Identified, Identities, WrongIdentity, form_of};
use register::sentence;
use serde::Deserialize;

use super::short;
use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    forms::{Fields, Posted},
    frame::Frame,
    problem::{Problem, Wrong},
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

/// The longest that a line may be, and a text of several.
const CHARS_MAX: [usize; 2] = [200, 2_000];

#[derive(Template)]
#[template(path = "case_identities.html")]
struct Page {
    frame: Frame,
    summary: Summary,
    register: String,
    name: String,
    period: String,
    cases: Vec<Case>,
    /// Where and what is wrong, for the list above the form.
    faults: Vec<(String, String)>,
    confirm: Confirm,
}

/// A case with the questions of identity.
struct Case {
    number: i64,
    revision: u32,
    title: String,
    inputs: Vec<Input>,
}

struct Input {
    id: String,
    label: String,
    note: String,
    value: String,
    is_long: bool,
    chars_max: usize,
    faults: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    register: String,
    #[serde(default)]
    period: String,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Response {
    visit
        .turn(move |turn| shown(turn, (&asked.register, &asked.period), (&Retry::default(), &[])))
        .await
}

fn shown(turn: &Turn<'_>, (register, period): (&str, &str), (retry, wrong): (&Retry, &[WrongIdentity])) -> Answered {
    let language = turn.visit.language;
    let form = form_of(turn.catalogue(), register).ok_or(Wrong::NotFound)?;
    if !turn.door.takes_identities(&turn.caller, register)? {
        return Err(Wrong::Says(StatusCode::FORBIDDEN, turn.t().case_no_identities().to_owned()).into());
    }
    let ready = ready(turn, register, period)?;
    let cases: Vec<Case> = ready
        .iter()
        .map(|draft| case(turn, (&form, draft), (retry, wrong)))
        .collect();
    let faults = cases.iter().flat_map(|case| {
        let inputs = case.inputs.iter();
        inputs.flat_map(move |input| {
            let place = move |fault: &String| (input.id.clone(), format!("{}: {}: {fault}", case.title, input.label));
            input.faults.iter().map(place)
        })
    });
    page(&Page {
        frame: turn.frame(turn.t().case_identities_title()),
        summary: Summary::of(turn.t(), retry),
        register: register.to_owned(),
        name: form.register.many.get(language).to_owned(),
        period: period.to_owned(),
        faults: faults.collect(),
        cases,
        confirm: Confirm::of(turn, "identities", Act::Receive, retry),
    })
}

/// The cases that can be handed in, no more than fit on a page.
fn ready(turn: &Turn<'_>, register: &str, period: &str) -> Result<Vec<Draft>, Problem> {
    let all = turn.door.drafts_with_errors(&turn.caller)?.into_iter();
    let own = |draft: &Draft| draft.of.register == register && short(&draft.of.period.to_string()) == period;
    let ready = all.filter(|(draft, errors)| *errors == 0 && own(draft));
    let ready: Vec<Draft> = ready.map(|(draft, _)| draft).collect();
    if ready.is_empty() || ready.len() > IDENTIFIED_MAX {
        let says = turn.t().case_identities_many(IDENTIFIED_MAX);
        return Err(Wrong::Says(StatusCode::UNPROCESSABLE_ENTITY, says).into());
    }
    Ok(ready)
}

fn case(turn: &Turn<'_>, (form, draft): (&CaseForm<'_>, &Draft), (retry, wrong): (&Retry, &[WrongIdentity])) -> Case {
    let own: Vec<&WrongIdentity> = wrong.iter().filter(|one| one.case == draft.number).collect();
    let key = form.register.key.first().and_then(|key| draft.last.answers.get(key));
    let title = turn.t().case_one(draft.number);
    Case {
        number: draft.number,
        revision: draft.last.revision,
        title: key.map_or_else(|| title.clone(), |key| format!("{title} · {key}")),
        inputs: form
            .identity
            .iter()
            .map(|field| input(turn, (draft.number, field), (retry, &own)))
            .collect(),
    }
}

fn input(turn: &Turn<'_>, (case, field): (i64, &Field), (retry, wrong): (&Retry, &[&WrongIdentity])) -> Input {
    let language = turn.visit.language;
    let id = format!("i.{case}.{}", field.id);
    let is_long = field.compartment == Some(Compartment::Narrative);
    let own = wrong.iter().filter(|one| one.finding.field == field.id);
    let says = own.map(|one| {
        let sentence = sentence(turn.catalogue(), &one.finding, language);
        format!("{} {}", sentence.says, sentence.mend)
    });
    Input {
        label: field.label.get(language).to_owned(),
        note: field.note.get(language).to_owned(),
        value: retry.typed("identities", &id).to_owned(),
        is_long,
        chars_max: field.chars_max().min(CHARS_MAX[usize::from(is_long)]),
        faults: says.collect(),
        id,
    }
}

pub(super) async fn hand_in(posted: Posted) -> Response {
    posted.turn(handed_in).await
}

fn handed_in(turn: &Turn<'_>, fields: &Fields) -> Answered {
    let of = (fields.get("register"), fields.get("period"));
    let done = confirmed(turn, fields, Act::Receive).and_then(|caller| {
        let form = form_of(turn.catalogue(), of.0).ok_or(Problem::from(Wrong::NotFound))?;
        let identities = typed(&form, fields);
        let (now, reader) = (turn.door.now(), &turn.visit.site.reader);
        let what = ((of.0, of.1, now.as_str()), &identities);
        Ok(turn.door.hand_in_identified(&caller, reader, what)?)
    });
    let handed = match done {
        Ok(handed) => handed,
        Err(halt) => return again(halt, ("identities", fields), |retry| shown(turn, of, (&retry, &[]))),
    };
    match handed.receipt {
        Some(receipt) => go(&format!("/returns/{}", receipt.returned.number)),
        None => {
            let halt = Halt::Wrong("", turn.t().case_identities_wrong().to_owned());
            again(halt, ("identities", fields), |retry| {
                shown(turn, of, (&retry, &handed.wrong))
            })
        }
    }
}

/// What was typed of each case: only the fields that its register asks, and only what is not empty.
fn typed(form: &CaseForm<'_>, fields: &Fields) -> Identities {
    let mut identities = Identities::new();
    for (name, revision) in &fields.0 {
        let Some(Ok(number)) = name.strip_prefix("r.").map(str::parse::<i64>) else {
            continue;
        };
        let mut one = Identified {
            revision: revision.parse().unwrap_or_default(),
            ..Identified::default()
        };
        for field in &form.identity {
            let text = fields.get(&format!("i.{number}.{}", field.id));
            if !text.is_empty() {
                one.answers.insert(field.id.clone(), text.to_owned());
            }
        }
        if !one.answers.is_empty() {
            identities.insert(number, one);
        }
    }
    identities
}
