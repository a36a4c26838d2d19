//! Accounts: who acts for which institution; invited, changed, reset and closed by who administers.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use catalogue::{Act, Authority, Role};
use operations::{Caller, NewAccount};
use serde::Deserialize;

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    forms::{Fields, Posted, encoded},
    frame::Frame,
    instants,
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::{Done, Visit},
    words::Words,
};

/// Accounts on a page.
const PAGE: usize = 50;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/accounts", get(show))
        .route("/accounts/new", get(ask_new).post(invite))
        .route("/accounts/of/{name}", get(one_account))
        .route("/accounts/of/{name}/roles", post(change))
        .route("/accounts/of/{name}/reset", post(reset))
        .route("/accounts/of/{name}/close", post(close))
}

/// An account as the operations tell it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Account {
    pub(crate) account: String,
    pub(crate) person: String,
    pub(crate) institution: String,
    pub(crate) roles: String,
    pub(crate) state: String,
    pub(crate) one_time_code: bool,
    pub(crate) changed_at: String,
    pub(crate) may: Vec<String>,
}

impl Account {
    fn state_word(&self, t: &Words) -> &'static str {
        match self.state.as_str() {
            "invited" => t.accounts_invited(),
            "active" => t.accounts_active(),
            "closed" => t.accounts_closed(),
            _ => t.accounts_locked(),
        }
    }

    fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "active" => "tag good-tag",
            "invited" => "tag wait-tag",
            _ => "tag bad-tag",
        }
    }

    fn seen(&self) -> String {
        instants::plain(&self.changed_at)
    }

    pub(crate) fn is(&self, role: Role) -> bool {
        self.roles.split(',').any(|one| one == role.id())
    }

    fn address(&self) -> String {
        format!("/accounts/of/{}", encoded(&self.account))
    }
}

/// The accounts that the caller may see.
pub(crate) fn all(turn: &Turn<'_>) -> Result<Vec<Account>, Problem> {
    let lines = turn.door.accounts(&turn.caller)?.into_iter();
    let read = |one| serde_json::from_value(one).map_err(|error| Wrong::Broken(error.to_string()).into());
    lines.map(read).collect()
}

/// Roles of an account in words.
pub(crate) fn role_words(turn: &Turn<'_>, ids: &str) -> String {
    let word = |id: &str| {
        let role = Role::of(id).and_then(|role| turn.catalogue().rights().role(role));
        role.map_or(id, |role| role.label.get(turn.t().0)).to_owned()
    };
    let words: Vec<String> = ids.split(',').filter(|id| !id.is_empty()).map(word).collect();
    words.join(", ")
}

/// An institution in words; the national office has none.
pub(crate) fn institution_word(turn: &Turn<'_>, id: &str) -> String {
    let known = Authority::of(turn.catalogue(), id).map(|one| one.code().label.get(turn.t().0));
    match id {
        "" => turn.t().accounts_national().to_owned(),
        id => known.unwrap_or(id).to_owned(),
    }
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    frame: Frame,
    done: &'static str,
    may_add: bool,
    institutions: Vec<Institution>,
    /// Each account with its roles and institution in words.
    lines: Vec<(Account, String, String)>,
    total: usize,
    page: usize,
    pages: usize,
    kept: String,
}

/// An institution to choose.
struct Institution {
    id: String,
    label: String,
    is_chosen: bool,
}

