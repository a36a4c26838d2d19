//! Every test of the room, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must stop")]

mod annotate;
mod checking;
mod declarations;
mod encodings;
mod gathered;
mod hostile;
mod hostile_identity;
mod identity;
mod reading;
mod sealing;
mod speed;
mod stream;
mod template;
mod template_identity;
mod workbooks;
