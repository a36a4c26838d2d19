//! My account: what I am here for and may do, my password, and the way out everywhere.

use askama::Template;
use axum::{
    Router,
    extract::Query,
    http::header::SET_COOKIE,
    response::Response,
    routing::{get, post},
};
use catalogue::{Act, Line, Rights};

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    cookies,
    forms::{Fields, Posted},
    frame::Frame,
    pages::accounts::institution_word,
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::{Done, Visit},
    words::Words,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/account", get(show))
        .route("/account/rights", get(rights))
        .route("/account/password", post(change))
        .route("/account/sign-out", post(leave))
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    done: &'static str,
    summary: Summary,
    account: String,
    institution: String,
    /// Each role and what it is for.
    roles: Vec<(String, String)>,
    has_code: bool,
    confirm: Confirm,
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit
        .turn(move |turn| {
            let done = match done.done.as_str() {
                "password" => turn.t().account_done_password(),
                _ => "",
            };
            shown(turn, done, &Retry::default())
        })
        .await
}

fn shown(turn: &Turn<'_>, done: &'static str, retry: &Retry) -> Answered {
    let rights = turn.catalogue().rights();
    let known = turn.caller.roles().iter().filter_map(|role| rights.role(*role));
    let words = known.map(|role| (&role.label, &role.purpose));
    let words = words.map(|(label, purpose)| [label, purpose].map(|one| one.get(turn.t().0).to_owned()));
    page(&AccountPage {
        frame: turn.frame(turn.t().nav_account()),
        done,
        summary: Summary::of(turn.t(), retry),
        account: turn.caller.account().to_owned(),
        institution: institution_word(turn, turn.caller.institution()),
        roles: words.map(|[label, purpose]| (label, purpose)).collect(),
        has_code: turn.caller.has_second_factor(),
        confirm: Confirm::of(turn, "password", Act::ChangeOwnPassword, retry),
    })
}

async fn change(posted: Posted) -> Response {
    posted.turn(changed).await
}

/// Every session ends with the old password; the one that changed it goes on with a new token.
fn changed(turn: &Turn<'_>, fields: &Fields) -> Answered {
    let done = chosen(turn.t(), fields).and_then(|password| {
        let caller = confirmed(turn, fields, Act::ChangeOwnPassword)?;
        let changed = turn.door.change_own_password(&caller, password);
        changed.map_err(|error| at_new(error.into()))?;
        Ok(turn.door.begin_session(&caller)?)
    });
    let token = match done {
        Ok(token) => token,
        Err(halt) => return again(halt, ("password", fields), |retry| shown(turn, "", &retry)),
    };
    let mut response = go("/account?done=password")?;
    let cookie = cookies::session(&turn.visit.site.settings, &token);
    let cookie = cookie.ok_or_else(|| Problem::from(Wrong::Broken("no cookie".to_owned())))?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

fn chosen(t: Words, fields: &Fields) -> Result<&str, Halt> {
    let password = fields.get("new_password");
    match password == fields.get("new_password_again") {
        true => Ok(password),
        false => Err(Halt::Wrong("new_password", t.activate_unlike().to_owned())),
    }
}

fn at_new(halt: Halt) -> Halt {
    match halt {
        Halt::Wrong(_, says) => Halt::Wrong("new_password", says),
        other => other,
    }
}

/// Ends every session of the account, this one too.
async fn leave(posted: Posted) -> Response {
    posted
        .turn(|turn, _| {
            turn.door.sign_out(&turn.caller, None)?;
            let mut response = go("/sign-in?out")?;
            if let Some(cookie) = cookies::session(&turn.visit.site.settings, "") {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        })
        .await
}

/// What one role may do.
struct OfRole {
    label: String,
    purpose: String,
    lines: Vec<Allowed>,
}

/// One act that a role may do.
struct Allowed {
    act: String,
    needs: String,
    note: String,
    basis: String,
}

#[derive(Template)]
#[template(path = "account_rights.html")]
struct RightsPage {
    frame: Frame,
    roles: Vec<OfRole>,
}

async fn rights(visit: Visit) -> Response {
    visit
        .turn(|turn| {
            let rights = turn.catalogue().rights();
            let roles = turn.caller.roles().iter().filter_map(|role| rights.role(*role));
            let of_role = |role: &catalogue::RoleDescription| OfRole {
                label: role.label.get(turn.t().0).to_owned(),
                purpose: role.purpose.get(turn.t().0).to_owned(),
                lines: rights
                    .lines()
                    .filter(|line| line.role == role.id)
                    .map(|line| allowed(rights, turn.t(), line))
                    .collect(),
            };
            page(&RightsPage {
                frame: turn.frame(turn.t().account_rights()),
                roles: roles.map(of_role).collect(),
            })
        })
        .await
}

fn allowed(rights: &Rights, t: Words, line: &Line) -> Allowed {
    let words = line.needs.iter().filter_map(|need| rights.need(*need));
    let needs: Vec<&str> = words.map(|need| need.get(t.0)).collect();
    Allowed {
        act: rights
            .act(line.act)
            .map_or(line.act.id(), |act| act.label.get(t.0))
            .to_owned(),
        needs: needs.join("; "),
        note: line.note.get(t.0).to_owned(),
        basis: line.basis.join("; "),
    }
}
