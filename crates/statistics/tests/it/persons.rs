//! Persons counted once, against a naive count over sets, and by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use catalogue::{Catalogue, State, Table};
use proptest::prelude::*;
use register::Answer;
use statistics::{
    APART, Address, Computed, Facts, FactsBuilder, Linkage, LinkageBuilder, LinkageError, Subject, compute, trace,
};

use crate::registers::{Case, REGISTER, answers, with};

const TABLES: &str = r#"
[[table]]
id = "p.total"
of = "small"
count = "distinct"
title = { es = "Total", en = "Total" }
cite = ["sintra"]

[[table]]
id = "p.sex_by_age"
of = "small"
rows = ["sex"]
columns = ["age_group"]
count = "distinct"
title = { es = "Sexo por edad", en = "Sex by age" }
cite = ["sintra"]

[[table]]
id = "p.offence_by_sex"
of = "small"
rows = ["offences"]
columns = ["sex"]
count = "distinct"
title = { es = "Delito por sexo", en = "Offence by sex" }
cite = ["sintra"]

[[table]]
id = "p.women"
of = "small"
where = { sex = ["F"] }
rows = ["age_group"]
count = "distinct"
title = { es = "Mujeres", en = "Women" }
cite = ["sintra"]

[[table]]
id = "p.top"
of = "small"
rows = ["offences"]
top = 2
count = "distinct"
title = { es = "Delitos", en = "Offences" }
cite = ["sintra"]

[[table]]
id = "p.linked"
of = "small"
rows = ["sex"]
count = "linked"
title = { es = "Sexo", en = "Sex" }
cite = ["sintra"]
"#;

fn catalogue() -> &'static Catalogue {
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(|| with(&[("registers/small.toml", REGISTER), ("tables/persons.toml", TABLES)]))
}

/// Records with the cluster of each (none: it takes no part), and what each draw moves: a row and its cluster there.
#[derive(Clone, Debug)]
struct Country {
    cases: Vec<(Case, Option<u32>)>,
    draws: Vec<Vec<(usize, u32)>>,
}

impl Country {
    fn facts(&self) -> Facts {
        let mut builder = FactsBuilder::new(catalogue(), "small").unwrap();
        for (record, (case, _)) in (1i64..).zip(&self.cases) {
            if record % 10 == 1 {
                builder.returned(record / 10 + 1);
            }
            builder.push(record, Some(0), case.3, &answers(*case));
        }
        builder.finish().unwrap()
    }

    fn linkage(&self) -> Linkage {
        let mut builder = LinkageBuilder::new(7, "2016-12-31T00:00:00Z", self.draws.len());
        let clusters = self.cases.iter().map(|(_, cluster)| cluster.unwrap_or(APART));
        builder.clusters(Subject::Person, "small", clusters.collect());
        for (draw, moves) in self.draws.iter().enumerate() {
            for (row, cluster) in moves.iter().filter(|(row, _)| self.takes_part(*row)) {
                builder.drawn(Subject::Person, draw, "small", *row as u32, *cluster);
            }
        }
        builder.finish().unwrap()
    }

    fn takes_part(&self, row: usize) -> bool {
        self.cases.get(row).is_some_and(|(_, cluster)| cluster.is_some())
    }

    /// The cluster of each row that is one person, as decided or in a draw.
    fn partition(&self, draw: Option<usize>) -> Vec<Option<u32>> {
        let mut clusters: Vec<Option<u32>> = self.cases.iter().map(|(_, cluster)| *cluster).collect();
        for (row, cluster) in draw.iter().flat_map(|draw| &self.draws[*draw]) {
            if self.takes_part(*row) {
                clusters[*row] = Some(*cluster);
            }
        }
        let is_one = |row: usize| self.cases[row].0.3 == 1;
        clusters
            .iter()
            .enumerate()
            .map(|(row, cluster)| cluster.filter(|_| is_one(row)))
            .collect()
    }

