//! The sets of an overlap, and the set of each record.

use std::collections::BTreeMap;

use catalogue::{Catalogue, List, Overlap, SETS_MAX};

use crate::{
    APART, Category, Facts, Subject,
    clusters::Clusters,
    linked::Linked,
    records::Records,
    tables::{TablesError, others_category},
};

/// A row that is in no set.
pub(crate) const OUTSIDE: u8 = u8::MAX;

/// The sets that are kept apart.
pub(crate) struct Sets {
    /// Each set with what was reported there and how many of these records took part in linkage.
    pub(crate) counted: Vec<(Category, u64, u64)>,
    /// The set of each category, by its id.
    place: BTreeMap<String, u8>,
}

/// A register's rows by set.
pub(crate) struct BySet<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) clusters: &'a Clusters,
    pub(crate) bound: u32,
    /// What the register counts.
    pub(crate) subject: Subject,
    /// The set of each row that no draw moves.
    settled: Vec<u8>,
    /// The set of each moving row.
    moving: Vec<u8>,
}

impl BySet<'_> {
    pub(super) fn draws(&self) -> usize {
        self.clusters.drawn.len()
    }

    /// The cluster and set of each row that no draw moves; moving ones are outside.
    pub(crate) fn settled(&self) -> impl Iterator<Item = (u32, u8)> + Clone {
        self.clusters.of.iter().copied().zip(self.settled.iter().copied())
    }

    /// The same of moving rows, as decided.
    pub(crate) fn decided(&self) -> impl Iterator<Item = (u32, u8)> + Clone {
        let clusters = self.clusters.moving.iter().map(|row| self.clusters.of[*row as usize]);
        clusters.zip(self.moving.iter().copied())
    }

    /// The set of a row.
    pub(crate) fn set(&self, row: usize) -> u8 {
        let moving = self.clusters.moving.binary_search(&(row as u32));
        moving.map_or(self.settled[row], |at| self.moving[at])
    }

    /// The same of moving rows in a draw.
    pub(super) fn drawn(&self, draw: usize) -> impl Iterator<Item = (u32, u8)> + Clone {
        self.clusters.drawn[draw]
            .iter()
            .copied()
            .zip(self.moving.iter().copied())
    }
}

/// Sorts the records of linked registers into the sets of an overlap; no register when none of them was linked.
pub(crate) fn sorted<'a>(
    catalogue: &Catalogue,
    facts: &'a mut BTreeMap<String, Facts>,
    overlap: &Overlap,
) -> Result<(Sets, Vec<BySet<'a>>), TablesError> {
    let mut read = Vec::new();
    for name in &overlap.of {
        if let Some(own) = facts.get_mut(name).filter(|own| own.is_linked()) {
            read.push((name, Records::of(catalogue, own, &overlap.universe, Some(&overlap.by))?));
        }
    }
    let facts = &*facts;
    let rows: Vec<(&Facts, Records)> = read
        .into_iter()
        .filter_map(|(name, records)| Some((facts.get(name)?, records)))
        .collect();
    let sets = Sets::of(catalogue, overlap, &rows);
    let registers = rows
        .iter()
        .filter_map(|(facts, records)| by_set(facts, records, &sets, overlap));
    let registers = registers.collect();
    Ok((sets, registers))
}

/// The set that a category belongs to, by its id.
pub(super) fn set_id<'o>(overlap: &'o Overlap, category: &'o Category) -> &'o String {
    overlap.together.get(&category.id).unwrap_or(&category.id)
}

fn by_set<'a>(facts: &'a Facts, records: &Records, sets: &Sets, overlap: &Overlap) -> Option<BySet<'a>> {
    let linked = facts.linked.as_ref()?;
    let clusters = linked.own()?;
    let place = |category: &Category| sets.place.get(set_id(overlap, category)).copied();
    let places: Vec<u8> = records
        .categories
        .iter()
        .map(|one| place(one).unwrap_or(OUTSIDE))
        .collect();
    let set = |row: usize| records.category(facts, row).map_or(OUTSIDE, |at| places[at]);
    let mut settled: Vec<u8> = (0..facts.rows()).map(set).collect();
    let take = |row: &u32| std::mem::replace(&mut settled[*row as usize], OUTSIDE);
    let moving = clusters.moving.iter().map(take).collect();
    Some(BySet {
        facts,
        clusters,
        bound: linked.own_bound(),
        subject: linked.subject,
        settled,
        moving,
    })
}

impl Sets {
    fn of(catalogue: &Catalogue, overlap: &Overlap, rows: &[(&Facts, Records)]) -> Sets {
        let list = match overlap.by.as_str() {
            "authority" => catalogue.list("authority"),
            _ => catalogue.list("authority_kind"),
        };
        let mut found: BTreeMap<(u16, String), (Category, u64, u64)> = BTreeMap::new();
        for (facts, records) in rows {
            for (category, [reported, linked]) in records.categories.iter().zip(counted(facts, records)) {
                let set = named(list, set_id(overlap, category), category);
                let place = list.and_then(|list| list.position(&set.id)).unwrap_or(u16::MAX);
                let entry = found.entry((place, set.id.clone())).or_insert((set, 0, 0));
                (entry.1, entry.2) = (entry.1 + reported, entry.2 + linked);
            }
        }
        Sets::kept(found.into_values().filter(|(_, reported, _)| *reported > 0).collect())
    }

    /// All sets when they are few; else those with the most linked records, and one of the others.
    fn kept(mut sets: Vec<(Category, u64, u64)>) -> Sets {
        let mut others: Vec<(Category, u64, u64)> = Vec::new();
        while sets.len() > SETS_MAX {
            let smallest = (0..sets.len()).rev().min_by_key(|at| (sets[*at].2, sets[*at].1));
            others.extend(smallest.map(|at| sets.remove(at)));
        }
        let places = sets
            .iter()
            .enumerate()
            .map(|(at, (set, _, _))| (set.id.clone(), at as u8));
        let mut place: BTreeMap<String, u8> = places.collect();
        place.extend(others.iter().map(|(set, _, _)| (set.id.clone(), sets.len() as u8)));
        if !others.is_empty() {
            let sum = |count: fn(&(Category, u64, u64)) -> u64| others.iter().map(count).sum();
            sets.push((others_category(others.len()), sum(|one| one.1), sum(|one| one.2)));
        }
        Sets { counted: sets, place }
    }

    /// The place of a set by its id.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.counted.iter().position(|(set, _, _)| set.id == id)
    }
}

/// The set of this id, in the words of its list.
fn named(list: Option<&List>, id: &str, category: &Category) -> Category {
    let code = list.and_then(|list| list.code(list.position(id)?));
    Category {
        id: id.to_owned(),
        label: code.map_or(&category.label, |code| &code.label).clone(),
        bucket: category.bucket,
    }
}

/// For each category, what was reported and how many of the records took part in linkage.
fn counted(facts: &Facts, records: &Records) -> Vec<[u64; 2]> {
    let mut counted = vec![[0, 0]; records.categories.len()];
    let clusters = facts.linked.as_ref().and_then(Linked::own);
    for row in 0..facts.rows() {
        if let Some(at) = records.category(facts, row) {
            let takes_part = clusters.is_some_and(|clusters| clusters.of[row] != APART);
            counted[at][0] += facts.weight(row);
            counted[at][1] += u64::from(takes_part);
        }
    }
    counted
}
