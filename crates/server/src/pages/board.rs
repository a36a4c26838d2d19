//! The board of who answered how well: of a call, or of a period.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use operations::{Board, BoardRow, CellState, Totals};
use register::Period;
use serde::Deserialize;

use crate::{
    figures::{filters, share, whole},
    forms::encoded,
    frame::Frame,
    pages::{
        answered::{Due, Shown, coded, is_open},
        calls::{is_asked, may_call, sees_board},
    },
    site::Site,
    turn::{Answered, Turn, go, page},
    visit::Visit,
    words::Words,
};

/// Contradictions on a page; the download has them all.
const CLASHES_MAX: usize = 60;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/board", get(latest))
        .route("/board.csv", get(csv_of_period))
}

/// What part of the board is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    period: String,
    /// A kind of authority.
    #[serde(default)]
    kind: String,
    /// `open` for the authorities that lack something.
    #[serde(default)]
    only: String,
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    frame: Frame,
    call: Option<Head>,
    period: String,
    as_of: String,
    csv: String,
    kinds: Vec<KindLink>,
    only_open: bool,
    other_part: String,
    registers: Vec<(String, Totals)>,
    whole: Totals,
    heads: Vec<String>,
    rows: Vec<Row>,
    clashes: Vec<Clash>,
    clashes_left: Option<String>,
}

/// What a call says of itself.
#[derive(Debug)]
struct Head {
    number: i64,
    note: String,
    due: String,
    is_open: bool,
    may_change: bool,
    closed: Option<(String, String)>,
    extensions: Vec<(String, String, String, String)>,
}

#[derive(Debug)]
struct KindLink {
    address: String,
    label: String,
    /// How many of them owe something, in words.
    owes: String,
    is_here: bool,
}

#[derive(Debug)]
struct Row {
    /// Where its letter is, for whoever runs the call.
    letter: Option<String>,
    name: String,
    place: String,
    due: Option<String>,
    cells: Vec<Shown>,
    completeness: Option<String>,
    contradictions: u64,
}

#[derive(Debug)]
struct Clash {
    title: String,
    place: String,
    row: String,
    left: String,
    right: String,
    ask: String,
    sources: Vec<String>,
}

#[derive(Template)]
#[template(path = "call.html")]
struct Own {
    frame: Frame,
    note: String,
    closed: Option<(String, String)>,
    pending: Vec<Due>,
}

#[derive(Template)]
#[template(path = "no_board.html")]
struct NoBoard {
    frame: Frame,
    period: String,
    is_wrong: bool,
}

pub(crate) async fn of_call(Path(number): Path<i64>, Query(part): Query<Part>, visit: Visit) -> Response {
    visit.turn(move |turn| shown(turn, number, &part)).await
}

fn shown(turn: &Turn<'_>, number: i64, part: &Part) -> Answered {
    if !sees_board(&turn.caller) {
        return own(turn, number);
    }
    let board = turn.door.board(&turn.caller, number)?;
    page(&board_page(turn, &board, &format!("/calls/{number}"), part))
}

/// A call as one institution has it.
fn own(turn: &Turn<'_>, number: i64) -> Answered {
    let call = turn.door.call(&turn.caller, number)?;
    let mut pending = match is_asked(&turn.caller) {
        true => Due::all(turn, &turn.door.pending(&turn.caller)?),
        false => Vec::new(),
    };
    pending.retain(|one| one.number == number);
    page(&Own {
        frame: turn.frame(call.asks.title),
        note: call.asks.note,
        closed: call.closing.map(|closing| (closing.at, closing.reason)),
        pending,
    })
}

async fn latest(Query(part): Query<Part>, visit: Visit) -> Response {
    visit.turn(move |turn| of_latest(turn, &part)).await
}

