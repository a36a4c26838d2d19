//! How far persons came on a path, step by step, and in what time: identified, assisted, in an investigation, with
//! criminal action, in a final judgment, with redress. The same person is followed over registers by their cluster, and
//! into investigation files by the cluster of the file that their record names.

mod course;
mod events;

use std::collections::BTreeMap;

use catalogue::{Catalogue, Pathway};

use crate::{Address, Estimate, Facts, tables::TablesError};
use course::{Counted, Persons};
pub(crate) use events::Way;

/// A pathway computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The pathway's id.
    pub id: String,
    /// Its steps.
    pub steps: Vec<StepReached>,
    /// Partitions drawn for the intervals.
    pub draws: usize,
}

/// A step and who reached it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReached {
    /// The step's id.
    pub id: String,
    /// Persons of the first step who reached this one.
    pub persons: Estimate,
    /// Persons who reached this one and are not known at the first.
    pub elsewhere: u64,
    /// Of the records of persons that show the step, how many could be followed.
    pub records: Coverage,
    /// The same of investigation files.
    pub files: Coverage,
    /// Days since the first step.
    pub since_first: Option<Span>,
    /// Days since the step before.
    pub since_previous: Option<Span>,
}

/// What could be followed of what was reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// What records stand for.
    pub reported: u64,
    /// Of these, the records that took part in linkage.
    pub linked: u64,
}

/// The time between two steps, of the persons whose both days are known to the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// These persons.
    pub persons: u64,
    /// For half of them it took no more days than this; negative when most were at the later step first.
    pub median_days: i64,
}

impl Followed {
    /// The persons who reached the step that an address names: `pathway[accusation]`.
    #[must_use]
    pub fn figure(&self, address: &Address) -> Option<Estimate> {
        let step = self.steps.iter().find(|step| Some(&step.id) == address.row.as_ref())?;
        address.column.is_none().then_some(step.persons)
    }
}

impl Coverage {
    /// The part that could be followed, 0 to 1; `None` when nothing was reported.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.reported > 0).then(|| self.linked as f64 / self.reported as f64)
    }
}

/// Computes a pathway from the registers of a vintage; `None` where none of the first step's registers was linked.
///
/// # Errors
/// [`TablesError`] when it names what a register lacks: our own fault, since the catalogue's check admits none such.
pub fn followed(
    catalogue: &Catalogue,
    facts: &mut BTreeMap<String, Facts>,
    pathway: &Pathway,
) -> Result<Option<Followed>, TablesError> {
    let Some(way) = Way::of(catalogue, facts, pathway)? else {
        return Ok(None);
    };
    let steps = pathway.step.len();
    let [settled, affected] = way.apart();
    let files = way.files_settled(steps);
    let mut persons = Persons::new(steps, way.bound);
    let mut counted = vec![Counted::default(); steps];
    persons.walk(&way, &settled, &files, None).count(&mut counted);
    let mut drawn = vec![Vec::new(); steps];
    for draw in 0..way.draws() {
        let mut one = vec![Counted::default(); steps];
        let files = way.files_in(&files, Some(draw));
        persons.walk(&way, &affected, &files, Some(draw)).count(&mut one);
        for (drawn, (settled, own)) in drawn.iter_mut().zip(counted.iter().zip(&one)) {
            drawn.push(settled.reached + own.reached);
        }
    }
    let files = way.files_in(&files, None);
    persons.walk(&way, &affected, &files, None).count(&mut counted);
    let mut reached = Vec::new();
    for ((step, counted), (mut drawn, coverage)) in pathway
        .step
        .iter()
        .zip(counted)
        .zip(drawn.into_iter().zip(&way.coverage))
    {
        reached.push(StepReached {
            id: step.id.clone(),
            persons: Estimate::of(counted.reached, &mut drawn),
            elsewhere: counted.elsewhere,
            records: coverage[0],
            files: coverage[1],
            since_first: span(counted.since_first),
            since_previous: span(counted.since_previous),
        });
    }
    Ok(Some(Followed {
        id: pathway.id.clone(),
        steps: reached,
        draws: way.draws(),
    }))
}

/// The smallest number of days within which half of the persons are.
fn span(mut days: Vec<i32>) -> Option<Span> {
    let middle = days.len().checked_sub(1)? / 2;
    let (_, median, _) = days.select_nth_unstable(middle);
    Some(Span {
        median_days: i64::from(*median),
        persons: days.len() as u64,
    })
}
