//! Measures the tabulation kernel on synthetic victim records, and writes them for other engines.
//!
//! `tabulate_bench <rows> <folder>` writes `victims.csv`, `plan.txt` and `tables.txt` to the folder;
//! `tabulate_bench <rows>` only measures. Nobody's data is involved: every row is drawn from a
//! generator with a fixed seed.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::time::Instant;

use statistics::{Column, Counts, Frame, Interner, Request, Weights, plan_summary, tabulate};

/// Name, number of codes and how unequal their frequencies are (0: equal).
const COLUMNS: [(&str, u32, u32); 11] = [
    ("sex", 4, 1),
    ("age_band", 6, 1),
    ("nationality_status", 5, 2),
    ("state", 34, 1),
    ("investigation_origin", 11, 1),
    ("relation", 8, 1),
    ("vulnerability_set", 40, 2),
    ("offence_set", 120, 2),
    ("year", 6, 0),
    ("migratory_status", 8, 2),
    ("finality", 12, 1),
];

/// The thirty two-way tables: what a yearly report asks, by column number.
const TABLES: [(usize, usize); 30] = [
    (0, 1),
    (0, 2),
    (0, 3),
    (0, 5),
    (0, 6),
    (0, 7),
    (0, 8),
    (0, 9),
    (0, 10),
    (1, 2),
    (1, 3),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (1, 10),
    (2, 3),
    (2, 8),
    (2, 9),
    (3, 4),
    (3, 6),
    (3, 7),
    (3, 8),
    (3, 10),
    (4, 8),
    (5, 10),
    (6, 10),
    (7, 8),
    (7, 10),
    (8, 10),
];

/// Rounds whose processor time is averaged: one is too short to time well.
const ROUNDS: u32 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: usize = arguments.next().map_or(Ok(10_000_000), |rows| rows.parse())?;
    let codes = victims(rows);
    if let Some(folder) = arguments.next() {
        return write(&codes, &folder);
    }
    let frame = frame(&codes)?;
    time_interning(&codes[6]);
    let two_way: Vec<Request> = TABLES.iter().map(|&(a, b)| request(vec![a, b])).collect();
    report("30 two-way tables", &frame, &two_way)?;
    let pairs = (0..11).flat_map(|b| (0..b).map(move |a| request(vec![a, b])));
    report("all 55 two-way tables", &frame, &pairs.collect::<Vec<_>>())?;
    let mut filtered = two_way.clone();
    filtered
        .iter_mut()
        .for_each(|request| request.keep.push((3, (0..34).map(|state| state == 5).collect())));
    report("30 tables of one state", &frame, &filtered)?;
    let halves = (0..rows as u32).map(|row| 1 + row % 2 * 36).collect();
    let weighted = Frame::new(rows, Weights::new(halves), frame.columns().to_vec())?;
    report("30 tables, weighted", &weighted, &two_way)
}

/// The next number of a fixed sequence. Steele, Lea & Flood (2014), SplitMix64.
fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A code below `cardinality`; each unit of skew makes low codes more frequent.
fn code(random: u64, cardinality: u32, skew: u32) -> u32 {
    let uniform = (random >> 11) as f64 / (1u64 << 53) as f64;
    (f64::from(cardinality) * uniform.powi(1 + skew as i32)) as u32
}

/// One list of codes per column.
fn victims(rows: usize) -> Vec<Vec<u32>> {
    let mut columns = Vec::new();
    for (seed, &(_, cardinality, skew)) in COLUMNS.iter().enumerate() {
        let mut state = seed as u64 + 1;
        columns.push((0..rows).map(|_| code(draw(&mut state), cardinality, skew)).collect());
    }
    columns
}

/// The records as a frame of one byte per field.
fn frame(codes: &[Vec<u32>]) -> Result<Frame, Box<dyn Error>> {
    let mut columns = Vec::new();
    for (codes, &(_, cardinality, _)) in codes.iter().zip(&COLUMNS) {
        columns.push(Column::new(codes, cardinality as usize)?);
    }
    Ok(Frame::new(codes[0].len(), Weights::Ones, columns)?)
}

