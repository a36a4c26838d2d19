//! Somebody else's file, row by row, through a crosswalk.

use std::ops::ControlFlow;

use catalogue::{Crosswalk, Date, Flags, Kind, Mapped, Severity, State, fold};
use register::{Answer, Form, Period};

use crate::{
    Cell, Identity, Taker,
    cell::shown,
    coder::{Coder, Trouble},
    heading::Heading,
    identity,
    part::PartReading,
    states::States,
    told::{Place, Told},
};

/// A crosswalked file being read.
#[derive(Debug)]
pub(crate) struct MappedReading<'c> {
    crosswalk: &'c Crosswalk,
    pub(crate) part: PartReading<'c>,
    columns: Vec<MappedColumn<'c>>,
    keeps: Vec<(u16, Vec<String>)>,
    always: Vec<(usize, Answer<'static>)>,
    flags: Vec<ReadyFlags<'c>>,
    months: Option<ReadyMonths>,
    not_reported: u64,
    not_separated: u64,
    pub(crate) outside: u64,
}

#[derive(Debug)]
struct MappedColumn<'c> {
    column: u16,
    field: usize,
    coder: Coder<'c>,
    blank: Option<Answer<'static>>,
    pad: Option<usize>,
}

#[derive(Debug)]
struct ReadyFlags<'c> {
    field: usize,
    columns: Vec<(u16, u16)>,
    flags: &'c Flags,
    none: Answer<'static>,
}

#[derive(Debug)]
struct ReadyMonths {
    year: u16,
    columns: Vec<u16>,
    field: usize,
}

