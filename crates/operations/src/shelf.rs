//! Vintages kept open for many readers: each is read from the disk and computed once, and every reader is
//! admitted and logged all the same before anything that is kept is shown.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use catalogue::{Act, Catalogue, Language, Question, Table};
use report::{
    Audience,
    chart::{Boundaries, Cut},
};
use statistics::Computed;
use store::{StoreError, Vintage};

use crate::{
    Caller, Door, Frozen, OperationError, TracedReturn,
    asking_figures::{answer, asked_table, note_tables},
    diagnosing::{cut_of, web_report},
    door::On,
    mapping::Level,
    traced,
};

/// The most vintages kept open.
const OPEN_MAX: usize = 2;

/// The most tables kept of each.
const TABLES_MAX: usize = 300;

/// Vintages kept open, the one last asked for first.
#[derive(Debug, Default)]
pub struct Shelf {
    open: Mutex<VecDeque<Arc<Volume>>>,
}

/// A vintage kept open.
#[derive(Debug)]
struct Volume {
    vintage: Vintage,
    law: Arc<Catalogue>,
    cut: Cut,
    frozen: Mutex<Frozen>,
    tables: Mutex<VecDeque<Arc<Computed>>>,
    reports: Mutex<Vec<(Language, Arc<report::WebReport>)>>,
}

/// A vintage's law, and what is said of its figures.
#[derive(Clone, Debug)]
pub struct Held {
    /// The vintage.
    pub vintage: Vintage,
    /// The law as it was then.
    pub law: Arc<Catalogue>,
    /// Its day and who may read it.
    pub cut: Cut,
}

/// A table of a vintage, computed.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The vintage and its law.
    pub held: Held,
    /// The table.
    pub table: Table,
    /// Its figures.
    pub computed: Arc<Computed>,
    /// The boundaries on which states can be drawn, when they were imported.
    pub boundaries: Option<Boundaries>,
}

impl Shelf {
    /// The law and the day of a vintage, which say nothing of its figures; `asked` is an id, the beginning of one, or
    /// `latest`.
    ///
    /// # Errors
    /// When there is no such vintage, or it is damaged.
    pub fn held(&self, door: &Door, asked: &str) -> Result<Held, OperationError> {
        Ok(self.volume(door, asked)?.held())
    }

