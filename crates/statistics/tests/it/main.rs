//! What the room promises, read from outside.

mod frames;
mod tables;
