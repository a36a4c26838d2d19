//! What each authority asked answered and how well: the facts behind a page of the report's annex (¶8, ¶13, ¶23,
//! art. 88 VIII of the General Law).

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use catalogue::{Authority, Catalogue, Field, Kind, Label, Register, Severity};
use report::{AuthorityAnswer, FindingTally, MinimumField, RegisterAnswer};
use serde_json::Value as Json;
use statistics::{Fact, Facts};

use crate::{
    Frozen,
    answering::{ANSWERS, asked, rank},
    replying::RESPONSES,
};

/// The minimum that every authority must record of a victim.
const MINIMUM: &str = "LG 88 VIII";

/// For each authority (its position in the list): of how many something is known, to how many it applies.
type Coverage = BTreeMap<u16, (u64, u64)>;

/// What is read of a vintage once, for all authorities.
struct Told<'f> {
    catalogue: &'f Catalogue,
    /// By authority and register, the answer: a code of the list.
    answers: BTreeMap<u16, Vec<(u16, u16)>>,
    stands_for: BTreeMap<&'f str, Coverage>,
    minimum: Vec<(&'f Label, Coverage)>,
    returns: Vec<&'f Json>,
}

/// What each authority asked answered, in the order of the list; nothing for a vintage that does not hold it.
pub(crate) fn authority_answers(frozen: &Frozen) -> Vec<AuthorityAnswer> {
    let Some(facts) = frozen.facts.get(ANSWERS) else {
        return Vec::new();
    };
    let told = Told::of(frozen, facts);
    asked(&frozen.catalogue)
        .into_iter()
        .map(|(at, offices)| told.authority(at, &offices))
        .collect()
}

