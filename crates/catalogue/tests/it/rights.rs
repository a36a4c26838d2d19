//! The policy decides what its files say, and its files say what it must.

mod faults;
mod matrix;
mod page;
mod plain;
mod promises;
mod security;

use catalogue::{Catalogue, Files};

/// The national prosecution office of a federal state, which may hold identity, and others around it.
pub(crate) const PROSECUTION: &str = "pros-09-cmx";
/// An organisation of civil society of the same state.
pub(crate) const ORGANISATION: &str = "csc-cdmx";
/// A shelter of the same state, made up for the tests.
pub(crate) const SHELTER: &str = "test-shelter";

/// The files of the edition, with a shelter among the authorities.
pub(crate) fn files() -> Files {
    let mut files = Files::embedded();
    let path = "authorities/authorities.csv";
    let mut text = files.text(path).unwrap().to_owned();
    text += &format!("{SHELTER},Un albergue,A shelter,,¶91,shelter,state,09,0,,,,,\n");
    files.put(path, text);
    files
}

/// The edition, with a shelter among the authorities.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::read(files()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}
