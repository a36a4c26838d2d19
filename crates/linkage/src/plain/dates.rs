//! The levels of two dates of birth, each packed as its eight digits, four bits a digit.

/// A date as `YYYYMMDD`, four bits a digit; a part of zeros is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits(u32);

impl Digits {
    /// The date of eight digits; nothing known of any other text.
    pub(super) fn of(text: &str) -> Self {
        let digits = text.bytes().filter(u8::is_ascii_digit).take(8);
        Self(digits.fold(0, |packed, digit| packed << 4 | u32::from(digit - b'0')))
    }

    fn year(self) -> u32 {
        self.0 >> 16
    }

    fn month(self) -> u32 {
        self.0 >> 8 & 0xFF
    }

    fn day(self) -> u32 {
        self.0 & 0xFF
    }

    /// Month and day in ascending order.
    fn unswapped(self) -> (u32, u32, u32) {
        let (month, day) = (self.month(), self.day());
        (self.year(), month.min(day), month.max(day))
    }

    fn in_part(self) -> bool {
        self.month() == 0 || self.day() == 0
    }

    fn year_number(self) -> u32 {
        (0..4).rev().fold(0, |year, at| year * 10 + self.digit(16 + 4 * at))
    }

    /// The digit from bit `from` on.
    fn digit(self, from: u32) -> u32 {
        self.0 >> from & 15
    }
}

/// The level of two different dates, best first, as the comparison names them.
#[inline]
pub(super) fn date_level(a: Digits, b: Digits) -> u8 {
    if a.unswapped() == b.unswapped() {
        return 2;
    }
    if a.in_part() || b.in_part() {
        return parts_level(a, b);
    }
    let parts = u8::from(a.year() == b.year()) + u8::from(a.month() == b.month()) + u8::from(a.day() == b.day());
    match (digits_off(a, b), parts) {
        (1, _) => 3,
        (_, 2) => 4,
        (2, _) => 6,
        _ if near(a, b) => 7,
        _ => 8,
    }
}

/// The level when a part of either date is not known.
fn parts_level(a: Digits, b: Digits) -> u8 {
    let month = a.month() == 0 || b.month() == 0 || a.month() == b.month();
    match (a.year() == b.year(), month) {
        (true, true) => 5,
        _ if near(a, b) => 7,
        _ => 8,
    }
}

/// Years at most one apart.
fn near(a: Digits, b: Digits) -> bool {
    a.year_number().abs_diff(b.year_number()) <= 1
}

/// How many digits differ; two swapped neighbours count as one.
fn digits_off(a: Digits, b: Digits) -> u32 {
    let mut unlike = a.0 ^ b.0;
    let mut off = 0;
    while unlike != 0 {
        let at = (31 - unlike.leading_zeros()) & !3;
        let next = at.saturating_sub(4);
        let swapped = at > 0 && (a.digit(at), a.digit(next)) == (b.digit(next), b.digit(at));
        unlike &= (1 << if swapped { next } else { at }) - 1;
        off += 1;
    }
    off
}
