//! What every row and column of a file is, found as the check finds it, for whoever shows or mends cells.

use std::{collections::BTreeMap, ops::ControlFlow};

use catalogue::{Authority, Catalogue, Crosswalk, Kind, fold};
use register::Form;

use crate::{
    Asked, Cell, Identity, Notice, Rows, SheetInfo, Words,
    check::{MARK_SHEET, is_aside},
    heading::{Heading, ROWS_ABOVE_MAX},
    mapped, sealed,
};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It stands above the headings.
    Above,
    /// The headings by which a program knows our own forms; people do not see it.
    MachineRow,
    /// The headings.
    Heading,
    /// A row under the headings.
    Data,
    /// It is of a sheet that is no table of ours.
    Aside,
}

/// How a column is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Its heading is that of the form.
    Matched,
    /// Its heading is one under which files bring the field.
    Guessed,
    /// A field of identity: what stands there is never shown.
    Identity,
    /// Nobody knows the heading, and it looks like one of identity.
    Doubtful,
    /// Nobody knows the heading; what stands there is not read.
    Unknown,
}

/// A column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column<'c> {
    /// Its heading as it stands in the file.
    pub heading: String,
    /// The field's id, or empty.
    pub field: &'c str,
    /// The kind of answer; none in a file that a crosswalk reads, whose cells are in its source's words.
    pub kind: Option<Kind>,
    /// How it is known.
    pub known: Known,
    /// Whether what stands there may be shown: never identity, and in a file that may bring it only what is counted.
    pub may_be_shown: bool,
}

impl Column<'_> {
    /// Whether what stands there is read into a record and may be mended.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        matches!(self.known, Known::Matched | Known::Guessed)
    }
}

/// A row in its place.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s, 'c> {
    /// The sheet, or empty.
    pub sheet: &'s str,
    /// The register that the sheet is taken for, or empty.
    pub register: &'c str,
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// What it is.
    pub role: Role,
    /// Its filled cells.
    pub cells: &'s [(u16, Cell<'s>)],
    /// The columns of the sheet, once its headings were found.
    pub columns: &'s BTreeMap<u16, Column<'c>>,
}

impl Seen<'_, '_> {
    /// What stands in a column, as text; empty where nothing does.
    #[must_use]
    pub fn text(&self, column: u16) -> String {
        let cell = self.cells.iter().find(|(at, _)| *at == column);
        cell.map_or_else(String::new, |(_, cell)| cell.shown())
    }
}

/// Whoever goes through a file with [`Walk`].
pub trait Walker<'c> {
    /// A sheet begins.
    fn sheet(&mut self, _: &SheetInfo<'_>) {}
    /// A row; `Break` ends the reading quietly.
    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()>;
    /// Something to say about the file.
    fn notice(&mut self, _: Notice) {}
}

impl<'c, F: FnMut(Seen<'_, 'c>) -> ControlFlow<()>> Walker<'c> for F {
    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()> {
        self(seen)
    }
}

/// Goes through a file and says of every row and column what it is.
pub struct Walk<'c, W> {
    catalogue: &'c Catalogue,
    words: &'c Words,
    asked: Asked<'c>,
    identity: Identity,
    stage: Stage,
    sheet: String,
    register: &'c str,
    columns: BTreeMap<u16, Column<'c>>,
    walker: W,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Seeking(usize),
    AfterMachineRow,
    Data,
    Aside,
}

