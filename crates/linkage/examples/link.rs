//! Links or de-duplicates CSV files: `link FILE [FILE2] --map MAP.toml [--out clusters.csv] [--pairs pairs.csv]
//! [--truth TRUTH.csv …]`. With the truth (`record_id,cluster_id`) it also says how good the result is.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::time::Instant;

use linkage::quality::{expected_quality, persons_interval, sensitivity};
use linkage::{
    BlockBudget, BlockingKey, Candidates, Linked, Persons, PersonsBuilder, PlainRecords, Records, Role, Scorer,
    Settings, link, plain_keys,
};

/// What the command line says.
#[derive(Default)]
struct Arguments {
    files: Vec<String>,
    map: String,
    out: Option<String>,
    pairs: Option<String>,
    truth: Vec<String>,
    verbose: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let said = |what: &str| {
        eprintln!(
            "{:6.2} s, processor {:6.2} s  {what}",
            start.elapsed().as_secs_f64(),
            processor()
        )
    };
    let arguments = arguments();
    let map = read_map(&fs::read_to_string(&arguments.map)?);
    let (persons, ids) = read(&arguments.files, &map)?;
    said(&format!("{} records read", persons.len()));
    let across = arguments.files.len() > 1;
    let records = PlainRecords::new(&persons, across);
    let refined = plain_keys(&persons, &BlockBudget::usual(persons.len(), across));
    for key in refined.iter().filter(|key| key.cut_pairs > 0) {
        said(&format!("{}: {} pairs cut", key.key.name, key.cut_pairs));
    }
    let keys: Vec<BlockingKey> = refined.into_iter().map(Into::into).collect();
    said("keys made");
    let kept = if arguments.truth.is_empty() {
        Vec::new()
    } else {
        keys.clone()
    };
    let linked = link(
        &records,
        keys,
        &Settings {
            across,
            ..Settings::default()
        },
    );
    said(&format!(
        "{} candidates, {} pairs kept",
        linked.candidates,
        linked.pairs.len()
    ));
    let expected = expected_quality(&linked.pairs, linked.missed, linked.threshold);
    said(&format!(
        "expected precision {:.4}, recall {:.4}; missed {:.0}",
        expected.precision, expected.recall, linked.missed
    ));
    if arguments.verbose {
        let scorer = Scorer::new(&records, &linked.model);
        let interval = persons_interval(&scorer, &linked.pairs, linked.unique, linked.missed, (40, 1));
        said(&format!("persons {interval:?}"));
        let thresholds = [-4.0, -2.0, 0.0, 2.0, 4.0, 8.0];
        said(&format!(
            "sensitivity {:?}",
            sensitivity(&scorer, &linked.pairs, linked.unique, &thresholds)
        ));
    }
    write(&arguments, &ids, &linked)?;
    if arguments.verbose {
        tables(&records, &linked);
    }
    if !arguments.truth.is_empty() {
        let candidates = Candidates::new(kept, persons.sources(), across);
        measure(&arguments, &persons, &ids, &linked, &candidates)?;
    }
    Ok(())
}

/// The processor's time so far, in seconds; 0 where the system does not tell.
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or("");
    let ticks = |at: usize| {
        after
            .split_whitespace()
            .nth(at)
            .and_then(|word| word.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

fn arguments() -> Arguments {
    let mut arguments = Arguments::default();
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--map" => arguments.map = rest.next().unwrap_or_default(),
            "--out" => arguments.out = rest.next(),
            "--pairs" => arguments.pairs = rest.next(),
            "--truth" => arguments.truth.extend(rest.next()),
            "--verbose" => arguments.verbose = true,
            _ => arguments.files.push(argument),
        }
    }
    arguments
}

/// The column of the record's number, and the role of each column that has one.
struct Map {
    id: String,
    roles: Vec<(Role, String)>,
}

/// Reads the few lines of TOML that a map is made of: `name = "column"`.
fn read_map(text: &str) -> Map {
    let mut map = Map {
        id: String::new(),
        roles: Vec::new(),
    };
    for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
        let column = value.trim().trim_matches('"').to_owned();
        match Role::named(name.trim()) {
            Some(role) => map.roles.push((role, column)),
            None if name.trim() == "id" => map.id = column,
            None => {}
        }
    }
    map
}

