//! The form of a case: made from its register, with S.I. and N.A. as answers that are seen.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use catalogue::{Found, Kind, Language, List, Severity, State};
use operations::{CaseField, CaseForm, CaseSaving, Draft, SavedCase, Typed, form_of, plain_word};
use register::{Finding, Period, sentence};
use serde::Deserialize;

use super::short;
use crate::{
    forms::{Fields, Posted},
    frame::Frame,
    pages::hand_in::unprocessable,
    problem::{Problem, Wrong},
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

/// Answers of a list that are offered to choose from; a longer one is typed.
const CHOICES_MAX: usize = 64;

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    /// None for a new case.
    number: Option<i64>,
    register: String,
    name: String,
    note: String,
    period: String,
    based_on: u32,
    fields: Vec<FieldView>,
    /// Fields with something to correct, for the summary: where, and what.
    faults: Vec<(String, String)>,
    /// What is said above the form, or empty.
    problem: String,
    is_saved: bool,
    is_ready: bool,
    /// How many of the fields that apply are answered, of how many.
    answered: (usize, usize),
    period_fault: String,
}

struct FieldView {
    id: String,
    label: String,
    note: String,
    input: Input,
    value: String,
    state: &'static str,
    is_required: bool,
    may_not_apply: bool,
    /// It has an answer and does not apply.
    is_superfluous: bool,
    faults: Vec<String>,
    /// What somebody else saved in it meanwhile.
    theirs: Option<String>,
}

enum Input {
    Select(Vec<Choice>),
    Checks(Vec<Choice>),
    Text { mode: &'static str, chars_max: usize },
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// What a page of a case says besides the case.
#[derive(Default)]
struct Said<'a> {
    findings: Vec<Finding>,
    faults: BTreeMap<String, String>,
    problem: String,
    theirs: Option<&'a Typed>,
    is_saved: bool,
    period_fault: String,
}

/// The case that a page shows.
struct Shown<'a> {
    number: Option<i64>,
    register: &'a str,
    period: &'a str,
    typed: &'a Typed,
    based_on: u32,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    register: String,
    #[serde(default)]
    period: String,
}

pub(super) async fn new(visit: Visit, Query(asked): Query<Asked>) -> Response {
    visit
        .turn(move |turn| {
            let typed = Typed::from([("count".to_owned(), "1".to_owned())]);
            let shown = Shown {
                number: None,
                register: &asked.register,
                period: &asked.period,
                typed: &typed,
                based_on: 0,
            };
            let mut said = Said::default();
            if Period::parse(&asked.period).is_none() {
                turn.t().hand_in_period_fault().clone_into(&mut said.period_fault);
            }
            page(&view(turn, &shown, said)?)
        })
        .await
}

#[derive(Deserialize)]
pub(super) struct After {
    saved: Option<String>,
}

pub(super) async fn show(visit: Visit, Path(number): Path<i64>, Query(after): Query<After>) -> Response {
    visit
        .turn(move |turn| {
            let draft = turn.door.draft(&turn.caller, number)?;
            let said = Said {
                findings: turn.door.check_draft(&turn.caller, number)?,
                is_saved: after.saved.is_some(),
                ..Said::default()
            };
            let period = short(&draft.of.period.to_string());
            page(&view(turn, &of(&draft, &period), said)?)
        })
        .await
}

fn of<'a>(draft: &'a Draft, period: &'a str) -> Shown<'a> {
    Shown {
        number: Some(draft.number),
        register: &draft.of.register,
        period,
        typed: &draft.last.answers,
        based_on: draft.last.revision,
    }
}

pub(super) async fn create(posted: Posted) -> Response {
    posted.turn(|turn, fields| saved(turn, fields, None)).await
}

pub(super) async fn save(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| saved(turn, fields, Some(number))).await
}

