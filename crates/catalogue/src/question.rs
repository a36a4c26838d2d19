//! Questions to a register beyond the tables of the catalogue: read from an address, held against the
//! catalogue, and made into a table like any other.

use std::collections::BTreeMap;

use crate::{Catalogue, Counting, Field, Kind, Label, List, Measure, Register, Shares, Table, Unit};

/// A question: what to count, by one variable or two, of which records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The register.
    pub register: String,
    /// The variable of the rows.
    pub rows: String,
    /// The variable of the columns, or empty.
    pub columns: String,
    /// Only records that have one of these categories, for each variable named.
    pub only: BTreeMap<String, Vec<String>>,
    /// What percentages are of.
    pub shares: Shares,
    /// Whether records are counted as reported, or persons and files once.
    pub count: Counting,
    /// The field whose numbers are added up; empty to count records.
    pub sum: String,
}

/// Something in a question that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Which part: `register`, `rows`, `columns`, `only`, `count` or `sum`.
    pub part: &'static str,
    /// What is wrong and what to do.
    pub says: Label,
}

/// A variable by which records of a register can be counted.
#[derive(Clone, Debug)]
pub struct Countable<'c> {
    /// Its name in tables: a field, a derived variable, `authority`, `authority.kind`.
    pub id: String,
    /// What people read.
    pub label: Label,
    /// The list of its categories; none for years, months and numbers.
    pub list: Option<&'c List>,
    /// Whether it has few enough categories to be columns.
    pub fits_columns: bool,
}

/// The most categories that columns may have.
const COLUMNS_MAX: usize = 40;

/// The most letters of what was typed that are said back.
const SAID_MAX: usize = 60;

impl Question {
    /// The question as the beginning of its figures' addresses: the same question is always the same text.
    #[must_use]
    pub fn id(&self) -> String {
        let mut parts = vec![format!("rows={}", self.rows)];
        if !self.columns.is_empty() {
            parts.push(format!("columns={}", self.columns));
        }
        parts.extend(
            self.only
                .iter()
                .map(|(name, codes)| format!("only.{name}={}", codes.join("|"))),
        );
        if self.shares != Shares::default() {
            parts.push(format!("shares={}", self.shares.id()));
        }
        if self.count != Counting::default() {
            parts.push(format!("count={}", self.count.id()));
        }
        if !self.sum.is_empty() {
            parts.push(format!("sum={}", self.sum));
        }
        format!("{}?{}", self.register, parts.join("&"))
    }

    /// Reads what [`Question::id`] wrote; `None` when it is something else, as the id of a catalogue's table.
    #[must_use]
    pub fn parse(id: &str) -> Option<Question> {
        let (register, rest) = id.split_once('?')?;
        let mut question = Question {
            register: register.to_owned(),
            ..Question::default()
        };
        for part in rest.split('&') {
            let (name, value) = part.split_once('=')?;
            match (name, name.strip_prefix("only.")) {
                ("rows", _) => value.clone_into(&mut question.rows),
                ("columns", _) => value.clone_into(&mut question.columns),
                ("sum", _) => value.clone_into(&mut question.sum),
                ("count", _) => question.count = Counting::of(value)?,
                ("shares", _) => question.shares = Shares::of(value)?,
                (_, Some(variable)) => {
                    let codes = value.split('|').map(str::to_owned).collect();
                    question.only.insert(variable.to_owned(), codes);
                }
                _ => return None,
            }
        }
        Some(question)
    }

    /// The question that asks what a table of the catalogue asks; `None` for a single total.
    #[must_use]
    pub fn of_table(table: &Table) -> Option<Question> {
        Some(Question {
            register: table.of.clone(),
            rows: table.rows.first()?.clone(),
            columns: table.columns.first().cloned().unwrap_or_default(),
            only: table.universe.clone(),
            shares: table.shares,
            count: table.count,
            sum: match &table.measure {
                Measure::Count => String::new(),
                Measure::Sum(field) => field.clone(),
            },
        })
    }

