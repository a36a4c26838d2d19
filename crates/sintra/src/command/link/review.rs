//! A sample of pairs that goes out to be reviewed by a person, and comes back with the answers.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
};

use linkage::{
    Linked,
    clerical::{Band, Bands},
};

use super::{columns::Ids, unreadable};
use crate::outcome::Failure;

/// Pairs of each band of probability that are drawn.
const OF_EACH: usize = 50;
/// The seed of the draw: the same files give the same sample.
const SEED: u64 = 1;
/// The heading of a sample; the last column is for the reviewer.
const HEADING: [&str; 3] = ["record_id_a", "record_id_b", "same"];
/// Answers that say that both records are of one person.
const YES: [&str; 5] = ["1", "sí", "si", "yes", "y"];
/// Answers that say that they are not.
const NO: [&str; 3] = ["0", "no", "n"];

/// Writes the pairs to review in the order of the files and without their probability: whoever reviews should not see
/// what the program expects.
pub(super) fn write(out: &mut impl Write, ids: &Ids, linked: &Linked) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(HEADING)?;
    for place in Bands::new(linked.threshold).sample(&linked.pairs, OF_EACH, SEED) {
        let pair = &linked.pairs[place];
        out.write_record([ids.of(pair.a), ids.of(pair.b), ""])?;
    }
    out.flush()
}

/// Reads a reviewed sample: the bands of the linkage with what was found in each. A blank or an S.I. is no answer.
pub(super) fn read(path: &Path, ids: &Ids, linked: &Linked) -> Result<Vec<Band>, Failure> {
    let places: HashMap<(&str, &str), usize> = linked
        .pairs
        .iter()
        .enumerate()
        .map(|(place, pair)| ((ids.of(pair.a), ids.of(pair.b)), place))
        .collect();
    let bands = Bands::new(linked.threshold);
    let mut counted = bands.counted(&linked.pairs);
    let failed = |error: &dyn std::fmt::Display| unreadable(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(|error| failed(&error))?;
    for (row, line) in reader.records().enumerate() {
        let line = line.map_err(|error| failed(&error))?;
        let cell = |at: usize| line.get(at).unwrap_or_default().trim();
        let wrong = |says: &str| Failure::Usage(format!("{}, line {}: {says}", path.display(), row + 2));
        let Some(same) = answer(cell(2)).map_err(|()| wrong("«same» takes 1 or 0, sí or no, or nothing"))? else {
            continue;
        };
        let place = places
            .get(&(cell(0), cell(1)))
            .or_else(|| places.get(&(cell(1), cell(0))));
        let place = *place.ok_or_else(|| wrong("this linkage has no such pair; draw the sample anew with --sample"))?;
        let band = &mut counted[bands.of(&linked.pairs[place])];
        band.reviewed += 1;
        band.same += u64::from(same);
    }
    Ok(counted)
}

fn answer(cell: &str) -> Result<Option<bool>, ()> {
    let cell = cell.to_lowercase();
    match cell.as_str() {
        "" | "s.i." => Ok(None),
        yes if YES.contains(&yes) => Ok(Some(true)),
        no if NO.contains(&no) => Ok(Some(false)),
        _ => Err(()),
    }
}