fn saved(turn: &Turn<'_>, fields: &Fields, number: Option<i64>) -> Answered {
    let t = turn.t();
    let (register, period) = (fields.get("register"), fields.get("period"));
    let form = form_of(turn.catalogue(), register).ok_or(Wrong::NotFound)?;
    let typed = typed(&form, fields);
    let based_on = fields.get("based_on").parse().unwrap_or_default();
    let shown = Shown {
        number,
        register,
        period,
        typed: &typed,
        based_on,
    };
    let again = |said: Said<'_>| unprocessable(page(&view(turn, &shown, said)?)?);
    if Period::parse(period).is_none() {
        return again(Said {
            period_fault: t.hand_in_period_fault().to_owned(),
            ..Said::default()
        });
    }
    let saving = CaseSaving {
        number,
        register,
        period,
        answers: typed.clone(),
        based_on,
    };
    let beside = |fields: Vec<String>, says: &str| Said {
        faults: fields.into_iter().map(|field| (field, says.to_owned())).collect(),
        ..Said::default()
    };
    match turn.door.save_draft(&turn.caller, saving)? {
        SavedCase::Kept(draft) => go(&format!("/cases/{}?saved=1", draft.number)),
        SavedCase::Identity(fields) => again(beside(fields, t.case_identity_fault())),
        SavedCase::TooLong(fields) => again(beside(fields, t.case_long_fault())),
        SavedCase::Stale(present) => {
            let stale = Shown {
                based_on: present.last.revision,
                ..shown
            };
            let said = Said {
                problem: t.case_stale(&present.last.account),
                theirs: Some(&present.last.answers),
                ..Said::default()
            };
            let mut response = page(&view(turn, &stale, said)?)?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}

/// What was typed into the form: S.I. or N.A. where that was chosen, and several answers as one text.
fn typed(form: &CaseForm<'_>, fields: &Fields) -> Typed {
    let mut typed = Typed::new();
    for one in &form.fields {
        let id = &one.field.id;
        let state = fields.get(&format!("s.{id}")).to_owned();
        let name = format!("f.{id}");
        let values: Vec<&str> = fields.all(&name).filter(|value| !value.is_empty()).collect();
        let text = if state.is_empty() { values.join("; ") } else { state };
        if !text.is_empty() {
            typed.insert(id.clone(), text);
        }
    }
    typed
}

fn view(turn: &Turn<'_>, shown: &Shown<'_>, said: Said<'_>) -> Result<CasePage, Problem> {
    let (t, language) = (turn.t(), turn.visit.language);
    let form = form_of(turn.catalogue(), shown.register).ok_or(Wrong::NotFound)?;
    let mut fields = Vec::new();
    for one in &form.fields {
        let has_answer = shown.typed.contains_key(&one.field.id);
        let applies = form.applies(one, shown.typed);
        if applies || has_answer {
            fields.push(field_view(turn, (&form, one), (shown.typed, &said)));
        }
    }
    let is_answered = |view: &&FieldView| shown.typed.contains_key(&view.id);
    let faults = fields.iter().flat_map(|view| {
        let own = |fault: &String| (view.id.clone(), format!("{}: {fault}", view.label));
        view.faults.iter().map(own)
    });
    let is_error = |one: &Finding| {
        let severity = turn.catalogue().sentence(&one.code).map(|(severity, ..)| severity);
        severity.is_none_or(|severity| severity >= Severity::Error)
    };
    let title = match shown.number {
        Some(number) => t.case_one(number),
        None => t.case_new(form.register.one.get(language)),
    };
    Ok(CasePage {
        frame: turn.frame(title),
        number: shown.number,
        register: shown.register.to_owned(),
        name: form.register.many.get(language).to_owned(),
        note: form.register.note.get(language).to_owned(),
        period: shown.period.to_owned(),
        based_on: shown.based_on,
        faults: faults.collect(),
        answered: (fields.iter().filter(is_answered).count(), fields.len()),
        fields,
        problem: said.problem,
        is_saved: said.is_saved,
        is_ready: shown.number.is_some() && !said.findings.iter().any(is_error),
        period_fault: said.period_fault,
    })
}

fn field_view(
    turn: &Turn<'_>,
    (form, one): (&CaseForm<'_>, &CaseField<'_>),
    (typed, said): (&Typed, &Said<'_>),
) -> FieldView {
    let language = turn.visit.language;
    let id = &one.field.id;
    let text = typed.get(id).map_or("", String::as_str);
    let state = match form.state_of(text) {
        Some(State::NoInformation) => "S.I.",
        Some(State::NotApplicable) => "N.A.",
        _ => "",
    };
    let value = if state.is_empty() { text } else { "" };
    let own = said.findings.iter().filter(|finding| finding.field == *id);
    let found = own.map(|finding| {
        let sentence = sentence(turn.catalogue(), finding, language);
        format!("{} {}", sentence.says, sentence.mend)
    });
    let theirs = said.theirs.map(|theirs| theirs.get(id).cloned().unwrap_or_default());
    FieldView {
        label: one.field.label.get(language).to_owned(),
        note: format!("{} {}", one.field.note.get(language), hint(turn, one))
            .trim()
            .to_owned(),
        input: input(turn, one, (value, state)),
        value: value.to_owned(),
        state,
        is_required: form.is_required(one, typed),
        may_not_apply: one.field.may_not_apply,
        is_superfluous: !text.is_empty() && state.is_empty() && !form.applies(one, typed),
        faults: said.faults.get(id).cloned().into_iter().chain(found).collect(),
        theirs: theirs.filter(|theirs| theirs != text),
        id: id.clone(),
    }
}

fn input(turn: &Turn<'_>, one: &CaseField<'_>, (value, state): (&str, &str)) -> Input {
    let (t, language) = (turn.t(), turn.visit.language);
    let choices = one.list.filter(|list| list.codes().len() <= CHOICES_MAX);
    match (one.field.kind, choices) {
        (Kind::Codes, Some(list)) => Input::Checks(choices_of(list, value, language)),
        (_, Some(list)) => {
            let mut choices = choices_of(list, value, language);
            let states = [("S.I.", t.case_no_information()), ("N.A.", t.case_not_applicable())];
            let states = states.iter().filter(|(id, _)| *id == "S.I." || one.field.may_not_apply);
            let states = states.map(|(id, label)| Choice {
                value: (*id).to_owned(),
                label: (*label).to_owned(),
                is_chosen: *id == state,
            });
            choices.splice(0..0, states);
            Input::Select(choices)
        }
        (kind, _) => {
            let mode = match kind {
                Kind::Year | Kind::Integer => "numeric",
                Kind::Decimal | Kind::Money => "decimal",
                _ => "text",
            };
            Input::Text {
                mode,
                chars_max: one.field.chars_max(),
            }
        }
    }
}

/// How an answer that is typed is written.
fn hint(turn: &Turn<'_>, one: &CaseField<'_>) -> &'static str {
    let t = turn.t();
    let is_chosen = one.list.is_some_and(|list| list.codes().len() <= CHOICES_MAX);
    match one.field.kind {
        _ if is_chosen => "",
        Kind::Date => t.case_date_hint(),
        Kind::Year => t.case_year_hint(),
        Kind::Code | Kind::Place | Kind::Authority => t.case_long_list_hint(),
        Kind::Codes => t.case_several_hint(),
        _ => "",
    }
}

/// The answers of a list; what was typed and is none of them stays among them, so that nothing is lost.
fn choices_of(list: &List, value: &str, language: Language) -> Vec<Choice> {
    let mut chosen = Vec::new();
    let mut strange = Vec::new();
    for word in value.split(';').map(str::trim).filter(|word| !word.is_empty()) {
        match list.find(word) {
            Found::Code(at) => chosen.push(at),
            _ => strange.push(word.to_owned()),
        }
    }
    let known = (0u16..).zip(list.codes()).map(|(at, code)| Choice {
        value: plain_word(list, &code.id),
        label: code.label.get(language).to_owned(),
        is_chosen: chosen.contains(&at),
    });
    let strange = strange.into_iter().map(|word| Choice {
        value: word.clone(),
        label: word,
        is_chosen: true,
    });
    known.chain(strange).collect()
}
