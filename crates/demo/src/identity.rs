//! What the clerks write of the made-up persons where identity is sealed: names and birth date with their errors, and
//! for some an address, a telephone and a few words, made so that they can be nobody's.

use catalogue::Register;
use fastrand::Rng;

use crate::{person::Written, rows::Row};

/// The fields that are written; a row that is not of a person has none of them.
const FIELDS: [&str; 7] = [
    "given_name",
    "first_surname",
    "second_surname",
    "birth_date",
    "address",
    "telephone",
    "narrative",
];

/// Streets of no town.
const STREETS: [&str; 6] = [
    "Calle Que No Existe",
    "Avenida de Ninguna Parte",
    "Callejón Imaginario",
    "Privada Sin Lugar",
    "Calle Inventada",
    "Calzada de la Ficción",
];

/// Accounts of what happened to nobody, without particulars.
const ACCOUNTS: [&str; 4] = [
    "Relato inventado. Refirió que le ofrecieron trabajo en otra ciudad y que al llegar no le pagaron.",
    "Relato inventado. Dijo que le retuvieron sus documentos y que pidió ayuda por teléfono.",
    "Relato inventado. Contó que viajó con una persona conocida y que después no la dejaron volver a su casa.",
    "Relato inventado. Prefirió no dar detalles; pidió asesoría y hablar con su familia.",
];

/// What a clerk writes of a person in a register, as far as its form asks it. `rng` is of the person, so that
/// everybody lives in one place; `chance` is of the record.
pub(crate) fn of(register: &Register, written: &Written, rng: &mut Rng, chance: &mut Rng) -> Row<'static> {
    let address = format!(
        "{} {}, colonia Ficticia",
        STREETS[rng.usize(..STREETS.len())],
        rng.u16(1..400)
    );
    let telephone = format!("55 0000 {:04}", rng.u16(..10_000));
    let account = ACCOUNTS[chance.usize(..ACCOUNTS.len())];
    let mut some = |percent: u8, text: &str| {
        if chance.u8(..100) < percent {
            text.to_owned()
        } else {
            String::new()
        }
    };
    let texts = [
        written.given_name.clone(),
        written.first_surname.clone(),
        written.second_surname.clone(),
        written.born.clone(),
        some(40, &address),
        some(30, &telephone),
        some(4, account),
    ];
    let asked = |field: &str| register.field(field).is_some_and(catalogue::Field::is_identity);
    let cells = FIELDS.into_iter().zip(texts);
    cells.filter(|(field, text)| asked(field) && !text.is_empty()).collect()
}

/// Whether a register asks for identity at all.
pub(crate) fn is_asked_by(register: &Register) -> bool {
    register.fields().iter().any(catalogue::Field::is_identity)
}

/// Takes identity out of a row.
pub(crate) fn forget(row: &mut Row<'_>) {
    row.retain(|(field, _)| !FIELDS.contains(field));
}
