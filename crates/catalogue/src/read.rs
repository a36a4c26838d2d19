//! From files to a catalogue: everything is read, and every fault is reported, before anything is used.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    Code, Contradiction, Crosswalk, Fault, Files, Label, List, Message, Overlap, Pathway, Published, PublishedFigure,
    Ratio, Register, Retention, Rights, Rule, Severity, Table, check,
    fault::line_of,
    register::{Concordance, Derived, Field},
};

/// The law as data, of one edition.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub(crate) files: Files,
    edition: String,
    pub(crate) lists: BTreeMap<String, List>,
    pub(crate) registers: BTreeMap<String, Register>,
    pub(crate) tables: Vec<Table>,
    pub(crate) ratios: Vec<Ratio>,
    pub(crate) contradictions: Vec<Contradiction>,
    pub(crate) overlaps: Vec<Overlap>,
    pub(crate) pathways: Vec<Pathway>,
    pub(crate) published: BTreeMap<String, Published>,
    pub(crate) crosswalks: BTreeMap<String, Crosswalk>,
    pub(crate) messages: BTreeMap<String, Message>,
    pub(crate) sources: BTreeMap<String, Label>,
    pub(crate) rights: Rights,
}

impl Catalogue {
    /// Reads and checks files.
    ///
    /// # Errors
    /// Every fault found, each with its address, in the order of the files.
    pub fn read(files: Files) -> Result<Catalogue, Vec<Fault>> {
        let (catalogue, faults) = Catalogue::examined(files);
        if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
    }

    /// Reads as much of files as can be read, with every fault: for checks that go on to what is built on the
    /// catalogue. What has faults is not to be used for anything else.
    #[must_use]
    pub fn examined(files: Files) -> (Catalogue, Vec<Fault>) {
        let mut reading = Reading {
            catalogue: Catalogue::default(),
            faults: Vec::new(),
        };
        reading.all(&files);
        let Reading {
            mut catalogue,
            mut faults,
        } = reading;
        catalogue.edition = files.edition();
        catalogue.files = files;
        check::all(&catalogue, &mut faults);
        faults.sort();
        faults.dedup();
        (catalogue, faults)
    }

