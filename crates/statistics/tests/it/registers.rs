//! Tables of a register against a naive count over the records themselves, and the promises of margins, bases and bounds.

use std::sync::OnceLock;

use catalogue::{Catalogue, Files, State};
use proptest::prelude::*;
use register::Answer;
use statistics::{Address, Computed, Facts, FactsBuilder, compute, trace};

/// A register of three fields, with a table of every shape.
fn catalogue() -> &'static Catalogue {
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(small)
}

fn small() -> Catalogue {
    with(&[("registers/small.toml", REGISTER), ("tables/small.toml", TABLES)])
}

/// The lists of the real catalogue with these files of one's own.
pub(crate) fn with(own: &[(&str, &str)]) -> Catalogue {
    let files = Files::embedded();
    let mut kept = Files::default();
    for (path, text) in files.under("", "") {
        let outside = ["registers/", "tables/", "crosswalks/", "published/"]
            .iter()
            .any(|folder| path.starts_with(folder));
        if !outside {
            kept.put(path, text);
        }
    }
    own.iter().for_each(|(path, text)| kept.put(*path, *text));
    Catalogue::read(kept).unwrap()
}

pub(crate) const REGISTER: &str = r#"
[register]
id = "small"
version = 1
one = { es = "caso", en = "case" }
many = { es = "casos", en = "cases" }
kept_by = ["prosecution"]
basis = ["sintra"]
unit = "person"

[[field]]
id = "sex"
kind = "code"
list = "sex"
tier = "T1"
label = { es = "Sexo", en = "Sex" }

[[field]]
id = "age"
kind = "integer"
tier = "T1"
label = { es = "Edad", en = "Age" }

[[field]]
id = "offences"
kind = "codes"
list = "offence"
tier = "T1"
label = { es = "Delitos", en = "Offences" }

[[field]]
id = "count"
kind = "integer"
tier = "T1"
label = { es = "Número", en = "Number" }

[[derived]]
id = "age_group"
label = { es = "Grupo de edad", en = "Age group" }
from = ["age"]
list = "age_band"
bands = [{ code = "A00_17", from = 0 }, { code = "A18P", from = 18 }]

[[derived]]
id = "person"
label = { es = "Persona", en = "Person" }
from = ["sex", "age_group"]
list = "person_category"
pair = { "F,A00_17" = "GIRL", "F,A18P" = "WOMAN", "M,A00_17" = "BOY", "M,A18P" = "MAN" }
"#;

pub(crate) const TABLES: &str = r#"
[[table]]
id = "small.total"
of = "small"
title = { es = "Total", en = "Total" }
cite = ["sintra"]

[[table]]
id = "small.sex_by_age"
of = "small"
rows = ["sex"]
columns = ["age_group"]
shares = "row"
title = { es = "Sexo por edad", en = "Sex by age" }
cite = ["sintra"]

[[table]]
id = "small.offence_by_sex"
of = "small"
rows = ["offences"]
columns = ["sex"]
title = { es = "Delito por sexo", en = "Offence by sex" }
cite = ["sintra"]

[[table]]
id = "small.person"
of = "small"
where = { sex = ["F"] }
rows = ["person"]
title = { es = "Personas", en = "Persons" }
cite = ["sintra"]

[[table]]
id = "small.ages"
of = "small"
rows = ["sex"]
measure = { sum = "age" }
title = { es = "Suma de edades", en = "Sum of ages" }
cite = ["sintra"]
"#;

/// Sex (0 woman, 1 man, 2 S.I., 3 N.A.), age (under 0: S.I.), offences (0: S.I.), and what it stands for.
pub(crate) type Case = (u8, i64, u64, u32);

pub(crate) fn answers((sex, age, offences, _): Case) -> [Answer<'static>; 4] {
    let sex = match sex {
        0 | 1 => Answer::Code(u16::from(sex)),
        2 => Answer::Missing(State::NoInformation),
        _ => Answer::Missing(State::NotApplicable),
    };
    let age = if age < 0 {
        Answer::Missing(State::NoInformation)
    } else {
        Answer::Number(age)
    };
    let offences = if offences == 0 {
        Answer::Missing(State::NoInformation)
    } else {
        Answer::Codes(offences)
    };
    [sex, age, offences, Answer::EMPTY]
}

fn facts(catalogue: &Catalogue, cases: &[Case]) -> Facts {
    let mut builder = FactsBuilder::new(catalogue, "small").unwrap();
    builder.returned(1);
    for (record, case) in (1i64..).zip(cases) {
        builder.push(record, Some(0), case.3, &answers(*case));
    }
    builder.finish().unwrap()
}

pub(crate) fn computed(catalogue: &Catalogue, cases: &[Case], threads: usize) -> Vec<Computed> {
    let tables: Vec<_> = catalogue.tables().iter().collect();
    compute(catalogue, &mut facts(catalogue, cases), &tables, threads).unwrap()
}

fn value(tables: &[Computed], address: &str) -> u64 {
    let address = Address::parse(address).unwrap();
    let table = tables.iter().find(|table| table.id == address.table).unwrap();
    table.figure(&address).map_or(0, |figure| figure.value)
}

fn naive(cases: &[Case], holds: impl Fn(&Case) -> bool) -> u64 {
    cases
        .iter()
        .filter(|case| holds(case))
        .map(|case| u64::from(case.3))
        .sum()
}

