//! A small synthetic country: authorities, their records and their workbooks, the same for the same seed.
//! No row is of a person who exists, and nothing here reaches a store or a table but by the door that real
//! returns use.

mod authorities;
mod draw;
mod repair;
mod returns;

pub use returns::{DemoReturn, PERIOD, returns};
