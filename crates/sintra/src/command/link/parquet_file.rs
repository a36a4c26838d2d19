//! Rows of a Parquet file.

use std::{fs::File, path::Path};

use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};

use crate::{
    command::link::{
        columns::{Places, Reading},
        map::Map,
        unreadable,
    },
    outcome::Failure,
};

/// Reads a file's rows.
pub(crate) fn read(path: &Path, source: usize, map: &Map, reading: &mut Reading) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let file = SerializedFileReader::new(file).map_err(|error| unreadable(path, &error))?;
    let schema = file.metadata().file_metadata().schema();
    let names: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
    let places = Places::of(map, &names, path)?;
    let mut cells: Vec<String> = Vec::new();
    for row in file.get_row_iter(None).map_err(|error| unreadable(path, &error))? {
        let row = row.map_err(|error| unreadable(path, &error))?;
        cells.clear();
        cells.extend(row.get_column_iter().map(|(_, field)| text(field)));
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let wanted: Vec<&str> = places.roles.iter().map(|at| at.map_or("", cell)).collect();
        reading.push(source, cell(places.id), &wanted);
    }
    Ok(())
}

/// A value as it would stand in a CSV file; what is not there is empty.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        // Written as dates are: the day alone, and whole numbers without a fraction.
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => field.to_string().chars().take(10).collect(),
        Field::Double(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Field::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        other => other.to_string(),
    }
}
