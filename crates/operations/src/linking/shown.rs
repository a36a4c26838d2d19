//! The state of the linkage as a coordinator sees it: what was run, the three numbers, what waits for a person, what is
//! flagged. Names and identities are in none of it.

use std::collections::BTreeMap;

use catalogue::Act;
use store::{Link, LinkDecision, LinkRun};

use super::{
    FILE, FILES, PERSON, Side,
    clustered::Clustered,
    standing::{Pair, Said, Standing},
};
use crate::{Caller, Door, OperationError, door::On};

/// Partitions drawn for the interval on a page.
const DRAWS: u64 = 40;
/// Pairs and flags that a page lists.
const LISTED: usize = 100;

/// Records reported, records that can be linked, and persons or files as far as the linkage tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreeNumbers {
    /// What the records in force of the registers of victims, or of files, stand for.
    pub reported: u64,
    /// The records among them that brought something to link by.
    pub linked: u64,
    /// Persons, or files, in those.
    pub distinct: u64,
    /// The least and the most in 95 of 100 partitions drawn from the probabilities.
    pub interval: (u64, u64),
}

/// A pair that waits for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuedPair {
    /// The number of its link.
    pub number: i64,
    /// Whether it is of files of investigation, and not of persons.
    pub is_of_files: bool,
    /// The probability that both records speak of one person or file.
    pub probability: f64,
    /// The institutions of both.
    pub institutions: (String, String),
    /// How much is expected of an answer: pairs of records that it would set right.
    pub gain: f64,
    /// Whether its origin was asked and has not answered.
    pub is_asked: bool,
    /// The proposal that waits for a second person, when there is one.
    pub proposal: Option<i64>,
}

/// A person who seems to be in records of victims and in records of accused or sentenced persons.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleFlag {
    /// The number of its link.
    pub number: i64,
    /// The probability that both records speak of one person.
    pub probability: f64,
    /// The record of a victim: its institution, register and number.
    pub victim: (String, String, i64),
    /// The record of an accused or sentenced person.
    pub accused: (String, String, i64),
}

/// The state of the linkage.
#[derive(Clone, Debug, Default)]
pub struct LinkState {
    /// The fingerprint of the key in force, or `None` before one was announced.
    pub key: Option<String>,
    /// The runs, the latest first.
    pub runs: Vec<LinkRun>,
    /// Records that came since the last run.
    pub fresh: u64,
    /// Records, linkable records and persons.
    pub numbers: ThreeNumbers,
    /// Records, linkable records and files of investigation; `None` before the first run over files.
    pub files: Option<ThreeNumbers>,
    /// What waits for a person, the most gain first.
    pub queue: Vec<QueuedPair>,
    /// How many wait in all.
    pub waiting: u64,
    /// How many decisions of persons are in force.
    pub decided: u64,
    /// How many pairs across roles are flagged; who they are is an act of its own.
    pub flagged: u64,
}

impl Door {
    /// The state of the linkage.
    ///
    /// # Errors
    /// When the caller may not see it, or it cannot be read.
    pub fn links(&self, caller: &Caller) -> Result<LinkState, OperationError> {
        self.admit(caller, Act::SeeLinks, On::default())?;
        self.store
            .note(caller.actor(), &self.now(), Act::SeeLinks.id(), "links", &[])?;
        let (all, files) = (self.linkable(PERSON)?, self.linkable(FILE)?);
        let mut runs = self.store.link_runs()?;
        runs.reverse();
        let (standing, of_files) = (self.standing(PERSON, &all)?, self.standing(FILE, &files)?);
        let mut queue = self.queue(&standing, PERSON, &all)?;
        queue.extend(self.queue(&of_files, FILE, &files)?);
        queue.sort_by(|one, other| other.gain.total_cmp(&one.gain).then(one.number.cmp(&other.number)));
        let is_victim: Vec<bool> = all.iter().map(|(_, of, _)| is_of_victims(of)).collect();
        let every = vec![true; files.len()];
        let numbers_of_files = || self.three_numbers(&of_files, &every, |register| register == FILES);
        Ok(LinkState {
            key: self
                .store
                .linkage_key()?
                .or(self.linkage_key.as_ref().map(|key| key.fingerprint().to_string())),
            fresh: self.fresh(&runs, &files)?,
            numbers: self.three_numbers(&standing, &is_victim, is_of_victims)?,
            files: of_files.was_run.then(numbers_of_files).transpose()?,
            waiting: queue.len() as u64,
            decided: standing.said.len() as u64,
            flagged: standing.flags.len() as u64,
            queue: queue.into_iter().take(LISTED).collect(),
            runs,
        })
    }

