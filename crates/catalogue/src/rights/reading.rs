//! From the files of `rights/` to the policy.

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    ActDescription, Apart, Line, NoIdentity, Reason, Rights, RoleDescription, Stage, line, retention, safeguard,
};
use crate::{Fault, Files, Label, List, read::unreadable};

pub(crate) const ROLES: &str = "rights/roles.toml";
pub(crate) const WORDS: &str = "rights/words.toml";
pub(crate) const ACTS: &str = "rights/acts.toml";
pub(crate) const LINES: &str = "rights/acts.csv";
pub(crate) const RETENTION: &str = "rights/retention.csv";
pub(crate) const SAFEGUARDS: &str = "rights/safeguards.csv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFile {
    role: Vec<RoleDescription>,
    apart: Vec<Apart>,
    no_identity: Vec<NoIdentity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    reason: BTreeMap<String, Reason>,
    word: BTreeMap<String, BTreeMap<String, Label>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActFile {
    act: Vec<ActDescription>,
    stage: Vec<Stage>,
}

impl Rights {
    /// Reads the policy; every row that cannot be read is a fault. Of an edition made before there was one, which
    /// has no such folder, nothing is read and nothing is said: it lets nobody do anything.
    pub(crate) fn read(files: &Files, lists: &BTreeMap<String, List>, faults: &mut Vec<Fault>) -> Rights {
        let mut rights = Rights::default();
        if files.under("rights/", "").next().is_none() {
            return rights;
        }
        if let Some(read) = parse::<RoleFile>(files, ROLES, faults) {
            rights.roles = read.role;
            rights.apart = read.apart;
            rights.no_identity = read.no_identity;
        }
        if let Some(read) = parse::<WordFile>(files, WORDS, faults) {
            rights.reasons = read.reason;
            rights.words = read.word;
        }
        if let Some(read) = parse::<ActFile>(files, ACTS, faults) {
            rights.acts = read.act;
            rights.stages = read.stage;
        }
        for line in rows(files, LINES, line::Written::line, faults) {
            rights.add(line);
        }
        rights.retention = rows(files, RETENTION, retention::Written::class, faults);
        if files.text(SAFEGUARDS).is_some() {
            rights.safeguards = rows(files, SAFEGUARDS, safeguard::Written::safeguard, faults);
        }
        rights.holders_from(lists);
        rights
    }

    fn add(&mut self, line: Line) {
        self.lines.entry(line.act).or_default().push(line);
    }

    /// Which authorities may hold identity, and what the kinds of authority are called.
    fn holders_from(&mut self, lists: &BTreeMap<String, List>) {
        let codes = |list: &str| lists.get(list).map(List::codes).unwrap_or_default();
        for kind in codes("authority_kind") {
            self.kinds.insert(kind.id.clone(), kind.label.clone());
        }
        for code in codes("authority") {
            let kind = code.attributes.get("kind").map_or("", String::as_str);
            if !kind.is_empty() && !self.no_identity.iter().any(|never| never.kind == kind) {
                self.holders.insert(code.id.clone());
            }
        }
    }
}

fn parse<T: DeserializeOwned>(files: &Files, path: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let text = present(files, path, faults)?;
    toml::from_str(text)
        .map_err(|error| faults.push(unreadable(path, text, &error)))
        .ok()
}

/// Every row of a CSV that can be read, with its line.
fn rows<W: DeserializeOwned, T>(
    files: &Files,
    path: &str,
    read: fn(W, u32) -> Result<T, Vec<String>>,
    faults: &mut Vec<Fault>,
) -> Vec<T> {
    let mut rows = Vec::new();
    let text = present(files, path, faults).unwrap_or_default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let Ok(headers) = reader.headers().cloned() else {
        return rows;
    };
    for record in reader.records() {
        let line = match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let line = u32::try_from(line.map_or(0, csv::Position::line)).unwrap_or(u32::MAX);
        let read = record
            .and_then(|record| record.deserialize(Some(&headers)))
            .map_err(|error| vec![format!("the row cannot be read: {error}")])
            .and_then(|written| read(written, line));
        match read {
            Ok(row) => rows.push(row),
            Err(wrong) => faults.extend(wrong.into_iter().map(|says| at(path, line, says))),
        }
    }
    rows
}

fn present<'f>(files: &'f Files, path: &str, faults: &mut Vec<Fault>) -> Option<&'f str> {
    let text = files.text(path);
    if text.is_none() {
        faults.push(at(
            path,
            0,
            format!("the file {path} is not there; without it nobody may do anything"),
        ));
    }
    text
}

fn at(path: &str, line: u32, says: String) -> Fault {
    Fault {
        file: path.to_owned(),
        line: usize::try_from(line).unwrap_or_default(),
        says,
    }
}
