//! The keys to which institutions seal: who holds them, and the ceremony that makes one, hands one on or brings one back.

use askama::Template;
use axum::{
    Router,
    extract::Query,
    response::Response,
    routing::{get, post},
};
use catalogue::{Act, Authority, Role};
use operations::{Caller, Waiting};
use serde::Deserialize;

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    forms::{Fields, Posted},
    frame::Frame,
    pages::{
        accounts::{self, Account, institution_word},
        proposals,
    },
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::{Done, Visit},
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/keys", get(show))
        .route("/keys/enrol", post(enrol))
        .route("/keys/add", post(add))
        .route("/keys/recover", post(recover))
}

/// An institution that seals.
#[derive(Deserialize)]
struct Sealing {
    institution: String,
    public_key: String,
    custodians: Vec<String>,
}

#[derive(Deserialize)]
struct Told {
    institutions: Vec<Sealing>,
}

/// An institution that could seal, with its custodians.
struct Ready {
    id: String,
    label: String,
    custodians: Vec<String>,
}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    frame: Frame,
    done: &'static str,
    summary: Summary,
    /// Whether the caller sees who holds what.
    sees: bool,
    sealing: Vec<(Sealing, String)>,
    ready: Vec<Ready>,
    waiting: Vec<Waiting>,
    own: String,
    account: String,
    enrol: Option<Confirm>,
    add: Option<Confirm>,
    recover: Option<Confirm>,
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit
        .turn(move |turn| {
            let done = match done.done.as_str() {
                "added" => turn.t().keys_done_added(),
                _ => "",
            };
            shown(turn, done, &Retry::default())
        })
        .await
}

fn shown(turn: &Turn<'_>, done: &'static str, retry: &Retry) -> Answered {
    let sees = turn.may(Act::SeeAccounts);
    let confirm = |form, act| turn.may(act).then(|| Confirm::of(turn, form, act, retry));
    let (enrol, add) = (
        confirm("enrol", Act::EnrolInstitution),
        confirm("add", Act::AddCustodian),
    );
    if !sees && enrol.is_none() && add.is_none() {
        return Err(Wrong::NotFound.into());
    }
    let sealing = if sees { sealing(turn)? } else { Vec::new() };
    page(&KeysPage {
        frame: turn.frame(turn.t().keys_title()),
        done,
        summary: Summary::of(turn.t(), retry),
        sees,
        ready: match enrol {
            Some(_) => ready(turn, &sealing)?,
            None => Vec::new(),
        },
        sealing,
        waiting: proposals::all(turn)?,
        own: turn.caller.institution().to_owned(),
        account: retry.fields.get("account").to_owned(),
        enrol,
        add,
        recover: confirm("recover", Act::RecoverInstitution),
    })
}

fn sealing(turn: &Turn<'_>) -> Result<Vec<(Sealing, String)>, Problem> {
    let caller = turn.caller.clone().for_purpose(turn.t().keys_reading());
    let told: Result<Told, _> = serde_json::from_value(turn.door.institutions(&caller)?);
    let told = told.map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
    let line = |one: Sealing| {
        let label = institution_word(turn, &one.institution);
        (one, label)
    };
    Ok(told.institutions.into_iter().map(line).collect())
}

/// The institutions without a key whose custodians have set their passwords.
fn ready(turn: &Turn<'_>, sealing: &[(Sealing, String)]) -> Result<Vec<Ready>, Problem> {
    let mut ready: Vec<Ready> = Vec::new();
    let is_custodian = |one: &Account| one.state == "active" && one.is(Role::Custodian);
    for account in accounts::all(turn)?.into_iter().filter(is_custodian) {
        let id = account.institution;
        let seals = sealing.iter().any(|(one, _)| one.institution == id);
        if seals || !Authority::of(turn.catalogue(), &id).is_some_and(|one| one.may_send_identity(turn.catalogue())) {
            continue;
        }
        match ready.iter_mut().find(|one| one.id == id) {
            Some(one) => one.custodians.push(account.account),
            None => ready.push(Ready {
                label: institution_word(turn, &id),
                custodians: vec![account.account],
                id,
            }),
        }
    }
    ready.retain(|one| one.custodians.len() > 1);
    Ok(ready)
}

/// Does an act of the ceremony; its form again where it cannot be done so.
fn acted(
    turn: &Turn<'_>,
    fields: &Fields,
    (form, act): (&'static str, Act),
    done: impl FnOnce(&Caller) -> Result<String, Halt>,
) -> Answered {
    match confirmed(turn, fields, act).and_then(|caller| done(&caller)) {
        Ok(address) => go(&address),
        Err(halt) => again(halt, (form, fields), |retry| shown(turn, "", &retry)),
    }
}

async fn enrol(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            acted(turn, fields, ("enrol", Act::EnrolInstitution), |caller| {
                let custodians: Vec<String> = fields.all("custodian").map(str::to_owned).collect();
                let number = turn
                    .door
                    .enrol_institution(caller, fields.get("institution"), &custodians)?;
                Ok(format!("/proposals/{number}"))
            })
        })
        .await
}

/// An account that is typed may not be there: that is no fault of ours.
fn named<V>(turn: &Turn<'_>, done: Result<V, operations::OperationError>) -> Result<V, Halt> {
    use operations::{OperationError, StoreError};
    match done {
        Err(OperationError::Store(StoreError::Nobody(_))) => {
            Err(Halt::Wrong("account", turn.t().keys_nobody().to_owned()))
        }
        other => Ok(other?),
    }
}

async fn add(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            acted(turn, fields, ("add", Act::AddCustodian), |caller| {
                let institution = turn.caller.institution();
                named(
                    turn,
                    turn.door.add_custodian(caller, institution, fields.get("account")),
                )?;
                Ok("/keys?done=added".to_owned())
            })
        })
        .await
}

async fn recover(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            acted(turn, fields, ("recover", Act::RecoverInstitution), |caller| {
                let (institution, account) = (fields.get("institution"), fields.get("account"));
                let number = named(turn, turn.door.recover_institution(caller, institution, account))?;
                Ok(format!("/proposals/{number}"))
            })
        })
        .await
}
