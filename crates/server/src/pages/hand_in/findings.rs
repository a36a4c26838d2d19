//! The third step, what was found by rule, and the last, the receipt.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use catalogue::{Kind, Severity};
use operations::{Becomes, CheckedFile, FindingGroup, KeptMend, WhyNot};
use register::{Finding, column_letters};
use serde::Deserialize;

use super::{key, preview::size, said, told, unprocessable, with, workbook};
use crate::{
    figures::whole,
    forms::{Posted, encoded},
    frame::Frame,
    pages::returns,
    problem::Problem,
    turn::{Answered, Turn, go, page},
    visit::Visit,
};

/// Cells of a rule on the page of all rules.
const CELLS_FIRST: usize = 5;
/// Cells of a rule on its own page.
const CELLS_PAGE: usize = 25;
/// Cells alike of a rule that are offered together.
const ALIKE: usize = 8;
/// Mends that are listed.
const MENDS: usize = 50;
/// Answers of a list that are offered for a field.
const OFFERED: usize = 40;
/// What stands for what is not repeated.
const HIDDEN: &str = "•••";

/// Which rule is looked at, and what was just done.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct At {
    #[serde(default)]
    pub(crate) rule: String,
    #[serde(default)]
    pub(crate) page: usize,
    pub(crate) mended: Option<u64>,
    pub(crate) lost: Option<u64>,
}

/// A cell that was not mended, and why: the page says it beside the cell.
#[derive(Debug)]
pub(crate) struct NotMended {
    pub(crate) sheet: String,
    pub(crate) row: u32,
    pub(crate) column: u16,
    pub(crate) typed: String,
    pub(crate) why: WhyNot,
}

#[derive(Template)]
#[template(path = "findings.html")]
struct Findings {
    frame: Frame,
    number: i64,
    name: String,
    size: String,
    at: At,
    becomes: Vec<Become>,
    groups: Vec<Group>,
    offered: Vec<(String, Vec<String>)>,
    mends: Vec<Mended>,
    mends_more: u64,
    /// Rows that wait.
    waiting: u64,
    told: Vec<super::Told>,
    can_be_handed_in: bool,
    /// What was not done, or empty.
    problem: String,
    /// Whether only one rule is on the page.
    is_one: bool,
    /// The pages before and after, of a rule with many cells.
    before: Option<usize>,
    after: Option<usize>,
}

struct Become {
    sheet: String,
    register: String,
    accepted: String,
    waiting: u64,
    stands_for: String,
    replaces: Vec<i64>,
    overlaps: Option<(i64, String)>,
}

struct Group {
    code: String,
    severity: &'static str,
    class: &'static str,
    says: String,
    mend: String,
    count: u64,
    alike: Vec<Alike>,
    cells: Vec<Cell>,
    is_more: bool,
}

struct Alike {
    id: String,
    field: String,
    field_id: String,
    value: String,
    near: String,
    count: u64,
}

struct Cell {
    id: String,
    sheet: String,
    row: u32,
    column: u16,
    place: String,
    field: String,
    field_id: String,
    value: String,
    says: String,
    typed: String,
    fault: String,
    is_mendable: bool,
}

struct Mended {
    sheet: String,
    row: u32,
    column: u16,
    place: String,
    was: String,
    value: String,
}

pub(crate) async fn show(visit: Visit, Path(number): Path<i64>, Query(at): Query<At>) -> Response {
    visit
        .turn(move |turn| shown(turn, number, (at, None, String::new())))
        .await
}

