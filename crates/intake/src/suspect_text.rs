//! Characters that a careful clerk would not type.

use crate::NoticeKind;

/// What is wrong with a cell's text, if anything, and the piece that shows it.
pub(crate) fn suspect(text: &str) -> Option<(NoticeKind, String)> {
    let bytes = text.as_bytes();
    if bytes
        .iter()
        .fold(false, |odd, byte| odd | (byte.wrapping_sub(0x20) >= 0x5F))
        && may_be_odd(bytes)
    {
        return invisible(text).or_else(|| mojibake(text));
    }
    None
}

/// A quick look at the bytes, so that ordinary accents cost little: control
/// characters, and the first bytes of every character looked for below.
fn may_be_odd(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| *byte < 0x20 || *byte == 0x7F)
        || bytes.windows(2).any(|pair| match *pair {
            [0xC2, second] => second < 0xA0,
            [0xC3, second] => matches!(second, 0x82 | 0x83 | 0xA2 | 0xAF),
            [first, _] => matches!(first, 0xD8 | 0xE2 | 0xEF),
            _ => false,
        })
}

fn invisible(text: &str) -> Option<(NoticeKind, String)> {
    let found = text.chars().find(|&character| is_invisible(character))?;
    Some((NoticeKind::ControlCharacter, format!("U+{:04X}", u32::from(found))))
}

fn is_invisible(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{200E}' | '\u{200F}' | '\u{061C}' => true,
        _ => character.is_control(),
    }
}

/// UTF-8 read as windows-1252 leaves a lead byte (Â, Ã, â€) before what was its
/// continuation; no Spanish, English or indigenous spelling does.
fn mojibake(text: &str) -> Option<(NoticeKind, String)> {
    let at = text.find('\u{FFFD}').or_else(|| {
        text.char_indices()
            .zip(text.chars().skip(1))
            .find(|((_, lead), next)| is_misread_pair(*lead, *next))
            .map(|((at, _), _)| at)
    })?;
    let start = text[..at].char_indices().rev().nth(9).map_or(0, |(start, _)| start);
    Some((NoticeKind::Mojibake, text[start..].chars().take(30).collect()))
}

fn is_misread_pair(lead: char, next: char) -> bool {
    match lead {
        'Ã' | 'Â' => is_misread_continuation(next),
        'â' => next == '€',
        'ï' => next == '»' || next == '¿',
        _ => false,
    }
}

/// What bytes 80 to BF show as in windows-1252 or Latin-1.
fn is_misread_continuation(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{BF}') || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".contains(character)
}
