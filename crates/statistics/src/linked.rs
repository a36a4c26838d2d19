//! The linkage of one register's rows, made ready for counting: the rows of each person together.
//!
//! Most persons are in one record, and for them the number of records is the number of persons. So only clusters of two
//! rows or more are kept here, and counting corrects the reported numbers by them.

use catalogue::Catalogue;

use crate::{
    APART, Column, Facts, Linkage, LinkageError, LinkedUntil, Subject, Weights,
    clusters::{Clusters, Partition},
};

/// The linkage of a register's rows.
#[derive(Clone, Debug)]
pub(crate) struct Linked {
    /// What the register's records are counted as.
    pub(crate) subject: Subject,
    /// The column of the frame that says whether a row takes part in linkage (1) or not (0).
    pub(crate) takes_part: usize,
    /// The clusters of each row, as persons and as files, where the linkage has them.
    pub(crate) person: Option<Clusters>,
    pub(crate) file: Option<Clusters>,
    /// What a reader is told of the linkage.
    pub(crate) until: LinkedUntil,
    /// Clusters of persons, and of files, are numbered below these.
    pub(crate) bound: u32,
    pub(crate) files_bound: u32,
    /// The clusters that no draw changes.
    pub(crate) settled: Groups,
    /// The others as decided.
    pub(crate) decided: Groups,
    /// What each draw has otherwise.
    pub(crate) drawn: Vec<Redrawn>,
}

/// The clusters of a register that a draw has otherwise than decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redrawn {
    /// As decided.
    pub(crate) before: Groups,
    /// The same rows as drawn.
    pub(crate) after: Groups,
}

/// Clusters of two rows or more, in the order of their first row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    rows: Vec<u32>,
    ends: Vec<usize>,
}

/// Counters by cluster, empty between two uses.
pub(crate) struct Scratch {
    count: Vec<u32>,
    next: Vec<u32>,
}

impl Facts {
    /// Takes the linkage of this register's rows in, where there is one: tables may then count what was linked, and
    /// persons or files once. A row that does not stand for exactly one takes no part, whatever the linkage says.
    ///
    /// # Errors
    /// [`LinkageError::RowsDiffer`] when the linkage was made of other rows.
    pub fn link(&mut self, catalogue: &Catalogue, linkage: &Linkage) -> Result<(), LinkageError> {
        let Some(subject) = catalogue.register(&self.register).and_then(Subject::of) else {
            return Ok(());
        };
        let (person, file) = (
            self.singles(linkage, Subject::Person)?,
            self.singles(linkage, Subject::File)?,
        );
        let Some(own) = (match subject {
            Subject::Person => &person,
            Subject::File => &file,
        }) else {
            return Ok(());
        };
        let codes: Vec<u32> = own.of.iter().map(|cluster| u32::from(*cluster != APART)).collect();
        let outside = |error: crate::FrameError| LinkageError::Outside(error.to_string());
        let column = Column::new(&codes, 2).map_err(outside)?;
        let [settled, decided] = own.groups(linkage.partition(subject));
        let mut scratch = Scratch::new(linkage.partition(subject));
        self.linked = Some(Linked {
            subject,
            until: LinkedUntil {
                decided_until: linkage.decided_until().to_owned(),
                seed: linkage.seed(),
                draws: linkage.draws(),
            },
            bound: linkage.partition(Subject::Person).bound,
            files_bound: linkage.partition(Subject::File).bound,
            settled,
            decided,
            drawn: (0..linkage.draws())
                .map(|draw| own.redrawn(draw, &mut scratch))
                .collect(),
            takes_part: self.frame.push(column).map_err(outside)?,
            person,
            file,
        });
        Ok(())
    }

    /// Whether a linkage of these rows was taken in.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.linked.is_some()
    }

    /// The clusters of rows that stand for exactly one; the others take no part.
    fn singles(&self, linkage: &Linkage, subject: Subject) -> Result<Option<Clusters>, LinkageError> {
        let Some(clusters) = linkage.clusters(subject, &self.register) else {
            return Ok(None);
        };
        if clusters.of.len() != self.rows() {
            return Err(LinkageError::RowsDiffer {
                register: self.register.clone(),
                expected: self.rows(),
                found: clusters.of.len(),
            });
        }
        let mut clusters = clusters.clone();
        let Weights::Counts(counts) = self.frame.weights() else {
            return Ok(Some(clusters));
        };
        for (cluster, count) in clusters.of.iter_mut().zip(counts) {
            if *count != 1 {
                *cluster = APART;
            }
        }
        for drawn in &mut clusters.drawn {
            for (cluster, row) in drawn.iter_mut().zip(&clusters.moving) {
                if counts[*row as usize] != 1 {
                    *cluster = APART;
                }
            }
        }
        Ok(Some(clusters))
    }
}

