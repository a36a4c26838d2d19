//! A register with its lists at hand.

use catalogue::{Catalogue, Kind, List, Register};

/// A register of the catalogue and, for each field, its code list.
#[derive(Clone, Debug)]
pub struct Form<'c> {
    register: &'c Register,
    lists: Vec<Option<&'c List>>,
    count: usize,
}

impl<'c> Form<'c> {
    /// The form of a register; `None` when there is no such register.
    #[must_use]
    pub fn of(catalogue: &'c Catalogue, register: &str) -> Option<Form<'c>> {
        let register = catalogue.register(register)?;
        let list = |field: &catalogue::Field| match field.kind {
            Kind::Code | Kind::Codes | Kind::Place | Kind::Authority => catalogue.list(field.list.as_deref()?),
            _ => None,
        };
        let lists = register.fields().iter().map(list).collect();
        Some(Form {
            register,
            lists,
            count: register.position("count")?,
        })
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> &'c Register {
        self.register
    }

    /// The list of the field at a position, when it is coded.
    #[must_use]
    pub fn list(&self, field: usize) -> Option<&'c List> {
        self.lists.get(field).copied().flatten()
    }

    /// The position of the field `count`.
    #[must_use]
    pub fn count_field(&self) -> usize {
        self.count
    }

    /// How many fields a record has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.lists.len()
    }
}
