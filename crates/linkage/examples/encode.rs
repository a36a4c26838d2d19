//! How many records a second one core encodes, every field known: `cargo run --release -p linkage --example encode`.

use linkage::{
    Persons, PersonsBuilder, Role,
    encode::{Encoder, LinkageKey},
};

const RECORDS: usize = 100_000;

/// Every field that an encoding has.
const ROLES: [Role; 12] = [
    Role::GivenName,
    Role::FirstSurname,
    Role::SecondSurname,
    Role::BirthDate,
    Role::NationalId,
    Role::Address,
    Role::Place,
    Role::Postcode,
    Role::StreetNumber,
    Role::Phone,
    Role::Sex,
    Role::Region,
];

/// Persons whose names are drawn of some thousands, and whose numbers and streets are their own.
fn persons(chance: &mut fastrand::Rng) -> Persons {
    let mut builder = PersonsBuilder::new(&ROLES);
    for _ in 0..RECORDS {
        let mut name = |of: u64| {
            word(&mut fastrand::Rng::with_seed(
                of * 10_000 + (chance.f64().powi(3) * 3_000.0) as u64,
            ))
        };
        let names = [name(1), name(2), name(3)];
        let mut number = |from: u32, to: u32| chance.u32(from..to).to_string();
        let date = format!("{}-{:0>2}-{:0>2}", number(1940, 2015), number(1, 13), number(1, 29));
        let id = format!(
            "{}{}",
            number(100_000_000, 999_999_999),
            number(100_000_000, 999_999_999)
        );
        let address = format!("CALLE {} COLONIA {}", names[2], number(0, 10_000));
        let place = format!(
            "LUGAR {}",
            word(&mut fastrand::Rng::with_seed(u64::from(chance.u32(..2_000))))
        );
        let mut number = |from: u32, to: u32| chance.u32(from..to).to_string();
        let rest = [
            number(10_000, 99_999),
            number(1, 999),
            number(1_000_000, 9_999_999),
            number(1, 3),
            number(1, 33),
        ];
        let [given, first, second] = &names;
        let [postcode, street, phone, sex, region] = &rest;
        builder.push(
            0,
            &[
                given, first, second, &date, &id, &address, &place, postcode, street, phone, sex, region,
            ],
        );
    }
    builder.finish()
}

/// A word of three or four syllables.
fn word(chance: &mut fastrand::Rng) -> String {
    const SYLLABLES: [&str; 12] = [
        "MA", "RO", "TI", "LEZ", "GAR", "CI", "PE", "SAN", "DO", "VAL", "QUI", "HER",
    ];
    (0..chance.usize(3..5)).map(|_| SYLLABLES[chance.usize(..12)]).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let persons = persons(&mut fastrand::Rng::with_seed(1));
    let encoder = Encoder::new(&LinkageKey::new(std::array::from_fn(|at| at as u8))?);
    let before = cpu_seconds();
    let encodings = encoder.encode(&persons);
    let took = cpu_seconds() - before;
    let views: usize = encodings.iter().map(|one| one.views.len()).sum();
    println!(
        "records {RECORDS} filters {views} cpu_s {took:.2} records_per_cpu_s {:.0}",
        RECORDS as f64 / took
    );
    Ok(())
}

/// Processor time of this process so far, all threads, in seconds of a hundredth.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields = after.split_whitespace().skip(11).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