    /// The edition's hash (SHA-256, hexadecimal).
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// The files the catalogue was read from: the report's texts are among them.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// A code list.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&List> {
        self.lists.get(id)
    }

    /// Every code list, by id.
    pub fn lists(&self) -> impl Iterator<Item = &List> {
        self.lists.values()
    }

    /// A register in its present version.
    #[must_use]
    pub fn register(&self, id: &str) -> Option<&Register> {
        self.registers.get(id)
    }

    /// Every register, by id.
    pub fn registers(&self) -> impl Iterator<Item = &Register> {
        self.registers.values()
    }

    /// Every table, in the order of its file.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// A table.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// Every ratio, in the order of its file.
    #[must_use]
    pub fn ratios(&self) -> &[Ratio] {
        &self.ratios
    }

    /// Every contradiction that is looked for, in the order of its file.
    #[must_use]
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Every overlap of authorities in persons, in the order of its file.
    #[must_use]
    pub fn overlaps(&self) -> &[Overlap] {
        &self.overlaps
    }

    /// Every pathway of persons, in the order of its file.
    #[must_use]
    pub fn pathways(&self) -> &[Pathway] {
        &self.pathways
    }

    /// A publication whose figures are held against ours.
    #[must_use]
    pub fn published(&self, id: &str) -> Option<&Published> {
        self.published.get(id)
    }

    /// Every such publication, by id.
    pub fn publications(&self) -> impl Iterator<Item = &Published> {
        self.published.values()
    }

    /// A crosswalk.
    #[must_use]
    pub fn crosswalk(&self, id: &str) -> Option<&Crosswalk> {
        self.crosswalks.get(id)
    }

    /// Every crosswalk, by id.
    pub fn crosswalks(&self) -> impl Iterator<Item = &Crosswalk> {
        self.crosswalks.values()
    }

    /// The sentences of a finding's code.
    #[must_use]
    pub fn message(&self, id: &str) -> Option<&Message> {
        self.messages.get(id)
    }

    /// The sentences of every finding that is not a register's rule.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.values()
    }

    /// How grave a finding is, what it says and how it is mended: a message, or a register's rule.
    #[must_use]
    pub fn sentence(&self, code: &str) -> Option<(Severity, &Label, &Label)> {
        if let Some(message) = self.messages.get(code) {
            return Some((message.severity, &message.says, &message.mend));
        }
        let rules = self.registers.values().flat_map(Register::rules);
        rules
            .filter(|rule| rule.id == code)
            .map(|rule| (rule.severity, &rule.says, &rule.mend))
            .next()
    }

    /// What a citation's first word stands for (`LG`: the General Law; `¶`: the Diagnosis).
    #[must_use]
    pub fn source(&self, word: &str) -> Option<&Label> {
        self.sources.get(word)
    }

    /// Who may do what. An edition without the folder `rights/` lets nobody do anything.
    #[must_use]
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// How long what is kept is kept, in the order of the file.
    #[must_use]
    pub fn retention(&self) -> &[Retention] {
        self.rights.retention()
    }

    /// Adds a crosswalk from a file outside the catalogue, checked against it.
    ///
    /// # Errors
    /// Every fault of the file.
    pub fn with_crosswalk(mut self, path: &str, text: &str) -> Result<(Catalogue, String), Vec<Fault>> {
        let read = toml::from_str::<CrosswalkFile>(text).map_err(|error| vec![unreadable(path, text, &error)])?;
        let id = read.crosswalk.id.clone();
        let mut faults = Vec::new();
        check::crosswalk(&self, path, text, &read.crosswalk, &mut faults);
        self.crosswalks.insert(id.clone(), read.crosswalk);
        if faults.is_empty() { Ok((self, id)) } else { Err(faults) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    list: List,
    #[serde(default)]
    code: Vec<Code>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    register: Register,
    field: Vec<Field>,
    #[serde(default)]
    derived: Vec<Derived>,
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    concordance: Vec<Concordance>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    #[serde(default)]
    table: Vec<Table>,
    #[serde(default)]
    ratio: Vec<Ratio>,
    #[serde(default)]
    contradiction: Vec<Contradiction>,
    #[serde(default)]
    overlap: Vec<Overlap>,
    #[serde(default)]
    pathway: Vec<Pathway>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CrosswalkFile {
    crosswalk: Crosswalk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageFile {
    finding: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    source: BTreeMap<String, Label>,
}

struct Reading {
    catalogue: Catalogue,
    faults: Vec<Fault>,
}

impl Reading {
    fn all(&mut self, files: &Files) {
        for folder in ["codes/", "law/", "places/", "authorities/"] {
            for (path, text) in files.under(folder, ".toml") {
                self.list(files, path, text);
            }
        }
        for (path, text) in files.under("registers/", ".toml") {
            self.register(path, text);
        }
        for (path, text) in files.under("tables/", ".toml") {
            self.tables(path, text);
        }
        for (path, text) in files.under("published/", ".toml") {
            self.published(files, path, text);
        }
        for (path, text) in files.under("crosswalks/", ".toml") {
            if let Some(read) = self.parse::<CrosswalkFile>(path, text) {
                self.catalogue
                    .crosswalks
                    .insert(read.crosswalk.id.clone(), read.crosswalk);
            }
        }
        self.messages(files);
        if let Some(read) = files
            .text("sources.toml")
            .and_then(|text| self.parse::<SourceFile>("sources.toml", text))
        {
            self.catalogue.sources = read.source;
        }
        self.catalogue.rights = Rights::read(files, &self.catalogue.lists, &mut self.faults);
    }

    fn parse<T: for<'de> Deserialize<'de>>(&mut self, path: &str, text: &str) -> Option<T> {
        toml::from_str(text)
            .map_err(|error| self.faults.push(unreadable(path, text, &error)))
            .ok()
    }

    fn list(&mut self, files: &Files, path: &str, text: &str) {
        let Some(read) = self.parse::<ListFile>(path, text) else {
            return;
        };
        let mut list = List {
            codes: read.code,
            file: path.to_owned(),
            ..read.list
        };
        if let Some(csv) = list.codes_in.clone() {
            match files.text(&csv) {
                Some(text) => self.csv_codes(&csv, text, &mut list),
                None => self.faults.push(Fault::at(
                    path,
                    text,
                    "codes_in",
                    format!("the file {csv} is not there"),
                )),
            }
        }
        list.index();
        let id = list.id.clone();
        if let Some(other) = self.catalogue.lists.insert(id.clone(), list) {
            let says = format!("the list {id} is already in {}; ids are unique", other.file);
            self.faults.push(Fault::at(path, text, "id", says));
        }
    }

    fn csv_codes(&mut self, path: &str, text: &str, list: &mut List) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let Ok(headers) = reader.headers().cloned() else { return };
        for (row, record) in reader.records().enumerate() {
            match record {
                Ok(record) => list.codes.push(code_of(headers.iter().zip(record.iter()))),
                Err(error) => self.faults.push(Fault {
                    file: path.to_owned(),
                    line: row + 2,
                    says: format!("the row cannot be read: {error}"),
                }),
            }
        }
    }

    fn register(&mut self, path: &str, text: &str) {
        let Some(read) = self.parse::<RegisterFile>(path, text) else {
            return;
        };
        let version = read.register.version;
        let asked = |field: &Field| field.since <= version && field.until.is_none_or(|until| version <= until);
        let register = Register {
            fields: read.field.into_iter().filter(asked).collect(),
            derived: read.derived,
            rules: read.rule,
            concordance: read.concordance,
            file: path.to_owned(),
            ..read.register
        };
        let id = register.id.clone();
        if let Some(other) = self.catalogue.registers.insert(id.clone(), register) {
            let says = format!("the register {id} is already in {}; ids are unique", other.file);
            self.faults.push(Fault::at(path, text, "id", says));
        }
    }

    fn tables(&mut self, path: &str, text: &str) {
        let Some(read) = self.parse::<TableFile>(path, text) else {
            return;
        };
        let file = path.to_owned();
        self.catalogue.tables.extend(read.table.into_iter().map(|table| Table {
            file: file.clone(),
            ..table
        }));
        self.catalogue.ratios.extend(read.ratio.into_iter().map(|ratio| Ratio {
            file: file.clone(),
            ..ratio
        }));
        let contradictions = read.contradiction.into_iter().map(|one| Contradiction {
            file: file.clone(),
            ..one
        });
        self.catalogue.contradictions.extend(contradictions);
        self.catalogue
            .overlaps
            .extend(read.overlap.into_iter().map(|one| Overlap {
                file: file.clone(),
                ..one
            }));
        self.catalogue
            .pathways
            .extend(read.pathway.into_iter().map(|one| Pathway {
                file: file.clone(),
                ..one
            }));
    }

    fn published(&mut self, files: &Files, path: &str, text: &str) {
        let Some(read) = self.parse::<Published>(path, text) else {
            return;
        };
        let mut published = Published {
            file: path.to_owned(),
            ..read
        };
        let csv = published.figures_in.clone();
        let mut reader = csv::Reader::from_reader(files.text(&csv).unwrap_or_default().as_bytes());
        for (row, record) in reader.deserialize::<PublishedFigure>().enumerate() {
            match record {
                Ok(figure) => published.figures.push(figure),
                Err(error) => self.faults.push(Fault {
                    file: csv.clone(),
                    line: row + 2,
                    says: format!("the figure cannot be read: {error}"),
                }),
            }
        }
        self.catalogue.published.insert(published.id.clone(), published);
    }

    fn messages(&mut self, files: &Files) {
        let Some(text) = files.text("findings.toml") else {
            return;
        };
        let Some(read) = self.parse::<MessageFile>("findings.toml", text) else {
            return;
        };
        for message in read.finding {
            if let Some(twice) = self.catalogue.messages.insert(message.id.clone(), message) {
                let says = format!("the finding {} stands twice", twice.id);
                self.faults
                    .push(Fault::at("findings.toml", text, &format!("{:?}", twice.id), says));
            }
        }
    }
}

/// A code from a row of a CSV list: known columns by name, the others as attributes.
fn code_of<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> Code {
    let mut code = Code::default();
    let several = |cell: &str| {
        cell.split('|')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let given = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    for (head, cell) in cells {
        match head {
            "id" => code.id = cell.to_owned(),
            "es" => code.label.es = cell.to_owned(),
            "en" => code.label.en = cell.to_owned(),
            "also" => code.also = several(cell),
            "cite" => code.cite = several(cell),
            "from" => code.from = given(cell),
            "until" => code.until = given(cell),
            other => {
                code.attributes.insert(other.to_owned(), cell.to_owned());
            }
        }
    }
    code
}

pub(crate) fn unreadable(path: &str, text: &str, error: &toml::de::Error) -> Fault {
    Fault {
        file: path.to_owned(),
        line: error.span().map_or(0, |span| line_of(text, span.start)),
        says: error.message().to_owned(),
    }
}
