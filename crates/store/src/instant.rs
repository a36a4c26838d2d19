//! Instants: RFC 3339 in UTC, as text, so that the clock stays outside.

use catalogue::Date;

use crate::StoreError;

/// Accepts `2026-01-31T18:00:00Z`, with or without a fraction of the second.
pub(crate) fn check(text: &str) -> Result<(), StoreError> {
    let reads = || {
        let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
        Date::parse(day).filter(|date| date.day() > 0)?;
        let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let mut parts = whole.split(':').map(|part| digits(part).filter(|_| part.len() == 2));
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        digits(fraction.get(..fraction.len().min(9))?)?;
        let all = parts.next().is_none() && fraction.len() <= 9;
        (all && hour < 24 && minute < 60 && second <= 60).then_some(())
    };
    reads().ok_or_else(|| StoreError::NotAnInstant(text.to_owned()))
}

fn digits(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn an_instant_is_of_the_day_and_in_utc() {
        for right in ["2026-01-31T18:00:00Z", "2026-01-31T18:00:00.123456789Z"] {
            assert!(check(right).is_ok(), "{right}");
        }
        let wrong = [
            "",
            "2026-01-31",
            "2026-01-31T18:00:00",
            "2026-01-31T18:00:00-06:00",
            "2026-02-30T18:00:00Z",
        ];
        for wrong in wrong
            .into_iter()
            .chain(["2026-01-31T24:00:00Z", "2026-01-31T1:00:00Z", "2026-01-31T18:00:00.Z"])
        {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
