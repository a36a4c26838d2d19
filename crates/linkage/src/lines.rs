//! Rows of numbers, sixteen to a line of the processor's memory, so that a row is fetched at once.

/// Numbers on one line.
pub(crate) const WIDTH: usize = 16;

/// One line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [u32; WIDTH]);

impl Line {
    /// The places at which both lines have the same number, 0 excepted, as bits.
    #[inline]
    pub(crate) fn shared(&self, other: &Self) -> u64 {
        let pairs = self.0.iter().zip(&other.0).zip(&BITS);
        let bits = pairs.fold(0, |bits, ((&x, &y), &bit)| {
            bits | if (x == y) & (x != 0) { bit } else { 0 }
        });
        u64::from(bits)
    }
}

/// The bit of each place.
const BITS: [u32; WIDTH] = {
    let mut bits = [0; WIDTH];
    let mut at = 0;
    while at < WIDTH {
        bits[at] = 1 << at;
        at += 1;
    }
    bits
};
