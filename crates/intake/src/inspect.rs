//! What kind of file an upload is, by what it holds and not by its name.

use std::io::{Read, Seek, SeekFrom};

use crate::read::Limits;
use crate::{Notice, NoticeKind};
use crate::{compound, encoding, zip_check};

/// Bytes looked at from the beginning.
pub(crate) const HEAD_BYTES: usize = 8 << 10;

/// A type of file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Delimited text, whatever its separator.
    Csv,
    /// Delimited text compressed with gzip.
    CsvGz,
    /// One JSON object a line.
    Jsonl,
    /// Excel 2007 and later, and what others write in its name.
    Xlsx,
    /// Excel's binary workbook.
    Xlsb,
    /// OpenDocument spreadsheet.
    Ods,
    /// Excel 5 to 2003.
    Xls,
}

/// What can be said of an upload before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Its type.
    pub format: Format,
    /// Its size once unpacked; the size itself when it is no archive.
    pub unpacked_bytes: u64,
    /// Observations on the container.
    pub notices: Vec<Notice>,
}

/// What the first bytes announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    Text,
    Gzip,
    JsonLines,
    Zip,
    Compound,
    Other(&'static str),
}

/// Recognises an upload and checks its container; nothing is unpacked into memory.
///
/// The name is only a hint: a name that disagrees with the content is noticed.
pub fn inspect<R: Read + Seek>(upload: &mut R, name_hint: &str, limits: &Limits) -> Result<Inspected, Notice> {
    let (head, size) = peek(upload).map_err(|error| Notice::new(NoticeKind::Damaged, error.to_string()))?;
    if head.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) && size <= HEAD_BYTES as u64 {
        return Err(Notice::new(NoticeKind::EmptyFile, size.to_string()));
    }
    if size > limits.upload_bytes {
        return Err(Notice::new(NoticeKind::TooLarge, size.to_string()));
    }
    let plain = |format| Inspected {
        format,
        unpacked_bytes: size,
        notices: Vec::new(),
    };
    let mut inspected = match signature(&head) {
        Signature::Text => plain(Format::Csv),
        Signature::JsonLines => plain(Format::Jsonl),
        Signature::Gzip => plain(Format::CsvGz),
        Signature::Zip => zip_check::check(upload, limits)?,
        Signature::Compound => compound::check(upload, size).map(|()| plain(Format::Xls))?,
        Signature::Other(what) => return Err(Notice::new(NoticeKind::UnknownType, what)),
    };
    inspected.notices.extend(name_disagrees(name_hint, inspected.format));
    Ok(inspected)
}

fn peek<R: Read + Seek>(upload: &mut R) -> std::io::Result<(Vec<u8>, u64)> {
    let size = upload.seek(SeekFrom::End(0))?;
    upload.rewind()?;
    let mut head = Vec::with_capacity(HEAD_BYTES);
    upload.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok((head, size))
}

/// Signatures of what people send instead of a table.
const OTHERS: [(&[u8], &str); 16] = [
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG picture"),
    (b"\xFF\xD8\xFF", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"II*\0", "TIFF picture"),
    (b"MM\0*", "TIFF picture"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip archive"),
    (b"Rar!", "RAR archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xFD7zXZ", "xz archive"),
    (b"\x28\xB5\x2F\xFD", "Zstandard archive"),
    (b"MZ\x90", "program"),
    (b"\x7FELF", "program"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"PAR1", "Parquet table"),
];

fn signature(head: &[u8]) -> Signature {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Signature::Zip;
    }
    if head.starts_with(b"\x1F\x8B") {
        return Signature::Gzip;
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Signature::Compound;
    }
    if let Some((_, name)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Signature::Other(name);
    }
    // Excel 2 to 4 wrote bare records, without a container.
    if matches!(head, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04..=0x10, 0x00, ..]) {
        return Signature::Other("Excel 4 or earlier");
    }
    text_signature(head)
}

pub(crate) fn text_signature(head: &[u8]) -> Signature {
    let detected = encoding::detect(head);
    let mut text = String::new();
    encoding::Transcoder::new(detected.charset).decode(&head[detected.mark_len..], false, &mut text);
    let odd = text.chars().filter(|character| is_binary(*character)).count();
    if odd * 20 > text.chars().count() {
        return Signature::Other("binary data");
    }
    let start = text.trim_start();
    let begins = |mark: &str| start.get(..mark.len()).is_some_and(|s| s.eq_ignore_ascii_case(mark));
    if ["<!doctype html", "<html", "<table", "<meta", "<style"]
        .into_iter()
        .any(begins)
    {
        return Signature::Other("web page (HTML)");
    }
    if ["<?xml", "<workbook", "<office:"].into_iter().any(begins) {
        return Signature::Other("XML document");
    }
    if ["mime-version:", "from: "].into_iter().any(begins) {
        return Signature::Other("mail message or MHTML page");
    }
    json_signature(start)
}

fn is_binary(character: char) -> bool {
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r')) || character == '\u{FFFD}'
}

fn json_signature(start: &str) -> Signature {
    let after = |mark| start.strip_prefix(mark).map(str::trim_start);
    if after('{').is_some_and(|rest| rest.is_empty() || rest.starts_with(['"', '}', '{', '['])) {
        return Signature::JsonLines;
    }
    if after('[').is_some_and(|rest| rest.starts_with(['{', '[', '"'])) {
        return Signature::Other("JSON list; send one object a line");
    }
    Signature::Text
}

fn name_disagrees(name: &str, format: Format) -> Option<Notice> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let expected = match ending.as_str() {
        "csv" | "tsv" | "txt" | "tab" => Format::Csv,
        "jsonl" | "ndjson" | "json" => Format::Jsonl,
        "xlsx" => Format::Xlsx,
        "xlsb" => Format::Xlsb,
        "ods" => Format::Ods,
        "xls" => Format::Xls,
        _ => return None,
    };
    (expected != format).then(|| Notice::new(NoticeKind::NameDisagrees, format!("{ending}: {format:?}")))
}