    /// The table that answers the question.
    ///
    /// # Errors
    /// All that does not fit the catalogue.
    pub fn table(&self, catalogue: &Catalogue) -> Result<Table, Vec<Unfit>> {
        let Some(register) = catalogue.register(&self.register) else {
            return Err(vec![unfit(
                "register",
                [
                    format!(
                        "No hay ningún registro «{}». Elija uno de la lista.",
                        said(&self.register)
                    ),
                    format!(
                        "There is no register “{}”. Choose one of the list.",
                        said(&self.register)
                    ),
                ],
            )]);
        };
        let countable = countable(catalogue, register);
        let faults = self.faults(register, &countable);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Table {
            id: self.id(),
            of: self.register.clone(),
            universe: self.only.clone(),
            rows: vec![self.rows.clone()],
            columns: Some(self.columns.clone())
                .into_iter()
                .filter(|name| !name.is_empty())
                .collect(),
            measure: match self.sum.as_str() {
                "" => Measure::Count,
                field => Measure::Sum(field.to_owned()),
            },
            count: self.count,
            shares: self.shares,
            top: None,
            title: self.title(register, &countable),
            note: Label::default(),
            cite: register.basis.clone(),
            file: String::new(),
        })
    }

    fn faults(&self, register: &Register, countable: &[Countable<'_>]) -> Vec<Unfit> {
        let find = |name: &str| countable.iter().find(|one| one.id == name);
        let mut faults = Vec::new();
        if self.rows.is_empty() {
            let says = ["Elija qué va en los renglones.", "Choose what goes in the rows."];
            faults.push(unfit("rows", says.map(str::to_owned)));
        } else if find(&self.rows).is_none() {
            faults.push(no_variable("rows", &self.rows));
        }
        if !self.columns.is_empty() {
            faults.extend(self.columns_fault(find(&self.columns)));
        }
        for (name, codes) in &self.only {
            match find(name) {
                None => faults.push(no_variable("only", name)),
                Some(variable) => faults.extend(codes.iter().filter_map(|code| no_category(variable, code))),
            }
        }
        faults.extend(self.count_fault(register));
        let sums = |field: &Field| field.kind == Kind::Integer && field.id != "count" && !field.is_identity();
        if !self.sum.is_empty() && !register.field(&self.sum).is_some_and(sums) {
            faults.push(unfit(
                "sum",
                [
                    format!("«{}» no es un número que se pueda sumar. Elija otro.", said(&self.sum)),
                    format!(
                        "“{}” is no number that can be added up. Choose another.",
                        said(&self.sum)
                    ),
                ],
            ));
        }
        faults
    }

    fn columns_fault(&self, found: Option<&Countable<'_>>) -> Option<Unfit> {
        let says = match found {
            None => return Some(no_variable("columns", &self.columns)),
            Some(_) if self.columns == self.rows => [
                "Los renglones y las columnas deben ser cosas distintas.".to_owned(),
                "Rows and columns must be different things.".to_owned(),
            ],
            Some(variable) if !variable.fits_columns => [
                format!("«{}» no cabe en columnas. Póngala en los renglones.", variable.label.es),
                format!("“{}” does not fit in columns. Put it in the rows.", variable.label.en),
            ],
            Some(_) => return None,
        };
        Some(unfit("columns", says))
    }

    /// Only persons and files can be counted once, and only records, not the numbers of a field.
    fn count_fault(&self, register: &Register) -> Option<Unfit> {
        let says = match (self.count, register.unit) {
            (Counting::Reported, _) => return None,
            (_, Unit::Person | Unit::File) if self.sum.is_empty() => return None,
            (_, Unit::Person | Unit::File) => [
                "Los números se suman tal como se informaron. Quite la suma o cuente lo informado.",
                "Numbers are added up as they were reported. Take the sum away or count what was reported.",
            ],
            _ => [
                "En este registro no se vinculan personas ni expedientes. Cuente lo informado.",
                "Neither persons nor files are linked in this register. Count what was reported.",
            ],
        };
        Some(unfit("count", says.map(str::to_owned)))
    }

    /// «Víctimas directas, por sexo y grupo de edad».
    fn title(&self, register: &Register, countable: &[Countable<'_>]) -> Label {
        let label = |name: &str| countable.iter().find(|one| one.id == name).map(|one| &one.label);
        let sum = register.field(&self.sum).map(|field| &field.label);
        let once = once(self.count, register.unit);
        let words = |pick: fn(&Label) -> &str, [of, by, and]: [&str; 3]| {
            let many = pick(&register.many);
            let what = sum.map_or_else(|| many.to_owned(), |sum| format!("{} {of} {many}", pick(sum)));
            let rows = small(label(&self.rows).map(pick).unwrap_or_default());
            let columns = label(&self.columns).map(|label| format!(" {and} {}", small(pick(label))));
            format!(
                "{}, {by} {rows}{}{}",
                large(&what),
                columns.unwrap_or_default(),
                pick(&once)
            )
        };
        Label {
            es: words(|label| &label.es, ["de", "por", "y"]),
            en: words(|label| &label.en, ["of", "by", "and"]),
        }
    }
}

/// The variables by which records of a register can be counted, as its form has them: who reports, what is
/// derived, then each field that is no text, no date to the day, no amount and no identity.
#[must_use]
pub fn countable<'c>(catalogue: &'c Catalogue, register: &'c Register) -> Vec<Countable<'c>> {
    let authority = catalogue.list("authority");
    let reports = Label {
        es: "Autoridad que informa".to_owned(),
        en: "Reporting authority".to_owned(),
    };
    let mut found = vec![Countable::of("authority", &reports, authority, true)];
    for (attribute, list) in authority.iter().flat_map(|list| &list.refers) {
        if let Some(list) = catalogue.list(list) {
            found.push(Countable::of(
                &format!("authority.{attribute}"),
                &list.label,
                Some(list),
                true,
            ));
        }
    }
    for derived in register.derived() {
        let list = derived.list.as_deref().and_then(|id| catalogue.list(id));
        found.push(Countable::of(&derived.id, &derived.label, list, true));
    }
    for field in register.fields().iter().filter(|field| is_countable(field)) {
        let list = field.list.as_deref().and_then(|id| catalogue.list(id));
        let is_coded = field.is_coded();
        found.push(Countable::of(
            &field.id,
            &field.label,
            list.filter(|_| is_coded),
            is_coded || field.kind == Kind::Year,
        ));
    }
    found
}

fn is_countable(field: &Field) -> bool {
    let is_number = matches!(field.kind, Kind::Integer | Kind::Year);
    (is_number || field.is_coded()) && field.id != "count" && !field.is_identity()
}

impl<'c> Countable<'c> {
    fn of(id: &str, label: &Label, list: Option<&'c List>, is_short: bool) -> Countable<'c> {
        Countable {
            id: id.to_owned(),
            label: label.clone(),
            list,
            fits_columns: is_short && list.is_none_or(|list| list.codes().len() <= COLUMNS_MAX),
        }
    }
}

/// How the title says what is counted, where it is not what was reported.
fn once(count: Counting, unit: Unit) -> Label {
    let [es, en] = match (count, unit) {
        (Counting::Reported, _) => ["", ""],
        (Counting::Linked, _) => [
            "; solo registros que pudieron vincularse",
            "; only records that could be linked",
        ],
        (Counting::Distinct, Unit::File) => ["; cada expediente una vez", "; each file once"],
        (Counting::Distinct, _) => ["; cada persona una vez", "; each person once"],
    };
    let (es, en) = (es.to_owned(), en.to_owned());
    Label { es, en }
}

fn unfit(part: &'static str, [es, en]: [String; 2]) -> Unfit {
    Unfit {
        part,
        says: Label { es, en },
    }
}

fn no_variable(part: &'static str, name: &str) -> Unfit {
    let name = said(name);
    unfit(
        part,
        [
            format!("No se puede contar por «{name}» en este registro. Elija una variable de la lista."),
            format!("This register cannot be counted by “{name}”. Choose a variable of the list."),
        ],
    )
}

/// What is wrong with a category; states are categories of every variable.
fn no_category(variable: &Countable<'_>, code: &str) -> Option<Unfit> {
    let is_time = || {
        code.split('-')
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_it = match variable.list {
        Some(list) => list.position(code).is_some(),
        None => is_time(),
    };
    let (code, label) = (said(code), &variable.label);
    (!is_it && crate::State::of(&code).is_none()).then(|| {
        unfit(
            "only",
            [
                format!("«{code}» no es una categoría de «{}». Elija una de la lista.", label.es),
                format!("“{code}” is no category of “{}”. Choose one of the list.", label.en),
            ],
        )
    })
}

/// What was typed, no longer than can be said back.
fn said(text: &str) -> String {
    text.chars().take(SAID_MAX).collect()
}

/// Words in the middle of a sentence: with a small first letter, unless they are an abbreviation.
fn small(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

fn large(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
