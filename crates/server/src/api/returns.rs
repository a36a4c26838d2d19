//! Returns for programs: list, look at, check and hand in.

use axum::{
    body::Body,
    extract::{Path, Query},
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    response::{IntoResponse, Response},
};
use operations::{Ask, Outcome, check_arriving, receive_after};
use register::{Finding, Findings, Period, Returned, sentence};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        Program,
        answer::{Paging, json, mark, names, stale},
    },
    problem::{Problem, Wrong},
    turn::{Answered, Turn},
    upload::{Arriving, read_while_arriving},
};

/// A return that was handed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Return {
    /// Its number.
    number: i64,
    /// The authority (list `authority`).
    authority: String,
    /// `2017`, `2017-06` or `2012-06-15/2017-07-31`.
    period: String,
    file: String,
    /// Of the file as it was received, hexadecimal.
    sha256: String,
    size_bytes: u64,
    /// The edition of the catalogue under which it was read.
    edition: String,
    /// RFC 3339, UTC.
    received_at: String,
    /// `accepted`, `accepted_with_observations` or `sent_back`.
    state: String,
    parts: Vec<Part>,
}

/// The rows of one register on one sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Part {
    register: String,
    sheet: String,
    rows: u64,
    accepted: u64,
    /// Rows that wait for their correction.
    waiting: u64,
    /// What the accepted rows stand for.
    stands_for: u64,
    /// The returns whose rows of this register it takes the place of.
    replaces: Vec<i64>,
}

/// A page of returns.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Returns {
    items: Vec<Return>,
    /// What to give as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// Something found in a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    code: String,
    sheet: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    /// The column's letters.
    column: String,
    field: String,
    /// How often.
    count: u64,
    message: String,
    remedy: String,
}

/// What a check found, or what became of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    /// Nothing of a refused file is kept.
    refused: bool,
    rows: u64,
    /// The receipt, when it was handed in and not refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<Return>,
    /// Whether the same file had been received before: then nothing changed.
    already_had: bool,
    /// At most 1 000 of each code.
    findings: Vec<Found>,
}

/// What a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct About {
    /// The authority that hands it in.
    authority: String,
    /// `2017`, `2017-06` or `2012-06-15/2017-07-31`.
    period: String,
    /// The file's name; its ending says what it is.
    file: String,
    /// The register, where the heading alone does not tell.
    register: Option<String>,
}

impl About {
    fn ask(&self) -> Ask<'_> {
        Ask {
            authority: Some(&self.authority),
            period: Some(&self.period),
            register: self.register.as_deref(),
            crosswalk: None,
        }
    }
}

/// Of which returns.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only those of this authority.
    authority: Option<String>,
    /// Only those of this period, as it was handed in.
    period: Option<String>,
}

impl Which {
    fn has(&self, one: &Returned) -> bool {
        let authority = self.authority.as_ref().is_none_or(|id| *id == one.authority);
        authority
            && self
                .period
                .as_ref()
                .is_none_or(|period| Period::parse(period) == Some(one.period))
    }
}

/// The returns that the account may see, in the order in which they arrived.
#[utoipa::path(get, path = "/api/v1/returns", tag = "returns", params(Paging, Which),
    responses((status = 200, body = Returns), (status = 304, description = "Nothing changed")))]
pub(crate) async fn list(program: Program, Query(paging): Query<Paging>, Query(which): Query<Which>) -> Response {
    program
        .turn(move |turn, program| {
            let mut all = turn.door.returns(&turn.caller)?;
            all.retain(|one| which.has(one));
            let (part, next) = paging.of(all, |one| one.number);
            let items = part.into_iter().map(returned).collect();
            json(program, &Returns { items, next })
        })
        .await
}

/// One return. Its `ETag` is what `If-Match` names when a correction is handed in.
#[utoipa::path(get, path = "/api/v1/returns/{number}", tag = "returns", params(("number" = i64, Path)),
    responses((status = 200, body = Return, headers(("ETag" = String, description = "The mark of its state"))),
        (status = 304, description = "Nothing changed"), (status = 404)))]
pub(crate) async fn one(program: Program, Path(number): Path<i64>) -> Response {
    program
        .turn(move |turn, program| json(program, &returned(turn.door.returned(&turn.caller, number)?)))
        .await
}

/// What was found in a return, without the cells themselves.
#[utoipa::path(get, path = "/api/v1/returns/{number}/findings", tag = "returns", params(("number" = i64, Path)),
    responses((status = 200, body = Vec<Found>)))]
pub(crate) async fn findings(program: Program, Path(number): Path<i64>) -> Response {
    program
        .turn(move |turn, program| {
            let all = turn.door.findings(&turn.caller, number)?;
            json(program, &told(turn, &all))
        })
        .await
}

/// Checks a file and keeps nothing of it. The body is the file.
#[utoipa::path(post, path = "/api/v1/checks", tag = "returns", params(About),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = Checked)))]
pub(crate) async fn check(program: Program, Query(about): Query<About>, body: Body) -> Response {
    let act = move |file| {
        program
            .with_file()
            .turn(move |turn, program| looked_at(turn, program, &about, file))
    };
    read_while_arriving(body, act).await
}

