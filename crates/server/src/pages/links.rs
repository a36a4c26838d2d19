//! Links: the state of the linkage, what waits for a person, and a pair of records side by side by what they agree in.
//! No name is on any of these pages, and no folio.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use catalogue::{Act, Authority};
use operations::{ANEW, Agreement, Decided, LinkAct, LinkState, LinkedPair, QueuedPair, RoleFlag, ThreeNumbers, Work};

use crate::{
    confirm::{Confirm, Halt, Retry, Summary, again, confirmed},
    figures::{filters, share, whole},
    forms::{Fields, Posted},
    frame::Frame,
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
    words::Words,
};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/links", get(state))
        .route("/links/run", post(run))
        .route("/links/key", post(key))
        .route("/links/flags", post(flags))
        .route("/links/{number}", get(show).post(decide))
        .route("/links/{number}/second", post(second))
}

#[derive(Template)]
#[template(path = "links.html")]
struct StatePage {
    frame: Frame,
    state: LinkState,
    numbers: Numbers,
    files: Option<Numbers>,
    fresh_says: String,
    queue_says: String,
    flags_say: String,
    queue: Vec<Waits>,
    summary: Summary,
    run: Option<Confirm>,
    flags: Option<Confirm>,
    may_decide: bool,
}

/// Three numbers in words.
#[derive(Debug)]
struct Numbers {
    reported: String,
    linked: String,
    distinct: String,
    interval: String,
}

impl Numbers {
    fn of(t: Words, of: ThreeNumbers) -> Numbers {
        let [low, high] = [of.interval.0, of.interval.1].map(|end| whole(end, t.0));
        Numbers {
            reported: whole(of.reported, t.0),
            linked: whole(of.linked, t.0),
            distinct: whole(of.distinct, t.0),
            interval: t.links_interval(low, high),
        }
    }
}

/// A pair in the queue, in words.
#[derive(Debug)]
struct Waits {
    number: i64,
    of: &'static str,
    institutions: [String; 2],
    probability: String,
    state: &'static str,
}

async fn state(visit: Visit) -> Response {
    visit.turn(|turn| stated(turn, &Retry::default())).await
}

fn stated(turn: &Turn<'_>, retry: &Retry) -> Answered {
    let t = turn.t();
    let state = turn.door.links(&turn.caller)?;
    let confirm = |form, act| turn.may(act).then(|| Confirm::of(turn, form, act, retry));
    page(&StatePage {
        frame: turn.frame(t.links_title()),
        numbers: Numbers::of(t, state.numbers),
        files: state.files.map(|files| Numbers::of(t, files)),
        fresh_says: t.links_fresh(state.fresh),
        queue_says: t.links_queue_says(state.waiting),
        flags_say: t.links_flags_say(state.flagged),
        queue: state.queue.iter().map(|one| waits(turn, one)).collect(),
        summary: Summary::of(t, retry),
        run: confirm("run", Act::Link),
        flags: confirm("flags", Act::SeeRoleFlags),
        may_decide: turn.may(Act::DecideLink),
        state,
    })
}

fn waits(turn: &Turn<'_>, one: &QueuedPair) -> Waits {
    let t = turn.t();
    Waits {
        number: one.number,
        of: match one.is_of_files {
            true => t.link_files_files(),
            false => t.link_files_persons(),
        },
        institutions: [&one.institutions.0, &one.institutions.1].map(|id| institution(turn, id)),
        probability: share(one.probability, t.0),
        state: match (one.proposal, one.is_asked) {
            (Some(_), _) => t.links_waits_second(),
            (None, true) => t.links_waits_origin(),
            (None, false) => t.links_waits_you(),
        },
    }
}

/// An institution's name.
pub(crate) fn institution(turn: &Turn<'_>, id: &str) -> String {
    let known = Authority::of(turn.catalogue(), id);
    known.map_or(id, |one| one.code().label.get(turn.t().0)).to_owned()
}

/// A register's name.
pub(crate) fn register(turn: &Turn<'_>, id: &str) -> String {
    let known = turn.catalogue().register(id);
    known.map_or(id, |one| one.one.get(turn.t().0)).to_owned()
}

async fn run(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let about = if fields.has("anew") { ANEW } else { "" };
            let done = confirmed(turn, fields, Act::Link)
                .and_then(|caller| Ok(turn.door.ask_job(&caller, Work::Link, about)?));
            match done {
                Ok(number) => {
                    turn.visit.site.wake();
                    go(&format!("/jobs/{number}"))
                }
                Err(halt) => again(halt, ("run", fields), |retry| stated(turn, &retry)),
            }
        })
        .await
}

async fn key(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let reason = fields.get("reason");
            let caller = turn.caller.clone().for_purpose(reason);
            let done = turn.door.announce_linkage_key(&caller, fields.get("print"), reason);
            match done.map_err(Halt::from) {
                Ok(()) => go("/links"),
                Err(halt) => again(halt, ("key", fields), |retry| stated(turn, &retry)),
            }
        })
        .await
}

