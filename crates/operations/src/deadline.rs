//! Days as deadlines count them, and how much of a period what came speaks about.

use catalogue::Date;
use jiff::{Timestamp, civil, tz::Offset};
use register::Period;

/// A day is over when it is over in the whole country: the north-west is eight hours behind UTC at most.
const LAST_CLOCK: Offset = Offset::constant(-8);

/// The day of an instant (RFC 3339 in UTC) by the clock that is last in the country.
pub(crate) fn day_of(instant: &str) -> Option<Date> {
    let at: Timestamp = instant.parse().ok()?;
    let there = LAST_CLOCK.to_datetime(at).date();
    Date::new(there.year().into(), there.month().into(), there.day().into())
}

/// Days from one day to another; below zero when the second is earlier.
pub(crate) fn days_between(from: Date, until: Date) -> i64 {
    number(until) - number(from)
}

/// Days since 1970 of a day of the calendar.
fn number(date: Date) -> i64 {
    let date = date.first_day();
    let parts = (
        i16::try_from(date.year()),
        i8::try_from(date.month()),
        i8::try_from(date.day()),
    );
    let (Ok(year), Ok(month), Ok(day)) = parts else {
        return 0;
    };
    let days = civil::Date::new(year, month, day).and_then(|day| day.since(civil::date(1970, 1, 1)));
    days.map_or(0, |span| i64::from(span.get_days()))
}

/// Something that speaks about a period, and when it came.
pub(crate) type Spoken<'a> = (Period, &'a str);

/// How much of a period was spoken about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Covered<'a> {
    /// The instant at which every day of it had been; none while days are missing.
    pub(crate) complete_at: Option<&'a str>,
    /// The days about which nothing came.
    pub(crate) days_missing: i64,
}

/// How much of a period these speak about, whatever their order. What comes again changes nothing: the first that
/// completes the period is what counts for being in time.
pub(crate) fn covered<'a>(period: Period, mut all: Vec<Spoken<'a>>) -> Covered<'a> {
    all.sort_by_key(|(_, at)| at.trim_end_matches('Z'));
    let mut open = vec![(number(period.from()), number(period.until()))];
    let mut complete_at = None;
    for (one, at) in all {
        let (from, until) = (number(one.from()), number(one.until()));
        let rest = |(first, last): (i64, i64)| [(first, last.min(from - 1)), (first.max(until + 1), last)];
        open = open
            .into_iter()
            .flat_map(rest)
            .filter(|(first, last)| first <= last)
            .collect();
        if open.is_empty() {
            complete_at = Some(at);
            break;
        }
    }
    Covered {
        complete_at,
        days_missing: open.iter().map(|(first, last)| last - first + 1).sum(),
    }
}

#[cfg(test)]
mod tests {
    use catalogue::Date;
    use register::Period;

    use super::{covered, day_of, days_between};

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_day_lasts_until_it_is_over_in_the_whole_country() {
        assert_eq!(day_of("2027-01-16T07:59:59Z"), Some(day("2027-01-15")));
        assert_eq!(day_of("2027-01-16T08:00:00Z"), Some(day("2027-01-16")));
        assert_eq!(day_of("yesterday"), None);
        assert_eq!(days_between(day("2027-02-27"), day("2027-03-02")), 3);
        assert_eq!(days_between(day("2028-03-01"), day("2028-02-28")), -2);
    }

    #[test]
    fn a_period_is_complete_with_the_piece_that_closes_it() {
        let of = |text: &str| Period::parse(text).unwrap();
        let pieces = vec![
            (of("2017-03/2017-12"), "2027-01-03T00:00:00Z"),
            (of("2016-12/2017-01"), "2027-01-01T00:00:00Z"),
            (of("2017-02"), "2027-01-02T00:00:00Z"),
            (of("2017"), "2027-01-09T00:00:00Z"),
        ];
        let whole = covered(of("2017"), pieces.clone());
        assert_eq!(
            (whole.complete_at, whole.days_missing),
            (Some("2027-01-03T00:00:00Z"), 0)
        );
        let part = covered(of("2017"), pieces[1..3].to_vec());
        assert_eq!((part.complete_at, part.days_missing), (None, 365 - 31 - 28));
        let longer = covered(of("2017-05"), vec![(of("2015/2024"), "2027-01-01T00:00:00Z")]);
        assert_eq!(longer.days_missing, 0);
    }
}
