//! Long jobs: asked for, watched as a page that refreshes itself, their files taken away. With script it is told at
//! once how far they are.

use std::{convert::Infallible, time::Duration};

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::{
        HeaderName, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
    routing::get,
};
use catalogue::Act;
use operations::{Job, Work};

use crate::{
    figures::filters,
    forms::Posted,
    frame::Frame,
    pages::hand_in::key,
    said,
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

/// How often a page that waits is loaded again.
const REFRESH: &str = "3";
/// How often a page with script is told.
const TOLD: Duration = Duration::from_secs(1);
/// How long one stream lasts; the page then asks for another.
const STREAM_MAX: u32 = 120;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/jobs", get(list).post(ask))
        .route("/jobs/{number}", get(show))
        .route("/jobs/{number}/stream", get(stream))
        .route("/jobs/{number}/{file}", get(take))
}

#[derive(Template)]
#[template(path = "jobs.html")]
struct List {
    frame: Frame,
    jobs: Vec<Job>,
    may_freeze: bool,
    vintages: Vec<operations::Vintage>,
}

#[derive(Template)]
#[template(path = "job.html")]
struct One {
    frame: Frame,
    job: Job,
    files: Vec<String>,
    /// Why it was not done, in the language of the visit.
    why: String,
    /// Whether there is a list of jobs for this person.
    has_list: bool,
}

async fn list(visit: Visit) -> Response {
    visit.turn(shown).await
}

fn shown(turn: &Turn<'_>) -> Answered {
    let may_freeze = turn.caller.roles().contains(&catalogue::Role::Coordinator);
    let mut vintages = turn.door.vintages(&turn.caller)?;
    vintages.reverse();
    page(&List {
        frame: turn.frame(turn.t().jobs_title()),
        jobs: turn.door.jobs(&turn.caller)?,
        may_freeze,
        vintages,
    })
}

async fn ask(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let work = match fields.get("kind") {
                "freeze" => Work::Freeze,
                _ => Work::Report,
            };
            let number = turn.door.ask_job(&turn.stating(fields), work, fields.get("about"))?;
            turn.visit.site.wake();
            go(&format!("/jobs/{number}"))
        })
        .await
}

async fn show(visit: Visit, Path(number): Path<i64>) -> Response {
    visit
        .turn(move |turn| {
            let (job, files) = turn.door.job(&turn.caller, number)?;
            let is_over = is_over(&job);
            let is_file = job.kind == Work::HandIn.id();
            if is_file && job.state == "done" {
                return go(&format!("/hand-in/{}/receipt", job.about));
            }
            if is_file && turn.door.lend_key(&turn.caller, &job, &key(turn)?)? {
                turn.visit.site.wake();
            }
            let mut response = page(&One {
                frame: turn.frame(turn.t().jobs_one(number)),
                why: said::in_language(&job.outcome, turn.visit.language),
                has_list: turn.may(Act::SeeVintages),
                job,
                files,
            })?;
            if !is_over {
                let refresh = HeaderName::from_static("refresh");
                response
                    .headers_mut()
                    .insert(refresh, HeaderValue::from_static(REFRESH));
            }
            Ok(response)
        })
        .await
}

fn is_over(job: &Job) -> bool {
    job.state == "done" || job.state == "failed"
}

/// How far a job is, every second, until it is over or the stream has lasted long enough.
async fn stream(visit: Visit, Path(number): Path<i64>) -> Response {
    let told = futures_util::stream::unfold((visit, 0, false), move |(visit, round, is_last)| async move {
        if is_last || round >= STREAM_MAX {
            return None;
        }
        if round > 0 {
            tokio::time::sleep(TOLD).await;
        }
        let (event, is_last) = match state_of(visit.clone(), number).await {
            Some(job) => {
                let data = format!("{} {} {}", job.state, job.done, job.total);
                (Event::default().data(data), is_over(&job))
            }
            None => (Event::default().data("gone 0 0"), true),
        };
        Some((Ok::<_, Infallible>(event), (visit, round + 1, is_last)))
    });
    Sse::new(told).into_response()
}

async fn state_of(visit: Visit, number: i64) -> Option<Job> {
    let token = visit.token.clone()?;
    let asked = tokio::task::spawn_blocking(move || {
        visit.site.doors.with(visit.language, |door| {
            let caller = door.caller_of(&token, &visit.from).ok()?;
            door.job(&caller, number).ok().map(|(job, _)| job)
        })
    });
    asked.await.ok().flatten()
}

async fn take(visit: Visit, Path((number, file)): Path<(i64, String)>) -> Response {
    visit
        .turn(move |turn| {
            let bytes = turn.door.job_file(&turn.caller, number, &file)?;
            let kind = match file.rsplit('.').next() {
                Some("pdf") => "application/pdf",
                Some("json") => "application/json",
                _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            };
            // The name is one of those that the job itself gave.
            let headers = [
                (CONTENT_TYPE, kind.to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
            ];
            Ok((headers, bytes).into_response())
        })
        .await
}
