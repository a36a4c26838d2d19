//! The archive behind XLSX, XLSB and ODS, checked before any reader opens it.
//!
//! Everything is decided on the central directory and on a running count of
//! bytes; nothing is written anywhere, and no part is held in memory.

use std::io::{BufReader, Read, Seek, SeekFrom};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::inspect::Inspected;
use crate::part_names::{self, normal};
use crate::read::Limits;
use crate::{Notice, NoticeKind};

/// Shortest a shared text can be: `<si/>`.
const SHARED_TEXT_BYTES_MIN: u64 = 5;
/// Largest table of content types or manifest looked at.
const LIST_BYTES_MAX: u64 = 4 << 20;

/// What the central directory says of one part.
struct Part {
    name: String,
    packed: u64,
    unpacked: u64,
}

/// Checks an archive and says which workbook it is.
pub(crate) fn check<R: Read + Seek>(upload: &mut R, limits: &Limits) -> Result<Inspected, Notice> {
    check_declared_count(upload, limits)?;
    let mut archive = ZipArchive::new(upload).map_err(damaged)?;
    if archive.len() > limits.parts {
        return Err(Notice::new(NoticeKind::TooManyParts, archive.len().to_string()));
    }
    if archive.has_duplicate_names() {
        return Err(Notice::new(NoticeKind::Damaged, "two parts with one name"));
    }
    let parts = list_parts(&mut archive)?;
    let unpacked_bytes = check_sizes(&parts, limits)?;
    let names: Vec<String> = parts.iter().map(|part| normal(&part.name)).collect();
    let format = part_names::format(&names)?;
    part_names::check_allowed(&names, format)?;
    check_lists(&mut archive, &names)?;
    check_contents(&mut archive, &parts, limits)?;
    Ok(Inspected {
        format,
        unpacked_bytes,
        notices: part_names::observe(&names),
    })
}

/// Reads the number of parts off the archive's last record, before a reader
/// makes room for them.
fn check_declared_count<R: Read + Seek>(upload: &mut R, limits: &Limits) -> Result<(), Notice> {
    let tail = read_tail(upload).map_err(|error| Notice::new(NoticeKind::Damaged, error.to_string()))?;
    let record = memchr::memmem::rfind(&tail, b"PK\x05\x06").and_then(|at| tail.get(at..at + 12));
    let Some(&[.., low, high]) = record else {
        return Err(Notice::new(NoticeKind::Damaged, "archive without a directory"));
    };
    // 65 535 stands for "see the 64-bit record": more than any workbook has.
    let count = u16::from_le_bytes([low, high]);
    if usize::from(count) > limits.parts || count == u16::MAX {
        return Err(Notice::new(NoticeKind::TooManyParts, count.to_string()));
    }
    Ok(())
}

fn read_tail<R: Read + Seek>(upload: &mut R) -> std::io::Result<Vec<u8>> {
    let size = upload.seek(SeekFrom::End(0))?;
    upload.seek(SeekFrom::Start(size.saturating_sub((64 << 10) + 22)))?;
    let mut tail = Vec::new();
    upload.read_to_end(&mut tail)?;
    Ok(tail)
}

fn list_parts<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<Part>, Notice> {
    let mut parts = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.encrypted() {
            return Err(Notice::new(NoticeKind::Encrypted, name));
        }
        if entry.is_symlink() || part_names::climbs(&name) {
            return Err(Notice::new(NoticeKind::ForbiddenPart, name));
        }
        parts.push(Part {
            name,
            packed: entry.compressed_size(),
            unpacked: entry.size(),
        });
    }
    Ok(parts)
}

fn check_sizes(parts: &[Part], limits: &Limits) -> Result<u64, Notice> {
    let mut total = 0u64;
    for part in parts {
        total = total.saturating_add(part.unpacked);
        let over_ratio =
            part.unpacked > limits.ratio_floor_bytes && part.unpacked > part.packed.saturating_mul(limits.ratio);
        let shared = normal(&part.name).ends_with("sharedstrings.xml");
        if over_ratio || (shared && part.unpacked > limits.shared_text_bytes) {
            let value = format!("{} {}→{}", part.name, part.packed, part.unpacked);
            return Err(Notice::new(NoticeKind::UnpacksTooLarge, value));
        }
    }
    if total > limits.unpacked_bytes {
        return Err(Notice::new(NoticeKind::UnpacksTooLarge, total.to_string()));
    }
    Ok(total)
}

