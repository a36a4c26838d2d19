//! Dates as people write them: ISO, day/month/year, in words, a month, a year.

use catalogue::{Date, fold};

/// A date read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) date: Date,
    /// Day and month could be the other way round.
    pub(crate) ambiguous: bool,
    /// Written year first, so that nobody can mistake it.
    pub(crate) iso: bool,
}

/// Months by the first three letters of their names in Spanish and English.
const MONTHS: [[&str; 2]; 12] = [
    ["ene", "jan"],
    ["feb", "feb"],
    ["mar", "mar"],
    ["abr", "apr"],
    ["may", "may"],
    ["jun", "jun"],
    ["jul", "jul"],
    ["ago", "aug"],
    ["sep", "sep"],
    ["oct", "oct"],
    ["nov", "nov"],
    ["dic", "dec"],
];

/// Reads a date; `None` when the text is none.
pub(crate) fn parse(text: &str) -> Option<Read> {
    let day = text.split(['T', ' ']).next().unwrap_or(text);
    if let Some(date) = Date::parse(text).or_else(|| Date::parse(day)) {
        return Some(Read {
            date,
            ambiguous: false,
            iso: true,
        });
    }
    numeric(day).or_else(|| in_words(text))
}

/// `15/06/2016`, `6-2016`, `2016/06/15`; two-digit years are refused.
fn numeric(text: &str) -> Option<Read> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let numbers: Vec<i32> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let year_last = parts.last()?.len() == 4;
    match (numbers.as_slice(), parts[0].len()) {
        ([year, month, day], 4) => Some(Read {
            date: whole(*year, *month, *day)?,
            ambiguous: false,
            iso: true,
        }),
        ([month, year], _) if year_last => Some(Read {
            date: Date::new(*year, *month, 0)?,
            ambiguous: false,
            iso: false,
        }),
        ([first, second, year], _) if year_last => {
            let swapped = *second > 12 && *first <= 12;
            let (day, month) = if swapped { (*second, *first) } else { (*first, *second) };
            let ambiguous = *first <= 12 && *second <= 12 && first != second;
            Some(Read {
                date: whole(*year, month, day)?,
                ambiguous,
                iso: false,
            })
        }
        _ => None,
    }
}

/// `15 de junio de 2016`, `junio 2016`, `June 15, 2016`.
fn in_words(text: &str) -> Option<Read> {
    let folded = fold(text).replace(',', " ");
    let (mut day, mut month, mut year) = (0, 0, 0);
    for word in folded
        .split_whitespace()
        .filter(|word| !["de", "del", "of"].contains(word))
    {
        match word.parse::<i32>() {
            Ok(number) if word.len() == 4 && year == 0 => year = number,
            Ok(number) if word.len() <= 2 && day == 0 => day = number,
            Ok(_) => return None,
            Err(_) if month == 0 => month = month_of(word)?,
            Err(_) => return None,
        }
    }
    let date = Date::new(year, month, day).filter(|_| month > 0)?;
    Some(Read {
        date,
        ambiguous: false,
        iso: false,
    })
}

fn month_of(word: &str) -> Option<i32> {
    let names = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i32::try_from(names + 1).ok()
}

/// A date of which every part was written, so that none is zero.
fn whole(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(year, month, day).filter(|_| month > 0 && day > 0)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn people_write_dates_in_many_ways() {
        for (text, date) in [
            ("15/06/2016", "2016-06-15"),
            ("2016-06-15T10:00:00", "2016-06-15"),
            ("15 de junio de 2016", "2016-06-15"),
            ("JUNIO 2016", "2016-06"),
            ("06/2016", "2016-06"),
            ("2016", "2016"),
            ("6/25/2016", "2016-06-25"),
            ("2016/6/15", "2016-06-15"),
        ] {
            assert_eq!(parse(text).unwrap().date.to_string(), date, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "31/02/2016",
            "ayer",
            "15/06/16",
            "00/00/2016",
            "1 2 3 4",
            "",
            "-",
            "15 juniembre",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_that_reads_two_ways_says_so() {
        assert!(parse("01/02/2024").unwrap().ambiguous);
        assert!(!parse("02/02/2024").unwrap().ambiguous);
        assert!(!parse("13/02/2024").unwrap().ambiguous);
    }
}