impl<'f> Told<'f> {
    fn of(frozen: &'f Frozen, facts: &Facts) -> Told<'f> {
        let mut answers: BTreeMap<u16, Vec<(u16, u16)>> = BTreeMap::new();
        for row in 0..facts.rows() {
            let code = |column| match facts.answer(row, column) {
                Some(Fact::Code(code)) => Some(code),
                _ => None,
            };
            if let (Some(authority), Some(register), Some(response)) =
                (code("authority"), code("register"), code("response"))
            {
                answers.entry(authority).or_default().push((register, response));
            }
        }
        let stands_for = frozen.facts.iter().filter_map(|(register, facts)| {
            let coverage = facts.coverage_by_authority("authority")?;
            Some((register.as_str(), coverage))
        });
        let returns = ["returns", "sent_back"].map(|key| frozen.manifest[key].as_array());
        Told {
            catalogue: &frozen.catalogue,
            answers,
            stands_for: stands_for.collect(),
            minimum: minimum(frozen),
            returns: returns.into_iter().flatten().flatten().collect(),
        }
    }

    fn authority(&self, at: u16, offices: &[Authority<'_>]) -> AuthorityAnswer {
        let own = offices[0];
        let positions = self.positions(offices);
        let registers = self.registers(at, offices, &positions);
        let state = registers
            .iter()
            .map(|one| one.state.as_str())
            .min_by_key(|one| rank(one));
        let state = state.unwrap_or("NO_RESPONSE").to_owned();
        let victims = self.stands_for("victims", &positions);
        let minimum = match victims {
            0 => Vec::new(),
            _ => self.minimum(&positions),
        };
        AuthorityAnswer {
            id: own.id().to_owned(),
            name: own.code().label.clone(),
            kind: label(self.catalogue, "authority_kind", own.kind()),
            state_words: label(self.catalogue, RESPONSES, &state),
            state,
            registers,
            minimum,
            findings: self.findings(offices),
            returns: self.numbers(offices),
        }
    }

    fn positions(&self, offices: &[Authority<'_>]) -> Vec<u16> {
        let list = self.catalogue.list("authority");
        offices
            .iter()
            .filter_map(|office| list?.position(office.id()))
            .collect()
    }

    fn registers(&self, at: u16, offices: &[Authority<'_>], positions: &[u16]) -> Vec<RegisterAnswer> {
        let id = |list: &str, code: u16| self.catalogue.list(list)?.code(code).map(|code| code.id.clone());
        let answers = self.answers.get(&at).map_or(&[][..], Vec::as_slice);
        let told = answers.iter().filter_map(|(register, response)| {
            let (register, state) = (id("register_name", *register)?, id(RESPONSES, *response)?);
            Some(RegisterAnswer {
                state_words: label(self.catalogue, RESPONSES, &state),
                stands_for: self.stands_for(&register, positions),
                waiting: self.waiting(&register, offices),
                register,
                state,
            })
        });
        told.collect()
    }

    fn stands_for(&self, register: &str, positions: &[u16]) -> u64 {
        let of = self.stands_for.get(register);
        of.map_or(0, |coverage| summed(coverage, positions).0)
    }

    fn minimum(&self, positions: &[u16]) -> Vec<MinimumField> {
        let fields = self.minimum.iter().map(|(label, coverage)| {
            let (known, applicable) = summed(coverage, positions);
            MinimumField {
                label: (*label).clone(),
                known,
                applicable,
            }
        });
        fields.collect()
    }

    /// The returns of some offices, sent back ones too.
    fn theirs<'a>(&'a self, offices: &'a [Authority<'_>]) -> impl Iterator<Item = &'f Json> + 'a {
        let is_theirs = |one: &Json| {
            offices
                .iter()
                .any(|office| one["authority"].as_str() == Some(office.id()))
        };
        self.returns.iter().copied().filter(move |one| is_theirs(one))
    }

    /// A return stands under two keys when some of its registers went in and others wait whole.
    fn numbers(&self, offices: &[Authority<'_>]) -> Vec<i64> {
        let numbers: BTreeSet<i64> = self.theirs(offices).filter_map(|one| one["number"].as_i64()).collect();
        numbers.into_iter().collect()
    }

    fn waiting(&self, register: &str, offices: &[Authority<'_>]) -> u64 {
        let parts = self.theirs(offices).filter_map(|one| one["parts"].as_array()).flatten();
        let own = parts.filter(|part| part["register"].as_str() == Some(register));
        own.filter_map(|part| part["waiting"].as_u64()).sum()
    }

    fn findings(&self, offices: &[Authority<'_>]) -> Vec<FindingTally> {
        let mut seen = BTreeSet::new();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for one in self.theirs(offices).filter(|one| seen.insert(one["number"].as_i64())) {
            for (code, count) in one["findings"].as_object().into_iter().flatten() {
                *counts.entry(code.as_str()).or_default() += count.as_u64().unwrap_or_default();
            }
        }
        let told = counts.into_iter().map(|(code, count)| {
            let sentence = self.catalogue.sentence(code);
            FindingTally {
                code: code.to_owned(),
                severity: sentence.map_or(Severity::Error, |(severity, ..)| severity),
                says: sentence.map_or_else(Label::default, |(_, says, _)| without_particulars(says)),
                count,
            }
        });
        let mut findings: Vec<FindingTally> = told.collect();
        findings.sort_by_key(|one| (Reverse(one.severity), Reverse(one.count)));
        findings
    }
}

/// The fields of a register that article 88 VIII asks for, but for those that figures never see: texts and identity.
pub(crate) fn minimum_of(register: &Register) -> impl Iterator<Item = &Field> {
    let asked = register.fields().iter();
    let asked = asked.filter(|field| field.cite.iter().any(|cite| cite == MINIMUM));
    let is_text = |field: &Field| matches!(field.kind, Kind::Text | Kind::Link | Kind::File);
    asked.filter(move |field| field.id != "count" && !is_text(field) && !field.is_identity())
}

/// The fields of a victim that article 88 VIII asks for, with how well each authority gave them.
fn minimum(frozen: &Frozen) -> Vec<(&Label, Coverage)> {
    let register = frozen.catalogue.register("victims").zip(frozen.facts.get("victims"));
    let Some((register, facts)) = register else {
        return Vec::new();
    };
    minimum_of(register)
        .filter_map(|field| Some((&field.label, facts.coverage_by_authority(&field.id)?)))
        .collect()
}

fn summed(coverage: &Coverage, positions: &[u16]) -> (u64, u64) {
    let of = positions.iter().filter_map(|at| coverage.get(at));
    of.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

pub(crate) fn label(catalogue: &Catalogue, list: &str, code: &str) -> Label {
    let known = catalogue
        .list(list)
        .and_then(|list| list.code(list.position(code)?))
        .map(|code| code.label.clone());
    known.unwrap_or_else(|| Label {
        es: code.to_owned(),
        en: code.to_owned(),
    })
}

/// A finding's sentence with an ellipsis where a place's own words would stand, and without what only they would end.
fn without_particulars(says: &Label) -> Label {
    let bare = |text: &str| {
        let whole = match text.rsplit_once(": ") {
            Some((head, tail)) if tail.contains('{') => format!("{head}."),
            _ => text.to_owned(),
        };
        let text = whole.as_str();
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            text + "…" + part.split_once('}').map_or("", |(_, rest)| rest)
        })
    };
    Label {
        es: bare(&says.es),
        en: bare(&says.en),
    }
}

#[cfg(test)]
mod tests;
