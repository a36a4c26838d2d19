//! Runs the linkage: the records that stand and have an encoding are compared, by their encodings alone, and files of
//! investigation by their folios and what they say. What comes out is kept as statements about pairs. No name is read, no
//! record is changed, and whoever sent the records is told nothing of it.

mod asking;
mod clustered;
mod deciding;
mod encoding;
mod facts;
mod files;
mod frozen;
mod offline;
mod shown;
mod standing;

use std::{collections::BTreeMap, ops::ControlFlow};

use catalogue::Act;
use linkage::{
    EncodedRecords, Records, ScoredPair, Seen, Settings,
    encode::{Chances, Encoding, EncodingFault},
    link_encoded,
};
use serde_json::json;
use store::{Link, LinkRun};

use crate::{Caller, Door, OperationError, calling::REASON, door::On};
use files::{linkable_files, take_files};

pub use asking::{AskedOfOrigin, OriginAnswer};
pub use deciding::{Decided, LinkAct};
pub(crate) use encoding::{CHANCES_MAX_BYTES, Encodes, chances, is_chances, read_key};
pub(crate) use files::{FILE, FILES};
pub(crate) use frozen::{Gathered, file_linkage_of, linkage_of};
pub use offline::{EncodedReturn, encoded_return};
pub use shown::{Agreement, FieldAgreement, LinkState, LinkedPair, PairSide, QueuedPair, RoleFlag, ThreeNumbers};

/// What records are linked as.
pub(crate) const PERSON: &str = "person";

/// What is asked of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linking {
    /// Whether all is compared anew; otherwise what was said of older records holds.
    pub anew: bool,
    /// Pairs of at least this probability are linked by themselves.
    pub upper: f64,
    /// Pairs below this probability are not linked; those between wait for a person.
    pub lower: f64,
}

impl Default for Linking {
    fn default() -> Linking {
        Linking {
            anew: false,
            upper: 0.97,
            lower: 0.05,
        }
    }
}

/// Most letters of a reason.
const REASON_MAX: usize = 500;
/// Pairs below this probability are not kept at all.
const FLOOR: f64 = 0.01;

/// A record that can be linked, its register and its authority.
type Linkable = (i64, String, String);

/// In what a person stands before the law in the records of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Somebody who suffered the crime.
    Victim,
    /// Somebody who is said to have committed it, or was found to.
    Accused,
}

impl Side {
    /// The side of a register's persons, or `None` for registers of something else.
    pub(crate) fn of(register: &str) -> Option<Side> {
        match register {
            "victims" | "indirect_victims" | "judgment_victims" | "shelter_stays" => Some(Side::Victim),
            "accused" | "sentenced_persons" => Some(Side::Accused),
            _ => None,
        }
    }
}

/// The records of a run, in the order of their ids.
#[derive(Default)]
struct Taking {
    seqs: Vec<i64>,
    records: Vec<i64>,
    sides: Vec<Side>,
    sources: Vec<u16>,
    encodings: Vec<Encoding>,
    authorities: BTreeMap<String, u16>,
    chances: Chances,
}

impl Door {
    /// Announces the fingerprint of the key in force: encodings made with another are refused from then on. The key itself
    /// stays with those who hold it.
    ///
    /// # Errors
    /// When the caller may not, it is no fingerprint of 16 hexadecimal digits, or the reason is missing.
    pub fn announce_linkage_key(&self, caller: &Caller, fingerprint: &str, reason: &str) -> Result<(), OperationError> {
        self.admit(caller, Act::Link, On::default())?;
        self.said((REASON, reason), REASON_MAX)?;
        let print = fingerprint.trim().to_lowercase();
        if print.len() != 16 || !print.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(self.wrong(
                "la huella de una clave son 16 cifras y letras de la a a la f".to_owned(),
                "the fingerprint of a key is 16 digits and letters from a to f".to_owned(),
            ));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        writing.announce_linkage_key(&print, reason)?;
        Ok(writing.finish("announce_linkage_key", &format!("key {print}: {reason}"), &[])?)
    }

