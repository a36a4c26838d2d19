//! What is counted of each register of a return while its rows come in, so that who answered and how well is told
//! later without a look at any record: what it stands for, how much of the legal minimum is known, and the rows of the
//! tables that contradictions compare.

use std::collections::BTreeMap;

use catalogue::{Bucket, Catalogue, Measure, Table};
use register::{Answer, Checked, Form};
use serde_json::{Value as Json, json};

use crate::{answering::Brought, answers_told::minimum_of};

/// The variable of a table that speaks of the authority and not of the record.
const OF_AUTHORITY: &str = "authority.";

/// Counts the rows of a return by register.
#[derive(Debug)]
pub(crate) struct Counting<'c> {
    catalogue: &'c Catalogue,
    registers: Vec<Register<'c>>,
    at: usize,
}

/// One register while its rows come.
#[derive(Debug)]
struct Register<'c> {
    form: Form<'c>,
    brought: Brought,
    /// The field's position, of how many it is known and to how many it applies.
    minimum: Vec<(usize, u64, u64)>,
    tables: Vec<Tabled<'c>>,
}

/// A table as one return fills it.
#[derive(Debug)]
struct Tabled<'c> {
    id: &'c str,
    keep: Vec<(usize, Vec<u16>)>,
    rows: Option<usize>,
    sum: Option<usize>,
    /// By code; what has no rows of its own is one.
    cells: BTreeMap<u16, u64>,
}

/// What was counted of a register of a return, read back.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// What it amounts to as an answer.
    pub(crate) brought: Brought,
    /// By field of the minimum: of how many it is known, to how many it applies.
    pub(crate) minimum: BTreeMap<String, (u64, u64)>,
    /// By table and code of its rows.
    pub(crate) tables: BTreeMap<String, BTreeMap<String, u64>>,
}

impl<'c> Counting<'c> {
    pub(crate) fn new(catalogue: &'c Catalogue) -> Counting<'c> {
        Counting {
            catalogue,
            registers: Vec::new(),
            at: 0,
        }
    }

    /// Takes in a row that went in.
    pub(crate) fn row(&mut self, form: &Form<'c>, row: &Checked<'_>) {
        let is_same = |one: &Register<'_>| one.form.register().id == form.register().id;
        if !self.registers.get(self.at).is_some_and(is_same) {
            self.at = self.registers.iter().position(is_same).unwrap_or(self.registers.len());
        }
        if self.at == self.registers.len() {
            self.registers.push(Register::new(self.catalogue, form));
        }
        self.registers[self.at].row(row);
    }

    /// Each register with its counts, as the store keeps them.
    pub(crate) fn finish(&self) -> Vec<(&'c str, String)> {
        let told = self.registers.iter();
        told.map(|one| (one.form.register().id.as_str(), one.to_json().to_string()))
            .collect()
    }
}

impl<'c> Register<'c> {
    fn new(catalogue: &'c Catalogue, form: &Form<'c>) -> Register<'c> {
        let register = form.register();
        let minimum = minimum_of(register).filter_map(|field| Some((register.position(&field.id)?, 0, 0)));
        let asked = catalogue.contradictions().iter().flat_map(|one| one.tables());
        let mut tables: Vec<&Table> = asked.filter_map(|id| catalogue.table(id)).collect();
        tables.retain(|table| table.of == register.id);
        tables.sort_by_key(|table| &table.id);
        tables.dedup_by_key(|table| &table.id);
        Register {
            brought: Brought::default(),
            minimum: minimum.collect(),
            tables: tables
                .into_iter()
                .filter_map(|table| Tabled::new(form, table))
                .collect(),
            form: form.clone(),
        }
    }

    fn row(&mut self, row: &Checked<'_>) {
        let answers = row.answers();
        self.brought.record(row.count(), answers[self.form.count_field()]);
        let weight = u64::from(row.count());
        for (field, known, applicable) in &mut self.minimum {
            let bucket = match answers[*field] {
                Answer::Missing(state) => state.bucket(),
                _ => Bucket::Known,
            };
            *known += weight * u64::from(bucket == Bucket::Known);
            *applicable += weight * u64::from(matches!(bucket, Bucket::Known | Bucket::NoInformation));
        }
        for table in &mut self.tables {
            table.row(answers, weight);
        }
    }

