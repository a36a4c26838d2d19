//! The files of investigation of the country: some are passed on to another office, which opens its own under a folio of
//! its own, some are joined to another file, some split from one. Who reads the returns cannot tell by counting rows;
//! which rows are one file is written beside them.

use std::{collections::BTreeMap, fmt::Write};

use catalogue::{Authority, Catalogue};
use fastrand::Rng;

use crate::{
    day::Day,
    records::{Country, Records, hash},
    rows::usual_day,
};

/// The heading of the truth about files. `file` is the same wherever a file appears; `how` says how the row came to be:
/// `own`, `received` from another office, `joined` to another file, or `split` from one.
pub const FILES_HEAD: &str = "file,population,authority,local_id,file_number,inquiry,how\n";

/// The register of files.
const REGISTER: &str = "investigations";
/// States where federal authorities act in the synthetic country, each with its prosecution office.
pub(crate) const FEDERAL_STATES: [(&str, &str); 8] = [
    ("02", "pros-02-bcn"),
    ("07", "pros-07-chp"),
    ("14", "pros-14-jal"),
    ("20", "pros-20-oax"),
    ("23", "pros-23-roo"),
    ("25", "pros-25-sin"),
    ("29", "pros-29-tla"),
    ("30", "pros-30-ver"),
];
/// Units of the federal prosecution that take files over.
const FEDERAL_UNITS: [&str; 2] = ["fed-pgr-fevimtra", "fed-pgr-seido"];
/// The day from which on files are opened under the procedure of today.
const NEW_PROCEDURE: (i32, i32, i32) = (2016, 6, 18);
/// Files that no office works on any more, and those of which it is not said.
const CLOSED: [&str; 3] = ["INCOMPETENT", "ACCUMULATED", ""];
/// Of a hundred files passed on, how many the other office reports.
const REPORTED_AGAIN: u8 = 85;
/// Of a hundred of these, how many give the folio that they came with.
const WITH_ORIGIN: u8 = 40;
/// Of a hundred pending files, how many were split from another.
const SPLIT: u8 = 3;

/// The files of every population of the register.
#[derive(Debug, Default)]
pub(crate) struct Files {
    of: BTreeMap<String, Vec<File>>,
    /// The files of inquiry of each authority by the day they were opened.
    by_day: BTreeMap<String, Vec<(Day, String)>>,
}

/// What a row of the register says of its file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The file itself: the same in every row that is of it.
    pub(crate) number: u32,
    pub(crate) inquiry: String,
    pub(crate) folio: String,
    pub(crate) opened: Day,
    pub(crate) facts: Day,
    pub(crate) state: String,
    /// The folio it came from, where the row gives it.
    pub(crate) origin: Option<String>,
    /// The office it was sent to.
    pub(crate) sent_to: Option<&'static str>,
    /// The folio it was joined to.
    pub(crate) joined_to: Option<String>,
    how: &'static str,
}

/// The files of one population, while it is decided what becomes of them.
struct Making<'a, 'm> {
    catalogue: &'a Catalogue,
    records: &'a Records<'m>,
    files: Vec<File>,
    /// For each file where it came from, and whether the row says so.
    came_from: Vec<Option<(usize, bool)>>,
    period: (Day, Day),
    rng: Rng,
}

impl Files {
    /// The files of a country.
    pub(crate) fn of(catalogue: &Catalogue, country: &Country<'_>, period: (Day, Day), seed: u64) -> Files {
        let mut files = Files::default();
        let own = country
            .records
            .iter()
            .filter(|records| records.population.register == REGISTER);
        for records in own {
            let rng = Rng::with_seed(seed ^ hash(&records.population.id) ^ hash("files"));
            let first = files.of.values().map(Vec::len).sum::<usize>();
            let mut making = Making::of((catalogue, records), period, rng, first);
            making.pass_on();
            making.split();
            making.write_folios();
            making.join();
            files.of.insert(records.population.id.clone(), making.files);
        }
        for records in &country.records {
            files.sort(records);
        }
        files
    }

    /// The file of a record.
    pub(crate) fn get(&self, population: &str, record: usize) -> Option<&File> {
        self.of.get(population)?.get(record)
    }

