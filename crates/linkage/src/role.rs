//! What a column of a file says about a person: the roles that comparisons and blocking keys are made from.

/// The role of a column. A file needs none in particular; which are there decides what is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Given name or names.
    GivenName,
    /// First (paternal) surname, or the only one.
    FirstSurname,
    /// Second (maternal) surname.
    SecondSurname,
    /// Given names and surnames in one column; taken apart when those columns are not there.
    FullName,
    /// Sex, in any coding: only equality counts.
    Sex,
    /// Date of birth, complete or in part.
    BirthDate,
    /// Year of birth, where the date is not given.
    BirthYear,
    /// A number that is meant to be of one person: CURP, social security, passport.
    NationalId,
    /// Municipality, suburb or town.
    Place,
    /// State or province.
    Region,
    /// Postal code.
    Postcode,
    /// Street, with or without its number.
    Address,
    /// Number in the street.
    StreetNumber,
    /// Telephone, or an address of electronic mail.
    Phone,
}

impl Role {
    /// Every role, in the order of the enumeration.
    pub const ALL: [Self; 14] = [
        Self::GivenName,
        Self::FirstSurname,
        Self::SecondSurname,
        Self::FullName,
        Self::Sex,
        Self::BirthDate,
        Self::BirthYear,
        Self::NationalId,
        Self::Place,
        Self::Region,
        Self::Postcode,
        Self::Address,
        Self::StreetNumber,
        Self::Phone,
    ];

    /// The role's name in a map file: `given_name`, `first_surname` and so on.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FirstSurname => "first_surname",
            Self::SecondSurname => "second_surname",
            Self::FullName => "full_name",
            Self::Sex => "sex",
            Self::BirthDate => "birth_date",
            Self::BirthYear => "birth_year",
            Self::NationalId => "national_id",
            Self::Place => "place",
            Self::Region => "region",
            Self::Postcode => "postcode",
            Self::Address => "address",
            Self::StreetNumber => "street_number",
            Self::Phone => "phone",
        }
    }

    /// The role of that name in a map file.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
