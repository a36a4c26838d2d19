//! The linkage as a vintage takes it in: for each row of each register the cluster that it is in, as decided and in draws;
//! of persons, and of files of investigation with the records that name them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use catalogue::Catalogue;
use linkage::investigation::Folio;
use statistics::{APART, Linkage, LinkageBuilder, Subject};
use store::Store;

use super::{
    PERSON, Side,
    files::{FILE, FILES, folio_of},
    standing::Standing,
};
use crate::OperationError;

/// Partitions drawn for the interval of a number of persons or files.
const DRAWS: usize = 50;
/// The seed of the first draw; the others count on from it.
const SEED: u64 = 37;
/// The folio of a record that gives none.
const NO_FOLIO: u32 = u32::MAX;

/// The records of a vintage by register, in the order of their facts, each with the folio of investigation it gives.
#[derive(Default)]
pub(crate) struct Gathered {
    rows: BTreeMap<String, Rows>,
    folios: HashMap<String, u32>,
    /// Whose each return is.
    authorities: BTreeMap<i64, String>,
}

#[derive(Default)]
struct Rows {
    records: Vec<i64>,
    folios: Vec<u32>,
}

impl Gathered {
    /// From here on come records of a return.
    pub(crate) fn returned(&mut self, number: i64, authority: &str) {
        self.authorities.entry(number).or_insert_with(|| authority.to_owned());
    }

    /// A register of which there are facts, be it without a record.
    pub(crate) fn register(&mut self, register: &str) {
        self.rows.entry(register.to_owned()).or_default();
    }

    /// Takes a record of a register that is there.
    pub(crate) fn push(&mut self, register: &str, record: i64, folio: Option<String>) {
        let next = u32::try_from(self.folios.len()).unwrap_or(NO_FOLIO);
        let folio = folio.map_or(NO_FOLIO, |text| *self.folios.entry(text).or_insert(next));
        if let Some(rows) = self.rows.get_mut(register) {
            rows.records.push(record);
            rows.folios.push(folio);
        }
    }

    /// The registers of persons.
    fn persons<'g>(&'g self, catalogue: &Catalogue) -> impl Iterator<Item = (&'g String, &'g Rows)> {
        let is_of_persons = |register: &str| {
            let register = catalogue.register(register).and_then(Subject::of);
            register == Some(Subject::Person)
        };
        self.rows
            .iter()
            .filter(move |(register, _)| Side::of(register).is_some() && is_of_persons(register))
    }

    /// The folio of a record by what it gives, with the office of whoever sent it where it names none.
    fn read(&self, texts: &[&str], record: i64, folio: u32) -> Option<Folio> {
        folio_of(texts.get(folio as usize)?, self.authority(record))
    }

    fn authority(&self, record: i64) -> &str {
        self.authorities.get(&(record >> 32)).map_or("", String::as_str)
    }

    /// The texts of folios, by their numbers.
    fn texts(&self) -> Vec<&str> {
        let mut texts = vec![""; self.folios.len()];
        for (text, at) in &self.folios {
            texts[*at as usize] = text;
        }
        texts
    }
}

/// The linkage of the persons of a vintage, with runs and decisions until an instant or all of them; `None` before the
/// first run.
pub(crate) fn linkage_of(
    store: &Store,
    catalogue: &Catalogue,
    gathered: &Gathered,
    until: Option<&str>,
) -> Result<Option<Linkage>, OperationError> {
    let can_be_linked: BTreeSet<i64> = store.can_be_linked(PERSON)?.into_iter().collect();
    let persons = || gathered.persons(catalogue);
    let mut records: Vec<i64> = persons().flat_map(|(_, rows)| &rows.records).copied().collect();
    records.retain(|record| can_be_linked.contains(record));
    records.sort_unstable();
    let standing = Standing::of(store, (PERSON, records), until)?;
    if !standing.was_run {
        return Ok(None);
    }
    let registers = persons().map(|(register, rows)| {
        let at = rows.records.iter().map(|record| standing.at(*record));
        (register.as_str(), at.collect())
    });
    built(&standing, Subject::Person, &registers.collect::<Vec<_>>()).map(Some)
}