    fn to_json(&self) -> Json {
        let fields = self.form.register().fields();
        let minimum: BTreeMap<&str, [u64; 2]> = self
            .minimum
            .iter()
            .map(|(field, known, applicable)| (fields[*field].id.as_str(), [*known, *applicable]))
            .collect();
        let tables: BTreeMap<&str, BTreeMap<&str, u64>> = self
            .tables
            .iter()
            .map(|table| (table.id, table.cells(&self.form)))
            .collect();
        json!({ "brought": self.brought.to_json(), "minimum": minimum, "tables": tables })
    }
}

impl<'c> Tabled<'c> {
    /// `None` when the table asks what no field of the register says by itself.
    fn new(form: &Form<'c>, table: &'c Table) -> Option<Tabled<'c>> {
        let field = |name: &str| form.register().position(name);
        let own = table
            .universe
            .iter()
            .filter(|(name, _)| !name.starts_with(OF_AUTHORITY));
        let keep = own.map(|(name, codes)| {
            let (at, list) = (field(name)?, form.list(field(name)?)?);
            Some((at, codes.iter().filter_map(|code| list.position(code)).collect()))
        });
        let rows = match table.rows.first().filter(|name| !name.starts_with(OF_AUTHORITY)) {
            Some(name) => Some(field(name).filter(|at| form.list(*at).is_some())?),
            None => None,
        };
        let sum = match &table.measure {
            Measure::Sum(name) => Some(field(name)?),
            Measure::Count => None,
        };
        Some(Tabled {
            id: &table.id,
            keep: keep.collect::<Option<_>>()?,
            rows,
            sum,
            cells: BTreeMap::new(),
        })
    }

    fn row(&mut self, answers: &[Answer<'_>], weight: u64) {
        let is_kept = |(field, codes): &(usize, Vec<u16>)| codes.iter().any(|code| answers[*field].has(*code));
        if weight == 0 || !self.keep.iter().all(is_kept) {
            return;
        }
        let value = match self.sum.map(|field| answers[field]) {
            None => weight,
            Some(Answer::Number(number)) => weight * u64::try_from(number).unwrap_or_default(),
            Some(_) => return,
        };
        match self.rows.map(|field| answers[field]) {
            None => *self.cells.entry(0).or_default() += value,
            Some(Answer::Code(code)) => *self.cells.entry(code).or_default() += value,
            Some(Answer::Codes(set)) => {
                for code in (0u16..64).filter(|code| set >> code & 1 == 1) {
                    *self.cells.entry(code).or_default() += value;
                }
            }
            Some(_) => {}
        }
    }

    fn cells<'f>(&self, form: &Form<'f>) -> BTreeMap<&'f str, u64> {
        let list = self.rows.and_then(|field| form.list(field));
        let id = |at: u16| list.and_then(|list| list.code(at)).map_or("", |code| code.id.as_str());
        self.cells.iter().map(|(code, value)| (id(*code), *value)).collect()
    }
}

impl Counts {
    /// Reads what was kept; what is not there was not counted.
    pub(crate) fn read(text: &str) -> Counts {
        let json: Json = serde_json::from_str(text).unwrap_or_default();
        let object = |json: &Json| json.as_object().cloned().unwrap_or_default();
        let number = |json: &Json| json.as_u64().unwrap_or_default();
        let minimum = object(&json["minimum"]).into_iter();
        let cells = |json: &Json| {
            object(json)
                .into_iter()
                .map(|(id, value)| (id, number(&value)))
                .collect()
        };
        Counts {
            brought: Brought::from_json(&json["brought"]),
            minimum: minimum
                .map(|(id, pair)| (id, (number(&pair[0]), number(&pair[1]))))
                .collect(),
            tables: object(&json["tables"])
                .into_iter()
                .map(|(id, of)| (id, cells(&of)))
                .collect(),
        }
    }
}
