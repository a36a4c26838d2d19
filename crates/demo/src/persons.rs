//! Synthetic persons in any number, as several clerks wrote them, with the truth: what a linkage is measured against.
//!
//! Nobody here exists: names are drawn part by part, telephones begin with 0 as none does, streets have generic names,
//! and the key of the population registry has a check character that is always wrong.

mod clerk;
mod curp;
mod details;
mod home;
mod names;
mod person;
mod record;
mod spelling;

use std::io::{self, Write};

use fastrand::Rng;

use clerk::Clerk;
use person::Person;
pub use record::{Columns, Record};

/// One of the records in which a person is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// Number of the person, from 0: the true cluster.
    pub person: u32,
    /// Which mention of this person it is, from 0.
    pub copy: u8,
}

/// A supply of persons: the same for the same seed, each made alone, so that millions need no memory.
#[derive(Clone, Copy, Debug)]
pub struct Persons {
    seed: u64,
    errors: f32,
    households: f32,
}

impl Persons {
    /// Persons of a seed; `errors` multiplies every share of error (1 is usual, 2 harsh, 0 none); `households` is the
    /// share of them who are here with their family (0.04 is usual).
    pub fn new(seed: u64, errors: f32, households: f32) -> Persons {
        Persons {
            seed,
            errors,
            households,
        }
    }

    /// The mentions in one file, in order of chance. The share `duplicates` of the records (at most 0.7) is of a person
    /// who already has one; somebody is mentioned up to five times.
    pub fn one_file(&self, records: u32, duplicates: f64) -> Vec<Mention> {
        let mut rng = rng_of(self.seed, 0, "order");
        let all = (records as usize, (f64::from(records) * duplicates) as usize);
        let mut mentions = Vec::with_capacity(all.0);
        for person in 0..records.saturating_sub(u32::try_from(all.1).unwrap_or(u32::MAX)) {
            mentions.push(Mention { person, copy: 0 });
        }
        let persons = mentions.len();
        while mentions.len() < all.0 && persons > 0 {
            let person = mentions[rng.usize(..persons)].person;
            mentions.push(Mention { person, copy: 1 });
        }
        settle(&mut mentions);
        rng.shuffle(&mut mentions);
        mentions
    }

    /// The mentions in two files of as many records each, of which the share `overlap` is of persons in both.
    pub fn two_files(&self, records: u32, overlap: f64) -> [Vec<Mention>; 2] {
        let both = (f64::from(records) * overlap) as u32;
        let start = records.saturating_sub(both);
        let mut rng = rng_of(self.seed, 1, "order");
        [(0, 0), (start, 1)].map(|(from, copy)| {
            let mut file: Vec<_> = (from..from + records).map(|person| Mention { person, copy }).collect();
            rng.shuffle(&mut file);
            file
        })
    }

    /// What the clerk of a mention wrote.
    pub fn record(&self, mention: Mention) -> Record {
        let person = Person::new(self.seed, self.households, mention.person);
        let chance = rng_of(
            self.seed,
            u64::from(mention.person) << 8 | u64::from(mention.copy),
            "clerk",
        );
        Clerk::new(chance, self.errors).record(&person, mention.copy)
    }

    /// Writes a file of records as CSV, and beside it the truth: record, person, what the clerk did. Records are called
    /// by their place in the file after `prefix`.
    ///
    /// # Errors
    ///
    /// What the writers say.
    pub fn write(
        &self,
        (prefix, columns): (&str, Columns),
        mentions: &[Mention],
        file: &mut impl Write,
        truth: &mut impl Write,
    ) -> io::Result<()> {
        writeln!(file, "record_id,{}", columns.head().join(","))?;
        for (at, mention) in mentions.iter().enumerate() {
            let record = self.record(*mention);
            write!(file, "{prefix}{at:07}")?;
            for cell in record.cells(columns) {
                write!(file, ",{}", quoted(cell))?;
            }
            writeln!(file)?;
            writeln!(truth, "{prefix}{at:07},{},{}", mention.person, record.errors.join("|"))?;
        }
        Ok(())
    }
}

/// Takes away mentions beyond the fifth for others, and numbers those of each person.
fn settle(mentions: &mut Vec<Mention>) {
    let wanted = mentions.len();
    mentions.sort_unstable_by_key(|mention| mention.person);
    let (mut last, mut copy) = (None, 0);
    for mention in mentions.iter_mut() {
        copy = if last == Some(mention.person) { copy + 1 } else { 0 };
        (last, mention.copy) = (Some(mention.person), copy);
    }
    mentions.retain(|mention| mention.copy < 5);
    let single: Vec<_> = mentions
        .windows(2)
        .filter(|pair| pair[0].copy == 0 && pair[1].copy == 0)
        .collect();
    let more = single.iter().map(|pair| Mention { copy: 1, ..pair[0] });
    let more: Vec<_> = more.take(wanted - mentions.len()).collect();
    mentions.extend(more);
}

/// A cell of CSV.
fn quoted(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\"")).into()
    } else {
        cell.into()
    }
}

/// Chance for one thing of one person, unrelated to that for any other.
fn rng_of(seed: u64, of: u64, what: &str) -> Rng {
    let salt = what
        .bytes()
        .fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    Rng::with_seed(mixed(mixed(seed ^ salt.rotate_left(32)).wrapping_add(of)))
}

/// Spreads a number over all bits (the finaliser of `SplitMix64`).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
