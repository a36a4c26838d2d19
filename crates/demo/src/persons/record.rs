//! What one clerk wrote of one person, and the columns in which it goes to a file.

/// The columns of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Everything a good register asks.
    All,
    /// Names, sex, birth date and state, municipality: no address, telephone or key.
    Few,
    /// The full name in one field, sex, year and state of birth.
    FullName,
}

/// What a clerk wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Given name or names.
    pub given_name: String,
    /// First surname.
    pub first_surname: String,
    /// Second surname.
    pub second_surname: String,
    /// All names in one, in the order of this clerk.
    pub full_name: String,
    /// `MUJER` or `HOMBRE`.
    pub sex: String,
    /// Birth date, `1987-05-09` for most clerks.
    pub birth_date: String,
    /// The year in it.
    pub birth_year: String,
    /// State of birth, or the country of who was born abroad.
    pub birth_state: String,
    /// Key with the shape of a CURP, never a valid one.
    pub curp: String,
    /// Municipality where the person lived.
    pub municipality: String,
    /// Postcode.
    pub postcode: String,
    /// Street and colony.
    pub address: String,
    /// Number in the street.
    pub street_number: String,
    /// Telephone; begins with 0, as none does.
    pub phone: String,
    /// What the clerk did to the truth, by kind; empty when nothing.
    pub errors: Vec<&'static str>,
}

impl Columns {
    /// The headings, without that of the record's id.
    pub fn head(self) -> &'static [&'static str] {
        match self {
            Columns::All => &[
                "given_name",
                "first_surname",
                "second_surname",
                "sex",
                "birth_date",
                "birth_state",
                "curp",
                "municipality",
                "postcode",
                "address",
                "street_number",
                "phone",
            ],
            Columns::Few => &[
                "given_name",
                "first_surname",
                "second_surname",
                "sex",
                "birth_date",
                "birth_state",
                "municipality",
            ],
            Columns::FullName => &["full_name", "sex", "birth_year", "birth_state"],
        }
    }
}

impl Record {
    /// The cells of a row, in the order of the headings.
    pub fn cells(&self, columns: Columns) -> impl Iterator<Item = &str> {
        columns.head().iter().map(|column| self.cell(column))
    }

    fn cell(&self, column: &str) -> &str {
        match column {
            "given_name" => &self.given_name,
            "first_surname" => &self.first_surname,
            "second_surname" => &self.second_surname,
            "full_name" => &self.full_name,
            "sex" => &self.sex,
            "birth_date" => &self.birth_date,
            "birth_year" => &self.birth_year,
            "birth_state" => &self.birth_state,
            "curp" => &self.curp,
            "municipality" => &self.municipality,
            "postcode" => &self.postcode,
            "address" => &self.address,
            "street_number" => &self.street_number,
            _ => &self.phone,
        }
    }
}
