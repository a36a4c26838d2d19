//! The dates of a row: one day within the period, and the others around it in the order of things.

use super::Writing;
use crate::day::Day;

/// Days that stay free at both ends of the period, for what comes before and after.
const EDGE_DAYS: i32 = 60;

impl Writing<'_, '_> {
    /// The record's own day: within its year when it has one, and within the period always. It is the same
    /// whenever it is asked for.
    pub(crate) fn day(&self) -> Day {
        usual_day(self.record, self.period, self.value("year").parse().ok())
    }

    /// A day before another, and never before the period, when the law came into force.
    pub(crate) fn before(&mut self, day: Day, at_most: i32) -> Day {
        day.after(-self.rng.i32(1..at_most)).max(self.period.0)
    }

    /// A day after another, and never after the period.
    pub(crate) fn after(&mut self, day: Day, at_most: i32) -> Day {
        day.after(self.rng.i32(1..at_most)).min(self.period.1)
    }

    /// A date as clerks know it: to the day, now and then to the month.
    pub(crate) fn known(&mut self, day: Day) -> String {
        if self.chance(12) { day.month() } else { day.to_string() }
    }
}

/// The day of a record within a period, and within its year when it has one.
pub(crate) fn usual_day(record: usize, period: (Day, Day), year: Option<i32>) -> Day {
    let (mut from, mut until) = (period.0.after(EDGE_DAYS), period.1.after(-EDGE_DAYS));
    if let Some(year) = year {
        from = from.max(Day::of(year, 1, 1));
        until = until.min(Day::of(year, 12, 31));
    }
    let days = until.since(from).max(0) as usize + 1;
    // Spread by a step that shares no factor with the days of a year, so that no two neighbours fall together.
    from.after((record * 7_919 % days) as i32)
}
