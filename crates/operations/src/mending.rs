//! Cells of a file under way, mended one by one, all alike, or in a workbook of the rows that wait. What identifies a
//! person is mended in the person's own file, never here.

use std::{collections::BTreeMap, fmt, ops::ControlFlow};

use catalogue::{Catalogue, Kind, Language};
use intake::{Check, Column, MEND_CHARS_MAX, MendedCell, Role, Seen, Walk, Words, is_identity};
use store::{KeptMend, UnderWay, Writing};

use crate::{Caller, Door, OperationError, With};

/// Mended cells that a file takes at most; who has more mends the file.
const MENDS_MAX: usize = 100_000;

/// A cell to be mended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mend {
    /// The sheet, or empty.
    pub sheet: String,
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// The column, 0 for A.
    pub column: u16,
    /// What the cell is to say; empty for nothing.
    pub value: String,
    /// What it said when whoever mends it looked, so that nobody overwrites what another tab mended.
    pub was: Option<String>,
}

/// Why a cell was not mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// There is no such row of data.
    NoRow,
    /// There is no such column, or it is read into no field.
    NoColumn,
    /// The column is of identity.
    Identity,
    /// What was typed looks like what identifies a person.
    LooksLikeIdentity,
    /// What was typed is longer than any answer.
    TooLong,
    /// It says something else by now.
    Changed(String),
    /// The file has as many mended cells as it takes.
    TooMany,
}

/// What came of mending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mending {
    /// How many cells say something else now.
    pub mended: usize,
    /// How many said it already.
    pub same: usize,
    /// The cells that were not mended, and why.
    pub refused: Vec<(Mend, WhyNot)>,
}

/// Cells alike: those of a finding's code, in a field, that say the same.
#[derive(Clone, Copy, Debug)]
pub struct Alike<'a> {
    /// The code of the finding.
    pub code: &'a str,
    /// The field.
    pub field: &'a str,
    /// What stands there.
    pub from: &'a str,
}

impl WhyNot {
    /// What is said of it, with the way out.
    #[must_use]
    pub fn says(&self, language: Language) -> String {
        let (es, en) = match self {
            WhyNot::NoRow => (
                "Ese renglón no existe en el archivo. Vuelva a abrir los hallazgos.",
                "There is no such row in the file. Open the findings again.",
            ),
            WhyNot::NoColumn => (
                "Esa columna no se lee. Corrija el encabezado en su archivo y súbalo otra vez.",
                "That column is not read. Correct its heading in your file and upload it again.",
            ),
            WhyNot::Identity => (
                "Lo que identifica a una persona no se corrige aquí. Corríjalo en su archivo y súbalo otra vez.",
                "What identifies a person is not corrected here. Correct it in your file and upload it again.",
            ),
            WhyNot::LooksLikeIdentity => (
                "Eso parece un dato que identifica a una persona. Escriba solo lo que pide la columna.",
                "That looks like something that identifies a person. Write only what the column asks for.",
            ),
            WhyNot::TooLong => (
                "Es más largo de lo que cabe en una respuesta. Escriba menos.",
                "It is longer than an answer may be. Write less.",
            ),
            WhyNot::Changed(now) => {
                return match language {
                    Language::Es => format!("Alguien corrigió ya esta celda: ahora dice «{now}». Revísela y decida."),
                    Language::En => format!("This cell was corrected meanwhile: it now says «{now}». Look and decide."),
                };
            }
            WhyNot::TooMany => (
                "Son demasiadas correcciones para hacerlas aquí. Corrija su archivo y súbalo otra vez.",
                "There are too many corrections to make here. Correct your file and upload it again.",
            ),
        };
        match language {
            Language::Es => es.to_owned(),
            Language::En => en.to_owned(),
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says(Language::Es))
    }
}

/// A cell as the file has it.
#[derive(Clone, Debug)]
struct Found {
    field: String,
    kind: Option<Kind>,
    says: String,
    why_not: Option<WhyNot>,
}

type Place = (String, u32, u16);

