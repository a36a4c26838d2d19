//! Who reaches which step on which day, by clusters in a flat table that is emptied and used again.

use super::events::{Events, Way};
use crate::{APART, Subject};

/// A step that was not reached.
const NEVER: i32 = i32::MAX;
/// A step that was reached on a day that is not known.
pub(super) const UNDATED: i32 = i32::MAX - 1;

/// For each cluster, the first day on which each step was reached.
#[derive(Clone)]
pub(super) struct Reach {
    steps: usize,
    days: Vec<i32>,
}

/// The steps of persons.
pub(crate) struct Persons {
    reach: Reach,
    /// The clusters with a step, possibly twice.
    met: Vec<u32>,
}

/// Persons at a step.
#[derive(Clone, Default)]
pub(super) struct Counted {
    /// Persons of the first step.
    pub(super) reached: u64,
    /// Persons who are not known at the first step.
    pub(super) elsewhere: u64,
    /// Days since the first step, of each person.
    pub(super) since_first: Vec<i32>,
    /// Days since the step before.
    pub(super) since_previous: Vec<i32>,
}

impl Reach {
    pub(super) fn new(steps: usize, bound: u32) -> Reach {
        Reach {
            steps,
            days: vec![NEVER; steps * bound as usize],
        }
    }

    /// A cluster reached a step on a day: the first day stays.
    pub(super) fn mark(&mut self, cluster: u32, step: u8, day: i32) {
        if cluster != APART {
            let reached = &mut self.days[cluster as usize * self.steps + usize::from(step)];
            *reached = day.min(*reached);
        }
    }

    /// The steps of a cluster.
    pub(super) fn of(&self, cluster: u32) -> &[i32] {
        let from = cluster as usize * self.steps;
        self.days.get(from..from + self.steps).unwrap_or_default()
    }
}

impl Persons {
    pub(super) fn new(steps: usize, bound: u32) -> Persons {
        Persons {
            reach: Reach::new(steps, bound),
            met: Vec::new(),
        }
    }

    /// Walks persons through their records, and through the files that these name.
    pub(super) fn walk(&mut self, way: &Way<'_>, events: &Events, files: &Reach, draw: Option<usize>) -> &mut Persons {
        for event in &events.shown {
            let person = way.cluster(Subject::Person, event.register, event.row, draw);
            self.mark(person, event.step, event.day);
        }
        for (register, row) in &events.in_files {
            let person = way.cluster(Subject::Person, *register, *row, draw);
            let file = way.cluster(Subject::File, *register, *row, draw);
            for (step, day) in (0..).zip(files.of(file)) {
                if *day != NEVER {
                    self.mark(person, step, *day);
                }
            }
        }
        self
    }

    fn mark(&mut self, person: u32, step: u8, day: i32) {
        self.met.push(person);
        self.reach.mark(person, step, day);
    }

    /// Counts the persons met and forgets them.
    pub(super) fn count(&mut self, counted: &mut [Counted]) {
        let Reach { steps, days } = &mut self.reach;
        for person in self.met.drain(..) {
            let from = person as usize * *steps;
            let days = &mut days[from..from + *steps];
            if days.iter().any(|day| *day != NEVER) {
                count(days, counted);
                days.fill(NEVER);
            }
        }
    }

    /// Whether a person known at the first step reached a step.
    pub(crate) fn reached(&self, person: u32, step: usize) -> bool {
        let days = self.reach.of(person);
        [0, step]
            .iter()
            .all(|step| days.get(*step).is_some_and(|day| *day != NEVER))
    }
}

/// Counts a person by the first days at each step.
fn count(days: &[i32], counted: &mut [Counted]) {
    let is_followed = days[0] != NEVER;
    for (step, day) in days.iter().enumerate().filter(|(_, day)| **day != NEVER) {
        let counted = &mut counted[step];
        match is_followed {
            true => counted.reached += 1,
            false => counted.elsewhere += 1,
        }
        if !is_followed || step == 0 || *day == UNDATED {
            continue;
        }
        if days[0] != UNDATED {
            counted.since_first.push(day - days[0]);
        }
        // Neither a day that is not known nor a step that was not reached.
        if days[step - 1] < UNDATED {
            counted.since_previous.push(day - days[step - 1]);
        }
    }
}
