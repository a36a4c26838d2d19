//! The distinct values of a column, each with a code: code 0 is the missing value.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Distinct texts in one string, by code.
#[derive(Debug, Clone)]
pub struct Values {
    text: String,
    ends: Vec<u32>,
}

impl Values {
    /// How many codes there are, that of the missing value included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no value but the missing one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    /// The text of a code; empty for 0.
    #[must_use]
    #[inline]
    pub fn get(&self, code: u32) -> &str {
        let (from, to) = self.place(code);
        &self.text[from..to]
    }

    /// The bytes of a code's text.
    #[must_use]
    #[inline]
    pub fn bytes(&self, code: u32) -> &[u8] {
        let (from, to) = self.place(code);
        &self.text.as_bytes()[from..to]
    }

    #[inline]
    fn place(&self, code: u32) -> (usize, usize) {
        let code = code as usize;
        let from = code.checked_sub(1).map_or(0, |before| self.ends[before]);
        (from as usize, self.ends[code] as usize)
    }

    /// The texts by code, the missing value first.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len() as u32).map(|code| self.get(code))
    }
}

/// Gives each distinct text a code, in order of arrival; the empty text has code 0.
///
/// Its table is in the order of the hashes, so that growing reads and writes it from end to end.
#[derive(Debug)]
pub struct Interner {
    values: Values,
    /// Half of each text's hash in the upper half, its code in the lower; 0 where there is none.
    slots: Vec<u64>,
    /// By how much a hash is shifted to its place.
    shift: u32,
    hasher: FixedState,
}

/// Places of a new table, as a power of two.
const FIRST_BITS: u32 = 6;

impl Default for Interner {
    fn default() -> Self {
        Self {
            values: Values {
                text: String::new(),
                ends: vec![0],
            },
            slots: vec![0; 1 << FIRST_BITS],
            shift: 32 - FIRST_BITS,
            hasher: FixedState::with_seed(0),
        }
    }
}

impl Interner {
    /// The code of a text, given now if it is new.
    pub fn code(&mut self, text: &str) -> u32 {
        match text.is_empty() {
            true => 0,
            false => self.code_hashed(text, self.hash(text)),
        }
    }

    /// The codes of many texts, that of each record appended. Their places are read ahead, one after another: the processor
    /// waits for many of them at a time, where it would else wait for each.
    pub fn extend<'t>(&mut self, texts: impl Iterator<Item = &'t str> + Clone, codes: &mut Vec<u32>) {
        let hashes: Vec<u32> = texts.clone().map(|text| self.hash(text)).collect();
        let near = hashes.iter().fold(0, |sum, &hash| sum ^ self.read_ahead(hash));
        std::hint::black_box(near);
        codes.extend(texts.zip(hashes).map(|(text, hash)| match text.is_empty() {
            true => 0,
            false => self.code_hashed(text, hash),
        }));
    }

    fn hash(&self, text: &str) -> u32 {
        self.hasher.hash_one(text) as u32
    }

    /// Something of what is at a hash's place and of the text it stands for.
    fn read_ahead(&self, hash: u32) -> u8 {
        let slot = self.slots[(hash >> self.shift) as usize];
        match (slot >> 32) as u32 == hash {
            true => self.values.bytes(slot as u32).first().copied().unwrap_or(0),
            false => 0,
        }
    }

    /// The code of a text with this hash.
    fn code_hashed(&mut self, text: &str, hash: u32) -> u32 {
        let mut at = (hash >> self.shift) as usize;
        while self.slots[at] != 0 {
            let (other, code) = ((self.slots[at] >> 32) as u32, self.slots[at] as u32);
            if other == hash && self.values.bytes(code) == text.as_bytes() {
                return code;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let code = self.values.ends.len() as u32;
        self.values.text.push_str(text);
        self.values.ends.push(self.values.text.len() as u32);
        self.slots[at] = u64::from(hash) << 32 | u64::from(code);
        if self.values.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    /// Twice the places.
    fn grow(&mut self) {
        let mut slots = vec![0; self.slots.len() * 2];
        self.shift -= 1;
        for &slot in self.slots.iter().filter(|&&slot| slot != 0) {
            let mut at = (slot >> 32 >> self.shift) as usize;
            while slots[at] != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = slot;
        }
        self.slots = slots;
    }

    /// The values so far.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The values by code.
    #[must_use]
    pub fn finish(self) -> Values {
        self.values
    }
}
