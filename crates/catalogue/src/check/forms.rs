//! Checks of registers: fields, derived variables, rules, concordance.

use std::collections::BTreeSet;

use super::{Page, needs_list};
use crate::{Catalogue, Derived, Fault, Field, Kind, Register, Rule, RuleKind, When};

/// A set of codes is kept as 64 bits.
const CODES_MAX: usize = 64;
/// The list that names the registers.
const NAMES: &str = "register_name";
/// A row's answers are read into room for so many.
const FIELDS_MAX: usize = 64;

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let mut rules = BTreeSet::new();
    names(catalogue, faults);
    for register in catalogue.registers() {
        let mut page = Page::of(catalogue, &register.file, faults);
        heading(&mut page, catalogue, register);
        let mut seen = BTreeSet::new();
        if register.fields().len() > FIELDS_MAX {
            page.fault(
                &register.id,
                format!("{} has more than {FIELDS_MAX} fields; split it", register.id),
            );
        }
        for field in register.fields() {
            if !seen.insert(&field.id) {
                page.fault(&field.id, format!("the field {} stands twice", field.id));
            }
            self::field(&mut page, catalogue, field);
        }
        for derived in register.derived() {
            if !seen.insert(&derived.id) {
                page.fault(&derived.id, format!("the variable {} stands twice", derived.id));
            }
            self::derived(&mut page, catalogue, register, derived);
        }
        for rule in register.rules() {
            if !rules.insert(&rule.id) {
                page.fault(
                    &rule.id,
                    format!("the rule id {} is taken; ids are never reused", rule.id),
                );
            }
            self::rule(&mut page, catalogue, register, rule);
        }
        concordance(&mut page, register);
    }
}

/// The list by which answers name the registers is of those that some authority keeps.
fn names(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let asks = |register: &Register| {
        register
            .fields()
            .iter()
            .any(|field| field.list.as_deref() == Some(NAMES))
    };
    let Some(list) = catalogue.list(NAMES).filter(|_| catalogue.registers().any(asks)) else {
        return;
    };
    let mut page = Page::of(catalogue, &list.file, faults);
    let kept = |id: &str| {
        catalogue
            .register(id)
            .is_some_and(|register| !register.kept_by.is_empty())
    };
    for code in list.codes().iter().filter(|code| !kept(&code.id)) {
        page.fault(
            &code.id,
            format!("register_name names «{}», which no authority keeps", code.id),
        );
    }
    for register in catalogue.registers().filter(|register| kept(&register.id)) {
        if list.position(&register.id).is_none() {
            page.fault(
                NAMES,
                format!("the register {} is missing in the list register_name", register.id),
            );
        }
    }
}

fn heading(page: &mut Page<'_>, catalogue: &Catalogue, register: &Register) {
    page.label(&register.id, &register.one);
    page.label(&register.id, &register.many);
    page.optional_label(&register.id, &register.note);
    page.cites(&register.id, &register.basis, true);
    for kind in &register.kept_by {
        if catalogue
            .list("authority_kind")
            .is_none_or(|list| list.position(kind).is_none())
        {
            page.fault(kind, format!("kept_by «{kind}» is not in the list authority_kind"));
        }
    }
    for key in &register.key {
        if register.field(key).is_none() {
            page.fault(key, format!("the key names the field «{key}», which is not there"));
        }
    }
    if register.field("count").is_none_or(|field| field.kind != Kind::Integer) {
        page.fault(
            &register.id,
            format!(
                "{} lacks the field `count` (kind integer): a row stands for n",
                register.id
            ),
        );
    }
}