impl Linked {
    /// The clusters of what the register counts.
    pub(crate) fn own(&self) -> Option<&Clusters> {
        self.clusters(self.subject)
    }

    /// Their numbers are below this.
    pub(crate) fn own_bound(&self) -> u32 {
        match self.subject {
            Subject::Person => self.bound,
            Subject::File => self.files_bound,
        }
    }

    pub(crate) fn clusters(&self, subject: Subject) -> Option<&Clusters> {
        match subject {
            Subject::Person => self.person.as_ref(),
            Subject::File => self.file.as_ref(),
        }
    }
}

impl Clusters {
    /// As decided: the groups that no draw changes, and the others.
    fn groups(&self, partition: &Partition) -> [Groups; 2] {
        let mut moves = vec![false; self.of.len()];
        self.moving.iter().for_each(|row| moves[*row as usize] = true);
        let rows = (0..).zip(self.of.iter().copied());
        let (moving, settled): (Vec<(u32, u32)>, Vec<_>) = rows.partition(|(row, _)| moves[*row as usize]);
        let mut scratch = Scratch::new(partition);
        [settled, moving].map(|rows| Groups::of(&rows, &mut scratch))
    }

    /// The clusters that a draw has otherwise, before and after.
    fn redrawn(&self, draw: usize, scratch: &mut Scratch) -> Redrawn {
        let rows = || {
            self.moving
                .iter()
                .zip(&self.drawn[draw])
                .map(|(row, drawn)| (*row, self.of[*row as usize], *drawn))
        };
        let moved = || rows().filter(|(_, decided, drawn)| decided != drawn && *decided != APART);
        for (_, decided, drawn) in moved() {
            (scratch.count[decided as usize], scratch.count[drawn as usize]) = (1, 1);
        }
        let is_in = |(_, decided, drawn): &(u32, u32, u32)| {
            *decided != APART && scratch.count[*decided as usize] + scratch.count[*drawn as usize] > 0
        };
        let inside: Vec<(u32, u32, u32)> = rows().filter(is_in).collect();
        for (_, decided, drawn) in moved() {
            (scratch.count[decided as usize], scratch.count[drawn as usize]) = (0, 0);
        }
        let before: Vec<(u32, u32)> = inside.iter().map(|(row, decided, _)| (*row, *decided)).collect();
        let after: Vec<(u32, u32)> = inside.iter().map(|(row, _, drawn)| (*row, *drawn)).collect();
        Redrawn {
            before: Groups::of(&before, scratch),
            after: Groups::of(&after, scratch),
        }
    }
}

impl Scratch {
    pub(crate) fn new(partition: &Partition) -> Scratch {
        Scratch {
            count: vec![0; partition.bound as usize],
            next: vec![0; partition.bound as usize],
        }
    }
}

impl Groups {
    /// Groups rows by cluster; rows that take no part, and those alone in their cluster, are in none.
    fn of(rows: &[(u32, u32)], scratch: &mut Scratch) -> Groups {
        let part = || rows.iter().filter(|(_, cluster)| *cluster != APART);
        let Scratch { count, next } = scratch;
        part().for_each(|(_, cluster)| count[*cluster as usize] += 1);
        let mut groups = Groups::default();
        for (row, cluster) in part().map(|(row, cluster)| (*row, *cluster as usize)) {
            if count[cluster] < 2 {
                continue;
            }
            if next[cluster] == 0 {
                next[cluster] = groups.rows.len() as u32 + 1;
                groups.rows.resize(groups.rows.len() + count[cluster] as usize, 0);
                groups.ends.push(groups.rows.len());
            }
            groups.rows[next[cluster] as usize - 1] = row;
            next[cluster] += 1;
        }
        for (_, cluster) in part() {
            (count[*cluster as usize], next[*cluster as usize]) = (0, 0);
        }
        groups
    }

    /// The rows of each group, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.rows[start..*end])
    }
}
