//! What is done to a call after it was opened: more time, its end, and a zero declared for it.

use askama::Template;
use axum::{extract::Path, response::Response};
use catalogue::Authority;
use operations::{Ask, Call, OperationError};

use crate::{
    forms::{Fields, Posted},
    frame::Frame,
    pages::{
        answered::coded,
        new_call::{Choice, Faults, again, day},
    },
    problem::Wrong,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "extend_call.html")]
struct Extension {
    frame: Frame,
    call: Call,
    authorities: Vec<Choice>,
    due: String,
    reason: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "close_call.html")]
struct Closing {
    frame: Frame,
    call: Call,
    reason: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "declare_zero.html")]
struct Zero {
    frame: Frame,
    number: i64,
    register: String,
    label: String,
    institution: String,
    period: String,
}

pub(crate) async fn extension(Path(number): Path<i64>, visit: Visit) -> Response {
    visit
        .turn(move |turn| {
            let call = turn.door.call(&turn.caller, number)?;
            page(&extension_form(turn, call, &Fields::default(), Faults::default()))
        })
        .await
}

fn extension_form(turn: &Turn<'_>, call: Call, fields: &Fields, faults: Faults) -> Extension {
    let name = |id: &String| coded(turn.catalogue(), "authority", id, turn.t().0);
    let choice = |id: &String| Choice {
        id: id.clone(),
        label: name(id),
        is_chosen: fields.get("authority") == id,
    };
    Extension {
        frame: turn.frame(turn.t().calls_extend()),
        authorities: call.asks.authorities.iter().map(choice).collect(),
        due: fields.get("due").to_owned(),
        reason: fields.get("reason").to_owned(),
        call,
        faults,
    }
}

pub(crate) async fn extend(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| extended(turn, number, fields)).await
}

fn extended(turn: &Turn<'_>, number: i64, fields: &Fields) -> Answered {
    let mut faults = Faults::default();
    let due = day(turn.t(), fields, &mut faults);
    let reason = reason(turn, fields, &mut faults);
    if let (Some(due), true) = (due, faults.0.is_empty()) {
        let caller = turn.caller.clone().for_purpose(reason);
        let done = turn
            .door
            .extend_call(&caller, number, fields.get("authority"), due, reason);
        match done {
            Ok(()) => return go(&format!("/calls/{number}")),
            Err(OperationError::Unknown(says)) => faults.push("", &says),
            Err(error) => return Err(error.into()),
        }
    }
    let call = turn.door.call(&turn.caller, number)?;
    again(&extension_form(turn, call, fields, faults))
}

fn reason<'f>(turn: &Turn<'_>, fields: &'f Fields, faults: &mut Faults) -> &'f str {
    let reason = fields.get("reason");
    if reason.is_empty() {
        faults.push("reason", turn.t().calls_no_reason());
    }
    reason
}

pub(crate) async fn closing(Path(number): Path<i64>, visit: Visit) -> Response {
    visit
        .turn(move |turn| page(&closing_form(turn, number, "", Faults::default())?))
        .await
}

fn closing_form(turn: &Turn<'_>, number: i64, reason: &str, faults: Faults) -> Result<Closing, OperationError> {
    Ok(Closing {
        frame: turn.frame(turn.t().calls_close()),
        call: turn.door.call(&turn.caller, number)?,
        reason: reason.to_owned(),
        faults,
    })
}

pub(crate) async fn close(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| closed(turn, number, fields)).await
}

fn closed(turn: &Turn<'_>, number: i64, fields: &Fields) -> Answered {
    let mut faults = Faults::default();
    let reason = reason(turn, fields, &mut faults);
    if faults.0.is_empty() {
        let caller = turn.caller.clone().for_purpose(reason);
        match turn.door.close_call(&caller, number, reason) {
            Ok(()) => return go(&format!("/calls/{number}")),
            Err(OperationError::Unknown(says)) => faults.push("", &says),
            Err(error) => return Err(error.into()),
        }
    }
    again(&closing_form(turn, number, reason, faults)?)
}

pub(crate) async fn zero(Path((number, register)): Path<(i64, String)>, visit: Visit) -> Response {
    visit.turn(move |turn| zero_form(turn, number, register)).await
}

fn zero_form(turn: &Turn<'_>, number: i64, register: String) -> Answered {
    let call = turn.door.call(&turn.caller, number)?;
    let language = turn.t().0;
    let own = Authority::of(turn.catalogue(), turn.caller.institution());
    let kept = own.zip(turn.catalogue().register(&register));
    if !kept.is_some_and(|(own, register)| own.keeps(register)) {
        return Err(Wrong::NotFound.into());
    }
    page(&Zero {
        frame: turn.frame(turn.t().zero_title()),
        number,
        label: coded(turn.catalogue(), "register_name", &register, language),
        institution: coded(turn.catalogue(), "authority", turn.caller.institution(), language),
        period: call.asks.period.to_string(),
        register,
    })
}

/// Declares that there was nothing: a letter of the institution that speaks about the period of the call.
pub(crate) fn declare(turn: &Turn<'_>, number: i64, fields: &Fields) -> Answered {
    let call = turn.door.call(&turn.caller, number)?;
    let period = call.asks.period.to_string();
    let ask = Ask {
        authority: Some(turn.caller.institution()),
        period: Some(&period),
        register: Some(fields.get("register")),
        crosswalk: None,
    };
    operations::reply(turn.door, &turn.caller, ask, "ZERO", "")?;
    go(&format!("/calls/{number}"))
}