/// Reads a row as the heading of a crosswalk's file: `Ok` with the column of each heading, or the headings
/// that are not there.
pub(crate) fn headings(crosswalk: &Crosswalk, cells: &[(u16, Cell<'_>)]) -> Result<Vec<(String, u16)>, Vec<String>> {
    let there: Vec<(String, u16)> = cells
        .iter()
        .map(|(column, cell)| (fold(&shown(*cell)), *column))
        .collect();
    let missing: Vec<String> = crosswalk
        .columns
        .iter()
        .filter(|name| !there.iter().any(|(word, _)| *word == fold(name)))
        .cloned()
        .collect();
    if missing.is_empty() { Ok(there) } else { Err(missing) }
}

impl<'c> MappedReading<'c> {
    pub(crate) fn new(
        crosswalk: &'c Crosswalk,
        form: Form<'c>,
        there: &[(String, u16)],
        states: &'c States,
        period: Option<Period>,
        told: &mut Told<'c>,
    ) -> MappedReading<'c> {
        let at = |name: &str| {
            there
                .iter()
                .find(|(word, _)| *word == fold(name))
                .map(|(_, column)| *column)
        };
        let heading = Heading {
            register: form.register().id.clone(),
            fields: Vec::new(),
            unknown: Vec::new(),
            is_machine_row: false,
        };
        let columns = crosswalk
            .map
            .iter()
            .filter_map(|map| MappedColumn::new(&form, map, at(&map.column)?, states))
            .collect();
        let keeps = crosswalk.keep.iter();
        let keeps = keeps
            .filter_map(|keep| Some((at(&keep.column)?, keep.is.iter().map(|word| fold(word)).collect())))
            .collect();
        let always = crosswalk.always.iter().filter_map(|(field, answer)| {
            let field = form.register().position(field)?;
            Some((field, given(&form, field, answer)?))
        });
        let always = always.collect();
        let flags = crosswalk
            .flags
            .iter()
            .filter_map(|flags| ReadyFlags::new(&form, flags, &at))
            .collect();
        let months = crosswalk.months.as_ref().and_then(|months| {
            let columns = months.columns.iter().filter_map(|name| at(name)).collect();
            Some(ReadyMonths {
                year: at(&months.year)?,
                columns,
                field: form.register().position(&months.field)?,
            })
        });
        say_unmapped(crosswalk, &at, told);
        // The heading of a stranger's file was read by the crosswalk; ours has nothing to say about it.
        let quiet = &mut Told::new(told.catalogue());
        quiet.sheet.clone_from(&told.sheet);
        // No crosswalk answers a field of identity.
        let part = PartReading::new(form, &heading, states, (period, Identity::Refused), quiet);
        MappedReading {
            crosswalk,
            part,
            columns,
            keeps,
            always,
            flags,
            months,
            not_reported: 0,
            not_separated: 0,
            outside: 0,
        }
    }

    pub(crate) fn row(
        &mut self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        told: &mut Told<'c>,
        taker: &mut impl Taker<'c>,
    ) -> ControlFlow<()> {
        if told.identities(row, cells, identity::is_suspected, |_| false) {
            return ControlFlow::Continue(());
        }
        let kept = self.keeps.iter().all(|(column, is)| {
            let cell = cell_at(cells, *column);
            matches!(cell, Cell::Text(text) if is.iter().any(|word| word == text)) || is.contains(&fold(&shown(cell)))
        });
        if !kept {
            self.outside += 1;
            return ControlFlow::Continue(());
        }
        let width = self.part.form().width();
        let mut answers = vec![Answer::EMPTY; width];
        for (field, answer) in &self.always {
            answers[*field] = *answer;
        }
        let mut grave = 0;
        for column in &mut self.columns {
            let (answer, trouble) = column.code(cell_at(cells, column.column));
            if let Some(trouble) = trouble {
                let place = Place {
                    row: Some(row),
                    column: Some(column.column),
                    field: &column.coder.field().id,
                };
                let trouble = if trouble.code == "C-001" {
                    Trouble {
                        code: "M-019",
                        ..trouble
                    }
                } else {
                    trouble
                };
                grave +=
                    u32::from(told.say(trouble, place, &shown(cell_at(cells, column.column)), 1) >= Severity::Error);
            }
            if !answer.is_empty() {
                answers[column.field] = answer;
            }
        }
        for flags in &self.flags {
            answers[flags.field] = flags.read(cells);
        }
        self.not_separated += u64::from(answers.contains(&Answer::Missing(State::NotSeparated)));
        match &self.months {
            Some(_) => self.by_month(row, cells, &mut answers, grave, told, taker),
            None => self.part.admit(row, cells, &mut answers, grave, told, taker),
        }
    }

    /// One record for each month that the source has reported.
    fn by_month(
        &mut self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        answers: &mut [Answer<'_>],
        grave: u32,
        told: &mut Told<'c>,
        taker: &mut impl Taker<'c>,
    ) -> ControlFlow<()> {
        let Some(months) = &self.months else {
            return ControlFlow::Continue(());
        };
        let (field, columns) = (months.field, months.columns.clone());
        let year = shown(cell_at(cells, months.year)).parse::<i32>().unwrap_or_default();
        let count = self.part.form().count_field();
        for (month, column) in (1i32..).zip(columns) {
            let (number, mut grave) = (shown(cell_at(cells, column)), grave);
            if number.trim().is_empty() {
                self.not_reported += 1;
                continue;
            }
            let place = Place {
                row: Some(row),
                column: Some(column),
                field: "count",
            };
            answers[count] = match number.trim().parse::<u32>() {
                Ok(number) => Answer::Number(i64::from(number)),
                Err(_) => {
                    grave += u32::from(told.say(Trouble::new("C-009"), place, &number, 1) >= Severity::Error);
                    Answer::EMPTY
                }
            };
            answers[field] = Date::new(year, month, 0).map_or(Answer::EMPTY, Answer::Date);
            self.part.admit(row, cells, &mut answers.to_vec(), grave, told, taker)?;
        }
        ControlFlow::Continue(())
    }

    /// Says what only the whole file shows.
    pub(crate) fn close(&self, told: &mut Told<'c>) {
        for (code, count) in [
            ("M-012", self.outside),
            ("M-014", self.not_reported),
            ("M-016", self.not_separated),
        ] {
            if count > 0 {
                told.say(Trouble::new(code), Place::default(), &self.crosswalk.title.es, count);
            }
        }
    }
}

impl<'c> MappedColumn<'c> {
    fn new(
        form: &Form<'c>,
        map: &'c catalogue::MapColumn,
        column: u16,
        states: &'c States,
    ) -> Option<MappedColumn<'c>> {
        let field = form.register().position(&map.field)?;
        let mut coder = Coder::new(&form.register().fields()[field], form.list(field), states, false);
        for (text, answer) in &map.values {
            if let Some(answer) = given(form, field, answer) {
                coder.teach(text, answer);
            }
        }
        let blank = map.blank.as_ref().and_then(|answer| given(form, field, answer));
        Some(MappedColumn {
            column,
            field,
            coder,
            blank,
            pad: map.pad,
        })
    }

    fn code(&mut self, cell: Cell<'_>) -> (Answer<'static>, Option<Trouble>) {
        if let (true, Some(blank)) = (cell.is_empty(), self.blank) {
            return (blank, None);
        }
        let text = shown(cell);
        let text = match self.pad {
            Some(digits) => format!("{text:0>digits$}"),
            None => text,
        };
        match self.coder.code(Cell::Text(&text), "") {
            // A text of a stranger's file has no field of ours that asked for it.
            (Answer::Text(_), trouble) => (Answer::EMPTY, trouble),
            (Answer::Missing(state), trouble) => (Answer::Missing(state), trouble),
            (Answer::Code(code), trouble) => (Answer::Code(code), trouble),
            (Answer::Codes(set), trouble) => (Answer::Codes(set), trouble),
            (Answer::Date(date), trouble) => (Answer::Date(date), trouble),
            (Answer::Number(number), trouble) => (Answer::Number(number), trouble),
        }
    }
}

impl<'c> ReadyFlags<'c> {
    fn new(form: &Form<'c>, flags: &'c Flags, at: &impl Fn(&str) -> Option<u16>) -> Option<ReadyFlags<'c>> {
        let field = form.register().position(&flags.field)?;
        let list = form.list(field)?;
        let columns = flags
            .columns
            .iter()
            .filter_map(|(name, code)| Some((at(name)?, list.position(code)?)))
            .collect();
        Some(ReadyFlags {
            field,
            columns,
            flags,
            none: Answer::Missing(State::of(&flags.none)?),
        })
    }

    fn read(&self, cells: &[(u16, Cell<'_>)]) -> Answer<'static> {
        let says = |column: u16, word: &str| match cell_at(cells, column) {
            Cell::Text(text) => text.trim() == word,
            cell => shown(cell) == word,
        };
        let set = self
            .columns
            .iter()
            .filter(|(column, _)| says(*column, &self.flags.yes))
            .fold(0u64, |set, (_, code)| set | 1 << code);
        if set == 0 { self.none } else { Answer::Codes(set) }
    }
}

/// Says which columns no field of ours can hold, and why.
fn say_unmapped(crosswalk: &Crosswalk, at: &impl Fn(&str) -> Option<u16>, told: &mut Told<'_>) {
    for unmapped in &crosswalk.unmapped {
        let trouble = Trouble {
            code: "M-013",
            other: unmapped.why.es.clone(),
            near: String::new(),
        };
        let place = Place {
            row: None,
            column: at(&unmapped.column),
            field: "",
        };
        told.say(trouble, place, &unmapped.column, 1);
    }
}

/// The answer that a crosswalk gives in its own words.
fn given(form: &Form<'_>, field: usize, answer: &Mapped) -> Option<Answer<'static>> {
    let kind = form.register().fields()[field].kind;
    match answer {
        Mapped::State { state } => State::of(state).map(Answer::Missing),
        Mapped::Value(code) if kind == Kind::Codes => Some(Answer::Codes(1 << form.list(field)?.position(code)?)),
        Mapped::Value(code) if form.list(field).is_some() => form.list(field)?.position(code).map(Answer::Code),
        Mapped::Value(text) if kind == Kind::Integer => text.parse().ok().map(Answer::Number),
        Mapped::Value(text) => Date::parse(text).map(Answer::Date),
    }
}

fn cell_at<'a>(cells: &[(u16, Cell<'a>)], column: u16) -> Cell<'a> {
    cells
        .binary_search_by_key(&column, |(at, _)| *at)
        .map_or(Cell::Empty, |at| cells[at].1)
}
