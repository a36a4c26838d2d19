//! The board as CSV: one line for each authority and register.

use catalogue::{Catalogue, Language};

use crate::board::{Board, BoardRow, Cell, CellState};

/// The columns; the words of a cell stand in the language asked for, ids do not change.
const HEAD: [&str; 20] = [
    "authority",
    "name",
    "kind",
    "federal_state",
    "register",
    "register_name",
    "state",
    "state_words",
    "response",
    "due",
    "received_at",
    "last_at",
    "days_late",
    "days_missing",
    "accepted",
    "waiting",
    "stands_for",
    "return",
    "completeness",
    "contradictions",
];

impl Board {
    /// The board as CSV in UTF-8, with a heading of ids.
    #[must_use]
    pub fn to_csv(&self, catalogue: &Catalogue, language: Language) -> String {
        let mut text = HEAD.join(",") + "\n";
        for row in &self.rows {
            for cell in row.cells.iter().filter(|cell| cell.state != CellState::NotKept) {
                let line = line(row, cell, catalogue, language).map(|cell| quoted(&cell));
                text += &(line.join(",") + "\n");
            }
        }
        text
    }
}

fn line(row: &BoardRow, cell: &Cell, catalogue: &Catalogue, language: Language) -> [String; 20] {
    let register = catalogue.list("register_name");
    let register = register.and_then(|list| list.code(list.position(&cell.register)?));
    let register = register.map_or("", |code| code.label.get(language));
    let instant = |at: &Option<String>| at.clone().unwrap_or_default();
    [
        row.authority.clone(),
        row.name.get(language).to_owned(),
        row.kind.clone(),
        row.federal_state.clone(),
        cell.register.clone(),
        register.to_owned(),
        cell.state.id().to_owned(),
        cell.state.words(language).to_owned(),
        cell.response.clone(),
        row.due.map(|due| due.to_string()).unwrap_or_default(),
        instant(&cell.received_at),
        instant(&cell.last_at),
        cell.days_late.to_string(),
        cell.days_missing.to_string(),
        cell.accepted.to_string(),
        cell.waiting.to_string(),
        cell.stands_for.to_string(),
        cell.returned.map(|number| number.to_string()).unwrap_or_default(),
        row.completeness.map(|part| format!("{part:.4}")).unwrap_or_default(),
        row.contradictions.to_string(),
    ]
}

/// A cell that needs it in quotes.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
