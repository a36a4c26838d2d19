//! A date known to the day, the month or the year, as clerks know them.

use std::fmt;

/// A civil date of the Gregorian calendar, of which the day, or month and day, may be unknown.
/// Ordered by the calendar; an unknown part sorts before the known ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
}

impl Date {
    /// A date from its parts; month 0 or day 0 stand for unknown. `None` when the calendar has no such
    /// date or the year is outside 1800 to 2200, where only typing errors live.
    #[must_use]
    pub fn new(year: i32, month: i32, day: i32) -> Option<Date> {
        let known = (1800..=2200).contains(&year)
            && (0..=12).contains(&month)
            && (day == 0 || (month > 0 && (1..=days_in(year, month)).contains(&day)));
        known.then_some(Date(year * 10_000 + month * 100 + day))
    }

    /// Reads `2015`, `2015-03` or `2015-03-31`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let number = |part: &str, digits: usize| {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i32>().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts
            .next()
            .map_or(Some(0), |part| number(part, 2).filter(|m| *m > 0))?;
        let day = parts
            .next()
            .map_or(Some(0), |part| number(part, 2).filter(|d| *d > 0))?;
        parts.next().is_none().then(|| Date::new(year, month, day)).flatten()
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0 / 10_000
    }

    /// The month, 1 to 12, or 0 when unknown.
    #[must_use]
    pub fn month(self) -> i32 {
        self.0 / 100 % 100
    }

    /// The day, 1 to 31, or 0 when unknown.
    #[must_use]
    pub fn day(self) -> i32 {
        self.0 % 100
    }

    /// How much of the date is known.
    #[must_use]
    pub fn precision(self) -> Precision {
        match (self.month(), self.day()) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// The first day the date can be.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date(self.year() * 10_000 + self.month().max(1) * 100 + self.day().max(1))
    }

    /// The last day the date can be.
    #[must_use]
    pub fn last_day(self) -> Date {
        let month = if self.month() == 0 { 12 } else { self.month() };
        let day = if self.day() == 0 {
            days_in(self.year(), month)
        } else {
            self.day()
        };
        Date(self.year() * 10_000 + month * 100 + day)
    }

    /// The number `yyyymmdd`, with zeros for unknown parts: a key that sorts by calendar.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year())?;
        if self.month() > 0 {
            write!(f, "-{:02}", self.month())?;
        }
        if self.day() > 0 {
            write!(f, "-{:02}", self.day())?;
        }
        Ok(())
    }
}

fn days_in(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Precision};

    #[test]
    fn dates_read_and_print_alike() {
        for text in ["2012-06-15", "2016-02-29", "2015", "2015-12"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        for wrong in [
            "2015-02-29",
            "15",
            "2015-13",
            "2015-1-1",
            "2015-01-01-01",
            "2015-00",
            "0000",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_unknown_part_is_a_range() {
        let may = Date::parse("2016-02").unwrap();
        assert_eq!(may.precision(), Precision::Month);
        assert_eq!(may.first_day().to_string(), "2016-02-01");
        assert_eq!(may.last_day().to_string(), "2016-02-29");
    }
}
