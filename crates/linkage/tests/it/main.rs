//! What linkage promises.
