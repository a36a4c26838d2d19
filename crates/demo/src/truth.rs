//! Who each row is of, for tests of linkage: what no workbook says and no store holds.

use std::fmt::Write;

use crate::{
    person::{Person, Written},
    records::Records,
};

/// The heading of the file of truth. `person` is the same wherever a person appears; names and birth date stand as
/// the clerk of that authority wrote them, and `error` says what the clerk did.
pub const TRUTH_HEAD: &str =
    "person,population,authority,register,local_id,given_name,first_surname,second_surname,sex,birth_date,error\n";

/// Writes the line of one record.
pub(crate) fn line(
    truth: &mut String,
    records: &Records<'_>,
    record: usize,
    own_number: &str,
    person: &Person,
    written: &Written,
) {
    let population = records.population;
    // Nothing of it holds a comma, a quotation mark or a line's end. Writing to a string cannot fail.
    let _ = writeln!(
        truth,
        "{},{},{},{},{own_number},{},{},{},{},{},{}",
        records.persons[record],
        population.id,
        records.value(record, "authority").unwrap_or_default(),
        population.register,
        written.given_name,
        written.first_surname,
        written.second_surname,
        if person.is_woman { "F" } else { "M" },
        written.born,
        written.error,
    );
}
