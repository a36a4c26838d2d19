//! Every test of the room, in one binary.

mod encodings;
mod gathered;
mod hostile;
mod reading;
mod stream;
mod workbooks;
