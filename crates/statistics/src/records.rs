//! The records of one register that are in a universe, each in one category of a variable: what tables over several
//! registers are made of.

use std::collections::BTreeMap;

use catalogue::Catalogue;

use crate::{
    Category, Facts,
    tables::TablesError,
    variable::{Value, Variables, is_in},
};

/// Which records of a register are meant, and by what they are told apart.
pub(crate) struct Records {
    /// Columns of the frame with the codes that are in the universe.
    keep: Vec<(usize, Vec<bool>)>,
    by: Option<By>,
    /// The categories of the variable.
    pub(crate) categories: Vec<Category>,
}

struct By {
    column: usize,
    /// The category of each code.
    category: Vec<Option<usize>>,
}

impl Records {
    /// The records of a register in a universe, by a variable that has one answer.
    ///
    /// # Errors
    /// [`TablesError`] when the register has no such variable.
    pub(crate) fn of(
        catalogue: &Catalogue,
        facts: &mut Facts,
        universe: &BTreeMap<String, Vec<String>>,
        by: Option<&str>,
    ) -> Result<Records, TablesError> {
        let register = facts.register().to_owned();
        let absent = |name: &str| TablesError(format!("{register} has no variable {name}"));
        let mut variables = Variables::of(catalogue, facts).ok_or_else(|| absent(""))?;
        let mut keep = Vec::new();
        for (name, codes) in universe {
            let variable = variables.resolve(name)?.ok_or_else(|| absent(name))?;
            keep.push((variable.column, variable.allowed(codes)));
        }
        let Some(name) = by else {
            let (by, categories) = (None, Vec::new());
            return Ok(Records { keep, by, categories });
        };
        let variable = variables.resolve(name)?.ok_or_else(|| absent(name))?;
        let categories = variable.categories();
        let place = |value: &Value| categories.iter().position(|(category, _)| is_in(value, category));
        Ok(Records {
            keep,
            by: Some(By {
                column: variable.column,
                category: variable.values.iter().map(place).collect(),
            }),
            categories: categories.into_iter().map(|(_, category)| category).collect(),
        })
    }

    /// Whether a row is in the universe.
    pub(crate) fn has(&self, facts: &Facts, row: usize) -> bool {
        let allows = |(column, allowed): &(usize, Vec<bool>)| {
            let code = facts.frame().columns()[*column].code(row);
            code.is_some_and(|code| allowed[code as usize])
        };
        self.keep.iter().all(allows)
    }

    /// The category of a row; `None` when it is outside the universe.
    pub(crate) fn category(&self, facts: &Facts, row: usize) -> Option<usize> {
        let by = self.by.as_ref().filter(|_| self.has(facts, row))?;
        let code = facts.frame().columns()[by.column].code(row)?;
        by.category.get(code as usize).copied().flatten()
    }
}
