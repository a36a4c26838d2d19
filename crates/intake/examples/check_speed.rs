//! How many rows a second a check takes of one core: `check_speed FILE [AUTHORITY]`, without the reading process. With
//! an authority, identity is sealed as far as it may send it.

use std::{fs::File, io::BufReader, time::Instant};

use catalogue::{Catalogue, Files};
use intake::{Asked, Check, Identity, Limits, Nowhere, Words, read};

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        return eprintln!("check_speed FILE [AUTHORITY]");
    };
    let authority = std::env::args().nth(2);
    let asked = Asked {
        authority: authority.as_deref(),
        identity: Identity::Sealed,
        ..Asked::default()
    };
    let Ok(catalogue) = Catalogue::read(Files::embedded()) else {
        return eprintln!("the catalogue has faults");
    };
    let words = Words::of(&catalogue);
    let Ok(file) = File::open(&path) else {
        return eprintln!("{path} cannot be opened");
    };
    let start = Instant::now();
    let mut check = Check::new(&catalogue, &words, asked, Nowhere);
    read(BufReader::new(file), &path, &Limits::default(), &mut check).ok();
    let (outcome, _) = check.finish();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} rows, {:.2} s, {:.0} rows/s",
        outcome.rows,
        seconds,
        outcome.rows as f64 / seconds
    );
    println!("{:?}", outcome.findings.counts());
    outcome
        .findings
        .kept()
        .iter()
        .take(5)
        .for_each(|finding| println!("{finding:?}"));
}
