//! Composes a board, and keeps those composed while nothing new has come.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use catalogue::{Authority, Catalogue, Date};
use register::Period;
use report::MinimumField;
use store::{Call, Counted, Letter};

use crate::{
    Door, OperationError,
    answering::{Heard, asked, rank},
    answers_told::{label, minimum_of},
    board::{Board, BoardRow, Cell, CellState, clashing},
    calling::{names, offices_of, registers_asked},
    counting::Counts,
    deadline::{covered, day_of, days_between},
};

/// The register in which the minimum is looked for, as the report does.
const VICTIMS: &str = "victims";
/// Boards kept at most.
const KEPT_MAX: usize = 16;

/// Boards composed since the last return, letter or call came, by call, period and day.
#[derive(Debug, Default)]
pub(crate) struct Boards(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    mark: [i64; 5],
    boards: BTreeMap<(Option<i64>, Period, Option<Date>), Arc<Board>>,
}

impl Boards {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    /// The whole board, whoever may see it.
    pub(crate) fn composed(&self, period: Period, call: Option<Call>) -> Result<Arc<Board>, OperationError> {
        let mark = self.store.mark()?;
        let key = (call.as_ref().map(|call| call.number), period, day_of(&self.now()));
        {
            let mut kept = self.boards.kept();
            if kept.mark != mark || kept.boards.len() > KEPT_MAX {
                *kept = Kept {
                    mark,
                    ..Kept::default()
                };
            }
            if let Some(board) = kept.boards.get(&key) {
                return Ok(Arc::clone(board));
            }
        }
        let board = Arc::new(self.compose(period, call)?);
        self.boards.kept().boards.insert(key, Arc::clone(&board));
        Ok(board)
    }

    fn compose(&self, period: Period, call: Option<Call>) -> Result<Board, OperationError> {
        let catalogue = self.catalogue();
        let authorities: Vec<String> = match &call {
            Some(call) => call.asks.authorities.clone(),
            None => asked(catalogue)
                .iter()
                .map(|(_, offices)| offices[0].id().to_owned())
                .collect(),
        };
        let only = call
            .as_ref()
            .map(|call| call.asks.registers.clone())
            .unwrap_or_default();
        let kept: BTreeMap<&String, Vec<String>> = authorities
            .iter()
            .map(|id| (id, registers_asked(catalogue, id, &only)))
            .collect();
        let is_kept = |id: &&str| kept.values().flatten().any(|one| one == id);
        let registers: Vec<String> = names(catalogue).filter(is_kept).map(str::to_owned).collect();
        let closed_at = call.as_ref().and_then(|call| Some(call.closing.as_ref()?.at.clone()));
        let counted = self.store.counted(period, closed_at.as_deref(), "")?;
        let letters = self.store.letters(closed_at.as_deref())?;
        let as_of = closed_at.unwrap_or_else(|| self.now());
        let came = Came::new(catalogue, period, &as_of, (&counted, letters));
        let contradictions = clashing::clashes(catalogue, &came, &authorities);
        let rows = authorities.iter().map(|id| {
            let due = call.as_ref().map(|call| call.due_of(id));
            let mut row = came.row(id, &kept[id], &registers, due);
            let of = contradictions.iter().filter(|clash| clash.sources.contains(id));
            row.contradictions = of.count() as u64;
            row
        });
        Ok(Board {
            period,
            rows: rows.collect(),
            as_of,
            registers,
            contradictions,
            call,
        })
    }
}

/// All that came about a period.
pub(crate) struct Came<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) period: Period,
    today: Option<Date>,
    by: BTreeMap<(&'a str, &'a str), Vec<&'a Counted>>,
    /// What was counted of what is in force.
    counts: BTreeMap<i64, BTreeMap<&'a str, Counts>>,
    heard: Heard,
    letters: Vec<Letter>,
}

