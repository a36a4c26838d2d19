//! Where in an XLSX archive each sheet's XML lies.

use std::collections::HashMap;
use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::delivery::Stop;
use crate::part_names::normal;
use crate::zip_check::damaged;
use crate::{Notice, NoticeKind};

/// A sheet and the number of its part in the archive.
pub(crate) struct SheetPart {
    pub(crate) name: String,
    pub(crate) index: usize,
}

/// The sheets in the workbook's order; those whose part is missing are left out.
pub(crate) fn sheet_parts<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<SheetPart>, Stop> {
    let names = part_index(archive);
    let Some(workbook) = workbook_path(archive, &names)? else {
        return Ok(Vec::new());
    };
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let targets = relations(archive, &names, &join(folder, &format!("_rels/{file}.rels")))?;
    let mut sheets = Vec::new();
    each_tag(archive, &names, &workbook, |tag| {
        if tag.local_name().as_ref() != "sheet" {
            return;
        }
        let name = attribute(tag, "name").unwrap_or_default();
        let target = attribute(tag, "id").and_then(|id| targets.iter().find(|relation| relation.id == id));
        let path = target.map(|relation| resolve(folder, &relation.target));
        if let Some(&index) = path.and_then(|path| names.get(&path)) {
            sheets.push(SheetPart { name, index });
        }
    })?;
    Ok(sheets)
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn part_index<R: Read + Seek>(archive: &ZipArchive<R>) -> HashMap<String, usize> {
    archive
        .file_names_raw()
        .enumerate()
        .map(|(index, name)| (normal(&String::from_utf8_lossy(name)), index))
        .collect()
}

fn workbook_path<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &HashMap<String, usize>,
) -> Result<Option<String>, Stop> {
    let relations = relations(archive, names, "_rels/.rels")?;
    let main = relations
        .iter()
        .find(|relation| relation.kind.ends_with("/officeDocument"));
    let path = main.map_or_else(
        || "xl/workbook.xml".to_owned(),
        |relation| resolve("", &relation.target),
    );
    Ok(names.contains_key(&path).then_some(path))
}

fn relations<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &HashMap<String, usize>,
    path: &str,
) -> Result<Vec<Relation>, Stop> {
    let mut found = Vec::new();
    each_tag(archive, names, path, |tag| {
        if tag.local_name().as_ref() == "Relationship" {
            let text = |name| attribute(tag, name).unwrap_or_default();
            found.push(Relation {
                id: text("Id"),
                kind: text("Type"),
                target: text("Target"),
            });
        }
    })?;
    Ok(found)
}

/// Shows every opening tag of a part; a part that is missing shows none.
fn each_tag<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &HashMap<String, usize>,
    path: &str,
    mut see: impl FnMut(&BytesStart<'_>),
) -> Result<(), Stop> {
    let Some(&index) = names.get(path) else {
        return Ok(());
    };
    let part = archive.by_index(index).map_err(damaged)?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => see(&tag),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                return Err(Notice::new(NoticeKind::Damaged, format!("{path}: {error}")).into());
            }
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let text =
        quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |text| text.into_owned());
    Some(text)
}

fn resolve(folder: &str, target: &str) -> String {
    let target = normal(target);
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => join(folder, target.strip_prefix("./").unwrap_or(&target)),
    }
}

fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() {
        normal(file)
    } else {
        normal(&format!("{folder}/{file}"))
    }
}
