//! What this room promises.

mod blocking;
mod dates;
mod encodings;
mod febrl;
mod investigations;
mod learning;
mod linking;
mod names;
mod partition;
mod similarity;
mod synthetic;
