//! `sintra table`: a table of a vintage, for people, as JSON or as CSV.

use catalogue::{Bucket, Catalogue, Counting, Language, Question, Table};
use operations::{Address, Caller, Category, Computed, Door, Frozen, asked, frozen, tabulated};
use serde_json::{Value as Json, json};

use crate::{
    command::{catalogue_of, enter},
    line::{Given, TableAsked},
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn print(given: &Given, printed: &TableAsked) -> Result<Ended, Failure> {
    let (id, vintage) = (printed.id.as_deref(), printed.vintage.as_str());
    let Some(id) = id else { return list(given) };
    let (door, caller) = enter(given, "", "compute a table")?;
    let mut frozen = frozen(&door, vintage)?;
    let table = frozen.catalogue.table(id).cloned();
    let Some(table) = table else {
        return Err(Failure::Usage(format!(
            "there is no table «{id}»; `sintra table` lists them"
        )));
    };
    let (table, computed) = match printed.count {
        Some(count) => counted(&door, &mut frozen, &caller, (&table, count))?,
        None => as_it_says(&door, &mut frozen, &caller, table)?,
    };
    let not_separated = frozen.not_separated(&table.of);
    match (printed.json, printed.csv) {
        (true, _) => say!("{:#}", as_json(&table, &computed, &frozen.vintage.id, not_separated)),
        (_, true) => as_csv(&computed, given.lang)?,
        _ => as_text(&table, &computed, given.lang, not_separated),
    }
    Ok(Ended::Well)
}

/// The table as the catalogue has it.
fn as_it_says(door: &Door, frozen: &mut Frozen, caller: &Caller, table: Table) -> Result<(Table, Computed), Failure> {
    let mut computed = tabulated(door, frozen, caller, |one| one.id == table.id)?;
    match computed.pop() {
        Some(computed) => Ok((table, computed)),
        None if table.count != Counting::Reported => Err(Failure::Usage(format!(
            "nothing of «{}» is linked in this vintage; link, freeze and ask again, or count what was reported",
            table.of
        ))),
        None => Err(Failure::Usage(format!(
            "the vintage has no register «{}»: no return brought it",
            table.of
        ))),
    }
}

/// The table's question counted in another way; its figures are traced by the question's own address.
fn counted(
    door: &Door,
    frozen: &mut Frozen,
    caller: &Caller,
    (table, count): (&Table, Counting),
) -> Result<(Table, Computed), Failure> {
    let single = || {
        let says = format!(
            "«{}» is one total, counted one way; take a table that has rows",
            table.id
        );
        Failure::Usage(says)
    };
    let mut question = Question::of_table(table).ok_or_else(single)?;
    question.count = count;
    let asked = asked(door, frozen, caller, &question)?;
    Ok((asked.table, asked.computed))
}

fn list(given: &Given) -> Result<Ended, Failure> {
    let (catalogue, _): (Catalogue, _) = catalogue_of(given, None)?;
    for table in catalogue.tables() {
        say!("{:<48} {}", table.id, table.title.get(given.lang));
    }
    Ok(Ended::Well)
}

fn as_json(table: &Table, computed: &Computed, vintage: &str, not_separated: u64) -> Json {
    let categories = |all: &[Category]| -> Vec<Json> {
        let one = |one: &Category| json!({ "id": one.id, "es": one.label.es, "en": one.label.en, "known": one.bucket == Bucket::Known });
        all.iter().map(one).collect()
    };
    let width = computed.columns.len().max(1);
    let cells: Vec<&[u64]> = computed.cells.chunks(width).collect();
    let shares: Vec<Vec<Option<f64>>> = (0..computed.rows.len())
        .map(|row| {
            (0..width)
                .map(|column| computed.share(row, column).map(|share| share.value))
                .collect()
        })
        .collect();
    json!({
        "table": table.id, "title": { "es": table.title.es, "en": table.title.en }, "cite": table.cite, "vintage": vintage,
        "rows": categories(&computed.rows), "columns": categories(&computed.columns), "cells": cells, "shares": shares,
        "row_totals": computed.row_totals, "column_totals": computed.column_totals, "total": computed.total,
        "known": computed.known, "no_information": computed.no_information(), "not_applicable": computed.not_applicable,
        "not_asked": computed.not_asked, "coverage": computed.coverage(), "several_answers": computed.is_multiple,
        "offences_not_separated": not_separated, "count": computed.count.id(), "three": three_json(computed),
    })
}

/// Reported, linked and distinct of every row and of the total, where persons or files are counted once.
fn three_json(computed: &Computed) -> Json {
    let one = |row: Option<&str>| {
        computed.three(&address(computed, row)).map(|three| {
            json!({
                "row": row, "reported": three.reported, "linked": three.linked, "distinct": three.distinct.value,
                "low": three.distinct.low, "high": three.distinct.high,
            })
        })
    };
    let rows = computed.rows.iter().map(|row| one(Some(&row.id)));
    rows.chain([one(None)]).flatten().collect()
}

/// The address of a row, or of the total.
fn address(computed: &Computed, row: Option<&str>) -> Address {
    Address {
        table: computed.id.clone(),
        row: row.map(str::to_owned),
        column: None,
    }
}

/// What stands beside each person or file counted once: reported, linkable, and the interval; nothing otherwise.
fn beside(computed: &Computed, row: Option<&str>) -> Vec<String> {
    let three = computed.three(&address(computed, row));
    three.map_or_else(Vec::new, |three| {
        let between = format!("{}–{}", three.distinct.low, three.distinct.high);
        vec![three.reported.to_string(), three.linked.to_string(), between]
    })
}

/// The headings of what stands beside.
fn beside_heads(computed: &Computed, language: Language) -> Vec<String> {
    let heads = match language {
        Language::Es => ["informado", "vinculable", "entre"],
        Language::En => ["reported", "linkable", "between"],
    };
    let is_there = computed.persons.is_some();
    heads
        .iter()
        .filter(|_| is_there)
        .map(|head| (*head).to_owned())
        .collect()
}

fn as_csv(computed: &Computed, language: Language) -> Result<(), Failure> {
    let failed = |error: csv::Error| Failure::Operation(format!("the table cannot be written: {error}"));
    let mut out = csv::Writer::from_writer(std::io::stdout());
    let total = String::from("total");
    let heads = computed
        .columns
        .iter()
        .map(|column| column.label.get(language).to_owned());
    let heads: Vec<String> = ["id".to_owned(), String::new()]
        .into_iter()
        .chain(heads)
        .chain([total.clone()])
        .chain(beside_heads(computed, language))
        .collect();
    out.write_record(&heads).map_err(failed)?;
    for (at, row) in computed.rows.iter().enumerate() {
        let cells = (0..computed.columns.len()).map(|column| computed.cell(at, column).to_string());
        let line = [row.id.clone(), row.label.get(language).to_owned()]
            .into_iter()
            .chain(cells);
        let line = line.chain([computed.row_totals[at].to_string()]);
        out.write_record(line.chain(beside(computed, Some(&row.id))))
            .map_err(failed)?;
    }
    let totals = computed.column_totals.iter().map(u64::to_string);
    let line = ["*".to_owned(), total]
        .into_iter()
        .chain(totals)
        .chain([computed.total.to_string()])
        .chain(beside(computed, None));
    out.write_record(line).map_err(failed)?;
    out.flush().map_err(|error| failed(error.into()))
}

fn as_text(table: &Table, computed: &Computed, language: Language, not_separated: u64) {
    say!(
        "{}  [{}]  {}",
        table.title.get(language),
        table.id,
        table.cite.join(", ")
    );
    let mut lines: Vec<Vec<String>> = Vec::new();
    let heads = computed
        .columns
        .iter()
        .map(|column| column.label.get(language).to_owned());
    lines.push(
        std::iter::once(String::new())
            .chain(heads)
            .chain(["total".to_owned(), "%".to_owned()])
            .chain(beside_heads(computed, language))
            .collect(),
    );
    for (at, row) in computed.rows.iter().enumerate() {
        let cells = (0..computed.columns.len()).map(|column| computed.cell(at, column).to_string());
        let share = if computed.columns.is_empty() {
            computed.share(at, 0)
        } else {
            computed.row_share(at)
        };
        let share = share.map_or_else(|| "—".to_owned(), |share| format!("{:.1}", share.value * 100.0));
        let line = std::iter::once(row.label.get(language).to_owned()).chain(cells);
        let line = line.chain([computed.row_totals[at].to_string(), share]);
        lines.push(line.chain(beside(computed, Some(&row.id))).collect());
    }
    let totals = computed.column_totals.iter().map(u64::to_string);
    lines.push(
        std::iter::once("total".to_owned())
            .chain(totals)
            .chain([computed.total.to_string(), String::new()])
            .chain(beside(computed, None))
            .collect(),
    );
    aligned(&lines);
    foot(computed, language, not_separated);
}

fn foot(computed: &Computed, language: Language, not_separated: u64) {
    let coverage = computed.coverage().map_or(0.0, |coverage| coverage * 100.0);
    let (known, unknown, outside) = (computed.known, computed.no_information(), computed.not_applicable);
    match language {
        Language::Es => say!("conocidos {known} · S.I. {unknown} · N.A. {outside} · cobertura {coverage:.1} %"),
        Language::En => say!("known {known} · no information {unknown} · N.A. {outside} · coverage {coverage:.1} %"),
    }
    if not_separated > 0 {
        match language {
            Language::Es => say!("{not_separated} registros llegaron con los 26 delitos sin separar (¶184)"),
            Language::En => say!("{not_separated} records came with the 26 offences not separated (¶184)"),
        }
    }
}

/// Prints lines in columns, numbers to the right.
fn aligned(lines: &[Vec<String>]) {
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    for line in lines {
        let cells = line.iter().enumerate().map(|(column, cell)| {
            let width = width(column).unwrap_or_default().min(48);
            if column == 0 {
                format!("{cell:<width$}")
            } else {
                format!("{cell:>width$}")
            }
        });
        say!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
