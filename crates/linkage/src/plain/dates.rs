//! The levels of two dates of birth.

use crate::dates::BirthDate;

/// The level of two different dates, best first, as the comparison names them.
pub(super) fn date_level(a: BirthDate, b: BirthDate) -> u8 {
    if a.unswapped() == b.unswapped() {
        return 2;
    }
    if a.day == 0 || b.day == 0 || a.month == 0 || b.month == 0 {
        return in_part(a, b);
    }
    let parts = usize::from(a.year == b.year) + usize::from(a.month == b.month) + usize::from(a.day == b.day);
    match (digits_off(a, b), parts) {
        (1, _) => 3,
        (_, 2) => 4,
        (2, _) => 6,
        _ if near(a, b) => 7,
        _ => 8,
    }
}

/// The level when a part of either date is not known.
fn in_part(a: BirthDate, b: BirthDate) -> u8 {
    let month = a.month == 0 || b.month == 0 || a.month == b.month;
    match (a.year == b.year, month) {
        (true, true) => 5,
        _ if near(a, b) => 7,
        _ => 8,
    }
}

/// Years at most one apart.
fn near(a: BirthDate, b: BirthDate) -> bool {
    a.year.abs_diff(b.year) <= 1
}

/// How many digits differ; two swapped neighbours count as one.
fn digits_off(a: BirthDate, b: BirthDate) -> u32 {
    let (a, b) = (a.digits(), b.digits());
    let mut off = 0;
    let mut at = 0;
    while at < 8 {
        if a[at] != b[at] {
            off += 1;
            at += usize::from(at < 7 && a[at] == b[at + 1] && a[at + 1] == b[at]);
        }
        at += 1;
    }
    off
}
