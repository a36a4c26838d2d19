//! The variables of tables in words: what they are called and which list their categories come from.

use catalogue::{Catalogue, Language, List, Table, Take};

use crate::{naming::any_of, number::say};

/// A variable as a table names it.
#[derive(Clone, Debug)]
pub(crate) struct Variable<'c> {
    /// What people read.
    pub(crate) label: String,
    /// The list of its categories, unless they are years, months or numbers.
    pub(crate) list: Option<&'c List>,
    /// What it takes of a date.
    pub(crate) take: Option<Take>,
}

/// Finds a variable of a register by its name: a field, a derived variable, `authority`, or one of these
/// with `.attribute`.
pub(crate) fn variable<'c>(
    catalogue: &'c Catalogue,
    register: &str,
    name: &str,
    language: Language,
) -> Option<Variable<'c>> {
    let (base, attribute) = name.split_once('.').unwrap_or((name, ""));
    let found = base_variable(catalogue, register, base, language)?;
    if attribute.is_empty() {
        return Some(found);
    }
    let list = found.list.and_then(|list| catalogue.list(list.refers.get(attribute)?));
    let label = list.map_or_else(
        || format!("{} ({attribute})", found.label),
        |list| list.label.get(language).to_owned(),
    );
    Some(Variable {
        label,
        list,
        take: None,
    })
}

fn base_variable<'c>(catalogue: &'c Catalogue, register: &str, base: &str, language: Language) -> Option<Variable<'c>> {
    let form = catalogue.register(register)?;
    if base == "authority" {
        let label = say(language, "Autoridad que informa", "Reporting authority").to_owned();
        return Some(Variable {
            label,
            list: catalogue.list("authority"),
            take: None,
        });
    }
    if let Some(derived) = form.derived().iter().find(|derived| derived.id == base) {
        let list = derived.list.as_deref().and_then(|id| catalogue.list(id));
        return Some(Variable {
            label: derived.label.get(language).to_owned(),
            list,
            take: derived.take,
        });
    }
    let field = form.field(base)?;
    let list = field
        .list
        .as_deref()
        .filter(|_| field.is_coded())
        .and_then(|id| catalogue.list(id));
    Some(Variable {
        label: field.label.get(language).to_owned(),
        list,
        take: None,
    })
}

/// The variable of a table's rows.
pub(crate) fn of_rows<'c>(catalogue: &'c Catalogue, table: &Table, language: Language) -> Option<Variable<'c>> {
    variable(catalogue, &table.of, table.rows.first()?, language)
}

/// The variable of a table's columns.
pub(crate) fn of_columns<'c>(catalogue: &'c Catalogue, table: &Table, language: Language) -> Option<Variable<'c>> {
    variable(catalogue, &table.of, table.columns.first()?, language)
}

/// The universe of a table in words: the register, then each condition.
pub(crate) fn universe(catalogue: &Catalogue, table: &Table, language: Language) -> String {
    let many = catalogue
        .register(&table.of)
        .map_or(table.of.as_str(), |register| register.many.get(language));
    let mut words = many.to_owned();
    for (name, codes) in &table.universe {
        let Some(found) = variable(catalogue, &table.of, name, language) else {
            continue;
        };
        let label = |code: &String| {
            let known = found.list.and_then(|list| list.code(list.position(code)?));
            known.map_or(code.as_str(), |code| code.label.get(language)).to_owned()
        };
        let labels: Vec<String> = codes.iter().map(label).collect();
        words += &format!("; {}: {}", found.label.to_lowercase(), any_of(&labels, language));
    }
    words
}