/// The linkage of the files of a vintage, and of the records of persons that name one of them; `None` before the first
/// run over files.
pub(crate) fn file_linkage_of(
    store: &Store,
    catalogue: &Catalogue,
    gathered: &Gathered,
    until: Option<&str>,
) -> Result<Option<Linkage>, OperationError> {
    let Some(files) = gathered.rows.get(FILES) else {
        return Ok(None);
    };
    let texts = gathered.texts();
    let own = files.records.iter().zip(&files.folios);
    let own: Vec<Option<Folio>> = own
        .map(|(record, folio)| gathered.read(&texts, *record, *folio))
        .collect();
    let read = files.records.iter().zip(&own).filter(|(_, own)| own.is_some());
    let mut records: Vec<i64> = read.map(|(record, _)| *record).collect();
    records.sort_unstable();
    let standing = Standing::of(store, (FILE, records), until)?;
    if !standing.was_run {
        return Ok(None);
    }
    let mut named = Named::of(&standing, files, &own);
    let mut registers = vec![(
        FILES,
        files
            .records
            .iter()
            .map(|record| standing.at(*record))
            .collect::<Vec<_>>(),
    )];
    for (register, rows) in gathered.persons(catalogue) {
        let of = rows.records.iter().zip(&rows.folios).map(|(record, folio)| {
            named.file(gathered.authority(*record), *folio, || {
                gathered.read(&texts, *record, *folio)
            })
        });
        registers.push((register, of.collect()));
    }
    built(&standing, Subject::File, &registers).map(Some)
}

/// The files by number and year of their folios.
struct Named<'a> {
    standing_at: BTreeMap<(u64, u16), Vec<(&'a Folio, u32)>>,
    clusters: Vec<u32>,
    known: HashMap<(String, u32), Option<u32>>,
}

impl<'a> Named<'a> {
    fn of(standing: &Standing, files: &Rows, own: &'a [Option<Folio>]) -> Named<'a> {
        let mut standing_at: BTreeMap<(u64, u16), Vec<(&Folio, u32)>> = BTreeMap::new();
        for (record, own) in files.records.iter().zip(own) {
            if let Some((folio, at)) = own.as_ref().zip(standing.at(*record)) {
                standing_at
                    .entry((folio.number, folio.year))
                    .or_default()
                    .push((folio, at));
            }
        }
        Named {
            standing_at,
            clusters: standing.clusters(),
            known: HashMap::new(),
        }
    }

    /// The file that a record of a person names: the one, or one of those that are one; none where it may be of two.
    fn file(&mut self, authority: &str, text: u32, read: impl FnOnce() -> Option<Folio>) -> Option<u32> {
        if text == NO_FOLIO {
            return None;
        }
        let Named {
            standing_at,
            clusters,
            known,
        } = self;
        *known.entry((authority.to_owned(), text)).or_insert_with(|| {
            let folio = read()?;
            let same = standing_at
                .get(&(folio.number, folio.year))?
                .iter()
                .filter(|(own, _)| own.is_same(&folio));
            let same: Vec<u32> = same.map(|(_, at)| *at).collect();
            let first = *same.first()?;
            let is_one = same.iter().all(|at| clusters[*at as usize] == clusters[first as usize]);
            is_one.then_some(first)
        })
    }
}

/// Clusters by register: of each row the place of the record that it goes with, or none.
fn built(
    standing: &Standing,
    subject: Subject,
    registers: &[(&str, Vec<Option<u32>>)],
) -> Result<Linkage, OperationError> {
    let mut builder = LinkageBuilder::new(SEED, &standing.until, DRAWS);
    let decided = standing.clusters();
    for (register, rows) in registers {
        let of = rows.iter().map(|at| at.map_or(APART, |at| decided[at as usize]));
        builder.clusters(subject, register, of.collect());
    }
    for draw in 0..DRAWS {
        let drawn = standing.drawn(SEED + draw as u64);
        for (register, rows) in registers {
            for (row, at) in (0..).zip(rows) {
                if let Some(at) = at.map(|at| at as usize)
                    && drawn[at] != decided[at]
                {
                    builder.drawn(subject, draw, register, row, drawn[at]);
                }
            }
        }
    }
    builder
        .finish()
        .map_err(|error| OperationError::Broken(error.to_string()))
}