fn looked_at(turn: &Turn<'_>, program: &Program, about: &About, mut file: Arriving) -> Answered {
    let reader = &turn.visit.site.reader;
    let outcome = check_arriving(turn.door, reader, &turn.caller, (about.ask(), &about.file), &mut file)?;
    json(program, &checked(turn, &outcome, None, false))
}

/// Hands a file in. The body is the file; `Idempotency-Key` is the program's own name for this request, by which the
/// same request sent again gets the same answer and does nothing twice. A correction says with `If-Match` which return it
/// corrects: when another one of the authority and period came meanwhile, nothing is received.
#[utoipa::path(post, path = "/api/v1/returns", tag = "returns",
    params(About, ("Idempotency-Key" = String, Header, description = "From 8 to 100 characters, another for each request"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the last return of the authority and period"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only as the first of the authority and period")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = Checked, headers(("ETag" = String, description = "The mark of the return's state"))),
        (status = 412, description = "Another return came meanwhile", content_type = "application/problem+json",
            body = crate::problem::Told),
        (status = 422, description = "Refused, with the findings", body = Checked)))]
pub(crate) async fn hand_in(program: Program, Query(about): Query<About>, body: Body) -> Response {
    let act = move |file| {
        program
            .with_file()
            .turn(move |turn, program| handed_in(turn, program, &about, file))
    };
    read_while_arriving(body, act).await
}

fn handed_in(turn: &Turn<'_>, program: &Program, about: &About, mut file: Arriving) -> Answered {
    if !(8..=100).contains(&program.key.len()) {
        return Err(Wrong::Says(StatusCode::BAD_REQUEST, turn.t().api_key().to_owned()).into());
    }
    let (asked, before) = (format!("{about:?}"), &program.key);
    if let Some(answer) = turn.door.answered_before(&turn.caller, before, &asked)? {
        let number: i64 = answer.parse().unwrap_or_default();
        let one = turn.door.returned(&turn.caller, number)?;
        let one = returned(one);
        let mark = mark(&one);
        let body = checked(turn, &Outcome::default(), Some(one), true);
        return created(json(program, &body)?, (number, mark));
    }
    let reader = &turn.visit.site.reader;
    let after = seen(turn, program, about)?;
    let what = (about.ask(), about.file.as_str(), after);
    let received = receive_after(turn.door, reader, &turn.caller, what, &mut file)?;
    let Some(receipt) = received.receipt else {
        let mut response = json(program, &checked(turn, &received.outcome, None, false))?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let number = receipt.returned.number;
    turn.door
        .keep_answer(&turn.caller, &program.key, &asked, &number.to_string())?;
    let one = returned(receipt.returned);
    let mark = mark(&one);
    let body = checked(turn, &received.outcome, Some(one), receipt.already_had);
    created(json(program, &body)?, (number, mark))
}

/// The last return of the authority and period that the program saw, when it says which.
fn seen(turn: &Turn<'_>, program: &Program, about: &About) -> Result<Option<Option<i64>>, Problem> {
    let is_first = program.has == "*";
    if program.only.is_empty() && !is_first {
        return Ok(None);
    }
    let last = turn.door.last_return(&turn.caller, about.ask())?;
    let number = last.as_ref().map(|one| one.number);
    let is_it = match last {
        None => is_first,
        Some(one) => !is_first && (program.only == "*" || names(&program.only, &mark(&returned(one)))),
    };
    if is_it { Ok(Some(number)) } else { Err(stale(turn)) }
}

/// The answer says where the return is, and its mark.
fn created(mut response: Response, (number, mark): (i64, String)) -> Answered {
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().remove(ETAG);
    let headers = [(LOCATION, format!("/api/v1/returns/{number}")), (ETAG, mark)];
    Ok((headers, response).into_response())
}

fn checked(turn: &Turn<'_>, outcome: &Outcome, receipt: Option<Return>, already_had: bool) -> Checked {
    Checked {
        refused: outcome.refused,
        rows: outcome.rows,
        receipt,
        already_had,
        findings: told(turn, &outcome.findings),
    }
}

fn told(turn: &Turn<'_>, all: &Findings) -> Vec<Found> {
    let one = |finding: &Finding| {
        let words = sentence(turn.catalogue(), finding, turn.visit.language);
        Found {
            code: finding.code.to_string(),
            sheet: finding.at.sheet.clone(),
            row: finding.at.row,
            column: finding.at.column_letters(),
            field: finding.field.clone(),
            count: finding.count,
            message: words.says,
            remedy: words.mend,
        }
    };
    all.kept().iter().map(one).collect()
}

fn returned(one: Returned) -> Return {
    let part = |part: register::Part| Part {
        register: part.register,
        sheet: part.sheet,
        rows: part.rows,
        accepted: part.accepted,
        waiting: part.waiting,
        stands_for: part.stands_for,
        replaces: part.replaces,
    };
    Return {
        number: one.number,
        authority: one.authority,
        period: one.period.to_string(),
        file: one.file_name,
        sha256: one.sha256,
        size_bytes: one.size_bytes,
        edition: one.edition,
        received_at: one.received_at,
        state: one.state.id().to_owned(),
        parts: one.parts.into_iter().map(part).collect(),
    }
}