/// The page of findings, with a cell that was not mended on it, or something else that was not done.
pub(crate) fn shown(
    turn: &Turn<'_>,
    number: i64,
    (at, not_mended, problem): (At, Option<NotMended>, String),
) -> Answered {
    if turn.door.became(&turn.caller, number)?.is_some() {
        return go(&format!("/hand-in/{number}/receipt"));
    }
    if let Some(job) = turn.door.hand_in_job(&turn.caller, number)? {
        return go(&format!("/jobs/{job}"));
    }
    let key = key(turn)?;
    let hand = turn
        .door
        .hand_in_of(&turn.caller, number)
        .map_err(|error| said(turn, error))?;
    let mut silent = |_| ();
    let by = (
        with(turn, &key),
        turn.visit.language,
        &mut silent as &mut dyn FnMut(u64),
    );
    let checked = turn
        .door
        .checked(&turn.caller, number, by)
        .map_err(|error| said(turn, error))?;
    let is_fault = not_mended.is_some() || !problem.is_empty();
    let view = Findings {
        frame: turn.frame(turn.t().findings_title()),
        number,
        name: hand.file.asked.file_name.clone(),
        size: size(hand.file.size_bytes, turn.visit.language),
        problem,
        ..of(turn, &checked, (at, not_mended.as_ref()))
    };
    let response = page(&view)?;
    if is_fault {
        unprocessable(response)
    } else {
        Ok(response)
    }
}

fn of(turn: &Turn<'_>, checked: &CheckedFile, (at, not_mended): (At, Option<&NotMended>)) -> Findings {
    let is_one = !at.rule.is_empty();
    let chosen: Vec<&FindingGroup> = checked
        .groups
        .iter()
        .filter(|group| at.rule.is_empty() || group.code == at.rule)
        .collect();
    let pages = chosen
        .first()
        .map_or(0, |group| group.findings.len().div_ceil(CELLS_PAGE));
    let groups: Vec<Group> = chosen
        .iter()
        .map(|group| group_of(turn, group, (&at, is_one, not_mended)))
        .collect();
    let mends = checked.mends.iter().rev().take(MENDS);
    let overlap = checked.becomes.iter().any(|one| one.overlaps.is_some());
    Findings {
        frame: turn.frame(""),
        number: 0,
        name: String::new(),
        size: String::new(),
        problem: String::new(),
        becomes: checked.becomes.iter().map(|one| become_of(turn, one)).collect(),
        offered: offered(turn, checked, &groups),
        groups,
        mends: mends.map(mended).collect(),
        mends_more: checked.mends.len().saturating_sub(MENDS) as u64,
        waiting: checked.outcome.parts.iter().map(|part| part.waiting).sum(),
        told: told(turn, &checked.outcome),
        can_be_handed_in: !checked.outcome.refused && !overlap,
        is_one,
        before: (is_one && at.page > 0).then(|| at.page - 1),
        after: (is_one && at.page + 1 < pages).then(|| at.page + 1),
        at,
    }
}

fn become_of(turn: &Turn<'_>, one: &Becomes) -> Become {
    let language = turn.visit.language;
    let register = turn.catalogue().register(&one.part.register);
    Become {
        sheet: one.part.sheet.clone(),
        register: register.map_or("", |register| register.many.get(language)).to_owned(),
        accepted: whole(one.part.accepted, language),
        waiting: one.part.waiting,
        stands_for: whole(one.part.stands_for, language),
        replaces: one.replaces.clone(),
        overlaps: one.overlaps.map(|(number, period)| (number, period.to_string())),
    }
}

fn group_of(turn: &Turn<'_>, group: &FindingGroup, (at, is_one, fault): (&At, bool, Option<&NotMended>)) -> Group {
    let t = turn.t();
    let (severity, class) = match group.sentence.severity {
        Severity::Note => (t.findings_note(), ""),
        Severity::Warning => (t.findings_warning(), "wait-tag"),
        Severity::Error => (t.findings_error(), "bad-tag"),
        Severity::Refusal => (t.findings_refusal(), "bad-tag"),
    };
    let (skip, take) = if is_one {
        (at.page * CELLS_PAGE, CELLS_PAGE)
    } else {
        (0, CELLS_FIRST)
    };
    // A note asks for nothing: its cells are on its own page.
    let take = if group.sentence.severity == Severity::Note && !is_one {
        0
    } else {
        take
    };
    let is_faulty = |finding: &&Finding| fault.is_some_and(|fault| is_at(finding, fault));
    let first: Vec<&Finding> = group.findings.iter().skip(skip).take(take).collect();
    let beyond = group.findings.iter().filter(is_faulty);
    let beyond = beyond.filter(|one| !first.iter().any(|other| std::ptr::eq(*other, *one)));
    let all: Vec<&Finding> = first.iter().copied().chain(beyond).collect();
    let alike = group
        .alike
        .iter()
        .filter(|one| one.count > 1 && !one.field.is_empty() && one.value != HIDDEN);
    Group {
        code: group.code.clone(),
        severity,
        class,
        says: group.sentence.says.clone(),
        mend: group.sentence.mend.clone(),
        count: group.count,
        is_more: !is_one && group.findings.len() > all.len(),
        alike: alike
            .take(ALIKE)
            .enumerate()
            .map(|(at, one)| Alike {
                id: format!("{}-all-{at}", group.code),
                field: field_label(turn, &one.field),
                field_id: one.field.clone(),
                value: one.value.clone(),
                near: only_one(&one.near),
                count: one.count,
            })
            .collect(),
        cells: all
            .into_iter()
            .enumerate()
            .map(|(at, finding)| cell_of(turn, finding, (format!("{}-{at}", group.code), fault)))
            .collect(),
    }
}

