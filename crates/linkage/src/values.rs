//! The distinct values of a column, each with a code: code 0 is the missing value.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
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
    pub fn get(&self, code: u32) -> &str {
        let (from, to) = self.place(code);
        &self.text[from..to]
    }

    /// The bytes of a code's text.
    #[must_use]
    pub fn bytes(&self, code: u32) -> &[u8] {
        let (from, to) = self.place(code);
        &self.text.as_bytes()[from..to]
    }

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
#[derive(Debug)]
pub struct Interner {
    values: Values,
    /// The lower half of each text's hash and its code, so that growing reads no text.
    codes: HashTable<(u32, u32)>,
    hasher: FixedState,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            values: Values {
                text: String::new(),
                ends: vec![0],
            },
            codes: HashTable::new(),
            hasher: FixedState::with_seed(0),
        }
    }
}

impl Interner {
    /// The code of a text, given now if it is new.
    pub fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let Self { values, codes, hasher } = self;
        let own = hasher.hash_one(text) as u32;
        if let Some(&(_, code)) = codes.find(spread(own), |&(hash, code)| {
            hash == own && values.bytes(code) == text.as_bytes()
        }) {
            return code;
        }
        let code = values.ends.len() as u32;
        values.text.push_str(text);
        values.ends.push(values.text.len() as u32);
        codes.insert_unique(spread(own), (own, code), |&(hash, _)| spread(hash));
        code
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

/// Half a hash as a whole one: a table looks at both ends.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
