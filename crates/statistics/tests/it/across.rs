//! Overlaps and pathways over several registers, against a naive walk from person to person, and by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use catalogue::{Catalogue, Date, State};
use proptest::prelude::*;
use register::Answer;
use statistics::{
    APART, Address, Estimate, Facts, FactsBuilder, Followed, Linkage, LinkageBuilder, Overlapped, Subject, followed,
    overlapped, trace_overlap, trace_step,
};

use crate::registers::with;

/// A register of this id and unit, with a status and a day.
fn register(id: &str, unit: &str) -> String {
    format!(
        r#"
[register]
id = "{id}"
version = 1
one = {{ es = "caso", en = "case" }}
many = {{ es = "casos", en = "cases" }}
kept_by = ["prosecution"]
basis = ["sintra"]
unit = "{unit}"

[[field]]
id = "status"
kind = "code"
list = "procedural_status"
tier = "T1"
label = {{ es = "Situación", en = "Status" }}

[[field]]
id = "day"
kind = "date"
tier = "T1"
label = {{ es = "Día", en = "Day" }}

[[field]]
id = "count"
kind = "integer"
tier = "T1"
label = {{ es = "Número", en = "Number" }}
"#
    )
}

const TABLES: &str = r#"
[[overlap]]
id = "o"
of = ["people", "stays"]
by = "authority.kind"
together = { prosecution_unit = "prosecution" }
title = { es = "T", en = "T" }
cite = ["sintra"]

[[overlap]]
id = "f"
of = ["cases"]
by = "authority.kind"
together = { prosecution_unit = "prosecution" }
title = { es = "T", en = "T" }
cite = ["sintra"]

[[pathway]]
id = "w"
title = { es = "T", en = "T" }
cite = ["sintra"]

[[pathway.step]]
id = "identified"
label = { es = "T", en = "T" }
in = [{ of = "people", date = "day" }]

[[pathway.step]]
id = "assisted"
label = { es = "T", en = "T" }
in = [{ of = "stays", date = "day" }]

[[pathway.step]]
id = "accused"
label = { es = "T", en = "T" }
in = [{ of = "cases", where = { status = ["CA"] }, date = "day" }]
"#;

fn catalogue() -> &'static Catalogue {
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(|| {
        let [people, stays, cases] =
            [("people", "person"), ("stays", "person"), ("cases", "file")].map(|(id, unit)| register(id, unit));
        with(&[
            ("registers/people.toml", &people),
            ("registers/stays.toml", &stays),
            ("registers/cases.toml", &cases),
            ("tables/across.toml", TABLES),
        ])
    })
}

/// A record of a person or of a file.
#[derive(Clone, Debug)]
struct Record {
    /// Which of some kinds of authority hands it in.
    kind: usize,
    /// Whether its file has criminal action.
    with_action: bool,
    /// A day of January 2016, none when it is not known.
    day: Option<i32>,
    person: Option<u32>,
    file: Option<u32>,
}

/// Records of persons in two registers, records of files, and what draws move: register, row, cluster.
#[derive(Clone, Debug)]
struct Country {
    people: Vec<Record>,
    stays: Vec<Record>,
    cases: Vec<Record>,
    persons_drawn: Vec<BTreeMap<(bool, usize), u32>>,
    files_drawn: Vec<BTreeMap<(bool, usize), u32>>,
}

const KINDS: [&str; 3] = ["prosecution", "prosecution_unit", "migration"];

/// An authority of a kind.
fn authority(kind: &str) -> u16 {
    let list = catalogue().list("authority").unwrap();
    let of = |code: &catalogue::Code| code.attributes.get("kind").map(String::as_str) == Some(kind);
    list.codes().iter().position(of).unwrap() as u16
}