    /// The folio of an authority's file that was opened on a day or soonest after it, else of the last before.
    pub(crate) fn opened_from(&self, authority: &str, day: Day) -> Option<&str> {
        let own = self.by_day.get(authority)?;
        let at = own.partition_point(|(opened, _)| *opened < day);
        own.get(at).or(own.last()).map(|(_, folio)| folio.as_str())
    }

    /// The folio of the last file that an authority had opened by a day, else of the first after it.
    pub(crate) fn opened_until(&self, authority: &str, day: Day) -> Option<&str> {
        let own = self.by_day.get(authority)?;
        let at = own.partition_point(|(opened, _)| *opened <= day);
        own.get(at.saturating_sub(1)).map(|(_, folio)| folio.as_str())
    }

    /// Writes the line of one record.
    pub(crate) fn line(&self, truth: &mut String, records: &Records<'_>, record: usize, own_number: &str) {
        let population = &records.population.id;
        let Some(file) = self.get(population, record) else {
            return;
        };
        let authority = records.value(record, "authority").unwrap_or_default();
        // Nothing of it holds a comma, a quotation mark or a line's end. Writing to a string cannot fail.
        let _ = writeln!(
            truth,
            "{},{population},{authority},{own_number},{},{},{}",
            file.number, file.folio, file.inquiry, file.how
        );
    }

    /// Sorts the files of inquiry of a population by day.
    fn sort(&mut self, records: &Records<'_>) {
        let Some(files) = self.of.get(&records.population.id) else {
            return;
        };
        for (authority, span) in &records.spans {
            let inquiries = files[span.clone()].iter().filter(|file| file.inquiry != "AC");
            let own = self.by_day.entry(authority.clone()).or_default();
            own.extend(inquiries.map(|file| (file.opened, file.folio.clone())));
            own.sort();
        }
    }
}

/// The name of an office in a folio: the end of its id, in capitals.
pub(crate) fn office(authority: &str) -> String {
    authority.rsplit('-').next().unwrap_or_default().to_uppercase()
}

