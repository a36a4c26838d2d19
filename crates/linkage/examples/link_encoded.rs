//! Links CSV files on encodings only: `link_encoded FILE [FILE2] --map MAP.toml [--out clusters.csv] [--truth TRUTH.csv …]
//! [--whole none|year|folded|balanced|flips] [--threshold 0.8]`. With `--whole`, one filter a record and Dice alone.

use std::{
    collections::HashMap,
    error::Error,
    fs,
    io::{BufWriter, Write},
};

use linkage::{
    EncodedRecords, Persons, PersonsBuilder, Role, Settings,
    attack::{risk, withhold_crowds},
    dice::{Search, all_pairs, all_pairs_within},
    encode::{Encoder, LinkageKey},
    hardening::{Hardening, Shape, WholeEncoder},
    link_encoded,
    lsh::one_to_one,
};

/// A key that more records of one file share is withheld.
const CROWD: usize = 20;

#[derive(Default)]
struct Arguments {
    files: Vec<String>,
    map: String,
    out: Option<String>,
    truth: Vec<String>,
    whole: Option<String>,
    whole_encodings: bool,
    threshold: f64,
}

/// Pairs that were linked, and clusters with their probabilities.
struct Found {
    pairs: Vec<(u32, u32)>,
    clusters: Vec<u32>,
    probability: Vec<f32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments();
    let (persons, ids) = read(&arguments)?;
    let found = match &arguments.whole {
        Some(kind) => by_whole(&arguments, &persons, kind)?,
        None => by_key(&arguments, &persons, &ids)?,
    };
    if let Some(path) = &arguments.out {
        let mut file = BufWriter::new(fs::File::create(path)?);
        writeln!(file, "record_id,cluster_id,probability")?;
        for (record, id) in ids.iter().enumerate() {
            let (cluster, probability) = (found.clusters[record], found.probability[record]);
            writeln!(file, "{id},{},{probability:.6}", ids[cluster as usize])?;
        }
    }
    measure(&arguments, &persons, &ids, &found)
}

fn arguments() -> Arguments {
    let mut arguments = Arguments {
        threshold: 0.8,
        ..Arguments::default()
    };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--map" => arguments.map = rest.next().unwrap_or_default(),
            "--out" => arguments.out = rest.next(),
            "--truth" => arguments.truth.extend(rest.next()),
            "--encode" => arguments.whole_encodings = true,
            "--whole" => arguments.whole = rest.next(),
            "--threshold" => arguments.threshold = rest.next().and_then(|text| text.parse().ok()).unwrap_or(0.8),
            _ => arguments.files.push(argument),
        }
    }
    arguments
}

/// A key for trials: never one to send anything with.
fn key() -> Result<LinkageKey, Box<dyn Error>> {
    Ok(LinkageKey::new(std::array::from_fn(|at| at as u8))?)
}

/// Says how fast these persons are encoded and what their encodings give away; links them.
fn by_key(arguments: &Arguments, persons: &Persons, all_ids: &[String]) -> Result<Found, Box<dyn Error>> {
    let encoder = Encoder::new(&key()?);
    if arguments.whole_encodings {
        give_away(&encoder, persons);
    }
    let start = cpu_seconds();
    let across = arguments.files.len() > 1;
    let records = EncodedRecords::encoded(&encoder, persons, across, 1);
    said("encoded as far as needed", persons.len(), start);
    if !arguments.truth.is_empty() {
        let candidates = linkage::Candidates::new(records.keys().to_vec(), persons.sources(), across);
        let truth = truth_pairs(arguments, persons, all_ids)?;
        let n = truth.len() as f64;
        let names: Vec<String> = candidates.key_names().to_vec();
        let shared: Vec<u64> = truth.iter().map(|&(a, b)| candidates.shared(a, b)).collect();
        eprintln!(
            "completeness {:.5}",
            shared.iter().filter(|s| **s != 0).count() as f64 / n
        );
        let mut left: Vec<usize> = (0..names.len()).collect();
        while left.len() > 4 {
            let mask = |without: usize| left.iter().filter(|k| **k != without).fold(0u64, |m, k| m | 1 << k);
            let lost = |k: usize| shared.iter().filter(|s| **s != 0 && **s & mask(k) == 0).count();
            let (worst, count) = left
                .iter()
                .map(|k| (*k, lost(*k)))
                .min_by_key(|x| x.1)
                .unwrap_or((0, 0));
            eprintln!("without {:45} lost {:.5}", names[worst], count as f64 / n);
            left.retain(|k| *k != worst);
        }
    }
    let start = cpu_seconds();
    let settings = Settings {
        across: arguments.files.len() > 1,
        ..Settings::default()
    };
    let done = link_encoded(&records, &settings);
    said("linked", persons.len(), start);
    eprintln!("{} candidates, {} pairs cut", done.linked.candidates, done.cut_pairs);
    let taken = done
        .linked
        .pairs
        .iter()
        .filter(|pair| f64::from(pair.weight) >= done.linked.threshold);
    Ok(Found {
        pairs: taken.map(|pair| (pair.a, pair.b)).collect(),
        clusters: done.linked.clusters.of,
        probability: done.linked.clusters.probability,
    })
}

