//! A file's events, sheet by sheet, to checked rows: finds the headings, chooses the register, and gathers
//! everything there is to say.

use std::ops::ControlFlow;

use catalogue::{Authority, Catalogue, Crosswalk};
use register::{Form, Part, Period};

use crate::{
    Announced, Cell, Identity, Notice, NoticeKind, Outcome, Rows, SheetInfo, Taker,
    cell::shown,
    coder::Trouble,
    heading::{Headings, ROWS_ABOVE_MAX},
    identity,
    mapped::{self, MappedReading},
    part::PartReading,
    states::States,
    told::{HIDDEN, Place, Told},
};

/// The hidden sheet by which our own templates are known.
pub(crate) const MARK_SHEET: &str = "_sintra";

/// The catalogue's words, prepared once for any number of files.
#[derive(Debug)]
pub struct Words {
    states: States,
    headings: Headings,
}

impl Words {
    /// Prepares the words of a catalogue.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Words {
        Words {
            states: States::of(catalogue),
            headings: Headings::of(catalogue),
        }
    }

    pub(crate) fn headings(&self) -> &Headings {
        &self.headings
    }
}

/// What is known of a file before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'c> {
    /// Who hands it in.
    pub authority: Option<&'c str>,
    /// The period it speaks about.
    pub period: Option<Period>,
    /// The register, when the heading alone should not decide.
    pub register: Option<&'c str>,
    /// The crosswalk, for somebody else's file.
    pub crosswalk: Option<&'c Crosswalk>,
    /// What becomes of identity; an authority that may not send it, or none, is refused it all the same.
    pub identity: Identity,
}

/// Checks a file as its events arrive; rows go to the taker.
#[derive(Debug)]
pub struct Check<'c, T> {
    catalogue: &'c Catalogue,
    words: &'c Words,
    asked: Asked<'c>,
    identity: Identity,
    taker: T,
    told: Told<'c>,
    stage: Stage<'c>,
    above: usize,
    machine_rows: Vec<(String, u32)>,
    hidden: Vec<Notice>,
    parts: Vec<Part>,
    announced: Vec<Announced>,
    outside: u64,
    missing: Vec<String>,
    heading_found: bool,
}

