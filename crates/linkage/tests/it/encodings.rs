//! Encodings: what they keep, what they refuse, and what nobody reads out of them without the key.

mod attacks;
mod comparing;
mod dice;
mod people;
mod text;
mod whole;
