//! What was found in a file under way, as a person mends it: by rule, with counts, and what becomes of each sheet.

use std::collections::BTreeMap;

use catalogue::Language;
use intake::{Check, Nowhere, Outcome, Words};
use register::{Finding, Part, Period, Sentence, sentence};
use store::{KeptMend, StoreError};

use crate::{Caller, Door, OperationError, With, under_way::object};

/// A file under way, checked.
#[derive(Clone, Debug)]
pub struct CheckedFile {
    /// Everything found.
    pub outcome: Outcome,
    /// The findings by code, the gravest first.
    pub groups: Vec<FindingGroup>,
    /// What becomes of each sheet.
    pub becomes: Vec<Becomes>,
    /// What was mended so far.
    pub mends: Vec<KeptMend>,
}

/// The findings of one code.
#[derive(Clone, Debug)]
pub struct FindingGroup {
    /// The code.
    pub code: String,
    /// What the first of them says, and how it is mended.
    pub sentence: Sentence,
    /// How many there are.
    pub count: u64,
    /// Those that were kept whole.
    pub findings: Vec<Finding>,
    /// Those that are alike, the most frequent first.
    pub alike: Vec<AlikeFindings>,
}

/// Findings of one code in one field where the same stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeFindings {
    /// The field's id, or empty.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// The nearest right answers.
    pub near: String,
    /// How many were kept whole.
    pub count: u64,
}

/// What becomes of a sheet of one register when the file is handed in.
#[derive(Clone, Debug)]
pub struct Becomes {
    /// The register, the sheet, and how many of its rows go in or wait.
    pub part: Part,
    /// The returns whose place it takes.
    pub replaces: Vec<i64>,
    /// A return that it overlaps without containing it: then the file is not received.
    pub overlaps: Option<(i64, Period)>,
}

impl Door {
    /// Checks a file under way: everything found, by rule, and what becomes of it. `progress` is told the rows read so
    /// far.
    ///
    /// # Errors
    /// When it is not the caller's, or only another session opens it.
    pub fn checked(
        &self,
        caller: &Caller,
        number: i64,
        (with, language, progress): (With<'_>, Language, &mut dyn FnMut(u64)),
    ) -> Result<CheckedFile, OperationError> {
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.look(caller, &object(number))?;
        let words = Words::of(self.catalogue());
        let check = Check::new(self.catalogue(), &words, asked, Nowhere);
        let (outcome, _) = self.check_mended(&one, with, (check, progress))?;
        let becomes = outcome.parts.iter().map(|part| {
            let (replaces, overlaps) = match self.store.would_replace(&one.asked, &part.register) {
                Ok(replaces) => (replaces, None),
                Err(StoreError::Overlap { number, period }) => (Vec::new(), Some((number, period))),
                Err(error) => return Err(OperationError::from(error)),
            };
            Ok(Becomes {
                part: part.clone(),
                replaces,
                overlaps,
            })
        });
        Ok(CheckedFile {
            becomes: becomes.collect::<Result<_, _>>()?,
            groups: self.grouped(&outcome, language),
            mends: self.store.mends(number)?,
            outcome,
        })
    }

    fn grouped(&self, outcome: &Outcome, language: Language) -> Vec<FindingGroup> {
        let mut by_code: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
        for finding in outcome.findings.kept() {
            by_code.entry(&finding.code).or_default().push(finding.clone());
        }
        let mut groups: Vec<FindingGroup> = by_code
            .into_iter()
            .filter_map(|(code, findings)| {
                Some(FindingGroup {
                    code: code.to_owned(),
                    sentence: sentence(self.catalogue(), findings.first()?, language),
                    count: outcome.findings.counts().get(code).copied().unwrap_or_default(),
                    alike: alike(&findings),
                    findings,
                })
            })
            .collect();
        groups.sort_by(|one, other| {
            let order = |group: &FindingGroup| (group.sentence.severity, group.count);
            order(other).cmp(&order(one)).then_with(|| one.code.cmp(&other.code))
        });
        groups
    }
}

fn alike(findings: &[Finding]) -> Vec<AlikeFindings> {
    let mut counts: BTreeMap<(&str, &str), (&str, u64)> = BTreeMap::new();
    for finding in findings {
        let key = (finding.field.as_str(), finding.value.as_str());
        counts.entry(key).or_insert((&finding.near, 0)).1 += 1;
    }
    let mut alike: Vec<AlikeFindings> = counts
        .into_iter()
        .map(|((field, value), (near, count))| AlikeFindings {
            field: field.to_owned(),
            value: value.to_owned(),
            near: near.to_owned(),
            count,
        })
        .collect();
    alike.sort_by_key(|one| std::cmp::Reverse(one.count));
    alike
}