    fn linked(&self) -> Facts {
        let mut facts = self.facts();
        facts.link(catalogue(), &self.linkage()).unwrap();
        facts
    }

    fn computed(&self, threads: usize) -> Vec<Computed> {
        let tables: Vec<&Table> = catalogue().tables().iter().collect();
        compute(catalogue(), &mut self.linked(), &tables, threads).unwrap()
    }
}

/// What a record says of a variable: categories, or a state and how little it says.
type Said = Result<BTreeSet<String>, (u8, String)>;

fn state(state: &str) -> Said {
    Err((u8::from(state != "NA"), state.to_owned()))
}

fn said(case: &Case, variable: &str) -> Said {
    let one = |code: &str| Ok(BTreeSet::from([code.to_owned()]));
    match (variable, case.0) {
        ("sex", 0) => one("F"),
        ("sex", 1) => one("M"),
        ("sex", 2) => state("SI"),
        ("sex", _) => state("NA"),
        ("age_group", _) if case.1 < 0 => state("SI"),
        ("age_group", _) if case.1 < 18 => one("A00_17"),
        ("age_group", _) => one("A18P"),
        ("offences", _) if case.2 == 0 => state("SI"),
        _ => {
            let codes = ["art10", "art11", "art12", "art13"].iter().enumerate();
            Ok(codes
                .filter(|(bit, _)| case.2 >> bit & 1 == 1)
                .map(|(_, code)| (*code).to_owned())
                .collect())
        }
    }
}

/// What the records of a person say together.
fn together(said: &[Said]) -> BTreeSet<String> {
    let known: BTreeSet<String> = said.iter().flatten().flatten().cloned().collect();
    match said.iter().filter_map(|one| one.as_ref().err()).min() {
        Some((_, state)) if known.is_empty() => BTreeSet::from([state.clone()]),
        _ => known,
    }
}

/// The figures of a table by address, counted person by person with sets.
fn naive(country: &Country, table: &Table, partition: &[Option<u32>]) -> BTreeMap<String, u64> {
    let mut persons: BTreeMap<(Option<u32>, usize), Vec<&Case>> = BTreeMap::new();
    for (row, (case, _)) in country.cases.iter().enumerate() {
        if table.universe.is_empty() || case.0 == 0 {
            let own = partition[row].map_or(row, |_| 0);
            persons.entry((partition[row], own)).or_default().push(case);
        }
    }
    let mut figures = BTreeMap::new();
    for cases in persons.values() {
        let of = |variable: Option<&String>| {
            let said: Vec<Said> = cases
                .iter()
                .map(|case| said(case, variable.map_or("", |name| name)))
                .collect();
            let all = together(&said);
            let each: Vec<BTreeSet<String>> = said.into_iter().map(|one| one.unwrap_or(all.clone())).collect();
            variable.map(|_| (all, each))
        };
        let (rows, columns) = (of(table.rows.first()), of(table.columns.first()));
        let mut addresses = BTreeSet::from(["*".to_owned()]);
        for (at, _) in cases.iter().enumerate() {
            let part =
                |side: &Option<(BTreeSet<String>, Vec<BTreeSet<String>>)>| side.as_ref().map(|side| side.1[at].clone());
            for row in part(&rows).iter().flatten() {
                addresses.insert(row.clone());
                for column in part(&columns).iter().flatten() {
                    addresses.insert(format!("{row},{column}"));
                    addresses.insert(format!("*,{column}"));
                }
            }
        }
        for address in addresses {
            *figures.entry(format!("{}[{address}]", table.id)).or_default() += u64::from(cases[0].3);
        }
    }
    figures
}

fn cases() -> impl Strategy<Value = Country> {
    let count = prop_oneof![8 => Just(1u32), 1 => 0u32..5];
    let case = (0u8..4, -9i64..30, 0u64..16, count);
    let cluster = prop_oneof![5 => (0u32..12).prop_map(Some), 1 => Just(None)];
    let moves = prop::collection::btree_map(0usize..40, 0u32..16, 0..5);
    let draws = prop::collection::vec(moves.prop_map(|moves| moves.into_iter().collect()), 0..9);
    (prop::collection::vec((case, cluster), 0..40), draws).prop_map(|(cases, draws)| Country { cases, draws })
}

