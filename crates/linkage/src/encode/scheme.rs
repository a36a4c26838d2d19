//! The scheme that sender and receiver must share: which fields are encoded, where in the filter they stand, and how
//! they are cut into pieces. A change of anything here is a new version.

use crate::role::Role;

/// The version of the scheme; encodings of another are refused.
pub const SCHEME_VERSION: u16 = 2;

/// How a value is cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Bigrams of each word, padded: order of words does not count, an error spoils two pieces.
    Words,
    /// Digits or letters with their places.
    Places,
    /// Digits with their places, and month and day as two numbers without place, so that a swap shares them.
    Date,
    /// The value as one piece.
    Whole,
}

/// One field's part of a filter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// The field.
    pub(crate) role: Role,
    /// Its name in the key derivation. The three names share one, so that swapped names can be seen.
    pub(crate) family: &'static str,
    /// First bit.
    pub(crate) from: usize,
    /// Bits: 32, 64 or 128.
    pub(crate) bits: usize,
    /// Bits set for each piece, at most 8.
    pub(crate) hashes: usize,
    /// Bits set for each piece in a filter of the whole record: its weight there, at most 16.
    pub(crate) weight: usize,
    pub(crate) cut: Cut,
    /// The most bits in which two filters may differ at the levels after exact agreement; none where a value is equal or not.
    pub(crate) steps: [u32; 3],
}

const fn section(
    role: Role,
    family: &'static str,
    (from, bits): (usize, usize),
    (hashes, weight): (usize, usize),
    (cut, steps): (Cut, [u32; 3]),
) -> Section {
    Section {
        role,
        family,
        from,
        bits,
        hashes,
        weight,
        cut,
        steps,
    }
}

/// Steps of names, and of a value that is equal or not.
const NAME: [u32; 3] = [12, 24, 38];
const EQUAL: [u32; 3] = [0; 3];

/// The sections of a filter, side by side.
pub(crate) const SECTIONS: [Section; 12] = [
    section(Role::GivenName, "name", (0, 128), (6, 9), (Cut::Words, NAME)),
    section(Role::FirstSurname, "name", (128, 128), (6, 9), (Cut::Words, NAME)),
    section(Role::SecondSurname, "name", (256, 128), (6, 9), (Cut::Words, NAME)),
    section(
        Role::BirthDate,
        "birth date",
        (384, 128),
        (5, 9),
        (Cut::Date, [10, 22, 36]),
    ),
    section(
        Role::NationalId,
        "national id",
        (512, 128),
        (5, 8),
        (Cut::Places, [12, 24, 40]),
    ),
    section(Role::Address, "address", (640, 128), (4, 3), (Cut::Words, [14, 28, 44])),
    section(Role::Place, "place", (768, 64), (4, 3), (Cut::Words, [8, 16, 24])),
    section(
        Role::Postcode,
        "postcode",
        (832, 64),
        (5, 5),
        (Cut::Places, [7, 13, 20]),
    ),
    section(
        Role::StreetNumber,
        "street number",
        (896, 32),
        (3, 3),
        (Cut::Places, [3, 5, 8]),
    ),
    section(Role::Phone, "phone", (928, 32), (8, 12), (Cut::Whole, EQUAL)),
    section(Role::Sex, "sex", (960, 32), (8, 6), (Cut::Whole, EQUAL)),
    section(Role::Region, "region", (992, 32), (8, 6), (Cut::Whole, EQUAL)),
];

/// What a record's keys are made of. A sketch is a band of the MinHash sketch of all names (Broder 1997): alike for names
/// alike, in whatever order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    /// National identity number; a CURP only if it checks.
    Id,
    /// Sound of the first given name.
    Given,
    /// Beginning of that sound.
    GivenStart,
    /// Sound of the first surname.
    First,
    /// Beginning of that sound.
    FirstStart,
    /// Beginning of that sound.
    SecondStart,
    /// Year, month and day of birth, month and day in whatever order.
    Date,
    /// Year of birth.
    Year,
    Sex,
    Place,
    Region,
    Postcode,
    Address,
    StreetNumber,
    Phone,
    Sketch1,
    Sketch2,
    Sketch3,
    Sketch4,
}

/// How many atoms there are.
pub(crate) const ATOMS: usize = Atom::Sketch4 as usize + 1;

/// A blocking key: records that agree on all its atoms are compared, under a salt that only they share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    pub(crate) name: &'static str,
    pub(crate) atoms: &'static [Atom],
}

const fn anchor(name: &'static str, atoms: &'static [Atom]) -> Anchor {
    Anchor { name, atoms }
}

/// The blocking keys. None is of one attribute alone, but for numbers that are of one person: a key shared by many
/// would give away by its frequency what it is made of.
pub(crate) const ANCHORS: [Anchor; 19] = [
    anchor("national id", &[Atom::Id]),
    anchor("phone + given name", &[Atom::Phone, Atom::GivenStart]),
    anchor("date + given name", &[Atom::Date, Atom::GivenStart]),
    anchor("date + first surname", &[Atom::Date, Atom::FirstStart]),
    anchor("date + place", &[Atom::Date, Atom::Place]),
    anchor("date + region", &[Atom::Date, Atom::Region, Atom::Sex]),
    anchor(
        "year + given name + first surname",
        &[Atom::Year, Atom::GivenStart, Atom::FirstStart],
    ),
    anchor("year + surnames", &[Atom::Year, Atom::FirstStart, Atom::SecondStart]),
    anchor("sketch 1 of the names", &[Atom::Sketch1]),
    anchor("sketch 2 of the names", &[Atom::Sketch2]),
    anchor("sketch 3 of the names", &[Atom::Sketch3]),
    anchor("sketch 4 of the names", &[Atom::Sketch4]),
    anchor(
        "place + given name + first surname",
        &[Atom::Place, Atom::GivenStart, Atom::FirstStart],
    ),
    anchor("place + surnames", &[Atom::Place, Atom::FirstStart, Atom::SecondStart]),
    anchor(
        "region + given name + first surname",
        &[Atom::Region, Atom::Given, Atom::First],
    ),
    anchor(
        "place + year + given name",
        &[Atom::Place, Atom::Year, Atom::GivenStart],
    ),
    anchor("postcode + given name", &[Atom::Postcode, Atom::GivenStart]),
    anchor("postcode + surname", &[Atom::Postcode, Atom::FirstStart]),
    anchor(
        "address + surname",
        &[Atom::Address, Atom::StreetNumber, Atom::FirstStart],
    ),
];