#[derive(Debug)]
enum Stage<'c> {
    Seeking,
    AfterMachineRow(Box<PartReading<'c>>),
    Reading(Box<PartReading<'c>>),
    Mapped(Box<MappedReading<'c>>),
    Mark,
    Ignored,
}

impl<'c, T: Taker<'c>> Check<'c, T> {
    /// Begins to check a file.
    pub fn new(catalogue: &'c Catalogue, words: &'c Words, asked: Asked<'c>, taker: T) -> Check<'c, T> {
        let authority = asked.authority.and_then(|id| Authority::of(catalogue, id));
        Check {
            catalogue,
            words,
            asked,
            identity: asked.identity.granted(catalogue, authority),
            taker,
            told: Told::new(catalogue),
            stage: Stage::Seeking,
            above: 0,
            machine_rows: Vec::new(),
            hidden: Vec::new(),
            parts: Vec::new(),
            announced: Vec::new(),
            outside: 0,
            missing: Vec::new(),
            heading_found: false,
        }
    }

    /// Ends the file: what it turned out to be, and the taker back.
    pub fn finish(mut self) -> (Outcome, T) {
        self.close();
        for notice in std::mem::take(&mut self.hidden) {
            if !self.is_ours(&notice) {
                self.told.notice(notice);
            }
        }
        if !self.heading_found && !self.told.refused {
            self.told.sheet.clear();
            let code = if self.asked.crosswalk.is_some() {
                "M-015"
            } else {
                "M-006"
            };
            self.told
                .say(Trouble::new(code), Place::default(), &self.missing.join(", "), 1);
        }
        let rows = self.parts.iter().map(|part| part.rows).sum();
        let refused = self.told.refused;
        let outcome = Outcome {
            findings: self.told.findings,
            parts: self.parts,
            rows,
            outside: self.outside,
            announced: self.announced,
            refused,
        };
        (outcome, self.taker)
    }

    /// The sheets and rows that our own templates hide are not worth a word.
    fn is_ours(&self, notice: &Notice) -> bool {
        match notice.rule {
            NoticeKind::HiddenSheet => notice
                .sheet
                .as_deref()
                .is_some_and(|sheet| sheet.starts_with(MARK_SHEET)),
            NoticeKind::HiddenRow => self
                .machine_rows
                .iter()
                .any(|(sheet, row)| notice.sheet.as_deref() == Some(sheet) && notice.row == Some(*row)),
            _ => false,
        }
    }

    /// Whether a notice repeats a piece of the file in which identity may stand.
    fn repeats_identity(&self, notice: &Notice) -> bool {
        let is_counted = |column| self.stage.part().is_some_and(|part| part.is_counted(column));
        match notice.rule {
            // A whole line, of which the columns are not known.
            NoticeKind::UnclosedQuote | NoticeKind::UnreadableLine => notice.row.is_some(),
            NoticeKind::Mojibake | NoticeKind::ErrorValue if self.identity == Identity::Sealed => {
                notice.column.is_some_and(|column| !is_counted(column))
            }
            _ => false,
        }
    }

    fn close(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Ignored) {
            Stage::Reading(part) | Stage::AfterMachineRow(part) => {
                part.close(&mut self.told);
                self.announced.extend(part.annexes.on(&self.told.sheet));
                self.parts.push(part.part);
            }
            Stage::Mapped(mapped) => {
                mapped.close(&mut self.told);
                self.outside += mapped.outside;
                self.parts.push(mapped.part.part);
            }
            Stage::Seeking if self.above > 0 => {
                self.told
                    .say(Trouble::new("M-001"), Place::default(), &self.told.sheet.clone(), 1);
            }
            Stage::Seeking | Stage::Mark | Stage::Ignored => {}
        }
    }

    fn seek(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        let found = match self.asked.crosswalk {
            Some(crosswalk) => self.seek_crosswalk(crosswalk, cells),
            None => self.seek_register(row, cells),
        };
        if let Some(stage) = found {
            self.heading_found = true;
            // Over the machine row of our own templates one row says what becomes of identity.
            let is_ours = matches!(stage, Stage::AfterMachineRow(_)) && self.above == 1;
            if self.above > 0 && !is_ours {
                let place = Place {
                    row: Some(row),
                    ..Place::default()
                };
                self.told.say(Trouble::new("M-005"), place, "", self.above as u64);
            }
            let form = match &stage {
                Stage::Mapped(mapped) => mapped.part.form().clone(),
                Stage::Reading(part) | Stage::AfterMachineRow(part) => part.form().clone(),
                _ => return ControlFlow::Continue(()),
            };
            self.stage = stage;
            self.keeps(&form);
            return self.taker.part(&form, &self.told.sheet);
        }
        self.above += 1;
        if self.above > ROWS_ABOVE_MAX {
            self.told
                .say(Trouble::new("M-001"), Place::default(), &self.told.sheet.clone(), 1);
            self.stage = Stage::Ignored;
        }
        ControlFlow::Continue(())
    }

    fn seek_register(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> Option<Stage<'c>> {
        let heading = self.words.headings.read(cells, &self.told.sheet, self.asked.register)?;
        let form = Form::of(self.catalogue, &heading.register)?;
        let asked = (self.asked.period, self.identity);
        let part = PartReading::new(form, &heading, &self.words.states, asked, &mut self.told);
        let part = Box::new(part);
        if !heading.is_machine_row {
            return Some(Stage::Reading(part));
        }
        self.machine_rows.push((self.told.sheet.clone(), row));
        Some(Stage::AfterMachineRow(part))
    }

    fn seek_crosswalk(&mut self, crosswalk: &'c Crosswalk, cells: &[(u16, Cell<'_>)]) -> Option<Stage<'c>> {
        match mapped::headings(crosswalk, cells) {
            Ok(there) => {
                let form = Form::of(self.catalogue, &crosswalk.register)?;
                let states = &self.words.states;
                let mapped = MappedReading::new(crosswalk, form, &there, states, self.asked.period, &mut self.told);
                Some(Stage::Mapped(Box::new(mapped)))
            }
            Err(missing) => {
                if self.missing.is_empty() || missing.len() < self.missing.len() {
                    self.missing = missing;
                }
                None
            }
        }
    }

    /// Whether the authority keeps the register at all.
    fn keeps(&mut self, form: &Form<'_>) {
        let authority = self.asked.authority.and_then(|id| Authority::of(self.catalogue, id));
        if authority.is_some_and(|authority| !authority.keeps(form.register())) {
            let many = &form.register().many.es;
            self.told.say(Trouble::new("M-017"), Place::default(), many, 1);
        }
    }

    /// What our own template says of itself, a key and a value a row.
    fn mark(&mut self, cells: &[(u16, Cell<'_>)]) {
        let [(_, key), (_, value), ..] = cells else { return };
        let (key, value) = (shown(*key), shown(*value));
        if key == "authority" && self.asked.authority.is_some_and(|authority| authority != value) {
            self.told.say(Trouble::new("M-011"), Place::default(), &value, 1);
        }
        let version = key.strip_prefix("version ").and_then(|id| self.catalogue.register(id));
        if version.is_some_and(|register| register.version.to_string() != value) {
            self.told.say(Trouble::new("M-009"), Place::default(), &value, 1);
        }
    }
}

impl<'c, T: Taker<'c>> Rows for Check<'c, T> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.close();
        self.told.sheet = sheet.name.to_owned();
        self.above = 0;
        let ours = sheet.name.starts_with(MARK_SHEET);
        self.stage = match sheet.name {
            MARK_SHEET => Stage::Mark,
            _ if ours || is_aside(sheet.name) => Stage::Ignored,
            _ => Stage::Seeking,
        };
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        let is_table = matches!(self.stage, Stage::Reading(_) | Stage::Mapped(_));
        let part = self.stage.part();
        let has_column = |column| part.is_some_and(|part| part.takes_identity(column));
        if !is_table && self.told.identities(row, cells, identity::has_key, has_column) {
            return ControlFlow::Continue(());
        }
        match &mut self.stage {
            Stage::Seeking => return self.seek(row, cells),
            Stage::Reading(part) => return part.row(row, cells, &mut self.told, &mut self.taker),
            Stage::Mapped(mapped) => return mapped.row(row, cells, &mut self.told, &mut self.taker),
            Stage::Mark => self.mark(cells),
            Stage::Ignored => {}
            Stage::AfterMachineRow(_) => {
                let Stage::AfterMachineRow(mut part) = std::mem::replace(&mut self.stage, Stage::Ignored) else {
                    return ControlFlow::Continue(());
                };
                let asked = Some(part.part.register.clone());
                let again = self.words.headings.read(cells, &self.told.sheet, asked.as_deref());
                // One single word is an answer: «N.O.» declares, and is also how some write «number».
                if again.is_none_or(|heading| heading.fields.len() < 2) {
                    part.row(row, cells, &mut self.told, &mut self.taker)?;
                }
                self.stage = Stage::Reading(part);
            }
        }
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        match notice.rule {
            NoticeKind::HiddenSheet | NoticeKind::HiddenRow => self.hidden.push(notice),
            _ if self.repeats_identity(&notice) => self.told.notice(Notice {
                value: HIDDEN.to_owned(),
                ..notice
            }),
            _ => self.told.notice(notice),
        }
    }
}

impl<'c> Stage<'c> {
    /// The part whose columns are known, under one of our own headings.
    fn part(&self) -> Option<&PartReading<'c>> {
        match self {
            Stage::Reading(part) | Stage::AfterMachineRow(part) => Some(part),
            _ => None,
        }
    }
}

/// The sheet of instructions of our own forms, or the one that an annotated copy adds.
pub(crate) fn is_aside(name: &str) -> bool {
    ["instrucciones", "instructions", "hallazgos", "findings"].contains(&name.to_lowercase().as_str())
}
