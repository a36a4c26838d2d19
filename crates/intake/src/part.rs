//! One register's rows in one sheet: from cells to checked rows, with everything found on the way.

mod aside;
mod sealed;

use std::ops::ControlFlow;

use catalogue::{Kind, Severity, State};
use register::{Answer, Checked, Form, Part, Period, Waiting, declared};

use crate::{
    Cell, Identity, Taker,
    annexes::Annexes,
    cell::shown,
    coder::{Coder, Trouble},
    declaration::{Declarations, NOTHING, has_values, is_declaration},
    heading::Heading,
    identity, numbers,
    rules::{Ready, Seen, hash},
    states::States,
    told::{Place, Told},
    totals::Totals,
};

/// The catalogue's check holds a register to this many fields, so that a row's answers need no allocation.
const FIELDS_MAX: usize = 64;
/// The share of S.I. in a required field above which the authority is told.
const NO_INFORMATION_SHARE: f64 = 0.5;
/// Rows from which that share means something.
const NO_INFORMATION_ROWS: u64 = 10;

/// A register being read from a sheet.
#[derive(Debug)]
pub(crate) struct PartReading<'c> {
    form: Form<'c>,
    headings: Vec<String>,
    targets: Vec<Target>,
    coders: Vec<Coder<'c>>,
    first_column: Vec<Option<u16>>,
    rules: Vec<Ready<'c>>,
    keys: Vec<usize>,
    seen: Seen,
    required: Vec<usize>,
    unknown: Vec<u64>,
    period: Option<Period>,
    identity: Identity,
    totals: Totals,
    declarations: Declarations,
    pub(crate) annexes: Annexes,
    scratch: String,
    pub(crate) part: Part,
}

/// What a column of the sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// A field that is counted.
    Field(usize),
    /// A field of identity that goes to be sealed.
    Sealed(usize),
    /// A field of identity in a file that may not bring it.
    Refused(usize),
    /// A field of identity for the second time: what stands there is neither read nor kept.
    Withheld,
    /// A heading that nobody knows and that looks like one of identity.
    Doubtful,
    /// A heading that nobody knows, or none.
    Nothing,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Data,
    NotData,
}

