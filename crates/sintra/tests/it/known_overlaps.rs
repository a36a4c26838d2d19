//! The country whose overlaps are known: what the linkage joined is held against who, and which file, each row is of.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
};

use catalogue::{Authority, Catalogue, Files, Question};
use operations::{Caller, Door, KeyFile, asked, frozen, traced};
use serde_json::Value as Json;

use crate::house::demo;

fn opened() -> (Door, Caller) {
    let key = demo().join("store.key");
    let key = KeyFile {
        path: &key,
        passphrase: "",
    };
    let law = Catalogue::read(Files::embedded()).unwrap();
    let door = Door::open(&demo().join("store"), key, law).unwrap();
    let caller = door
        .operator("", "test")
        .unwrap()
        .for_purpose("hold links against the truth");
    (door, caller)
}

/// What each row is of: by authority, register and own number.
fn truth(file: &str, [of, authority, register, own]: [&str; 4]) -> HashMap<(String, String, String), String> {
    let text = fs::read_to_string(demo().join("truth").join(file)).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| head.iter().position(|one| *one == name);
    let (of, authority, own) = (at(of).unwrap(), at(authority).unwrap(), at(own).unwrap());
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let register = at(register).map_or(register, |at| cells[at]);
        let place = [cells[authority], register, cells[own]].map(str::to_owned);
        (place.into(), cells[of].to_owned())
    };
    lines.map(line).collect()
}

/// The records behind the whole of a register: record, authority and own number.
fn records(door: &Door, caller: &Caller, figure: &str) -> Vec<(i64, String, String)> {
    let mut vintage = frozen(door, "latest").unwrap();
    let mut all = Vec::new();
    for one in traced(door, &mut vintage, caller, figure, usize::MAX).unwrap() {
        let Some(returned) = one.returned else { continue };
        for (record, _, _, payload) in one.records {
            let answers: Json = serde_json::from_str(&payload).unwrap();
            let own = answers["local_id"].as_str().unwrap_or_default().to_owned();
            all.push((record, returned.authority.clone(), own));
        }
    }
    all
}

fn pairs(of: u64) -> u64 {
    of * of.saturating_sub(1) / 2
}

/// Pairs found right, pairs found, and pairs that there are, among records of which the truth is known.
fn counted(known: &HashMap<i64, String>, groups: &[Vec<i64>]) -> [u64; 3] {
    let sizes = |groups: BTreeMap<&str, u64>| groups.into_values().map(pairs).sum::<u64>();
    let tally = |records: &mut dyn Iterator<Item = i64>| {
        let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
        records
            .filter_map(|record| known.get(&record))
            .for_each(|of| *groups.entry(of).or_default() += 1);
        groups
    };
    let within = |group: &Vec<i64>| tally(&mut group.iter().copied());
    let right = groups.iter().map(|group| sizes(within(group))).sum();
    let found = groups.iter().map(|group| pairs(within(group).values().sum())).sum();
    [right, found, sizes(tally(&mut known.keys().copied()))]
}

fn share(of: u64, all: u64) -> f64 {
    of as f64 / all.max(1) as f64
}

#[test]
fn persons_are_joined_rightly_and_most_of_them() {
    let (door, caller) = opened();
    let law = door.catalogue();
    let truth = truth("appearances.csv", ["person", "authority", "register", "local_id"]);
    let groups = door.joined_records(&caller, false).unwrap();
    let sides: [&[(&str, &str)]; 2] = [
        &[
            ("victims", "persons.total[*]"),
            ("shelter_stays", "shelter_stays.total[*]"),
            ("judgment_victims", "judgment_victims.total[*]"),
        ],
        &[
            ("accused", "accused.total[*]"),
            ("sentenced_persons", "sentenced_persons.total[*]"),
        ],
    ];
    let mut all = [0; 3];
    for registers in sides {
        let mut known = HashMap::new();
        for (register, figure) in registers {
            for (record, authority, own) in records(&door, &caller, figure) {
                let sends = Authority::of(law, &authority).is_some_and(|one| one.may_send_identity(law));
                let place = (authority, (*register).to_owned(), own);
                known.extend(
                    truth
                        .get(&place)
                        .filter(|_| sends)
                        .map(|person| (record, person.clone())),
                );
            }
        }
        let own = counted(&known, &groups);
        (0..3).for_each(|at| all[at] += own[at]);
    }
    let [right, found, there] = all;
    let (precision, recall) = (share(right, found), share(right, there));
    let says =
        format!("persons: precision {precision:.4}, recall {recall:.4} ({right} of {found} pairs, {there} there)");
    println!("{says}");
    // Of what is joined without anybody's decision; the rest waits for a person.
    assert!(precision >= 0.99 && recall >= 0.75, "{says}");
}

#[test]
fn files_passed_on_joined_and_split_are_counted_once() {
    let (door, caller) = opened();
    let of = |name: &str| truth("files.csv", [name, "authority", "investigations", "local_id"]);
    let (files, inquiries) = (of("file"), of("inquiry"));
    let mut known = HashMap::new();
    for (record, authority, own) in records(&door, &caller, "persons.files_total[*]") {
        let place = (authority, "investigations".to_owned(), own);
        known.extend(files.get(&place).map(|file| (record, file.clone())));
    }
    let is_inquiry = |(place, _): &(&(String, String, String), &String)| inquiries[*place] != "AC";
    let there: BTreeSet<&String> = files.iter().filter(is_inquiry).map(|(_, file)| file).collect();
    let rows = files.iter().filter(is_inquiry).count() as u64;
    let [right, found, all] = counted(&known, &door.joined_records(&caller, true).unwrap());
    let question = "investigations?rows=authority.level&only.inquiry_type=AP|CI&count=distinct";
    let mut vintage = frozen(&door, "latest").unwrap();
    let answer = asked(&door, &mut vintage, &caller, &Question::parse(question).unwrap()).unwrap();
    let total = answer
        .computed
        .addresses()
        .find(|one| one.row.is_none() && one.column.is_none())
        .unwrap();
    let three = answer.computed.three(&total).unwrap();
    let says = format!(
        "files: reported {} of {rows}, linked {}, distinct {} [{}, {}] of {}; by folio alone precision {:.4}, recall {:.4} ({right} of {found} pairs, {all} there)",
        three.reported,
        three.linked,
        three.distinct.value,
        three.distinct.low,
        three.distinct.high,
        there.len(),
        share(right, found),
        share(right, all)
    );
    println!("{says}");
    assert_eq!(right, found, "what folios say is certain: {says}");
    assert_eq!(three.reported, rows, "{says}");
}
