//! Broken and malicious files cost their sender a sentence, and nobody else anything.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::house::{shared, sintra};

/// Peak resident memory that the checking process may reach.
const MEMORY_MAX_KIB: u64 = 256 * 1024;

#[test]
fn every_odd_file_ends_in_time_with_a_sentence() {
    let Some(data) = shared("hostile") else { return };
    let mut files = Vec::new();
    gather(&data, &mut files);
    ["unodc", "fbi", "nrm"]
        .iter()
        .filter_map(|folder| shared(folder))
        .for_each(|folder| gather(&folder, &mut files));
    assert!(files.len() > 200);
    files.iter().for_each(|path| check(path));
}

#[test]
fn a_small_file_that_unpacks_to_half_a_gigabyte_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.csv.gz");
    let zeros = [0u8; 1 << 20];
    let mut out = flate2::write::GzEncoder::new(fs::File::create(&path).unwrap(), flate2::Compression::best());
    (0..512).for_each(|_| std::io::Write::write_all(&mut out, &zeros).unwrap());
    out.finish().unwrap();
    let start = Instant::now();
    check(&path);
    assert!(start.elapsed() < Duration::from_secs(10));
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files)
        } else {
            files.push(path)
        }
    }
}

/// Checks one file: it ends within a minute, by itself, within its memory, and says why when it refuses.
fn check(path: &Path) {
    let mut child = sintra()
        .arg("check")
        .arg(path)
        .arg("--json")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pipe = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || std::io::read_to_string(pipe).unwrap());
    let (start, mut peak) = (Instant::now(), 0);
    let status = loop {
        peak = peak.max(peak_kib(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{} takes too long",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(2));
    };
    let said = reader.join().unwrap();
    let code = status.code();
    assert!(
        matches!(code, Some(0 | 1 | 4)),
        "{}: ended with {status}",
        path.display()
    );
    assert!(peak < MEMORY_MAX_KIB, "{}: {peak} KiB", path.display());
    let object: Json = serde_json::from_str(&said).unwrap();
    let refusals = object["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["severity"] == "refusal");
    let sentences = refusals
        .filter(|one| one["message"].as_str().is_some_and(|text| text.len() > 10))
        .count();
    assert_eq!(code == Some(4), sentences > 0, "{}: {said}", path.display());
}

/// Peak resident memory of a process, or 0 when it has ended.
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or_default()
}
