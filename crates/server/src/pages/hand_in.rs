//! Handing in a file: it is chosen here, and goes on under a number of its own.

mod findings;
mod mending;
mod preview;

pub(crate) use preview::size;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Query},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::{get, post},
};
use catalogue::{Authority, Catalogue, Language};
use operations::{Ask, Identity, InHand, OperationError, Outcome, StoreError, UploadKey, With, template_of};
use register::{Period, sentence};
use serde::Deserialize;

use crate::{
    figures::filters,
    forms::Fields,
    frame::Frame,
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    upload::{Arriving, Upload},
    visit::Visit,
};

/// Findings of a refused file that are told.
const TOLD: usize = 20;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/hand-in", get(choose).post(begin))
        .route("/hand-in/template.xlsx", get(template))
        .route("/hand-in/{number}", get(preview::show))
        .route("/hand-in/{number}/cancel", post(preview::cancel))
        .route("/hand-in/{number}/documents", post(preview::add))
        .route("/hand-in/{number}/documents/remove", post(preview::remove))
        .route("/hand-in/{number}/findings", get(findings::show))
        .route("/hand-in/{number}/marked.xlsx", get(findings::marked))
        .route("/hand-in/{number}/waiting.xlsx", get(findings::waiting))
        .route("/hand-in/{number}/hand-in", post(findings::hand_in))
        .route("/hand-in/{number}/receipt", get(findings::receipt))
        .route("/hand-in/{number}/mend", post(mending::one))
        .route("/hand-in/{number}/mend-alike", post(mending::alike))
        .route("/hand-in/{number}/undo", post(mending::undo))
        .route("/hand-in/{number}/rows", post(mending::rows))
        .layer(DefaultBodyLimit::disable())
}

/// Why a file was refused, in words.
pub(crate) struct Told {
    pub(crate) code: String,
    pub(crate) says: String,
    pub(crate) mend: String,
}

#[derive(Template)]
#[template(path = "hand_in.html")]
struct Choose {
    frame: Frame,
    period: String,
    register: String,
    purpose: String,
    /// Id and name of the registers that the institution keeps.
    registers: Vec<(String, String)>,
    in_hand: Vec<InHand>,
    /// What is wrong with the period, or empty.
    period_fault: String,
    /// What is wrong with the file, or empty.
    file_fault: String,
    told: Vec<Told>,
}

/// What a link brings already filled in.
#[derive(Deserialize)]
struct Filled {
    #[serde(default)]
    period: String,
    #[serde(default)]
    register: String,
}

async fn choose(visit: Visit, Query(filled): Query<Filled>) -> Response {
    visit
        .turn(|turn| {
            let mut form = form(turn)?;
            if !filled.period.is_empty() {
                form.period = filled.period;
            }
            form.register = filled.register;
            page(&form)
        })
        .await
}

fn form(turn: &Turn<'_>) -> Result<Choose, Problem> {
    let t = turn.t();
    let institution = turn.caller.institution();
    Ok(Choose {
        frame: turn.frame(t.hand_in_title()),
        period: last_month(&turn.door.now()),
        register: String::new(),
        purpose: t.hand_in_purpose_usual().to_owned(),
        registers: registers_of(turn.catalogue(), institution, turn.visit.language),
        in_hand: turn.door.in_hand(&turn.caller)?,
        period_fault: String::new(),
        file_fault: String::new(),
        told: Vec::new(),
    })
}

/// The registers that an institution keeps: id and name.
pub(crate) fn registers_of(catalogue: &Catalogue, institution: &str, language: Language) -> Vec<(String, String)> {
    let Some(authority) = Authority::of(catalogue, institution) else {
        return Vec::new();
    };
    let kept = catalogue.registers().filter(|register| authority.keeps(register));
    kept.map(|register| (register.id.clone(), register.many.get(language).to_owned()))
        .collect()
}

/// The month before the present one, as a period is written.
pub(crate) fn last_month(now: &str) -> String {
    let number = |part: Option<&str>| part.and_then(|text| text.parse::<u16>().ok());
    match (number(now.get(..4)), number(now.get(5..7))) {
        (Some(year), Some(1)) => format!("{}-12", year.saturating_sub(1)),
        (Some(year), Some(month)) => format!("{year}-{:02}", month.saturating_sub(1)),
        _ => String::new(),
    }
}

