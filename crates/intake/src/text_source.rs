//! A text file as a sliding window of decoded characters, a few MiB at most.

use std::io::Read;

use crate::delivery::{Delivery, Stop};
use crate::encoding::{Transcoder, detect, detect_unmarked};
use crate::read::Rows;
use crate::{Notice, NoticeKind};

/// Bytes read at a time; also the sample on which the encoding is decided.
const READ_BYTES: usize = 1 << 20;
/// Bytes decoded at a time, small enough to stay in the processor's cache.
const DECODE_BYTES: usize = 64 << 10;

/// Decoded text that has not been consumed yet, and where it comes from.
pub(crate) struct TextSource<R> {
    upload: R,
    raw: Vec<u8>,
    raw_at: usize,
    at_end: bool,
    transcoder: Transcoder,
    charset: &'static str,
    mark: bool,
    text: String,
    text_at: usize,
    consumed: u64,
    lost_bytes: u64,
    lost_first_at: Option<u64>,
}

impl<R: Read> TextSource<R> {
    pub(crate) fn open(upload: R) -> Result<Self, Stop> {
        let mut source = TextSource {
            upload,
            raw: Vec::with_capacity(READ_BYTES),
            raw_at: 0,
            at_end: false,
            transcoder: Transcoder::Undecided,
            charset: "UTF-8",
            mark: false,
            text: String::with_capacity(4 * DECODE_BYTES),
            text_at: 0,
            consumed: 0,
            lost_bytes: 0,
            lost_first_at: None,
        };
        source.read_more()?;
        let detected = detect(&source.raw);
        source.transcoder = Transcoder::new(detected.charset);
        source.charset = detected.charset.map_or("UTF-8", |charset| charset.name());
        source.mark = detected.mark_len > 0;
        source.raw_at = detected.mark_len;
        source.fill()?;
        Ok(source)
    }

    /// The text decoded and not yet consumed.
    pub(crate) fn window(&self) -> &str {
        &self.text[self.text_at..]
    }

    /// Drops the first `length` bytes of the window.
    pub(crate) fn consume(&mut self, length: usize) {
        self.text_at += length;
        self.consumed += length as u64;
    }

    /// Where the window begins, in bytes of decoded text from the start.
    pub(crate) fn position(&self) -> u64 {
        self.consumed
    }

    /// Where the first undecodable byte stood, on the same scale.
    pub(crate) fn lost_first_at(&self) -> Option<u64> {
        self.lost_first_at
    }

    /// Widens the window; `false` when the file has no more.
    pub(crate) fn fill(&mut self) -> Result<bool, Stop> {
        if self.text_at > 0 {
            self.text.drain(..self.text_at);
            self.text_at = 0;
        }
        if self.raw_at >= self.raw.len() && !self.at_end {
            self.read_more()?;
            self.decide_late();
        }
        if self.raw_at >= self.raw.len() {
            return Ok(false);
        }
        self.decode_piece();
        Ok(true)
    }

    fn decode_piece(&mut self) {
        let end = self.raw.len().min(self.raw_at + DECODE_BYTES);
        let last = self.at_end && end == self.raw.len();
        let before = self.text.len();
        let piece = self.raw.get(self.raw_at..end).unwrap_or_default();
        let lost = self.transcoder.decode(piece, last, &mut self.text);
        self.raw_at = end;
        if lost > 0 {
            let at = self.text[before..].find('\u{FFFD}').unwrap_or_default();
            self.lost_first_at.get_or_insert(self.consumed + (before + at) as u64);
            self.lost_bytes += lost;
        }
    }

    /// A file that was ASCII until now may still turn out to be anything else.
    fn decide_late(&mut self) {
        if matches!(self.transcoder, Transcoder::Undecided)
            && let Some(charset) = detect_unmarked(&self.raw)
        {
            self.transcoder = Transcoder::new(Some(charset));
            self.charset = charset.name();
        }
    }

    fn read_more(&mut self) -> Result<(), Stop> {
        self.raw.clear();
        self.raw_at = 0;
        let read = (&mut self.upload).take(READ_BYTES as u64).read_to_end(&mut self.raw);
        let count = read.map_err(|error| Notice::new(NoticeKind::Damaged, error.to_string()))?;
        self.at_end = count < READ_BYTES;
        Ok(())
    }

    /// Says which encoding the text was read in, and what it cost.
    pub(crate) fn describe<S: Rows>(&self, to: &mut Delivery<'_, S>, lost_row: Option<u32>) {
        to.tell(NoticeKind::EncodingDetected, None, None, || self.charset.to_owned());
        if self.mark {
            to.tell(NoticeKind::ByteOrderMark, None, None, || self.charset.to_owned());
        }
        if self.lost_bytes > 0 {
            let count = self.lost_bytes.to_string();
            to.tell(NoticeKind::UndecodableBytes, lost_row, None, || count);
        }
    }
}
