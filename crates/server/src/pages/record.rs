//! One record and its identity, closed: why it is sealed, who asked, and the forms to ask, to open in an emergency, to block
//! and to propose that it be erased.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use catalogue::{Act, Authority, Role};
use operations::{Caller, OneRecord, OperationError};

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    forms::{Fields, Posted},
    frame::Frame,
    pages::{
        identities::{hidden, holds},
        opened::{self, Shown},
        openings::{self, Openings, compartment},
    },
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::{Done, Visit},
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/identities/{record}", get(show).post(look))
        .route("/identities/{record}/ask", post(ask))
        .route("/identities/{record}/emergency", post(emergency))
        .route("/identities/{record}/block", post(block))
        .route("/identities/{record}/erase", post(erase))
        .route("/identities/{record}/decoy", post(decoy))
}

/// A compartment to choose.
struct Choice {
    id: String,
    label: &'static str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    one: OneRecord,
    institution: String,
    register: String,
    stage: String,
    holds: String,
    done: &'static str,
    summary: Summary,
    openings: Openings,
    asks: Vec<Choice>,
    ask: Confirm,
    emergencies: Vec<Choice>,
    emergency: Confirm,
    block: Option<Confirm>,
    erase: Option<Confirm>,
    decoy: Option<Confirm>,
    accesses: Option<Confirm>,
}

/// For a number of which nothing may be said; whoever may look at what is blocked says what for.
#[derive(Template)]
#[template(path = "record_look.html")]
struct LookPage {
    frame: Frame,
    record: i64,
    confirm: Option<Confirm>,
}

async fn show(visit: Visit, Path(record): Path<i64>, Query(done): Query<Done>) -> Response {
    visit
        .turn(move |turn| {
            let done = match done.done.as_str() {
                "decoy" => turn.t().record_done_decoy(),
                _ => "",
            };
            shown(turn, &reading(turn), (record, done), &Retry::default())
        })
        .await
}

/// Looks at what is blocked, for a purpose and by an office.
async fn look(Path(record): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| shown(turn, &turn.stating(fields), (record, ""), &Retry::default()))
        .await
}

/// Whoever comes to look, with the purpose of looking.
fn reading(turn: &Turn<'_>) -> Caller {
    turn.caller.clone().for_purpose(turn.t().identities_reading())
}

fn shown(turn: &Turn<'_>, caller: &Caller, (record, done): (i64, &'static str), retry: &Retry) -> Answered {
    let one = match turn.door.one_record(caller, record) {
        Ok(one) => one,
        Err(OperationError::Unknown(_)) => return nothing(turn, record),
        Err(other) => return Err(other.into()),
    };
    page(&drawn(turn, one, done, retry)?)
}

fn nothing(turn: &Turn<'_>, record: i64) -> Answered {
    let looks = turn.caller.roles().contains(&Role::Reviewer);
    let confirm = looks.then(|| Confirm::of(turn, "look", Act::BlockRecord, &Retry::default()));
    let shown = page(&LookPage {
        frame: turn.frame(turn.t().record_nothing()),
        record,
        confirm,
    })?;
    Ok((StatusCode::NOT_FOUND, shown).into_response())
}

fn drawn(
    turn: &Turn<'_>,
    one: OneRecord,
    done: &'static str,
    retry: &Retry,
) -> Result<RecordPage, crate::problem::Problem> {
    let (t, language, catalogue) = (turn.t(), turn.t().0, turn.catalogue());
    let institution = Authority::of(catalogue, &one.institution).map(|one| one.code().label.get(language).to_owned());
    let register = catalogue
        .register(&one.register)
        .map(|one| one.one.get(language).to_owned());
    let stage = catalogue.rights().stages("record").find(|stage| stage.id == one.stage);
    let mut lines = openings::all(turn)?;
    lines.retain(|line| line.record == one.record);
    let confirm = |form, act: Act| one.acts.contains(&act).then(|| Confirm::of(turn, form, act, retry));
    let is_blocked = one.stage == "blocked";
    Ok(RecordPage {
        frame: turn.frame(t.record_title(one.record)),
        institution: institution.unwrap_or_default(),
        register: register.unwrap_or_default(),
        stage: stage.map_or(one.stage, |stage| stage.label.get(language)).to_owned(),
        holds: holds(t, &one.compartments),
        done,
        summary: Summary::of(t, retry),
        openings: Openings {
            t,
            caption: t.record_openings(),
            lines,
        },
        asks: choices(turn, &one.asks, retry.typed("ask", "compartment")),
        ask: Confirm::of(turn, "ask", Act::RequestOpening, retry),
        emergencies: choices(turn, &one.emergencies, retry.typed("emergency", "compartment")),
        emergency: Confirm::of(turn, "emergency", Act::OpenInEmergency, retry),
        block: confirm("block", Act::BlockRecord),
        erase: confirm("erase", Act::ProposeErasure).filter(|_| is_blocked),
        decoy: confirm("decoy", Act::MarkCanary),
        accesses: confirm("person", Act::SeeAccesses),
        one,
    })
}

fn choices(turn: &Turn<'_>, ids: &[String], typed: &str) -> Vec<Choice> {
    let choice = |(at, id): (usize, &String)| Choice {
        id: id.clone(),
        label: compartment(turn.t(), id),
        is_chosen: if typed.is_empty() { at == 0 } else { id == typed },
    };
    ids.iter().enumerate().map(choice).collect()
}

/// Does an act to a record that the caller may see; its form again where it cannot be done so.
fn acted(
    turn: &Turn<'_>,
    fields: &Fields,
    (record, form, act): (i64, &'static str, Act),
    done: impl FnOnce(&Caller) -> Result<Answered, Halt>,
) -> Answered {
    let is_stated = ["purpose", "office_number"]
        .iter()
        .all(|name| !fields.get(name).is_empty());
    let looking = if is_stated { turn.stating(fields) } else { reading(turn) };
    turn.door.one_record(&looking, record).map_err(hidden)?;
    match confirmed(turn, fields, act).and_then(|caller| done(&caller)) {
        Ok(answered) => answered,
        Err(halt) => again(halt, (form, fields), |retry| {
            shown(turn, &looking, (record, ""), &retry)
        }),
    }
}

async fn ask(Path(record): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            acted(turn, fields, (record, "ask", Act::RequestOpening), |caller| {
                let number = turn.door.request_opening(caller, record, fields.get("compartment"))?;
                Ok(go(&format!("/openings/{number}")))
            })
        })
        .await
}

async fn emergency(Path(record): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            acted(turn, fields, (record, "emergency", Act::OpenInEmergency), |caller| {
                let compartment = fields.get("compartment");
                let opened = turn.door.open_in_emergency(caller, record, compartment)?;
                let shown = Shown {
                    record,
                    compartment,
                    opened,
                };
                Ok(opened::answered(turn, caller, shown))
            })
        })
        .await
}

async fn block(Path(record): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            acted(turn, fields, (record, "block", Act::BlockRecord), |caller| {
                turn.door.block_record(caller, record)?;
                Ok(go("/identities?done=blocked"))
            })
        })
        .await
}

async fn erase(Path(record): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            acted(turn, fields, (record, "erase", Act::ProposeErasure), |caller| {
                let number = turn.door.propose_erasure(caller, record)?;
                Ok(go(&format!("/proposals/{number}")))
            })
        })
        .await
}

async fn decoy(Path(record): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            acted(turn, fields, (record, "decoy", Act::MarkCanary), |caller| {
                turn.door.mark_canary(caller, record)?;
                Ok(go(&format!("/identities/{record}?done=decoy")))
            })
        })
        .await
}
