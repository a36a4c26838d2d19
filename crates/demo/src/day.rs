//! Days of the calendar, counted, so that they can be drawn and added to.

use std::fmt;

/// A day, counted from the first of January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i32);

impl Day {
    /// The day of a date; a month beyond its end goes on into the next.
    pub(crate) fn of(year: i32, month: i32, day: i32) -> Day {
        let shifted = if month > 2 { month - 3 } else { month + 9 };
        let year = year - i32::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * shifted + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Reads `2012-06-15`.
    pub(crate) fn parse(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-').map(str::parse::<i32>);
        let mut next = || parts.next()?.ok();
        Some(Day::of(next()?, next()?, next()?))
    }

    /// The day so many days later.
    pub(crate) fn after(self, days: i32) -> Day {
        Day(self.0 + days)
    }

    /// Days from another day to this one.
    pub(crate) fn since(self, other: Day) -> i32 {
        self.0 - other.0
    }

    /// The year.
    pub(crate) fn year(self) -> i32 {
        self.date().0
    }

    /// The first of its month.
    pub(crate) fn month(self) -> String {
        let (year, month, _) = self.date();
        format!("{year:04}-{month:02}")
    }

    /// Completed years of somebody born on this day, at another day.
    pub(crate) fn age_at(self, at: Day) -> i32 {
        let ((year, month, day), (born, born_month, born_day)) = (at.date(), self.date());
        year - born - i32::from((month, day) < (born_month, born_day))
    }

    /// What a clerk makes of it who takes the day for the month, where that gives a date.
    pub(crate) fn with_day_and_month_swapped(self) -> Day {
        let (year, month, day) = self.date();
        if day <= 12 { Day::of(year, day, month) } else { self }
    }

    /// Year, month and day of the month.
    pub(crate) fn date(self) -> (i32, i32, i32) {
        // Days to the civil calendar, by the arithmetic of eras of 400 years.
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let of_era_years = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * of_era_years + of_era_years / 4 - of_era_years / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = of_era_years + era * 400 + i32::from(month <= 2);
        (year, month, of_year - (153 * shifted + 2) / 5 + 1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn a_date_goes_to_a_day_and_back() {
        for text in ["1970-01-01", "2012-06-15", "2016-02-29", "2017-07-31", "1999-12-31"] {
            assert_eq!(Day::parse(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Day::of(2017, 7, 31).since(Day::of(2012, 6, 15)), 1_872);
    }

    #[test]
    fn somebody_is_older_from_the_birthday_on() {
        let born = Day::of(2000, 5, 10);
        assert_eq!(born.age_at(Day::of(2018, 5, 9)), 17);
        assert_eq!(born.age_at(Day::of(2018, 5, 10)), 18);
    }
}