    /// The records in force that are taken for one person, or for one file, by what is decided: groups of two or more, to
    /// be held against a sample of which it is known.
    ///
    /// # Errors
    /// When the caller may not see links, or they cannot be read.
    pub fn joined_records(&self, caller: &Caller, of_files: bool) -> Result<Vec<Vec<i64>>, OperationError> {
        self.admit(caller, Act::SeeLinks, On::default())?;
        let kind = if of_files { FILE } else { PERSON };
        let standing = self.standing(kind, &self.linkable(kind)?)?;
        let mut groups: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for (record, cluster) in standing.records.iter().zip(standing.clusters()) {
            groups.entry(cluster).or_default().push(*record);
        }
        let groups: Vec<Vec<i64>> = groups.into_values().filter(|group| group.len() > 1).collect();
        let (seen, object) = (groups.concat(), format!("{} groups of a {kind}", groups.len()));
        self.store
            .note(caller.actor(), &self.now(), Act::SeeLinks.id(), &object, &seen)?;
        Ok(groups)
    }

    /// Pairs across roles, the surest first: a victim who is also accused, so that non-punishment is considered.
    ///
    /// # Errors
    /// When the caller may not see them, or they cannot be read.
    pub fn role_flags(&self, caller: &Caller) -> Result<Vec<RoleFlag>, OperationError> {
        self.admit(caller, Act::SeeRoleFlags, On::default())?;
        let standing = self.standing(PERSON, &self.linkable(PERSON)?)?;
        let mut flags: Vec<&Link> = standing.flags.values().collect();
        flags.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        flags.truncate(LISTED);
        let mut all = Vec::new();
        let mut seen = Vec::new();
        for link in flags {
            seen.extend([link.a, link.b]);
            all.push(self.flag(link)?);
        }
        let object = format!("{} flags", all.len());
        self.store
            .note(caller.actor(), &self.now(), Act::SeeRoleFlags.id(), &object, &seen)?;
        Ok(all)
    }

    fn flag(&self, link: &Link) -> Result<RoleFlag, OperationError> {
        let told = |record: i64| {
            let kept = self.store.record(record)?;
            let institution = self.store.returned(kept.number)?.authority;
            Ok::<_, OperationError>((institution, kept.register, record))
        };
        let (one, other) = (told(link.a)?, told(link.b)?);
        let is_victim = Side::of(&one.1) == Some(Side::Victim);
        let (victim, accused) = if is_victim { (one, other) } else { (other, one) };
        Ok(RoleFlag {
            number: link.number,
            probability: linkage::probability(link.weight),
            victim,
            accused,
        })
    }

    /// What holds of the records in force that can be linked as a kind.
    fn standing(&self, kind: &str, all: &[(i64, String, String)]) -> Result<Standing, OperationError> {
        let records = all.iter().map(|(record, ..)| *record).collect();
        Standing::of(&self.store, (kind, records), None)
    }

    fn fresh(&self, latest_first: &[LinkRun], files: &[(i64, String, String)]) -> Result<u64, OperationError> {
        let last = latest_first
            .iter()
            .find(|run| run.kind == FILE)
            .map_or(0, |run| run.upto);
        let mut fresh = files.iter().filter(|(record, ..)| *record > last).count() as u64;
        for (kind, key, records) in self.store.linkage_keys()? {
            let last = latest_first.iter().find(|run| run.kind == kind && run.key == key);
            fresh += match last {
                Some(run) => self.store.encoded_since((&kind, &key), run.upto)?,
                None => records,
            };
        }
        Ok(fresh)
    }

