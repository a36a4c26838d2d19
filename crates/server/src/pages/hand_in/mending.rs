//! Cells mended on the page of findings: one, all alike, or in the workbook of the rows that wait.

use axum::{extract::Path, response::Response};
use operations::{Alike, Mend, Mending, OperationError};

use super::{
    findings::{At, NotMended, at_of, back, problem, shown},
    key, said, with,
};
use crate::{
    forms::Posted,
    turn::{Answered, Turn},
    upload::Upload,
};

pub(crate) async fn one(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            let mend = Mend {
                sheet: fields.get("sheet").to_owned(),
                row: fields.get("row").parse().unwrap_or_default(),
                column: fields.get("column").parse().unwrap_or(u16::MAX),
                value: fields.get("value").to_owned(),
                was: fields.has("was").then(|| fields.get("was").to_owned()),
            };
            let key = key(turn)?;
            let mending = turn
                .door
                .mend(&turn.caller, number, (&[mend], with(turn, &key)))
                .map_err(|error| said(turn, error))?;
            answered(turn, number, (at_of(fields), mending))
        })
        .await
}

pub(crate) async fn alike(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            let alike = Alike {
                code: fields.get("code"),
                field: fields.get("field"),
                from: fields.get("from"),
            };
            let key = key(turn)?;
            let mending = turn
                .door
                .mend_alike(&turn.caller, number, (alike, fields.get("value"), with(turn, &key)))
                .map_err(|error| said(turn, error))?;
            answered(turn, number, (at_of(fields), mending))
        })
        .await
}

/// On to the findings when something was mended, or the same page with the reason.
fn answered(turn: &Turn<'_>, number: i64, (at, mending): (At, Mending)) -> Answered {
    let mended = mending.mended;
    match mending.refused.into_iter().next() {
        Some((mend, why)) if mended == 0 => {
            let says = why.says(turn.visit.language);
            let not_mended = NotMended {
                sheet: mend.sheet,
                row: mend.row,
                column: mend.column,
                typed: mend.value,
                why,
            };
            shown(turn, number, (at, Some(not_mended), says))
        }
        _ => back(number, &at, &format!("mended={mended}")),
    }
}

pub(crate) async fn undo(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            let row = fields.get("row").parse().unwrap_or_default();
            let column = fields.get("column").parse().unwrap_or_default();
            let place = (fields.get("sheet"), row, column);
            turn.door
                .undo_mend(&turn.caller, number, place)
                .map_err(|error| said(turn, error))?;
            back(number, &at_of(fields), "")
        })
        .await
}

pub(crate) async fn rows(Path(number): Path<i64>, upload: Upload) -> Response {
    upload
        .turn(move |turn, fields, mut arriving| {
            let at = at_of(fields);
            if arriving.name.is_empty() {
                return problem(turn, number, (at, turn.t().hand_in_file_fault().to_owned()));
            }
            let (key, name) = (key(turn)?, arriving.name.clone());
            let came = turn
                .door
                .take_mended_rows(&turn.caller, number, (&name, &mut arriving, with(turn, &key)));
            match came {
                Ok(came) => {
                    let lost = came.lost + came.mending.refused.len() as u64;
                    back(number, &at, &format!("mended={}&lost={lost}", came.mending.mended))
                }
                Err(OperationError::Refused(_)) => {
                    problem(turn, number, (at, turn.t().findings_rows_unread().to_owned()))
                }
                Err(error) => Err(said(turn, error)),
            }
        })
        .await
}
