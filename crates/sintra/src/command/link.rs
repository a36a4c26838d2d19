//! `sintra link`: which rows of one file, or of two, speak of the same person. It needs no store, and writes row numbers
//! and probabilities; no cell but the record's own number goes into what it writes.

mod columns;
mod csv_file;
mod map;
mod parquet_file;
mod report;
mod review;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use catalogue::Language;
use linkage::{
    BlockBudget, BlockingKey, EncodedRecords, Linked, Persons, PlainRecords, Records, Settings,
    encode::{Encoder, LinkageKey},
    link, link_encoded, plain_keys,
};

use crate::{
    command::link::{
        columns::{Ids, Reading},
        map::Map,
    },
    line::LinkFiles,
    outcome::{Ended, Failure},
    say::say,
};

/// Links the rows of two files, or finds those of one file that are of the same person.
pub(crate) fn files(asked: &LinkFiles, language: Language) -> Result<Ended, Failure> {
    if asked.files.len() > 2 {
        return Err(Failure::Usage("one file or two: put the others into one".to_owned()));
    }
    let map = Map::read(&asked.map)?;
    let mut reading = Reading::new(&map);
    for (source, file) in asked.files.iter().enumerate() {
        match is_parquet(file)? {
            true => parquet_file::read(file, source, &map, &mut reading)?,
            false => csv_file::read(file, source, &map, &mut reading)?,
        }
    }
    let (persons, ids) = reading.finish();
    let linked = linked(&persons, &ids, asked, language)?;
    written(&asked.out, |out| clusters(out, &ids, &linked))?;
    if let Some(path) = &asked.pairs {
        written(path, |out| pairs(out, &ids, &linked))?;
    }
    if let Some(path) = &asked.sample {
        written(path, |out| review::write(out, &ids, &linked))?;
    }
    say_result(&persons, &linked, language);
    Ok(Ended::Well)
}

/// Whether a file begins as Parquet files do, whatever its name is.
fn is_parquet(path: &Path) -> Result<bool, Failure> {
    let mut head = [0; 4];
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok(io::Read::read_exact(&mut file, &mut head).is_ok() && &head == b"PAR1")
}

fn linked(persons: &Persons, ids: &Ids, asked: &LinkFiles, language: Language) -> Result<Linked, Failure> {
    let settings = Settings {
        across: asked.files.len() > 1,
        ..Settings::default()
    };
    if asked.encoded {
        let (records, linked) = over_encodings(persons, &settings, language)?;
        reported(&records, &linked, (ids, asked), language)?;
        return Ok(linked);
    }
    let budget = BlockBudget::usual(persons.len(), settings.across);
    let refined = plain_keys(persons, &budget);
    say_cut(refined.iter().map(|key| key.cut_pairs).sum(), language);
    let keys: Vec<BlockingKey> = refined.into_iter().map(Into::into).collect();
    let records = PlainRecords::new(persons, settings.across);
    let linked = link(&records, keys, &settings);
    reported(&records, &linked, (ids, asked), language)?;
    Ok(linked)
}

/// Links by encodings alone, under a key that is drawn for this run and forgotten with it.
fn over_encodings(
    persons: &Persons,
    settings: &Settings,
    language: Language,
) -> Result<(EncodedRecords, Linked), Failure> {
    let mut bytes = [0; 32];
    let failed = |error: &dyn std::fmt::Display| Failure::Operation(format!("no key could be drawn: {error}"));
    getrandom::fill(&mut bytes).map_err(|error| failed(&error))?;
    let key = LinkageKey::new(bytes).map_err(|error| failed(&error))?;
    let records = EncodedRecords::encoded(&Encoder::new(&key), persons, settings.across, settings.seed);
    let done = link_encoded(&records, settings);
    say_cut(done.cut_pairs, language);
    Ok((records, done.linked))
}

/// Writes the report that was asked for.
fn reported<R: Records>(
    records: &R,
    linked: &Linked,
    (ids, asked): (&Ids, &LinkFiles),
    language: Language,
) -> Result<(), Failure> {
    let Some(path) = &asked.report else { return Ok(()) };
    let pair = match asked.pair.as_slice() {
        [a, b] => Some((ids.place(a)?, ids.place(b)?)),
        _ => None,
    };
    let reviewed = asked.reviewed.as_deref();
    let bands = reviewed.map(|file| review::read(file, ids, linked)).transpose()?;
    let about = report::About { pair, bands };
    written(path, |out| report::write(out, (records, linked, ids), &about, language))
}

fn say_cut(pairs: u64, language: Language) {
    match language {
        _ if pairs == 0 => {}
        Language::Es => eprintln!(
            "sintra: se acortaron bloques de demasiados registros iguales: {pairs} pares no se miraron. Más columnas en el mapa los distinguen."
        ),
        Language::En => eprintln!(
            "sintra: blocks of too many equal records were cut: {pairs} pairs were not looked at. More columns in the map tell such records apart."
        ),
    }
}

fn clusters(out: &mut impl Write, ids: &Ids, linked: &Linked) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["record_id", "cluster_id", "probability"])?;
    for (record, id) in ids.all().enumerate() {
        let cluster = (linked.clusters.of[record] + 1).to_string();
        let probability = format!("{:.6}", linked.clusters.probability[record]);
        out.write_record([id, &cluster, &probability])?;
    }
    out.flush()
}

fn pairs(out: &mut impl Write, ids: &Ids, linked: &Linked) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["record_id_a", "record_id_b", "match_weight", "probability"])?;
    for pair in &linked.pairs {
        let (weight, probability) = (format!("{:.3}", pair.weight), format!("{:.6}", pair.probability()));
        out.write_record([ids.of(pair.a), ids.of(pair.b), &weight, &probability])?;
    }
    out.flush()
}

fn written(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), Failure> {
    let file = File::create(path).map(BufWriter::new);
    file.and_then(|mut file| write(&mut file).and_then(|()| file.flush()))
        .map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Operation(format!("{}: {error}", path.display()))
}

fn say_result(persons: &Persons, linked: &Linked, language: Language) {
    let first = |(record, cluster): (usize, &u32)| usize::try_from(*cluster) == Ok(record);
    let distinct = linked.clusters.of.iter().enumerate().filter(|one| first(*one)).count();
    let (records, pairs) = (persons.len(), linked.candidates);
    match language {
        Language::Es => say!("{records} registros, {pairs} pares comparados, {distinct} personas tras la vinculación"),
        Language::En => say!("{records} records, {pairs} candidate pairs, {distinct} persons after linkage"),
    }
}
