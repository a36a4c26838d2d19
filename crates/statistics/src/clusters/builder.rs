//! From a linkage's own numbers to clusters numbered in one way only: whatever numbers it used, in whatever order it
//! told its draws, the same partitions make the same [`Linkage`].

use std::collections::HashMap;

use super::{APART, Clusters, Linkage, LinkageError, Partition, Subject};
use crate::hashing::Mixing;

/// Gathers clusters, register by register, then what the draws change.
#[derive(Debug)]
pub struct LinkageBuilder {
    seed: u64,
    decided_until: String,
    draws: usize,
    persons: Gathered,
    files: Gathered,
}

#[derive(Debug, Default)]
struct Gathered {
    partition: Partition,
    moves: Vec<Move>,
}

/// In a draw, a row stands in another cluster than decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    register: String,
    draw: usize,
    row: u32,
    cluster: u32,
}

impl LinkageBuilder {
    /// A linkage of so many draws, made with a seed, with the decisions of persons up to an instant (RFC 3339).
    #[must_use]
    pub fn new(seed: u64, decided_until: &str, draws: usize) -> LinkageBuilder {
        LinkageBuilder {
            seed,
            decided_until: decided_until.to_owned(),
            draws,
            persons: Gathered::default(),
            files: Gathered::default(),
        }
    }

    /// The clusters of a register as decided: one number for each row, in the order of the register's facts, any number
    /// below [`APART`], the same number in another register for the same person or file. [`APART`] for a row that takes
    /// no part: it stands for none or several, or brought nothing to link by. A row that was linked with no other has a
    /// number of its own.
    pub fn clusters(&mut self, subject: Subject, register: &str, of: Vec<u32>) {
        let clusters = Clusters {
            of,
            ..Clusters::default()
        };
        let registers = &mut self.gathered(subject).partition.registers;
        registers.insert(register.to_owned(), clusters);
    }

    /// In a draw (numbered from 0), this row stands in another cluster than decided: one that is there, or a new one.
    pub fn drawn(&mut self, subject: Subject, draw: usize, register: &str, row: u32, cluster: u32) {
        self.gathered(subject).moves.push(Move {
            register: register.to_owned(),
            draw,
            row,
            cluster,
        });
    }

    fn gathered(&mut self, subject: Subject) -> &mut Gathered {
        match subject {
            Subject::Person => &mut self.persons,
            Subject::File => &mut self.files,
        }
    }

    /// The linkage complete.
    ///
    /// # Errors
    /// [`LinkageError`] when a draw names a row, register or draw that is not there, or moves a row that takes no part.
    pub fn finish(self) -> Result<Linkage, LinkageError> {
        Ok(Linkage {
            seed: self.seed,
            decided_until: self.decided_until,
            draws: self.draws,
            persons: self.persons.finish(self.draws)?,
            files: self.files.finish(self.draws)?,
        })
    }
}

impl Gathered {
    fn finish(mut self, draws: usize) -> Result<Partition, LinkageError> {
        self.moves.sort();
        self.moves.dedup();
        self.check(draws)?;
        let touched = self.touched();
        for clusters in self.partition.registers.values_mut() {
            let rows = (0..).zip(&clusters.of);
            let moves = rows.filter(|(_, cluster)| touched.contains_key(*cluster) && **cluster != APART);
            clusters.moving = moves.map(|(row, _)| row).collect();
            let decided: Vec<u32> = clusters.moving.iter().map(|row| clusters.of[*row as usize]).collect();
            clusters.drawn = vec![decided; draws];
        }
        for one in &self.moves {
            if let Some(clusters) = self.partition.registers.get_mut(&one.register)
                && let Ok(at) = clusters.moving.binary_search(&one.row)
            {
                clusters.drawn[one.draw][at] = one.cluster;
            }
        }
        renumber(&mut self.partition, draws);
        Ok(self.partition)
    }

    fn check(&self, draws: usize) -> Result<(), LinkageError> {
        let same = |pair: &&[Move]| {
            (&pair[0].register, pair[0].draw, pair[0].row) == (&pair[1].register, pair[1].draw, pair[1].row)
        };
        if let Some([one, _]) = self.moves.windows(2).find(same) {
            let says = format!("two places of row {} of {} in draw {}", one.row, one.register, one.draw);
            return Err(LinkageError::Outside(says));
        }
        for one in &self.moves {
            let clusters = self.partition.registers.get(&one.register);
            let decided = clusters.and_then(|clusters| clusters.of.get(one.row as usize));
            match decided {
                None => return Err(LinkageError::Outside(format!("row {} of {}", one.row, one.register))),
                Some(_) if one.draw >= draws => return Err(LinkageError::Outside(format!("draw {}", one.draw))),
                Some(cluster) if *cluster == APART || one.cluster == APART => {
                    return Err(LinkageError::MovesApart {
                        register: one.register.clone(),
                        row: one.row,
                    });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The clusters that some draw takes a row from or puts a row into.
    fn touched(&self) -> HashMap<u32, (), Mixing> {
        let mut touched = HashMap::default();
        for one in &self.moves {
            let decided = self.partition.registers[&one.register].of[one.row as usize];
            if decided != one.cluster {
                touched.insert(decided, ());
                touched.insert(one.cluster, ());
            }
        }
        touched
    }
}

/// Numbers clusters in the order in which registers, by name, and their rows first show them; those that only a draw has
/// come after, each draw's anew.
fn renumber(partition: &mut Partition, draws: usize) {
    let mut numbers: HashMap<u32, u32, Mixing> = HashMap::default();
    let number = |numbers: &mut HashMap<u32, u32, Mixing>, cluster: &mut u32| {
        if *cluster != APART {
            let next = numbers.len() as u32;
            *cluster = *numbers.entry(*cluster).or_insert(next);
        }
    };
    for clusters in partition.registers.values_mut() {
        clusters.of.iter_mut().for_each(|cluster| number(&mut numbers, cluster));
    }
    let decided = numbers.len();
    partition.bound = decided as u32;
    let mut new: Vec<u32> = Vec::new();
    for draw in 0..draws {
        for clusters in partition.registers.values_mut() {
            for cluster in &mut clusters.drawn[draw] {
                let given = *cluster;
                number(&mut numbers, cluster);
                if *cluster as usize >= decided {
                    new.push(given);
                }
            }
        }
        partition.bound = partition.bound.max(numbers.len() as u32);
        for given in new.drain(..) {
            numbers.remove(&given);
        }
    }
}