/// The nearest right answer, when there is one alone: nothing is guessed between two.
fn only_one(near: &str) -> String {
    if near.contains([',', ';', '|']) {
        String::new()
    } else {
        near.to_owned()
    }
}

fn is_at(finding: &Finding, fault: &NotMended) -> bool {
    finding.at.sheet == fault.sheet && finding.at.row == Some(fault.row) && finding.at.column == Some(fault.column)
}

fn cell_of(turn: &Turn<'_>, finding: &Finding, (id, fault): (String, Option<&NotMended>)) -> Cell {
    let language = turn.visit.language;
    let fault = fault.filter(|fault| is_at(finding, fault));
    let sentence = register::sentence(turn.catalogue(), finding, language);
    let near = only_one(&finding.near);
    let typed = fault.map_or(if near.is_empty() { &finding.value } else { &near }, |fault| {
        &fault.typed
    });
    Cell {
        id,
        sheet: finding.at.sheet.clone(),
        row: finding.at.row.unwrap_or_default(),
        column: finding.at.column.unwrap_or_default(),
        place: place(turn, (&finding.at.sheet, finding.at.row, finding.at.column)),
        field: field_label(turn, &finding.field),
        field_id: finding.field.clone(),
        value: finding.value.clone(),
        says: sentence.says,
        typed: typed.clone(),
        fault: fault.map_or_else(String::new, |fault| fault.why.says(language)),
        is_mendable: finding.at.row.is_some() && finding.at.column.is_some() && finding.value != HIDDEN,
    }
}