impl<'a, 'm> Making<'a, 'm> {
    /// Every record with a file of its own.
    fn of(
        (catalogue, records): (&'a Catalogue, &'a Records<'m>),
        period: (Day, Day),
        mut rng: Rng,
        first: usize,
    ) -> Self {
        let mut files = Vec::new();
        for record in 0..records.len() {
            let opened = usual_day(record, period, None);
            let jurisdiction = Self::authority_of(catalogue, records, record).map_or("00", Authority::jurisdiction);
            let state = match jurisdiction {
                "00" => FEDERAL_STATES[rng.usize(..FEDERAL_STATES.len())].0,
                state => state,
            };
            files.push(File {
                number: (first + record + 1) as u32,
                inquiry: String::new(),
                folio: String::new(),
                opened,
                facts: opened.after(-rng.i32(1..60)).max(period.0),
                state: state.to_owned(),
                origin: None,
                sent_to: None,
                joined_to: None,
                how: "own",
            });
        }
        Making {
            catalogue,
            records,
            came_from: vec![None; files.len()],
            files,
            period,
            rng,
        }
    }

    fn authority_of<'c>(catalogue: &'c Catalogue, records: &Records<'_>, record: usize) -> Option<Authority<'c>> {
        Authority::of(catalogue, records.value(record, "authority")?)
    }

    fn status(&self, record: usize) -> &str {
        self.records.value(record, "procedural_status").unwrap_or_default()
    }

    /// Whether a record can be of a file that came from elsewhere: it is worked on, and is not such a one yet.
    fn is_free(&self, record: usize) -> bool {
        !CLOSED.contains(&self.status(record)) && self.came_from[record].is_none()
    }

    /// The files without jurisdiction go to the office that has it, which reports most of them again.
    fn pass_on(&mut self) {
        let sent: Vec<usize> = (0..self.files.len())
            .filter(|at| self.status(*at) == "INCOMPETENT")
            .collect();
        for from in sent {
            let Some(to) = self.receiver(from) else { continue };
            self.files[from].sent_to = Some(to.1);
            if self.rng.u8(..100) >= REPORTED_AGAIN {
                continue;
            }
            if let Some(again) = self.one_alike(from, &to.0) {
                let says = self.rng.u8(..100) < WITH_ORIGIN;
                self.came_from[again] = Some((from, says));
                let later = self.files[from].opened.after(self.rng.i32(5..50));
                let (number, facts, state) = (
                    self.files[from].number,
                    self.files[from].facts,
                    self.files[from].state.clone(),
                );
                let file = &mut self.files[again];
                (file.number, file.facts, file.state) = (number, facts, state);
                (file.opened, file.how) = (later.min(self.period.1), "received");
            }
        }
    }

    /// The office that receives a file, and the authority that is named: units of the Federation by their head.
    fn receiver(&mut self, from: usize) -> Option<(String, &'static str)> {
        let own = Self::authority_of(self.catalogue, self.records, from)?;
        if own.jurisdiction() != "00" {
            let unit = FEDERAL_UNITS[self.rng.usize(..FEDERAL_UNITS.len())];
            return Some((unit.to_owned(), "fed-pgr"));
        }
        let state = self.files[from].state.as_str();
        let known = FEDERAL_STATES.iter().find(|(code, _)| *code == state)?;
        Some((known.1.to_owned(), known.1))
    }

    /// A free record of an authority, of the same crime when there is one.
    fn one_alike(&mut self, from: usize, authority: &str) -> Option<usize> {
        let span = self.records.spans.get(authority)?.clone();
        let free: Vec<usize> = span.filter(|at| self.is_free(*at)).collect();
        let crime = self.records.value(from, "crime");
        let same: Vec<usize> = free
            .iter()
            .copied()
            .filter(|at| self.records.value(*at, "crime") == crime)
            .collect();
        let from = if same.is_empty() { free } else { same };
        (!from.is_empty()).then(|| from[self.rng.usize(..from.len())])
    }

    /// Some pending files were split from another of their office.
    fn split(&mut self) {
        let spans: Vec<_> = self.records.spans.values().cloned().collect();
        for span in spans {
            for at in span.clone().skip(1) {
                let parent = self.rng.usize(span.start..at);
                let chosen = self.rng.u8(..100) < SPLIT;
                if chosen && self.status(at) == "PENDING" && self.is_free(at) && self.is_free(parent) {
                    self.came_from[at] = Some((parent, true));
                    let (number, facts, state) = (
                        self.files[parent].number,
                        self.files[parent].facts,
                        self.files[parent].state.clone(),
                    );
                    let opened = self.files[parent].opened.after(self.rng.i32(1..40)).min(self.period.1);
                    let file = &mut self.files[at];
                    (file.number, file.facts, file.state) = (number, facts, state);
                    (file.opened, file.how) = (opened, "split");
                }
            }
        }
    }

    /// Gives each file its folio, once the day is known on which it was opened, and says where it came from.
    fn write_folios(&mut self) {
        let always = self.records.population.always.get("inquiry_type");
        let (year, month, day) = NEW_PROCEDURE;
        let new = Day::of(year, month, day);
        for (authority, span) in &self.records.spans {
            for (number, at) in (1..).zip(span.clone()) {
                let file = &mut self.files[at];
                let usual = if file.opened < new { "AP" } else { "CI" };
                file.inquiry = always.map_or(usual, String::as_str).to_owned();
                file.folio = format!(
                    "{}/{}/{number:05}/{}",
                    file.inquiry,
                    office(authority),
                    file.opened.year()
                );
            }
        }
        for at in 0..self.files.len() {
            if let Some((from, true)) = self.came_from[at] {
                self.files[at].origin = Some(self.files[from].folio.clone());
            }
        }
    }

    /// Files that were joined to another of their office.
    fn join(&mut self) {
        let spans: Vec<_> = self.records.spans.values().cloned().collect();
        for span in spans {
            let others: Vec<usize> = span.clone().filter(|at| !CLOSED.contains(&self.status(*at))).collect();
            for at in span.filter(|at| self.status(*at) == "ACCUMULATED").collect::<Vec<_>>() {
                if others.is_empty() {
                    continue;
                }
                let into = others[self.rng.usize(..others.len())];
                self.files[at].number = self.files[into].number;
                self.files[at].joined_to = Some(self.files[into].folio.clone());
                self.files[at].how = "joined";
            }
        }
    }
}