/// A table over these columns without filters.
fn request(axes: Vec<usize>) -> Request {
    Request { axes, keep: Vec::new() }
}

/// Says how fast answers become codes: sets as 64-bit words, shuffled.
fn time_interning(codes: &[u32]) {
    let sets: Vec<u64> = codes.iter().map(|&code| u64::from(code) * 0x0101_0101).collect();
    let before = Instant::now();
    let mut interner = Interner::new();
    sets.iter().for_each(|set| interner.push(set));
    let (_, entries) = interner.finish();
    let rate = sets.len() as f64 / before.elapsed().as_secs_f64() / 1e6;
    println!("interning: {rate:.0} million values/s ({} entries)", entries.len());
}

/// Counts the tables and prints what they cost.
fn report(what: &str, frame: &Frame, requests: &[Request]) -> Result<(), Box<dyn Error>> {
    let tables = tabulate(frame, requests, 1)?;
    let before = processor_seconds()?;
    for _ in 0..ROUNDS {
        std::hint::black_box(tabulate(frame, requests, 1)?);
    }
    let seconds = (processor_seconds()? - before) / f64::from(ROUNDS);
    let before = Instant::now();
    std::hint::black_box(tabulate(frame, requests, 2)?);
    let wall_two = before.elapsed().as_secs_f64();
    let rate = frame.rows() as f64 * requests.len() as f64 / seconds / 1e6;
    let cells: usize = tables.iter().map(|table| table.shape().iter().product::<usize>()).sum();
    println!(
        "{what}: cpu_seconds={seconds:.4} wall_two_threads={wall_two:.4} \
         rows_x_tables_per_core_second={rate:.0}M cubes={} cells={cells} bytes_per_row={} checksum={}",
        plan_summary(frame, requests)?.len(),
        frame.bytes_per_row(),
        checksum(&tables),
    );
    Ok(())
}

/// A number that changes when any cell of any two-way table does.
fn checksum(tables: &[Counts]) -> u64 {
    let mut sum: u64 = 0;
    for (number, table) in (1u64..).zip(tables) {
        let width = table.shape()[1] as u64;
        for (cell, count) in table.occupied() {
            let place = number * 1_000_003 + cell / width * 7_919 + cell % width * 31 + 1;
            sum = (sum + place * count) % ((1 << 61) - 1);
        }
    }
    sum
}

/// Processor time that this process has used, in seconds, all threads together.
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let mut nanoseconds: u64 = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let text = fs::read_to_string(task?.path().join("schedstat"))?;
        nanoseconds += text.split_whitespace().next().unwrap_or("0").parse::<u64>()?;
    }
    Ok(nanoseconds as f64 / 1e9)
}

/// Writes the records, the tables and the plan, so that another engine counts the same.
fn write(codes: &[Vec<u32>], folder: &str) -> Result<(), Box<dyn Error>> {
    let mut csv = std::io::BufWriter::with_capacity(1 << 20, fs::File::create(format!("{folder}/victims.csv"))?);
    writeln!(csv, "{}", COLUMNS.map(|(name, _, _)| name).join(","))?;
    let mut line = String::new();
    for row in 0..codes[0].len() {
        line.clear();
        for column in codes {
            write!(line, "{},", column[row])?;
        }
        writeln!(csv, "{}", line.trim_end_matches(','))?;
    }
    let names = |columns: &[usize]| columns.iter().map(|&at| COLUMNS[at].0).collect::<Vec<_>>().join(" ");
    let lines = |lists: &[Vec<usize>]| lists.iter().map(|list| names(list) + "\n").collect::<String>();
    let tables: Vec<Vec<usize>> = TABLES.iter().map(|&(a, b)| vec![a, b]).collect();
    fs::write(format!("{folder}/tables.txt"), lines(&tables))?;
    let requests: Vec<Request> = tables.into_iter().map(request).collect();
    fs::write(
        format!("{folder}/plan.txt"),
        lines(&plan_summary(&frame(codes)?, &requests)?),
    )?;
    Ok(())
}
