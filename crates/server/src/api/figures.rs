//! Figures for programs: vintages, tables, and what is behind a figure.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use catalogue::Label;
use operations::{Category, Computed, TracedReturn, frozen, tabulated, traced};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{Program, answer::json},
    problem::{Problem, Wrong},
};

/// Records listed of each return behind a figure.
const RECORDS_MAX: usize = 100;

/// A state of the registers, frozen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vintage {
    id: String,
    /// RFC 3339, UTC.
    frozen_at: String,
}

/// A table that can be computed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed {
    id: String,
    register: String,
    title: Words,
}

/// Both languages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Words {
    es: String,
    en: String,
}

/// A computed table. Percentages are of the known; what is not known is counted beside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Table {
    id: String,
    vintage: String,
    rows: Vec<Heading>,
    /// Empty for a table of one variable.
    columns: Vec<Heading>,
    /// Row by row.
    cells: Vec<Vec<u64>>,
    row_totals: Vec<u64>,
    column_totals: Vec<u64>,
    total: u64,
    known: u64,
    no_information: u64,
    not_applicable: u64,
    not_asked: u64,
    /// Whether a record may fall in several rows or columns.
    several_answers: bool,
}

/// The heading of a row or column.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Heading {
    id: String,
    label: Words,
}

/// A return behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Behind {
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    returned: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// What its records behind the figure add up to.
    stands_for: u64,
    /// Numbers of records, at most 100.
    records: Vec<i64>,
    /// Records beyond those listed.
    more: usize,
}

/// Which figure.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Figure {
    /// Its address: `table[row,column]`, `table[row]` or `table[*]`.
    figure: String,
}

/// The vintages, in the order in which they were frozen.
#[utoipa::path(get, path = "/api/v1/vintages", tag = "figures", responses((status = 200, body = Vec<Vintage>)))]
pub(crate) async fn vintages(program: Program) -> Response {
    program
        .turn(|turn, program| {
            let one = |one: operations::Vintage| Vintage {
                id: one.id,
                frozen_at: one.frozen_at,
            };
            let all: Vec<Vintage> = turn.door.vintages(&turn.caller)?.into_iter().map(one).collect();
            json(program, &all)
        })
        .await
}

/// The tables of the catalogue.
#[utoipa::path(get, path = "/api/v1/tables", tag = "figures", responses((status = 200, body = Vec<Listed>)))]
pub(crate) async fn tables(program: Program) -> Response {
    program
        .turn(|turn, program| {
            let one = |table: &catalogue::Table| Listed {
                id: table.id.clone(),
                register: table.of.clone(),
                title: words(&table.title),
            };
            let all: Vec<Listed> = turn.catalogue().tables().iter().map(one).collect();
            json(program, &all)
        })
        .await
}

/// A table of a vintage; `latest` is the last vintage.
#[utoipa::path(get, path = "/api/v1/vintages/{vintage}/tables/{table}", tag = "figures",
    params(("vintage" = String, Path), ("table" = String, Path)),
    responses((status = 200, body = Table), (status = 404)))]
pub(crate) async fn table(program: Program, Path((vintage, table)): Path<(String, String)>) -> Response {
    program
        .turn(move |turn, program| {
            let mut frozen = frozen(turn.door, &vintage)?;
            let computed = tabulated(turn.door, &mut frozen, &turn.caller, |one| one.id == table)?;
            let computed = computed
                .into_iter()
                .next()
                .ok_or_else(|| Problem::from(Wrong::NotFound))?;
            json(program, &told(computed, frozen.vintage.id))
        })
        .await
}

/// The returns and records behind a figure. It asks for a purpose, in the header `Sintra-Purpose`.
#[utoipa::path(get, path = "/api/v1/vintages/{vintage}/trace", tag = "figures",
    params(("vintage" = String, Path), Figure,
           ("Sintra-Purpose" = String, Header, description = "What for; it stands in the log")),
    responses((status = 200, body = Vec<Behind>)))]
pub(crate) async fn trace(program: Program, Path(vintage): Path<String>, Query(asked): Query<Figure>) -> Response {
    program
        .turn(move |turn, program| {
            let mut frozen = frozen(turn.door, &vintage)?;
            let all = traced(turn.door, &mut frozen, &turn.caller, &asked.figure, RECORDS_MAX)?;
            let all: Vec<Behind> = all.into_iter().map(behind).collect();
            json(program, &all)
        })
        .await
}

fn behind(one: TracedReturn) -> Behind {
    let returned = one.returned.as_ref();
    Behind {
        returned: returned.map(|returned| returned.number),
        sha256: returned.map(|returned| returned.sha256.clone()),
        stands_for: one.stands_for,
        records: one.records.iter().map(|(id, ..)| *id).filter(|id| *id > 0).collect(),
        more: one.more,
    }
}

fn told(computed: Computed, vintage: String) -> Table {
    let width = computed.columns.len().max(1);
    let no_information = computed.no_information();
    Table {
        cells: computed.cells.chunks(width).map(<[u64]>::to_vec).collect(),
        rows: computed.rows.into_iter().map(heading).collect(),
        columns: computed.columns.into_iter().map(heading).collect(),
        id: computed.id,
        vintage,
        row_totals: computed.row_totals,
        column_totals: computed.column_totals,
        total: computed.total,
        known: computed.known,
        no_information,
        not_applicable: computed.not_applicable,
        not_asked: computed.not_asked,
        several_answers: computed.is_multiple,
    }
}

fn heading(one: Category) -> Heading {
    Heading {
        label: words(&one.label),
        id: one.id,
    }
}

fn words(label: &Label) -> Words {
    Words {
        es: label.es.clone(),
        en: label.en.clone(),
    }
}
