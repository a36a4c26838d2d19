//! Keyed encodings: what an institution sends in place of a name, and what can be done with it without the key.

mod filter;

pub(crate) use filter::dice_of;
pub use filter::{FILTER_BITS, FILTER_BYTES, FILTER_WORDS, Filter};