fn field(page: &mut Page<'_>, catalogue: &Catalogue, field: &Field) {
    page.label(&field.id, &field.label);
    page.optional_label(&field.id, &field.note);
    page.cites(&field.id, &field.cite, false);
    match &field.list {
        Some(id) if field.kind == Kind::Link && catalogue.register(id).is_none() => {
            page.fault(
                &field.id,
                format!("{} links to the register «{id}», which is not there", field.id),
            );
        }
        Some(id) if field.kind != Kind::Link => page.list(&field.id, id),
        None if needs_list(field.kind) => {
            page.fault(&field.id, format!("{} is a field of codes and names no list", field.id));
        }
        _ => {}
    }
    let list = field.list.as_deref().and_then(|id| catalogue.list(id));
    if field.kind == Kind::Codes && list.is_some_and(|list| list.codes().len() > CODES_MAX) {
        page.fault(
            &field.id,
            format!(
                "{}: a field of several codes takes a list of at most {CODES_MAX}",
                field.id
            ),
        );
    }
}

fn derived(page: &mut Page<'_>, catalogue: &Catalogue, register: &Register, derived: &Derived) {
    page.label(&derived.id, &derived.label);
    page.cites(&derived.id, &derived.cite, false);
    for from in &derived.from {
        let known = register.field(from).is_some()
            || register
                .derived()
                .iter()
                .take_while(|other| other.id != derived.id)
                .any(|other| other.id == *from);
        if !known {
            page.fault(
                &derived.id,
                format!(
                    "{} is made from «{from}», which is no field nor an earlier variable",
                    derived.id
                ),
            );
        }
    }
    let ways = usize::from(!derived.bands.is_empty() || !derived.map.is_empty())
        + usize::from(derived.take.is_some())
        + usize::from(!derived.pair.is_empty());
    if ways != 1 {
        page.fault(
            &derived.id,
            format!("{} must be made in one way: bands and map, take, or pair", derived.id),
        );
    }
    let codes = derived
        .bands
        .iter()
        .map(|band| &band.code)
        .chain(derived.map.values())
        .chain(derived.pair.values());
    let Some(list) = derived.list.as_deref() else { return };
    page.list(&derived.id, list);
    for code in codes.filter(|code| !code.is_empty()) {
        if catalogue.list(list).is_some_and(|list| list.position(code).is_none()) {
            page.fault(
                &derived.id,
                format!("{}: «{code}» is not in the list {list}", derived.id),
            );
        }
    }
}

fn rule(page: &mut Page<'_>, catalogue: &Catalogue, register: &Register, rule: &Rule) {
    page.label(&rule.id, &rule.says);
    page.label(&rule.id, &rule.mend);
    page.cites(&rule.id, &rule.cite, false);
    for field in rule.kind.fields() {
        if register.field(field).is_none() {
            page.fault(
                &rule.id,
                format!(
                    "rule {} speaks of «{field}», which is no field of {}",
                    rule.id, register.id
                ),
            );
        }
    }
    let mut codes_in = |field: &str, codes: &[String]| {
        let list = register
            .field(field)
            .and_then(|field| field.list.as_deref())
            .and_then(|id| catalogue.list(id));
        for code in codes {
            if list.map_or(!is_range(code), |list| list.position(code).is_none()) {
                page.fault(
                    &rule.id,
                    format!(
                        "rule {}: «{code}» is not in the list of {field}, nor a range like 0..17",
                        rule.id
                    ),
                );
            }
        }
    };
    match &rule.kind {
        RuleKind::Requires {
            when: When { field, is },
            ..
        } => codes_in(field, is),
        RuleKind::Excludes { when, field, codes } => {
            codes_in(&when.field, &when.is);
            codes_in(field, codes);
        }
        _ => {}
    }
}

fn concordance(page: &mut Page<'_>, register: &Register) {
    for line in register.concordance() {
        page.optional_label(&line.field, &line.note);
        if line.version >= register.version {
            page.fault(
                &line.field,
                format!("a concordance speaks of versions before {}", register.version),
            );
        }
        if register.field(&line.field).is_none() {
            page.fault(
                &line.field,
                format!("the concordance names «{}», which is no field", line.field),
            );
        }
    }
}

/// A range of numbers as conditions on a field without a list write it: `0..17`, or `7` alone.
fn is_range(text: &str) -> bool {
    let (least, most) = text.split_once("..").unwrap_or((text, text));
    [least, most].iter().all(|end| end.trim().parse::<i64>().is_ok())
}
