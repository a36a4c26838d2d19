//! What the store promises, kept as tests.

mod answers;
mod append_only;
mod desk;
mod crash;
mod house;
mod originals;
mod returns;
mod small;
mod vintages;
mod writers;
