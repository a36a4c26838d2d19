//! Broken and malicious files cost their sender a sentence, and nobody else anything.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::{
    child::{Seen, watch},
    house::{shared, sintra},
};

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
    let seen: Vec<Seen> = files.iter().map(|path| check(path)).collect();
    let most = |of: fn(&Seen) -> u64| seen.iter().map(of).max().unwrap_or_default();
    println!(
        "{} files; at most {} KiB, the reading process {} KiB",
        seen.len(),
        most(|one| one.own_kib),
        most(|one| one.child_kib)
    );
    assert!(
        seen.iter().any(|one| one.children > 0),
        "no reading process was ever seen, so none was measured"
    );
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
pub(crate) fn check(path: &Path) -> Seen {
    let seen = watch(sintra().arg("check").arg(path).arg("--json"));
    let (name, code) = (path.display(), seen.status.code());
    assert!(matches!(code, Some(0 | 1 | 4)), "{name}: ended with {}", seen.status);
    assert!(seen.own_kib < MEMORY_MAX_KIB, "{name}: {} KiB", seen.own_kib);
    assert!(
        seen.child_kib < MEMORY_MAX_KIB,
        "{name}: the reading process took {} KiB",
        seen.child_kib
    );
    let object: Json = serde_json::from_str(&seen.said).unwrap();
    let refusals: Vec<&Json> = object["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["severity"] == "refusal")
        .collect();
    assert_eq!(code == Some(4), !refusals.is_empty(), "{name}: {}", seen.said);
    for refusal in refusals {
        for words in ["message", "remedy"] {
            assert!(
                refusal[words].as_str().is_some_and(|text| text.len() > 10),
                "{name}: {refusal} has no {words}"
            );
        }
    }
    seen
}