impl<'a> Came<'a> {
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        period: Period,
        as_of: &str,
        (counted, mut letters): (&'a [Counted], Vec<Letter>),
    ) -> Came<'a> {
        letters.retain(|letter| letter.answer.period.overlaps(period));
        let mut came = Came {
            catalogue,
            period,
            today: day_of(as_of),
            by: BTreeMap::new(),
            counts: BTreeMap::new(),
            heard: Heard::default(),
            letters,
        };
        for one in counted {
            let key = (one.authority.as_str(), one.register.as_str());
            came.by.entry(key).or_default().push(one);
            if one.stands() {
                let counts = Counts::read(&one.counts);
                let brought = counts.brought.clone().of_return(one.number);
                came.heard.take(&one.authority, &one.register, brought);
                came.counts.entry(one.number).or_default().insert(&one.register, counts);
            }
        }
        for all in came.by.values() {
            for one in waits_whole(all) {
                came.heard.wait(&one.authority, &one.register, one.number);
            }
        }
        came
    }

    /// What came of a register from some offices, in the order of arrival.
    pub(crate) fn of(&self, offices: &[Authority<'_>], register: &str) -> Vec<&'a Counted> {
        let of = |office: &Authority<'_>| self.by.get(&(office.id(), register)).cloned().unwrap_or_default();
        let mut all: Vec<&Counted> = offices.iter().flat_map(of).collect();
        all.sort_by_key(|one| one.number);
        all
    }

    /// What was counted of a register of a return in force.
    pub(crate) fn counts(&self, one: &Counted) -> Option<&Counts> {
        self.counts.get(&one.number)?.get(one.register.as_str())
    }

    /// What some offices answered about a register, as a vintage would have it.
    pub(crate) fn response(&self, offices: &[Authority<'_>], register: &str) -> (String, i64) {
        let all = offices
            .iter()
            .map(|office| self.heard.of(&self.letters, office.id(), register));
        let best = all.min_by_key(|(response, _)| rank(response));
        best.unwrap_or_else(|| ("NO_RESPONSE".to_owned(), 0))
    }

    fn row(&self, authority: &str, kept: &[String], registers: &[String], due: Option<Date>) -> BoardRow {
        let offices = offices_of(self.catalogue, authority);
        let cell = |register: &String| {
            if kept.contains(register) {
                self.cell(&offices, register, due)
            } else {
                Cell::not_kept(register)
            }
        };
        let minimum = self.minimum(&offices);
        let own = offices.first().copied();
        let kind = own.map_or("", Authority::kind);
        BoardRow {
            authority: authority.to_owned(),
            name: own.map(|own| own.code().label.clone()).unwrap_or_default(),
            kind: kind.to_owned(),
            kind_words: label(self.catalogue, "authority_kind", kind),
            federal_state: own.map_or("", Authority::jurisdiction).to_owned(),
            due,
            cells: registers.iter().map(cell).collect(),
            completeness: report::known_part(&minimum),
            minimum,
            contradictions: 0,
        }
    }

    /// What came of one register.
    pub(crate) fn cell(&self, offices: &[Authority<'_>], register: &str, due: Option<Date>) -> Cell {
        let (response, decides) = self.response(offices, register);
        let all = self.of(offices, register);
        let about = |letter: &&Letter| {
            let one = &letter.answer;
            offices.iter().any(|office| office.id() == one.authority)
                && (one.register.is_empty() || one.register == register)
        };
        let letters = self.letters.iter().filter(about).map(|letter| &letter.answer);
        let letters = letters.map(|one| (one.period, one.received_at.as_str()));
        let spoken: Vec<_> = all
            .iter()
            .map(|one| (one.period, one.received_at.as_str()))
            .chain(letters)
            .collect();
        let instants: BTreeSet<&str> = spoken.iter().map(|(_, at)| *at).collect();
        let cover = covered(self.period, spoken);
        let counted_until = cover.complete_at.map_or(self.today, day_of);
        let days_late = due
            .zip(counted_until)
            .map_or(0, |(due, day)| days_between(due, day).max(0));
        let stand: Vec<&&Counted> = all.iter().filter(|one| one.stands()).collect();
        let waits = waits_whole(&all).map(|one| one.waiting);
        let stands_for = |one: &&&Counted| self.counts(one).map_or(0, |counts| counts.brought.stands_for());
        Cell {
            register: register.to_owned(),
            state: state(&response, decides, (cover.days_missing, days_late)),
            returned: all.last().map(|one| one.number),
            accepted: stand.iter().map(|one| one.accepted).sum(),
            waiting: stand.iter().map(|one| one.waiting).chain(waits).sum(),
            stands_for: stand.iter().map(stands_for).sum(),
            received_at: cover.complete_at.or(instants.first().copied()).map(str::to_owned),
            last_at: instants.last().map(|at| (*at).to_owned()),
            days_late,
            days_missing: cover.days_missing,
            response,
        }
    }

    /// The minimum of the law in the victims that some offices brought.
    fn minimum(&self, offices: &[Authority<'_>]) -> Vec<MinimumField> {
        let all = self.of(offices, VICTIMS);
        let counts: Vec<&Counts> = all.iter().filter_map(|one| self.counts(one)).collect();
        let brings = counts.iter().any(|one| one.brought.stands_for() > 0);
        let Some(register) = self.catalogue.register(VICTIMS).filter(|_| brings) else {
            return Vec::new();
        };
        let field = |field: &catalogue::Field| {
            let of = counts.iter().filter_map(|one| one.minimum.get(&field.id));
            let (known, applicable) = of.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            MinimumField {
                label: field.label.clone(),
                known,
                applicable,
            }
        };
        minimum_of(register).map(field).collect()
    }
}

/// Of what came of one register, what waits whole, while nothing later shares a day with it.
fn waits_whole<'a>(all: &[&'a Counted]) -> impl Iterator<Item = &'a Counted> {
    let is_last = |one: &Counted| {
        let later = |other: &&Counted| {
            other.number > one.number && other.authority == one.authority && other.period.overlaps(one.period)
        };
        !all.iter().any(later)
    };
    let waits = |one: &Counted| one.accepted == 0 && one.rows > 0 && is_last(one);
    let waiting: Vec<&Counted> = all.iter().copied().filter(|one| waits(one)).collect();
    waiting.into_iter()
}

fn state(response: &str, decides: i64, (days_missing, days_late): (i64, i64)) -> CellState {
    match response {
        "NO_RESPONSE" => CellState::Missing,
        "WAITING" => CellState::SentBack,
        _ if days_missing > 0 => CellState::Partial,
        "ZERO" | "ZERO_NO_SYSTEM" => CellState::DeclaredZero,
        letter if decides == 0 => CellState::Letter(letter.to_owned()),
        _ if days_late > 0 => CellState::Late,
        _ => CellState::Received,
    }
}

impl Cell {
    fn not_kept(register: &str) -> Cell {
        Cell {
            register: register.to_owned(),
            state: CellState::NotKept,
            response: String::new(),
            returned: None,
            accepted: 0,
            waiting: 0,
            stands_for: 0,
            received_at: None,
            last_at: None,
            days_late: 0,
            days_missing: 0,
        }
    }
}