/// Tables whose figures all have an address in the naive count: others are put together only in print.
fn checked(tables: &[Computed]) -> impl Iterator<Item = (&Computed, &'static Table)> {
    let asked = tables.iter().map(|one| (one, catalogue().table(&one.id).unwrap()));
    asked.filter(|(_, table)| table.id != "p.top" && table.id != "p.linked")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_figure_counts_each_person_once(country in cases()) {
        let partition = country.partition(None);
        for (computed, table) in checked(&country.computed(2)) {
            let naive = naive(&country, table, &partition);
            for address in computed.addresses() {
                let expected = naive.get(&address.to_string()).copied().unwrap_or_default();
                prop_assert_eq!(computed.figure(&address).unwrap().value, expected, "{}", address);
            }
            let (known, of_states) = (computed.known, computed.not_applicable + computed.not_asked);
            prop_assert_eq!(known + of_states + computed.no_information(), computed.total);
        }
    }

    #[test]
    fn three_numbers_and_their_interval_are_what_the_draws_say(country in cases()) {
        let alone: Vec<Option<u32>> = vec![None; country.cases.len()];
        let drawn: Vec<Vec<Option<u32>>> = (0..country.draws.len()).map(|draw| country.partition(Some(draw))).collect();
        for (computed, table) in checked(&country.computed(1)) {
            let reported = naive(&country, table, &alone);
            let by_draw: Vec<_> = drawn.iter().map(|partition| naive(&country, table, partition)).collect();
            for address in computed.addresses() {
                let three = computed.three(&address).unwrap();
                let at = |figures: &BTreeMap<String, u64>| figures.get(&address.to_string()).copied().unwrap_or_default();
                prop_assert_eq!(three.reported, at(&reported), "{}", &address);
                let values = by_draw.iter().map(at);
                let ends = values.clone().min().zip(values.max()).unwrap_or((three.distinct.value, three.distinct.value));
                prop_assert_eq!((three.distinct.low, three.distinct.high), ends, "{}", &address);
                prop_assert!(three.linked <= three.reported);
            }
            let persons = computed.persons.as_ref().unwrap();
            let linked = country.partition(None).iter().flatten().count() as u64;
            if table.universe.is_empty() {
                prop_assert_eq!(persons.linked.total, linked);
            }
            prop_assert!(computed.total <= persons.reported.total);
            prop_assert_eq!(persons.apart() + persons.linked.total, persons.reported.total);
        }
    }

    #[test]
    fn what_is_behind_a_figure_is_as_many_persons(country in cases()) {
        let mut facts = country.linked();
        for (computed, table) in checked(&country.computed(1)) {
            for address in computed.addresses() {
                let behind = trace(catalogue(), &mut facts, table, &address).unwrap();
                let mut persons = BTreeSet::new();
                let mut apart = 0;
                for (record, cluster) in behind.values().flat_map(|one| one.records.iter().zip(&one.clusters)) {
                    match cluster {
                        Some(cluster) => drop(persons.insert(*cluster)),
                        None => apart += u64::from(country.cases[*record as usize - 1].0.3),
                    }
                }
                prop_assert_eq!(persons.len() as u64 + apart, computed.figure(&address).unwrap().value, "{}", address);
            }
        }
    }

    #[test]
    fn the_largest_are_by_persons_and_the_others_are_counted_once(country in cases()) {
        let computed = country.computed(1);
        let top = computed.iter().find(|table| table.id == "p.top").unwrap();
        let whole = computed.iter().find(|table| table.id == "p.offence_by_sex").unwrap();
        let mut sizes: Vec<u64> = (0..whole.rows.len()).filter(|row| whole.rows[*row].is_answer()).map(|row| whole.row_totals[row]).collect();
        sizes.sort_by_key(|size| std::cmp::Reverse(*size));
        sizes.retain(|size| *size > 0);
        let shown: Vec<u64> = (0..top.rows.len()).filter(|row| top.rows[*row].is_answer()).map(|row| top.row_totals[row]).collect();
        let alone = sizes.len().min(2);
        prop_assert_eq!(&shown[..alone], &sizes[..alone]);
        prop_assert_eq!(top.total, whole.total);
        if let Some(others) = shown.get(2) {
            prop_assert!(*others <= sizes[2..].iter().sum() && *others >= sizes[2]);
        }
    }

    #[test]
    fn the_numbers_that_a_linkage_used_leave_no_trace(country in cases(), shift in 1u32..1000) {
        let mut other = country.clone();
        for (_, cluster) in &mut other.cases {
            *cluster = cluster.map(|cluster| cluster * 31 + shift);
        }
        for one in other.draws.iter_mut().flatten() {
            one.1 = one.1 * 31 + shift;
        }
        prop_assert_eq!(bytes(&country.linkage()), bytes(&other.linkage()));
    }

    #[test]
    fn a_linkage_written_and_read_is_the_same(country in cases()) {
        let linkage = country.linkage();
        let written = bytes(&linkage);
        let read = Linkage::read(&mut written.as_slice()).unwrap();
        prop_assert_eq!(&read, &linkage);
        prop_assert_eq!(bytes(&read), written);
    }
}