    /// Links what stands, each key's encodings apart, and answers the runs. Decisions of persons are neither read nor
    /// touched: they hold over whatever a run says.
    ///
    /// # Errors
    /// When the caller may not, the thresholds are none, an encoding is damaged, or the store says no.
    pub fn link(&self, caller: &Caller, how: Linking) -> Result<Vec<LinkRun>, OperationError> {
        self.admit(caller, Act::Link, On::default())?;
        if !(FLOOR <= how.lower && how.lower <= how.upper && how.upper < 1.0) {
            return Err(self.wrong(
                format!("los umbrales van de {FLOOR} a 1, el de abajo primero"),
                format!("the thresholds lie between {FLOOR} and 1, the lower one first"),
            ));
        }
        let mut runs = Vec::new();
        for (kind, key, _) in self.store.linkage_keys()? {
            if kind == PERSON {
                let taking = self.take(&kind, &key)?;
                runs.push(self.run(caller, (&kind, &key), how, |since| taking.link(since, how))?);
            }
        }
        let files = take_files(&self.store, self.catalogue())?;
        if !files.is_empty() {
            runs.push(self.run(caller, (FILE, ""), how, |since| files.link(since, how))?);
        }
        if runs.is_empty() {
            self.store
                .note(caller.actor(), &self.now(), Act::Link.id(), "nothing to link", &[])?;
        }
        Ok(runs)
    }

    /// Runs a linkage of one kind and key from where the last one ended, and keeps what came of it.
    fn run(
        &self,
        caller: &Caller,
        (kind, key): (&str, &str),
        how: Linking,
        link: impl FnOnce(i64) -> (LinkRun, Vec<Link>),
    ) -> Result<LinkRun, OperationError> {
        let runs = self.store.link_runs()?;
        let before = runs.iter().rev().find(|run| run.kind == kind && run.key == key);
        let since = before.filter(|_| !how.anew).map_or(0, |run| run.upto);
        let (mut run, links) = link(since);
        run.kind = kind.to_owned();
        run.key = key.to_owned();
        run.anew = how.anew || before.is_none();
        run.upto = run.upto.max(before.map_or(0, |run| run.upto));
        let writing = self.store.write(caller.actor(), &self.now())?;
        run.number = writing.keep_link_run(&run, &links)?;
        writing.at().clone_into(&mut run.at);
        caller.account().clone_into(&mut run.account);
        let of = if key.is_empty() {
            "files".to_owned()
        } else {
            format!("key {key}")
        };
        let object = format!(
            "link run {} of {of}: {} records, {} new",
            run.number, run.records, run.fresh
        );
        writing.finish(Act::Link.id(), &object, &[])?;
        Ok(run)
    }

    /// What a pair is linked as, and the records in force that can be linked so.
    fn linkable_like(&self, record: i64) -> Result<(&'static str, Vec<Linkable>), OperationError> {
        let kind = if self.store.record(record)?.register == FILES {
            FILE
        } else {
            PERSON
        };
        Ok((kind, self.linkable(kind)?))
    }

    /// The records in force that can be linked as a kind.
    fn linkable(&self, kind: &str) -> Result<Vec<Linkable>, OperationError> {
        match kind {
            FILE => linkable_files(&self.store, self.catalogue()),
            _ => Ok(self.store.linkable(kind)?),
        }
    }

    /// The records in force that have an encoding made with a key, of the registers whose persons are linked.
    fn take(&self, kind: &str, key: &str) -> Result<Taking, OperationError> {
        let mut taking = Taking::default();
        let broken = self.store.encoded((kind, key), |one| {
            let Some(side) = Side::of(one.register) else {
                return ControlFlow::Continue(());
            };
            match parsed(one.bytes) {
                Ok(encoding) if !encoding.views.is_empty() => taking.push(&one, side, encoding),
                Ok(_) | Err(EncodingFault::OtherVersion { .. }) => {}
                Err(error) => return ControlFlow::Break((one.record, error)),
            }
            ControlFlow::Continue(())
        })?;
        for counts in self.store.chances(key)? {
            taking.chances.add(&chances(&counts).unwrap_or_default());
        }
        match broken {
            Some((record, error)) => {
                Err(store::StoreError::of_record(record, &register::Broken(error.to_string())).into())
            }
            None => Ok(taking),
        }
    }
}