fn cases() -> impl Strategy<Value = Vec<Case>> {
    proptest::collection::vec((0u8..4, -5i64..60, 0u64..16, 0u32..5), 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_cell_is_what_a_naive_count_gives(cases in cases()) {
        let catalogue = catalogue();
        let tables = computed(catalogue, &cases, 2);
        prop_assert_eq!(value(&tables, "small.total[*]"), naive(&cases, |_| true));
        prop_assert_eq!(value(&tables, "small.sex_by_age[F]"), naive(&cases, |case| case.0 == 0));
        prop_assert_eq!(value(&tables, "small.sex_by_age[M,A00_17]"), naive(&cases, |case| case.0 == 1 && (0..18).contains(&case.1)));
        prop_assert_eq!(value(&tables, "small.sex_by_age[SI,A18P]"), naive(&cases, |case| case.0 == 2 && case.1 >= 18));
        prop_assert_eq!(value(&tables, "small.sex_by_age[*,SI]"), naive(&cases, |case| case.1 < 0));
        for (bit, code) in ["art10", "art11", "art12", "art13"].iter().enumerate() {
            let address = format!("small.offence_by_sex[{code},F]");
            prop_assert_eq!(value(&tables, &address), naive(&cases, |case| case.0 == 0 && case.2 >> bit & 1 == 1));
        }
        prop_assert_eq!(value(&tables, "small.person[GIRL]"), naive(&cases, |case| case.0 == 0 && (0..18).contains(&case.1)));
        prop_assert_eq!(value(&tables, "small.person[*]"), naive(&cases, |case| case.0 == 0));
        let ages: u64 = cases.iter().filter(|case| case.0 == 1 && case.1 >= 0).map(|case| case.1 as u64 * u64::from(case.3)).sum();
        prop_assert_eq!(value(&tables, "small.ages[M]"), ages);
    }

    #[test]
    fn known_and_unknown_add_up_to_everything(cases in cases()) {
        let catalogue = catalogue();
        for table in computed(catalogue, &cases, 1).iter().filter(|table| table.id != "small.ages") {
            prop_assert_eq!(table.known + table.no_information() + table.not_applicable + table.not_asked, table.total);
            if !table.is_multiple && !table.rows.is_empty() {
                prop_assert_eq!(table.row_totals.iter().sum::<u64>(), table.total, "{}", table.id);
            }
            for row in 0..table.rows.len() {
                for column in 0..table.columns.len().max(1) {
                    if let Some(share) = table.share(row, column) {
                        prop_assert!(share.bounds.0 <= share.value + 1e-12 && share.value <= share.bounds.1 + 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn neither_threads_nor_the_order_of_rows_change_a_figure(cases in cases()) {
        let catalogue = catalogue();
        let mut turned = cases.clone();
        turned.reverse();
        prop_assert_eq!(computed(catalogue, &cases, 1), computed(catalogue, &turned, 2));
    }

    #[test]
    fn what_is_behind_a_figure_adds_up_to_it(cases in cases()) {
        let catalogue = catalogue();
        let tables = computed(catalogue, &cases, 1);
        let mut facts = facts(catalogue, &cases);
        for table in tables.iter().filter(|table| table.id != "small.ages") {
            let asked = catalogue.table(&table.id).unwrap();
            for address in table.addresses() {
                let behind = trace(catalogue, &mut facts, asked, &address).unwrap();
                let sum: u64 = behind.values().map(|one| one.stands_for).sum();
                prop_assert_eq!(sum, value(&tables, &address.to_string()), "{}", address);
            }
        }
    }

    #[test]
    fn facts_written_and_read_are_the_same(cases in cases()) {
        let catalogue = catalogue();
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        facts(catalogue, &cases).write(catalogue, &mut once).unwrap();
        let mut read = Facts::read(catalogue, &mut once.as_slice()).unwrap();
        read.write(catalogue, &mut twice).unwrap();
        prop_assert_eq!(&once, &twice);
        let tables: Vec<_> = catalogue.tables().iter().collect();
        prop_assert_eq!(compute(catalogue, &mut read, &tables, 1).unwrap(), computed(catalogue, &cases, 1));
    }
}

#[test]
fn a_share_is_of_the_known_and_the_unknown_bound_it() {
    let catalogue = catalogue();
    let cases = [
        (0, 20, 1, 1),
        (0, 20, 1, 1),
        (1, 20, 1, 1),
        (2, 20, 1, 1),
        (2, 20, 1, 1),
        (3, 20, 1, 5),
    ];
    let tables = computed(catalogue, &cases, 1);
    let table = tables.iter().find(|table| table.id == "small.offence_by_sex").unwrap();
    assert_eq!(
        (table.total, table.known, table.no_information(), table.not_applicable),
        (10, 3, 2, 5)
    );
    let share = table.share(0, 0).unwrap();
    assert!((share.value - 2.0 / 3.0).abs() < 1e-12);
    assert!((share.bounds.0 - 0.4).abs() < 1e-12 && (share.bounds.1 - 0.8).abs() < 1e-12);
    assert!(table.needs_bounds());
}

#[test]
fn a_damaged_file_of_facts_is_told() {
    let catalogue = catalogue();
    let mut bytes = Vec::new();
    facts(catalogue, &[(0, 20, 1, 1)]).write(catalogue, &mut bytes).unwrap();
    for cut in 0..bytes.len() {
        assert!(Facts::read(catalogue, &mut &bytes[..cut]).is_err());
    }
}