fn bytes(linkage: &Linkage) -> Vec<u8> {
    let mut bytes = Vec::new();
    linkage.write(&mut bytes).unwrap();
    bytes
}

/// Worked by hand. Ana is in three records (one without her age, one without her sex), Berta in two that disagree on
/// age, Carlos in one, and an aggregate line stands for four women of unknown age.
fn by_hand() -> Country {
    let record = |sex, age, cluster| ((sex, age, 1, 1), Some(cluster));
    let cases = vec![
        record(0, 20, 1),
        record(0, -1, 1),
        record(2, 20, 1),
        record(0, 17, 2),
        record(0, 18, 2),
        record(1, 30, 3),
        ((0, -1, 1, 4), None),
    ];
    // In one draw of three Carlos is Berta; in another Ana's third record is somebody else's.
    let draws = vec![vec![], vec![(5, 2)], vec![(2, 9)]];
    Country { cases, draws }
}

#[test]
fn a_small_country_counted_by_hand() {
    let country = by_hand();
    let computed = country.computed(1);
    let table = computed.iter().find(|table| table.id == "p.sex_by_age").unwrap();
    let figure = |cell: &str| {
        let three = table
            .three(&Address::parse(&format!("p.sex_by_age[{cell}]")).unwrap())
            .unwrap();
        let one = three.distinct;
        (three.reported, three.linked, one.value, one.low, one.high)
    };
    // Ana, Berta, Carlos and the four: 7. Ten reported, six of them linked.
    assert_eq!(figure("*"), (10, 6, 7, 6, 8));
    // Ana, Berta and the four; where Ana's third record is of somebody else, that person's sex is not known.
    assert_eq!(figure("F"), (8, 4, 6, 6, 6));
    assert_eq!(figure("SI"), (1, 1, 0, 0, 1));
    // Berta is a minor in one record and of age in the other: in both cells, once in the row.
    assert_eq!(figure("F,A00_17"), (1, 1, 1, 1, 1));
    assert_eq!(figure("F,A18P"), (2, 2, 2, 2, 2));
    // Only the four are left without age: Ana's is known from her other records.
    assert_eq!(figure("F,SI"), (5, 1, 4, 4, 4));
    // As Carlos or as Berta's record, the cell of men of age has one person.
    assert_eq!(figure("M,A18P"), (1, 1, 1, 1, 1));
    assert_eq!(figure("*,A18P"), (4, 4, 3, 2, 4));
    let persons = table.persons.as_ref().unwrap();
    assert_eq!((persons.with_two_answers, persons.draws, persons.apart()), (1, 3, 4));
    let linked = computed.iter().find(|table| table.id == "p.linked").unwrap();
    assert_eq!((linked.total, linked.row_totals[0]), (6, 4));
}

