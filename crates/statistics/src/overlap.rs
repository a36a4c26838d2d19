//! How many persons, or files, are known to exactly which authorities, or kinds of authority, over all registers that the
//! same persons are in. Only records that took part in linkage can say it; the others are counted beside each set.

mod sets;

use std::collections::BTreeMap;

use catalogue::{Catalogue, Overlap};

use crate::{APART, Address, Category, Estimate, Facts, Subject, tables::TablesError};
pub(crate) use sets::{BySet, OUTSIDE, Sets, sorted};

/// An overlap computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlapped {
    /// The overlap's id.
    pub id: String,
    /// What it counts: persons, or files. What is said of persons below holds for these.
    pub subject: Subject,
    /// The sets, in the order of their list.
    pub sets: Vec<PersonSet>,
    /// How many persons are in exactly which sets, the most first; every linked person is in one part.
    pub parts: Vec<SetPart>,
    /// What was reported in all sets.
    pub reported: u64,
    /// Of these, the records that took part in linkage.
    pub linked: u64,
    /// The persons that these are of.
    pub persons: Estimate,
    /// Of these, the persons in two sets or more.
    pub shared: Estimate,
    /// Each two sets, and the persons in both, whoever else knows them.
    pub pairs: Vec<SetPart>,
    /// Partitions drawn for the intervals.
    pub draws: usize,
}

/// A set of an overlap: a kind of authority, or an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSet {
    /// What the set is.
    pub category: Category,
    /// What was reported there.
    pub reported: u64,
    /// Of these, the records that took part in linkage; of the others nobody can say who else knows them.
    pub linked: u64,
    /// The persons that these are of.
    pub persons: Estimate,
}

/// Persons in exactly these sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetPart {
    /// The sets, by their place in [`Overlapped::sets`], ascending.
    pub sets: Vec<usize>,
    /// The persons.
    pub persons: Estimate,
}

/// Persons by the sets they are in, as bits.
type ByMask = BTreeMap<u32, u64>;

struct Counted {
    decided: ByMask,
    /// What each draw has otherwise: as decided, and as drawn.
    drawn: Vec<[ByMask; 2]>,
}

impl Overlapped {
    /// The id of a part in figures' addresses: `prosecution+migration`.
    #[must_use]
    pub fn part_id(&self, part: &SetPart) -> String {
        let ids: Vec<&str> = part.sets.iter().map(|at| self.sets[*at].category.id.as_str()).collect();
        ids.join("+")
    }

    /// The figure at an address: `overlap[prosecution+migration]` is of persons known to exactly these sets,
    /// `overlap[prosecution,migration]` of persons known to both, whoever else knows them, `overlap[*,migration]` of all
    /// that one set knows, `overlap[*]` of everybody.
    #[must_use]
    pub fn figure(&self, address: &Address) -> Option<Estimate> {
        let place = |id: &String| self.sets.iter().position(|set| set.category.id == *id);
        match (&address.row, &address.column) {
            (None, None) => Some(self.persons),
            (Some(id), None) => self
                .parts
                .iter()
                .find(|part| self.part_id(part) == *id)
                .map(|part| part.persons),
            (None, Some(id)) => Some(self.sets[place(id)?].persons),
            (Some(one), Some(other)) => {
                let (one, other) = (place(one)?, place(other)?);
                let both = [one.min(other), one.max(other)];
                self.pairs
                    .iter()
                    .find(|pair| pair.sets == both)
                    .map(|pair| pair.persons)
            }
        }
    }
}

/// Computes an overlap from the registers of a vintage; `None` where none of its registers was linked.
///
/// # Errors
/// [`TablesError`] when it names what a register lacks: our own fault, since the catalogue's check admits none such.
pub fn overlapped(
    catalogue: &Catalogue,
    facts: &mut BTreeMap<String, Facts>,
    overlap: &Overlap,
) -> Result<Option<Overlapped>, TablesError> {
    let (sets, registers) = sorted(catalogue, facts, overlap)?;
    if registers.is_empty() {
        return Ok(None);
    }
    let draws = registers.iter().map(BySet::draws).min().unwrap_or_default();
    let bound = registers
        .iter()
        .map(|register| register.bound)
        .max()
        .unwrap_or_default();
    let mut masks = vec![0; bound as usize];
    let all = registers
        .iter()
        .flat_map(|register| register.settled().chain(register.decided()));
    let decided = count(&mut masks, all);
    let mut moved = vec![false; bound as usize];
    let drawn = (0..draws).map(|draw| redrawn(&registers, draw, (&mut masks, &mut moved)));
    let counted = Counted {
        drawn: drawn.collect(),
        decided,
    };
    let subject = registers[0].subject;
    Ok(Some(counted.put_together((&overlap.id, subject), &sets)))
}

