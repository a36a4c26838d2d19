//! A file as it will be read, before it is checked: format, sheets, headings and the first rows. What identifies a
//! person is in none of it.

use std::ops::ControlFlow;

use catalogue::Catalogue;

use crate::{
    Asked, Notice, NoticeKind, Rows, SheetInfo, Words, identity,
    layout::{Known, Role, Seen, Walk, Walker},
};

/// Rows of a sheet that are shown.
const ROWS_SHOWN: usize = 20;
/// Columns of a sheet that are shown when its headings are not known.
const COLUMNS_SHOWN: usize = 40;
/// Longest text of a cell that is shown, in characters.
const TEXT_SHOWN: usize = 80;

/// A file as it will be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// What kind of file it is, as the ending of its name would say: `xlsx`, `csv`, `ods` …
    pub format: String,
    /// The encoding of a text file, or empty.
    pub encoding: String,
    /// What separates the columns of a text file, or empty.
    pub delimiter: String,
    /// Its sheets, but for those that are ours and hold no data.
    pub sheets: Vec<PreviewSheet>,
    /// Why it is not read at all.
    pub refusal: Option<Notice>,
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreviewSheet {
    /// Its name, or empty.
    pub name: String,
    /// Whether a person who opens the file sees it.
    pub is_visible: bool,
    /// The register that it is taken for, or empty when its headings are not known.
    pub register: String,
    /// Its columns.
    pub columns: Vec<PreviewColumn>,
    /// The first rows, each with its number.
    pub first: Vec<(u32, Vec<Shown>)>,
    /// How many rows there are under the headings.
    pub rows: u64,
}

/// A column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewColumn {
    /// Its number, 0 for A.
    pub column: u16,
    /// Its heading, as it stands in the file.
    pub heading: String,
    /// The field's id, or empty.
    pub field: String,
    /// How it is known.
    pub known: Known,
}

/// What is shown of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What stands there; empty where nothing does.
    Text(String),
    /// Something that may identify a person; it is not shown.
    Closed,
}

/// Makes a preview as the events of a file arrive.
pub struct Previewer<'c>(Walk<'c, Gathered>);

#[derive(Default)]
struct Gathered {
    preview: Preview,
    may_show_strange: bool,
}

impl<'c> Previewer<'c> {
    /// Begins; `name` is the file's, and `asked` what its check will be asked.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue, words: &'c Words, asked: Asked<'c>, name: &str) -> Previewer<'c> {
        let lower = name.to_lowercase();
        let bare = lower.strip_suffix(".gz");
        let ending = bare.unwrap_or(&lower).rsplit_once('.').map_or("", |(_, ending)| ending);
        let gathered = Gathered {
            preview: Preview {
                format: if bare.is_some() {
                    format!("{ending}.gz")
                } else {
                    ending.to_owned()
                },
                ..Preview::default()
            },
            may_show_strange: asked.identity != crate::Identity::Sealed,
        };
        Previewer(Walk::new(catalogue, words, asked, gathered))
    }

    /// Ends the file.
    #[must_use]
    pub fn finish(self) -> Preview {
        let mut preview = self.0.finish().preview;
        preview
            .sheets
            .retain(|sheet| !sheet.register.is_empty() || sheet.rows > 0 || !sheet.first.is_empty());
        preview
    }
}

impl Rows for Previewer<'_> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.0.sheet(sheet);
    }

    fn row(&mut self, row: u32, cells: &[(u16, crate::Cell<'_>)]) -> ControlFlow<()> {
        self.0.row(row, cells)
    }

    fn notice(&mut self, notice: Notice) {
        self.0.notice(notice);
    }
}

impl<'c> Walker<'c> for Gathered {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.preview.sheets.push(PreviewSheet {
            name: sheet.name.to_owned(),
            is_visible: sheet.visible,
            ..PreviewSheet::default()
        });
    }

    fn row(&mut self, seen: Seen<'_, 'c>) -> ControlFlow<()> {
        let may_show = self.may_show_strange;
        let Some(sheet) = self.preview.sheets.last_mut() else {
            return ControlFlow::Continue(());
        };
        match seen.role {
            Role::Heading | Role::MachineRow => sheet.know(&seen),
            Role::Data => sheet.data(&seen),
            Role::Above if may_show && sheet.first.len() < ROWS_SHOWN => sheet.strange(&seen),
            Role::Above | Role::Aside => {}
        }
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        match notice.rule {
            NoticeKind::EncodingDetected => self.preview.encoding = notice.value,
            NoticeKind::DelimiterDetected => self.preview.delimiter = notice.value,
            NoticeKind::NameDisagrees => {
                let (_, format) = notice.value.split_once(": ").unwrap_or_default();
                self.preview.format = format.to_lowercase().replace("csvgz", "csv.gz");
            }
            rule if rule.refuses() => self.preview.refusal = Some(notice),
            _ => {}
        }
    }
}

impl PreviewSheet {
    /// The headings were found: what stood above them is no longer of interest.
    fn know(&mut self, seen: &Seen<'_, '_>) {
        seen.register.clone_into(&mut self.register);
        self.first.clear();
        let word = |column: u16, own: &str| match seen.text(column) {
            text if seen.role == Role::Heading && !text.trim().is_empty() => text.trim().to_owned(),
            _ => own.to_owned(),
        };
        let columns = seen.columns.iter().map(|(column, known)| PreviewColumn {
            column: *column,
            heading: cut(&word(*column, &known.heading)),
            field: known.field.to_owned(),
            known: known.known,
        });
        self.columns = columns.collect();
    }

    fn data(&mut self, seen: &Seen<'_, '_>) {
        self.rows += 1;
        if self.first.len() >= ROWS_SHOWN {
            return;
        }
        let cells = seen.columns.iter().map(|(column, known)| {
            let text = seen.text(*column);
            let is_open = known.may_be_shown && !identity::is_suspected(&text);
            if is_open || text.is_empty() && known.known != Known::Identity {
                Shown::Text(cut(&text))
            } else {
                Shown::Closed
            }
        });
        self.first.push((seen.row, cells.collect()));
    }

    /// A row of a sheet whose headings are not known yet.
    fn strange(&mut self, seen: &Seen<'_, '_>) {
        let cells = seen.cells.iter().take(COLUMNS_SHOWN).map(|(_, cell)| {
            let text = cell.shown();
            match identity::is_suspected(&text) {
                true => Shown::Closed,
                false => Shown::Text(cut(&text)),
            }
        });
        self.first.push((seen.row, cells.collect()));
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