    /// The three numbers of what is counted among the records of a standing, and of the registers that they are in.
    fn three_numbers(
        &self,
        standing: &Standing,
        is_counted: &[bool],
        is_of: impl Fn(&str) -> bool,
    ) -> Result<ThreeNumbers, OperationError> {
        let parts = self.store.current(None)?;
        let reported = parts.iter().filter(|(_, part)| is_of(&part.register));
        let persons = |of: &[u32]| {
            let own = of.iter().zip(0..).zip(is_counted);
            own.filter(|((cluster, at), counts)| *cluster == at && **counts).count() as u64
        };
        let mut drawn: Vec<u64> = (1..=DRAWS).map(|seed| persons(&standing.drawn(seed))).collect();
        drawn.sort_unstable();
        let at = |share: f64| drawn[((drawn.len() - 1) as f64 * share).round() as usize];
        Ok(ThreeNumbers {
            reported: reported.map(|(_, part)| part.stands_for).sum(),
            linked: is_counted.iter().filter(|counts| **counts).count() as u64,
            distinct: persons(&standing.clusters()),
            interval: (at(0.025), at(0.975)),
        })
    }

    /// The pairs of a kind that wait for a person.
    fn queue(
        &self,
        standing: &Standing,
        kind: &str,
        all: &[(i64, String, String)],
    ) -> Result<Vec<QueuedPair>, OperationError> {
        let clustered = Clustered::of(standing);
        let asked = unanswered(&self.store.link_decisions()?);
        let proposals = self.proposed_links()?;
        let institution = |record: i64| {
            standing
                .at(record)
                .map_or("", |at| all[at as usize].2.as_str())
                .to_owned()
        };
        let waits = |link: &&Link| link.state == "review" && !standing.said.contains_key(&(link.a, link.b));
        let told = |link: &Link| {
            let probability = linkage::probability(link.weight);
            QueuedPair {
                number: link.number,
                is_of_files: kind == FILE,
                probability,
                institutions: (institution(link.a), institution(link.b)),
                gain: clustered.gain(standing, (link.a, link.b), probability),
                is_asked: asked.contains_key(&(link.a, link.b)),
                proposal: proposals.get(&link.number).copied(),
            }
        };
        Ok(standing.links.values().filter(waits).map(told).collect())
    }

    /// The proposals to confirm a link, by the number of the link.
    pub(super) fn proposed_links(&self) -> Result<BTreeMap<i64, i64>, OperationError> {
        let open = self.store.proposals()?.into_iter();
        let open = open.filter(|one| one.state == "asked" && one.act == Act::DecideLink.id());
        let link = |object: &str| object.strip_prefix("link ")?.parse::<i64>().ok();
        Ok(open.filter_map(|one| Some((link(&one.object)?, one.number))).collect())
    }
}

/// Whether a register is of persons who suffered the crime.
fn is_of_victims(register: &str) -> bool {
    Side::of(register) == Some(Side::Victim)
}

/// Pairs of which an origin was asked something that it has not answered, with how much.
fn unanswered(decisions: &[LinkDecision]) -> BTreeMap<Pair, usize> {
    let mut open: BTreeMap<Pair, usize> = BTreeMap::new();
    for one in decisions {
        let asked = open.entry((one.a, one.b)).or_default();
        match one.act.as_str() {
            "ask" => *asked += 1,
            "answer" => *asked = asked.saturating_sub(1),
            _ => {}
        }
    }
    open.retain(|_, asked| *asked > 0);
    open
}

/// How a field of two records agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Both say the same.
    Equal,
    /// Nearly.
    Similar,
    /// They differ.
    Different,
    /// One of them does not say.
    NotKnown,
}

/// A field in which two records were compared.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldAgreement {
    /// The field, as the linkage names it.
    pub field: String,
    /// How it agrees.
    pub agreement: Agreement,
    /// The bits that it says for one person or file (above 0) or for two.
    pub weight: f64,
}

