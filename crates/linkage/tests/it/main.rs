//! What linkage promises.

mod encodings;
mod investigations;