#[derive(Template)]
#[template(path = "link_flags.html")]
struct FlagsPage {
    frame: Frame,
    flags: Vec<Flag>,
}

#[derive(Debug)]
struct Flag {
    number: i64,
    probability: String,
    victim: String,
    accused: String,
}

/// The answer is the page itself: whoever looks says each time what for.
async fn flags(posted: Posted) -> Response {
    posted
        .turn(|turn, fields| {
            let done =
                confirmed(turn, fields, Act::SeeRoleFlags).and_then(|caller| Ok(turn.door.role_flags(&caller)?));
            match done {
                Ok(flags) => page(&FlagsPage {
                    frame: turn.frame(turn.t().links_flags_title()),
                    flags: flags.iter().map(|one| flag(turn, one)).collect(),
                }),
                Err(halt) => again(halt, ("flags", fields), |retry| stated(turn, &retry)),
            }
        })
        .await
}

fn flag(turn: &Turn<'_>, one: &RoleFlag) -> Flag {
    let told = |(id, of, record): &(String, String, i64)| {
        format!("{} · {} · {record}", institution(turn, id), register(turn, of))
    };
    Flag {
        number: one.number,
        probability: share(one.probability, turn.t().0),
        victim: told(&one.victim),
        accused: told(&one.accused),
    }
}

#[derive(Template)]
#[template(path = "link.html")]
struct PairPage {
    frame: Frame,
    pair: LinkedPair,
    words: PairWords,
    probability: String,
    sides: [Side; 2],
    fields: Vec<Agrees>,
    decisions: Vec<Said>,
    summary: Summary,
    reason: String,
    may_decide: bool,
    is_of_two: bool,
    second: Option<Confirm>,
}

/// The words for two records of one person, or of one file.
#[derive(Debug)]
struct PairWords {
    is_confirmed: &'static str,
    is_rejected: &'static str,
    is_automatic: &'static str,
    probability: &'static str,
    doubt: &'static str,
    weight_says: &'static str,
    proposed: &'static str,
    confirm: &'static str,
    reject: &'static str,
}

impl PairWords {
    fn of(t: Words, of_files: bool) -> PairWords {
        if of_files {
            return PairWords {
                is_confirmed: t.link_files_is_confirmed(),
                is_rejected: t.link_files_is_rejected(),
                is_automatic: t.link_files_is_automatic(),
                probability: t.link_files_probability(),
                doubt: t.link_files_doubt(),
                weight_says: t.link_files_weight_says(),
                proposed: t.link_files_proposed(),
                confirm: t.link_files_confirm(),
                reject: t.link_files_reject(),
            };
        }
        PairWords {
            is_confirmed: t.links_is_confirmed(),
            is_rejected: t.links_is_rejected(),
            is_automatic: t.links_is_automatic(),
            probability: t.links_probability(),
            doubt: t.links_twins(),
            weight_says: t.links_weight_says(),
            proposed: t.links_proposed(),
            confirm: t.links_confirm(),
            reject: t.links_reject(),
        }
    }
}

#[derive(Debug)]
struct Side {
    record: i64,
    institution: String,
    register: String,
    returned: i64,
    row: u32,
    together: usize,
    facts: Vec<(String, String)>,
}

/// A field, how it agrees, and which way that speaks.
#[derive(Debug)]
struct Agrees {
    field: &'static str,
    agreement: &'static str,
    tag: &'static str,
    weight: String,
}

#[derive(Debug)]
struct Said {
    at: String,
    by: String,
    what: String,
    reason: String,
}

async fn show(Path(number): Path<i64>, visit: Visit) -> Response {
    visit.turn(move |turn| shown(turn, number, &Retry::default())).await
}

fn shown(turn: &Turn<'_>, number: i64, retry: &Retry) -> Answered {
    let t = turn.t();
    let caller = turn.caller.clone().for_purpose(t.links_reading());
    let pair = turn.door.linked_pair(&caller, number)?;
    let second = pair.proposal.filter(|(_, is_mine)| *is_mine);
    page(&PairPage {
        frame: turn.frame(t.links_pair_title(number)),
        probability: share(pair.probability, t.0),
        sides: pair.sides.each_ref().map(|side| side_of(turn, side)),
        fields: pair.fields.iter().filter_map(|one| agrees(t, one)).collect(),
        decisions: pair
            .decisions
            .iter()
            .map(|one| said(t, one, pair.is_of_files))
            .collect(),
        words: PairWords::of(t, pair.is_of_files),
        summary: Summary::of(t, retry),
        reason: retry.typed("decide", "reason").to_owned(),
        may_decide: turn.may(Act::DecideLink) && pair.state != "flag",
        is_of_two: pair.sides[0].institution != pair.sides[1].institution,
        second: second.map(|_| Confirm::of(turn, "second", Act::ConfirmLink, retry)),
        pair,
    })
}

