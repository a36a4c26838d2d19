//! Killed at any instant, the system loses no return whose receipt was given and keeps none half in.

use std::{
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::house::{json, run_well, sintra, table, victims};

/// Rows of each return: enough that the kill falls inside the work.
const ROWS: u32 = 3_000;

#[test]
fn two_hundred_kills_lose_nothing_and_leave_nothing_half_in() {
    let rounds = if std::env::var_os("CI").is_some() { 200 } else { 40 };
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = (folder.path().join("store"), folder.path().join("a.csv"));
    write(&path, 0);
    let start = Instant::now();
    run_well(&store, &import(&path), &[0, 1]);
    let usual = start.elapsed();
    run_well(&store, &["freeze"], &[0]);
    let mut acknowledged = 1;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for round in 1..=rounds {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let delay = usual.mul_f64((state % 1_200) as f64 / 1_000.0);
        write(&path, round);
        let freezing = round % 4 == 0;
        let arguments = if freezing {
            vec!["freeze"]
        } else {
            import(&path).to_vec()
        };
        acknowledged += u64::from(killed(&store, &arguments, delay) && !freezing);
        if round % 10 == 0 {
            whole(&store, acknowledged);
        }
    }
    whole(&store, acknowledged);
    let left = fs::read_dir(store.join("temporary")).map_or(0, Iterator::count);
    assert!(left <= 1, "{left} unfinished folders are left");
}

fn import(path: &Path) -> [&str; 7] {
    [
        "import",
        path.to_str().unwrap(),
        "--authority",
        "pros-09-cmx",
        "--period",
        "2016",
        "--json",
    ]
}

fn write(path: &Path, round: u32) {
    let rows: Vec<(String, u32)> = (0..ROWS).map(|row| (format!("A-{round}-{row}"), 1)).collect();
    let rows: Vec<(&str, &str, u32)> = rows
        .iter()
        .map(|(key, count)| (key.as_str(), "Mujer", *count))
        .collect();
    fs::write(path, victims(&rows)).unwrap();
}

/// Starts a command, kills it after a while, and tells whether it had answered.
fn killed(store: &Path, arguments: &[&str], delay: Duration) -> bool {
    let mut command = sintra();
    let child = command
        .arg("--store")
        .arg(store)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = child.spawn().unwrap();
    std::thread::sleep(delay);
    child.kill().ok();
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).contains("\"receipt\":{")
}

/// Every return is whole: as many rows as were handed in, its original at hand, its records countable.
fn whole(store: &Path, acknowledged: u64) {
    let returns = run_well(store, &["returns", "--json"], &[0]);
    let mut count = 0;
    for line in returns.lines() {
        let one = json(line);
        assert_eq!(one["parts"][0]["accepted"], ROWS);
        let hash = one["sha256"].as_str().unwrap();
        assert!(store.join("originals").join(&hash[..2]).join(hash).exists());
        count += 1;
    }
    assert!(count >= acknowledged, "{count} returns, {acknowledged} receipts");
    run_well(store, &["freeze"], &[0]);
    assert_eq!(table(store, "victims.total")["total"], ROWS);
}
