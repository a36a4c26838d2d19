//! Delimited text: CSV as spreadsheet programs, databases and people write it.
//!
//! A quotation mark counts only at the start of a field; text after a closing
//! one is kept as it stands. A quotation mark that never closes costs its own
//! line, never the file.

use std::io::Read;

use memchr::{memchr, memchr_iter, memrchr};

use crate::delivery::{CellBuffer, Delivery, Stop};
use crate::dialect::{Dialect, sniff};
use crate::read::{Rows, SheetInfo};
use crate::text_source::TextSource;
use crate::{Cell, NoticeKind};

/// Bytes that may be scanned in vain for closing quotation marks; after that
/// a quoted field ends with its line, or a hostile file would cost a square.
const VAIN_BYTES_MAX: usize = 64 << 20;

/// One field of a record, in the window or, when it had doubled quotes, rewritten.
#[derive(Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    rewritten: bool,
}

/// A record taken apart.
#[derive(Default)]
struct Record {
    fields: Vec<Field>,
    rewritten: String,
}

/// Where a record ends.
enum Scan {
    /// After so many bytes, its line break included.
    Ends(usize),
    /// Beyond the window; inside quotation marks or not.
    Beyond { quoted: bool },
}

struct Parser {
    dialect: Dialect,
    record: Record,
    cells: CellBuffer,
    row: u32,
    vain_bytes: usize,
    lost_row: Option<u32>,
}

pub(crate) fn read<R: Read, S: Rows>(upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let mut source = TextSource::open(upload)?;
    to.sheet(&SheetInfo {
        index: 0,
        name: "",
        visible: true,
    });
    let dialect = sniff(source.window());
    source.consume(dialect.preamble_len);
    to.tell(NoticeKind::DelimiterDetected, None, None, || {
        dialect.delimiter_name().to_owned()
    });
    let mut parser = Parser {
        dialect,
        record: Record::default(),
        cells: CellBuffer::default(),
        row: 0,
        vain_bytes: 0,
        lost_row: None,
    };
    let outcome = parser.read_all(&mut source, to);
    source.describe(to, parser.lost_row);
    outcome
}

impl Parser {
    fn read_all<R: Read, S: Rows>(&mut self, source: &mut TextSource<R>, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
        loop {
            let beyond = self.read_window(source, to)?;
            if source.window().len() > to.limits().record_bytes {
                self.read_overlong(source, to, beyond)?;
            } else if !source.fill()? {
                return self.read_rest(source, to);
            }
        }
    }

    /// Delivers every whole record of the window; says how the rest begins.
    fn read_window<R: Read, S: Rows>(
        &mut self,
        source: &mut TextSource<R>,
        to: &mut Delivery<'_, S>,
    ) -> Result<Scan, Stop> {
        let mut at = 0;
        let beyond = loop {
            match self.scan(&source.window()[at..]) {
                Scan::Ends(length) => {
                    self.deliver(&source.window()[at..at + length], to)?;
                    at += length;
                    self.note_loss(source, at);
                }
                beyond => break beyond,
            }
        };
        source.consume(at);
        Ok(beyond)
    }

    /// Finds the end of the record at the start of `text` and takes it apart.
    fn scan(&mut self, text: &str) -> Scan {
        let bytes = text.as_bytes();
        self.record.fields.clear();
        let Some(line_end) = memchr(self.dialect.line_break, bytes) else {
            return Scan::Beyond {
                quoted: memchr(b'"', bytes).is_some(),
            };
        };
        let line = bytes.get(..line_end).unwrap_or_default();
        if memchr(b'"', line).is_none() {
            self.split_line(line);
            return Scan::Ends(line_end + 1);
        }
        let reach = if self.vain_bytes > VAIN_BYTES_MAX {
            line_end + 1
        } else {
            bytes.len()
        };
        self.scan_quoted(&text[..reach])
    }

    fn split_line(&mut self, line: &[u8]) {
        let line_len = line.strip_suffix(b"\r").unwrap_or(line).len();
        let mut start = 0;
        for end in memchr_iter(self.dialect.delimiter, line) {
            self.record.fields.push(Field {
                start,
                end,
                rewritten: false,
            });
            start = end + 1;
        }
        self.record.fields.push(Field {
            start,
            end: line_len.max(start),
            rewritten: false,
        });
    }