fn side_of(turn: &Turn<'_>, side: &operations::PairSide) -> Side {
    Side {
        record: side.record,
        institution: institution(turn, &side.institution),
        register: register(turn, &side.register),
        returned: side.returned,
        row: side.row,
        together: side.together,
        facts: side.facts.clone(),
    }
}

/// A field in words; what is no field of a person or file (how rare a key is) has none and is left out.
fn agrees(t: Words, one: &operations::FieldAgreement) -> Option<Agrees> {
    let field = field_word(t, &one.field)?;
    let (agreement, tag) = match one.agreement {
        Agreement::Equal => (t.links_equal(), "tag good-tag"),
        Agreement::Similar => (t.links_similar(), "tag wait-tag"),
        Agreement::Different => (t.links_different(), "tag bad-tag"),
        Agreement::NotKnown => (t.links_not_known(), "tag"),
    };
    Some(Agrees {
        field,
        agreement,
        tag,
        weight: format!("{:+.1}", one.weight),
    })
}

fn field_word(t: Words, field: &str) -> Option<&'static str> {
    Some(match field {
        "given_name" => t.links_field_given_name(),
        "first_surname" => t.links_field_first_surname(),
        "second_surname" => t.links_field_second_surname(),
        "birth_date" | "birth_year" => t.links_field_birth_date(),
        "national_id" => t.links_field_national_id(),
        "sex" => t.links_field_sex(),
        "region" => t.links_field_region(),
        "place" => t.links_field_place(),
        "address" => t.links_field_address(),
        "street_number" => t.links_field_street_number(),
        "postcode" => t.links_field_postcode(),
        "phone" => t.links_field_phone(),
        "same_folio" => t.link_files_field_same_folio(),
        "came_from" => t.link_files_field_came_from(),
        "passed_to" => t.link_files_field_passed_to(),
        "one_origin" => t.link_files_field_one_origin(),
        "one_destination" => t.link_files_field_one_destination(),
        "day_of_the_facts" => t.link_files_field_facts(),
        "day_opened" => t.link_files_field_opened(),
        "offences" => t.link_files_field_offences(),
        "number_of_victims" => t.link_files_field_victims(),
        "folio" => t.link_files_field_folio(),
        "passed_on" => t.link_files_field_passed_on(),
        _ => return None,
    })
}

fn said(t: Words, one: &operations::LinkDecision, of_files: bool) -> Said {
    let what = match (one.act.as_str(), one.answer.as_str()) {
        ("confirm", _) if of_files => t.link_files_said_confirm().to_owned(),
        ("reject", _) if of_files => t.link_files_said_reject().to_owned(),
        ("confirm", _) => t.links_said_confirm().to_owned(),
        ("reject", _) => t.links_said_reject().to_owned(),
        ("undo", _) => t.links_said_undo().to_owned(),
        ("ask", _) => t.links_said_ask(one.record),
        (_, "stands") => t.links_said_stands(one.record),
        (_, "will_correct") => t.links_said_will_correct(one.record),
        _ => t.links_said_cannot_tell(one.record),
    };
    let by = match one.second.as_str() {
        "" => one.account.clone(),
        first => format!("{first}, {}", one.account),
    };
    Said {
        at: one.at.clone(),
        by,
        what,
        reason: one.reason.clone(),
    }
}

async fn decide(Path(number): Path<i64>, posted: Posted) -> Response {
    posted.turn(move |turn, fields| decided(turn, fields, number)).await
}

fn decided(turn: &Turn<'_>, fields: &Fields, number: i64) -> Answered {
    match decision(turn, fields, number) {
        Ok(_) => go(&format!("/links/{number}")),
        Err(halt) => again(halt, ("decide", fields), |retry| shown(turn, number, &retry)),
    }
}

fn decision(turn: &Turn<'_>, fields: &Fields, number: i64) -> Result<Decided, Halt> {
    let reason = fields.get("reason");
    if reason.is_empty() {
        return Err(Halt::Wrong("reason", turn.t().links_no_reason().to_owned()));
    }
    let what = match fields.get("what") {
        "confirm" => LinkAct::Confirm,
        "reject" => LinkAct::Reject,
        "undo" => LinkAct::Undo,
        record => LinkAct::Ask(record.parse().unwrap_or_default()),
    };
    let caller = confirmed(turn, fields, Act::DecideLink)?;
    Ok(turn.door.decide_link(&caller, number, what, reason)?)
}

async fn second(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            let proposal = fields.get("proposal").parse().unwrap_or_default();
            let done = confirmed(turn, fields, Act::ConfirmLink)
                .and_then(|caller| Ok(turn.door.second_link(&caller, proposal)?));
            match done {
                Ok(_) => go(&format!("/links/{number}")),
                Err(halt) => again(halt, ("second", fields), |retry| shown(turn, number, &retry)),
            }
        })
        .await
}
