//! Variables of tables: a field, the authority, an attribute of their codes, or a variable derived from
//! fields. All are computed over the few distinct entries of a dictionary, never row by row.

use std::collections::BTreeMap;

use catalogue::{Bucket, Catalogue, Derived, Label, List, OffenceSet, Offences, Precision, State, Take};
use register::Form;

use crate::{
    Category, Facts, FrameError, Interner,
    fact::{Fact, list_of},
};

/// What a variable is for one entry: one category, several, or a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    One(Key),
    Several(Vec<Key>),
    Missing(State),
}

/// A category before it has a label. Ordered as tables print: by list, by number, by word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// A code of the variable's list.
    Code(u16),
    /// A year, a month, a number.
    Number(i64),
    /// Codes of the variable's list that stand together, a bit each.
    Together(u64),
    /// An attribute that belongs to no list.
    Word(String),
}

/// A variable ready to be tabulated: a column of the frame and the value of each of its codes.
#[derive(Clone, Debug)]
pub(crate) struct Variable<'c> {
    pub(crate) column: usize,
    pub(crate) values: Vec<Value>,
    list: Option<&'c List>,
    states: Option<&'c List>,
    /// For a derived variable, the codes that its bands, map or pairs can give: the others of its list are
    /// no rows of a table.
    reachable: Option<Vec<u16>>,
    /// Whether an entry may be in several categories, so that categories do not add up to the total.
    pub(crate) is_multiple: bool,
}

/// Resolves variables of one register, adding to its frame the joint columns that they need.
#[derive(Debug)]
pub(crate) struct Variables<'c, 'f> {
    catalogue: &'c Catalogue,
    form: Form<'c>,
    facts: &'f mut Facts,
}

impl<'c, 'f> Variables<'c, 'f> {
    pub(crate) fn of(catalogue: &'c Catalogue, facts: &'f mut Facts) -> Option<Variables<'c, 'f>> {
        let form = Form::of(catalogue, &facts.register)?;
        Some(Variables { catalogue, form, facts })
    }

