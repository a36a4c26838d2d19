//! What one person proposed and another confirms: an erasure, the key of an institution, its recovery.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use catalogue::Act;
use operations::{Caller, Share, Waiting};

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    forms::{Fields, Posted},
    frame::Frame,
    pages::accesses::act_word,
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/proposals/{number}", get(show))
        .route("/proposals/{number}/confirm", post(confirm))
}

#[derive(Template)]
#[template(path = "proposal.html")]
struct ProposalPage {
    frame: Frame,
    one: Waiting,
    act: String,
    summary: Summary,
    confirm: Option<Confirm>,
    /// Whether shares of the key are typed in.
    takes_shares: bool,
}

/// What came of a confirmation, shown once.
#[derive(Template)]
#[template(path = "proposal_done.html")]
struct DonePage {
    frame: Frame,
    institution: String,
    /// The proof of an erasure.
    proof: String,
    /// The shares of a new key.
    shares: Vec<String>,
}

async fn show(visit: Visit, Path(number): Path<i64>) -> Response {
    visit.turn(move |turn| shown(turn, number, &Retry::default())).await
}

/// What waits for a second person, as far as it concerns the caller.
pub(crate) fn all(turn: &Turn<'_>) -> Result<Vec<Waiting>, Problem> {
    let caller = turn.caller.clone().for_purpose(turn.t().proposals_reading());
    Ok(turn.door.proposals(&caller)?)
}

fn one(turn: &Turn<'_>, number: i64) -> Result<Waiting, Problem> {
    let found = turn
        .door
        .proposals(&turn.caller)?
        .into_iter()
        .find(|one| one.number == number);
    found.ok_or_else(|| Wrong::NotFound.into())
}

/// The act that confirms one that was proposed.
fn confirming(one: &Waiting) -> Act {
    match Act::of(&one.act) {
        Some(Act::ProposeErasure) => Act::ConfirmErasure,
        Some(Act::RecoverInstitution) => Act::ConfirmRecovery,
        Some(Act::DecideLink) => Act::ConfirmLink,
        _ => Act::ConfirmEnrolment,
    }
}

fn shown(turn: &Turn<'_>, number: i64, retry: &Retry) -> Answered {
    let one = one(turn, number)?;
    let act = confirming(&one);
    if let Some(link) = one.link {
        return go(&format!("/links/{link}"));
    }
    page(&ProposalPage {
        frame: turn.frame(turn.t().proposals_title(number)),
        act: act_word(turn, &one.act),
        summary: Summary::of(turn.t(), retry),
        confirm: one.is_mine.then(|| Confirm::of(turn, "confirm", act, retry)),
        takes_shares: act == Act::ConfirmRecovery,
        one,
    })
}

async fn confirm(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| confirmed_by(turn, fields, number))
        .await
}

fn confirmed_by(turn: &Turn<'_>, fields: &Fields, number: i64) -> Answered {
    let one = one(turn, number)?;
    if let Some(link) = one.link {
        return go(&format!("/links/{link}"));
    }
    let act = confirming(&one);
    let done = confirmed(turn, fields, act).and_then(|caller| done(turn, &caller, fields, &one));
    match done {
        Ok(done) => page(&done),
        Err(halt) => again(halt, ("confirm", fields), |retry| shown(turn, number, &retry)),
    }
}

/// Shares and proofs are shown in the answer itself: they are kept nowhere.
fn done(turn: &Turn<'_>, caller: &Caller, fields: &Fields, one: &Waiting) -> Result<DonePage, Halt> {
    let mut page = DonePage {
        frame: turn.frame(turn.t().proposals_done()),
        institution: one.institution.clone(),
        proof: String::new(),
        shares: Vec::new(),
    };
    match confirming(one) {
        Act::ConfirmErasure => page.proof = turn.door.confirm_erasure(caller, one.number)?,
        Act::ConfirmRecovery => {
            let typed = fields.all("share").filter(|share| !share.is_empty());
            let shares: Result<Vec<Share>, _> = typed.map(str::parse).collect();
            let shares = shares.map_err(|_| Halt::Wrong("share", turn.t().proposals_no_share().to_owned()))?;
            turn.door.confirm_recovery(caller, one.number, &shares)?;
        }
        _ => {
            let shares = turn.door.confirm_enrolment(caller, one.number)?;
            page.shares = shares.iter().map(ToString::to_string).collect();
        }
    }
    Ok(page)
}
