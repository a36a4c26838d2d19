//! A value cut into the pieces that a filter is made of, each a small number.

use super::scheme::Cut;
use crate::names::padded_bigrams;

/// Calls `each` with every piece of a normalised value, some more than once. None of an empty value.
pub(crate) fn pieces(cut: Cut, value: &str, each: impl FnMut(u32)) {
    match cut {
        _ if value.is_empty() => {}
        Cut::Words => value.split(' ').flat_map(padded_bigrams).map(bigram).for_each(each),
        Cut::Places => placed(value).for_each(each),
        Cut::Date => date(value).for_each(each),
        Cut::Whole => std::iter::once(whole(value)).for_each(each),
    }
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
fn date(value: &str) -> impl Iterator<Item = u32> {
    let parts = [(0, 4), (4, 6), (6, 8)].into_iter();
    let known = parts.filter_map(|(from, to)| {
        let part = value.get(from..to)?;
        part.bytes().any(|digit| digit != b'0').then_some((from as u32, part))
    });
    known.flat_map(|(from, part)| {
        let number = (from > 0).then(|| 1 << 16 | part.parse::<u32>().unwrap_or_default());
        placed(part).map(move |piece| piece + (from << 8)).chain(number)
    })
}

/// A value as one number: FNV-1a (Fowler, Noll and Vo). It is keyed afterwards; here it only tells values apart.
fn whole(value: &str) -> u32 {
    value.bytes().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
