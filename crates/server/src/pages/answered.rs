//! How what came of a register reads: a word, a colour and the numbers behind it; and how a last day reads.

use catalogue::{Catalogue, Language, Role};
use operations::{Cell, CellState, Pending, PendingCall};

use crate::{figures::whole, turn::Turn, words::Words};

/// A cell of the board as it is shown.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The register.
    pub(crate) register: String,
    pub(crate) label: String,
    pub(crate) words: String,
    /// The class of the style sheet, which says again what the words say.
    pub(crate) class: &'static str,
    /// Rows, days: what the word alone does not say.
    pub(crate) details: Vec<String>,
    pub(crate) returned: Option<i64>,
    pub(crate) is_open: bool,
    pub(crate) is_missing: bool,
}

impl Shown {
    pub(crate) fn of(catalogue: &Catalogue, t: Words, cell: &Cell) -> Shown {
        let words = match &cell.state {
            CellState::Letter(answer) => coded(catalogue, "response_status", answer, t.0),
            state => state.words(t.0).to_owned(),
        };
        Shown {
            label: coded(catalogue, "register_name", &cell.register, t.0),
            register: cell.register.clone(),
            words,
            class: class(&cell.state),
            details: details(t, cell),
            returned: cell.returned,
            is_open: is_open(&cell.state),
            is_missing: cell.state == CellState::Missing,
        }
    }
}

/// Whether something is still to come.
pub(crate) fn is_open(state: &CellState) -> bool {
    matches!(state, CellState::Missing | CellState::SentBack | CellState::Partial)
}

fn class(state: &CellState) -> &'static str {
    match state {
        CellState::Received | CellState::DeclaredZero => "ok",
        CellState::Late | CellState::Partial | CellState::Letter(_) => "late",
        CellState::SentBack | CellState::Missing => "no",
        CellState::NotKept => "soft",
    }
}

fn details(t: Words, cell: &Cell) -> Vec<String> {
    let mut details = Vec::new();
    if cell.accepted > 0 {
        details.push(t.board_rows(whole(cell.accepted, t.0), cell.accepted));
    }
    if cell.waiting > 0 {
        details.push(t.board_rows_wait(whole(cell.waiting, t.0), cell.waiting));
    }
    let days = |days: i64| u64::try_from(days).unwrap_or_default();
    if cell.days_missing > 0 && !matches!(cell.state, CellState::Missing) {
        details.push(t.board_days_missing(whole(days(cell.days_missing), t.0), days(cell.days_missing)));
    }
    if cell.days_late > 0 {
        details.push(t.board_days_late(whole(days(cell.days_late), t.0), days(cell.days_late)));
    }
    details
}

/// The words of a code of a list.
pub(crate) fn coded(catalogue: &Catalogue, list: &str, id: &str, language: Language) -> String {
    let code = catalogue
        .list(list)
        .and_then(|list| list.code(list.position(id)?))
        .map(|code| code.label.get(language).to_owned());
    code.unwrap_or_else(|| id.to_owned())
}

/// How many days are left, in words.
pub(crate) fn deadline(t: Words, days_left: i64) -> String {
    let days = days_left.unsigned_abs();
    match days_left {
        0 => t.calls_due_today().to_owned(),
        1.. => t.calls_days_left(whole(days, t.0), days),
        _ => t.calls_days_past(whole(days, t.0), days),
    }
}

/// A call as an institution has it.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) period: String,
    pub(crate) due: String,
    pub(crate) deadline: String,
    /// Three days or less, and something still to come.
    pub(crate) is_urgent: bool,
    pub(crate) is_done: bool,
    /// Whether who looks is one of those who hand in.
    pub(crate) may_hand_in: bool,
    pub(crate) came: String,
    pub(crate) cells: Vec<Shown>,
}

impl Due {
    pub(crate) fn of(turn: &Turn<'_>, one: &PendingCall) -> Due {
        let t = turn.t();
        let shown = |cell| Shown::of(turn.catalogue(), t, cell);
        let cells: Vec<Shown> = one.cells.iter().map(shown).collect();
        let open = cells.iter().filter(|cell| cell.is_open).count() as u64;
        let asked = one.totals.asked;
        Due {
            number: one.call.number,
            title: one.call.asks.title.clone(),
            period: one.call.asks.period.to_string(),
            due: one.due.to_string(),
            deadline: deadline(t, one.days_left),
            is_urgent: open > 0 && one.days_left <= 3,
            is_done: open == 0,
            may_hand_in: turn.caller.roles().contains(&Role::Registrar),
            came: t.calls_came(whole(asked, t.0), whole(asked - open, t.0)),
            cells,
        }
    }

    pub(crate) fn all(turn: &Turn<'_>, pending: &Pending) -> Vec<Due> {
        pending.calls.iter().map(|one| Due::of(turn, one)).collect()
    }
}
