//! The blocking keys of plain persons: every two things that are known of a person, made finer where a block is too large.

use super::fields::hashed;
use super::words::Words;
use crate::blocks::{BlockBudget, Refined, mixed, refined};
use crate::comparison::BlockingKey;
use crate::dates::BirthDate;
use crate::names::phonetic;
use crate::persons::{Column, Persons};
use crate::role::Role;

/// One thing known of each record, as a hash; 0 where it is not known.
#[derive(Debug, Clone)]
struct Atom {
    name: &'static str,
    keys: Vec<u32>,
}

/// The blocking keys of persons, each block within the budget.
#[must_use]
pub fn plain_keys(persons: &Persons, budget: &BlockBudget) -> Vec<Refined> {
    if all_pairs(persons.len()) <= COMPARE_ALL {
        return vec![everyone(persons.len())];
    }
    let atoms = atoms(persons);
    let rules = rules(&atoms);
    let share = budget.shared_by(rules.len());
    rules
        .iter()
        .map(|rule| refine(&atoms, rule, persons.sources(), &share))
        .collect()
}

/// Files of so few pairs are compared in full: no key can miss a pair then, and the work is a second's.
const COMPARE_ALL: usize = 2_000_000;

fn all_pairs(records: usize) -> usize {
    records.saturating_mul(records.saturating_sub(1)) / 2
}

/// The key that all records share.
fn everyone(records: usize) -> Refined {
    Refined {
        key: BlockingKey {
            name: "all pairs".to_owned(),
            keys: vec![1; records],
        },
        cut_pairs: 0,
    }
}

/// A rule as atoms: how many of them every key of it has, and all of them.
struct Rule {
    must: usize,
    atoms: Vec<usize>,
}

/// From so many records on, a key of one atom is too coarse to begin with.
const MANY: usize = 60_000;

/// The key of one rule: the atoms it must have, then as many of the others as blocks need.
fn refine(atoms: &[Atom], rule: &Rule, sources: &[u16], share: &BlockBudget) -> Refined {
    let must = if sources.len() < MANY { 1 } else { rule.must };
    let (begin, rest) = rule.atoms.split_at(must);
    let first = &atoms[begin[0]].keys;
    let both = |at: &usize, keys: Vec<u32>| keys.iter().zip(&atoms[*at].keys).map(|(&a, &b)| mixed(a, b)).collect();
    let keys = begin[1..].iter().fold(first.clone(), |keys, at| both(at, keys));
    let columns: Vec<&[u32]> = std::iter::once(keys.as_slice())
        .chain(rest.iter().map(|&at| atoms[at].keys.as_slice()))
        .collect();
    let begin: Vec<&str> = begin.iter().map(|&at| atoms[at].name).collect();
    let begin = begin.join(" + ");
    let names: Vec<&str> = std::iter::once(begin.as_str())
        .chain(rest.iter().map(|&at| atoms[at].name))
        .collect();
    refined(&names, &columns, sources, share)
}

/// The rules whose atoms there are.
fn rules(atoms: &[Atom]) -> Vec<Rule> {
    let at = |name: &str| atoms.iter().position(|atom| atom.name == name);
    let rule = |(must, rest): &Chain| {
        let mut rule: Vec<usize> = must.iter().map(|name| at(name)).collect::<Option<_>>()?;
        rule.extend(rest.iter().filter_map(|name| at(name)));
        Some(Rule {
            must: must.len(),
            atoms: rule,
        })
    };
    CHAINS.iter().filter_map(rule).collect()
}

type Chain = (&'static [&'static str], &'static [&'static str]);

/// What each rule must have, and what makes its blocks finer when they are too large.
const CHAINS: &[Chain] = &[
    (&["national id"], &["date", "given"]),
    (&["phone"], &["given", "date"]),
    (&["date", "given"], &["first", "second", "place"]),
    (&["date", "first"], &["initial", "second", "place"]),
    (&["date", "second"], &["initial", "sex"]),
    (&["given", "first"], &["year", "place", "month and day"]),
    (&["given", "second"], &["year", "month and day"]),
    (&["surnames"], &["year", "place", "initial"]),
    (&["place", "given"], &["year", "first"]),
    (&["place", "first"], &["year", "given"]),
    (&["postcode", "given"], &["year", "first"]),
    (&["postcode", "first"], &["year", "given"]),
    (&["street", "street number", "place"], &["given"]),
    (&["date"], &["sex", "region", "initial"]),
    (&["rare", "year"], &["region", "sex", "next"]),
    (&["rare", "next"], &["year", "place", "region"]),
    (&["only year", "next"], &["region", "sex", "rare"]),
    (&["only region", "rare"], &["sex", "next"]),
    (&["only year", "given", "region"], &["initial of surname", "sex"]),
    (&["only year", "first", "region"], &["initial", "sex"]),
    (&["only year", "second", "region"], &["initial", "sex"]),
    (&["only year", "given", "place"], &["initial of surname", "sex"]),
    (&["only year", "first", "place"], &["initial", "sex"]),
];

