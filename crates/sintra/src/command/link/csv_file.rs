//! Rows of a CSV file: the delimiter is told from the heading; text that is not UTF-8 is read as Latin-1.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::{
    command::link::{
        columns::{Places, Reading},
        map::Map,
        unreadable,
    },
    outcome::Failure,
};

/// Reads a file's rows, whose heading is its first line.
pub(crate) fn read(path: &Path, source: usize, map: &Map, reading: &mut Reading) -> Result<(), Failure> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| unreadable(path, &error))?);
    let head = file.fill_buf().map_err(|error| unreadable(path, &error))?;
    let mut rows = ReaderBuilder::new()
        .delimiter(delimiter(head))
        .flexible(true)
        .trim(Trim::All)
        .from_reader(file);
    let places = {
        let heading = rows.byte_headers().map_err(|error| unreadable(path, &error))?;
        let names: Vec<Cow<'_, str>> = heading.iter().map(text).collect();
        let names: Vec<&str> = names.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
        Places::of(map, &names, path)?
    };
    let mut row = ByteRecord::new();
    while rows
        .read_byte_record(&mut row)
        .map_err(|error| unreadable(path, &error))?
    {
        push(&row, source, &places, reading);
    }
    Ok(())
}

fn push(row: &ByteRecord, source: usize, places: &Places, reading: &mut Reading) {
    let cell = |at: usize| row.get(at).map_or(Cow::Borrowed(""), text);
    let cells: Vec<Cow<'_, str>> = places
        .roles
        .iter()
        .map(|at| at.map_or(Cow::Borrowed(""), cell))
        .collect();
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    reading.push(source, &cell(places.id), &cells);
}

/// The sign that divides the heading most often.
fn delimiter(head: &[u8]) -> u8 {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

fn text(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => cell.iter().map(|byte| char::from(*byte)).collect(),
    }
}
