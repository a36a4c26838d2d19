//! The workbook that an authority fills in.

use catalogue::{Authority, Catalogue, Language};
use intake::{Identity, template};

use crate::{Ask, OperationError, asked_of};

/// The template of an authority, with all the registers it keeps or only those named.
///
/// # Errors
/// When there is no such authority or register, or it keeps none.
pub fn template_of(
    catalogue: &Catalogue,
    authority: &str,
    registers: &[String],
    language: Language,
    identity: Identity,
) -> Result<Vec<u8>, OperationError> {
    asked_of(
        catalogue,
        Ask {
            authority: Some(authority),
            ..Ask::default()
        },
    )?;
    for register in registers {
        asked_of(
            catalogue,
            Ask {
                register: Some(register),
                ..Ask::default()
            },
        )?;
    }
    let Some(authority) = Authority::of(catalogue, authority) else {
        return Err(OperationError::Unknown(format!("there is no authority «{authority}»")));
    };
    let named: Vec<&str> = registers.iter().map(String::as_str).collect();
    let named = (!named.is_empty()).then_some(named.as_slice());
    template(catalogue, authority, named, language, identity)
        .map_err(|error| OperationError::Unknown(error.to_string()))
}
