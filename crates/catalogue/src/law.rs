//! Offence sets and the reporting groups of the Diagnosis (¶46–50): an ordered partition, so that every
//! set of offences falls in exactly one group.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{Catalogue, List, State};

/// What a record says of its offences, as positions in the lists `offence`, `art10_purpose` and
/// `other_offence` (bit *i* is code *i*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct OffenceSet {
    /// Offences of the General Law.
    pub offences: u64,
    /// Purposes of article 10.
    pub purposes: u64,
    /// Offences of other laws.
    pub others: u64,
    /// Set when the offences were not given.
    pub state: Option<State>,
}

/// Which offence sets fall in a group: every condition given holds. Groups are tried in the order of their
/// file and the first that holds is the one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// The offences are missing in one of these states.
    #[serde(default)]
    pub state: Vec<String>,
    /// Whether trafficking (article 10) is among the offences.
    #[serde(default)]
    pub art10: Option<bool>,
    /// Whether any offence of the General Law is there.
    #[serde(default)]
    pub general_law: Option<bool>,
    /// Whether any offence of another law is there.
    #[serde(default)]
    pub other_law: Option<bool>,
    /// Some offence of another law with one of these relations (attribute `relation`).
    #[serde(default)]
    pub other_relation: Vec<String>,
    /// Exactly these exploitation families, of offences and purposes together.
    #[serde(default)]
    pub families: Option<Vec<String>>,
    /// At least so many exploitation families.
    #[serde(default)]
    pub families_min: Option<usize>,
    /// All of these offences.
    #[serde(default)]
    pub has: Vec<String>,
    /// Any of these offences.
    #[serde(default)]
    pub any: Vec<String>,
    /// None of these offences.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// The lists that grouping needs, found once.
#[derive(Clone, Copy, Debug)]
pub struct Offences<'c> {
    offences: &'c List,
    purposes: &'c List,
    others: &'c List,
    groups: &'c List,
}

impl<'c> Offences<'c> {
    /// The offence lists of a catalogue; `None` while one of them is missing.
    #[must_use]
    pub fn of(catalogue: &'c Catalogue) -> Option<Offences<'c>> {
        Some(Offences {
            offences: catalogue.list("offence")?,
            purposes: catalogue.list("art10_purpose")?,
            others: catalogue.list("other_offence")?,
            groups: catalogue.list("offence_group")?,
        })
    }

    /// The group (position in the list `offence_group`) an offence set falls in.
    ///
    /// `None` only when the partition has a hole, which `sintra catalogue check` refuses.
    #[must_use]
    pub fn group(self, set: OffenceSet) -> Option<u16> {
        self.groups_of(set).next()
    }

    /// Every group whose rule holds, the right one first.
    pub(crate) fn groups_of(self, set: OffenceSet) -> impl Iterator<Item = u16> {
        let families = self.families(set);
        (0u16..)
            .zip(self.groups.codes())
            .filter(move |(_, code)| code.when.as_ref().is_some_and(|rule| self.holds(rule, set, &families)))
            .map(|(at, _)| at)
    }

    /// The exploitation families of a set, by offences and by purposes of article 10.
    fn families(self, set: OffenceSet) -> BTreeSet<&'c str> {
        let of = |list: &'c List, bits: u64| {
            list.codes()
                .iter()
                .enumerate()
                .filter(move |(at, _)| bits >> at & 1 == 1)
                .filter_map(|(_, code)| code.attributes.get("family"))
                .map(String::as_str)
                .filter(|family| !family.is_empty())
        };
        of(self.offences, set.offences)
            .chain(of(self.purposes, set.purposes))
            .collect()
    }

    fn holds(self, rule: &GroupRule, set: OffenceSet, families: &BTreeSet<&str>) -> bool {
        let Some(missing) = set.state.map(State::id) else {
            return rule.state.is_empty() && self.holds_known(rule, set, families);
        };
        rule.state.iter().any(|state| state == missing)
    }

    fn holds_known(self, rule: &GroupRule, set: OffenceSet, families: &BTreeSet<&str>) -> bool {
        let bit = |id: &String| self.offences.position(id).map_or(0, |at| 1u64 << at);
        let bits = |ids: &[String]| ids.iter().map(bit).fold(0, |all, one| all | one);
        let is = |wanted: Option<bool>, so: bool| wanted.is_none_or(|wanted| wanted == so);
        let art10 = bits(&["art10".to_owned()]);
        is(rule.art10, set.offences & art10 != 0)
            && is(rule.general_law, set.offences != 0)
            && is(rule.other_law, set.others != 0)
            && (rule.other_relation.is_empty() || self.related(rule, set.others))
            && rule.families.as_ref().is_none_or(|wanted| {
                wanted.len() == families.len() && wanted.iter().all(|one| families.contains(one.as_str()))
            })
            && rule.families_min.is_none_or(|least| families.len() >= least)
            && set.offences & bits(&rule.has) == bits(&rule.has)
            && (rule.any.is_empty() || set.offences & bits(&rule.any) != 0)
            && set.offences & bits(&rule.lacks) == 0
    }

    fn related(self, rule: &GroupRule, others: u64) -> bool {
        self.others
            .codes()
            .iter()
            .enumerate()
            .filter(|(at, _)| others >> at & 1 == 1)
            .any(|(_, code)| {
                code.attributes
                    .get("relation")
                    .is_some_and(|relation| rule.other_relation.contains(relation))
            })
    }
}