#[test]
fn without_a_linkage_no_number_of_persons_is_given() {
    let country = by_hand();
    let tables: Vec<&Table> = catalogue().tables().iter().collect();
    let computed = compute(catalogue(), &mut country.facts(), &tables, 1).unwrap();
    assert!(computed.is_empty());
}

#[test]
fn a_linkage_of_other_rows_is_refused() {
    let mut country = by_hand();
    let linkage = country.linkage();
    country.cases.pop();
    let refused = country.facts().link(catalogue(), &linkage).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the linkage has 7 rows of small, the register 6; link again"
    );
}

#[test]
fn a_draw_that_names_what_is_not_there_is_refused() {
    let with = |draw: usize, row: u32, cluster: u32| {
        let mut builder = LinkageBuilder::new(7, "2016", 1);
        builder.clusters(Subject::Person, "small", vec![1, APART]);
        builder.drawn(Subject::Person, draw, "small", row, cluster);
        builder.finish()
    };
    assert!(with(0, 0, 2).is_ok());
    assert!(matches!(with(0, 2, 2), Err(LinkageError::Outside(_))));
    assert!(matches!(with(1, 0, 2), Err(LinkageError::Outside(_))));
    assert!(matches!(with(0, 1, 2), Err(LinkageError::MovesApart { row: 1, .. })));
    assert!(matches!(
        with(0, 0, APART),
        Err(LinkageError::MovesApart { row: 0, .. })
    ));
}

#[test]
fn a_damaged_file_of_links_is_told() {
    let bytes = bytes(&by_hand().linkage());
    for cut in 0..bytes.len() {
        assert!(Linkage::read(&mut &bytes[..cut]).is_err(), "{cut}");
    }
    let mut wrong = bytes.clone();
    *wrong.last_mut().unwrap() = 0x7f;
    assert!(Linkage::read(&mut wrong.as_slice()).is_err());
}

#[test]
fn a_state_yields_to_an_answer_and_to_a_state_that_says_more() {
    let cases = [(3, 20, 1, 1), (2, 20, 1, 1)].map(|case| (case, Some(1)));
    let country = Country {
        cases: cases.to_vec(),
        draws: Vec::new(),
    };
    let computed = country.computed(1);
    let table = computed.iter().find(|table| table.id == "p.sex_by_age").unwrap();
    let value = |cell: &str| {
        table
            .figure(&Address::parse(&format!("t[{cell}]")).unwrap())
            .unwrap()
            .value
    };
    assert_eq!((value("NA"), value("SI"), value("*")), (1, 0, 1));
    assert_eq!(State::of("NA").unwrap().bucket(), catalogue::Bucket::NotApplicable);
    assert!(matches!(
        answers((2, 20, 1, 1))[0],
        Answer::Missing(State::NoInformation)
    ));
}

#[test]
fn a_vintage_has_persons_and_files_apart_and_opens_them_together() {
    let linkage = |seed: u64, until: &str, subjects: &[Subject]| {
        let mut builder = LinkageBuilder::new(seed, until, 1);
        for subject in subjects {
            builder.clusters(*subject, "small", vec![1, 2, 1, APART]);
            builder.drawn(*subject, 0, "small", 0, 7);
        }
        builder.finish().unwrap()
    };
    let (persons, files) = (
        linkage(7, "2016", &[Subject::Person]),
        linkage(7, "2017", &[Subject::File]),
    );
    let both = linkage(7, "2017", &[Subject::Person, Subject::File]);
    assert_eq!(persons.clone().with_files(files), Ok(both));
    let drawn_otherwise = linkage(8, "2017", &[Subject::File]);
    assert!(persons.with_files(drawn_otherwise).is_err());
}