    fn scan_quoted(&mut self, text: &str) -> Scan {
        self.record.rewritten.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            let quoted = bytes.get(at) == Some(&b'"');
            let stop = if quoted {
                self.quoted_field(text, at + 1)
            } else {
                self.plain_field(bytes, at)
            };
            match stop {
                None => return Scan::Beyond { quoted: true },
                Some(stop) if bytes.get(stop) == Some(&self.dialect.delimiter) => at = stop + 1,
                Some(stop) => return Scan::Ends(stop + 1),
            }
        }
    }

    /// A field without quotation marks; returns where its separator stands.
    fn plain_field(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let stop = self.separator(bytes, start)?;
        let mut end = stop;
        if bytes.get(stop) == Some(&b'\n') && end > start && bytes.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        self.record.fields.push(Field {
            start,
            end,
            rewritten: false,
        });
        Some(stop)
    }

    fn separator(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let rest = bytes.get(from..)?;
        memchr::memchr2(self.dialect.delimiter, self.dialect.line_break, rest).map(|at| from + at)
    }

    /// A field that began with a quotation mark just before `start`.
    fn quoted_field(&mut self, text: &str, start: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut close = start + memchr(b'"', bytes.get(start..)?)?;
        let clean_stop = close + 1;
        if self.is_break(bytes, clean_stop)? {
            self.record.fields.push(Field {
                start,
                end: close,
                rewritten: false,
            });
            return Some(self.skip_return(bytes, clean_stop));
        }
        // Doubled quotation marks or text after the closing one: rewrite it.
        let begin = self.record.rewritten.len();
        let mut from = start;
        loop {
            self.record.rewritten.push_str(&text[from..close]);
            if bytes.get(close + 1) != Some(&b'"') {
                break;
            }
            self.record.rewritten.push('"');
            from = close + 2;
            close = from + memchr(b'"', bytes.get(from..)?)?;
        }
        let stop = self.separator(bytes, close + 1)?;
        let tail = text[close + 1..stop].trim_end_matches('\r');
        self.record.rewritten.push_str(tail);
        let end = self.record.rewritten.len();
        self.record.fields.push(Field {
            start: begin,
            end,
            rewritten: true,
        });
        Some(stop)
    }

    /// Whether a field ends here; `None` when the window ends first.
    fn is_break(&self, bytes: &[u8], at: usize) -> Option<bool> {
        match bytes.get(at)? {
            b'\r' if self.dialect.line_break == b'\n' => Some(*bytes.get(at + 1)? == b'\n'),
            byte => Some(*byte == self.dialect.delimiter || *byte == self.dialect.line_break),
        }
    }

    fn skip_return(&self, bytes: &[u8], at: usize) -> usize {
        if bytes.get(at) == Some(&b'\r') && self.dialect.line_break == b'\n' {
            at + 1
        } else {
            at
        }
    }

    /// Hands on the record taken apart last, which lies in `text`.
    fn deliver<S: Rows>(&mut self, text: &str, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
        self.row = self.row.saturating_add(1);
        let mut cells = self.cells.lend();
        for (column, field) in (0..=u16::MAX).zip(&self.record.fields) {
            let source = if field.rewritten { &self.record.rewritten } else { text };
            match source.get(field.start..field.end) {
                None | Some("") => {}
                Some(value) => cells.push((column, Cell::Text(value))),
            }
        }
        let (found, expected) = (self.record.fields.len(), self.dialect.width);
        if found != expected && !cells.is_empty() {
            to.tell(NoticeKind::RaggedRow, Some(self.row), None, || {
                format!("{found}/{expected}")
            });
        }
        let outcome = to.row(self.row, &mut cells);
        self.cells.take_back(cells);
        outcome
    }

    fn note_loss<R: Read>(&mut self, source: &TextSource<R>, at: usize) {
        if self.lost_row.is_none()
            && source
                .lost_first_at()
                .is_some_and(|lost| lost < source.position() + at as u64)
        {
            self.lost_row = Some(self.row);
        }
    }

    /// A record longer than the limit: an unclosed quotation mark costs its
    /// line; a line without end is cut at the limit.
    fn read_overlong<R: Read, S: Rows>(
        &mut self,
        source: &mut TextSource<R>,
        to: &mut Delivery<'_, S>,
        beyond: Scan,
    ) -> Result<(), Stop> {
        let window = source.window();
        self.vain_bytes = self.vain_bytes.saturating_add(window.len());
        let line_end = memchr(self.dialect.line_break, window.as_bytes());
        if let (Scan::Beyond { quoted: true }, Some(line_end)) = (beyond, line_end) {
            self.unclosed(&window[..=line_end], to)?;
            source.consume(line_end + 1);
            self.note_loss(source, 0);
            return Ok(());
        }
        to.tell(NoticeKind::LongLine, Some(self.row.saturating_add(1)), None, || {
            window.len().to_string()
        });
        self.as_plain_line(window, to)?;
        let length = window.len();
        source.consume(length);
        self.skip_line(source)
    }

    /// Drops the rest of a line that was cut.
    fn skip_line<R: Read>(&self, source: &mut TextSource<R>) -> Result<(), Stop> {
        while source.fill()? {
            let window = source.window();
            if let Some(end) = memchr(self.dialect.line_break, window.as_bytes()) {
                source.consume(end + 1);
                return Ok(());
            }
            let length = window.len();
            source.consume(length);
        }
        Ok(())
    }

    fn unclosed<S: Rows>(&mut self, line: &str, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
        let row = self.row.saturating_add(1);
        to.tell(NoticeKind::UnclosedQuote, Some(row), None, || line.trim().to_owned());
        self.as_plain_line(line, to)
    }

    fn as_plain_line<S: Rows>(&mut self, line: &str, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
        let bare = line.strip_suffix(char::from(self.dialect.line_break)).unwrap_or(line);
        self.record.fields.clear();
        self.split_line(bare.as_bytes());
        self.deliver(line, to)
    }

    /// What is left when the file ends: a last line without a break, or the
    /// lines after a quotation mark that never closed.
    fn read_rest<R: Read, S: Rows>(
        &mut self,
        source: &mut TextSource<R>,
        to: &mut Delivery<'_, S>,
    ) -> Result<(), Stop> {
        let mut rest = source.window().to_owned();
        if rest.is_empty() {
            return Ok(());
        }
        if memrchr(self.dialect.line_break, rest.as_bytes()) != Some(rest.len() - 1) {
            rest.push(char::from(self.dialect.line_break));
        }
        let mut at = 0;
        while at < rest.len() {
            at += self.read_rest_record(&rest[at..], to)?;
            self.note_loss(source, at);
        }
        Ok(())
    }

    fn read_rest_record<S: Rows>(&mut self, rest: &str, to: &mut Delivery<'_, S>) -> Result<usize, Stop> {
        if let Scan::Ends(length) = self.scan(rest) {
            self.deliver(&rest[..length], to)?;
            return Ok(length);
        }
        self.vain_bytes = self.vain_bytes.saturating_add(rest.len());
        let line_len = memchr(self.dialect.line_break, rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        self.unclosed(&rest[..line_len], to)?;
        Ok(line_len)
    }
}
