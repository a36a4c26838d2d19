//! Which parts a workbook's archive may have, and what their names give away.

use crate::inspect::Format;
use crate::{Notice, NoticeKind};

/// Where Excel, LibreOffice, Google and the usual libraries put parts of XLSX and XLSB.
const OFFICE_FOLDERS: [&str; 9] = [
    "_rels/",
    "docprops/",
    "docmetadata/",
    "xl/",
    "customxml/",
    "customui/",
    "_xmlsignatures/",
    "[trash]/",
    "metadata/",
];
/// Where LibreOffice, Excel and Google put parts of ODS.
const OPEN_FOLDERS: [&str; 10] = [
    "meta-inf/",
    "thumbnails/",
    "pictures/",
    "configurations2/",
    "object",
    "media/",
    "versions/",
    "settings/",
    "fonts/",
    "basic/",
];
/// Endings of what has no business in a workbook.
const FORBIDDEN_ENDINGS: [&str; 17] = [
    ".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".sh", ".lnk", ".hta", ".zip",
    ".7z", ".rar", ".msi",
];

/// A name as it is compared: some writers use backslashes and capitals.
pub(crate) fn normal(name: &str) -> String {
    name.replace('\\', "/").to_lowercase()
}

/// Whether a name leads out of the archive.
pub(crate) fn climbs(name: &str) -> bool {
    let name = name.replace('\\', "/");
    name.starts_with('/')
        || name.contains('\0')
        || name.as_bytes().get(1) == Some(&b':')
        || name.split('/').any(|step| step == "..")
}

/// The workbook these parts make, if any.
pub(crate) fn format(names: &[String]) -> Result<Format, Notice> {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let ends = |wanted: &str| names.iter().any(|name| name.rsplit('/').next() == Some(wanted));
    if has("content.xml") && (has("mimetype") || has("meta-inf/manifest.xml")) {
        return Ok(Format::Ods);
    }
    if ends("workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if ends("workbook.xml") {
        return Ok(Format::Xlsx);
    }
    let what = match () {
        () if has("word/document.xml") => "Word document",
        () if has("ppt/presentation.xml") => "presentation",
        () if names
            .iter()
            .any(|name| name.ends_with(".numbers") || name.starts_with("index/")) =>
        {
            "Numbers document"
        }
        () => "ZIP archive without a workbook",
    };
    Err(Notice::new(NoticeKind::UnknownType, what))
}

/// Refuses macros and parts outside the places known.
pub(crate) fn check_allowed(names: &[String], format: Format) -> Result<(), Notice> {
    for name in names {
        if is_macro(name) {
            return Err(Notice::new(NoticeKind::Macros, name.as_str()));
        }
        let known = match format {
            Format::Ods => in_folders(name, &OPEN_FOLDERS) || name == "mimetype" || name == "manifest.rdf",
            _ => in_folders(name, &OFFICE_FOLDERS) || name == "mimetype",
        };
        let at_root = !name.contains('/') && (name.ends_with(".xml") || name == "layout-cache");
        if !(known || at_root) || FORBIDDEN_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            return Err(Notice::new(NoticeKind::ForbiddenPart, name.as_str()));
        }
    }
    Ok(())
}

fn in_folders(name: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| name.starts_with(folder))
}

fn is_macro(name: &str) -> bool {
    let basic_module = name.starts_with("basic/")
        && name.ends_with(".xml")
        && !name.ends_with("/script-lb.xml")
        && !name.ends_with("/script-lc.xml");
    name.ends_with("vbaproject.bin")
        || name.starts_with("xl/macrosheets/")
        || (name.starts_with("scripts/") && !name.ends_with('/'))
        || basic_module
}

/// Whether a reader will unpack this part.
pub(crate) fn is_read(name: &str) -> bool {
    [".xml", ".rels", ".bin"].iter().any(|ending| name.ends_with(ending)) && !is_embedded(name)
}

/// What the names tell of links and objects.
pub(crate) fn observe(names: &[String]) -> Vec<Notice> {
    let mut notices = Vec::new();
    let links = names.iter().filter(|name| is_external_link(name)).count();
    if links > 0 {
        notices.push(Notice::new(NoticeKind::ExternalLink, links.to_string()));
    }
    let objects = names.iter().filter(|name| is_embedded(name)).count();
    if objects > 0 {
        notices.push(Notice::new(NoticeKind::EmbeddedObject, objects.to_string()));
    }
    notices
}

fn is_external_link(name: &str) -> bool {
    name == "xl/connections.xml"
        || (name.starts_with("xl/externallinks/") && !name.contains("/_rels/") && !name.ends_with('/'))
}

fn is_embedded(name: &str) -> bool {
    let folders = [
        "xl/embeddings/",
        "xl/media/",
        "xl/activex/",
        "xl/ctrlprops/",
        "pictures/",
        "object ",
        "media/",
    ];
    in_folders(name, &folders) && !name.ends_with('/')
}