/// The persons whose clusters a draw has otherwise, before and after.
fn redrawn(registers: &[BySet<'_>], draw: usize, (masks, moved): (&mut [u32], &mut [bool])) -> [ByMask; 2] {
    let rows = || {
        registers
            .iter()
            .flat_map(|register| register.decided().zip(register.drawn(draw)))
    };
    let other = || rows().filter(|((decided, _), (drawn, _))| decided != drawn);
    for ((decided, _), (drawn, _)) in other() {
        (moved[decided as usize], moved[drawn as usize]) = (true, true);
    }
    let inside = rows()
        .filter(|((decided, _), (drawn, _))| *decided != APART && (moved[*decided as usize] || moved[*drawn as usize]));
    let before = count(masks, inside.clone().map(|(decided, _)| decided));
    let after = count(masks, inside.map(|(_, drawn)| drawn));
    for ((decided, _), (drawn, _)) in other() {
        (moved[decided as usize], moved[drawn as usize]) = (false, false);
    }
    [before, after]
}

/// Persons by mask: rows, as cluster and set, first gather the masks of clusters, then count and empty them.
fn count(masks: &mut [u32], rows: impl Iterator<Item = (u32, u8)> + Clone) -> ByMask {
    let linked = rows.filter(|(cluster, set)| *cluster != APART && *set != OUTSIDE);
    let mut by = ByMask::new();
    for (cluster, set) in linked.clone() {
        masks[cluster as usize] |= 1 << set;
    }
    for (cluster, _) in linked {
        let mask = std::mem::take(&mut masks[cluster as usize]);
        if mask != 0 {
            *by.entry(mask).or_default() += 1;
        }
    }
    by
}

impl Counted {
    /// The persons in the masks that fit.
    fn estimate(&self, fits: impl Fn(u32) -> bool) -> Estimate {
        let sum = |by: &ByMask| -> u64 { by.iter().filter(|(mask, _)| fits(**mask)).map(|(_, count)| count).sum() };
        let decided = sum(&self.decided);
        let one = |[before, after]: &[ByMask; 2]| decided - sum(before) + sum(after);
        let mut drawn: Vec<u64> = self.drawn.iter().map(one).collect();
        Estimate::of(decided, &mut drawn)
    }

    fn parts(&self, sets: usize) -> Vec<SetPart> {
        let all = [&self.decided].into_iter().chain(self.drawn.iter().flatten());
        let mut masks: Vec<u32> = all.flat_map(ByMask::keys).copied().collect();
        masks.sort_unstable();
        masks.dedup();
        let part = |mask: u32| SetPart {
            sets: (0..sets).filter(|at| mask >> at & 1 == 1).collect(),
            persons: self.estimate(|one| one == mask),
        };
        let mut parts: Vec<SetPart> = masks.into_iter().map(part).collect();
        parts.retain(|part| part.persons.value + part.persons.high > 0);
        let order = |one: &SetPart, other: &SetPart| other.persons.value.cmp(&one.persons.value);
        parts.sort_by(|one, other| order(one, other).then_with(|| one.sets.cmp(&other.sets)));
        parts
    }

    /// Each two sets with the persons in both.
    fn pairs(&self, sets: usize) -> Vec<SetPart> {
        let both = |one: usize, other: usize| SetPart {
            sets: vec![one, other],
            persons: self.estimate(|mask| mask >> one & mask >> other & 1 == 1),
        };
        let pairs = (0..sets).flat_map(|one| (one + 1..sets).map(move |other| (one, other)));
        pairs.map(|(one, other)| both(one, other)).collect()
    }

    fn put_together(&self, (id, subject): (&str, Subject), sets: &Sets) -> Overlapped {
        let set = |(at, (category, reported, linked)): (usize, &(Category, u64, u64))| PersonSet {
            category: category.clone(),
            reported: *reported,
            linked: *linked,
            persons: self.estimate(|mask| mask >> at & 1 == 1),
        };
        let sets: Vec<PersonSet> = sets.counted.iter().enumerate().map(set).collect();
        Overlapped {
            id: id.to_owned(),
            subject,
            parts: self.parts(sets.len()),
            reported: sets.iter().map(|set| set.reported).sum(),
            linked: sets.iter().map(|set| set.linked).sum(),
            persons: self.estimate(|_| true),
            shared: self.estimate(|mask| mask.count_ones() > 1),
            pairs: self.pairs(sets.len()),
            draws: self.drawn.len(),
            sets,
        }
    }
}