async fn begin(upload: Upload) -> Response {
    upload.turn(begun).await
}

fn begun(turn: &Turn<'_>, fields: &Fields, mut arriving: Arriving) -> Answered {
    let t = turn.t();
    let mut again = Choose {
        period: fields.get("period").to_owned(),
        register: fields.get("register").to_owned(),
        purpose: fields.get("purpose").to_owned(),
        ..form(turn)?
    };
    if Period::parse(&again.period).is_none() {
        t.hand_in_period_fault().clone_into(&mut again.period_fault);
    }
    if arriving.name.is_empty() {
        t.hand_in_file_fault().clone_into(&mut again.file_fault);
    }
    if !again.period_fault.is_empty() || !again.file_fault.is_empty() {
        return unprocessable(page(&again)?);
    }
    let ask = Ask {
        authority: Some(turn.caller.institution()),
        period: Some(&again.period),
        register: Some(again.register.as_str()).filter(|id| !id.is_empty()),
        crosswalk: None,
    };
    let (key, name) = (key(turn)?, arriving.name.clone());
    let begun = turn
        .door
        .begin(&turn.stating(fields), ask, (&name, &mut arriving), with(turn, &key))
        .map_err(|error| said(turn, error))?;
    match begun.number {
        Some(number) => go(&format!("/hand-in/{number}")),
        None => {
            again.told = told(turn, &begun.outcome);
            unprocessable(page(&again)?)
        }
    }
}

/// Why a file is refused: what refuses it, and nothing less.
pub(crate) fn told(turn: &Turn<'_>, outcome: &Outcome) -> Vec<Told> {
    let language = turn.visit.language;
    let mut codes: Vec<&str> = Vec::new();
    let mut told = Vec::new();
    for finding in outcome.findings.kept() {
        let sentence = sentence(turn.catalogue(), finding, language);
        if sentence.severity == catalogue::Severity::Refusal && !codes.contains(&finding.code.as_ref()) {
            codes.push(&finding.code);
            told.push(Told {
                code: finding.code.to_string(),
                says: sentence.says,
                mend: sentence.mend,
            });
        }
    }
    told.truncate(TOLD);
    told
}

/// The blank form of the caller's institution.
async fn template(visit: Visit) -> Response {
    visit
        .turn(|turn| {
            let institution = turn.caller.institution();
            let language = turn.visit.language;
            let bytes = template_of(turn.catalogue(), institution, &[], language, Identity::Sealed)?;
            let name = turn.t().hand_in_template_name(institution);
            Ok(workbook(bytes, &name))
        })
        .await
}

/// A workbook to be kept under a name.
pub(crate) fn workbook(bytes: Vec<u8>, name: &str) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || " .-_()".contains(*c))
        .collect();
    let named = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        crate::forms::encoded(name).replace('+', "%20")
    );
    let named = HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, named),
    ];
    (headers, bytes).into_response()
}

/// The same page, which says that something typed is to be corrected.
pub(crate) fn unprocessable(mut response: Response) -> Answered {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// What opens the caller's files under way: nothing but the browser's session has it.
pub(crate) fn key(turn: &Turn<'_>) -> Result<UploadKey, Problem> {
    let secret = turn.session_secret(b"hand in").ok_or(Wrong::Ended)?;
    Ok(UploadKey::of(&secret))
}

pub(crate) fn with<'a>(turn: &'a Turn<'_>, key: &'a UploadKey) -> With<'a> {
    With {
        reader: &turn.visit.site.reader,
        key,
    }
}

/// What an official can do something about is said; the rest is ours.
pub(crate) fn said(turn: &Turn<'_>, error: OperationError) -> Problem {
    let t = turn.t();
    let says = match &error {
        OperationError::Store(StoreError::OfAnotherSession) => t.hand_in_other_session(),
        OperationError::Store(StoreError::NoUnderWay(_)) => t.hand_in_gone(),
        OperationError::Store(StoreError::TooLarge { .. }) => return Wrong::TooLarge.into(),
        _ => return error.into(),
    };
    Wrong::Says(StatusCode::UNPROCESSABLE_ENTITY, says.to_owned()).into()
}