fn read(files: &[String], map: &Map) -> Result<(Persons, Vec<String>), Box<dyn Error>> {
    let roles: Vec<Role> = map.roles.iter().map(|(role, _)| *role).collect();
    let mut builder = PersonsBuilder::new(&roles);
    let mut ids = Vec::new();
    for (source, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file)?;
        let mut cells = Vec::new();
        let mut rest = row(&text, &mut cells);
        let place = |name: &str| cells.iter().position(|cell| cell.trim() == name);
        let id = place(&map.id);
        let places: Vec<Option<usize>> = map.roles.iter().map(|(_, column)| place(column)).collect();
        let mut wanted: Vec<&str> = Vec::new();
        while !rest.is_empty() {
            rest = row(rest, &mut cells);
            wanted.clear();
            wanted.extend(
                places
                    .iter()
                    .map(|at| at.and_then(|at| cells.get(at).copied()).unwrap_or("")),
            );
            builder.push(source as u16, &wanted);
            let own = id.and_then(|at| cells.get(at)).map(|cell| cell.trim().to_owned());
            ids.push(own.unwrap_or_else(|| ids.len().to_string()));
        }
    }
    Ok((builder.finish(), ids))
}

/// Takes one row of CSV apart and gives the rest of the text; quoted cells lose their quotes.
fn row<'t>(text: &'t str, cells: &mut Vec<&'t str>) -> &'t str {
    cells.clear();
    let bytes = text.as_bytes();
    let (mut at, mut from, mut quoted) = (0, 0, false);
    while at < bytes.len() && (quoted || bytes[at] != b'\n') {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                cells.push(text[from..at].trim_matches('"'));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    cells.push(text[from..at].trim_end_matches('\r').trim_matches('"'));
    &text[(at + 1).min(text.len())..]
}

fn write(arguments: &Arguments, ids: &[String], linked: &Linked) -> Result<(), Box<dyn Error>> {
    if let Some(path) = &arguments.out {
        let mut file = BufWriter::new(fs::File::create(path)?);
        writeln!(file, "record_id,cluster_id,probability")?;
        for (record, id) in ids.iter().enumerate() {
            let (cluster, probability) = (linked.clusters.of[record], linked.clusters.probability[record]);
            writeln!(file, "{id},{},{probability:.6}", ids[cluster as usize])?;
        }
    }
    if let Some(path) = &arguments.pairs {
        let mut file = BufWriter::new(fs::File::create(path)?);
        writeln!(file, "record_id_a,record_id_b,weight,probability")?;
        for pair in &linked.pairs {
            let (a, b) = (&ids[pair.a as usize], &ids[pair.b as usize]);
            writeln!(file, "{a},{b},{:.3},{:.6}", pair.weight, pair.probability())?;
        }
    }
    Ok(())
}

fn tables(records: &impl Records, linked: &Linked) {
    eprintln!("classes {:?}", linked.model.classes);
    for (k, comparison) in records.comparisons().iter().enumerate() {
        let of = &linked.model.comparisons[k];
        eprintln!("{}", comparison.name);
        for (at, level) in comparison.levels.iter().enumerate() {
            eprintln!(
                "    {:28.28} m {:.5}  u {:.3e}  kin {:.5} local {:.5} weight {:6.2}",
                level.name,
                of.m[at],
                of.u[at],
                of.kin[at],
                of.local[at],
                linked.model.weight(k, at as u8 + 1)
            );
        }
    }
}

/// Pairs right, found and true.
fn quality(name: &str, right: u64, found: u64, truth: u64) {
    let (precision, recall) = (right as f64 / found.max(1) as f64, right as f64 / truth.max(1) as f64);
    let f1 = 2.0 * right as f64 / (found + truth).max(1) as f64;
    println!(
        "{name:12} precision {precision:.5}  recall {recall:.5}  F1 {f1:.5}  wrong {}  missed {}",
        found - right,
        truth - right
    );
}

/// The person of each record, numbered as they come.
fn truth_of(arguments: &Arguments, sources: &[u16], ids: &[String]) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut person_of: HashMap<(u16, String), String> = HashMap::new();
    for (source, path) in arguments.truth.iter().enumerate() {
        for line in fs::read_to_string(path)?.lines().skip(1) {
            if let Some((id, person)) = line.split_once(',') {
                person_of.insert((source as u16, id.to_owned()), person.to_owned());
            }
        }
    }
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    Ok((0..ids.len())
        .map(|record| {
            let source = if arguments.truth.len() > 1 { sources[record] } else { 0 };
            let person = person_of
                .get(&(source, ids[record].clone()))
                .map_or(ids[record].as_str(), String::as_str);
            let next = numbers.len() as u32;
            *numbers.entry(person).or_insert(next)
        })
        .collect())
}