impl Country {
    fn facts(&self) -> BTreeMap<String, Facts> {
        let registers = [("people", &self.people), ("stays", &self.stays), ("cases", &self.cases)];
        let mut facts = BTreeMap::new();
        for (name, records) in registers {
            let mut builder = FactsBuilder::new(catalogue(), name).unwrap();
            builder.returned(1);
            for (number, record) in (1i64..).zip(records.iter()) {
                let code = |id: &str| catalogue().list("procedural_status").unwrap().position(id).unwrap();
                let status = Answer::Code(code(if record.with_action { "CA" } else { "PENDING" }));
                let day = record.day.map_or(Answer::Missing(State::NoInformation), |day| {
                    Answer::Date(Date::new(2016, 1, day).unwrap())
                });
                builder.push(
                    number,
                    Some(authority(KINDS[record.kind])),
                    1,
                    &[status, day, Answer::EMPTY],
                );
            }
            let mut own = builder.finish().unwrap();
            own.link(catalogue(), &self.linkage()).unwrap();
            facts.insert(name.to_owned(), own);
        }
        facts
    }

    fn linkage(&self) -> Linkage {
        let mut builder = LinkageBuilder::new(1, "2016", self.persons_drawn.len());
        for (name, records) in [("people", &self.people), ("stays", &self.stays)] {
            builder.clusters(
                Subject::Person,
                name,
                records.iter().map(|one| one.person.unwrap_or(APART)).collect(),
            );
        }
        for (name, records) in [("people", &self.people), ("cases", &self.cases)] {
            builder.clusters(
                Subject::File,
                name,
                records.iter().map(|one| one.file.unwrap_or(APART)).collect(),
            );
        }
        for draw in 0..self.persons_drawn.len() {
            for ((in_second, row), cluster) in &self.persons_drawn[draw] {
                let (name, records) = if *in_second {
                    ("stays", &self.stays)
                } else {
                    ("people", &self.people)
                };
                if records.get(*row).is_some_and(|one| one.person.is_some()) {
                    builder.drawn(Subject::Person, draw, name, *row as u32, *cluster);
                }
            }
            for ((in_second, row), cluster) in &self.files_drawn[draw] {
                let (name, records) = if *in_second {
                    ("cases", &self.cases)
                } else {
                    ("people", &self.people)
                };
                if records.get(*row).is_some_and(|one| one.file.is_some()) {
                    builder.drawn(Subject::File, draw, name, *row as u32, *cluster);
                }
            }
        }
        builder.finish().unwrap()
    }

    /// The country as one draw has it, or as decided.
    fn drawn(&self, draw: Option<usize>) -> Country {
        let mut country = self.clone();
        let Some(draw) = draw else { return country };
        for ((in_second, row), cluster) in &self.persons_drawn[draw] {
            let records = if *in_second {
                &mut country.stays
            } else {
                &mut country.people
            };
            if let Some(person) = records.get_mut(*row).and_then(|one| one.person.as_mut()) {
                *person = *cluster;
            }
        }
        for ((in_second, row), cluster) in &self.files_drawn[draw] {
            let records = if *in_second {
                &mut country.cases
            } else {
                &mut country.people
            };
            if let Some(file) = records.get_mut(*row).and_then(|one| one.file.as_mut()) {
                *file = *cluster;
            }
        }
        country
    }

    fn persons(&self) -> BTreeSet<u32> {
        self.people
            .iter()
            .chain(&self.stays)
            .filter_map(|one| one.person)
            .collect()
    }

    /// The kinds that know each person, joined.
    fn known_to(&self, person: u32) -> String {
        let of = self
            .people
            .iter()
            .chain(&self.stays)
            .filter(|one| one.person == Some(person));
        let kinds: BTreeSet<&str> = of
            .map(|one| if one.kind == 2 { "migration" } else { "prosecution" })
            .collect();
        ["prosecution", "migration"]
            .into_iter()
            .filter(|kind| kinds.contains(kind))
            .collect::<Vec<_>>()
            .join("+")
    }