    /// The variable of a name, as tables write it: `sex`, `age_group`, `authority.kind`.
    ///
    /// # Errors
    /// [`FrameError`] only when the frame is inconsistent. `Ok(None)` when nothing has that name.
    pub(crate) fn resolve(&mut self, name: &str) -> Result<Option<Variable<'c>>, FrameError> {
        let (base, attribute) = name.split_once('.').unwrap_or((name, ""));
        let fields = self.fields(base);
        if fields.is_empty() {
            return Ok(None);
        }
        let (column, entries) = self.joint(&fields)?;
        let list = self.list(base);
        let values = entries.iter().map(|entry| self.value(base, &fields, entry));
        let (values, list) = match attribute {
            "" => (values.collect(), list),
            _ => {
                let target = list.and_then(|list| self.catalogue.list(list.refers.get(attribute)?));
                (
                    values
                        .map(|value| by_attribute(value, list, attribute, target))
                        .collect(),
                    target,
                )
            }
        };
        let is_multiple = fields.iter().any(|field| self.is_multiple(field)) && self.derived(base).is_none();
        let reachable = self
            .derived(base)
            .filter(|_| attribute.is_empty())
            .and_then(|derived| reachable(derived, list?));
        let states = self.catalogue.list("value_state");
        Ok(Some(Variable {
            column,
            values,
            list,
            states,
            reachable,
            is_multiple,
        }))
    }

    /// The number of a field's column, with its dictionary, to add up its numbers.
    pub(crate) fn numbers(&self, field: &str) -> Option<(usize, &[Fact])> {
        self.facts
            .columns
            .get(field)
            .map(|(number, facts)| (*number, facts.as_slice()))
    }

    fn derived(&self, id: &str) -> Option<&'c Derived> {
        self.form.register().derived().iter().find(|derived| derived.id == id)
    }

    fn is_multiple(&self, field: &str) -> bool {
        self.form
            .register()
            .field(field)
            .is_some_and(|field| field.kind == catalogue::Kind::Codes)
    }

    /// The fields behind a variable, each once, in order.
    fn fields(&self, id: &str) -> Vec<String> {
        let mut fields = Vec::new();
        match self.derived(id) {
            None if self.facts.columns.contains_key(id) => fields.push(id.to_owned()),
            None => {}
            Some(derived) => {
                for field in derived.from.iter().flat_map(|from| self.fields(from)) {
                    if !fields.contains(&field) {
                        fields.push(field);
                    }
                }
            }
        }
        fields
    }

    fn list(&self, id: &str) -> Option<&'c List> {
        match self.derived(id) {
            Some(derived) => self.catalogue.list(derived.list.as_deref()?),
            None => list_of(&self.form, self.catalogue.list("authority"), id),
        }
    }

    /// The column of some fields together, and what each of its codes means for each field.
    fn joint(&mut self, fields: &[String]) -> Result<(usize, Vec<Vec<Fact>>), FrameError> {
        let name = fields.join("×");
        let parts: Vec<(usize, Vec<Fact>)> = fields
            .iter()
            .filter_map(|field| self.facts.columns.get(field).cloned())
            .collect();
        if let [(column, facts)] = parts.as_slice() {
            return Ok((*column, facts.iter().map(|fact| vec![*fact]).collect()));
        }
        let (column, tuples) = match self.facts.joints.get(&name) {
            Some((column, tuples)) => (*column, tuples.clone()),
            None => {
                let columns: Vec<usize> = parts.iter().map(|(column, _)| *column).collect();
                let (column, tuples) = intern_tuples(self.facts, &columns);
                let number = self.facts.frame.push(column)?;
                self.facts.joints.insert(name, (number, tuples.clone()));
                (number, tuples)
            }
        };
        let meant = |tuple: &Vec<u32>| {
            tuple
                .iter()
                .zip(&parts)
                .map(|(code, (_, facts))| facts[*code as usize])
                .collect()
        };
        Ok((column, tuples.iter().map(meant).collect()))
    }

    /// What a variable is for one entry of its fields.
    fn value(&self, id: &str, fields: &[String], entry: &[Fact]) -> Value {
        let Some(derived) = self.derived(id) else {
            let at = fields.iter().position(|field| field == id);
            return at.map_or(Value::Missing(State::NotAsked), |at| plain(entry[at]));
        };
        let parts: Vec<Value> = derived
            .from
            .iter()
            .map(|from| self.value(from, fields, entry))
            .collect();
        match derived.take {
            Some(Take::ReportingGroup) => self.group(&parts),
            Some(take) => taken(take, derived, fields, entry),
            None if !derived.pair.is_empty() => self.pair(derived, &parts),
            None => self.banded_or_mapped(derived, &parts),
        }
    }

    fn code_in(&self, derived: &Derived, code: &str) -> Value {
        let position = derived
            .list
            .as_deref()
            .and_then(|list| self.catalogue.list(list)?.position(code));
        position.map_or(Value::Missing(State::NotSeparated), |at| Value::One(Key::Code(at)))
    }

    /// The first field that is known decides: a number by its band, a code by the map.
    fn banded_or_mapped(&self, derived: &Derived, parts: &[Value]) -> Value {
        for (part, from) in parts.iter().zip(&derived.from) {
            match part {
                Value::One(Key::Number(number)) => {
                    let band = derived.bands.iter().rfind(|band| band.from <= *number);
                    return band.map_or(Value::Missing(State::NotAnalysable), |band| {
                        self.code_in(derived, &band.code)
                    });
                }
                Value::One(Key::Code(code)) => {
                    let id = self
                        .list(from)
                        .and_then(|list| list.code(*code))
                        .map_or("", |code| &code.id);
                    let to = derived
                        .map
                        .get(id)
                        .or_else(|| derived.map.get("*"))
                        .map_or("", String::as_str);
                    return self.code_in(derived, to);
                }
                _ => {}
            }
        }
        state_of(parts)
    }

    fn pair(&self, derived: &Derived, parts: &[Value]) -> Value {
        let id = |(part, from): (&Value, &String)| match part {
            Value::One(Key::Code(code)) => self.list(from)?.code(*code).map(|code| code.id.clone()),
            _ => None,
        };
        let ids: Option<Vec<String>> = parts.iter().zip(&derived.from).map(id).collect();
        match ids {
            Some(ids) => self.code_in(
                derived,
                derived
                    .pair
                    .get(&ids.join(","))
                    .or_else(|| derived.pair.get("*"))
                    .map_or("", String::as_str),
            ),
            None => state_of(parts),
        }
    }

    /// The reporting group of offences, purposes and offences of other laws, in that order.
    fn group(&self, parts: &[Value]) -> Value {
        let bits = |at: usize| match parts.get(at) {
            Some(Value::Several(keys)) => keys.iter().fold(0u64, |set, key| match key {
                Key::Code(code) => set | 1 << code,
                _ => set,
            }),
            _ => 0,
        };
        let missing = match parts.first() {
            Some(Value::Missing(state)) if bits(2) == 0 => Some(*state),
            _ => None,
        };
        let set = OffenceSet {
            offences: bits(0),
            purposes: bits(1),
            others: bits(2),
            state: missing,
        };
        match Offences::of(self.catalogue).and_then(|offences| offences.group(set)) {
            Some(group) => Value::One(Key::Code(group)),
            None => Value::Missing(State::NotAnalysable),
        }
    }
}

