//! A receiver that keeps everything, and the few ways to fill it.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use intake::{Cell, Limits, Notice, NoticeKind, Refusal, Rows, SheetInfo, read};
use zip::write::SimpleFileOptions;

/// One event of a reading, owned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    Sheet(u16, String, bool),
    Row(u32, Vec<(u16, String)>),
    Notice(Notice),
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Gathered {
    pub(crate) events: Vec<Event>,
}

impl Rows for Gathered {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.events
            .push(Event::Sheet(sheet.index, sheet.name.to_owned(), sheet.visible));
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        let cells = cells.iter().map(|(column, cell)| (*column, show(cell))).collect();
        self.events.push(Event::Row(row, cells));
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        self.events.push(Event::Notice(notice));
    }
}

impl Gathered {
    pub(crate) fn rows(&self) -> Vec<(u32, Vec<(u16, String)>)> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Row(row, cells) => Some((*row, cells.clone())),
                _ => None,
            })
            .collect()
    }

    /// Rows as plain tables of shown cells, empty ones filled in.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let rows = self.rows();
        let width = rows
            .iter()
            .filter_map(|(_, cells)| cells.last())
            .map(|(column, _)| usize::from(*column) + 1)
            .max()
            .unwrap_or(0);
        rows.into_iter()
            .map(|(_, cells)| {
                let mut line = vec![String::new(); width];
                cells
                    .into_iter()
                    .for_each(|(column, text)| line[usize::from(column)] = text);
                line
            })
            .collect()
    }

    pub(crate) fn of(&self, kind: NoticeKind) -> Vec<&Notice> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Notice(notice) if notice.rule == kind => Some(notice),
                _ => None,
            })
            .collect()
    }
}

pub(crate) fn show(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Number(number) => format!("#{number}"),
        Cell::Date { year, month, day } => format!("@{year:04}-{month:02}-{day:02}"),
        Cell::Bool(flag) => format!("?{flag}"),
        Cell::Error(error) => format!("!{error}"),
    }
}

pub(crate) fn gather(bytes: &[u8], name: &str) -> (Gathered, Result<(), Refusal>) {
    gather_within(bytes, name, &Limits::default())
}

pub(crate) fn gather_within(bytes: &[u8], name: &str, limits: &Limits) -> (Gathered, Result<(), Refusal>) {
    let mut gathered = Gathered::default();
    let outcome = read(Cursor::new(bytes), name, limits, &mut gathered);
    (gathered, outcome)
}

/// Reads what must be readable.
pub(crate) fn gather_read(bytes: &[u8], name: &str) -> Gathered {
    let (gathered, outcome) = gather(bytes, name);
    assert_eq!(outcome, Ok(()), "{name} was refused");
    gathered
}

/// Reads what must be refused, and says for what.
pub(crate) fn refusal(bytes: &[u8], name: &str) -> NoticeKind {
    let (gathered, outcome) = gather(bytes, name);
    let Err(Refusal(notice)) = outcome else {
        panic!("{name} was read: {:?}", gathered.events)
    };
    assert!(notice.rule.refuses(), "{notice}");
    assert_eq!(
        gathered.events.last(),
        Some(&Event::Notice(notice.clone())),
        "a refusal is also a notice"
    );
    notice.rule
}

pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str =
    r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">WORKBOOKPR<sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet, its XML given, and further parts.
pub(crate) fn workbook(sheet: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    workbook_with(sheet, "", further)
}

pub(crate) fn workbook_with(sheet: &str, properties: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{sheet}</worksheet>"#
    );
    let book = WORKBOOK.replace("WORKBOOKPR", properties);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(further);
    archive(&parts)
}

/// A folder of files from elsewhere; `None`, and a word about it, when it is absent.
pub(crate) fn outside(folder: &str) -> Option<std::path::PathBuf> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}