/// Whole encodings, as an institution sends them.
fn give_away(encoder: &Encoder, persons: &Persons) {
    let start = cpu_seconds();
    let mut encodings = encoder.encode(persons);
    said("encoded in full", persons.len(), start);
    let before = risk(&encodings, CROWD);
    let went = withhold_crowds(&mut encodings, CROWD);
    let views: usize = encodings.iter().map(|one| one.views.len()).sum();
    let start = cpu_seconds();
    let size: usize = encodings.iter().map(|one| one.to_text().len()).sum();
    said("written", persons.len(), start);
    let each = |sum: usize| sum as f64 / persons.len().max(1) as f64;
    eprintln!(
        "{:.1} filters and {:.0} letters a record, {:.3} of bits set",
        each(views),
        each(size),
        before.fill
    );
    let crowds = before.share_in_crowds;
    eprintln!(
        "in crowds of more than {CROWD}: {crowds:.5} of the records, {went} keys withheld; {:?}",
        before.keys.first()
    );
}

/// One filter a record, all pairs above the threshold, one partner each where there are two files.
fn by_whole(arguments: &Arguments, persons: &Persons, kind: &str) -> Result<Found, Box<dyn Error>> {
    let mut hardening = Hardening::NONE;
    hardening.by_year = kind.contains("year");
    hardening.flips = if kind.contains("flips") { 0.02 } else { 0.0 };
    hardening.shape = match kind {
        _ if kind.contains("folded") => Shape::Folded,
        _ if kind.contains("balanced") => Shape::Balanced,
        _ => Shape::Plain,
    };
    let encoder = WholeEncoder::new(&key()?, hardening);
    let start = cpu_seconds();
    let filters = encoder.encode(persons);
    said("encoded", persons.len(), start);
    let second = persons.sources().iter().take_while(|source| **source == 0).count();
    let search = Search {
        threshold: arguments.threshold,
        most: 20,
    };
    let start = cpu_seconds();
    let hits = match arguments.files.len() {
        1 => all_pairs_within(&filters, search).hits,
        _ => {
            let mut hits = all_pairs(&filters[..second], &filters[second..], search).hits;
            hits.iter_mut().for_each(|hit| hit.right += second as u32);
            one_to_one(&hits)
        }
    };
    said("compared", persons.len(), start);
    Ok(Found {
        pairs: hits.iter().map(|hit| (hit.left, hit.right)).collect(),
        clusters: (0..persons.len() as u32).collect(),
        probability: vec![1.0; persons.len()],
    })
}

fn said(what: &str, records: usize, start: f64) {
    let took = (cpu_seconds() - start).max(0.01);
    eprintln!(
        "{what}: {took:.2} CPU seconds, {:.0} records a second",
        records as f64 / took
    );
}

/// Precision, recall and F1 of the pairs, and of the clusters.
fn truth_of(arguments: &Arguments, persons: &Persons, ids: &[String]) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut person_of: HashMap<(usize, String), String> = HashMap::new();
    for (source, path) in arguments.truth.iter().enumerate() {
        for (id, person) in fs::read_to_string(path)?
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
        {
            person_of.insert((source, id.to_owned()), person.trim().to_owned());
        }
    }
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut truth = Vec::new();
    for (id, source) in ids.iter().zip(persons.sources()) {
        let source = if arguments.truth.len() > 1 {
            usize::from(*source)
        } else {
            0
        };
        let person = person_of
            .get(&(source, id.clone()))
            .cloned()
            .unwrap_or_else(|| id.clone());
        let next = numbers.len() as u32;
        truth.push(*numbers.entry(person).or_insert(next));
    }
    Ok(truth)
}

