//! The span of time that a return speaks about.

use std::fmt;

use catalogue::Date;

/// From a first to a last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    from: Date,
    until: Date,
}

impl Period {
    /// A period from two dates; a date known to the month or year opens on its first day and closes on its
    /// last. `None` when it would end before it begins.
    #[must_use]
    pub fn new(from: Date, until: Date) -> Option<Period> {
        let (from, until) = (from.first_day(), until.last_day());
        (from <= until).then_some(Period { from, until })
    }

    /// Reads `2017`, `2017-06`, `2012-06-15/2017-07-31` or `2015/2024`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Period> {
        let (from, until) = text.split_once('/').unwrap_or((text, text));
        Period::new(Date::parse(from.trim())?, Date::parse(until.trim())?)
    }

    /// The first day.
    #[must_use]
    pub fn from(self) -> Date {
        self.from
    }

    /// The last day.
    #[must_use]
    pub fn until(self) -> Date {
        self.until
    }

    /// Whether some day of the date falls in the period.
    #[must_use]
    pub fn touches(self, date: Date) -> bool {
        date.last_day() >= self.from && date.first_day() <= self.until
    }

    /// Whether every day of the other period is in this one.
    #[must_use]
    pub fn contains(self, other: Period) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// Whether the two have a day in common.
    #[must_use]
    pub fn overlaps(self, other: Period) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn a_year_is_all_its_days() {
        assert_eq!(Period::parse("2016-02").unwrap().to_string(), "2016-02-01/2016-02-29");
        assert_eq!(Period::parse("2015/2016").unwrap().to_string(), "2015-01-01/2016-12-31");
        assert_eq!(Period::parse("2017/2016"), None);
        assert_eq!(Period::parse("junio"), None);
    }
}