impl<'c> PartReading<'c> {
    /// Begins a part under a heading, saying what is wrong with the heading.
    pub(crate) fn new(
        form: Form<'c>,
        heading: &Heading,
        states: &'c States,
        (period, identity): (Option<Period>, Identity),
        told: &mut Told<'c>,
    ) -> PartReading<'c> {
        let fields = form.register().fields();
        let typed = !told.sheet.is_empty();
        let coders = fields
            .iter()
            .enumerate()
            .map(|(at, field)| Coder::new(field, form.list(at), states, typed))
            .collect();
        let mut part = PartReading {
            targets: Vec::new(),
            headings: Vec::new(),
            coders,
            first_column: vec![None; fields.len()],
            rules: Ready::all(&form),
            keys: form
                .register()
                .key
                .iter()
                .filter_map(|key| form.register().position(key))
                .collect(),
            seen: Seen::default(),
            required: (0..fields.len()).filter(|at| fields[*at].required).collect(),
            unknown: vec![0; fields.len()],
            period,
            identity,
            totals: Totals::new(&form),
            declarations: Declarations::default(),
            annexes: Annexes::default(),
            scratch: String::new(),
            part: Part {
                register: form.register().id.clone(),
                version: form.register().version,
                sheet: told.sheet.clone(),
                rows: 0,
                accepted: 0,
                waiting: 0,
                stands_for: 0,
                replaces: Vec::new(),
            },
            form,
        };
        part.columns(heading, told);
        part
    }

    pub(crate) fn form(&self) -> &Form<'c> {
        &self.form
    }

    fn columns(&mut self, heading: &Heading, told: &mut Told<'c>) {
        for (column, id) in &heading.fields {
            let Some(field) = self.form.register().position(id) else {
                continue;
            };
            let target = self.target_of(field, *column, told);
            self.target(*column, target, id);
        }
        for (column, word) in &heading.unknown {
            let target = self.unknown(*column, word, told);
            self.target(*column, target, word);
        }
        for (field, column) in self.form.register().fields().iter().zip(&self.first_column) {
            if field.required && column.is_none() {
                let place = Place {
                    field: &field.id,
                    ..Place::default()
                };
                told.say(Trouble::new("M-002"), place, &field.label.es, 1);
            }
        }
    }

    /// What a column is whose heading is known; the second of one field is not read.
    fn target_of(&mut self, field: usize, column: u16, told: &mut Told<'c>) -> Target {
        let known = &self.form.register().fields()[field];
        let is_identity = known.is_identity();
        let is_taken = match self.identity {
            Identity::Refused => false,
            Identity::Encoded => known.is_encoding(),
            Identity::Sealed => true,
        };
        if is_identity && !is_taken {
            return Target::Refused(field);
        }
        if self.first_column[field].is_some() && known.kind != Kind::Codes {
            let place = Place {
                row: None,
                column: Some(column),
                field: &known.id,
            };
            told.say(Trouble::new("M-004"), place, &known.label.es, 1);
            return if is_identity { Target::Withheld } else { Target::Nothing };
        }
        self.first_column[field].get_or_insert(column);
        if is_identity {
            Target::Sealed(field)
        } else {
            Target::Field(field)
        }
    }

    fn target(&mut self, column: u16, target: Target, heading: &str) {
        let column = usize::from(column);
        if self.targets.len() <= column {
            self.targets.resize(column + 1, Target::Nothing);
            self.headings.resize(column + 1, String::new());
        }
        self.targets[column] = target;
        heading.clone_into(&mut self.headings[column]);
    }

    /// Reads a row.
    pub(crate) fn row(
        &mut self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        told: &mut Told<'c>,
        taker: &mut impl Taker<'c>,
    ) -> ControlFlow<()> {
        if self.set_aside(row, cells, told) == Fate::NotData {
            return ControlFlow::Continue(());
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let spans = self.numbers_as_text(cells, &mut scratch);
        let mut answers = [Answer::EMPTY; FIELDS_MAX];
        let mut grave = 0;
        let mut at_span = spans.iter();
        for (column, cell) in cells {
            let target = self.target_at(*column);
            if !target.is_identity() && matches!(cell, Cell::Text(text) if identity::is_suspected(text)) {
                told.identity(row, *column);
                grave += 1;
                continue;
            }
            let (Target::Field(field) | Target::Sealed(field)) = target else {
                self.outside(row, *column, *cell, told);
                continue;
            };
            let text = match cell {
                Cell::Number(_) if self.is_text(field) => at_span.next().map_or("", |(from, to)| &scratch[*from..*to]),
                _ => "",
            };
            let (answer, trouble) = self.coders[field].code(*cell, text);
            if let Some(trouble) = trouble {
                if ["C-012", "C-021"].contains(&trouble.code) && self.stands_for_nothing(cells) {
                    continue;
                }
                let id = &self.coders[field].field().id;
                let place = Place {
                    row: Some(row),
                    column: Some(*column),
                    field: id,
                };
                let severity = match target {
                    Target::Sealed(_) => told.say_hidden(trouble, place),
                    _ => told.say(trouble, place, &shown(*cell), 1),
                };
                if severity >= Severity::Error {
                    grave += 1;
                    self.totals.unread(field);
                }
            }
            if let (Answer::Text(name), Kind::File, Target::Field(_)) =
                (answer, self.coders[field].field().kind, target)
            {
                self.annexes.name(name, row, *column, &self.coders[field].field().id);
            }
            answers[field] = joined(answers[field], answer);
        }
        let answers = &mut answers[..self.form.width()];
        grave += self.of_one_person(row, cells, answers, told);
        self.totals.add(answers);
        let flow = self.admit(row, cells, answers, grave, told, taker);
        scratch.clear();
        self.scratch = scratch;
        flow
    }

    /// Admits coded answers, or makes the row wait.
    pub(crate) fn admit(
        &mut self,
        row: u32,
        cells: &[(u16, Cell<'_>)],
        answers: &mut [Answer<'_>],
        mut grave: u32,
        told: &mut Told<'c>,
        taker: &mut impl Taker<'c>,
    ) -> ControlFlow<()> {
        self.part.rows += 1;
        let declares = is_declaration(&self.form, answers);
        self.declared(row, cells, answers, declares);
        grave += self.required(row, answers, grave, told);
        if !declares {
            grave += self.rules(row, answers, told);
        }
        match Checked::admit(&self.form, answers, row, grave) {
            Ok(checked) => {
                self.part.accepted += 1;
                self.part.stands_for += u64::from(checked.count());
                taker.row(&self.form, &checked)
            }
            Err(_) => {
                self.part.waiting += 1;
                self.wait(row, cells, taker)
            }
        }
    }

    /// Notes what a row declares of the register, or that there are data.
    fn declared(&mut self, row: u32, cells: &[(u16, Cell<'_>)], answers: &[Answer<'_>], declares: bool) {
        let count = self.form.count_field();
        if declares {
            let column = self.first_column[count];
            let said = cells.iter().find(|(at, _)| Some(*at) == column);
            let said = said.map_or_else(String::new, |(_, cell)| shown(*cell));
            let beside = has_values(&self.form, answers);
            self.declarations.note(row, Some(said), beside);
        } else if answers[count] != Answer::Number(0) {
            self.declarations.note(row, None, true);
        }
    }

    /// Whether the count of a row that is being read is zero or a state.
    fn stands_for_nothing(&mut self, cells: &[(u16, Cell<'_>)]) -> bool {
        let count = self.form.count_field();
        let cell = cells.iter().find(|(at, _)| Some(*at) == self.first_column[count]);
        let answer = cell.map_or(Answer::EMPTY, |(_, cell)| self.coders[count].code(*cell, "").0);
        answer == Answer::Number(0) || declared(answer).is_some()
    }

    /// Empty required answers; a row that declares, of zero or of the whole register, needs none of them.
    fn required(&mut self, row: u32, answers: &mut [Answer<'_>], grave: u32, told: &mut Told<'c>) -> u32 {
        let count = answers[self.form.count_field()];
        let is_nothing = count == Answer::Number(0) || declared(count).is_some();
        let mut found = 0;
        for at in self.required.iter().copied() {
            let field = &self.form.register().fields()[at];
            if answers[at] == Answer::Missing(State::NoInformation) && !is_nothing {
                self.unknown[at] += 1;
            }
            if !answers[at].is_empty() {
                continue;
            }
            if is_nothing {
                answers[at] = NOTHING;
            } else if self.first_column[at].is_some() && grave == 0 {
                let place = Place {
                    row: Some(row),
                    column: self.first_column[at],
                    field: &field.id,
                };
                told.say(Trouble::new("C-003"), place, &field.label.es, 1);
                found += 1;
            } else {
                found += 1;
            }
        }
        found
    }

    fn rules(&mut self, row: u32, answers: &[Answer<'_>], told: &mut Told<'c>) -> u32 {
        let mut grave = 0;
        for ready in &mut self.rules {
            if ready.is_broken(answers, self.period) {
                let id = &self.form.register().fields()[ready.field].id;
                let place = Place {
                    row: Some(row),
                    column: self.first_column[ready.field],
                    field: id,
                };
                grave += u32::from(told.broken(&ready.rule.id, place, "") >= Severity::Error);
            }
        }
        let keyed = !self.keys.is_empty() && self.keys.iter().all(|key| answers[*key].is_value());
        if keyed && !self.seen.insert(hash(answers, &self.keys)) {
            let key = self.keys[0];
            let id = &self.form.register().fields()[key].id;
            let place = Place {
                row: Some(row),
                column: self.first_column[key],
                field: id,
            };
            let value = match answers[key] {
                Answer::Text(text) => text,
                _ => "",
            };
            grave += u32::from(told.say(Trouble::new("R-004"), place, value, 1) >= Severity::Error);
        }
        grave
    }

    fn is_text(&self, field: usize) -> bool {
        matches!(self.coders[field].field().kind, Kind::Text | Kind::Link | Kind::File)
    }

    /// Numbers in text fields as text, one after another; returns where each stands.
    fn numbers_as_text(&self, cells: &[(u16, Cell<'_>)], scratch: &mut String) -> Vec<(usize, usize)> {
        let mut spans = Vec::new();
        for (column, cell) in cells {
            let Cell::Number(number) = cell else { continue };
            let (Target::Field(field) | Target::Sealed(field)) = self.target_at(*column) else {
                continue;
            };
            if self.is_text(field) {
                let from = scratch.len();
                scratch.push_str(&numbers::plain(*number));
                spans.push((from, scratch.len()));
            }
        }
        spans
    }

    /// Hands on a row that waits, without what may not be kept.
    fn wait(&self, row: u32, cells: &[(u16, Cell<'_>)], taker: &mut impl Taker<'c>) -> ControlFlow<()> {
        let kept = cells.iter().filter(|(column, _)| self.may_wait(*column));
        let texts: Vec<(&str, String)> = kept
            .map(|(column, cell)| {
                (
                    self.headings.get(usize::from(*column)).map_or("", String::as_str),
                    shown(*cell),
                )
            })
            .collect();
        let cells: Vec<(&str, &str)> = texts.iter().map(|(heading, text)| (*heading, text.as_str())).collect();
        taker.waiting(&Waiting { row, cells: &cells })
    }

    /// Says what only the whole part shows.
    pub(crate) fn close(&self, told: &mut Told<'c>) {
        if self.part.rows == 0 {
            told.say(
                Trouble::new("M-018"),
                Place::default(),
                &self.form.register().many.es,
                1,
            );
        }
        self.totals.close(&self.form, told);
        self.declarations
            .close(self.first_column[self.form.count_field()], told);
        for (field, unknown) in self.form.register().fields().iter().zip(&self.unknown) {
            let share = *unknown as f64 / self.part.rows.max(1) as f64;
            if self.part.rows >= NO_INFORMATION_ROWS && share > NO_INFORMATION_SHARE {
                let place = Place {
                    field: &field.id,
                    ..Place::default()
                };
                told.say(Trouble::new("R-002"), place, &field.label.es, *unknown);
            }
        }
    }
}

/// Two columns of one field of several codes add up; a state gives way to codes.
fn joined<'a>(one: Answer<'a>, other: Answer<'a>) -> Answer<'a> {
    match (one, other) {
        (Answer::Codes(one), Answer::Codes(other)) => Answer::Codes(one | other),
        (Answer::Codes(_), Answer::Missing(_)) => one,
        (_, other) if other.is_empty() => one,
        (_, other) => other,
    }
}