fn truth_pairs(arguments: &Arguments, persons: &Persons, ids: &[String]) -> Result<Vec<(u32, u32)>, Box<dyn Error>> {
    let across = arguments.files.len() > 1;
    let apart = |(a, b): &(u32, u32)| !across || persons.sources()[*a as usize] != persons.sources()[*b as usize];
    Ok(within(&truth_of(arguments, persons, ids)?)
        .into_iter()
        .filter(apart)
        .collect())
}

fn measure(arguments: &Arguments, persons: &Persons, ids: &[String], found: &Found) -> Result<(), Box<dyn Error>> {
    let truth = truth_of(arguments, persons, ids)?;
    let across = arguments.files.len() > 1;
    let apart = |(a, b): &(u32, u32)| !across || persons.sources()[*a as usize] != persons.sources()[*b as usize];
    let of = |clusters: &[u32]| -> Vec<(u32, u32)> { within(clusters).into_iter().filter(apart).collect() };
    let all = of(&truth).len();
    for (name, pairs) in [("pairs", found.pairs.clone()), ("clusters", of(&found.clusters))] {
        let right = pairs
            .iter()
            .filter(|(a, b)| truth[*a as usize] == truth[*b as usize])
            .count();
        let f1 = 2.0 * right as f64 / (pairs.len() + all).max(1) as f64;
        println!(
            "{name:9} F1 {f1:.5}  wrong {}  missed {}  true {all}",
            pairs.len() - right,
            all - right
        );
    }
    Ok(())
}

/// The pairs within clusters.
fn within(clusters: &[u32]) -> Vec<(u32, u32)> {
    let mut order: Vec<u32> = (0..clusters.len() as u32).collect();
    order.sort_by_key(|record| (clusters[*record as usize], *record));
    let mut pairs = Vec::new();
    for cluster in order.chunk_by(|a, b| clusters[*a as usize] == clusters[*b as usize]) {
        for (at, a) in cluster.iter().enumerate() {
            pairs.extend(cluster[at + 1..].iter().map(|b| (*a, *b)));
        }
    }
    pairs
}

/// Reads the files by the map's few lines of TOML.
fn read(arguments: &Arguments) -> Result<(Persons, Vec<String>), Box<dyn Error>> {
    let text = fs::read_to_string(&arguments.map)?;
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let map: Vec<(&str, &str)> = lines
        .map(|(name, column)| (name.trim(), column.trim().trim_matches('"')))
        .collect();
    let roles: Vec<(Role, &str)> = map
        .iter()
        .filter_map(|(name, column)| Some((Role::named(name)?, *column)))
        .collect();
    let id = map
        .iter()
        .find(|(name, _)| *name == "id")
        .map_or("", |(_, column)| column);
    let mut builder = PersonsBuilder::new(&roles.iter().map(|(role, _)| *role).collect::<Vec<_>>());
    let mut ids = Vec::new();
    for (source, file) in arguments.files.iter().enumerate() {
        let text = fs::read_to_string(file)?;
        let mut lines = text.lines();
        let head = cells(lines.next().unwrap_or_default());
        let place = |column: &str| head.iter().position(|cell| *cell == column).unwrap_or(usize::MAX);
        let (id, places) = (
            place(id),
            roles.iter().map(|(_, column)| place(column)).collect::<Vec<_>>(),
        );
        for line in lines {
            let cells = cells(line);
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            builder.push(source as u16, &places.iter().map(|at| cell(*at)).collect::<Vec<_>>());
            ids.push(cell(id).to_owned());
        }
    }
    Ok((builder.finish(), ids))
}

/// The cells of a line of CSV, without their quotes.
fn cells(line: &str) -> Vec<&str> {
    let (mut cells, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, sign) in line.char_indices() {
        quoted ^= sign == '"';
        if sign == ',' && !quoted {
            cells.push(line[from..at].trim().trim_matches('"'));
            from = at + 1;
        }
    }
    cells.push(line[from..].trim().trim_matches('"'));
    cells
}

/// Processor time of this process so far, all threads, in seconds.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    ticks.iter().sum::<f64>() / 100.0
}
