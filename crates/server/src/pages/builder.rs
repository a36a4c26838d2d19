//! The question builder: a plain form whose address is the question.

use catalogue::{Countable, Counting, Question, Register, Shares, Unfit, Unit, countable};
use operations::Held;

use crate::{
    forms::{Fields, encoded},
    words::Words,
};

/// Filters that a question may have in the form.
const FILTERS: usize = 2;

/// The most categories that are each a box to tick; of a longer list the ids are typed.
const BOXES_MAX: usize = 60;

/// The form as it stands.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) vintage: String,
    pub(crate) registers: Vec<Choice>,
    /// Whether a register was chosen, so that the rest can be asked.
    pub(crate) is_of_register: bool,
    pub(crate) rows: Vec<Choice>,
    pub(crate) columns: Vec<Choice>,
    pub(crate) shares: Vec<Choice>,
    /// Whether what was reported is counted, or persons and files once; none where nothing is linked.
    pub(crate) counts: Vec<Choice>,
    pub(crate) sums: Vec<Choice>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) faults: Vec<Fault>,
}

/// Something to choose.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// A filter: by which variable, and which categories.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) number: usize,
    pub(crate) by: Vec<Choice>,
    /// The variable chosen, when one is.
    pub(crate) label: String,
    pub(crate) boxes: Vec<Choice>,
    /// What was typed, where there are too many categories for boxes.
    pub(crate) typed: String,
}

/// What does not fit, and the field where it can be mended.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) says: String,
}

impl Builder {
    /// The form for what an address asks.
    pub(crate) fn of(held: &Held, fields: &Fields, faults: &[Unfit], t: Words) -> Builder {
        let asked = question(fields);
        let register = held.law.register(&asked.register);
        let countable = register.map(|one| countable(&held.law, one)).unwrap_or_default();
        let registers = held.law.registers().map(|one| Choice {
            id: one.id.clone(),
            label: large(one.many.get(t.0)),
            is_chosen: one.id == asked.register,
        });
        let columns = countable.iter().filter(|one| one.fits_columns);
        Builder {
            vintage: held.vintage.id.clone(),
            registers: registers.collect(),
            is_of_register: register.is_some(),
            rows: countable.iter().map(|one| choice(one, &asked.rows, t)).collect(),
            columns: columns.map(|one| choice(one, &asked.columns, t)).collect(),
            shares: shares(asked.shares, t),
            counts: register.map(|one| counts(one, asked.count, t)).unwrap_or_default(),
            sums: register.map(|one| sums(one, &asked.sum, t)).unwrap_or_default(),
            filters: (1..=FILTERS)
                .map(|number| filter(number, fields, &countable, t))
                .collect(),
            faults: faults.iter().map(|fault| Fault::of(fault, t)).collect(),
        }
    }

    /// Whether something in a part does not fit.
    pub(crate) fn is_wrong(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| fault.field == field)
    }
}

impl Fault {
    fn of(fault: &Unfit, t: Words) -> Fault {
        let field = match fault.part {
            "only" => "by1",
            part => part,
        };
        Fault {
            field,
            says: fault.says.get(t.0).to_owned(),
        }
    }
}

fn choice(one: &Countable<'_>, chosen: &str, t: Words) -> Choice {
    Choice {
        id: one.id.clone(),
        label: one.label.get(t.0).to_owned(),
        is_chosen: one.id == chosen,
    }
}

fn shares(chosen: Shares, t: Words) -> Vec<Choice> {
    let all = [
        (Shares::Total, t.analysis_of_total()),
        (Shares::Row, t.analysis_of_row()),
        (Shares::Column, t.analysis_of_column()),
        (Shares::None, t.analysis_of_none()),
    ];
    let choice = |(shares, label): (Shares, &str)| Choice {
        id: shares.id().to_owned(),
        label: label.to_owned(),
        is_chosen: shares == chosen,
    };
    all.map(choice).into()
}

