//! Contradictions between the sources of one state, from what was counted of their returns: those of the catalogue
//! that no derived variable stands behind.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Authority, Contradiction, Label, Table};
use register::Form;

use crate::{board::composing::Came, calling::offices_of};

/// Two figures of one state that cannot both be whole. It accuses nobody: it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardClash {
    /// The contradiction of the catalogue.
    pub contradiction: String,
    /// Its title.
    pub title: Label,
    /// What to ask, and of whom.
    pub ask: Label,
    /// The federal state (INEGI code), `00` for the federation.
    pub federal_state: String,
    /// The row of both tables; none for two totals.
    pub row: Option<Label>,
    /// The first figure.
    pub left: u64,
    /// The second figure.
    pub right: u64,
    /// The authorities that one of the two figures comes from, or that said there is none.
    pub sources: Vec<String>,
}

/// A table of one state.
struct Told {
    cells: BTreeMap<String, u64>,
    sources: Vec<String>,
}

/// Answers that say how many: whoever says nothing, or declines, contradicts nobody.
const TELLS: [&str; 4] = ["ANSWERED", "PARTIAL", "ZERO", "ZERO_NO_SYSTEM"];

/// Every contradiction between those asked, state by state.
pub(crate) fn clashes(catalogue: &catalogue::Catalogue, came: &Came<'_>, authorities: &[String]) -> Vec<BoardClash> {
    let all: Vec<Vec<Authority<'_>>> = authorities.iter().map(|id| offices_of(catalogue, id)).collect();
    let state = |offices: &[Authority<'_>]| offices.first().map_or("", |own| own.jurisdiction()).to_owned();
    let states: BTreeSet<String> = all.iter().map(|offices| state(offices)).collect();
    let mut clashes = Vec::new();
    for federal_state in states {
        let own: Vec<&[Authority<'_>]> = all
            .iter()
            .map(Vec::as_slice)
            .filter(|offices| state(offices) == federal_state)
            .collect();
        for one in catalogue.contradictions() {
            let [left, right] = one.tables().map(|id| told(came, catalogue.table(id)?, &own));
            if let Some((left, right)) = left.zip(right) {
                clashes.extend(clashing(came, one, &federal_state, (&left, &right)));
            }
        }
    }
    clashes
}

/// A table as the authorities of a state fill it. `None` when none of them said how many, when a return speaks about
/// more than the period, or when something of it was not counted.
fn told(came: &Came<'_>, table: &Table, own: &[&[Authority<'_>]]) -> Option<Told> {
    let kinds = table.universe.get("authority.kind");
    let is_kind = |office: &&Authority<'_>| kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind == office.kind()));
    let mut told = Told {
        cells: BTreeMap::new(),
        sources: Vec::new(),
    };
    for offices in own {
        let offices: Vec<Authority<'_>> = offices.iter().filter(is_kind).copied().collect();
        let (response, _) = came.response(&offices, &table.of);
        if offices.is_empty() || !TELLS.contains(&response.as_str()) {
            continue;
        }
        told.sources.push(offices[0].id().to_owned());
        for one in came.of(&offices, &table.of).into_iter().filter(|one| one.stands()) {
            if !came.period.contains(one.period) {
                return None;
            }
            for (code, value) in came.counts(one)?.tables.get(&table.id)? {
                *told.cells.entry(code.clone()).or_default() += value;
            }
        }
    }
    (!told.sources.is_empty()).then_some(told)
}

fn clashing(
    came: &Came<'_>,
    one: &Contradiction,
    federal_state: &str,
    (left, right): (&Told, &Told),
) -> Vec<BoardClash> {
    let mut codes: BTreeSet<&String> = left.cells.keys().collect();
    if one.kind == catalogue::ContradictionKind::Differs {
        codes.extend(right.cells.keys());
    }
    let figure = |told: &Told, code: &String| told.cells.get(code).copied().unwrap_or_default();
    let mut sources = left.sources.clone();
    sources.extend(right.sources.iter().cloned());
    sources.sort();
    sources.dedup();
    let clash = |code: &String| BoardClash {
        contradiction: one.id.clone(),
        title: one.title.clone(),
        ask: one.ask.clone(),
        federal_state: federal_state.to_owned(),
        row: row_of(came, one, code),
        left: figure(left, code),
        right: figure(right, code),
        sources: sources.clone(),
    };
    let is_clash = |clash: &BoardClash| statistics::is_clash(one.kind, clash.left, clash.right);
    codes.into_iter().map(clash).filter(is_clash).collect()
}

/// The words of a row; none for a total.
fn row_of(came: &Came<'_>, one: &Contradiction, code: &str) -> Option<Label> {
    let table = came.catalogue.table(one.tables()[0])?;
    let form = Form::of(came.catalogue, &table.of)?;
    let list = form.list(form.register().position(table.rows.first()?)?)?;
    list.code(list.position(code)?).map(|code| code.label.clone())
}
