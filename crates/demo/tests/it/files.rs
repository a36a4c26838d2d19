//! The files of the country: passed on, joined and split, each with one number wherever it appears.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Catalogue, Files};
use demo::{Demo, FILES_HEAD, Margins};

/// A line of the truth, by its columns.
type Line = BTreeMap<&'static str, String>;

fn lines() -> Vec<Line> {
    let catalogue = Catalogue::read(Files::embedded()).expect("the catalogue is sound");
    let margins = Margins::of_2019().expect("the margins are sound");
    let demo = Demo::new(&catalogue, &margins, 2019, 1).expect("the country is made");
    let heads: Vec<&'static str> = FILES_HEAD.trim().split(',').collect();
    let offices = demo
        .authorities()
        .into_iter()
        .filter(|id| id.contains("pros-") || id.contains("pgr"));
    let mut lines = Vec::new();
    for id in offices {
        let truth = demo.returned(id).expect("the workbook is written").truth_of_files;
        let line = |line: &str| heads.iter().copied().zip(line.split(',').map(str::to_owned)).collect();
        lines.extend(truth.lines().map(line));
    }
    lines
}

#[test]
fn files_are_passed_on_joined_and_split_and_counted_by_every_office() {
    let lines = lines();
    let inquiries: Vec<&Line> = lines.iter().filter(|line| line["inquiry"] != "AC").collect();
    assert_eq!(inquiries.len(), 2_701, "every row of the margins is there");
    let folios: BTreeSet<(&String, &String)> = lines
        .iter()
        .map(|line| (&line["authority"], &line["file_number"]))
        .collect();
    assert_eq!(folios.len(), lines.len(), "no office gives one folio twice");
    let how = |how: &str| inquiries.iter().filter(|line| line["how"] == how).count();
    let (received, joined, split) = (how("received"), how("joined"), how("split"));
    assert!(
        (180..=273).contains(&received),
        "{received} of 273 sent on are reported again"
    );
    assert!(
        (70..=88).contains(&joined) && split > 10,
        "{joined} joined, {split} split"
    );
    let files: BTreeSet<&String> = inquiries.iter().map(|line| &line["file"]).collect();
    assert_eq!(files.len(), inquiries.len() - received - joined - split);
    let mut offices: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for line in &inquiries {
        offices.entry(&line["file"]).or_default().insert(&line["authority"]);
    }
    assert_eq!(offices.values().filter(|own| own.len() > 1).count(), received);
}
