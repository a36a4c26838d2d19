//! The shape of a text: its letters as bits, enough to see that two texts cannot be alike without reading them.

/// Letters, length and beginning of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// One bit for a letter that is there, another for one that is there twice.
    letters: u64,
    /// The first four bytes, zero where there are fewer.
    start: [u8; 4],
    length: u8,
    /// Letters beyond those in `letters`.
    rest: u8,
    /// Whether it is of several words, or of one letter.
    parts: bool,
}

impl Shape {
    /// The shape of a normalised text.
    pub(super) fn of(text: &str) -> Self {
        let bytes = &text.as_bytes()[..text.len().min(64)];
        let mut letters = 0u64;
        for &byte in bytes {
            letters = with_letter(letters, byte);
        }
        let mut start = [0; 4];
        for (place, &byte) in start.iter_mut().zip(bytes) {
            *place = byte;
        }
        Self {
            letters,
            start,
            length: bytes.len() as u8,
            rest: bytes.len() as u8 - letters.count_ones() as u8,
            parts: bytes.len() == 1 || bytes.contains(&b' '),
        }
    }

    /// The most letters that two texts can have in common.
    #[inline]
    fn common(self, other: Self) -> u32 {
        (self.letters & other.letters).count_ones() + u32::from(self.rest.min(other.rest))
    }

    /// The greatest Jaro–Winkler similarity that two texts can have.
    #[inline]
    pub(super) fn most_alike(self, other: Self) -> f32 {
        let common = self.common(other) as f32;
        let jaro = (common / f32::from(self.length) + common / f32::from(other.length) + 1.0) / 3.0;
        let prefix = self
            .start
            .iter()
            .zip(other.start)
            .take_while(|(a, b)| **a == *b && *b != 0)
            .count();
        jaro + 0.1 * prefix as f32 * (1.0 - jaro)
    }

    /// Whether one text could become the other by `edits` edits.
    #[inline]
    pub(super) fn within(self, other: Self, edits: u32) -> bool {
        self.common(other) + edits >= u32::from(self.length.max(other.length))
    }

    /// Whether one text could be a part of the other.
    #[inline]
    pub(super) fn could_be_part(self, other: Self) -> bool {
        let within = |a: u64, b: u64| a & !b & LETTERS == 0;
        (self.parts || other.parts) && (within(self.letters, other.letters) || within(other.letters, self.letters))
    }
}

/// The bits of letters that are there at all.
const LETTERS: u64 = 0xFFFF_FFFF;

/// Letters with one more: the first of its kind sets the lower bit, the second the upper.
fn with_letter(letters: u64, byte: u8) -> u64 {
    let place = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'0'..=b'9' => 26 + (byte - b'0') % 5,
        _ => 31,
    };
    let first = 1u64 << place;
    letters | if letters & first == 0 { first } else { first << 32 }
}
