//! Keyed encodings: what an institution sends in place of a name, and what can be done with it without the key.

mod atoms;
mod chances;
mod encoder;
mod filter;
mod key;
mod pieces;
mod scheme;
mod text;
mod veil;

pub use chances::Chances;
pub(crate) use encoder::Encoded;
pub use encoder::{Encoder, Encoding, View};
pub(crate) use filter::dice_of;
pub use filter::{FILTER_BITS, FILTER_BYTES, FILTER_WORDS, Filter};
pub(crate) use key::FieldKey;
pub use key::{Fingerprint, LinkageKey, WeakKey};
pub(crate) use pieces::pieces;
pub use scheme::SCHEME_VERSION;
pub(crate) use scheme::{ANCHORS, Anchor, SECTIONS, Section};
pub use text::EncodingFault;