/// How persons, or files, of a register can be counted; nothing to choose where neither is linked.
pub(crate) fn counts(register: &Register, chosen: Counting, t: Words) -> Vec<Choice> {
    let distinct = match register.unit {
        Unit::Person => t.analysis_persons_once(),
        Unit::File => t.analysis_files_once(),
        _ if chosen == Counting::Reported => return Vec::new(),
        _ => t.analysis_persons_once(),
    };
    let all = [
        (Counting::Reported, t.analysis_reported()),
        (Counting::Linked, t.analysis_linked()),
        (Counting::Distinct, distinct),
    ];
    let choice = |(count, label): (Counting, &str)| Choice {
        id: count.id().to_owned(),
        label: label.to_owned(),
        is_chosen: count == chosen,
    };
    all.map(choice).into()
}

/// The numbers of a register that can be added up.
fn sums(register: &Register, chosen: &str, t: Words) -> Vec<Choice> {
    let is_number = |field: &&catalogue::Field| {
        field.kind == catalogue::Kind::Integer && field.id != "count" && !field.is_identity()
    };
    let choice = |field: &catalogue::Field| Choice {
        id: field.id.clone(),
        label: field.label.get(t.0).to_owned(),
        is_chosen: field.id == chosen,
    };
    register.fields().iter().filter(is_number).map(choice).collect()
}

fn filter(number: usize, fields: &Fields, countable: &[Countable<'_>], t: Words) -> Filter {
    let (by, within) = (format!("by{number}"), format!("in{number}"));
    let found = countable.iter().find(|one| one.id == fields.get(&by));
    let chosen: Vec<String> = codes(fields, &within);
    let list = found
        .and_then(|one| one.list)
        .filter(|list| list.codes().len() <= BOXES_MAX);
    let boxes = list
        .map(catalogue::List::codes)
        .unwrap_or_default()
        .iter()
        .map(|code| Choice {
            id: code.id.clone(),
            label: code.label.get(t.0).to_owned(),
            is_chosen: chosen.contains(&code.id),
        });
    Filter {
        number,
        by: countable.iter().map(|one| choice(one, fields.get(&by), t)).collect(),
        label: found.map_or_else(String::new, |one| one.label.get(t.0).to_owned()),
        boxes: boxes.collect(),
        typed: chosen.join(", "),
    }
}

/// Categories as ticked, or as typed with commas between them.
fn codes(fields: &Fields, name: &str) -> Vec<String> {
    let parts = fields.all(name).flat_map(|value| value.split([',', ';', ' ']));
    let mut codes: Vec<String> = parts.filter(|code| !code.is_empty()).map(str::to_owned).collect();
    codes.dedup();
    codes
}

/// The question of an address.
pub(crate) fn question(fields: &Fields) -> Question {
    let mut question = Question {
        register: fields.get("register").to_owned(),
        rows: fields.get("rows").to_owned(),
        columns: fields.get("columns").to_owned(),
        shares: Shares::of(fields.get("shares")).unwrap_or_default(),
        count: Counting::of(fields.get("count")).unwrap_or_default(),
        sum: fields.get("sum").to_owned(),
        ..Question::default()
    };
    for number in 1..=FILTERS {
        let codes = codes(fields, &format!("in{number}"));
        let by = fields.get(&format!("by{number}"));
        if !by.is_empty() && !codes.is_empty() {
            question.only.insert(by.to_owned(), codes);
        }
    }
    question
}

/// The address of a question over a vintage: always the same for the same question.
pub(crate) fn address(vintage: &str, question: &Question) -> String {
    let mut address = format!("/analysis?vintage={vintage}&register={}", encoded(&question.register));
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            address.push_str(&format!("&{name}={}", encoded(value)));
        }
    };
    add("rows", &question.rows);
    add("columns", &question.columns);
    add("shares", question.shares.id());
    if question.count != Counting::default() {
        add("count", question.count.id());
    }
    add("sum", &question.sum);
    for (number, (by, codes)) in (1..).zip(&question.only) {
        add(&format!("by{number}"), by);
        add(&format!("in{number}"), &codes.join(","));
    }
    address.push_str("&go=1");
    address
}

/// Words at the beginning of a line.
pub(crate) fn large(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
