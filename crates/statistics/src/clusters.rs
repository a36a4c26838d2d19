//! Which rows speak of the same person, or of the same file: what a linkage hands to figures. It knows row numbers and
//! nothing else: no names, no encodings, no weights of pairs.
//!
//! Beside the partition that was decided there are others drawn by the linkage from the probabilities of its pairs: a
//! number of persons counted over all of them has a distribution, and so an interval. A draw is kept as what differs.

mod builder;
mod file;

use std::{collections::BTreeMap, fmt};

use catalogue::{Register, Unit};

pub use builder::LinkageBuilder;

/// The cluster of a row that takes no part in linkage: it carried nothing to link by, or stands for none or several. It
/// is counted as it was reported.
pub const APART: u32 = u32::MAX;

/// What clusters are clusters of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Records that speak of one person.
    Person,
    /// Records that speak of one investigation or case file: the file's own, and those of the persons in it.
    File,
}

/// The linkage of a vintage: clusters across registers, decided and drawn. Clusters of one subject share their numbers
/// over all registers; made by a [`LinkageBuilder`], written and read with [`Linkage::write`] and [`Linkage::read`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkage {
    seed: u64,
    decided_until: String,
    draws: usize,
    persons: Partition,
    files: Partition,
}

/// The clusters of one subject in every register that has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Partition {
    pub(crate) registers: BTreeMap<String, Clusters>,
    /// Clusters are numbered below this, drawn ones too.
    pub(crate) bound: u32,
}

/// The clusters of one register's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clusters {
    /// The cluster of each row as decided, or [`APART`].
    pub(crate) of: Vec<u32>,
    /// The rows of clusters that some draw divides or joins, ascending: all other rows are the same in every draw.
    pub(crate) moving: Vec<u32>,
    /// For each draw, the cluster of each moving row.
    pub(crate) drawn: Vec<Vec<u32>>,
}

/// Why a linkage cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkageError {
    /// A row, draw or register that is not there.
    Outside(String),
    /// The linkage speaks of more or fewer rows than the register has.
    RowsDiffer {
        /// The register.
        register: String,
        /// Rows of the register.
        expected: usize,
        /// Rows that the linkage speaks of.
        found: usize,
    },
    /// A row that takes no part in linkage is moved by a draw.
    MovesApart {
        /// The register.
        register: String,
        /// The row.
        row: u32,
    },
}

impl Subject {
    /// What the records of a register are counted as, when they can be counted once: persons or files.
    #[must_use]
    pub fn of(register: &Register) -> Option<Subject> {
        match register.unit {
            Unit::Person => Some(Subject::Person),
            Unit::File => Some(Subject::File),
            Unit::Event | Unit::Organisation | Unit::Offence => None,
        }
    }
}

impl Linkage {
    /// The same linkage of persons with the files of another: a vintage has them apart.
    ///
    /// # Errors
    /// [`LinkageError`] when the two were not drawn alike.
    pub fn with_files(self, files: Linkage) -> Result<Linkage, LinkageError> {
        if (self.seed, self.draws) != (files.seed, files.draws) {
            return Err(LinkageError::Outside(
                "files that were drawn otherwise than persons".to_owned(),
            ));
        }
        Ok(Linkage {
            files: files.files,
            decided_until: self.decided_until.max(files.decided_until),
            ..self
        })
    }

    /// The seed that the draws were made with.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The instant up to which decisions of persons are in it (RFC 3339).
    #[must_use]
    pub fn decided_until(&self) -> &str {
        &self.decided_until
    }

    /// How many partitions were drawn; with none, numbers have no interval.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The cluster of a row as decided, or [`APART`]; `None` when the linkage does not speak of that row.
    #[must_use]
    pub fn cluster(&self, subject: Subject, register: &str, row: usize) -> Option<u32> {
        self.clusters(subject, register)?.of.get(row).copied()
    }

    pub(crate) fn partition(&self, subject: Subject) -> &Partition {
        match subject {
            Subject::Person => &self.persons,
            Subject::File => &self.files,
        }
    }

    pub(crate) fn clusters(&self, subject: Subject, register: &str) -> Option<&Clusters> {
        self.partition(subject).registers.get(register)
    }
}

impl fmt::Display for LinkageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkageError::Outside(what) => write!(f, "the linkage names what is not there: {what}"),
            LinkageError::RowsDiffer {
                register,
                expected,
                found,
            } => {
                write!(
                    f,
                    "the linkage has {found} rows of {register}, the register {expected}; link again"
                )
            }
            LinkageError::MovesApart { register, row } => {
                write!(
                    f,
                    "row {row} of {register} takes no part in linkage, and a draw moves it"
                )
            }
        }
    }
}

impl std::error::Error for LinkageError {}
