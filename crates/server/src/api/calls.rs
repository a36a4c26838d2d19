//! Data calls and the board for programs.

use axum::{extract::Path, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Program, answer::json};

/// A call for data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Call {
    number: i64,
    title: String,
    period: String,
    /// The last day, `2026-12-31`.
    due: String,
    /// Empty: all that each authority keeps.
    registers: Vec<String>,
    /// Those that the account may see of it.
    authorities: Vec<String>,
}

/// An authority's line on the board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Line {
    authority: String,
    kind: String,
    federal_state: String,
    /// The known part of the minimum of article 88 VIII, from 0 to 1; absent without victims.
    #[serde(skip_serializing_if = "Option::is_none")]
    completeness: Option<f64>,
    contradictions: u64,
    cells: Vec<Cell>,
}

/// One register of one authority.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cell {
    register: String,
    /// `received`, `late`, `declared_zero`, `partial`, `sent_back`, `letter`, `missing` or `not_kept`.
    state: String,
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    returned: Option<i64>,
    accepted: u64,
    waiting: u64,
    days_late: i64,
}

/// The calls that the account may see.
#[utoipa::path(get, path = "/api/v1/calls", tag = "calls", responses((status = 200, body = Vec<Call>)))]
pub(crate) async fn list(program: Program) -> Response {
    program
        .turn(|turn, program| {
            let one = |call: operations::Call| Call {
                number: call.number,
                title: call.asks.title,
                period: call.asks.period.to_string(),
                due: call.asks.due.to_string(),
                registers: call.asks.registers,
                authorities: call.asks.authorities,
            };
            let all: Vec<Call> = turn.door.calls(&turn.caller)?.into_iter().map(one).collect();
            json(program, &all)
        })
        .await
}

/// Who answered a call, and how well.
#[utoipa::path(get, path = "/api/v1/calls/{number}/board", tag = "calls", params(("number" = i64, Path)),
    responses((status = 200, body = Vec<Line>)))]
pub(crate) async fn board(program: Program, Path(number): Path<i64>) -> Response {
    program
        .turn(move |turn, program| {
            let board = turn.door.board(&turn.caller, number)?;
            let lines: Vec<Line> = board.rows.into_iter().map(line).collect();
            json(program, &lines)
        })
        .await
}

fn line(row: operations::BoardRow) -> Line {
    let cell = |cell: operations::Cell| Cell {
        state: cell.state.id().to_owned(),
        register: cell.register,
        returned: cell.returned,
        accepted: cell.accepted,
        waiting: cell.waiting,
        days_late: cell.days_late,
    };
    Line {
        authority: row.authority,
        kind: row.kind,
        federal_state: row.federal_state,
        completeness: row.completeness,
        contradictions: row.contradictions,
        cells: row.cells.into_iter().map(cell).collect(),
    }
}