impl Variable<'_> {
    /// The categories that tables print: every code of a short list, those that occur of a long one or of
    /// none, then the states that occur.
    pub(crate) fn categories(&self) -> Vec<(Value, Category)> {
        let mut known: Vec<Key> = Vec::new();
        if let Some(list) = self.list.filter(|_| !self.is_long()) {
            let all = (0..list.codes().len()).filter_map(|at| u16::try_from(at).ok());
            known.extend(
                all.filter(|at| self.reachable.as_ref().is_none_or(|codes| codes.contains(at)))
                    .map(Key::Code),
            );
        }
        let mut states = Vec::new();
        for value in &self.values {
            match value {
                Value::One(key) => known.push(key.clone()),
                Value::Several(keys) => known.extend(keys.iter().cloned()),
                Value::Missing(state) => states.push(*state),
            }
        }
        known.sort();
        known.dedup();
        states.sort();
        states.dedup();
        let known = known
            .into_iter()
            .map(|key| (Value::One(key.clone()), self.category(&key)));
        known
            .chain(
                states
                    .into_iter()
                    .map(|state| (Value::Missing(state), self.state(state))),
            )
            .collect()
    }

    /// Whether its list is too long to print every code: only those that occur in a table are its rows.
    pub(crate) fn is_long(&self) -> bool {
        const SHORT: usize = 40;
        self.list.is_some_and(|list| list.codes().len() > SHORT)
    }

    fn category(&self, key: &Key) -> Category {
        let same = |text: String| Label {
            es: text.clone(),
            en: text,
        };
        let (id, label) = match key {
            Key::Code(at) => match self.list.and_then(|list| list.code(*at)) {
                Some(code) => (code.id.clone(), code.label.clone()),
                None => (at.to_string(), same(at.to_string())),
            },
            Key::Number(number) if *number > 100_000 => {
                let month = format!("{}-{:02}", number / 100, number % 100);
                (month.clone(), same(month))
            }
            Key::Number(number) => (number.to_string(), same(number.to_string())),
            Key::Together(set) => self.together(*set),
            Key::Word(word) => (word.clone(), same(word.clone())),
        };
        Category {
            id,
            label,
            bucket: Bucket::Known,
        }
    }

    /// The id and words of codes that stand together.
    fn together(&self, set: u64) -> (String, Label) {
        let code = |at: u16| self.list.and_then(|list| list.code(at));
        let codes: Vec<&catalogue::Code> = (0u16..64).filter(|at| set >> at & 1 == 1).filter_map(code).collect();
        let joined = |word: fn(&catalogue::Code) -> &str, with: &str| {
            codes.iter().map(|code| word(code)).collect::<Vec<&str>>().join(with)
        };
        let label = Label {
            es: joined(|code| &code.label.es, "; "),
            en: joined(|code| &code.label.en, "; "),
        };
        (joined(|code| &code.id, "+"), label)
    }

    fn state(&self, state: State) -> Category {
        let code = self.states.and_then(|list| list.code(list.position(state.id())?));
        let label = code.map_or_else(
            || Label {
                es: state.id().into(),
                en: state.id().into(),
            },
            |code| code.label.clone(),
        );
        Category {
            id: state.id().to_owned(),
            label,
            bucket: state.bucket(),
        }
    }

    /// Which codes of the column have one of these categories: the universe of a table.
    pub(crate) fn allowed(&self, ids: &[String]) -> Vec<bool> {
        let wanted: Vec<Value> = self
            .categories()
            .into_iter()
            .filter(|(_, category)| ids.contains(&category.id))
            .map(|(value, _)| value)
            .collect();
        self.values
            .iter()
            .map(|value| wanted.iter().any(|wanted| is_in(value, wanted)))
            .collect()
    }
}

