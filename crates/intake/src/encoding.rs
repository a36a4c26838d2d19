//! Which characters a text file's bytes stand for.
//!
//! Spreadsheet programs of the region write UTF-8, UTF-16, windows-1252 and,
//! when asked for "CSV (MS-DOS)" or "CSV (Macintosh)", code page 850 and Mac
//! Roman. Latin-1 is read as windows-1252, of which it is a part.

use encoding_rs::{Decoder, DecoderResult, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Code page 850, from byte 80; encoding_rs has the Web's encodings only.
const CODE_PAGE_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// Letters that Spanish and its neighbours put inside words.
const REGIONAL_LETTERS: &str = "áéíóúüñÁÉÍÓÚÜÑàèìòùâêîôûäëïöçãõÇÀÈ";

/// An encoding we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// One of the Web's encodings.
    Web(&'static Encoding),
    /// Code page 850, which "CSV (MS-DOS)" writes.
    CodePage850,
}

impl Charset {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Charset::Web(encoding) => encoding.name(),
            Charset::CodePage850 => "IBM850",
        }
    }
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Detected {
    /// `None` while everything seen is ASCII, which decides nothing.
    pub(crate) charset: Option<Charset>,
    /// Length of the byte order mark.
    pub(crate) mark_len: usize,
}

/// Decides on the beginning of a file.
pub(crate) fn detect(sample: &[u8]) -> Detected {
    if let Some((encoding, mark_len)) = Encoding::for_bom(sample) {
        return Detected {
            charset: Some(Charset::Web(encoding)),
            mark_len,
        };
    }
    let charset = wide_without_mark(sample)
        .map(Charset::Web)
        .or_else(|| detect_unmarked(sample));
    Detected { charset, mark_len: 0 }
}

/// Decides on bytes that begin with no mark and are not UTF-16; `None` for ASCII.
pub(crate) fn detect_unmarked(sample: &[u8]) -> Option<Charset> {
    if sample.is_ascii() {
        return None;
    }
    match std::str::from_utf8(sample) {
        Ok(_) => return Some(Charset::Web(UTF_8)),
        // A character cut by the end of the sample is no error.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            return Some(Charset::Web(UTF_8));
        }
        Err(_) => {}
    }
    Some(single_byte(sample))
}

/// UTF-16 without a mark shows as a NUL in nearly every other byte.
fn wide_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let nul_at = |offset: usize| sample.chunks_exact(2).filter(|pair| pair[offset] == 0).count();
    let (even, odd) = (nul_at(0), nul_at(1));
    match (even * 10 > pairs * 7, odd * 10 > pairs * 7) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Among the candidates of the region, the one under which the odd bytes are
/// letters inside words; otherwise the detector's guess.
fn single_byte(sample: &[u8]) -> Charset {
    let candidates = [
        Charset::Web(WINDOWS_1252),
        Charset::CodePage850,
        Charset::Web(MACINTOSH),
    ];
    let scores = candidates.map(|charset| regional_score(sample, charset));
    let odd_bytes = sample.iter().filter(|byte| !byte.is_ascii()).count();
    let mut best = 0;
    for (index, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = index;
        }
    }
    if scores[best] * 2 >= odd_bytes {
        return candidates[best];
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    Charset::Web(detector.guess(None, chardetng::Utf8Detection::Deny))
}

fn regional_score(sample: &[u8], charset: Charset) -> usize {
    let letters = upper_half(charset).map(|character| REGIONAL_LETTERS.contains(character));
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    sample
        .iter()
        .enumerate()
        .filter(|(_, byte)| !byte.is_ascii() && letters[usize::from(**byte - 128)])
        .filter(|(at, _)| is_letter(sample.get(at.wrapping_sub(1))) || is_letter(sample.get(at + 1)))
        .count()
}

/// What a single-byte charset shows for bytes 80 to FF.
fn upper_half(charset: Charset) -> [char; 128] {
    let mut table = ['\u{FFFD}'; 128];
    match charset {
        Charset::CodePage850 => {
            table
                .iter_mut()
                .zip(CODE_PAGE_850.chars())
                .for_each(|(slot, character)| *slot = character);
        }
        Charset::Web(encoding) => {
            for (slot, byte) in table.iter_mut().zip(128u8..=255) {
                let bytes = [byte];
                let text = encoding.decode_without_bom_handling(&bytes).0;
                *slot = text.chars().next().unwrap_or('\u{FFFD}');
            }
        }
    }
    table
}

/// Turns bytes into text, piece by piece.
pub(crate) enum Transcoder {
    /// Only ASCII so far: the next odd byte decides.
    Undecided,
    /// One of the Web's encodings.
    Web(Box<Decoder>),
    /// Code page 850.
    Table(Box<[char; 128]>),
}

impl Transcoder {
    pub(crate) fn new(charset: Option<Charset>) -> Self {
        match charset {
            None => Transcoder::Undecided,
            Some(Charset::Web(encoding)) => Transcoder::Web(Box::new(encoding.new_decoder_without_bom_handling())),
            Some(table) => Transcoder::Table(Box::new(upper_half(table))),
        }
    }

    /// Appends the text of `bytes` to `text`; what is no character becomes
    /// U+FFFD. Returns how many bytes were lost so.
    pub(crate) fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) -> u64 {
        match self {
            Transcoder::Undecided => {
                text.extend(std::str::from_utf8(bytes));
                0
            }
            Transcoder::Web(decoder) => decode_web(decoder, bytes, last, text),
            Transcoder::Table(table) => {
                text.extend(bytes.iter().map(|&byte| match byte {
                    0..=127 => char::from(byte),
                    _ => table[usize::from(byte - 128)],
                }));
                0
            }
        }
    }
}

fn decode_web(decoder: &mut Decoder, mut bytes: &[u8], last: bool, text: &mut String) -> u64 {
    let mut lost = 0;
    loop {
        let room = decoder
            .max_utf8_buffer_length(bytes.len())
            .unwrap_or(bytes.len() * 3 + 16);
        text.reserve(room);
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, text, last);
        bytes = bytes.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return lost,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, _) => {
                lost += u64::from(length);
                text.push('\u{FFFD}');
            }
        }
    }
}