impl Taking {
    fn push(&mut self, one: &store::Encoded<'_>, side: Side, encoding: Encoding) {
        let next = u16::try_from(self.authorities.len()).unwrap_or(u16::MAX);
        let source = *self.authorities.entry(one.authority.to_owned()).or_insert(next);
        self.seqs.push(one.seq);
        self.records.push(one.record);
        self.sides.push(side);
        self.sources.push(source);
        self.encodings.push(encoding);
    }

    /// Compares; keeps the pairs of which at least one record came after `since`.
    fn link(mut self, since: i64, how: Linking) -> (LinkRun, Vec<Link>) {
        let encodings = std::mem::take(&mut self.encodings);
        let (sources, chances) = (std::mem::take(&mut self.sources), std::mem::take(&mut self.chances));
        let records = EncodedRecords::new(encodings, sources, chances);
        let settings = Settings {
            floor: FLOOR,
            ..Settings::default()
        };
        let linkage = link_encoded(&records, &settings);
        let model = &linkage.linked.model;
        let mut seen = Seen::default();
        let mut links = Vec::new();
        for pair in &linkage.linked.pairs {
            let is_new = self.seqs[pair.a as usize] > since || self.seqs[pair.b as usize] > since;
            let state = self.state(pair, how).filter(|_| is_new);
            links.extend(state.map(|state| Link {
                number: 0,
                run: 0,
                a: self.records[pair.a as usize],
                b: self.records[pair.b as usize],
                weight: f64::from(pair.weight),
                pattern: pattern(&records, model, records.pattern(pair.a, pair.b, &mut seen)),
                state: state.to_owned(),
            }));
        }
        let count = |state: &str| links.iter().filter(|link| link.state == state).count() as u64;
        let run = LinkRun {
            version: linkage::encode::SCHEME_VERSION,
            upto: self.seqs.iter().copied().max().unwrap_or_default(),
            model: model_told(&records, model),
            upper: how.upper,
            lower: how.lower,
            records: self.records.len() as u64,
            fresh: self.seqs.iter().filter(|seq| **seq > since).count() as u64,
            compared: linkage.linked.candidates,
            cut: linkage.cut_pairs,
            automatic: count("automatic"),
            review: count("review"),
            flagged: count("flag"),
            ..LinkRun::default()
        };
        (run, links)
    }

    /// What becomes of a pair. Across roles nothing is linked (article 37): what is as good as certain is flagged. Within
    /// one return a person says whether it has somebody twice.
    fn state(&self, pair: &ScoredPair, how: Linking) -> Option<&'static str> {
        let (a, b) = (pair.a as usize, pair.b as usize);
        let chance = pair.probability();
        if self.sides[a] != self.sides[b] {
            return (chance >= how.upper).then_some("flag");
        }
        let is_of_one_return = self.records[a] >> 32 == self.records[b] >> 32;
        Some(match chance {
            chance if chance < how.lower => "none",
            chance if chance >= how.upper && !is_of_one_return => "automatic",
            _ => "review",
        })
    }
}

/// An encoding as it is kept: the text of a cell.
fn parsed(bytes: &[u8]) -> Result<Encoding, EncodingFault> {
    Encoding::parse(std::str::from_utf8(bytes).map_err(|_| EncodingFault::NotBase64)?)
}

/// The levels of a pair as they are kept: field, level, how many levels there are, and the bits that it weighs.
fn pattern(records: &impl Records, model: &linkage::Model, pattern: linkage::Pattern) -> String {
    let field = |(k, of): (usize, &linkage::Comparison)| {
        let level = pattern.level(k);
        let name = of.name.replace(' ', "_");
        format!("{name}:{level}/{}:{:.2}", of.levels.len(), model.weight(k, level))
    };
    let fields: Vec<String> = records.comparisons().iter().enumerate().map(field).collect();
    fields.join(" ")
}

/// A model as JSON: by field, the levels with m and u.
fn model_told(records: &impl Records, model: &linkage::Model) -> String {
    let field = |(of, own): (&linkage::Comparison, &linkage::Probabilities)| {
        let levels: Vec<&str> = of.levels.iter().map(|level| level.name.as_str()).collect();
        json!({ "field": of.name, "levels": levels, "m": own.m, "u": own.u })
    };
    let fields: Vec<_> = records
        .comparisons()
        .iter()
        .zip(&model.comparisons)
        .map(field)
        .collect();
    json!({ "prior": model.prior(), "fields": fields }).to_string()
}
