//! A value cut into the pieces that a filter is made of, each a small number.

use super::scheme::Cut;
use crate::names::padded_bigrams;

/// The pieces of a normalised value, without repetition, in ascending order. None of an empty value.
pub(crate) fn pieces(cut: Cut, value: &str) -> Vec<u32> {
    let mut pieces: Vec<u32> = match cut {
        Cut::Words => value.split(' ').flat_map(padded_bigrams).map(bigram).collect(),
        Cut::Places => placed(value).collect(),
        Cut::Date => date(value),
        Cut::Whole if value.is_empty() => Vec::new(),
        Cut::Whole => vec![whole(value)],
    };
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn bigram([first, second]: [u8; 2]) -> u32 {
    u32::from(first) << 8 | u32::from(second)
}

/// Each letter or digit with its place.
fn placed(value: &str) -> impl Iterator<Item = u32> {
    let signs = value.bytes().filter(u8::is_ascii_alphanumeric).take(40);
    signs.zip(1..).map(|(sign, place)| place << 8 | u32::from(sign))
}

/// `YYYYMMDD`, zeros for unknown parts: each digit with its place, and month and day as numbers without place.
fn date(value: &str) -> Vec<u32> {
    let part = |from: usize, to: usize| {
        value
            .get(from..to)
            .filter(|part| part.bytes().any(|digit| digit != b'0'))
    };
    let mut pieces: Vec<u32> = placed(part(0, 4).unwrap_or_default()).collect();
    for (from, to) in [(4, 6), (6, 8)] {
        if let Some(part) = part(from, to) {
            pieces.extend(placed(part).map(|piece| piece + ((from as u32) << 8)));
            pieces.push(1 << 16 | part.parse::<u32>().unwrap_or_default());
        }
    }
    pieces
}

/// A value as one number: FNV-1a (Fowler, Noll and Vo). It is keyed afterwards; here it only tells values apart.
fn whole(value: &str) -> u32 {
    value.bytes().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