impl Door {
    /// Mends cells of a file under way; what cannot be mended comes back with the reason.
    ///
    /// # Errors
    /// When the file is not the caller's, only another session opens it, or it cannot be written.
    pub fn mend(
        &self,
        caller: &Caller,
        number: i64,
        (mends, with): (&[Mend], With<'_>),
    ) -> Result<Mending, OperationError> {
        let (one, _, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.mend_in(caller, &one, (mends, with))
    }

    pub(crate) fn mend_in(
        &self,
        caller: &Caller,
        one: &UnderWay,
        (mends, with): (&[Mend], With<'_>),
    ) -> Result<Mending, OperationError> {
        self.is_free(one.number)?;
        let found = self.cells_to_mend(caller, one, (mends, with))?;
        self.writing(caller, ("mend_hand_in", one.number), |writing| {
            let mut kept = kept_by_place(self.store.mends(one.number)?);
            let mut mending = Mending::default();
            for mend in mends {
                let place = (mend.sheet.clone(), mend.row, mend.column);
                match decided(mend, found.get(&place), &kept) {
                    Err(why) => mending.refused.push((mend.clone(), why)),
                    Ok(None) => mending.same += 1,
                    Ok(Some(new)) => {
                        put(writing, one.number, &new)?;
                        kept.insert(place, new);
                        mending.mended += 1;
                    }
                }
            }
            Ok(mending)
        })
    }

    /// The cells that are to be mended, as the file has them.
    fn cells_to_mend(
        &self,
        caller: &Caller,
        one: &UnderWay,
        (mends, with): (&[Mend], With<'_>),
    ) -> Result<BTreeMap<Place, Found>, OperationError> {
        let mut wanted: BTreeMap<(&str, u32), Vec<u16>> = BTreeMap::new();
        for mend in mends {
            wanted.entry((&mend.sheet, mend.row)).or_default().push(mend.column);
        }
        let mut found = BTreeMap::new();
        let (_, asked, _) = self.own(caller, one.number)?;
        let words = Words::of(self.catalogue());
        let walker = |seen: Seen<'_, '_>| {
            if let Some(columns) = wanted.get(&(seen.sheet, seen.row)).filter(|_| seen.role == Role::Data) {
                for column in columns {
                    found.insert((seen.sheet.to_owned(), seen.row, *column), found_in(&seen, *column));
                }
            }
            ControlFlow::Continue(())
        };
        self.read_raw(one, with, &mut Walk::new(self.catalogue(), &words, asked, walker))?;
        Ok(found)
    }

    /// Mends all cells alike: those in which the finding stands and the same is written.
    ///
    /// # Errors
    /// As [`Door::mend`].
    pub fn mend_alike(
        &self,
        caller: &Caller,
        number: i64,
        (alike, to, with): (Alike<'_>, &str, With<'_>),
    ) -> Result<Mending, OperationError> {
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        let words = Words::of(self.catalogue());
        let mut mends: Vec<Mend> = Vec::new();
        let mend = |sheet: &str, row: u32, column: u16| Mend {
            sheet: sheet.to_owned(),
            row,
            column,
            value: to.to_owned(),
            was: Some(alike.from.to_owned()),
        };
        if alike.code.starts_with("C-") {
            // What a cell's own finding says of one it says of every cell of the field in which the same stands.
            let walker = |seen: Seen<'_, '_>| {
                let is_data = seen.role == Role::Data;
                let own = seen
                    .columns
                    .iter()
                    .filter(|(_, column)| is_data && column.field == alike.field);
                for (column, _) in own.filter(|(column, _)| seen.text(**column).trim() == alike.from.trim()) {
                    mends.push(mend(seen.sheet, seen.row, *column));
                }
                match mends.len() > MENDS_MAX {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            };
            self.read_mended(&one, with, &mut Walk::new(self.catalogue(), &words, asked, walker))?;
        } else {
            let check = Check::new(self.catalogue(), &words, asked, intake::Nowhere);
            let (outcome, _) = self.check_mended(&one, with, (check, &mut |_| ()))?;
            let own = outcome.findings.kept().iter().filter(|finding| {
                finding.code == alike.code && finding.field == alike.field && finding.value.trim() == alike.from.trim()
            });
            mends = own
                .filter_map(|finding| Some(mend(&finding.at.sheet, finding.at.row?, finding.at.column?)))
                .collect();
        }
        self.mend_in(caller, &one, (&mends, with))
    }

    /// Takes a mend back: the cell says again what the file says. Tells whether there was one.
    ///
    /// # Errors
    /// When the file is not the caller's.
    pub fn undo_mend(&self, caller: &Caller, number: i64, place: (&str, u32, u16)) -> Result<bool, OperationError> {
        let (_, _, caller) = &self.own(caller, number)?;
        self.is_free(number)?;
        self.writing(caller, ("mend_hand_in", number), |writing| {
            writing.drop_mend(number, place)
        })
    }

    /// The kind of answer of a field, named with its register.
    pub(crate) fn kind_of(&self, field: &str) -> Option<Kind> {
        let (register, id) = field.split_once('.')?;
        kind(self.catalogue(), register, id)
    }
}

fn kind(catalogue: &Catalogue, register: &str, id: &str) -> Option<Kind> {
    Some(catalogue.register(register)?.field(id)?.kind)
}

fn found_in(seen: &Seen<'_, '_>, column: u16) -> Found {
    let known = seen.columns.get(&column);
    Found {
        field: known.map_or_else(String::new, |known| name_of(seen.register, known)),
        kind: known.and_then(|known| known.kind),
        says: seen.text(column),
        why_not: match known {
            Some(known) if known.is_counted() => None,
            Some(known) if !known.may_be_shown => Some(WhyNot::Identity),
            _ => Some(WhyNot::NoColumn),
        },
    }
}

/// A field with its register; in a file that a crosswalk reads, cells are in its source's words and have no kind.
fn name_of(register: &str, column: &Column<'_>) -> String {
    match column.kind {
        Some(_) => format!("{register}.{}", column.field),
        None => column.field.to_owned(),
    }
}

/// What is to be kept; `None` when the cell says it already.
fn decided(mend: &Mend, found: Option<&Found>, kept: &BTreeMap<Place, KeptMend>) -> Result<Option<KeptMend>, WhyNot> {
    let found = found.ok_or(WhyNot::NoRow)?;
    if let Some(why) = &found.why_not {
        return Err(why.clone());
    }
    let value = mend.value.trim();
    if value.chars().nth(MEND_CHARS_MAX).is_some() {
        return Err(WhyNot::TooLong);
    }
    if is_identity(value) {
        return Err(WhyNot::LooksLikeIdentity);
    }
    let place = (mend.sheet.clone(), mend.row, mend.column);
    let before = kept.get(&place);
    let now = before.map_or(found.says.as_str(), |kept| kept.value.as_str());
    let cell = |text: &str| MendedCell::typed(text, found.kind);
    if cell(now) == cell(value) {
        return Ok(None);
    }
    if mend.was.as_deref().is_some_and(|was| cell(was) != cell(now)) {
        return Err(WhyNot::Changed(now.to_owned()));
    }
    if before.is_none() && kept.len() >= MENDS_MAX {
        return Err(WhyNot::TooMany);
    }
    Ok(Some(KeptMend {
        sheet: mend.sheet.clone(),
        row: mend.row,
        column: mend.column,
        field: found.field.clone(),
        was: found.says.clone(),
        value: value.to_owned(),
        at: String::new(),
    }))
}

/// Keeps a mend; one that says what the file says is none.
fn put(writing: &Writing<'_>, number: i64, mend: &KeptMend) -> Result<(), store::StoreError> {
    if mend.value == mend.was.trim() {
        return writing
            .drop_mend(number, (&mend.sheet, mend.row, mend.column))
            .map(drop);
    }
    let at = writing.at().to_owned();
    writing.keep_mend(number, &KeptMend { at, ..mend.clone() })
}

fn kept_by_place(kept: Vec<KeptMend>) -> BTreeMap<Place, KeptMend> {
    kept.into_iter()
        .map(|one| ((one.sheet.clone(), one.row, one.column), one))
        .collect()
}