/// What is known of each record, by the columns there are.
fn atoms(persons: &Persons) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut add = |name: &'static str, role: Role, fact: &dyn Fn(&str) -> u32| {
        if let Some(column) = persons.column(role) {
            atoms.push(Atom {
                name,
                keys: by_value(column, fact),
            });
        }
    };
    add("given", Role::GivenName, &first_word);
    add("initial", Role::GivenName, &|name| hashed(name.get(..1).unwrap_or("")));
    add("initial of surname", Role::FirstSurname, &|name| {
        hashed(name.get(..1).unwrap_or(""))
    });
    add("date", Role::BirthDate, &|text| date_key(text, true, true));
    add("year", Role::BirthDate, &|text| date_key(text, true, false));
    add("month and day", Role::BirthDate, &|text| date_key(text, false, true));
    for (name, role) in [
        ("sex", Role::Sex),
        ("national id", Role::NationalId),
        ("phone", Role::Phone),
        ("postcode", Role::Postcode),
        ("place", Role::Place),
        ("region", Role::Region),
        ("street number", Role::StreetNumber),
    ] {
        add(name, role, &hashed);
    }
    add("street", Role::Address, &|text| {
        hashed(text.split(' ').nth(1).unwrap_or(""))
    });
    if persons.column(Role::BirthDate).is_none() {
        add("year", Role::BirthYear, &hashed);
        add("only year", Role::BirthYear, &hashed);
        add("only region", Role::Region, &hashed);
    }
    atoms.extend(of_words(persons));
    atoms.extend(together(&atoms, "surnames", &["first", "second"]));
    atoms
}

/// What is known of the words of each record's names.
fn of_words(persons: &Persons) -> Vec<Atom> {
    let words = Words::new(persons);
    let ((first, second), (rare, next)) = (words.surnames(persons.len()), words.rarest(persons.len()));
    let columns = [("first", first), ("second", second), ("rare", rare), ("next", next)];
    let known = columns.into_iter().filter(|(_, keys)| keys.iter().any(|&key| key != 0));
    known.map(|(name, keys)| Atom { name, keys }).collect()
}

/// The fact of each record by the value of a column, each value looked at once.
fn by_value(column: &Column, fact: &dyn Fn(&str) -> u32) -> Vec<u32> {
    let facts: Vec<u32> = column
        .values
        .iter()
        .map(|text| if text.is_empty() { 0 } else { fact(text) })
        .collect();
    column.codes.iter().map(|&code| facts[code as usize]).collect()
}

/// Several atoms in whatever order they stand: a key for names written in each other's place.
fn together(atoms: &[Atom], name: &'static str, parts: &[&str]) -> Option<Atom> {
    let of: Vec<&Atom> = atoms.iter().filter(|atom| parts.contains(&atom.name)).collect();
    let records = of.first().filter(|_| of.len() > 1)?.keys.len();
    let key = |record: usize| {
        let mut known = of.iter().map(|atom| atom.keys[record]).filter(|&key| key != 0);
        let sum = known
            .by_ref()
            .fold((0u32, 0), |(sum, count), key| (sum.wrapping_add(key), count + 1));
        if sum.1 >= 2 { sum.0 | 1 } else { 0 }
    };
    Some(Atom {
        name,
        keys: (0..records).map(key).collect(),
    })
}

/// The sound of the first word of a name.
fn first_word(name: &str) -> u32 {
    hashed(&phonetic(name.split(' ').next().unwrap_or("")))
}

/// The key of a date, day and month in either order; 0 when a part that is asked for is not known.
fn date_key(digits: &str, year: bool, rest: bool) -> u32 {
    let Some(date) = BirthDate::parse(digits, crate::dates::DateOrder::DayFirst) else {
        return 0;
    };
    let date = date.unswapped();
    if (year && date.year == 0) || (rest && date.month == 0) {
        return 0;
    }
    let part = |wanted: bool, text: String| if wanted { text } else { String::new() };
    hashed(&format!(
        "{}/{}",
        part(year, date.year.to_string()),
        part(rest, format!("{}-{}", date.month, date.day))
    ))
}

impl From<Refined> for BlockingKey {
    fn from(refined: Refined) -> Self {
        refined.key
    }
}