/// The board of the latest open call, or of the period asked for.
fn of_latest(turn: &Turn<'_>, part: &Part) -> Answered {
    if let Some(period) = Period::parse(&part.period) {
        let board = turn.door.board_of(&turn.caller, period)?;
        return page(&board_page(turn, &board, "/board", part));
    }
    let calls = turn.door.calls(&turn.caller)?;
    match calls.iter().rev().find(|call| call.closing.is_none()) {
        Some(call) if part.period.is_empty() => go(&format!("/calls/{}", call.number)),
        _ => page(&NoBoard {
            frame: turn.frame(turn.t().board_title()),
            period: part.period.clone(),
            is_wrong: !part.period.is_empty(),
        }),
    }
}

pub(crate) async fn csv_of_call(Path(number): Path<i64>, visit: Visit) -> Response {
    visit
        .turn(move |turn| {
            let board = turn.door.board(&turn.caller, number)?;
            download(turn, &board, &format!("sintra-call-{number}.csv"))
        })
        .await
}

async fn csv_of_period(Query(part): Query<Part>, visit: Visit) -> Response {
    visit
        .turn(move |turn| {
            let Some(period) = Period::parse(&part.period) else {
                return go("/board");
            };
            let board = turn.door.board_of(&turn.caller, period)?;
            let name = format!("sintra-{}-{}.csv", period.from(), period.until());
            download(turn, &board, &name)
        })
        .await
}

fn download(turn: &Turn<'_>, board: &Board, name: &str) -> Answered {
    // The mark at the head tells a spreadsheet that the text is UTF-8.
    let text = "\u{feff}".to_owned() + &board.to_csv(turn.catalogue(), turn.t().0);
    let heads = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((StatusCode::OK, heads, text).into_response())
}

fn board_page(turn: &Turn<'_>, board: &Board, address: &str, part: &Part) -> BoardPage {
    let (catalogue, t) = (turn.catalogue(), turn.t());
    let period = board.period.to_string();
    let of_period = if board.call.is_some() {
        String::new()
    } else {
        format!("period={}&", encoded(&period))
    };
    let kind = kind_of(board, &part.kind);
    let only_open = part.only == "open";
    let link = |kind: &str, only_open: bool| {
        let only = if only_open { "&only=open" } else { "" };
        format!("{address}?{of_period}kind={}{only}", encoded(kind))
    };
    let shown: Vec<&BoardRow> = board
        .rows
        .iter()
        .filter(|row| row.kind == kind && (!only_open || lacks(row) > 0))
        .collect();
    let of_kind = board.rows.iter().filter(|row| row.kind == kind);
    let kept = kept_by(of_kind, board.registers.len());
    let register = |id: &String| coded(catalogue, "register_name", id, t.0);
    let csv = match of_period.as_str() {
        "" => format!("{address}/board.csv"),
        of_period => format!("{address}.csv?{}", of_period.trim_end_matches('&')),
    };
    BoardPage {
        call: board.call.as_ref().map(|call| head(turn, call)),
        frame: turn.frame(match &board.call {
            Some(call) => call.asks.title.clone(),
            None => t.board_of_period(&period),
        }),
        as_of: board.as_of.clone(),
        csv,
        kinds: kinds(board, &kind, t, |kind| link(kind, only_open)),
        other_part: link(&kind, !only_open),
        only_open,
        registers: board
            .registers
            .iter()
            .map(|id| (register(id), board.totals_of(id)))
            .collect(),
        whole: board.totals(),
        heads: kept.iter().map(|at| register(&board.registers[*at])).collect(),
        rows: shown.into_iter().map(|row| line(turn, board, row, &kept)).collect(),
        clashes: clashes(turn, board),
        clashes_left: more(t, board.contradictions.len().saturating_sub(CLASHES_MAX) as u64),
        period,
    }
}

/// The kind of authority shown: the one asked for, or the first there is.
fn kind_of(board: &Board, asked: &str) -> String {
    let mut rows = board.rows.iter();
    let found = rows.find(|row| row.kind == asked).or(board.rows.first());
    found.map_or(String::new(), |row| row.kind.clone())
}

