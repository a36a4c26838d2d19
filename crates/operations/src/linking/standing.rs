//! What holds of pairs at an instant: the links of the runs that count, with what persons decided over them. It is put
//! together anew each time from runs and decisions, which nobody changes.

use std::{borrow::Cow, collections::BTreeMap};

use linkage::{Join, Known};
use store::{Link, LinkDecision, LinkRun, Store};

use super::files::{CERTAIN, FILE};
use crate::OperationError;

/// A pair of records, the lower number first.
pub(crate) type Pair = (i64, i64);

/// What was decided of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Both speak of one person or file.
    Same,
    /// They speak of two.
    Apart,
}

/// What holds of some records.
pub(crate) struct Standing {
    /// The records, ascending.
    pub(crate) records: Vec<i64>,
    /// The links in force between them, by pair.
    pub(crate) links: BTreeMap<Pair, Link>,
    /// Pairs across roles, by pair.
    pub(crate) flags: BTreeMap<Pair, Link>,
    /// The decisions in force, by pair, whether or not both records stand.
    pub(crate) said: BTreeMap<Pair, Said>,
    /// The last instant of a run or decision that is in it, or empty.
    pub(crate) until: String,
    /// Whether anything was compared at all.
    pub(crate) was_run: bool,
    /// The weight from which on pairs are linked by themselves; of files none are but those by folio.
    pub(crate) upper: f64,
    pub(crate) known: Known,
    /// Pairs of files linked by folio, of which nothing was decided.
    certain: Vec<(u32, u32)>,
}

impl Standing {
    /// What holds of these records, ascending, linked as persons or files, by runs and decisions until an instant, or by
    /// all.
    pub(crate) fn of(
        store: &Store,
        (kind, records): (&str, Vec<i64>),
        until: Option<&str>,
    ) -> Result<Standing, OperationError> {
        let mut runs = store.link_runs()?;
        runs.retain(|run| run.kind == kind);
        runs.retain(|run| until.is_none_or(|until| is_by(&run.at, until)));
        let mut decisions = store.link_decisions()?;
        decisions.retain(|one| until.is_none_or(|until| is_by(&one.at, until)));
        let last = runs
            .iter()
            .map(|run| &run.at)
            .chain(decisions.iter().map(|one| &one.at))
            .max();
        let mut standing = Standing {
            until: last.cloned().unwrap_or_default(),
            was_run: !runs.is_empty(),
            upper: match runs.last() {
                Some(run) if kind != FILE => weight_of(run.upper),
                _ => f64::INFINITY,
            },
            certain: Vec::new(),
            said: said(&decisions),
            links: BTreeMap::new(),
            flags: BTreeMap::new(),
            known: Known::default(),
            records,
        };
        for run in in_force(&runs) {
            standing.take(store.links_of_run(run.number)?);
        }
        standing.know();
        Ok(standing)
    }

    fn take(&mut self, links: Vec<Link>) {
        for link in links {
            let stand = [link.a, link.b].iter().all(|record| self.at(*record).is_some());
            let into = if link.state == "flag" {
                &mut self.flags
            } else {
                &mut self.links
            };
            if stand {
                into.insert((link.a, link.b), link);
            }
        }
    }

    /// Numbers records from 0, for clusters.
    fn know(&mut self) {
        let pair = |(a, b): Pair| Some((self.at(a)?, self.at(b)?));
        let of = |said: Said| {
            let own = self.said.iter().filter(move |(_, one)| **one == said);
            own.filter_map(|(both, _)| pair(*both)).collect()
        };
        let open = || {
            let undecided = |link: &&Link| !self.said.contains_key(&(link.a, link.b));
            self.links.values().filter(undecided)
        };
        let by_folio = open().filter(|link| self.upper.is_infinite() && link.weight >= CERTAIN);
        let certain = by_folio.filter_map(|link| pair((link.a, link.b))).collect();
        self.known = Known {
            sources: self
                .records
                .iter()
                .map(|record| u32::try_from(record >> 32).unwrap_or(u32::MAX))
                .collect(),
            pairs: open()
                .filter_map(|link| pair((link.a, link.b)).map(|(a, b)| (a, b, link.weight as f32)))
                .collect(),
            together: of(Said::Same),
            apart: of(Said::Apart),
        };
        self.certain = certain;
    }

    /// The place of a record.
    pub(crate) fn at(&self, record: i64) -> Option<u32> {
        let at = self.records.binary_search(&record).ok()?;
        u32::try_from(at).ok()
    }

    /// The clusters as decided.
    pub(crate) fn clusters(&self) -> Vec<u32> {
        linkage::partition(&self.joined(), Join::Above(self.upper))
    }

    /// The clusters in a draw.
    pub(crate) fn drawn(&self, seed: u64) -> Vec<u32> {
        linkage::partition(&self.joined(), Join::Drawn(seed))
    }

    /// What is known, with what folios say after what persons said.
    fn joined(&self) -> Cow<'_, Known> {
        if self.certain.is_empty() {
            return Cow::Borrowed(&self.known);
        }
        let mut known = self.known.clone();
        known.together.extend(&self.certain);
        Cow::Owned(known)
    }
}

/// log₂ of the odds of a probability.
pub(crate) fn weight_of(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// The runs that count: for each key, the last that compared all, and those after it.
fn in_force(runs: &[LinkRun]) -> impl Iterator<Item = &LinkRun> {
    let mut since: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for run in runs.iter().filter(|run| run.anew) {
        since.insert((&run.kind, &run.key), run.number);
    }
    let counts = move |run: &&LinkRun| {
        let since = since.get(&(run.kind.as_str(), run.key.as_str()));
        since.is_none_or(|since| run.number >= *since)
    };
    runs.iter().filter(counts)
}

/// Of each pair the last of what was decided; what was undone counts no more.
fn said(decisions: &[LinkDecision]) -> BTreeMap<Pair, Said> {
    let mut said = BTreeMap::new();
    for one in decisions {
        let pair = (one.a, one.b);
        match one.act.as_str() {
            "confirm" => said.insert(pair, Said::Same),
            "reject" => said.insert(pair, Said::Apart),
            "undo" => said.remove(&pair),
            _ => None,
        };
    }
    said
}

/// Whether an instant is no later than another; both RFC 3339 in UTC.
fn is_by(instant: &str, other: &str) -> bool {
    instant.trim_end_matches('Z') <= other.trim_end_matches('Z')
}
