//! Every figure of every table as one JSON array: what another program reads, checks or cites.

use catalogue::{Bucket, Measure, Shares, Table, Unit};
use serde::Serialize;
use statistics::{Address, Category, Computed};

use crate::{
    Diagnosis,
    persons::{self, PersonsFigure},
};

/// One figure, in the order in which the file writes it.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    table: &'a str,
    cell: String,
    value: u64,
    unit: &'a str,
    known: u64,
    no_information: u64,
    not_applicable: u64,
    base: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share_high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linked: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<u64>,
    vintage: &'a str,
    cite: &'a [String],
}

/// Every figure: total, margins and cells of each table, in the catalogue's order. `known`,
/// `no_information` and `not_applicable` are of the whole table; `base` is what the share is of, `null`
/// where there is no share; `unit` is what the register counts, or the field that is added up. Where persons or files are
/// counted once, `reported` and `linked` stand beside, and `low` and `high` are the ends of the interval.
#[must_use]
pub fn figures_json(diagnosis: &Diagnosis<'_>) -> String {
    let mut lines = Vec::new();
    for (table, computed) in diagnosis.tables() {
        let figures = computed
            .addresses()
            .filter_map(|address| line(diagnosis, table, computed, &address));
        lines.extend(figures.filter_map(|line| serde_json::to_string(&line).ok()));
    }
    let figures = persons::figures(diagnosis);
    let of_persons = figures.iter().filter_map(|figure| of_persons(diagnosis, figure));
    lines.extend(of_persons.filter_map(|line| serde_json::to_string(&line).ok()));
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// A figure of an overlap or a pathway.
fn of_persons<'a>(diagnosis: &'a Diagnosis<'_>, figure: &PersonsFigure<'a>) -> Option<Line<'a>> {
    let id = figure.of.to_string();
    let cell = id.strip_prefix(figure.table)?.trim_matches(['[', ']']).to_owned();
    Some(Line {
        table: figure.table,
        cell,
        value: figure.persons.value,
        unit: "person",
        known: figure.persons.value,
        no_information: 0,
        not_applicable: 0,
        base: None,
        share: None,
        share_low: None,
        share_high: None,
        reported: None,
        linked: None,
        low: Some(figure.persons.low),
        high: Some(figure.persons.high),
        vintage: &diagnosis.vintage.id,
        cite: figure.cite,
        id,
    })
}

fn line<'a>(
    diagnosis: &'a Diagnosis<'_>,
    table: &'a Table,
    computed: &'a Computed,
    address: &Address,
) -> Option<Line<'a>> {
    let (figure, three) = (computed.figure(address)?, computed.three(address));
    let id = address.to_string();
    let cell = id.strip_prefix(&table.id)?.trim_matches(['[', ']']).to_owned();
    Some(Line {
        table: &table.id,
        cell,
        value: figure.value,
        unit: unit(diagnosis, table),
        known: computed.known,
        no_information: computed.no_information(),
        not_applicable: computed.not_applicable,
        base: figure.share.map(|_| base(computed, address)),
        share: figure.share.map(|share| share.value),
        share_low: figure.share.map(|share| share.bounds.0),
        share_high: figure.share.map(|share| share.bounds.1),
        reported: three.map(|three| three.reported),
        linked: three.map(|three| three.linked),
        low: three.map(|three| three.distinct.low),
        high: three.map(|three| three.distinct.high),
        vintage: &diagnosis.vintage.id,
        cite: &table.cite,
        id,
    })
}

fn unit<'a>(diagnosis: &Diagnosis<'_>, table: &'a Table) -> &'a str {
    if let Measure::Sum(field) = &table.measure {
        return field;
    }
    match diagnosis.catalogue.register(&table.of).map(|register| register.unit) {
        Some(Unit::Person) => "person",
        Some(Unit::File) => "file",
        Some(Unit::Event) => "event",
        Some(Unit::Organisation) => "organisation",
        Some(Unit::Offence) => "offence",
        None => "record",
    }
}

/// The known that a figure's share is of.
fn base(computed: &Computed, address: &Address) -> u64 {
    let at = |categories: &[Category], id: &Option<String>| {
        id.as_ref()
            .and_then(|id| categories.iter().position(|category| category.id == *id))
    };
    let (row, column) = (at(&computed.rows, &address.row), at(&computed.columns, &address.column));
    match (computed.shares, row, column) {
        (Shares::Row, Some(row), Some(_)) => {
            let cells = (0..computed.columns.len()).map(|column| computed.cell(row, column));
            less_states(computed.row_totals[row], &computed.columns, cells)
        }
        (Shares::Column, Some(_), Some(column)) => {
            let cells = (0..computed.rows.len()).map(|row| computed.cell(row, column));
            less_states(computed.column_totals[column], &computed.rows, cells)
        }
        (_, Some(_), None) if !computed.columns.is_empty() => {
            less_states(computed.total, &computed.rows, computed.row_totals.iter().copied())
        }
        _ => computed.known,
    }
}

/// A total without what its states hold.
fn less_states(total: u64, categories: &[Category], numbers: impl Iterator<Item = u64>) -> u64 {
    let states = categories
        .iter()
        .zip(numbers)
        .filter(|(category, _)| category.bucket != Bucket::Known);
    total.saturating_sub(states.map(|(_, number)| number).sum())
}
