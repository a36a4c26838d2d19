//! A linkage as bytes: a file of its own inside a vintage, which old vintages lack. The same linkage gives the same bytes.
//!
//! Layout: the mark, the length of the header (little-endian u64), the header as JSON (seed, decisions' cut-off, draws,
//! and for each subject its registers with their rows and moving rows), then for each of these registers, in the same
//! order, the cluster of each row, the moving rows, and for each draw their clusters (little-endian u32).

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
};

use serde::{Deserialize, Serialize};

use super::{APART, Clusters, Linkage, Partition};
use crate::{
    FactsError,
    facts_file::{broken, read_header, read_numbers, write_header, write_numbers},
};

const MARK: &[u8; 16] = b"sintra links 1\n\0";

#[derive(Serialize, Deserialize)]
struct Header {
    seed: u64,
    decided_until: String,
    draws: usize,
    persons: Part,
    files: Part,
}

#[derive(Serialize, Deserialize)]
struct Part {
    bound: u32,
    /// Register, rows, moving rows.
    registers: Vec<(String, usize, usize)>,
}

impl Linkage {
    /// Writes the linkage.
    ///
    /// # Errors
    /// What writing gives.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let header = Header {
            seed: self.seed,
            decided_until: self.decided_until.clone(),
            draws: self.draws,
            persons: Part::of(&self.persons),
            files: Part::of(&self.files),
        };
        write_header(MARK, &header, out)?;
        for clusters in [&self.persons, &self.files]
            .iter()
            .flat_map(|part| part.registers.values())
        {
            for numbers in [&clusters.of, &clusters.moving].into_iter().chain(&clusters.drawn) {
                write_numbers(numbers.iter().map(|number| number.to_le_bytes()), out)?;
            }
        }
        Ok(())
    }

    /// Reads what [`Linkage::write`] wrote.
    ///
    /// # Errors
    /// [`FactsError`] when the bytes end early or say what cannot be.
    pub fn read(input: &mut impl Read) -> Result<Linkage, FactsError> {
        let header: Header = read_header(MARK, input)?;
        Ok(Linkage {
            persons: header.persons.read(header.draws, input)?,
            files: header.files.read(header.draws, input)?,
            seed: header.seed,
            decided_until: header.decided_until,
            draws: header.draws,
        })
    }
}

impl Part {
    fn of(partition: &Partition) -> Part {
        let size = |(name, clusters): (&String, &Clusters)| (name.clone(), clusters.of.len(), clusters.moving.len());
        Part {
            bound: partition.bound,
            registers: partition.registers.iter().map(size).collect(),
        }
    }

    fn read(&self, draws: usize, input: &mut impl Read) -> Result<Partition, FactsError> {
        let mut registers = BTreeMap::new();
        for (name, rows, moving) in &self.registers {
            let of = read_numbers(input, *rows, u32::from_le_bytes)?;
            let moving = read_numbers(input, *moving, u32::from_le_bytes)?;
            let drawn = (0..draws).map(|_| read_numbers(input, moving.len(), u32::from_le_bytes));
            let clusters = Clusters {
                drawn: drawn.collect::<Result<_, _>>()?,
                of,
                moving,
            };
            self.check(&clusters)?;
            registers.insert(name.clone(), clusters);
        }
        Ok(Partition {
            registers,
            bound: self.bound,
        })
    }

    fn check(&self, clusters: &Clusters) -> Result<(), FactsError> {
        let below = |cluster: &u32| *cluster < self.bound;
        let decided = clusters.of.iter().all(|cluster| below(cluster) || *cluster == APART);
        let drawn = clusters.drawn.iter().flatten().all(below);
        let ascend = clusters.moving.is_sorted_by(|one, next| one < next);
        let inside = |row: &u32| clusters.of.get(*row as usize).is_some_and(below);
        if decided && drawn && ascend && clusters.moving.iter().all(inside) {
            return Ok(());
        }
        Err(broken("a linkage with a cluster or row that cannot be"))
    }
}
