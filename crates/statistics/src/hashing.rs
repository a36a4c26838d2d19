//! A small hash that gives the same value on every run, for maps whose keys we make ourselves.
//!
//! The standard maps draw a random seed; this room has no chance in it. Never use it for keys
//! that an outsider may choose freely: nothing here resists crafted collisions.

use std::hash::{BuildHasherDefault, Hasher};

/// Builds [`Mixer`]s; the third parameter of this room's maps.
pub(crate) type Mixing = BuildHasherDefault<Mixer>;

/// Fibonacci's multiplier: 2⁶⁴ divided by the golden ratio, made odd.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// A running hash of the words written so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }

    fn write_u16(&mut self, word: u16) {
        self.write_u64(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        // The map picks its bucket by the low bits, which a multiplication mixes least.
        self.0 ^ (self.0 >> 32)
    }
}