#[derive(Deserialize)]
struct Asked {
    institution: Option<String>,
    #[serde(default)]
    page: usize,
    #[serde(default)]
    done: String,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Response {
    visit.turn(move |turn| listed(turn, &asked)).await
}

fn listed(turn: &Turn<'_>, asked: &Asked) -> Answered {
    let mut accounts = all(turn)?;
    let mut ids: Vec<String> = accounts.iter().map(|one| one.institution.clone()).collect();
    ids.sort();
    ids.dedup();
    let chosen = asked.institution.as_deref().filter(|id| *id != "*");
    accounts.retain(|one| chosen.is_none_or(|id| id == one.institution));
    accounts.sort_by(|a, b| (&a.institution, &a.account).cmp(&(&b.institution, &b.account)));
    let total = accounts.len();
    let pages = total.div_ceil(PAGE).max(1);
    let at = asked.page.clamp(1, pages);
    let shown = accounts.into_iter().skip((at - 1) * PAGE).take(PAGE);
    let line = |one: Account| {
        let (roles, institution) = (role_words(turn, &one.roles), institution_word(turn, &one.institution));
        (one, roles, institution)
    };
    page(&AccountsPage {
        frame: turn.frame(turn.t().accounts_title()),
        done: match asked.done.as_str() {
            "closed" => turn.t().accounts_done_closed(),
            _ => "",
        },
        may_add: turn.may(Act::AddAccount),
        institutions: institutions(turn, ids, chosen),
        lines: shown.map(line).collect(),
        total,
        page: at,
        pages,
        kept: chosen.map_or(String::new(), |id| format!("institution={}&", encoded(id))),
    })
}

fn institutions(turn: &Turn<'_>, ids: Vec<String>, chosen: Option<&str>) -> Vec<Institution> {
    let institution = |id: String| Institution {
        label: institution_word(turn, &id),
        is_chosen: chosen == Some(id.as_str()),
        id,
    };
    ids.into_iter().map(institution).collect()
}

/// A role to choose.
struct Choice {
    id: &'static str,
    label: String,
    purpose: String,
    is_chosen: bool,
}

fn choices(turn: &Turn<'_>, is_chosen: impl Fn(Role) -> bool) -> Vec<Choice> {
    let language = turn.t().0;
    let choice = |role: Role| {
        let words = turn.catalogue().rights().role(role)?;
        Some(Choice {
            id: role.id(),
            label: words.label.get(language).to_owned(),
            purpose: words.purpose.get(language).to_owned(),
            is_chosen: is_chosen(role),
        })
    };
    let roles = Role::ALL.into_iter().filter(|role| *role != Role::Public);
    roles.filter_map(choice).collect()
}

fn chosen(fields: &Fields) -> Vec<Role> {
    fields.all("role").filter_map(Role::of).collect()
}

#[derive(Template)]
#[template(path = "account_new.html")]
struct NewPage {
    frame: Frame,
    summary: Summary,
    name: String,
    person: String,
    institutions: Vec<Institution>,
    roles: Vec<Choice>,
    confirm: Confirm,
}

async fn ask_new(visit: Visit) -> Response {
    visit.turn(|turn| new_page(turn, &Retry::default())).await
}

fn new_page(turn: &Turn<'_>, retry: &Retry) -> Answered {
    if !turn.may(Act::AddAccount) {
        return Err(Wrong::NotFound.into());
    }
    let own = turn.caller.institution();
    let mut ids = vec![own.to_owned()];
    if own.is_empty() {
        let codes = turn.catalogue().list("authority").map_or(&[][..], |list| list.codes());
        ids.extend(codes.iter().map(|code| code.id.clone()));
    }
    let roles = chosen(&retry.fields);
    page(&NewPage {
        frame: turn.frame(turn.t().accounts_new()),
        summary: Summary::of(turn.t(), retry),
        name: retry.typed("new", "name").to_owned(),
        person: retry.typed("new", "person").to_owned(),
        institutions: institutions(turn, ids, Some(retry.typed("new", "institution"))),
        roles: choices(turn, |role| roles.contains(&role)),
        confirm: Confirm::of(turn, "new", Act::AddAccount, retry),
    })
}

/// An invitation, shown once.
#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    frame: Frame,
    account: String,
    invitation: String,
}

fn invitation(turn: &Turn<'_>, account: &str, invitation: String) -> Answered {
    page(&InvitationPage {
        frame: turn.frame(turn.t().invitation_title(account)),
        account: account.to_owned(),
        invitation,
    })
}

async fn invite(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let new = NewAccount {
                name: fields.get("name").to_owned(),
                person: fields.get("person").to_owned(),
                institution: fields.get("institution").to_owned(),
                roles: chosen(fields),
            };
            let done = filled(turn, &new)
                .and_then(|()| confirmed(turn, fields, Act::AddAccount))
                .and_then(|caller| Ok(turn.door.add_account(&caller, &new)?));
            match done {
                Ok(code) => invitation(turn, &new.name, code),
                Err(halt) => again(halt, ("new", fields), |retry| new_page(turn, &retry)),
            }
        })
        .await
}