impl<'c, W: Walker<'c>> Walk<'c, W> {
    /// Begins to go through a file; `asked` is what its check is asked.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue, words: &'c Words, asked: Asked<'c>, walker: W) -> Walk<'c, W> {
        let authority = asked.authority.and_then(|id| Authority::of(catalogue, id));
        Walk {
            catalogue,
            words,
            asked,
            identity: asked.identity.granted(catalogue, authority),
            stage: Stage::Aside,
            sheet: String::new(),
            register: "",
            columns: BTreeMap::new(),
            walker,
        }
    }

    /// Ends, and gives back whoever went through it.
    #[must_use]
    pub fn finish(self) -> W {
        self.walker
    }

    fn role(&mut self, cells: &[(u16, Cell<'_>)]) -> Role {
        match self.stage {
            Stage::Aside => Role::Aside,
            Stage::Data => Role::Data,
            Stage::Seeking(above) => self.sought(above, cells),
            Stage::AfterMachineRow => {
                self.stage = Stage::Data;
                let again =
                    self.words
                        .headings()
                        .read(cells, &self.sheet, Some(self.register).filter(|id| !id.is_empty()));
                match again.filter(|heading| heading.fields.len() > 1) {
                    Some(_) => Role::Heading,
                    None => Role::Data,
                }
            }
        }
    }

    fn sought(&mut self, above: usize, cells: &[(u16, Cell<'_>)]) -> Role {
        if let Some(crosswalk) = self.asked.crosswalk {
            if let Ok(there) = mapped::headings(crosswalk, cells) {
                self.stage = Stage::Data;
                self.register = &crosswalk.register;
                self.columns = of_crosswalk(crosswalk, &there, cells);
                return Role::Heading;
            }
        } else if let Some(heading) = self.words.headings().read(cells, &self.sheet, self.asked.register)
            && let Some(form) = Form::of(self.catalogue, &heading.register)
        {
            self.register = &form.register().id;
            self.columns = self.of_form(&form, &heading, cells);
            let (stage, role) = if heading.is_machine_row {
                (Stage::AfterMachineRow, Role::MachineRow)
            } else {
                (Stage::Data, Role::Heading)
            };
            self.stage = stage;
            return role;
        }
        self.stage = if above < ROWS_ABOVE_MAX {
            Stage::Seeking(above + 1)
        } else {
            Stage::Aside
        };
        Role::Above
    }

    fn of_form(&self, form: &Form<'c>, heading: &Heading, cells: &[(u16, Cell<'_>)]) -> BTreeMap<u16, Column<'c>> {
        let may_bring = self.identity == Identity::Sealed;
        let word = |column: u16| {
            let cell = cells.iter().find(|(at, _)| *at == column);
            cell.map_or_else(String::new, |(_, cell)| cell.shown().trim().to_owned())
        };
        let fields = heading.fields.iter().filter_map(|(column, id)| {
            let field = form.register().field(id)?;
            let heading = word(*column);
            let is_own = [&field.id, &field.label.es, &field.label.en]
                .iter()
                .any(|own| crate::heading::heading(own) == crate::heading::heading(&heading));
            let known = match (field.is_identity(), is_own) {
                (true, _) => Known::Identity,
                (false, true) => Known::Matched,
                (false, false) => Known::Guessed,
            };
            let column_of = Column {
                heading,
                field: &field.id,
                kind: Some(field.kind),
                known,
                may_be_shown: known != Known::Identity,
            };
            Some((*column, column_of))
        });
        let unknown = heading.unknown.iter().map(|(column, word)| {
            let doubtful = sealed::misspelt(word, form.register().fields()).is_some();
            let column_of = Column {
                heading: word.clone(),
                field: "",
                kind: None,
                known: if doubtful { Known::Doubtful } else { Known::Unknown },
                may_be_shown: !doubtful && !may_bring,
            };
            (*column, column_of)
        });
        fields.chain(unknown).collect()
    }
}

fn of_crosswalk<'c>(
    crosswalk: &'c Crosswalk,
    there: &[(String, u16)],
    cells: &[(u16, Cell<'_>)],
) -> BTreeMap<u16, Column<'c>> {
    let field_of = |word: &str| {
        let mapped = crosswalk.map.iter().find(|map| fold(&map.column) == word);
        let flagged = || {
            let has = |flags: &&catalogue::Flags| flags.columns.keys().any(|name| fold(name) == word);
            crosswalk.flags.iter().find(has).map(|flags| flags.field.as_str())
        };
        let months = || {
            let months = crosswalk.months.as_ref()?;
            let mut names = months.columns.iter().chain([&months.year]);
            names.any(|name| fold(name) == word).then_some(months.field.as_str())
        };
        mapped.map(|map| map.field.as_str()).or_else(flagged).or_else(months)
    };
    let column = |(word, column): &(String, u16)| {
        let field = field_of(word);
        let heading = cells.iter().find(|(at, _)| at == column);
        let column_of = Column {
            heading: heading.map_or_else(String::new, |(_, cell)| cell.shown()),
            field: field.unwrap_or_default(),
            kind: None,
            known: if field.is_some() {
                Known::Matched
            } else {
                Known::Unknown
            },
            may_be_shown: true,
        };
        (*column, column_of)
    };
    there.iter().map(column).collect()
}

impl<'c, W: Walker<'c>> Rows for Walk<'c, W> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        sheet.name.clone_into(&mut self.sheet);
        self.columns.clear();
        self.register = "";
        let is_ours = sheet.name.starts_with(MARK_SHEET) || is_aside(sheet.name);
        self.stage = if is_ours { Stage::Aside } else { Stage::Seeking(0) };
        self.walker.sheet(sheet);
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        let role = self.role(cells);
        self.walker.row(Seen {
            sheet: &self.sheet,
            register: self.register,
            row,
            role,
            cells,
            columns: &self.columns,
        })
    }

    fn notice(&mut self, notice: Notice) {
        self.walker.notice(notice);
    }
}