impl FieldAgreement {
    /// The fields of a pattern as it is kept.
    pub(super) fn all(pattern: &str) -> Vec<FieldAgreement> {
        let field = |text: &str| {
            let mut parts = text.split(':');
            let (field, level, weight) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
            let (level, of) = level.split_once('/')?;
            let (level, of): (u8, u8) = (level.parse().ok()?, of.parse().ok()?);
            Some(FieldAgreement {
                field: field.to_owned(),
                agreement: match level {
                    0 => Agreement::NotKnown,
                    1 => Agreement::Equal,
                    level if level >= of => Agreement::Different,
                    _ => Agreement::Similar,
                },
                weight,
            })
        };
        pattern.split(' ').filter_map(field).collect()
    }
}

/// One of the two records of a pair, without a word of its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairSide {
    /// The record.
    pub record: i64,
    /// Whose it is.
    pub institution: String,
    /// The register.
    pub register: String,
    /// The return that brought it.
    pub returned: i64,
    /// The row as the spreadsheet numbered it.
    pub row: u32,
    /// What it says of sex, age, nationality, state and days, where the caller may see single records: field and words.
    pub facts: Vec<(String, String)>,
    /// How many records stand for the same person or file by now.
    pub together: usize,
}

/// A pair as its page shows it.
#[derive(Clone, Debug)]
pub struct LinkedPair {
    /// The number of its link.
    pub number: i64,
    /// Whether it is of files of investigation, and not of persons.
    pub is_of_files: bool,
    /// Its two records.
    pub sides: [PairSide; 2],
    /// The probability that both speak of one person or file.
    pub probability: f64,
    /// How they agree, field by field.
    pub fields: Vec<FieldAgreement>,
    /// What the run made of it: `automatic`, `review`, `none` or `flag`.
    pub state: String,
    /// Whether it was decided that they are one person or file; `None` when nothing is decided.
    pub is_confirmed: Option<bool>,
    /// Everything that was said of it, oldest first.
    pub decisions: Vec<LinkDecision>,
    /// The proposal that waits for a second person, and whether the caller may be that person.
    pub proposal: Option<(i64, bool)>,
}

impl Door {
    /// A pair, by the number of its link.
    ///
    /// # Errors
    /// When the caller may not see it, there is none, or it cannot be read.
    pub fn linked_pair(&self, caller: &Caller, number: i64) -> Result<LinkedPair, OperationError> {
        self.admit(caller, Act::SeeLinks, On::default())?;
        let link = self.one_link(number)?;
        if link.state == "flag" {
            self.admit(caller, Act::SeeRoleFlags, On::default())?;
        }
        let (kind, all) = self.linkable_like(link.a)?;
        let standing = self.standing(kind, &all)?;
        let clustered = Clustered::of(&standing);
        let pair = (link.a, link.b);
        let side = |record: i64| self.pair_side(caller, record, clustered.size(&standing, record));
        let sides = [side(link.a)?, side(link.b)?];
        let writing = self.store.write(caller.actor(), &self.now())?;
        for record in [link.a, link.b] {
            self.watch(&writing, record, Act::SeeLinks.id())?;
        }
        writing.finish(Act::SeeLinks.id(), &format!("link {number}"), &[link.a, link.b])?;
        Ok(LinkedPair {
            number,
            is_of_files: kind == FILE,
            sides,
            probability: linkage::probability(link.weight),
            fields: FieldAgreement::all(&link.pattern),
            is_confirmed: standing.said.get(&pair).map(|said| *said == Said::Same),
            decisions: self.store.decisions_of_pair(link.a, link.b)?,
            proposal: self.proposal_of(caller, number)?,
            state: link.state,
        })
    }

    fn proposal_of(&self, caller: &Caller, link: i64) -> Result<Option<(i64, bool)>, OperationError> {
        let Some(number) = self.proposed_links()?.get(&link).copied() else {
            return Ok(None);
        };
        let is_other = self.store.proposal(number)?.person != caller.person();
        Ok(Some((
            number,
            is_other && self.could(caller, Act::ConfirmLink, On::default()),
        )))
    }
}