fn measure(
    arguments: &Arguments,
    persons: &Persons,
    ids: &[String],
    linked: &Linked,
    candidates: &Candidates,
) -> Result<(), Box<dyn Error>> {
    let across = arguments.files.len() > 1;
    let sources = persons.sources();
    let truth = truth_of(arguments, sources, ids)?;
    let pairs = pairs_of(&truth, sources, across);
    let true_pairs = pairs.len() as u64;
    let candidate = pairs.iter().filter(|&&(a, b)| candidates.shared(a, b) != 0).count();
    println!(
        "records {}  true pairs {true_pairs}  candidates {} ({:.2} a record)  pairs completeness {:.5}",
        ids.len(),
        linked.candidates,
        linked.candidates as f64 / ids.len() as f64,
        candidate as f64 / true_pairs.max(1) as f64
    );
    if arguments.verbose {
        for (key, name) in candidates.key_names().iter().enumerate() {
            let found = pairs
                .iter()
                .filter(|&&(a, b)| candidates.shared(a, b) >> key & 1 == 1)
                .count();
            let alone = pairs
                .iter()
                .filter(|&&(a, b)| candidates.shared(a, b) == 1 << key)
                .count();
            println!(
                "    {name:50} {:.4} alone {:.4}",
                found as f64 / true_pairs as f64,
                alone as f64 / true_pairs as f64
            );
        }
    }
    best(&linked.pairs, &truth, true_pairs);
    if arguments.verbose {
        faults(persons, linked, &truth, &pairs, ids);
    }
    for threshold in [0.05, 0.5, 0.9] {
        let found: Vec<_> = linked
            .pairs
            .iter()
            .filter(|pair| pair.probability() >= threshold)
            .collect();
        let right = found
            .iter()
            .filter(|pair| truth[pair.a as usize] == truth[pair.b as usize])
            .count();
        quality(
            &format!("pairs {threshold}"),
            right as u64,
            found.len() as u64,
            true_pairs,
        );
    }
    let found = pairs_of(&linked.clusters.of, sources, across);
    let right = found
        .iter()
        .filter(|&&(a, b)| truth[a as usize] == truth[b as usize])
        .count();
    quality("clusters", right as u64, found.len() as u64, true_pairs);
    Ok(())
}

/// Shows some of the pairs that the probabilities get wrong.
fn faults(persons: &Persons, linked: &Linked, truth: &[u32], pairs: &[(u32, u32)], ids: &[String]) {
    let records = PlainRecords::new(persons, false);
    let scorer = linkage::Scorer::new(&records, &linked.model);
    let mut seen = linkage::Seen::default();
    let mut show = |a: u32, b: u32, what: &str| {
        let pair = scorer.score(a, b, &mut seen);
        eprintln!(
            "{what} {} {} weight {:.1}",
            ids[a as usize], ids[b as usize], pair.weight
        );
        let parts = scorer.waterfall(a, b, &mut linkage::Seen::default());
        for (k, comparison) in records.comparisons().iter().enumerate() {
            let role = Role::named(&comparison.name).unwrap_or(Role::FullName);
            let level = pair.pattern.level(k);
            let (x, y) = (persons.value(role, a), persons.value(role, b));
            eprintln!("    {:16} {level} {:6.1}  {x} | {y}", comparison.name, parts[k]);
        }
    };
    let wrong = linked
        .pairs
        .iter()
        .filter(|pair| pair.weight > 0.0 && truth[pair.a as usize] != truth[pair.b as usize]);
    wrong.step_by(3).take(15).for_each(|pair| show(pair.a, pair.b, "WRONG"));
    let found: std::collections::HashSet<(u32, u32)> = linked
        .pairs
        .iter()
        .filter(|pair| pair.weight > 0.0)
        .map(|pair| (pair.a, pair.b))
        .collect();
    let missed: Vec<_> = pairs.iter().filter(|pair| !found.contains(pair)).collect();
    missed
        .iter()
        .step_by(missed.len() / 25 + 1)
        .for_each(|&&(a, b)| show(a, b, "MISSED"));
}

/// The best F1 that any threshold gives, as a bound of the scores.
fn best(pairs: &[linkage::ScoredPair], truth: &[u32], true_pairs: u64) {
    let mut sorted: Vec<_> = pairs.iter().collect();
    sorted.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let (mut right, mut top) = (0, (0.0, 0.0));
    for (at, pair) in sorted.iter().enumerate() {
        right += u64::from(truth[pair.a as usize] == truth[pair.b as usize]);
        let f1 = 2.0 * right as f64 / (at as f64 + 1.0 + true_pairs as f64);
        if f1 > top.0 {
            top = (f1, pair.probability());
        }
    }
    println!("best         F1 {:.5} at probability {:.4}", top.0, top.1);
}

/// The pairs within clusters.
fn pairs_of(cluster: &[u32], sources: &[u16], across: bool) -> Vec<(u32, u32)> {
    let mut order: Vec<u32> = (0..cluster.len() as u32).collect();
    order.sort_by_key(|&record| (cluster[record as usize], record));
    let mut pairs = Vec::new();
    for group in order.chunk_by(|&a, &b| cluster[a as usize] == cluster[b as usize]) {
        for (at, &a) in group.iter().enumerate() {
            let others = group[at + 1..]
                .iter()
                .filter(|&&b| !across || sources[a as usize] != sources[b as usize]);
            pairs.extend(others.map(|&b| (a, b)));
        }
    }
    pairs
}