    /// Whether nothing was frozen yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn is_bare(&self, door: &Door) -> Result<bool, OperationError> {
        match door.store.vintage("latest") {
            Ok(_) => Ok(false),
            Err(StoreError::NoVintage(_)) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// The answer to a question, as far as the caller may see it.
    ///
    /// # Errors
    /// As [`crate::asked`].
    pub fn ask(
        &self,
        door: &Door,
        caller: &Caller,
        (vintage, question): (&str, &Question),
    ) -> Result<Answered, OperationError> {
        let volume = self.volume(door, vintage)?;
        let table = asked_table(door, &volume.law, caller, question)?;
        volume.read(door, caller, table)
    }

    /// A table of the catalogue; whoever sees only some authorities gets the same question about these.
    ///
    /// # Errors
    /// When there is no such table, the caller may see nothing of it, or the vintage has no such register.
    pub fn table(&self, door: &Door, caller: &Caller, (vintage, id): (&str, &str)) -> Result<Answered, OperationError> {
        let volume = self.volume(door, vintage)?;
        let unknown = || OperationError::Unknown(no_table(door, id));
        let table = volume.law.table(id).cloned().ok_or_else(unknown)?;
        let question = Question::of_table(&table).filter(|_| !door.may(caller, Act::Tabulate, On::default()));
        match question {
            Some(question) => {
                let table = asked_table(door, &volume.law, caller, &question)?;
                volume.read(door, caller, table)
            }
            None => {
                door.admit(caller, Act::Tabulate, On::default())?;
                volume.read(door, caller, table)
            }
        }
    }

    /// The returns and records behind a figure.
    ///
    /// # Errors
    /// As [`traced`].
    pub fn trace(
        &self,
        door: &Door,
        caller: &Caller,
        (vintage, figure): (&str, &str),
        records_max: usize,
    ) -> Result<Vec<TracedReturn>, OperationError> {
        let volume = self.volume(door, vintage)?;
        let mut frozen = volume.frozen.lock().unwrap_or_else(PoisonError::into_inner);
        traced(door, &mut frozen, caller, figure, records_max)
    }

    /// The report of a vintage for a browser, in a language.
    ///
    /// # Errors
    /// When the caller may not, or the store says no.
    pub fn report(
        &self,
        door: &Door,
        caller: &Caller,
        (vintage, language): (&str, Language),
    ) -> Result<(Held, Arc<report::WebReport>), OperationError> {
        let volume = self.volume(door, vintage)?;
        door.admit(caller, Act::Diagnose, On::default())?;
        let (actor, at) = (caller.actor(), door.now());
        door.store.note(actor, &at, "diagnose", &volume.vintage.id, &[])?;
        Ok((volume.held(), volume.report(door, language)?))
    }

    /// A vintage, opened if it is not.
    fn volume(&self, door: &Door, asked: &str) -> Result<Arc<Volume>, OperationError> {
        let id = door.store.vintage(asked).map_err(|error| absent(door, error))?.id;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let volume = match open.iter().position(|one| one.vintage.id == id) {
            Some(at) => open.remove(at),
            None => None,
        };
        let volume = match volume {
            Some(volume) => volume,
            None => Arc::new(Volume::open(door, &id)?),
        };
        open.push_front(volume.clone());
        open.truncate(OPEN_MAX);
        Ok(volume)
    }
}

/// What is said where there is no such table.
fn no_table(door: &Door, id: &str) -> String {
    let id: String = id.chars().take(120).collect();
    match door.language() {
        Language::Es => format!("No hay ninguna tabla «{id}». Búsquela en la lista."),
        Language::En => format!("There is no table “{id}”. Look for it in the list."),
    }
}

/// What is said where there is no such vintage.
fn absent(door: &Door, error: StoreError) -> OperationError {
    if !matches!(error, StoreError::NoVintage(_) | StoreError::SeveralVintages(_)) {
        return error.into();
    }
    let says = match door.language() {
        Language::Es => "No hay ese corte. Los congela la secretaría técnica nacional; elija otro.",
        Language::En => "There is no such vintage. The national secretariat freezes them; choose another.",
    };
    OperationError::Unknown(says.to_owned())
}

impl Volume {
    fn open(door: &Door, id: &str) -> Result<Volume, OperationError> {
        let audience = if door.is_training()? {
            Audience::Synthetic
        } else {
            Audience::Reserved
        };
        let frozen = Frozen::open(door, id)?;
        Ok(Volume {
            vintage: frozen.vintage.clone(),
            law: frozen.catalogue.clone(),
            cut: cut_of(&frozen, audience)?,
            frozen: Mutex::new(frozen),
            tables: Mutex::default(),
            reports: Mutex::default(),
        })
    }

    fn held(&self) -> Held {
        Held {
            vintage: self.vintage.clone(),
            law: self.law.clone(),
            cut: self.cut.clone(),
        }
    }

    /// A table to a caller who was admitted; the log says so first.
    fn read(&self, door: &Door, caller: &Caller, table: Table) -> Result<Answered, OperationError> {
        note_tables(door, caller, &self.vintage.id, &[&table.id])?;
        Ok(Answered {
            held: self.held(),
            computed: self.computed(door, &table)?,
            boundaries: door.boundaries(Level::State),
            table,
        })
    }

    fn computed(&self, door: &Door, table: &Table) -> Result<Arc<Computed>, OperationError> {
        let tables = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = tables().iter().find(|one| one.id == table.id) {
            return Ok(kept.clone());
        }
        let mut frozen = self.frozen.lock().unwrap_or_else(PoisonError::into_inner);
        let computed = Arc::new(answer(door, &mut frozen, table)?);
        let mut tables = tables();
        tables.push_front(computed.clone());
        tables.truncate(TABLES_MAX);
        Ok(computed)
    }

    fn report(&self, door: &Door, language: Language) -> Result<Arc<report::WebReport>, OperationError> {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, kept)) = reports.iter().find(|(one, _)| *one == language) {
            return Ok(kept.clone());
        }
        let mut frozen = self.frozen.lock().unwrap_or_else(PoisonError::into_inner);
        frozen.bring(door, |_| true)?;
        let report = Arc::new(web_report(&mut frozen, self.cut.audience, language)?);
        reports.push((language, report.clone()));
        Ok(report)
    }
}