    /// The first day of each step that a person reached: the outer `None` when they did not.
    fn course(&self, person: u32) -> [Option<Option<i32>>; 3] {
        let first = |days: Vec<Option<i32>>| {
            let known = days.iter().flatten().min().copied();
            (!days.is_empty()).then_some(known)
        };
        let own = |records: &[Record]| {
            let own = records.iter().filter(|one| one.person == Some(person));
            first(own.map(|one| one.day).collect())
        };
        let files: BTreeSet<u32> = self
            .people
            .iter()
            .filter(|one| one.person == Some(person))
            .filter_map(|one| one.file)
            .collect();
        let cases = self
            .cases
            .iter()
            .filter(|one| one.with_action && one.file.is_some_and(|file| files.contains(&file)));
        [
            own(&self.people),
            own(&self.stays),
            first(cases.map(|one| one.day).collect()),
        ]
    }

    fn overlap(&self) -> Option<Overlapped> {
        overlapped(catalogue(), &mut self.facts(), &catalogue().overlaps()[0]).unwrap()
    }

    fn pathway(&self) -> Option<Followed> {
        followed(catalogue(), &mut self.facts(), &catalogue().pathways()[0]).unwrap()
    }
}

fn record() -> impl Strategy<Value = Record> {
    let cluster = || prop_oneof![5 => (0u32..9).prop_map(Some), 1 => Just(None)];
    let day = prop_oneof![3 => (1i32..31).prop_map(Some), 1 => Just(None)];
    (0usize..3, any::<bool>(), day, cluster(), cluster()).prop_map(|(kind, with_action, day, person, file)| Record {
        kind,
        with_action,
        day,
        person,
        file,
    })
}

fn countries() -> impl Strategy<Value = Country> {
    let records = |most| prop::collection::vec(record(), 0..most);
    let moves = prop::collection::btree_map((any::<bool>(), 0usize..12), 0u32..12, 0..4);
    let draws = prop::collection::vec((moves.clone(), moves), 0..7);
    (records(14), records(8), records(8), draws).prop_map(|(people, stays, cases, draws)| {
        let (persons_drawn, files_drawn) = draws.into_iter().unzip();
        Country {
            people,
            stays,
            cases,
            persons_drawn,
            files_drawn,
        }
    })
}

