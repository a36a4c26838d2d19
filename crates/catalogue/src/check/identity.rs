//! Checks of identity: a field of T2 has its compartment, can be refused without breaking its form, and is called by
//! nothing that counts.

use std::collections::BTreeMap;

use super::Page;
use crate::{
    Catalogue, Compartment, Fault, Field, Kind, Label, Measure, Register, RuleKind, Table,
    authority::{IDENTITY, NEVER, SEALED},
    fold,
};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    for register in catalogue.registers() {
        let mut page = Page::of(catalogue, &register.file, faults);
        for field in register.fields() {
            self::field(&mut page, field);
        }
        headings(&mut page, register);
        calls(&mut page, register);
    }
    for table in catalogue.tables() {
        if let Some(register) = catalogue.register(&table.of) {
            self::table(&mut Page::of(catalogue, &table.file, faults), register, table);
        }
    }
    senders(catalogue, faults);
}

fn field(page: &mut Page<'_>, field: &Field) {
    let id = &field.id;
    if field.max_chars.is_some() && field.kind != Kind::Text {
        page.fault(id, format!("{id}: only a text has a length; take max_chars out"));
    }
    if !field.is_identity() {
        if field.compartment.is_some() {
            page.fault(id, format!("{id} is not identity (T2); take its compartment out"));
        }
        return;
    }
    if field.is_encoding() && (field.compartment.is_some() || field.kind != Kind::Text) {
        page.fault(id, format!("{id} is an encoding: a text of no compartment"));
    }
    if field.compartment.is_none() && !field.is_encoding() {
        let ids = Compartment::ALL.map(Compartment::id).join(", ");
        page.fault(id, format!("{id} is identity (T2) and has no compartment ({ids})"));
    }
    if !matches!(field.kind, Kind::Text | Kind::Date | Kind::File) {
        page.fault(id, format!("{id} is identity (T2), which is a text, a date or a file"));
    }
    // Who may not send identity has no such column.
    if field.required {
        page.fault(id, format!("{id} is identity (T2), which cannot be required"));
    }
}

/// A heading of identity is of nothing else, so that no name is ever read as an answer that is counted.
fn headings(page: &mut Page<'_>, register: &Register) {
    let mut counted: BTreeMap<String, &str> = BTreeMap::new();
    for field in register.fields().iter().filter(|field| !field.is_identity()) {
        counted.extend(words(field).map(|word| (fold(word), field.id.as_str())));
    }
    for field in register.fields().iter().filter(|field| field.is_identity()) {
        for word in words(field) {
            if let Some(other) = counted.get(&fold(word)) {
                let says = format!(
                    "«{word}» is a heading of {}, which is identity (T2), and of {other}",
                    field.id
                );
                page.fault(&field.id, says);
            }
        }
    }
}

fn words(field: &Field) -> impl Iterator<Item = &String> {
    let Label { es, en } = &field.label;
    let own = [&field.id, es, en].into_iter();
    own.chain(&field.also).chain(field.standard.values())
}

/// What of a register may not call identity: its key, derived variables, and rules that demand an answer.
fn calls(page: &mut Page<'_>, register: &Register) {
    let is_identity = |id: &str| register.field(id).is_some_and(Field::is_identity);
    for key in register.key.iter().filter(|key| is_identity(key)) {
        page.fault(key, format!("the key names «{key}», which is identity (T2)"));
    }
    for derived in register.derived() {
        for from in derived.from.iter().filter(|from| is_identity(from)) {
            let says = format!("{} is made from «{from}», which is identity (T2)", derived.id);
            page.fault(&derived.id, says);
        }
    }
    for rule in register.rules() {
        let demanded = match &rule.kind {
            RuleKind::Requires { field, .. } => std::slice::from_ref(field),
            RuleKind::OneOf(fields) => fields.as_slice(),
            _ => &[],
        };
        for field in demanded.iter().filter(|field| is_identity(field)) {
            let says = format!(
                "rule {} demands «{field}», which is identity (T2) and may be refused",
                rule.id
            );
            page.fault(&rule.id, says);
        }
    }
}

fn table(page: &mut Page<'_>, register: &Register, table: &Table) {
    let summed = match &table.measure {
        Measure::Sum(field) => Some(field.as_str()),
        Measure::Count => None,
    };
    for variable in table.variables().chain(summed) {
        let base = variable.split('.').next().unwrap_or_default();
        if register.field(base).is_some_and(Field::is_identity) {
            let says = format!("{}: «{variable}» is identity (T2), which is never counted", table.id);
            page.fault(&table.id, says);
        }
    }
}

/// The attribute that says who may hand in identity has one of two values.
fn senders(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    for list in ["authority_kind", "authority"]
        .into_iter()
        .filter_map(|id| catalogue.list(id))
    {
        let file = list.codes_in.as_deref().unwrap_or(&list.file);
        let mut page = Page::of(catalogue, file, faults);
        for code in list.codes() {
            let says = code.attributes.get(IDENTITY).map_or("", String::as_str);
            if !["", SEALED, NEVER].contains(&says) {
                let says = format!("{}: identity is «{SEALED}» or «{NEVER}», not «{says}»", code.id);
                page.fault(&code.id, says);
            }
        }
    }
}
