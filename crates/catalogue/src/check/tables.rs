//! Checks of tables and ratios: registers, variables, codes and figures that they name exist.

use std::collections::{BTreeMap, BTreeSet};

use super::Page;
use crate::{Catalogue, Contradiction, Counting, Fault, List, Measure, Register, Table, Unit};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for table in catalogue.tables() {
        let mut page = Page::of(catalogue, &table.file, faults);
        if !seen.insert(&table.id) {
            page.fault(&table.id, format!("the table {} stands twice", table.id));
        }
        self::table(&mut page, catalogue, table);
    }
    for ratio in catalogue.ratios() {
        let mut page = Page::of(catalogue, &ratio.file, faults);
        page.label(&ratio.id, &ratio.title);
        page.cites(&ratio.id, &ratio.cite, true);
        for figure in [&ratio.over, &ratio.under] {
            let table = figure.split('[').next().unwrap_or_default();
            if catalogue.table(table).is_none() || !figure.ends_with(']') {
                page.fault(
                    figure,
                    format!("{}: «{figure}» is not the address of a figure", ratio.id),
                );
            }
        }
    }
    for contradiction in catalogue.contradictions() {
        let mut page = Page::of(catalogue, &contradiction.file, faults);
        self::contradiction(&mut page, catalogue, contradiction);
    }
}

/// Both sides are there, and are both tables or both figures.
fn contradiction(page: &mut Page<'_>, catalogue: &Catalogue, contradiction: &Contradiction) {
    let id = &contradiction.id;
    page.cites(id, &contradiction.cite, true);
    for label in [&contradiction.title, &contradiction.says, &contradiction.ask] {
        page.label(id, label);
    }
    for table in contradiction.tables() {
        if catalogue.table(table).is_none() {
            page.fault(id, format!("{id}: there is no table «{table}»"));
        }
    }
    if contradiction.left.ends_with(']') != contradiction.right.ends_with(']') {
        page.fault(id, format!("{id}: a table cannot be held against a single figure"));
    }
}

fn table(page: &mut Page<'_>, catalogue: &Catalogue, table: &Table) {
    page.label(&table.id, &table.title);
    page.optional_label(&table.id, &table.note);
    page.cites(&table.id, &table.cite, true);
    let Some(register) = catalogue.register(&table.of) else {
        return page.fault(
            &table.id,
            format!("{} is of the register «{}», which is not there", table.id, table.of),
        );
    };
    if table.rows.len() > 1 || table.columns.len() > 1 || (table.rows.is_empty() && !table.columns.is_empty()) {
        page.fault(
            &table.id,
            format!(
                "{}: a table has one variable in rows and at most one in columns",
                table.id
            ),
        );
    }
    for variable in table.variables() {
        if !is_variable(catalogue, register, variable) {
            page.fault(
                &table.id,
                format!("{}: «{variable}» is no variable of {}", table.id, register.id),
            );
        }
    }
    universe(page, catalogue, &table.id, register, &table.universe);
    counting(page, table, register);
    if let Measure::Sum(field) = &table.measure
        && register.field(field).is_none()
    {
        page.fault(&table.id, format!("{}: sums «{field}», which is no field", table.id));
    }
}

/// Persons and files can be counted once; what is added up cannot.
fn counting(page: &mut Page<'_>, table: &Table, register: &Register) {
    if table.count == Counting::Reported {
        return;
    }
    let (id, count) = (&table.id, table.count.id());
    if !matches!(register.unit, Unit::Person | Unit::File) {
        let says = format!(
            "{id}: count = \"{count}\" needs a register of persons or files, and {} is none",
            register.id
        );
        page.fault(id, says);
    }
    if table.measure != Measure::Count {
        page.fault(
            id,
            format!("{id}: count = \"{count}\" counts records, so measure must not be a sum"),
        );
    }
}

/// Each variable of a universe is there, and its codes are in its list.
pub(super) fn universe(
    page: &mut Page<'_>,
    catalogue: &Catalogue,
    id: &str,
    register: &Register,
    universe: &BTreeMap<String, Vec<String>>,
) {
    for (variable, codes) in universe {
        let Some(list) = list_of(catalogue, register, variable) else {
            continue;
        };
        for code in codes.iter().filter(|code| list.position(code).is_none()) {
            page.fault(id, format!("{id}: «{code}» is not in the list of {variable}"));
        }
    }
}

pub(super) fn is_variable(catalogue: &Catalogue, register: &Register, variable: &str) -> bool {
    let (base, attribute) = variable.split_once('.').unwrap_or((variable, ""));
    let known = base == "authority"
        || register.field(base).is_some()
        || register.derived().iter().any(|derived| derived.id == base);
    let has = |list: &List| list.codes().iter().any(|code| code.attributes.contains_key(attribute));
    known && (attribute.is_empty() || list_of(catalogue, register, base).is_some_and(has))
}

/// The list that the values of a variable belong to.
pub(super) fn list_of<'c>(catalogue: &'c Catalogue, register: &Register, variable: &str) -> Option<&'c List> {
    let (base, attribute) = variable.split_once('.').unwrap_or((variable, ""));
    let id = match base {
        "authority" => Some("authority"),
        _ => register
            .field(base)
            .and_then(|field| field.list.as_deref())
            .or_else(|| {
                register
                    .derived()
                    .iter()
                    .find(|derived| derived.id == base)?
                    .list
                    .as_deref()
            }),
    };
    let list = catalogue.list(id?)?;
    if attribute.is_empty() {
        Some(list)
    } else {
        catalogue.list(list.refers.get(attribute)?)
    }
}
