//! Dates of birth as clerks write them: complete, in part, with day and month swapped.

/// The order of the parts in a date written with separators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateOrder {
    /// 31/12/1990.
    #[default]
    DayFirst,
    /// 12/31/1990.
    MonthFirst,
}

/// A date of birth as far as it is known. Parts are kept as written, possible or not: an impossible month is
/// still evidence of what the clerk meant. A part that is not known is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BirthDate {
    /// Year of four digits.
    pub year: u16,
    /// Month, 1 to 12 when possible.
    pub month: u8,
    /// Day, 1 to 31 when possible.
    pub day: u8,
}

impl BirthDate {
    /// Reads a date: `1990-12-31`, `19901231`, `31/12/1990`, `31.12.90` (a century back from 2029), `1990-12`, `1990`;
    /// a time after it is left out. `None` when no date is to be seen.
    #[must_use]
    pub fn parse(text: &str, order: DateOrder) -> Option<Self> {
        let date = text.trim().split(['T', ' ']).next().unwrap_or("");
        let mut parts = [(0u32, 0usize); 3];
        let mut count = 0;
        for piece in date
            .split(|c: char| !c.is_ascii_digit())
            .filter(|piece| !piece.is_empty())
        {
            *parts.get_mut(count)? = (piece.parse().ok()?, piece.len());
            count += 1;
        }
        match count {
            1 => Self::from_digits(parts[0]),
            2 => Self::from_two(parts[0], parts[1]),
            3 => Self::from_three(parts, order),
            _ => None,
        }
    }

    /// One run of digits: eight are a date, year first unless only the end can be a year; four are a year.
    fn from_digits((number, length): (u32, usize)) -> Option<Self> {
        match length {
            8 if plausible(number % 10_000) && !plausible(number / 10_000) => {
                Some(Self::of(number % 10_000, number / 10_000 % 100, number / 1_000_000))
            }
            8 => Some(Self::of(number / 10_000, number / 100 % 100, number % 100)),
            6 => Some(Self::of(number / 100, number % 100, 0)).filter(|date| plausible(u32::from(date.year))),
            4 => Some(Self::of(number, 0, 0)),
            _ => None,
        }
    }

    /// Year and month, either first.
    fn from_two(first: (u32, usize), second: (u32, usize)) -> Option<Self> {
        let (year, month) = if first.1 == 4 {
            (first.0, second.0)
        } else {
            (second.0, first.0)
        };
        (year <= 9_999 && month <= 99).then(|| Self::of(year, month, 0))
    }

    /// Three parts: a year of four digits at either end, else a year of two digits at the end.
    fn from_three([first, second, third]: [(u32, usize); 3], order: DateOrder) -> Option<Self> {
        if first.0.max(second.0).max(third.0) > 9_999 {
            return None;
        }
        if first.1 == 4 {
            return Some(Self::of(first.0, second.0, third.0));
        }
        let year = match (third.1, third.0) {
            (..=2, ..30) => 2_000 + third.0,
            (..=2, _) => 1_900 + third.0,
            _ => third.0,
        };
        Some(match order {
            DateOrder::DayFirst => Self::of(year, second.0, first.0),
            DateOrder::MonthFirst => Self::of(year, first.0, second.0),
        })
    }

    /// A date of these parts.
    #[must_use]
    pub fn of(year: u32, month: u32, day: u32) -> Self {
        Self {
            year: year as u16,
            month: month.min(255) as u8,
            day: day.min(255) as u8,
        }
    }

    /// Whether only the year is known.
    #[must_use]
    pub fn is_year_only(self) -> bool {
        self.month == 0 && self.day == 0
    }

    /// Whether it is 1 January, which many registers write when they know the year alone.
    #[must_use]
    pub fn is_first_of_january(self) -> bool {
        self.month == 1 && self.day == 1
    }

    /// The year alone.
    #[must_use]
    pub fn year_only(self) -> Self {
        Self {
            month: 0,
            day: 0,
            ..self
        }
    }

    /// The date with day and month in ascending order: equal for a date and its swapped form.
    #[must_use]
    pub fn unswapped(self) -> Self {
        Self {
            month: self.month.min(self.day),
            day: self.month.max(self.day),
            ..self
        }
    }

    /// The eight digits `YYYYMMDD`.
    #[must_use]
    pub fn digits(self) -> [u8; 8] {
        let mut digits = [0; 8];
        let mut number =
            u32::from(self.year % 10_000) * 10_000 + u32::from(self.month % 100) * 100 + u32::from(self.day % 100);
        for digit in digits.iter_mut().rev() {
            *digit = (number % 10) as u8;
            number /= 10;
        }
        digits
    }
}

/// Whether a number can be somebody's year of birth.
fn plausible(year: u32) -> bool {
    (1_850..=2_099).contains(&year)
}

/// The order that a column of dates is written in: month first only when second parts beyond 12 are seen and
/// first parts beyond 12 hardly ever.
pub fn date_order<'a>(dates: impl Iterator<Item = &'a str>) -> DateOrder {
    let (mut first, mut second) = (0u32, 0u32);
    for date in dates {
        let mut parts = date.trim().split(|c: char| !c.is_ascii_digit());
        let (Some(a), Some(b)) = (parts.next(), parts.next()) else {
            continue;
        };
        if a.len() > 2 || b.len() > 2 {
            continue;
        }
        first += u32::from(a.parse().unwrap_or(0) > 12);
        second += u32::from(b.parse().unwrap_or(0) > 12);
    }
    if second > 10 * first {
        DateOrder::MonthFirst
    } else {
        DateOrder::DayFirst
    }
}
