//! The levels of two dates of birth.

use crate::dates::BirthDate;

/// The level of two different dates, best first, as the comparison names them.
pub(super) fn date_level(a: BirthDate, b: BirthDate) -> u8 {
    if a.unswapped() == b.unswapped() {
        return 2;
    }
    let unknown = a.day == 0 || b.day == 0 || a.month == 0 || b.month == 0;
    match (unknown, a.year == b.year) {
        (true, true) if a.month == 0 || b.month == 0 || a.month == b.month => return 5,
        (true, _) => return if near(a, b) { 6 } else { 7 },
        _ => {}
    }
    let parts = usize::from(a.year == b.year) + usize::from(a.month == b.month) + usize::from(a.day == b.day);
    match (one_digit_off(a, b), parts) {
        (true, _) => 3,
        (_, 2) => 4,
        _ if near(a, b) => 6,
        _ => 7,
    }
}

/// Years at most one apart.
fn near(a: BirthDate, b: BirthDate) -> bool {
    a.year.abs_diff(b.year) <= 1
}

/// One digit of the eight changed, or two neighbours swapped.
fn one_digit_off(a: BirthDate, b: BirthDate) -> bool {
    let (a, b) = (a.digits(), b.digits());
    let mut places = (0..8).filter(|&at| a[at] != b[at]);
    match (places.next(), places.next(), places.next()) {
        (Some(_), None, _) => true,
        (Some(first), Some(second), None) => second == first + 1 && a[first] == b[second] && a[second] == b[first],
        _ => false,
    }
}