/// The places of the registers that somebody of a kind keeps.
fn kept_by<'b>(rows: impl Iterator<Item = &'b BoardRow>, width: usize) -> Vec<usize> {
    let rows: Vec<&BoardRow> = rows.collect();
    let is_kept = |at: &usize| rows.iter().any(|row| row.cells[*at].state != CellState::NotKept);
    (0..width).filter(is_kept).collect()
}

/// The cells of an authority in which something is still to come.
fn lacks(row: &BoardRow) -> u64 {
    row.cells.iter().filter(|cell| is_open(&cell.state)).count() as u64
}

fn kinds(board: &Board, here: &str, t: Words, link: impl Fn(&str) -> String) -> Vec<KindLink> {
    let mut ids: Vec<&str> = Vec::new();
    for row in &board.rows {
        if !ids.contains(&row.kind.as_str()) {
            ids.push(&row.kind);
        }
    }
    let of = |id: &&str| {
        let rows = || board.rows.iter().filter(|row| row.kind == *id);
        let open = rows().filter(|row| lacks(row) > 0).count() as u64;
        KindLink {
            address: link(id),
            label: rows().next().map_or("", |row| row.kind_words.get(t.0)).to_owned(),
            owes: t.board_lacking(whole(open, t.0), open),
            is_here: *id == here,
        }
    };
    ids.iter().map(of).collect()
}

/// How many contradictions are not on the page.
fn more(t: Words, left: u64) -> Option<String> {
    (left > 0).then(|| t.board_clashes_left(whole(left, t.0), left))
}

fn head(turn: &Turn<'_>, call: &operations::Call) -> Head {
    let name = |id: &str| match id {
        "" => turn.t().calls_everybody().to_owned(),
        id => coded(turn.catalogue(), "authority", id, turn.t().0),
    };
    let extensions = call.extensions.iter();
    Head {
        number: call.number,
        note: call.asks.note.clone(),
        due: call.asks.due.to_string(),
        is_open: call.closing.is_none(),
        may_change: may_call(&turn.caller) && call.closing.is_none(),
        closed: call.closing.as_ref().map(|one| (one.at.clone(), one.reason.clone())),
        extensions: extensions
            .map(|one| {
                (
                    name(&one.authority),
                    one.due.to_string(),
                    one.reason.clone(),
                    one.at.clone(),
                )
            })
            .collect(),
    }
}

fn line(turn: &Turn<'_>, board: &Board, row: &BoardRow, kept: &[usize]) -> Row {
    let (catalogue, t) = (turn.catalogue(), turn.t());
    let usual = board.call.as_ref().map(|call| call.asks.due);
    let letter = board.call.as_ref().filter(|_| may_call(&turn.caller));
    Row {
        letter: letter.map(|call| format!("/calls/{}/letter/{}", call.number, row.authority)),
        name: row.name.get(t.0).to_owned(),
        place: coded(catalogue, "jurisdiction_place", &row.federal_state, t.0),
        due: row.due.filter(|due| Some(*due) != usual).map(|due| due.to_string()),
        cells: kept.iter().map(|at| Shown::of(catalogue, t, &row.cells[*at])).collect(),
        completeness: row.completeness.map(|part| share(part, t.0)),
        contradictions: row.contradictions,
    }
}

fn clashes(turn: &Turn<'_>, board: &Board) -> Vec<Clash> {
    let (catalogue, t) = (turn.catalogue(), turn.t());
    let clash = |one: &operations::BoardClash| Clash {
        title: one.title.get(t.0).to_owned(),
        place: coded(catalogue, "jurisdiction_place", &one.federal_state, t.0),
        row: one.row.as_ref().map_or("", |row| row.get(t.0)).to_owned(),
        left: whole(one.left, t.0),
        right: whole(one.right, t.0),
        ask: one.ask.get(t.0).to_owned(),
        sources: one
            .sources
            .iter()
            .map(|id| coded(catalogue, "authority", id, t.0))
            .collect(),
    };
    board.contradictions.iter().take(CLASHES_MAX).map(clash).collect()
}
