//! The second step: what kind of file it is, which sheet is which register, and its first rows.

use askama::Template;
use axum::{extract::Path, response::Response};
use catalogue::Language;
use operations::{InHand, Known, PreviewSheet, Shown};
use register::column_letters;

use super::{key, said, with};
use crate::{
    figures::{filters, whole},
    forms::Posted,
    frame::Frame,
    turn::{Answered, Turn, go, page},
    upload::Upload,
    visit::Visit,
    words::Words,
};

/// Cells of a sheet that are shown: a page of more is slow on an old telephone.
const CELLS_SHOWN: usize = 500;
/// Rows of a sheet that are shown at least.
const ROWS_LEAST: usize = 3;

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview {
    frame: Frame,
    hand: InHand,
    format: String,
    encoding: String,
    delimiter: &'static str,
    size: String,
    sheets: Vec<Sheet>,
}

struct Sheet {
    name: String,
    is_visible: bool,
    /// The register's name, or empty.
    register: String,
    rows: String,
    columns: Vec<ColumnOf>,
    first: Vec<(u32, Vec<Shown>)>,
}

struct ColumnOf {
    letters: String,
    heading: String,
    field: String,
    says: &'static str,
    class: &'static str,
}

pub(crate) async fn show(visit: Visit, Path(number): Path<i64>) -> Response {
    visit.turn(move |turn| shown(turn, number)).await
}

fn shown(turn: &Turn<'_>, number: i64) -> Answered {
    if turn.door.became(&turn.caller, number)?.is_some() {
        return go(&format!("/hand-in/{number}/receipt"));
    }
    if let Some(job) = turn.door.hand_in_job(&turn.caller, number)? {
        return go(&format!("/jobs/{job}"));
    }
    let t = turn.t();
    let key = key(turn)?;
    let hand = turn
        .door
        .hand_in_of(&turn.caller, number)
        .map_err(|error| said(turn, error))?;
    let preview = turn
        .door
        .preview(&turn.caller, number, with(turn, &key))
        .map_err(|error| said(turn, error))?;
    let sheets = preview.sheets.iter().map(|sheet| sheet_of(turn, sheet)).collect();
    page(&Preview {
        frame: turn.frame(t.preview_title()),
        format: preview.format,
        encoding: preview.encoding,
        delimiter: delimiter(t, &preview.delimiter),
        size: size(hand.file.size_bytes, turn.visit.language),
        hand,
        sheets,
    })
}

fn sheet_of(turn: &Turn<'_>, sheet: &PreviewSheet) -> Sheet {
    let (t, language) = (turn.t(), turn.visit.language);
    let register = turn.catalogue().register(&sheet.register);
    let columns = sheet.columns.iter().map(|column| {
        let field = register.and_then(|register| register.field(&column.field));
        let (says, class) = match column.known {
            Known::Matched => (t.preview_matched(), "good-tag"),
            Known::Guessed => (t.preview_guessed(), "wait-tag"),
            Known::Identity => (t.preview_identity(), "good-tag"),
            Known::Doubtful => (t.preview_doubtful(), "bad-tag"),
            Known::Unknown => (t.preview_unknown(), "bad-tag"),
        };
        ColumnOf {
            letters: column_letters(column.column),
            heading: column.heading.clone(),
            field: field.map_or("", |field| field.label.get(language)).to_owned(),
            says,
            class,
        }
    });
    let wide = sheet.columns.len().max(1);
    let rows = (CELLS_SHOWN / wide).max(ROWS_LEAST);
    Sheet {
        name: sheet.name.clone(),
        is_visible: sheet.is_visible,
        register: register.map_or("", |register| register.many.get(language)).to_owned(),
        rows: whole(sheet.rows, language),
        columns: columns.collect(),
        first: sheet.first.iter().take(rows).cloned().collect(),
    }
}

fn delimiter(t: Words, found: &str) -> &'static str {
    match found {
        "," => t.preview_comma(),
        ";" => t.preview_semicolon(),
        "\t" | "\\t" | "tab" => t.preview_tab(),
        "|" => t.preview_bar(),
        _ => "",
    }
}

/// Bytes as people say them.
pub(crate) fn size(bytes: u64, language: Language) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{} MB", whole(bytes.div_ceil(1_048_576), language)),
    }
}

pub(crate) async fn cancel(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, _| {
            turn.door.cancel_hand_in(&turn.caller, number)?;
            go("/hand-in")
        })
        .await
}

pub(crate) async fn add(Path(number): Path<i64>, upload: Upload) -> Response {
    upload
        .turn(move |turn, _, mut arriving| {
            if !arriving.name.is_empty() {
                let (key, name) = (key(turn)?, arriving.name.clone());
                turn.door
                    .add_annex(&turn.caller, number, (&name, &mut arriving), &key)
                    .map_err(|error| said(turn, error))?;
            }
            go(&format!("/hand-in/{number}#documents"))
        })
        .await
}

pub(crate) async fn remove(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, fields| {
            turn.door.remove_annex(&turn.caller, number, fields.get("name"))?;
            go(&format!("/hand-in/{number}#documents"))
        })
        .await
}