fn filled(turn: &Turn<'_>, new: &NewAccount) -> Result<(), Halt> {
    let t = turn.t();
    let missing = |at, label| Err(Halt::Wrong(at, t.confirm_missing(label)));
    match (new.name.as_str(), new.person.as_str(), new.roles.as_slice()) {
        ("", _, _) => missing("name", t.accounts_account()),
        (_, "", _) => missing("person", t.accounts_person()),
        (_, _, []) => missing("roles", t.accounts_roles()),
        _ => Ok(()),
    }
}

#[derive(Template)]
#[template(path = "account_one.html")]
struct OnePage {
    frame: Frame,
    one: Account,
    institution: String,
    role_words: String,
    done: &'static str,
    summary: Summary,
    roles: Vec<Choice>,
    change: Option<Confirm>,
    reset: Option<Confirm>,
    close: Option<Confirm>,
}

async fn one_account(visit: Visit, Path(name): Path<String>, Query(done): Query<Done>) -> Response {
    visit
        .turn(move |turn| {
            let done = match done.done.as_str() {
                "roles" => turn.t().accounts_done_roles(),
                _ => "",
            };
            shown(turn, (&name, done), &Retry::default())
        })
        .await
}

fn find(turn: &Turn<'_>, name: &str) -> Result<Account, Problem> {
    let found = all(turn)?.into_iter().find(|one| one.account == name);
    found.ok_or_else(|| Wrong::NotFound.into())
}

fn shown(turn: &Turn<'_>, (name, done): (&str, &'static str), retry: &Retry) -> Answered {
    let one = find(turn, name)?;
    let confirm = |form, act: Act| {
        let may = one.may.iter().any(|id| id == act.id());
        may.then(|| Confirm::of(turn, form, act, retry))
    };
    let typed = (retry.form == "roles").then(|| chosen(&retry.fields));
    page(&OnePage {
        frame: turn.frame(turn.t().accounts_one(name)),
        institution: institution_word(turn, &one.institution),
        role_words: role_words(turn, &one.roles),
        done,
        summary: Summary::of(turn.t(), retry),
        roles: choices(turn, |role| {
            typed.as_ref().map_or(one.is(role), |typed| typed.contains(&role))
        }),
        change: confirm("roles", Act::ChangeAccount),
        reset: confirm("reset", Act::ResetAccount),
        close: confirm("close", Act::CloseAccount),
        one,
    })
}

/// Does an act to an account that the caller sees; its form again where it cannot be done so.
fn managed(
    turn: &Turn<'_>,
    fields: &Fields,
    (name, form, act): (&str, &'static str, Act),
    done: impl FnOnce(&Caller) -> Result<Answered, Halt>,
) -> Answered {
    find(turn, name)?;
    match confirmed(turn, fields, act).and_then(|caller| done(&caller)) {
        Ok(answered) => answered,
        Err(halt) => again(halt, (form, fields), |retry| shown(turn, (name, ""), &retry)),
    }
}

async fn change(Path(name): Path<String>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            managed(turn, fields, (&name, "roles", Act::ChangeAccount), |caller| {
                turn.door.change_account(caller, &name, &chosen(fields))?;
                Ok(go(&format!("/accounts/of/{}?done=roles", encoded(&name))))
            })
        })
        .await
}

async fn reset(Path(name): Path<String>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            managed(turn, fields, (&name, "reset", Act::ResetAccount), |caller| {
                let code = turn.door.reset_account(caller, &name)?;
                Ok(invitation(turn, &name, code))
            })
        })
        .await
}

async fn close(Path(name): Path<String>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            managed(turn, fields, (&name, "close", Act::CloseAccount), |caller| {
                turn.door.close_account(caller, &name)?;
                Ok(go("/accounts?done=closed"))
            })
        })
        .await
}
