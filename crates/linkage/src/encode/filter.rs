//! A Bloom filter of 1 024 bits: what is set, how many, and the Dice coefficient of two.

/// Bits in a filter.
pub const FILTER_BITS: usize = 1024;
/// 64-bit words in a filter.
pub const FILTER_WORDS: usize = FILTER_BITS / 64;
/// Bytes in a filter.
pub const FILTER_BYTES: usize = FILTER_BITS / 8;

/// A Bloom filter (Bloom 1970) of 1 024 bits, bit *i* being bit *i* mod 64 of word *i* / 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Filter(pub [u64; FILTER_WORDS]);

impl Filter {
    /// No bit set: nothing is known.
    pub const EMPTY: Filter = Filter([0; FILTER_WORDS]);

    /// Sets bit `at`, counted from the start again past the end.
    pub fn set(&mut self, at: usize) {
        let at = at % FILTER_BITS;
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// Whether bit `at` is set.
    pub fn has(&self, at: usize) -> bool {
        let at = at % FILTER_BITS;
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    /// How many bits are set.
    pub fn ones(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether no bit is set.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many bits are set in both.
    pub fn both(&self, other: &Filter) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// Dice coefficient 2 |a ∧ b| / (|a| + |b|), from 0 to 1; of two empty filters 0, as nothing speaks for them.
    pub fn dice(&self, other: &Filter) -> f64 {
        dice_of(self.both(other), self.ones(), other.ones())
    }

    /// The filter as bytes, lowest bit first.
    pub fn to_bytes(&self) -> [u8; FILTER_BYTES] {
        let mut bytes = [0; FILTER_BYTES];
        for (to, word) in bytes.chunks_exact_mut(8).zip(&self.0) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The filter that `to_bytes` gave.
    pub fn from_bytes(bytes: &[u8; FILTER_BYTES]) -> Filter {
        let mut filter = Filter::EMPTY;
        for (word, from) in filter.0.iter_mut().zip(bytes.chunks_exact(8)) {
            let mut eight = [0; 8];
            eight.copy_from_slice(from);
            *word = u64::from_le_bytes(eight);
        }
        filter
    }
}

/// Dice coefficient of two sets of `a` and `b` members, `both` of them shared.
pub(crate) fn dice_of(both: u32, a: u32, b: u32) -> f64 {
    if a + b == 0 {
        return 0.0;
    }
    2.0 * f64::from(both) / f64::from(a + b)
}
