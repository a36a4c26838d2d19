//! Persons for the tests: names by how common they are, and clerks' errors.

use linkage::{
    Persons, PersonsBuilder, Role,
    encode::{Encoder, Encoding, LinkageKey},
};

/// A key that is none.
pub(crate) fn key(of: u8) -> LinkageKey {
    LinkageKey::new(std::array::from_fn(|at| (at as u8).wrapping_mul(7).wrapping_add(of)))
        .unwrap_or_else(|weak| panic!("{weak}"))
}

/// Persons of given name, two surnames, sex, date of birth and place.
pub(crate) fn persons(rows: &[[&str; 6]]) -> Persons {
    let roles = [
        Role::GivenName,
        Role::FirstSurname,
        Role::SecondSurname,
        Role::Sex,
        Role::BirthDate,
        Role::Place,
    ];
    let mut builder = PersonsBuilder::new(&roles);
    rows.iter().for_each(|row| builder.push(0, row));
    builder.finish()
}

/// Their encodings.
pub(crate) fn encoded(rows: &[[&str; 6]]) -> Vec<Encoding> {
    Encoder::new(&key(1)).encode(&persons(rows))
}

/// A name made of syllables, another for each number.
pub(crate) fn name(mut number: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "MA", "RO", "TI", "LE", "GAR", "CIA", "PE", "REZ", "SAN", "DO", "VAL", "QUI", "HER", "NA", "LO", "PEZ", "TOR",
        "RES", "FLO", "BEL",
    ];
    let mut name = String::new();
    for _ in 0..3 {
        name += SYLLABLES[number % 20];
        number /= 20;
    }
    name
}

/// The rank of a name that is drawn as names are: the second half as common as the first (Zipf).
pub(crate) fn drawn(chance: &mut fastrand::Rng, names: usize) -> usize {
    let sum: f64 = (1..=names).map(|rank| 1.0 / rank as f64).sum();
    let mut left = chance.f64() * sum;
    for rank in 1..=names {
        left -= 1.0 / rank as f64;
        if left <= 0.0 {
            return rank - 1;
        }
    }
    names - 1
}

/// So many persons with names of 400, as text.
pub(crate) fn population(count: usize, seed: u64) -> Vec<[String; 6]> {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut row = || {
        let date = format!(
            "{}-{:02}-{:02}",
            chance.u32(1960..2010),
            chance.u32(1..13),
            chance.u32(1..29)
        );
        let sex = if chance.bool() { "M" } else { "H" };
        let (given, first, second) = (
            drawn(&mut chance, 400),
            drawn(&mut chance, 400),
            drawn(&mut chance, 400),
        );
        let place = format!("LUGAR {}", name(chance.usize(..200)));
        [
            name(given + 4_000),
            name(first),
            name(second),
            sex.to_owned(),
            date,
            place,
        ]
    };
    (0..count).map(|_| row()).collect()
}

/// Rows as they are handed in.
pub(crate) fn borrowed(rows: &[[String; 6]]) -> Vec<[&str; 6]> {
    rows.iter()
        .map(|row| std::array::from_fn(|at| row[at].as_str()))
        .collect()
}