/// The ends of a number over all draws: with so few, the least and the most.
fn ends(country: &Country, count: impl Fn(&Country) -> u64) -> (u64, u64, u64) {
    let value = count(country);
    let drawn: Vec<u64> = (0..country.persons_drawn.len())
        .map(|draw| count(&country.drawn(Some(draw))))
        .collect();
    let of = |end: Option<&u64>| end.copied().unwrap_or(value);
    (value, of(drawn.iter().min()), of(drawn.iter().max()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn each_person_is_in_one_part_of_an_overlap(country in countries()) {
        let overlap = country.overlap().unwrap();
        let total: u64 = overlap.parts.iter().map(|part| part.persons.value).sum();
        prop_assert_eq!(total, country.persons().len() as u64);
        prop_assert_eq!(overlap.persons.value, total);
        for part in ["prosecution", "migration", "prosecution+migration"] {
            let naive = |country: &Country| country.persons().into_iter().filter(|one| country.known_to(*one) == part).count() as u64;
            let found = overlap.figure(&Address::parse(&format!("o[{part}]")).unwrap()).unwrap_or_default();
            prop_assert_eq!((found.value, found.low, found.high), ends(&country, naive), "{}", part);
            if !part.contains('+') {
                let all = |country: &Country| country.persons().into_iter().filter(|one| country.known_to(*one).contains(part)).count() as u64;
                let found = overlap.figure(&Address::parse(&format!("o[*,{part}]")).unwrap()).unwrap_or_default();
                prop_assert_eq!((found.value, found.low, found.high), ends(&country, all), "all {}", part);
            }
        }
        let both = |country: &Country| country.persons().into_iter().filter(|one| country.known_to(*one).contains('+')).count() as u64;
        let shared = overlap.shared;
        prop_assert_eq!((shared.value, shared.low, shared.high), ends(&country, both));
        for address in ["o[prosecution,migration]", "o[migration,prosecution]"] {
            let found = overlap.figure(&Address::parse(address).unwrap());
            prop_assert_eq!(found.unwrap_or_default(), if overlap.sets.len() == 2 { shared } else { Estimate::default() });
        }
        let records = country.people.iter().chain(&country.stays);
        prop_assert_eq!(overlap.reported, records.clone().count() as u64);
        prop_assert_eq!(overlap.linked, records.filter(|one| one.person.is_some()).count() as u64);
    }

    #[test]
    fn each_file_is_in_one_part_of_an_overlap_of_files(country in countries()) {
        let files = |country: &Country, kind: usize| -> BTreeSet<u32> {
            let own = country.cases.iter().filter(|one| usize::from(one.kind == 2) == kind);
            own.filter_map(|one| one.file).collect()
        };
        let both = |country: &Country| files(country, 0).intersection(&files(country, 1)).count() as u64;
        let all = |country: &Country| files(country, 0).union(&files(country, 1)).count() as u64;
        let overlap = overlapped(catalogue(), &mut country.facts(), &catalogue().overlaps()[1]).unwrap().unwrap();
        let told = |found: Estimate| (found.value, found.low, found.high);
        prop_assert_eq!(overlap.subject, Subject::File);
        prop_assert_eq!(told(overlap.persons), ends(&country, all));
        prop_assert_eq!(told(overlap.shared), ends(&country, both));
        prop_assert_eq!(overlap.linked, country.cases.iter().filter(|one| one.file.is_some()).count() as u64);
    }

    #[test]
    fn persons_are_followed_step_by_step(country in countries()) {
        let Some(pathway) = country.pathway() else { return Ok(()) };
        for (step, reached) in pathway.steps.iter().enumerate() {
            let at = |country: &Country, known: bool| {
                let courses = country.persons().into_iter().map(|person| country.course(person));
                courses.filter(|course| course[0].is_some() == known && course[step].is_some()).count() as u64
            };
            let persons = reached.persons;
            prop_assert_eq!((persons.value, persons.low, persons.high), ends(&country, |country| at(country, true)), "{}", step);
            prop_assert_eq!(reached.elsewhere, at(&country, false));
            let days = |from: usize| {
                let courses = country.persons().into_iter().map(|person| country.course(person));
                let of = |course: [Option<Option<i32>>; 3]| Some(course[0].and(course[step])??  - course[from]??);
                let mut days: Vec<i32> = courses.filter_map(of).collect();
                days.sort_unstable();
                (step > 0 && !days.is_empty()).then(|| (days.len() as u64, i64::from(days[(days.len() - 1) / 2])))
            };
            let span = |span: Option<statistics::Span>| span.map(|span| (span.persons, span.median_days));
            prop_assert_eq!(span(reached.since_first), days(0));
            prop_assert_eq!(span(reached.since_previous), days(step.saturating_sub(1)));
        }
        let coverage = pathway.steps[2].files;
        let shown = country.cases.iter().filter(|one| one.with_action);
        prop_assert_eq!(coverage.reported, shown.clone().count() as u64);
        prop_assert_eq!(coverage.linked, shown.filter(|one| one.file.is_some()).count() as u64);
    }

    #[test]
    fn what_is_behind_persons_is_as_many(country in countries()) {
        let (law, mut facts) = (catalogue(), country.facts());
        let clusters = |behind: statistics::BehindPersons| {
            let all = behind.into_values().flat_map(BTreeMap::into_values).flat_map(|one| one.clusters);
            all.map(Option::unwrap).collect::<BTreeSet<u32>>().len() as u64
        };
        let overlap = country.overlap().unwrap();
        let mut addresses: Vec<String> = overlap.parts.iter().map(|part| format!("o[{}]", overlap.part_id(part))).collect();
        addresses.push("o[prosecution,migration]".to_owned());
        addresses.retain(|_| overlap.sets.len() == 2);
        addresses.extend(overlap.sets.iter().map(|set| format!("o[*,{}]", set.category.id)));
        for address in addresses.iter().map(|text| Address::parse(text).unwrap()) {
            let behind = trace_overlap(law, &mut facts, &law.overlaps()[0], &address).unwrap();
            prop_assert_eq!(clusters(behind), overlap.figure(&address).unwrap().value, "{}", address);
        }
        for step in &country.pathway().unwrap().steps {
            let address = Address::parse(&format!("w[{}]", step.id)).unwrap();
            let behind = trace_step(law, &mut facts, &law.pathways()[0], &address).unwrap();
            prop_assert_eq!(clusters(behind), step.persons.value, "{}", address);
        }
    }
}

/// Worked by hand: Ana is with the prosecution (3 January) and the migration institute, stays in a shelter from the
/// 10th, and her file has criminal action on the 20th. Berta is with the prosecution only (5th); her file too has
/// action, on a day not known. Carla is in a shelter only. A record of the prosecution cannot be linked.
fn by_hand() -> Country {
    let record = |kind, day, person, file| Record {
        kind,
        with_action: true,
        day,
        person,
        file,
    };
    Country {
        people: vec![
            record(0, Some(3), Some(1), Some(1)),
            record(2, Some(8), Some(1), None),
            record(1, Some(5), Some(2), Some(2)),
            record(0, Some(6), None, None),
        ],
        stays: vec![record(2, Some(10), Some(1), None), record(2, Some(11), Some(3), None)],
        cases: vec![record(0, Some(20), None, Some(1)), record(0, None, None, Some(2))],
        // In one of two draws the record of the migration institute is not Ana's.
        persons_drawn: vec![BTreeMap::from([((false, 1), 8)]), BTreeMap::new()],
        files_drawn: vec![BTreeMap::new(), BTreeMap::new()],
    }
}

#[test]
fn a_small_overlap_and_pathway_by_hand() {
    let overlap = by_hand().overlap().unwrap();
    let part = |id: &str| {
        let figure = overlap.figure(&Address::parse(&format!("o[{id}]")).unwrap()).unwrap();
        (figure.value, figure.low, figure.high)
    };
    // Ana stays known to both: her stay is with the migration institute too.
    assert_eq!(part("prosecution+migration"), (1, 1, 1));
    assert_eq!((part("prosecution"), part("migration")), ((1, 1, 1), (1, 1, 2)));
    assert_eq!(part("*,prosecution"), (2, 2, 2));
    assert_eq!(part("*"), (3, 3, 4));
    assert_eq!((overlap.reported, overlap.linked), (6, 5));
    assert_eq!((overlap.sets[0].reported, overlap.sets[0].linked), (3, 2));
    let pathway = by_hand().pathway().unwrap();
    let reached: Vec<_> = pathway
        .steps
        .iter()
        .map(|step| (step.persons.value, step.persons.high, step.elsewhere))
        .collect();
    assert_eq!(reached, [(2, 3, 0), (1, 1, 1), (2, 2, 0)]);
    let span = |span: Option<statistics::Span>| span.map(|span| (span.persons, span.median_days));
    // Ana: seven days to the shelter, seventeen to the action, ten between them. Berta's day is not known.
    assert_eq!(span(pathway.steps[1].since_first), Some((1, 7)));
    assert_eq!(span(pathway.steps[2].since_first), Some((1, 17)));
    assert_eq!(span(pathway.steps[2].since_previous), Some((1, 10)));
    assert_eq!(
        (pathway.steps[0].records.reported, pathway.steps[0].records.linked),
        (4, 3)
    );
    assert_eq!(pathway.steps[2].files.share(), Some(1.0));
}

#[test]
fn without_a_linkage_there_is_neither() {
    let mut facts: BTreeMap<String, Facts> = BTreeMap::new();
    for name in ["people", "stays"] {
        facts.insert(
            name.to_owned(),
            FactsBuilder::new(catalogue(), name).unwrap().finish().unwrap(),
        );
    }
    let law = catalogue();
    assert_eq!(overlapped(law, &mut facts, &law.overlaps()[0]).unwrap(), None);
    assert_eq!(followed(law, &mut facts, &law.pathways()[0]).unwrap(), None);
}