fn place(turn: &Turn<'_>, (sheet, row, column): (&str, Option<u32>, Option<u16>)) -> String {
    let t = turn.t();
    let parts = [
        (!sheet.is_empty()).then(|| t.findings_sheet(sheet)),
        row.map(|row| t.findings_row(row)),
        column.map(|column| t.findings_column(column_letters(column))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The name of a field, of whatever register has it first.
fn field_label(turn: &Turn<'_>, field: &str) -> String {
    let found = turn.catalogue().registers().find_map(|register| register.field(field));
    found
        .map_or(field, |field| field.label.get(turn.visit.language))
        .to_owned()
}

/// The answers of the lists of the fields on the page, where they are few.
fn offered(turn: &Turn<'_>, checked: &CheckedFile, groups: &[Group]) -> Vec<(String, Vec<String>)> {
    let language = turn.visit.language;
    let fields = groups.iter().flat_map(|group| {
        let cells = group.cells.iter().map(|cell| cell.field_id.as_str());
        cells.chain(group.alike.iter().map(|alike| alike.field_id.as_str()))
    });
    let registers: Vec<_> = checked
        .outcome
        .parts
        .iter()
        .filter_map(|part| turn.catalogue().register(&part.register))
        .collect();
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in fields {
        let field = registers.iter().find_map(|register| register.field(id));
        let Some(field) = field.filter(|field| matches!(field.kind, Kind::Code | Kind::Codes)) else {
            continue;
        };
        let Some(list) = field.list.as_deref().and_then(|list| turn.catalogue().list(list)) else {
            continue;
        };
        if list.codes().len() <= OFFERED {
            let labels = list.codes().iter().map(|code| code.label.get(language).to_owned());
            lists.entry(id.to_owned()).or_insert_with(|| labels.collect());
        }
    }
    lists.into_iter().collect()
}

fn mended(mend: &KeptMend) -> Mended {
    let sheet = if mend.sheet.is_empty() {
        String::new()
    } else {
        format!("{} · ", mend.sheet)
    };
    Mended {
        place: format!("{sheet}{}{}", column_letters(mend.column), mend.row),
        sheet: mend.sheet.clone(),
        row: mend.row,
        column: mend.column,
        was: mend.was.clone(),
        value: mend.value.clone(),
    }
}

pub(crate) async fn marked(visit: Visit, Path(number): Path<i64>) -> Response {
    visit
        .turn(move |turn| {
            let key = key(turn)?;
            let by = (with(turn, &key), turn.visit.language);
            let bytes = turn
                .door
                .marked(&turn.caller, number, by)
                .map_err(|error| said(turn, error))?;
            Ok(workbook(bytes, &turn.t().findings_marked_name(number)))
        })
        .await
}

pub(crate) async fn waiting(visit: Visit, Path(number): Path<i64>) -> Response {
    visit
        .turn(move |turn| {
            let key = key(turn)?;
            let by = (with(turn, &key), turn.visit.language);
            let bytes = turn
                .door
                .only_wrong_rows(&turn.caller, number, by)
                .map_err(|error| said(turn, error))?;
            if bytes.is_empty() {
                return go(&format!("/hand-in/{number}/findings"));
            }
            Ok(workbook(bytes, &turn.t().findings_waiting_name(number)))
        })
        .await
}

pub(crate) async fn hand_in(Path(number): Path<i64>, posted: Posted) -> Response {
    posted
        .turn(move |turn, _| {
            let key = key(turn)?;
            if turn.door.became(&turn.caller, number)?.is_none() && is_long(turn, number)? {
                let asked = turn.door.ask_hand_in(&turn.caller, number, &key);
                let job = asked.map_err(|error| said(turn, error))?;
                turn.visit.site.wake();
                return go(&format!("/jobs/{job}"));
            }
            let received = turn
                .door
                .hand_in(&turn.caller, number, (with(turn, &key), &turn.door.now()))
                .map_err(|error| said(turn, error))?;
            match received.receipt {
                Some(_) => go(&format!("/hand-in/{number}/receipt")),
                None => {
                    let why = told(turn, &received.outcome);
                    let why: Vec<String> = why.iter().map(|one| format!("{} {}", one.says, one.mend)).collect();
                    shown(turn, number, (At::default(), None, why.join(" ")))
                }
            }
        })
        .await
}

fn is_long(turn: &Turn<'_>, number: i64) -> Result<bool, Problem> {
    turn.door
        .is_long(&turn.caller, number)
        .map_err(|error| said(turn, error))
}

pub(crate) async fn receipt(visit: Visit, Path(number): Path<i64>) -> Response {
    visit
        .turn(move |turn| match turn.door.became(&turn.caller, number)? {
            Some(returned) => returns::receipt(turn, returned),
            None => go(&format!("/hand-in/{number}")),
        })
        .await
}

/// Back to the findings, to the rule and page that were looked at.
pub(crate) fn back(number: i64, at: &At, done: &str) -> Answered {
    let rule = encoded(&at.rule);
    go(&format!(
        "/hand-in/{number}/findings?rule={rule}&page={}&{done}",
        at.page
    ))
}

/// Where a form of the page was.
pub(crate) fn at_of(fields: &crate::forms::Fields) -> At {
    At {
        rule: fields.get("rule").to_owned(),
        page: fields.get("page").parse().unwrap_or_default(),
        ..At::default()
    }
}

/// A problem that keeps the page.
pub(crate) fn problem(turn: &Turn<'_>, number: i64, (at, says): (At, String)) -> Result<Response, Problem> {
    shown(turn, number, (at, None, says))
}