/// The codes of the list that a derivation names; `None` when it names none, as a reporting group.
fn reachable(derived: &Derived, list: &List) -> Option<Vec<u16>> {
    if derived.take == Some(Take::Combination) {
        return Some(Vec::new());
    }
    let bands = derived.bands.iter().map(|band| &band.code);
    let codes = bands.chain(derived.map.values()).chain(derived.pair.values());
    let found: Vec<u16> = codes.filter_map(|code| list.position(code)).collect();
    (!found.is_empty()).then_some(found)
}

/// Whether an entry's value falls in a category.
pub(crate) fn is_in(value: &Value, category: &Value) -> bool {
    match (value, category) {
        (Value::Several(keys), Value::One(key)) => keys.contains(key),
        (value, category) => value == category,
    }
}

fn plain(fact: Fact) -> Value {
    match fact {
        Fact::Code(code) => Value::One(Key::Code(code)),
        Fact::Codes(set) => Value::Several((0u16..64).filter(|at| set >> at & 1 == 1).map(Key::Code).collect()),
        Fact::Date(date) => Value::One(Key::Number(i64::from(date.number()))),
        Fact::Number(number) => Value::One(Key::Number(number)),
        Fact::Given => Value::One(Key::Word("given".to_owned())),
        Fact::Missing(state) => Value::Missing(state),
    }
}

/// What a derived variable takes of its first field.
fn taken(take: Take, derived: &Derived, fields: &[String], entry: &[Fact]) -> Value {
    let at = derived
        .from
        .first()
        .and_then(|from| fields.iter().position(|field| field == from));
    match (at.map(|at| entry[at]), take) {
        (Some(Fact::Date(date)), Take::Year) => Value::One(Key::Number(i64::from(date.year()))),
        (Some(Fact::Date(date)), Take::Month) if date.precision() >= Precision::Month => {
            Value::One(Key::Number(i64::from(date.year() * 100 + date.month())))
        }
        (Some(Fact::Date(_)), Take::Month) => Value::Missing(State::NoInformation),
        (Some(Fact::Codes(set)), Take::HowMany) => Value::One(Key::Number(i64::from(set.count_ones()))),
        (Some(Fact::Codes(set)), Take::Combination) => Value::One(Key::Together(set)),
        (Some(Fact::Missing(state)), _) => Value::Missing(state),
        _ => Value::Missing(State::NotAnalysable),
    }
}

fn by_attribute(value: Value, list: Option<&List>, attribute: &str, target: Option<&List>) -> Value {
    let of = |key: &Key| {
        let Key::Code(at) = key else { return None };
        let word = list?
            .code(*at)?
            .attributes
            .get(attribute)
            .filter(|word| !word.is_empty())?;
        Some(match target.and_then(|target| target.position(word)) {
            Some(code) => Key::Code(code),
            None => Key::Word(word.clone()),
        })
    };
    let none = Value::Missing(State::NotApplicable);
    match value {
        Value::One(key) => of(&key).map_or(none, Value::One),
        Value::Several(keys) => {
            let mut found: Vec<Key> = keys.iter().filter_map(of).collect();
            found.sort();
            found.dedup();
            if found.is_empty() { none } else { Value::Several(found) }
        }
        Value::Missing(state) => Value::Missing(state),
    }
}

/// The state of what could not be derived: of the parts that are missing, the one that says most.
fn state_of(parts: &[Value]) -> Value {
    let missing = parts.iter().filter_map(|part| match part {
        Value::Missing(state) => Some(*state),
        _ => None,
    });
    let said = missing.clone().find(|state| *state != State::NotAnswered);
    Value::Missing(said.or_else(|| missing.clone().next()).unwrap_or(State::NoInformation))
}

/// A column of the tuples of codes that several columns take together.
fn intern_tuples(facts: &Facts, columns: &[usize]) -> (crate::Column, Vec<Vec<u32>>) {
    let mut tuples: Interner<Vec<u32>> = Interner::new();
    let mut tuple = vec![0; columns.len()];
    for row in 0..facts.rows() {
        for (code, column) in tuple.iter_mut().zip(columns) {
            *code = facts.frame.columns()[*column].code(row).unwrap_or_default();
        }
        tuples.push(tuple.as_slice());
    }
    tuples.finish()
}

/// Joint columns by the names of their fields: number in the frame, and the tuple behind each code.
pub(crate) type Joints = BTreeMap<String, (usize, Vec<Vec<u32>>)>;