/// Macros and encryption that only the archive's own lists of parts tell.
fn check_lists<R: Read + Seek>(archive: &mut ZipArchive<R>, names: &[String]) -> Result<(), Notice> {
    let lists = [
        // Every XLSB calls itself macro-enabled; only the XML kinds mean it.
        ("[content_types].xml", "macroEnabled.main+xml", NoticeKind::Macros),
        ("meta-inf/manifest.xml", "encryption-data", NoticeKind::Encrypted),
    ];
    for (list, word, kind) in lists {
        let Some(index) = names.iter().position(|name| name == list) else {
            continue;
        };
        let mut text = Vec::new();
        let part = archive.by_index(index).map_err(damaged)?;
        part.take(LIST_BYTES_MAX).read_to_end(&mut text).map_err(damaged_io)?;
        if memchr::memmem::find(&text, word.as_bytes()).is_some() {
            return Err(Notice::new(kind, word));
        }
    }
    Ok(())
}

/// Unpacks every part that will be read, into nothing: the sizes declared must
/// be the true ones, and the table of texts must have room for its count.
fn check_contents<R: Read + Seek>(archive: &mut ZipArchive<R>, parts: &[Part], limits: &Limits) -> Result<(), Notice> {
    let mut buffer = vec![0; 64 << 10];
    for (index, part) in parts.iter().enumerate() {
        let name = normal(&part.name);
        if name.ends_with('/') || !part_names::is_read(&name) {
            continue;
        }
        let mut unpacked = 0u64;
        let mut entry = archive.by_index(index).map_err(damaged)?;
        loop {
            let count = entry.read(&mut buffer).map_err(damaged_io)?;
            unpacked += count as u64;
            if count == 0 || unpacked > part.unpacked.min(limits.unpacked_bytes) {
                break;
            }
        }
        if unpacked != part.unpacked {
            return Err(Notice::new(NoticeKind::Damaged, format!("{}: false size", part.name)));
        }
        drop(entry);
        check_shared_count(archive, index, &name, part)?;
    }
    Ok(())
}

/// Readers make room for as many texts as are declared, so the count must be
/// one that the part could hold.
fn check_shared_count<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    name: &str,
    part: &Part,
) -> Result<(), Notice> {
    let entry = if name.contains("sharedstrings") {
        archive.by_index(index).map_err(damaged)?
    } else {
        return Ok(());
    };
    let declared = if name.ends_with(".bin") {
        declared_in_binary(entry)?
    } else {
        declared_in_xml(entry)?
    };
    if declared > part.unpacked / SHARED_TEXT_BYTES_MIN {
        return Err(Notice::new(NoticeKind::SharedStringCount, declared.to_string()));
    }
    Ok(())
}

fn declared_in_xml(part: impl Read) -> Result<u64, Notice> {
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                return Ok(tag
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .filter(|attribute| attribute.key.as_ref() == "uniqueCount")
                    // A number that does not fit is as absurd as the largest that does.
                    .map(|attribute| attribute.value.trim().parse().unwrap_or(u64::MAX))
                    .max()
                    .unwrap_or(0));
            }
            Ok(Event::Eof) => return Ok(0),
            Ok(_) => {}
            Err(error) => return Err(Notice::new(NoticeKind::Damaged, error.to_string())),
        }
    }
}

/// The first record of the binary table: its type, its length, all texts, different texts.
fn declared_in_binary(mut part: impl Read) -> Result<u64, Notice> {
    let mut head = [0; 11];
    part.read_exact(&mut head).map_err(damaged_io)?;
    match head {
        [0x9F, 0x01, 8, _, _, _, _, a, b, c, d] => Ok(u64::from(u32::from_le_bytes([a, b, c, d]))),
        _ => Err(Notice::new(NoticeKind::Damaged, "table of texts without its head")),
    }
}

pub(crate) fn damaged(error: ZipError) -> Notice {
    Notice::new(NoticeKind::Damaged, error.to_string())
}

fn damaged_io(error: std::io::Error) -> Notice {
    Notice::new(NoticeKind::Damaged, error.to_string())
}
