//! A small country of persons with known truth, for the tests of this room.

use linkage::{Persons, PersonsBuilder, Role};

/// The roles of a synthetic person.
pub(crate) const ROLES: [Role; 6] = [
    Role::GivenName,
    Role::FirstSurname,
    Role::SecondSurname,
    Role::Sex,
    Role::BirthDate,
    Role::Place,
];

/// Syllables that names are made of.
const SYLLABLES: [&str; 16] = [
    "MA", "RO", "LI", "TE", "SAN", "GAR", "PE", "DRI", "NO", "VAL", "CU", "BE", "LOR", "FI", "JA", "MON",
];

fn name(rng: &mut fastrand::Rng) -> String {
    (0..3).map(|_| SYLLABLES[rng.usize(..SYLLABLES.len())]).collect()
}

/// Rows of `persons` persons, each twice with one error in the second, and the person of each row.
pub(crate) fn rows(persons: usize, seed: u64) -> (Vec<Vec<String>>, Vec<usize>) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for person in 0..persons {
        let date = format!("{}-{:02}-{:02}", rng.u32(1950..2010), rng.u32(1..13), rng.u32(1..29));
        let sex = if rng.bool() { "M" } else { "H" };
        let row = vec![
            name(&mut rng),
            name(&mut rng),
            name(&mut rng),
            sex.to_owned(),
            date,
            format!("PLACE {}", rng.u32(..50)),
        ];
        let mut copy = row.clone();
        match rng.u32(..4) {
            0 => copy[0].replace_range(1..2, "X"),
            1 => copy.swap(1, 2),
            2 => copy[4] = String::new(),
            _ => copy[5] = "S.I.".to_owned(),
        }
        rows.extend([row, copy]);
        truth.extend([person; 2]);
    }
    (rows, truth)
}

/// The persons of rows, all of one source.
pub(crate) fn persons(rows: &[Vec<String>]) -> Persons {
    let mut builder = PersonsBuilder::new(&ROLES);
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        builder.push(0, &cells);
    }
    builder.finish()
}
