//! `sintra demo`.

use std::path::PathBuf;

use crate::{
    line::Given,
    outcome::{Ended, Failure},
};

pub(crate) fn run(_: &Given, _: PathBuf) -> Result<Ended, Failure> {
    Err(Failure::Operation("not yet".to_owned()))
}
