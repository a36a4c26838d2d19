//! The call as a letter to one authority, to be printed, signed and filed: nothing is sent from here.

use askama::Template;
use axum::{extract::Path, response::Response};

use crate::{
    frame::Frame,
    pages::answered::coded,
    problem::Wrong,
    turn::{Answered, Turn, page},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "call_letter.html")]
struct Letter {
    frame: Frame,
    number: i64,
    to: String,
    title: String,
    period: String,
    due: String,
    note: String,
    registers: Vec<String>,
    address: String,
    dated: String,
}

pub(crate) async fn show(Path((number, authority)): Path<(i64, String)>, visit: Visit) -> Response {
    visit.turn(move |turn| letter(turn, number, &authority)).await
}

fn letter(turn: &Turn<'_>, number: i64, authority: &str) -> Answered {
    let (catalogue, language) = (turn.catalogue(), turn.t().0);
    let call = turn.door.call(&turn.caller, number)?;
    if !call.asks.authorities.iter().any(|id| id == authority) {
        return Err(Wrong::NotFound.into());
    }
    let registers = operations::registers_asked(catalogue, authority, &call.asks.registers);
    let registers = registers
        .iter()
        .map(|id| coded(catalogue, "register_name", id, language));
    page(&Letter {
        frame: turn.frame(turn.t().letter_title(number)),
        number,
        to: coded(catalogue, "authority", authority, language),
        period: call.asks.period.to_string(),
        due: call.due_of(authority).to_string(),
        registers: registers.collect(),
        address: turn.visit.site.settings.public_address.clone(),
        dated: call.opened_at.get(..10).unwrap_or_default().to_owned(),
        note: call.asks.note,
        title: call.asks.title,
    })
}
